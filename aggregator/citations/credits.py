"""Whose text it is: datelines, credit lines and the parentheses that close a report."""

# ruff: noqa: E501 -- a pattern stays in one piece

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.citations import phrases
from aggregator.citations.described import may_be_outlet
from aggregator.citations.furniture import is_photo_credit
from aggregator.citations.items import Found, Item
from aggregator.citations.readings import MEDIA_NAME, is_author
from aggregator.citations.wording import AGENCIES, DATE, is_headline, outlet_like

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aggregator.citations.items import ItemReader
    from aggregator.citations.names import Mention
    from aggregator.citations.outlet_table import Known

REACH = 110
_PARENS = re.compile(r"[(（［\[【]([^()（）［］\[\]【】]{2,120})[)）］\]】]")
# Agencies that Japanese papers name by two characters, in brackets only.
_BRACKETED = {"共同": "Kyodo News", "時事": "Jiji Press", "新华": "Xinhua", "新華": "Xinhua"}
_SLASHED = re.compile(r"^[^.]{2,60}\.\s/$")
# "Київ. 10 листопада. ", "ТОКИО, 4 марта. /Корр. "
_PLACE_DAY = re.compile(
    r"[^\W\d_a-zа-я][^.,]{1,30}[.,]\s(?:\d{1,2}\s[^\W\d_]{3,12}\.\s?)(?:/\s?(?:[Кк]орр\.\s)?)?"
)
_COMMA_PLACE = re.compile(r"^[^\W\d_a-z](?:[^.]|(?<=[A-Za-z]{3})\.(?=\s\d)){2,60}\d{1,2},\s$")
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
_SPLIT = re.compile(r"\s?[,;/／、|]\s?|\s(?:and|und|et|y|e|with|via|&)\s")
# （新华社记者 王思远）: whose reporter wrote it.
_REPORTER = re.compile(
    r"(?:总台(?=\w{2}))?(.{2,16}?)(?:特约|特約|驻\w{1,6}?|駐\w{1,6}?)?(?:记者|記者|通讯员)(?:[\s　:：].{0,60})?"
)
# 10/21(水) 18:40 配信　共同通信: when a carrier has sent it out, and whose it is.
_SENT_OUT = re.compile(
    r"(?:(?P<before>[^\d\s].{1,30}?)[\s　])?[\d年月日/.:：\-()（）月火水木金土日祝時分\s　]{4,40}(?:配信|更新|掲載)(?:[\s　:：|｜]{1,3}(?P<behind>[^\d\s　].{1,30}))?"
)
_CARRIED = re.compile(r"(.{2,60}?),?\s(?:via|über|vía)\s(?:the\s)?(.{2,60})")
_SENTENCE_END = re.compile(r"[.!?…。！？”\"»]\s*$")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_CREDIT_WORDS = frozenset(
    "with from and by of the staff agency agencies agencia agencias agência agências agence agences agentur agenturen agenzia agenzie mit von und aus material materialien agenturmaterial avec et par les con de la el del y por com da do informações información redazione redacción redação rédaction redaktion korr корр по материалам сообщению агентства агентство reports additional reporting writers og och med från fra ja oraz za za newsroom desk".split()
)
_SLASHED_TAIL = re.compile(
    r"[.!?”\"»]\s?[/(\[]{1,2}([^\W\d_][\w -]{1,30}(?:/[\w -]{2,20})*)[/)\]]{1,2}$"
)
_ACRONYM = re.compile(r"[A-Z]{2,6}")


_SHORT_PLACE = 3  # letters; "SIR (left) –" is no place
_LONGEST_SIGN = 32
_LONGEST_LIST = 64
_SHORT_SIGN = 5  # letters: "awp", "sda"
_LONGEST_CREDIT = 300
_ALSO = re.compile(r"^\s?(?:also|plus|see also|and|via|h/?t)\s", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:sub(?:scription|\.)? (?:req\W?d|required)\.?|(?:free )?registration(?: req\W?d| required)?\.?|paywall(?:ed)?|\$+|free|pdf|video|audio|gift link|archived?)",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"([^\W\d_][\w .-]{1,30})\s?/\s?[a-z]{2,4}(?:[-/][a-z]{2,4}){0,3}\.?")
_CONTRIBUTED = re.compile(
    r"[\W_]{0,3}(?:with |additional |further )?(?:additional )?(?:reporting|reports|information|material|files|contributions) (?:from|by) (.{2,240}?)[.)\]]{0,2}",
    re.IGNORECASE,
)


class CreditReader:
    """Reads whose text a line says it is."""

    def __init__(self, items: ItemReader) -> None:
        self.items = items

    def is_dateline(self, before: str, after: str, mention: Mention) -> bool:
        if not mention.sure:
            return False
        if _SLASHED.search(before) and after.startswith("/") and _is_place(before.strip(" ./")):
            return True
        if (
            mention.known.wire
            and _COMMA_PLACE.search(before)
            and re.match(r"\s?(?:[–—]|-(?:\s|$))", after)
        ):
            return _is_place(before)
        if mention.start < REACH and phrases.DATELINE_DASH.match(before) and _is_place(before):
            return re.match(r"\s?(?:[.–—―]|--|- |$)", after) is not None
        if mention.known.wire and (
            (_PLACE_DAY.fullmatch(before) and re.match(r"\s?[./]", after))
            or (not before.strip() and re.match(r"\s[–—]\s\S", after))
        ):
            return True
        return mention.start < 8 and phrases.DATELINE_CHINESE.match(after) is not None  # noqa: PLR2004 -- at the start

    def dateline(self, text: str) -> Iterator[Found]:
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
            elif known is None and dash and _is_capital_place(place) and _signs(name):
                yield Found(Item(name, at=match.start(2)), "dateline", 0.6)

    def whole_line(self, text: str) -> Iterator[Found]:
        """Credits that are a line of their own: ``Com Lusa``, ``dpa/lno``, ``【AFP＝時事】``."""
        if len(text) <= _LONGEST_CREDIT:
            yield from self._contributed(text)
        if len(text) <= REACH:
            match = (
                _WHOLE_CREDIT.fullmatch(text)
                or _SIGNED.fullmatch(text)
                or _DESK_CODE.fullmatch(text)
            )
            for part in match.groups() if match is not None else ():
                name, known = self.items.name(part or "")
                if known is not None and known.wire and not is_photo_credit(text):
                    yield Found(Item(name, known), "credit", 0.7)
            yield from self._agencies_alone(text)
            yield from self._sent_out(text)
            both = _WITH_AGENCY.fullmatch(text)
            named = [self.items.name(part) for part in both.groups()] if both else []
            if named and named[-1][1] is not None and named[-1][1].wire:
                yield from (
                    Found(Item(name, known), "credit", 0.7) for name, known in named if known
                )
        yield from self._slashed(text)
        yield from self._bracketed(text)

    def _contributed(self, text: str) -> Iterator[Found]:
        """``With reporting from Mongabay, InfoAmazonia and the AP.``: names without a person's."""
        match = _CONTRIBUTED.fullmatch(text)
        named = self.items.listed(match.group(1), strong=True) if match is not None else []
        named = [replace(i, outlet=re.sub(r"^[Tt]he\s", "", i.outlet)) for i in named]
        if any(item.known is not None for item in named):
            for item in named:
                if item.known is not None or len(item.outlet.split()) == 1:
                    yield Found(item, "credit", 0.75 if item.known else 0.5)

    def _sent_out(self, text: str) -> Iterator[Found]:
        match = _SENT_OUT.fullmatch(text) if "配信" in text or "掲載" in text else None
        for part in (match["before"], match["behind"]) if match is not None else ():
            name, known = self.items.name(part or "")
            if known is not None and not known.image:
                yield Found(Item(name, known, at=text.find(part)), "credit", 0.75)

    def _carried(self, content: str) -> list[tuple[str, Known | None]]:
        """``The Elec via MacRumors``: the one whose it is, and the one it was seen at."""
        match = _CARRIED.fullmatch(content)
        if match is None:
            return []
        (name, known), carrier = map(self.items.name, match.groups())
        if carrier[1] is None or carrier[1].image or (known is not None and known.image):
            return []
        # "(Ana Ruiz via AP)" is who took a picture.
        named = name.startswith("The ")
        if known is None and (
            (is_author(name) and not named) or not outlet_like(name, strict=True)
        ):
            return []
        return [(name, known), carrier]

    def _slashed(self, text: str) -> Iterator[Found]:
        """An agency behind the last sentence: ``… til Ritzau. /ritzau/``."""
        tail = _SLASHED_TAIL.search(text[-REACH:])
        for part in tail.group(1).split("/") if tail is not None else ():
            name, known = self.items.name(part)
            if known is not None and known.wire:
                yield Found(Item(name, known, at=len(text) - len(part)), "credit", 0.75)

    def _bracketed(self, text: str) -> Iterator[Found]:
        """``【AFP＝時事】`` at the head of a Japanese or Chinese story."""
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
            _, known = self.items.name(_BRACKETED.get(part[-2:], part))
            ours = known is not None and (known.wire or part[-2:] in _BRACKETED)
            if ours and known is not None and (len(part) > 2 or part in _BRACKETED):  # noqa: PLR2004 -- (AP) is read as a parenthesis
                yield Found(Item(part, known), "dateline", 0.8)

    def _agencies_alone(self, text: str) -> Iterator[Found]:
        """Agencies with no more than the words of a credit: ``redazione ANSA``, ``/ТАСС/``."""
        mentions = self.items.mentions(text)
        if not mentions or not any(m.known.wire for m in mentions) or is_photo_credit(text):
            return
        rest, at = [], 0
        for mention in mentions:
            if mention.known.image or text[at : mention.start].strip().endswith(":"):
                return
            rest.append(text[at : mention.start])
            at = mention.end
        rest.append(text[at:])
        words = [
            word for word in _WORDS.findall(" ".join(rest).lower()) if word not in _CREDIT_WORDS
        ]
        framed = (
            len(mentions) > 1
            or any(c.isalpha() for part in rest for c in part)
            or text[:1] in "/–—-["
        )
        if words or not framed:
            return
        for mention in mentions:
            yield Found(
                Item(text[mention.start : mention.end], mention.known, at=mention.start),
                "credit",
                0.7,
            )

    def parentheses(self, text: str, mentions: list[Mention]) -> Iterator[Found]:
        ends = [mention.end for mention in mentions]
        for match in _PARENS.finditer(text):
            content = match.group(1).strip()
            reporter = _REPORTER.fullmatch(content)
            content = reporter.group(1).strip() if reporter is not None else content
            carried = self._carried(content)
            if carried:
                for name, one in carried:
                    at = match.start(1) + max(content.find(name), 0)
                    yield Found(Item(name, one, at=at), "via", 0.75 if one else 0.5)
            elif AGENCIES.fullmatch(content):
                yield Found(Item(content, at=match.start()), "credit", 0.4)
            elif not _defines(text, match.start(), content, ends):
                closes = _closes(text, match)
                credited = self._credited(content, closes=closes)
                for part in re.split(r";\s", content) if credited and ";" in content else ():
                    titled = self._titled(part)
                    if titled is not None:
                        yield Found(replace(titled, at=match.start(1)), "source_line", 0.7)
                for name, one, weak in credited:
                    if closes or not weak:
                        at = match.start(1) + max(content.find(name), 0)
                        sure = (0.75 if closes else 0.6) if one else 0.5
                        yield Found(Item(name, one, at=at), "credit", sure)

    def _titled(self, part: str) -> Item | None:
        """A part of brackets that gives its headline: ``(Lusa; Expresso – «headline»)``."""
        item = self.items.outlet_headline(part, unknown=True)
        return item if item is not None and is_headline(item.headline) else None

    def _credited(self, content: str, *, closes: bool) -> list[tuple[str, Known | None, bool]]:
        """The names in brackets, each with its outlet and whether it may mean something else."""
        parts = [
            _ALSO.sub("", part)
            for part in _SPLIT.split(phrases.credit_words(content))
            if part.strip() and not _NOTE.fullmatch(part.strip())
        ]
        whole = self.items.name(content)[1]
        named = [(content, whole)] if whole else [self.items.name(part) for part in parts]
        known = [(name, one) for name, one in named if one is not None]
        others = [name for name, one in named if one is None and not DATE.fullmatch(name)]
        if any(one.image for _, one in known):
            return []
        if others and known and closes:
            others = [name for name in others if self._titled(name) is None]
        if others and not (closes and len(content) <= _LONGEST_LIST and _media(others, known)):
            return []
        few = len(known) != len(named)
        return [
            (name, one, few or one is None or one.word or len(name) < _SHORT_PLACE)
            for name, one in named
            if one is not None or name in others
        ]


def _media(names: Sequence[str], known: Sequence[object]) -> bool:
    """Whether unknown names are outlets', by what they are called or by who stands beside."""
    return all(
        outlet_like(name, strict=True)
        and may_be_outlet(name)
        and (MEDIA_NAME.search(name) is not None or (bool(known) and not is_author(name)))
        and " " in name
        for name in names
    )


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


def _is_capital_place(place: str) -> bool:
    """Whether the words begin with a place in capitals, as they do before an agency only."""
    first = place.partition(",")[0].partition(" (")[0]
    return first.isupper() and len(first) > _SHORT_PLACE


def _signs(name: str) -> bool:
    """Whether an unknown name in a dateline's brackets can be the sign of an agency or station."""
    if not 2 < len(name) <= _LONGEST_SIGN or not name.replace("-", "").replace(" ", "").isalpha():  # noqa: PLR2004 -- letters
        return False
    return outlet_like(name, strict=True) or (name.islower() and len(name) < _SHORT_SIGN)


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
