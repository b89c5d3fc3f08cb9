"""Attributions in running text: who reported it, wire datelines, credit lines, republication."""

# ruff: noqa: E501 -- a pattern stays in one piece

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from aggregator.citations import phrases
from aggregator.citations.credits import REACH, CreditReader
from aggregator.citations.described import MEDIA_WORD, described, may_be_outlet, named_sources
from aggregator.citations.items import Found, Item
from aggregator.citations.stations import is_affiliate, stations
from aggregator.citations.wording import DATE, clean_headline, is_host, outlet_like

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aggregator.citations.items import ItemReader
    from aggregator.citations.lines import Line
    from aggregator.citations.names import Mention
    from aggregator.citations.outlet_table import Known

_LONGEST_LINK = 450
_A_LIST = 3  # outlets; among so many a name that is a word is one too
_LONGEST_BIO = 600
_MOST_TRIED = 500  # republication notes in one line; a line of more is not written by people
_ON = re.compile(
    r"(?:['’]s [A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,2})?\s(?:on (?:why|how|what|who|the|a|an|whether|[A-Z]\w+['’]s)|has (?:the|a|more)|looks at|profiles)\b"
)
_NAME_END = re.compile(
    r"[,.;:(（\[\n!?]\s|[,.;:)\])]*$|\s(?:on|in|at|and|by|am|le|el|with|under|is|as|for)\s|\s[–—|-]\s|，|。|\"|”"
)
_CONJUNCTION = re.compile(
    r"[”»\"“]?\s?(?:(?:newspaper|news agency|agency|magazine|television)\s)?(?:,|、|/|／|&|＝|and|und|et|y|e|ed|i|og|och|en|и|та|و|和|及|与|與|および|와|과|,\s(?:and|und|et|y))?\s?(?:d[aeo]\s|von\s|par\s|della\s|the\s|l['’]|la\s|die\s|der\s|das\s|le\s|el\s|[«„“\"])?",
    re.IGNORECASE,
)
_KIND_BEFORE = re.compile(
    r"\b(?:newspaper|paper|tabloid|magazine|daily|weekly|broadcaster|channel|site|website|outlet|agency|zeitung|magazin|blatt|sender|journal|quotidien|hebdomadaire|diario|periódico|revista|quotidiano|jornal|газета|издание|журнал|телеканал|dziennik|tygodnik|krant)\s[“„«\"]?$",
    re.IGNORECASE,
)


# Where anybody publishes; who does stands beside it.
_PLATFORM = re.compile(
    r"(?:Substack|YouTube|Medium|Patreon|Twitter|X|Facebook|Instagram|TikTok|Telegram|LinkedIn|Reddit|Mastodon|Bluesky|Threads|WhatsApp|email|e-mail)\b"
)
_WRITES_FOR = re.compile(r"\s(?:of|at|for|from)\s(?:the\s)?([A-Z][^,]{2,40}),?\svia\s$")
_LONGER = re.compile(r"\s[A-Z][a-z]+\s[A-Za-z]")


class ProseReader:
    """Reads the attributions of one document, line by line and in order.

    It remembers which outlets were named, so that a later "the Times" can mean the paper that
    was named in full before.
    """

    def __init__(self, items: ItemReader, own: Known | None = None) -> None:
        self.items = items
        self.credits = CreditReader(items)
        self._last_word: dict[str, Known] = {}
        self._own = own
        if own is not None:
            # In the Los Angeles Times "told The Times" means that paper.
            self._last_word[own.title.rsplit(" ", 1)[-1]] = own

    def read(self, line: Line, *, labelled: bool = False) -> list[Found]:
        """The attributions in a line, in order.

        Args:
            labelled: a label's sources were read from this line already; only what cannot be one
                of them is looked for.
        """
        text = line.text
        mentions = list(self.items.mentions(text))
        found = (
            []
            if labelled
            else [
                *self._originally(line),
                *self._read_on(line),
                *self._more_at(line),
                *self._via(line),
            ]
        )
        taken: set[Known | None] = {f.item.known for f in found if f.item.known is not None}
        found += [f for f in self.credits.dateline(text) if f.item.known not in taken]
        taken |= {f.item.known for f in found}
        for mention in mentions:
            if self._refers_back(text, mention):
                continue
            one = self._mention(text, mention)
            self._remember(mention)
            if one is not None and one.item.known not in taken:
                taken.add(one.item.known)
                found.append(one)
        if not labelled:
            for one in self.credits.whole_line(text):
                if one.item.known not in taken:
                    taken.add(one.item.known)
                    found.append(one)
            found += [
                f for f in self.credits.parentheses(text, mentions) if f.item.known not in taken
            ]
        found += self._beside(text, mentions, found)
        taken |= {f.item.known for f in found}
        found += [f for f in self._back_references(text) if f.item.known not in taken]
        found += self._unknown(line, found)
        places = {f.item.at for f in found}
        found += [f for f in stations(text, self.items) if f.item.at not in places]
        bio = phrases.BIO.search(text) if found and len(text) < _LONGEST_BIO else None
        if bio is not None:
            found = [f for f in found if f.kind != "inline" or f.item.at < bio.start()]
        return sorted(found, key=lambda f: f.item.at)

    def _beside(
        self, text: str, mentions: Sequence[Mention], found: Sequence[Found]
    ) -> list[Found]:
        """Outlets that share an attribution: "AFP and Reuters reported"."""
        kinds = {f.item.known: f for f in found if f.kind in {"inline", "credit", "dateline"}}
        more: list[Found] = []
        shown = [m for m in mentions if not m.known.image]
        for one, other in (*pairwise(shown), *((b, a) for a, b in reversed(list(pairwise(shown))))):
            like = kinds.get(one.known)
            if like is None or other.known in kinds:
                continue
            if not other.sure and (like.kind != "inline" or len(shown) < _A_LIST):
                continue
            first, last = sorted((one, other), key=lambda m: m.start)
            if _CONJUNCTION.fullmatch(text, first.end, last.start) is None:
                continue
            name = text[other.start : other.end]
            fresh = Found(Item(name, other.known, at=other.start), like.kind, like.confidence)
            kinds[other.known] = fresh
            more.append(fresh)
        return more

    def _remember(self, mention: Mention) -> None:
        if mention.sure:
            self._last_word[mention.known.title.rsplit(" ", 1)[-1]] = mention.known

    def _refers_back(self, text: str, mention: Mention) -> bool:
        """Whether "the Times" means a paper that was named in full before."""
        last = self._last_word.get(text[mention.start : mention.end])
        if last is None or last == mention.known:
            return False
        articles = ("the ", "The ") if last == self._own else ("the ",)
        return text.endswith(articles, 0, mention.start)

    # -- named outlets -------------------------------------------------------------------

    def _mention(  # noqa: C901, PLR0911 -- one return a form
        self, text: str, mention: Mention
    ) -> Found | None:
        known = mention.known
        if known.image or is_affiliate(text[mention.end : mention.end + REACH]):
            return None
        item = Item(text[mention.start : mention.end], known, at=mention.start)
        before = text[max(mention.start - REACH, 0) : mention.start]
        after = text[mention.end : mention.end + REACH]
        quoted = phrases.reviewed_headline(text, mention.start, mention.end)
        if quoted is not None:
            return Found(replace(item, headline=clean_headline(quoted)), "inline", 0.75)
        agency = known.wire or "istributed by" in text
        if phrases.is_credited(before, after, agency=agency):
            return Found(item, "credit", 0.7) if mention.sure else None
        if mention.sure and phrases.TAIL_CREDIT.search(before) and not after.strip(" .)*_"):
            return Found(item, "credit", 0.7)
        if self.credits.is_dateline(before, after, mention):
            return Found(item, "dateline", 0.85)
        if _is_another(known, before, after):
            return None
        if _is_attributed(text, mention, before):
            # "said Time" may be "said: time": a name that is a word must look like one.
            return (
                Found(item, "inline", 0.75 if mention.sure else 0.5)
                if _stands_alone(mention, after)
                else None
            )
        if _ideographic(text, mention) and phrases.AFTER_IDEOGRAPHIC.match(after):
            return Found(item, "inline", 0.7)
        if phrases.AFTER.match(after) and (mention.sure or _is_marked(before, after)):
            return Found(item, "inline", 0.7)
        if (mention.sure or _is_marked(before, after)) and phrases.is_attributed_afar(before):
            return Found(item, "inline", 0.55)
        return self._recommended(item, mention, before, after)

    def _recommended(self, item: Item, mention: Mention, before: str, after: str) -> Found | None:
        """An outlet that the reader is sent to, or that somebody has read."""
        if mention.sure and phrases.READING_LIST.fullmatch(before) and _ON.match(after):
            return Found(item, "inline", 0.6)
        if phrases.VISIT.search(before) and phrases.VISIT_AFTER.match(after):
            return Found(item, "source_line", 0.7)
        return None

    # -- republication and via -----------------------------------------------------------

    def _originally(self, line: Line) -> Iterator[Found]:
        text = line.text
        if not phrases.may_name_origin(text):
            return
        footer = phrases.FEED_FOOTER.search(text)
        if footer is not None:
            one = self._named_at(line, footer.end(), unknown=True)
            if one is not None:
                # A feed's summary runs into its footer: "… has been … The post Headline".
                words = footer.group(1).rpartition("The post ")[2]
                item = replace(one, headline=clean_headline(words))
                yield Found(item, "originally", 0.9)
            return
        for match in islice(phrases.originally(text), _MOST_TRIED):
            subject = phrases.SUBJECT.search(text, max(match.start() - 200, 0), match.start())
            titled = phrases.titled_before(text, match.start())
            known_subject = subject is not None or titled is not None
            one = self._named_at(line, match.end(), unknown=known_subject)
            if one is not None:
                headline = clean_headline(titled or "") or phrases.titled_behind(text, match.end())
                one = replace(one, headline=headline)
                yield Found(one, "originally", 0.9 if one.known else 0.6)
                return

    def _read_on(self, line: Line) -> Iterator[Found]:
        """``Continue reading “Headline” at Outlet »``."""
        match = phrases.READ_ON.fullmatch(line.text) if len(line.text) < _LONGEST_LINK else None
        if match is None:
            return
        name, known = self.items.name(re.sub(r"^(?:the|our)\s", "", match.group(2)))
        if known is None:
            name = match.group(2).strip()
        if (known is None and not outlet_like(name, strict=True)) or (known and known.image):
            return
        urls = [href for _, _, href in line.links if self.items.is_outward(href)]
        headline = clean_headline(match.group(1))
        item = Item(name, known, headline, urls[0] if urls else None, at=match.start(2))
        yield Found(item, "source_line", 0.85 if known else 0.7)

    def _more_at(self, line: Line) -> Iterator[Found]:
        for match in islice(phrases.more_at(line.text), _MOST_TRIED):
            one = self._named_at(line, match.end(), unknown=False)
            if one is not None:
                headline = phrases.titled_behind(line.text, match.end())
                yield Found(replace(one, headline=headline), "source_line", 0.7)

    def _via(self, line: Line) -> Iterator[Found]:
        if not phrases.may_say_via(line.text.lower()):
            return
        for match in islice(phrases.VIA.finditer(line.text), _MOST_TRIED):
            written_by = match.group()[:1] in "bB"
            if _PLATFORM.match(line.text, match.end()):
                # "By Ines Cho of Sinocism, via Substack"
                writer = _WRITES_FOR.search(match.group()) if written_by else None
                if writer is not None and outlet_like(writer.group(1), strict=True):
                    name, known = self.items.name(writer.group(1))
                    yield Found(Item(name, known, at=match.start()), "via", 0.5)
                continue
            one = self._named_at(
                line,
                match.end(),
                # A road may be called Via, too: a name of ours is not followed by what is told.
                unknown=written_by
                or (
                    match.start() == 0
                    and len(line.text) < REACH
                    and ": " not in line.text[match.end() :]
                ),
            )
            if one is not None:
                yield Found(one, "via", 0.75 if one.known else 0.5)

    def _named_at(self, line: Line, at: int, *, unknown: bool) -> Item | None:
        """The outlet that is named from an offset on, with the link that lies on it."""
        text = line.text
        tail = text[at : at + REACH]
        url = next(
            (
                href
                for a, b, href in line.links
                if a < at + 60 and b > at and self.items.is_outward(href)
            ),
            None,
        )
        for mention in self.items.table.scan(tail):
            lead = tail[: mention.start].strip(" «\"“'’*_《「『").lower()
            if (
                lead in {"", "the", "l", "le", "la", "el", "der", "die", "das", "il", "our"}
                and not mention.known.image
            ):
                return Item(tail[mention.start : mention.end], mention.known, url=url, at=at)
            break
        end = _NAME_END.search(tail)
        name, known = self.items.name(
            re.sub(r"^(?:the|our)\s", "", tail[: end.start()] if end else tail)
        )
        if known is None and url is not None and not name.startswith("http"):
            known = self.items.table.by_url(url)
            unknown = unknown or bool(name)
        if known is not None and known.image:
            return None
        unknown = unknown or (is_host(name) and self.items.is_outward(f"https://{name}/"))
        named = unknown and outlet_like(name, strict=True) and not DATE.match(name)
        if known is not None or named:
            return Item(name or (known.title if known else ""), known, url=url, at=at)
        return None

    # -- names by description ------------------------------------------------------------

    def _back_references(self, text: str) -> Iterator[Found]:
        if not self._last_word:
            return
        for match in phrases.BACK_REFERENCE.finditer(text):
            known = self._last_word.get(match.group(1))
            if known is None:
                continue
            before = text[max(match.start() - REACH, 0) : match.start()]
            if phrases.is_attributed(before) or phrases.AFTER.match(
                text[match.end() : match.end() + REACH]
            ):
                yield Found(Item(known.title, known, at=match.start()), "inline", 0.6)

    def _unknown(self, line: Line, found: list[Found]) -> list[Found]:
        """Outlets that no table knows, by what they are called."""
        text = line.text
        places = sorted(f.item.at for f in found)
        more: dict[str, Found] = {}
        for match in named_sources(text):
            name = match.group(1).strip(" .,'’")
            near = bisect_left(places, match.start())
            if near < len(places) and places[near] < match.end():
                continue
            if (
                MEDIA_WORD.search(name)
                and may_be_outlet(name)
                and (len(name.removeprefix("The ").split()) > 1 or "-" in name)
                and self._is_unknown(name)
            ):
                more.setdefault(name, Found(Item(name, at=match.start(1)), "inline", 0.5))
        for start, end in described(text, line.cites, line.slanted):
            name = text[start:end].strip(" .,'’")
            near = bisect_left(places, start)
            taken = near < len(places) and places[near] < end
            strict = text[start - 1 : start] not in {"«", "„", "“", '"'}
            taken = taken or any(name.casefold() in f.item.outlet.casefold() for f in found)
            if (
                not taken
                and self._is_unknown(name, strict=strict)
                and not any(name in one for one in more)
            ):
                more[name] = Found(Item(name, at=start), "inline", 0.5)
        return list(more.values())

    def _is_unknown(self, name: str, *, strict: bool = True) -> bool:
        """Whether words could be the name of an outlet that is not known, nor the document's."""
        if name.removeprefix("The ") in self._last_word or not outlet_like(name, strict=strict):
            return False
        letters = "".join(c for c in name.lower().removeprefix("the ") if c.isalnum())
        own = self.items.own_host.replace("-", "").replace(".", "")
        return self.items.name(name)[1] is None and not (own and letters in own)


def _ideographic(text: str, mention: Mention) -> bool:
    """Whether the name is written in, or stands beside, letters that need no blanks."""
    start, end = mention.start, mention.end
    return any(c > "⺀" for c in (text[start], text[end - 1], *text[end : end + 3]))


def _is_marked(before: str, after: str) -> bool:
    """Whether a name that is also a word is set off as a name: in quotes, or as a paper's."""
    if before[-1:] in "“„«\"‚'‘《" and after[:1] in "”“»\"‘'’》" and before and after:
        return True
    return _KIND_BEFORE.search(before) is not None


def _is_attributed(text: str, mention: Mention, before: str) -> bool:
    return phrases.is_attributed(before) or (
        _ideographic(text, mention) and phrases.BEFORE_IDEOGRAPHIC.search(before) is not None
    )


def _is_another(known: Known, before: str, after: str) -> bool:
    """Whether the words around a name say that it is not the outlet's, or that it reports nothing."""
    if _ORDERED.match(after) and _TOLD.search(before):
        return True  # "a court told Phoenix to stop pumping"
    if known.title.startswith("The ") and _LONGER.match(after):
        return True  # "The National Weather Service"
    # "RBC cut its forecast, RBC said"
    return known.company and not (_is_marked(before, after) or phrases.reports(before, after))


_TOLD = re.compile(r"\b(?:told|tells|telling|ordered) (?:the )?$", re.IGNORECASE)
_ORDERED = re.compile(r"\s(?:not )?to [a-z]")


def _stands_alone(mention: Mention, after: str) -> bool:
    """Whether a doubtful name is not the start of a longer one ("told Time Warner")."""
    return (mention.sure and not mention.known.company) or re.match(r"\s[^\W\d_a-z]", after) is None
