"""One source as a line words it: which part is the outlet, which the headline, which the date."""

# ruff: noqa: E501 -- a pattern stays in one piece

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aggregator.citations.names import host_of
from aggregator.citations.phrases import AFTER
from aggregator.citations.wording import (
    AGENCIES,
    DATA_SOURCE,
    DATE,
    MARKS,
    clean_headline,
    is_headline,
    is_host,
    outlet_like,
    without_date,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aggregator.citations.lines import Line
    from aggregator.citations.names import Known, NameTable

_DASH = "–—―‒"
_DELIMITER = re.compile(
    rf"\s?[{_DASH}]+\s?|\s-{{1,2}}\s?|\s?[：｜]\s?|:\s|\s[|·•>]\s|\s{{2}}|,?\s(?=[“«„\"])|(?=[「『《])"
)
_TAIL_DELIMITER = re.compile(
    rf"\s?[{_DASH}]+\s|\s-{{1,2}}\s|\s?[｜]\s?|(?<=[一-鿿])[_＿—]{{1,2}}|\s[|·•/]\s|\s{{2}}|(?<=[”\"»])[,.]?\s|,\s"
)
_LIST_MARK = re.compile(r"\s\+\s|\s?[,、;；，،؛]\s?|\s?[•·|｜]\s?")
_AND = re.compile(r"\s(?:and|und|et|y|e|en|oraz|и|та|&)\s|(?<=\w)[和与及](?=\w)")
_LEADING_AND = re.compile(r"^(?:and|und|et|y|e|en|oraz|и|та|&|和|与|及)\s", re.IGNORECASE)
_SLASH = re.compile(r"\s?[/／]\s?")
_QUOTED = re.compile(r"[“\"«„「『《]([^“”\"«»„「」『』《》]{8,3000})[”\"»“」』》]")
_TRAILING_TOPIC = re.compile(r"\s?[(（\[【]([^()（）\[\]【】]{1,300})[)）\]】]$")
_SIGNED = re.compile(r"\s\|\s([^\W\d_a-z][^\W\d_]+(?:\s[^\W\d_a-z][\w.'’-]+){1,2})$")
_BRACKETED = re.compile(r"[\[【(（]([^()（）\[\]【】]{2,60})[\])）】]\s?(.{8,400}[^.。])$")
_TOPIC_LEAD = re.compile(
    r"^(?:via|from|source|quelle|fuente|fonte|来源|來源)\s?[:：]?\s?(?:the\s)?", re.IGNORECASE
)
_LEAD = re.compile(r"^(?:from|via|in|aus|de|dal|@)\s?(?:the\s)?(?=\S)", re.IGNORECASE)
_CONTRIBUTOR = re.compile(r"\s?\([^()]{1,40}\)\.?$")
_GENERIC_ANCHOR = re.compile(
    r"\W*(?:(?:the )?(?:source|link|original|article|full (?:story|article|report)|original (?:article|story|post|source)|here|read(?: more)?|more|quelle|lien|"
    r"fuente|fonte|источник|来源|來源|原文|链接|出典|story|report|web|url|via|\d{1,4}|\^|↗|→)\W*)+",
    re.IGNORECASE,
)
_SOCIAL = frozenset(
    {
        "facebook.com", "twitter.com", "x.com", "t.me", "instagram.com", "linkedin.com", "pinterest.com", "reddit.com",
        "whatsapp.com", "wa.me", "youtube.com", "youtu.be", "tiktok.com", "threads.net", "bsky.app", "tumblr.com",
        "google.com", "wikipedia.org", "amazon.com", "apple.com", "wordpress.org", "wordpress.com", "gravatar.com",
        "akismet.com", "creativecommons.org", "paypal.com", "patreon.com", "doubleclick.net", "github.com", "weibo.com", "doi.org",
    }
)  # fmt: skip
_ABOUT = re.compile(r"^(?:on|about|:|[–—-]|'s|’s)\s+")
_ACRONYM = re.compile(r"[A-Z]{2,5}")
_LONGEST_OUTLET = 60
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


class ItemReader:
    """Reads sources with the help of a table of names.

    Args:
        own_host: the host of the document itself; links to it are no citations.
    """

    def __init__(self, table: NameTable, own_host: str = "") -> None:
        self.table = table
        self.own_host = own_host

    def name(self, text: str) -> tuple[str, Known | None]:
        """The outlet's name without marks around it, and the outlet where known."""
        text = text.strip(MARKS + '“”"«»„「」《》')
        known = self.table.by_name(text)
        if known is None and text.endswith(("'s", "’s")):
            known = self.table.by_name(text[:-2])
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

    # -- links ---------------------------------------------------------------------------

    def link(self, anchor: str, url: str) -> Item | None:
        """The source that a link stands for, by its address and its words."""
        if not self.is_outward(url):
            return None
        known = self.table.by_url(url)
        host = host_of(url)
        anchor = anchor.strip(MARKS)
        if not anchor or "://" in anchor or is_host(anchor) or _GENERIC_ANCHOR.fullmatch(anchor):
            return Item(known.title if known else host, known, url=url)
        name, named = self.name(anchor)
        if named is not None:
            # Where the words and the address disagree, the words are the citation.
            return Item(name, named, url=url)
        words, date = without_date(anchor)
        affix = self._affix(words, url, known)
        if affix is not None:
            return replace(affix, published=date, url=url)
        if is_headline(anchor):
            return Item(known.title if known else host, known, clean_headline(anchor), url)
        return Item(known.title if known else host, known, url=url)

    def _affix(self, words: str, url: str, known: Known | None) -> Item | None:
        """An outlet's name before or after the headline in an anchor, sure by its address."""
        labels = {_letters(label) for label in host_of(url).split(".")[:-1]}

        def fits(text: str) -> bool:
            letters = _letters(text)
            # One letter would fit anything.
            if len(letters) > 1 and not labels.isdisjoint((letters, letters.removeprefix("the"))):
                return True
            named = self.name(text)[1]
            return named is not None and named == known

        if fits(words):
            return Item(words, known)
        for pattern in (_TAIL_DELIMITER, _DELIMITER):
            matches = list(pattern.finditer(words))[-8:]
            for match in reversed(matches):
                if fits(words[match.end() :]):
                    return Item(
                        words[match.end() :].strip(), known, clean_headline(words[: match.start()])
                    )
        return _leading(words, fits, known)

    def links(self, line: Line) -> Iterator[Item]:
        """The sources in a labelled line with links: each link with the words beside it."""
        bounds = [0, *(end for _, end, _ in line.links)]
        for number, (start, end, url) in enumerate(line.links):
            item = self.link(line.text[start:end], url)
            before = line.text[bounds[number] : start]
            stop = line.links[number + 1][0] if number + 1 < len(line.links) else len(line.text)
            after = line.text[end:stop]
            yield from (replace(i, at=bounds[number]) for i in self._between(before, last=False))
            if item is not None:
                yield replace(self._beside(item, line.text[start:end], before, after), at=start)
            if number + 1 == len(line.links):
                rest = after
                if item is not None and item.headline is not None:
                    rest = (
                        _LIST_MARK.split(after, maxsplit=1)[-1] if _LIST_MARK.search(after) else ""
                    )
                yield from (replace(i, at=end) for i in self._between(rest, last=True))

    def _between(self, text: str, *, last: bool) -> Iterator[Item]:
        """Known outlets without a link that a list names between its links."""
        pieces = _LIST_MARK.split(text)
        # What directly touches a link belongs to it.
        pieces = pieces[1:] if last else pieces[:-1]
        for piece in pieces:
            name, known = self.name(_LEADING_AND.sub("", piece.strip()))
            if known is not None:
                yield Item(name, known)

    def _beside(self, item: Item, anchor: str, before: str, after: str) -> Item:
        """The link's source with the outlet that is written before or after it."""
        left = _LIST_MARK.split(before)[-1].strip(MARKS + "(")
        left = _LEADING_AND.sub("", left)
        name, known = self.name(left)
        anchor = anchor.strip()
        generic = _GENERIC_ANCHOR.fullmatch(anchor) is not None or "://" in anchor
        if known is not None or (
            left and is_headline(anchor) and item.known is None and outlet_like(name, strict=True)
        ):
            headline = None if generic else item.headline or clean_headline(anchor)
            return replace(item, outlet=name, known=known, headline=headline)
        right, date = without_date(
            _CONTRIBUTOR.sub("", after) if not after.strip().startswith("(") else after
        )
        right = right.strip(MARKS + "()")
        name, known = self.name(_LIST_MARK.split(right)[0].strip(MARKS + "()"))
        if known is not None and is_headline(anchor):
            return replace(
                item,
                outlet=name,
                known=known,
                headline=item.headline or clean_headline(anchor),
                published=date,
            )
        if generic and left and is_headline(left):
            cut = self.headline_outlet(left, unknown=False)
            if cut is not None:
                return replace(item, headline=cut.headline)
            return replace(item, headline=clean_headline(left))
        return item

    # -- words ---------------------------------------------------------------------------

    def outlet_headline(self, text: str, *, unknown: bool) -> Item | None:
        """``OUTLET – headline`` with any dash or colon between them.

        Args:
            unknown: whether a name that is not known may be taken for an outlet's.
        """
        for number, match in enumerate(_DELIMITER.finditer(text[: 2 * _LONGEST_OUTLET])):
            if number == 4:  # noqa: PLR2004 -- no name holds so many marks
                break
            left = _CONTRIBUTOR.sub("", text[: match.start()]) or text[: match.start()]
            name, known = self.name(left)
            if known is None:
                name, known = self._with_author(without_date(left)[0], name)
            if known is None and not (unknown and number == 0 and outlet_like(name, strict=True)):
                continue
            rest, date = without_date(text[match.end() :])
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
        topic = _TRAILING_TOPIC.search(text)
        if topic is not None:
            inner, written = without_date(_TOPIC_LEAD.sub("", topic.group(1)))
            date = date or written
            name, known = self.name(inner)
            if known is None and "/" in topic.group(1):
                name, known = self._with_author(topic.group(1), name)
            headline = clean_headline(text[: topic.start()])
            if known is not None and headline is not None:
                return Item(name, known, headline, published=date)
        tail = len(text) - 2 * _LONGEST_OUTLET
        matches = list(_TAIL_DELIMITER.finditer(text, max(tail, 0)))
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
        for at, piece in _pieces(text):
            for part in self._parts(_LEADING_AND.sub("", piece)):
                topic = _TRAILING_TOPIC.search(part)
                headline = None
                if topic is not None:
                    name, known = self.name(part[: topic.start()])
                    headline = topic.group(1).strip()
                    if (
                        not any(c.isalpha() for c in headline)
                        or DATE.fullmatch(headline)
                        or _ACRONYM.fullmatch(headline)
                    ):
                        headline = None
                else:
                    name, known = self.name(part)
                    if known is None:
                        name, known = self.name(without_date(part)[0])
                any_image = any_image or (known is not None and known.image)
                items.append(Item(name, known, headline, at=at))
        if any_image:
            # A list with a photograph agency credits pictures, all of it.
            return []
        some = any(item.known is not None for item in items)
        if not some and all(DATA_SOURCE.search(item.outlet) for item in items):
            return []
        if not some and not (strong and all(outlet_like(i.outlet, strict=True) for i in items)):
            return []
        if not strong or any(AGENCIES.fullmatch(item.outlet) for item in items):
            return [item for item in items if item.known is not None] or items
        return [i for i in items if i.known is not None or outlet_like(i.outlet, strict=False)]

    def _parts(self, piece: str) -> list[str]:
        """A piece of a list, cut at "and" and at slashes where that uncovers known outlets."""
        if self.name(piece)[1] is not None:
            return [piece]
        for mark in (_AND, _SLASH):
            parts = [part for part in mark.split(piece) if part.strip()]
            if len(parts) > 1 and any(self.name(part)[1] is not None for part in parts):
                return parts
        return [piece]


def _leading(words: str, fits: Callable[[str], bool], known: Known | None) -> Item | None:
    """``The Weighty Weekly on bridges``: the outlet is as many first words as fit."""
    parts = words.split(" ")
    for count in range(min(6, len(parts) - 1), 0, -1):
        head, rest = " ".join(parts[:count]).strip(MARKS), " ".join(parts[count:])
        if not rest or not fits(head):
            continue
        if AFTER.match(f" {rest}"):
            # "the New York Times reported" is no headline, it is the attribution.
            return Item(head, known)
        about = _ABOUT.match(rest)
        if about is None and not is_headline(rest):
            # The rest of a name that the address has only in part.
            return Item(words, known)
        return Item(head, known, clean_headline(rest[about.end() :] if about else rest))
    return None


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The text cut at list marks outside parentheses, with the offsets of the pieces."""
    depth = at = count = 0
    marks = {match.start(): match.end() for match in _LIST_MARK.finditer(text)}
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


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
