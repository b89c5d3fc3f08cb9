"""One source as a line words it: which part is the outlet, which the headline, which the date."""

# ruff: noqa: E501 -- a pattern stays in one piece

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from aggregator.citations.names import host_of
from aggregator.citations.wording import (
    AGENCIES,
    DATA_SOURCE,
    DATE,
    MARKS,
    MORE_QUOTED,
    clean_headline,
    is_headline,
    is_host,
    outlet_like,
    without_date,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.citations.names import Mention, NameTable
    from aggregator.citations.outlet_table import Known

_DASH = "–—―‒"
DELIMITER = re.compile(
    rf"\s?[{_DASH}]+\s?|\s-{{1,2}}\s?|\s?[：｜]\s?|:\s|\s[|·•>]\s|\s{{2}}|,?\s(?=[“«„\"])|(?=[「『《])"
)
TAIL_DELIMITER = re.compile(
    rf"\s?[{_DASH}]+\s|\s-{{1,2}}\s|\s?[｜／]\s?|(?<=[一-鿿])[_＿—]{{1,2}}|\s[|·•/]\s|\s{{2}}|(?<=[”\"»])[,.]?\s|,\s"
)
# What both need: a cheap first look.
_DELIMITER_SIGN = re.compile(rf"[{_DASH}：｜|·•>“«„\"「『《:-]")
_TAIL_SIGN = re.compile(rf"[{_DASH}｜／|·•/_＿—”\"»,-]")
LIST_MARK = re.compile(r"\s\+\s|\s?[,、;；，،؛]\s?|\s?[•·|｜]\s?")
_AND = re.compile(r"\s(?:and|und|et|y|e|en|oraz|и|та|&)\s|(?<=\w)[和与及](?=\w)")
LEADING_AND = re.compile(r"^(?:and|und|et|y|e|en|oraz|и|та|&|和|与|及)\s", re.IGNORECASE)
_SLASH = re.compile(r"\s?[/／]\s?")
_QUOTED = re.compile(rf"[“\"«„「『《]([^“”\"«»„「」『』《》]{{8,3000}}{MORE_QUOTED})[”\"»“」』》]")
_TRAILING_TOPIC = re.compile(r"\s?[(（\[【]([^()（）\[\]【】]{1,300})[)）\]】]$")
_CLOSING = frozenset(")）]】")
_SIGNED = re.compile(r"\s\|\s([^\W\d_a-z][^\W\d_]+(?:\s[^\W\d_a-z][\w.'’-]+){1,2})$")
_BRACKETED = re.compile(r"[\[【(（]([^()（）\[\]【】]{2,60})[\])）】]\s?(.{8,400}[^.。])$")
# "Outlet – 26 Aug 2026. Headline"
_DAY_BEFORE = re.compile(rf"^{DATE.pattern}[.,:]\s(?=\S+\s\S)", re.IGNORECASE)
_HAT_TIP = re.compile(r",?\s(?:h/?t|hat tip(?: to)?|via)\s.{1,40}$", re.IGNORECASE)
_TOPIC_LEAD = re.compile(
    r"^(?:via|from|source|quelle|fuente|fonte|来源|來源)\s?[:：]?\s?(?:the\s)?", re.IGNORECASE
)
_LEAD = re.compile(
    r"^(?:from|via|in|aus|de|dal|@|(?:lu|vu|(?:à )?(?:lire|voir)(?: aussi)?)\s(?:dans|sur|aussi sur|aussi dans)|(?:read|seen|more|also)\s(?:in|on|at)|(?:leído|visto|publicado)\sen|letto\s(?:su|in)|gelesen\s(?:in|bei)|gesehen\sbei|(?:aus|in)\s(?:der|dem))\s?(?:the\s)?(?=\S)",
    re.IGNORECASE,
)
CONTRIBUTOR = re.compile(r"\s?\([^()]{1,40}\)\.?$")
_SOCIAL = frozenset(
    {
        "facebook.com", "twitter.com", "x.com", "t.me", "instagram.com", "linkedin.com", "pinterest.com", "reddit.com",
        "whatsapp.com", "wa.me", "youtube.com", "youtu.be", "tiktok.com", "threads.net", "bsky.app", "tumblr.com",
        "google.com", "wikipedia.org", "amazon.com", "apple.com", "wordpress.org", "wordpress.com", "gravatar.com",
        "akismet.com", "creativecommons.org", "paypal.com", "patreon.com", "doubleclick.net", "github.com", "weibo.com", "doi.org",
    }
)  # fmt: skip
_ACRONYM = re.compile(r"[A-Z]{2,5}")
# "AFP reports", "Kenya's Nation newspaper": what it is stands behind the name.
_KIND_BEHIND = re.compile(
    r"\s(?:reports?|reporting|agency|news agency|newspaper|magazine|website|staff|app|newsletter|podcast|wire|wires)$",
    re.IGNORECASE,
)
# "Digiday by Sam Ekwueme", "Texas Monthly, by Lena Ortiz": who wrote it stands behind the name.
_WRITTEN_BY = re.compile(
    r",?\s(?:by|von|par|por|di|door|av|af)\s[^\W\d_a-z][\w.'’-]*(?:\s[\w.'’-]{1,24}){0,4}$"
)
# 澎湃新闻记者 谭一舟
_REPORTER = re.compile(
    r"(?:总台(?=\w{2}))?(.{2,16}?)(?:特约|特約|驻\w{1,6}?)?(?:记者|記者)(?:[\s　:：].{0,60})?"
)
_VIA_TOPIC = re.compile(r"(?:via|durch|por|par)\s(.{2,60})", re.IGNORECASE)
_LONGEST_OUTLET = 60
_SEVERAL = 3  # outlets of a list
_MOST = 0.7  # of a list
_KEPT = 64  # texts
_MOST_ITEMS = 20_000


@dataclass(frozen=True, slots=True)
class Item:
    """A source read from a line, before it becomes a citation.

    Attributes:
        outlet: as written.
        at: where it stands in the line.
    """

    outlet: str
    known: Known | None = None
    headline: str | None = None
    url: str | None = None
    published: str | None = None
    author: str | None = None
    at: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """An attribution: what it cites, in which form, how sure."""

    item: Item
    kind: str
    confidence: float


class ItemReader:
    """Reads sources with the help of a table of names.

    Args:
        own_host: the host of the document itself; links to it are no citations.
    """

    def __init__(self, table: NameTable, own_host: str = "") -> None:
        self.table = table
        self.own_host = own_host
        self._mentions: dict[str, tuple[Mention, ...]] = {}
        self._names: dict[str, tuple[str, Known | None]] = {}

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The known names in a text; those of the last few texts are kept, for a line is read in
        several ways.
        """
        found = self._mentions.get(text)
        if found is None:
            if len(self._mentions) >= _KEPT:
                self._mentions.clear()
            found = self._mentions[text] = tuple(self.table.scan(text))
        return found

    def name(self, text: str) -> tuple[str, Known | None]:
        """The outlet's name without marks around it, and the outlet where known."""
        found = self._names.get(text)
        if found is None:
            if len(self._names) >= _KEPT:
                self._names.clear()
            found = self._names[text] = self._name(text)
        return found

    def _name(self, text: str) -> tuple[str, Known | None]:
        text = text.strip(MARKS + '“”"«»„「」《》')
        known = self.table.by_name(text)
        if known is None and text.endswith(("'s", "’s")):
            known = self.table.by_name(text[:-2])
        if known is None:
            kind = _KIND_BEHIND.search(text)
            known = self.table.by_name(text[: kind.start()]) if kind is not None else None
        if known is None and "者" in text:
            reporter = _REPORTER.fullmatch(text)
            bare = reporter.group(1).strip() if reporter is not None else ""
            known = self.table.by_name(bare)
            text = bare if known is not None else text
        if known is None:
            writer = _WRITTEN_BY.search(text)
            if writer is not None:
                bare = text[: writer.start()].strip(MARKS)
                known = self.table.by_name(bare)
                text = bare if known is not None else text
        return text, known

    def is_outward(self, url: str) -> bool:
        """Whether the URL leads to another site that could be an outlet."""
        host = host_of(url)
        if not host or "." not in host:
            return False
        if self.own_host and (
            host == self.own_host
            or host.endswith(f".{self.own_host}")
            or self.own_host.endswith(f".{host}")
        ):
            return False
        return not any(host == social or host.endswith(f".{social}") for social in _SOCIAL)

    # -- words ---------------------------------------------------------------------------

    def outlet_headline(self, text: str, *, unknown: bool) -> Item | None:
        """``OUTLET – headline`` with any dash or colon between them.

        Args:
            unknown: whether a name that is not known may be taken for an outlet's.
        """
        head = text[: 2 * _LONGEST_OUTLET]
        if _DELIMITER_SIGN.search(head) is None and "  " not in head:
            return None
        for number, match in enumerate(DELIMITER.finditer(head)):
            if number == 4:  # noqa: PLR2004 -- no name holds so many marks
                break
            left = CONTRIBUTOR.sub("", text[: match.start()]) or text[: match.start()]
            name, known = self.name(left)
            if known is None:
                name, known = self._with_author(without_date(left)[0], name)
            if known is None and not (unknown and number == 0 and outlet_like(name, strict=True)):
                continue
            rest, date = without_date(_DAY_BEFORE.sub("", text[match.end() :]))
            headline = clean_headline(rest)
            if headline is None:
                continue
            return Item(name, known, headline, published=date)
        return None

    def bracketed(self, text: str) -> Item | None:
        """``[Outlet] headline``."""
        match = _BRACKETED.match(text)
        if match is None:
            return None
        name, known = self.name(match.group(1))
        headline = clean_headline(match.group(2))
        if known is None or known.image or not is_headline(headline):
            return None
        return Item(name, known, headline)

    def _with_author(self, left: str, name: str) -> tuple[str, Known | None]:
        """``Ana Ruiz / The Verge``, ``From the Guardian``: the outlet in such words."""
        whole = self.name(left)
        if whole[1] is not None:
            return whole
        for mark in (" / ", "/", " | ", ", "):
            if mark in left:
                outlet, known = self.name(left.rpartition(mark)[2])
                if known is not None:
                    return outlet, known
        lead = _LEAD.match(left)
        if lead is not None:
            outlet, known = self.name(left[lead.end() :])
            if known is not None:
                return outlet, known
        return name, None

    def headline_outlet(self, text: str, *, unknown: bool) -> Item | None:
        """``headline – OUTLET, date``, ``"headline" OUTLET``, ``headline (OUTLET)``."""
        text, date = without_date(text)
        topic = _trailing_topic(text)
        if topic is not None:
            inner = _HAT_TIP.sub("", _TOPIC_LEAD.sub("", topic.group(1)))
            inner, written = without_date(inner)
            date = date or written
            name, known = self.name(inner)
            if known is None and "/" in topic.group(1):
                name, known = self._with_author(topic.group(1), name)
            headline = clean_headline(text[: topic.start()])
            host = is_host(name) and self.is_outward(f"https://{name}/") and is_headline(headline)
            if (known is not None or host) and headline is not None:
                return Item(name, known, headline, published=date)
        tail = max(len(text) - 2 * _LONGEST_OUTLET, 0)
        if _TAIL_SIGN.search(text, tail) is None and "  " not in text:
            return None
        matches = list(TAIL_DELIMITER.finditer(text, tail))
        for number, match in enumerate(reversed(matches[-4:])):
            name, known = self.name(_TOPIC_LEAD.sub("", text[match.end() :]))
            comma = match.group().strip() == ","
            loose = unknown and number == 0 and not comma and outlet_like(name, strict=True)
            if known is None and not loose:
                continue
            headline = clean_headline(text[: match.start()])
            if headline is not None:
                signed = _SIGNED.search(headline)
                author = signed.group(1) if signed else None
                headline = headline[: signed.start()] if signed else headline
                return Item(name, known, headline, published=date, author=author)
        return None

    def quoted(self, text: str, *, unknown: bool) -> Item | None:
        """``Author. "Headline" — Outlet, date`` and its like in lists of references."""
        match = _QUOTED.search(text)
        if match is None or match.start() > 2 * _LONGEST_OUTLET:
            return None
        after, date = without_date(text[match.end() :])
        parts = [
            part
            for part in re.split(rf"[,.;(]\s?|\s?[{_DASH}]\s?|\s-\s", after[:160])
            if part.strip(MARKS + ")")
        ]
        if not parts:
            return None
        name, known = self.name(parts[0].strip(MARKS + ")"))
        writer = None
        if known is None and len(parts) > 1:
            # “Headline” – Author, Outlet
            second, other = self.name(parts[1].strip(MARKS + ")"))
            if other is not None:
                writer, name, known = name, second, other
        if known is None and not (unknown and outlet_like(name, strict=True)):
            return None
        if date is None:
            for part in parts[1:]:
                found = DATE.search(part)
                if found is not None:
                    date = found.group()
                    break
        author = text[: match.start()].strip(MARKS) or writer
        headline = match.group(1).strip().rstrip(",.")
        return Item(name, known, headline, published=date, author=author, at=match.end())

    def listed(self, text: str, *, strong: bool) -> list[Item]:
        """``Outlet, Outlet (topic) and Outlet``.

        Args:
            strong: whether a label says that these are sources, so that unknown names count.
        """
        items: list[Item] = []
        any_image = False
        text, _ = without_date(text)
        text = text[:-1] if text.endswith((").", ")_", ")*")) else text
        for at, piece in _pieces(text):
            for part in self._parts(LEADING_AND.sub("", piece)):
                for item in self._listed(part):
                    any_image = any_image or (item.known is not None and item.known.image)
                    items.append(replace(item, at=at))
        if any_image:
            # A list with a photograph agency credits pictures, all of it.
            return []
        some = any(item.known is not None for item in items)
        if not some and all(DATA_SOURCE.search(item.outlet) for item in items):
            return []
        if not some and not (strong and all(outlet_like(i.outlet, strict=True) for i in items)):
            return []
        # Among several that are known, one that is not is an outlet too.
        most = sum(i.known is not None for i in items) >= max(_SEVERAL, _MOST * len(items))
        if not strong or any(AGENCIES.fullmatch(item.outlet) for item in items):
            return [
                item
                for item in items
                if item.known is not None
                or (some and is_host(item.outlet) and self.is_outward(f"https://{item.outlet}/"))
                or (most and outlet_like(item.outlet, strict=True) and item.headline is None)
            ] or items
        return [i for i in items if i.known is not None or outlet_like(i.outlet, strict=False)]

    def _listed(self, part: str) -> Iterator[Item]:
        """One outlet of a list, with the topic or the second outlet that it has in brackets."""
        topic = _trailing_topic(part)
        if topic is None:
            name, known = self.name(part)
            if known is None:
                name, known = self.name(without_date(part)[0])
            yield Item(name, known)
            return
        whole = self.table.by_name(part)
        if whole is not None and whole.title == part:
            yield Item(part, whole)  # La Nación (Paraguay)
            return
        name, known = self.name(part[: topic.start()])
        words = topic.group(1).strip()
        via = _VIA_TOPIC.fullmatch(words)  # Sudan Tribune (via AllAfrica)
        carrier = self.name(via.group(1)) if via is not None else None
        says_nothing = (
            carrier is not None
            or (known is not None and self.name(words)[1] == known)
            or not any(c.isalpha() for c in words)
            or DATE.fullmatch(words)
            or _ACRONYM.fullmatch(words)
        )
        yield Item(name, known, None if says_nothing else words)
        if carrier is not None and carrier[1] is not None:
            yield Item(*carrier)

    def _parts(self, piece: str) -> list[str]:
        """A piece of a list, cut at "and" and at slashes where that uncovers known outlets."""
        if self.name(piece)[1] is not None:
            return [piece]
        for mark in (_AND, _SLASH):
            parts = [part for part in mark.split(piece) if part.strip()]
            cuts = [(piece[: m.start()], piece[m.end() :]) for m in islice(mark.finditer(piece), 4)]
            for one, other in cuts if len(parts) > 2 else ():  # noqa: PLR2004 -- an "and" stands in a name
                if self.name(one)[1] is not None and self.name(other)[1] is not None:
                    return [one, other]
            if len(parts) > 1 and any(self.name(part)[1] is not None for part in parts):
                return parts
        return [piece]


def _trailing_topic(text: str) -> re.Match[str] | None:
    return _TRAILING_TOPIC.search(text) if text[-1:] in _CLOSING else None


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The text cut at list marks outside parentheses, with the offsets of the pieces."""
    depth = at = count = 0
    marks = {match.start(): match.end() for match in LIST_MARK.finditer(text)}
    skip = 0
    for index, char in enumerate(text):
        if char in "(（":
            depth += 1
        elif char in ")）":
            depth = max(depth - 1, 0)
        if depth == 0 and index >= skip and index in marks:
            if text[at:index].strip(MARKS):
                yield at, text[at:index].strip()
                count += 1
            at = skip = marks[index]
            if count == _MOST_ITEMS:
                return
    if text[at:].strip(MARKS):
        yield at, text[at:].strip()
