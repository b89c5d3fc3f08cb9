"""What is known of an outlet, and how to find an outlet by name, alias or URL.

Everything known of an outlet stands in its one declaration under ``spiders/``; this module is
only the shape of such a declaration and the directory that they make together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_NEAR_NAME = 0.6  # of 1: difflib's ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class Politeness:
    """How gently an outlet is to be fetched.

    Attributes:
        delay: seconds between two requests to the outlet.
        concurrency: requests under way at one time.
        budget: requests a run may make, None for no limit.
    """

    delay: float = 2.0
    concurrency: int = 1
    budget: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRules:
    """Extraction hints for the pages of an outlet, valid for pages published until a day.

    Attributes:
        until: the last day of publication these rules hold for; None for the present ones.
        body: CSS selectors of the story's body, first match wins.
        drop: CSS selectors removed before the body is read.
        boilerplate: regular expressions; a paragraph that fully matches one is not the story.
        authors: CSS selectors of bylines.
        state: embedded application state to read: the id of its ``script`` (``__NEXT_DATA__``) or
            the variable it is assigned to (``__preloadedData``).
    """

    until: date | None = None
    body: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    boilerplate: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    state: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A publisher, declared.

    Attributes:
        name: short name, also the spider's: ``reuters``.
        title: display name: ``Reuters``.
        aliases: other names it is cited by, any case; include native scripts.
        domains: registered domains whose pages are its own.
        feeds, sitemaps, sections: where discovery starts. Sitemaps may be indexes.
        article: regular expression searched in a URL's path and query; only matching URLs are
            leads. Empty: every URL on its domains.
        exclude: regular expression searched in the same; matching URLs are no leads.
        language: BCP 47, the default where a page does not say.
        timezone: IANA name, for times printed without a zone.
        founded: the day from which stories can be its own: the first issue or broadcast. An earlier
            date in a page is not the story's. Without it, 1990.
        title_affixes: what the outlet hangs on its titles: ``| Reuters``.
        rules: newest first.
        walls: outcomes that are normal here, told to the operator at once.
        note: one line for the operator: what a plain crawl gets of this outlet, and why.
        wire: an agency whose texts others carry.
        terms: machine-readable reservations to record and honour: ``no-ml``.
        digest: its stories are digests: they name the stories of other outlets that they rest on.
    """

    name: str
    title: str
    domains: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    article: str = ""
    exclude: str = ""
    language: str = "en"
    country: str | None = None
    timezone: str = "UTC"
    founded: date | None = None
    title_affixes: tuple[str, ...] = ()
    rules: tuple[PageRules, ...] = ()
    politeness: Politeness = Politeness()
    note: str | None = None
    wire: bool = False
    terms: tuple[str, ...] = ()
    digest: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.name):
            raise ValueError(f"outlet name {self.name!r}: use lower-case letters, digits and _")
        if not self.domains:
            raise ValueError(f"outlet {self.name!r} declares no domain")
        for pattern in (self.article, self.exclude):
            re.compile(pattern)

    def owns(self, url: str) -> bool:
        """Whether the URL is on one of the outlet's domains."""
        host = (urlsplit(url).hostname or "").lower()
        return any(host == domain or host.endswith(f".{domain}") for domain in self.domains)

    def is_article(self, url: str) -> bool:
        """Whether the URL has the form of one of the outlet's stories."""
        if not self.owns(url):
            return False
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if self.exclude and re.search(self.exclude, target):
            return False
        return re.search(self.article, target) is not None

    def rules_for(self, published: date | None) -> PageRules:
        """The page rules that held on a day; the present ones where the day is not known."""
        valid = PageRules()
        for rules in self.rules:
            if rules.until is None or (published is not None and published <= rules.until):
                valid = rules
        return valid


def find_outlet(outlets: OutletDirectory, name: str) -> Outlet:
    """The outlet with this short name, title or alias.

    Raises:
        ValueError: there is none; the message names those whose names are near.
    """
    found = outlets.by_name(name)
    if found is not None:
        return found
    near = dict.fromkeys(
        outlets.names()[key].name
        for key in get_close_matches(name_key(name), outlets.names(), n=6, cutoff=_NEAR_NAME)
    )
    told = f"did you mean {' or '.join(near)}? " if near else "no name is near it; "
    raise ValueError(f"no outlet is called {name!r}: {told}`aggregator outlets` lists them")


def name_key(name: str) -> str:
    """What two spellings of an outlet's name have in common.

    Case, width, accents, punctuation and a leading article are folded away:
    ``THE EPOCH TIMES`` and ``Epoch Times`` give the same key.
    """
    folded = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    words = re.findall(r"\w+", letters)
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words)


class OutletDirectory(Mapping[str, Outlet]):
    """All declared outlets, by short name, by any of their names, by URL.

    Raises:
        ValueError: two outlets claim the same short name, alias or domain.
    """

    def __init__(self, outlets: Iterable[Outlet] = ()) -> None:
        self._outlets: dict[str, Outlet] = {}
        self._by_key: dict[str, Outlet] = {}
        self._by_domain: dict[str, Outlet] = {}
        for outlet in outlets:
            self._add(outlet)

    def _add(self, outlet: Outlet) -> None:
        if outlet.name in self._outlets:
            raise ValueError(f"two outlets are named {outlet.name!r}")
        self._outlets[outlet.name] = outlet
        for name in (outlet.name, outlet.title, *outlet.aliases):
            other = self._by_key.setdefault(name_key(name), outlet)
            if other is not outlet:
                raise ValueError(f"{outlet.name!r} and {other.name!r} are both called {name!r}")
        for domain in outlet.domains:
            other = self._by_domain.setdefault(domain.lower(), outlet)
            if other is not outlet:
                raise ValueError(f"{outlet.name!r} and {other.name!r} both own {domain!r}")

    def by_name(self, name: str) -> Outlet | None:
        """The outlet with this short name, title or alias, in any spelling of `name_key`."""
        return self._by_key.get(name_key(name))

    def by_url(self, url: str) -> Outlet | None:
        """The outlet that owns the URL's host, the most specific domain first.

        None where nobody known owns it, and where it is no URL.
        """
        try:
            labels = (urlsplit(url).hostname or "").lower().split(".")
        except ValueError:  # "http://[::1"
            return None
        for start in range(len(labels)):
            found = self._by_domain.get(".".join(labels[start:]))
            if found is not None:
                return found
        return None

    def names(self) -> Mapping[str, Outlet]:
        """Every known name, folded by `name_key`, to its outlet."""
        return self._by_key

    def __getitem__(self, name: str) -> Outlet:
        return self._outlets[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._outlets)

    def __len__(self) -> int:
        return len(self._outlets)
