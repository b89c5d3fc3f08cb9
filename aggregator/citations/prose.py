"""Attributions in running text: who reported it, wire datelines, credit lines, republication."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from aggregator.citations import phrases
from aggregator.citations.furniture import is_photo_credit
from aggregator.citations.items import Item
from aggregator.citations.wording import AGENCIES, DATE, clean_headline, outlet_like

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aggregator.citations.items import ItemReader
    from aggregator.citations.lines import Line
    from aggregator.citations.names import Known, Mention

_REACH = 110
_MOST_TRIED = 500  # republication notes in one line; a line of more is not written by people
_PARENS = re.compile(r"[(（［\[【]([^()（）［］\[\]【】]{2,120})[)）］\]】]")
# Agencies that Japanese papers name by two characters, in brackets only.
_BRACKETED = {"共同": "Kyodo News", "時事": "Jiji Press", "新华": "Xinhua", "新華": "Xinhua"}
_SLASHED = re.compile(r"^[^.]{2,60}\.\s/$")
_COMMA_PLACE = re.compile(r"^[^\W\d_a-z][^.]{2,60}\d{1,2},\s$")
_IDEOGRAPH = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_BRACKET_SPLIT = re.compile(r"[\s=＝・、/／]+")
_WITH_AGENCY = re.compile(
    r"(?:[Pp]ar\s|[Bb]y\s|[Vv]on\s|[Pp]or\s)?([^\W\d_][\w ’'.-]{1,40})"
    r"\s(?:avec|mit|con|com|with)\s(?:l['’]|la\s)?([^\W\d_][\w-]{1,30})\.?"
)
_WHOLE_CREDIT = re.compile(
    r"[*_(]{0,3}(?:com|con|avec|mit|with)\s(?:a\s|l['’]|la\s)?([^\W\d_][\w .-]{1,30})[)*_.]{0,3}",
    re.IGNORECASE,
)
_DESK_CODE = re.compile(
    r"\W{0,3}(?:[a-z]{2,4}/)?([A-Za-z]{2,7})(?:-[A-Z]{2,4})?(?:/([A-Za-z]{2,8})){1,4}\W{0,2}"
)
_NAME_END = re.compile(
    r"[,.;:(（\[\n!?]\s|[,.;:)\])]*$|\s(?:on|in|at|and|by|am|le|el|with|under|is|as|for)\s|\s[–—|-]\s|，|。|\"|”"
)
_SPLIT = re.compile(r"\s?[,;/／、|]\s?|\s(?:and|und|et|y|e|with|via|&)\s")
_CONJUNCTION = re.compile(
    r"[”»\"“]?\s?(?:,|、|/|／|&|＝|and|und|et|y|e|ed|i|og|och|en|и|та|و|和|及|与|與|および|와|과|,\s(?:and|und|et|y))?\s?(?:d[aeo]\s|von\s|par\s|della\s|the\s|l['’]|la\s|die\s|der\s|das\s|le\s|el\s|[«„“\"])?",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…。！？”\"»]\s*$")
_KIND_BEFORE = re.compile(
    r"\b(?:newspaper|paper|tabloid|magazine|daily|weekly|broadcaster|channel|site|website|outlet|agency|zeitung|magazin|blatt|sender|journal|quotidien|hebdomadaire|diario|periódico|revista|quotidiano|jornal|газета|издание|журнал|телеканал|dziennik|tygodnik|krant)\s[“„«\"]?$",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"[A-Z]{2,6}")


@dataclass(frozen=True, slots=True)
class Found:
    """An attribution: what it cites, in which form, how sure."""

    item: Item
    kind: str
    confidence: float


class ProseReader:
    """Reads the attributions of one document, line by line and in order.

    It remembers which outlets were named, so that a later "the Times" can mean the paper that
    was named in full before.
    """

    def __init__(self, items: ItemReader, own: Known | None = None) -> None:
        self.items = items
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
        mentions = list(self.items.table.scan(text))
        found = (
            [] if labelled else [*self._originally(line), *self._more_at(line), *self._via(line)]
        )
        taken: set[Known | None] = {f.item.known for f in found if f.item.known is not None}
        found += [f for f in self._dateline(text) if f.item.known not in taken]
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
            found += [f for f in self._whole_line(text) if f.item.known not in taken]
            taken |= {f.item.known for f in found}
            found += [f for f in self._parentheses(text, mentions) if f.item.known not in taken]
        found += self._beside(text, mentions, found)
        taken |= {f.item.known for f in found}
        found += [f for f in self._back_references(text) if f.item.known not in taken]
        found += self._unknown(text, found)
        return sorted(found, key=lambda f: f.item.at)

    def _beside(
        self, text: str, mentions: Sequence[Mention], found: Sequence[Found]
    ) -> list[Found]:
        """Outlets that share an attribution: "AFP and Reuters reported"."""
        kinds = {f.item.known: f for f in found if f.kind in {"inline", "credit", "dateline"}}
        more: list[Found] = []
        chain = [m for m in mentions if not m.known.image]
        for one, other in (*pairwise(chain), *((b, a) for a, b in reversed(list(pairwise(chain))))):
            like = kinds.get(one.known)
            if like is None or other.known in kinds or not other.sure:
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

    def _mention(  # noqa: PLR0911 -- one return a form
        self, text: str, mention: Mention
    ) -> Found | None:
        known = mention.known
        if known.image:
            return None
        item = Item(text[mention.start : mention.end], known, at=mention.start)
        before = text[max(mention.start - _REACH, 0) : mention.start]
        after = text[mention.end : mention.end + _REACH]
        if phrases.is_credited(before, agency=known.wire) or phrases.CREDIT_AFTER.match(after):
            return Found(item, "credit", 0.7) if mention.sure else None
        if mention.sure and phrases.TAIL_CREDIT.search(before) and not after.strip(" .)*_"):
            return Found(item, "credit", 0.7)
        if self._is_dateline(before, after, mention):
            return Found(item, "dateline", 0.85)
        if phrases.is_attributed(before) or (
            _ideographic(text, mention) and phrases.BEFORE_IDEOGRAPHIC.search(before)
        ):
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
        if mention.sure and phrases.is_attributed_afar(before):
            return Found(item, "inline", 0.55)
        if phrases.VISIT.search(before) and phrases.VISIT_AFTER.match(after):
            return Found(item, "source_line", 0.7)
        return None

    def _is_dateline(self, before: str, after: str, mention: Mention) -> bool:
        if not mention.sure:
            return False
        if _SLASHED.search(before) and after.startswith("/") and _is_place(before.strip(" ./")):
            return True
        if mention.known.wire and _COMMA_PLACE.search(before) and re.match(r"\s?[–—]", after):
            return _is_place(before)
        if mention.start < _REACH and phrases.DATELINE_DASH.match(before) and _is_place(before):
            return re.match(r"\s?(?:[.–—―]|--|- |$)", after) is not None
        if mention.known.wire and not before.strip() and re.match(r"\s[–—]\s\S", after):
            return True
        return mention.start < 8 and phrases.DATELINE_CHINESE.match(after) is not None  # noqa: PLR2004 -- at the start

    def _dateline(self, text: str) -> Iterator[Found]:
        match = phrases.DATELINE.match(text)
        if match is None:
            return
        place, inside, dash = match.group(1).strip(" ,"), match.group(2), match.group(3)
        rest = text[match.end() :].strip()
        if not (dash or DATE.match(rest) or (not rest and place)) or not _is_place(place):
            return
        if not dash and not rest and (len(place.split()) > 2 and not place.isupper()):  # noqa: PLR2004 -- then it is a headline
            return
        for part in _SPLIT.split(inside):
            name, known = self.items.name(part)
            if known is not None and not known.image:
                yield Found(Item(name, known, at=match.start(2)), "dateline", 0.85)

    def _whole_line(self, text: str) -> Iterator[Found]:
        """Credits that are a line of their own: ``Com Lusa``, ``dpa/lno``, ``【AFP＝時事】``."""
        if len(text) <= _REACH:
            match = _WHOLE_CREDIT.fullmatch(text) or _DESK_CODE.fullmatch(text)
            for part in match.groups() if match is not None else ():
                name, known = self.items.name(part or "")
                if known is not None and known.wire and not is_photo_credit(text):
                    yield Found(Item(name, known), "credit", 0.7)
            both = _WITH_AGENCY.fullmatch(text)
            named = [self.items.name(part) for part in both.groups()] if both else []
            if named and named[-1][1] is not None and named[-1][1].wire:
                yield from (
                    Found(Item(name, known), "credit", 0.7) for name, known in named if known
                )
        if (
            text[:1] not in "([（［【"
            or not text
            or is_photo_credit(text.strip("([（［【").replace("＝", "：").replace("=", ":"))
        ):
            return
        match = _PARENS.match(text)
        if match is not None and match.end() == len(text):
            # Of other languages it is read as a parenthesis.
            match = match if _IDEOGRAPH.search(match.group(1)) else None
        for part in _BRACKET_SPLIT.split(match.group(1)) if match else ():
            name, known = self.items.name(_BRACKETED.get(part[-2:], part))
            ours = known is not None and (known.wire or part[-2:] in _BRACKETED)
            if ours and known is not None and (len(part) > 2 or part in _BRACKETED):  # noqa: PLR2004 -- (AP) is read as a parenthesis
                yield Found(Item(part, known), "dateline", 0.8)

    # -- parentheses ---------------------------------------------------------------------

    def _parentheses(self, text: str, mentions: list[Mention]) -> Iterator[Found]:
        ends = [mention.end for mention in mentions]
        for match in _PARENS.finditer(text):
            content = match.group(1).strip()
            if AGENCIES.fullmatch(content):
                yield Found(Item(content, at=match.start()), "credit", 0.4)
                continue
            closes = _closes(text, match)
            parts = [part for part in _SPLIT.split(phrases.credit_words(content)) if part.strip()]
            whole = self.items.name(content)[1]
            named = [(content, whole)] if whole else [self.items.name(part) for part in parts]
            known = [(name, one) for name, one in named if one is not None]
            others = [name for name, one in named if one is None and not DATE.fullmatch(name)]
            if not known or others or any(one.image for _, one in known):
                continue
            if _defines(text, match.start(), content, ends):
                continue
            for name, one in known:
                weak = one.word or len(name) < 3  # noqa: PLR2004 -- (AA), (AS)
                if closes or (not weak and len(known) == len(named)):
                    at = match.start(1) + max(content.find(name), 0)
                    yield Found(Item(name, one, at=at), "credit", 0.75 if closes else 0.6)

    # -- republication and via -----------------------------------------------------------

    def _originally(self, line: Line) -> Iterator[Found]:
        text = line.text
        if not phrases.may_name_origin(text):
            return
        footer = phrases.FEED_FOOTER.search(text)
        if footer is not None:
            one = self._named_at(line, footer.end(), unknown=True)
            if one is not None:
                item = replace(one, headline=clean_headline(footer.group(1)))
                yield Found(item, "originally", 0.9)
            return
        for match in islice(phrases.ORIGINALLY.finditer(text), _MOST_TRIED):
            subject = phrases.SUBJECT.search(text, max(match.start() - 200, 0), match.start())
            one = self._named_at(line, match.end(), unknown=subject is not None)
            if one is not None:
                yield Found(one, "originally", 0.9 if one.known else 0.6)
                return

    def _more_at(self, line: Line) -> Iterator[Found]:
        for match in islice(phrases.MORE_AT.finditer(line.text), _MOST_TRIED):
            one = self._named_at(line, match.end(), unknown=False)
            if one is not None:
                yield Found(one, "source_line", 0.7)

    def _via(self, line: Line) -> Iterator[Found]:
        for match in islice(phrases.VIA.finditer(line.text), _MOST_TRIED):
            written_by = match.group()[:1] in "bB"
            one = self._named_at(
                line,
                match.end(),
                unknown=written_by or (match.start() == 0 and len(line.text) < _REACH),
            )
            if one is not None:
                yield Found(one, "via", 0.75 if one.known else 0.5)

    def _named_at(self, line: Line, at: int, *, unknown: bool) -> Item | None:
        """The outlet that is named from an offset on, with the link that lies on it."""
        text = line.text
        tail = text[at : at + _REACH]
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
        if known is not None or (unknown and outlet_like(name, strict=True)):
            return Item(name or (known.title if known else ""), known, url=url, at=at)
        return None

    # -- names by description ------------------------------------------------------------

    def _back_references(self, text: str) -> Iterator[Found]:
        for match in phrases.BACK_REFERENCE.finditer(text):
            known = self._last_word.get(match.group(1))
            if known is None:
                continue
            before = text[max(match.start() - _REACH, 0) : match.start()]
            if phrases.is_attributed(before) or phrases.AFTER.match(
                text[match.end() : match.end() + _REACH]
            ):
                yield Found(Item(known.title, known, at=match.start()), "inline", 0.6)

    def _unknown(self, text: str, found: list[Found]) -> list[Found]:
        more: list[Found] = []
        if not phrases.may_name_source(text):
            return more
        places = sorted(f.item.at for f in found)
        for match in phrases.NAMED_SOURCE.finditer(text):
            name = match.group(1).strip(" .,'’")
            near = bisect_left(places, match.start())
            if near < len(places) and places[near] < match.end():
                continue
            if (
                phrases.MEDIA_WORD.search(name)
                and len(name.split()) > 1
                and outlet_like(name, strict=True)
            ):
                known = self.items.name(name)[1]
                if known is None:
                    more.append(Found(Item(name, at=match.start(1)), "inline", 0.5))
        return more


def _ideographic(text: str, mention: Mention) -> bool:
    """Whether the name is written in, or stands beside, letters that need no blanks."""
    start, end = mention.start, mention.end
    return any(c > "⺀" for c in (text[start], text[end - 1], *text[end : end + 3]))


def _is_marked(before: str, after: str) -> bool:
    """Whether a name that is also a word is set off as a name: in quotes, or as a paper's."""
    if before[-1:] in "“„«\"‚'‘《" and after[:1] in "”“»\"‘'’》" and before and after:
        return True
    return _KIND_BEFORE.search(before) is not None


def _stands_alone(mention: Mention, after: str) -> bool:
    """Whether a doubtful name is not the start of a longer one ("told Time Warner")."""
    return mention.sure or re.match(r"\s[^\W\d_a-z]", after) is None


def _is_place(place: str) -> bool:
    """Whether the words before an agency can be a dateline's place and day, not a sentence."""
    words = place.replace(",", " ").replace("/", " ").replace("–", " ").split()
    if len(words) > 8:  # noqa: PLR2004 -- "NEW YORK/LONDON, Sept. 3"
        return False
    return all(
        not word[0].islower()
        or word.lower() in {"de", "la", "of", "the", "and", "am", "le", "di", "el"}
        or DATE.search(f"1 {word}")
        for word in words
    )


def _closes(text: str, match: re.Match[str]) -> bool:
    """Whether a parenthesis stands at the end of the line or behind a sentence's end."""
    rest = text[match.end() : match.end() + 5]
    if not rest.strip(" .*_") and len(text) - match.end() < 5:  # noqa: PLR2004 -- of `rest`
        return True
    return _SENTENCE_END.search(text[max(match.start() - 4, 0) : match.start()]) is not None


def _defines(text: str, at: int, content: str, ends: Sequence[int]) -> bool:
    """Whether a parenthesis only gives the acronym of the name before it.

    Args:
        ends: where the known names in the text end, in order.
    """
    near = bisect_left(ends, at - 3)
    if near < len(ends) and ends[near] <= at:
        return True
    if _ACRONYM.fullmatch(content) is None:
        return False
    words = [word for word in text[max(at - 120, 0) : at].split() if word[0].isupper()]
    return "".join(word[0] for word in words[-len(content) :]).upper() == content
