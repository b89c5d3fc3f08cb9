"""From the bytes of feeds, sitemaps and section pages to leads.

Functions from values to values: what is fetched, and when, is decided elsewhere.
"""

from aggregator.discovery.documents import NotADiscovery
from aggregator.discovery.feeds import read_feed
from aggregator.discovery.sections import read_section
from aggregator.discovery.sitemaps import read_sitemap
from aggregator.discovery.sniffing import read_discovery

__all__ = ["NotADiscovery", "read_discovery", "read_feed", "read_section", "read_sitemap"]
