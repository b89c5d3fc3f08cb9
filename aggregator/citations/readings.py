"""The best reading of a short line: its fields, and which of them is outlet, headline, date, author.

A line of a list puts outlet, headline, writer, day and reading time apart with whatever marks its
site likes, in any order. So the line is cut at all of them, every way to give the fields their
parts is scored by how well each field can play its part, and the best one is taken. A part that
nothing supports costs more than it brings, so that most lines of prose have no reading.
"""

# ruff: noqa: E501 -- a pattern stays in one piece

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator.citations import phrases
from aggregator.citations.alternatives import matches_at
from aggregator.citations.items import Item
from aggregator.citations.wording import (
    MORE_QUOTED,
    clean_headline,
    is_headline,
    is_host,
    is_time,
    may_be_time,
    outlet_like,
    without_date,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aggregator.citations.items import ItemReader
    from aggregator.citations.outlet_table import Known

SURE = 3.5  # a score that needs no neighbour of the same form
CERTAIN = 4.0  # for a name that is not known: quotation marks, a writer and a day
POSSIBLE = 2.6
_LONGEST = 400
_LONGEST_BARE = 100
_MOST_FIELDS = 9
_LONGEST_AUTHOR = 60
_MOSTLY_NAMES = 0.6
_OPENING = "“\"«„「『《‘'$€£@#+"
_PARTICLES = frozenset("de van von der al bin la le di da and et und y & by par por".split())
_MARK = re.compile(
    r"(?P<dash>\s[–—―‒-]{1,3}\s|[–—―]{1,2}(?=\s)|(?<=\s)[–—―]{1,2})|(?P<bar>\s?[|｜／·•∙⏱🌐]+\s?|\s/\s|\s{2,})|(?P<colon>\s?[:：](?=\s|$|[“«„\"]))"
    r"|(?P<comma>,\s|[、，،]\s?)|(?P<open>[(（\[【<])|(?P<close>[)）\]】>])|(?P<stop>[.。](?<!\d[.。])(?<!Jan[.。])(?<!Feb[.。])(?<!Mar[.。])(?<!Apr[.。])(?<!Jun[.。])(?<!Jul[.。])(?<!Aug[.。])(?<!Sep[.。])(?<!Oct[.。])(?<!Nov[.。])(?<!Dec[.。])(?<!\bNo[.。])(?<!\bSt[.。])(?<!\bDr[.。])(?<!\bvs[.。])\s(?:In:\s)?(?=[^\s(（\[【–—―-]))"
)
_SIGN = re.compile(r"[–—―‒|｜／·•∙⏱🌐/:：,、，،(（\[【<)）\]】>.。-]")
_QUOTED = re.compile(
    # After a colon single quotes are what somebody said, inside the headline.
    rf"(?:[“\"«„「『《]|(?<!:\s)‘)\s?([^“”\"«»„「」『』《》]{{8,400}}{MORE_QUOTED})\s?[”\"»“」』》’](?!\w)"
)
# What stands before or behind and says nothing of the story.
_NOISE = re.compile(
    r"(?:[\W_]*|\d{1,3}[.)]?|\d{1,2}:\d{2}(?::\d{2})?|\d{1,3}\s?(?:min(?:ute)?s?|mins?)(?:\.|\s)?(?:read(?:ing time)?|lesezeit|de lecture|de lectura)?"
    r"|(?:just in|new|developing|alert|exclusive|watch|video|opinion|analysis|must read|read|related|discussion|more|news|top story|in english|paywall|free|subscription required|[£$€]+)"
    r"|(?:posted|submitted|shared) by \S+|@\w+|(?:accessed|retrieved|abgerufen|consulté|consultado|consultato|geraadpleegd|hämtad|archived)\b.{0,60}"
    r"|(?:news |lean |far )?(?:from the )?(?:left|right|center|centre)(?: leaning)?|edited|abridged|excerpts?|translated|\d{2,5} words|staff(?: reports?| writers?)?|(?:s|p|pp|pag|str)\.?\s?\d{1,4}\.?|[A-Za-z]{1,2}|in \w+)",
    re.IGNORECASE,
)
_WITHIN = {
    "comma": 0.15,
    "colon": 0.2,
    "open": 0.2,
    "close": 0.2,
    "dash": 0.6,
    "bar": 1.0,
    "stop": 1.0,
}
_MARKED = re.compile(r"[\d“\"«‘„(（\[|–—/]|\s-\s")
_IDEOGRAPHS = re.compile(r"[぀-ヿ㐀-鿿가-힣]")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_AUTHOR = re.compile(
    r"(?:(?:by|von|par|por|di|da)\s)?[^\W\d_a-z][\w.'’-]{0,20}(?:\s(?:de|van|von|der|al|bin|la|le|di|da))?(?:\s[^\W\d_a-z][\w.'’-]{0,24}){1,3}(?:\s(?:and|&|et|und|y)\s[^\W\d_a-z][\w.'’-]+(?:\s[^\W\d_a-z][\w.'’-]+){1,2})?"
)
MEDIA_NAME = re.compile(
    r"(?:\b(?:news|times|post|daily|herald|tribune|gazette|journal|chronicle|press|radio|tv|television|magazine|review|observer|courier|dispatch|telegraph|telegram|mirror|standard|weekly|online|today|report|insider|media|wire|monitor|examiner|bulletin|record|mail|voice|sentinel|register|advertiser|guardian|independent|broadcasting|network"
    r"|zeitung|anzeiger|nachrichten|rundschau|kurier|tagblatt|presse|bote|blatt|rundfunk|funk|omroep|dagblad|courant|krant|avis|tidende|tidning(?:en)?|blad(?:et)?|posten|nytt|sanomat|lehti"
    r"|journal|gazette|courrier|dépêche|écho|tribune|diario|periódico|noticias|gaceta|heraldo|jornal|diário|notícias|folha|correio|corriere|gazzetta|giornale|quotidiano|messaggero"
    r"|gazeta|dziennik|kurier|głos|noviny|deník|listy|hírek|lapok?|ziar(?:ul)?|știri|vijesti|novosti|haber|gazetesi|новости|газета|вести|вестник|правда|известия|ведомости|время)\b|[a-z](?:News|Times|Post|TV|Watch|Press)\b|\b[A-Z]{3,5}-TV\b|\bTV\d?\b"
    r"|日报|晚报|早报|时报|時報|新闻|新聞|日報|通讯社|周刊|週刊|電視|电视|타임스|일보|신문|뉴스|방송)",
    re.IGNORECASE,
)
_AFFIX = re.compile(
    r"^(?:(?:new|scoop|exclusive|read|great|must[- ]read|more|latest|reporting)\s(?:from|in|at|by)|via|source|sources|from|in|in:|sur|auf|bei|su|en)\s:?",
    re.IGNORECASE,
)
_STAFF = re.compile(r"['’]s\s[A-ZÀ-Þ][\w.’'-]+(?:\s[A-ZÀ-Þ][\w.’'-]+){1,2}$")  # NPR's Ana Ruiz
_HOST_LIKE = re.compile(r"(?:The )?[^\W_][\w-]{1,40}(?:\.[^\W\d_]{2,10}){1,2}")


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a line between two marks.

    Attributes:
        start: offset in the line.
        mark: what stands before it: ``dash``, ``bar``, ``colon``, ``comma``, ``open``, ``close``,
            ``stop``; empty for the first.
        quoted: whether it is what stands in quotation marks.
    """

    start: int
    end: int
    text: str
    mark: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a line, and how well its fields fit it.

    Attributes:
        first: whether the outlet stands before the headline.
    """

    item: Item
    score: float
    first: bool


class FieldReader:
    """Finds the best reading of a line."""

    def __init__(self, items: ItemReader) -> None:
        self.items = items

    def read(self, text: str, *, least: float = POSSIBLE) -> Reading | None:
        """The best reading with an outlet; None where no way to read the line is likely.

        Its headline is None where the line has none: ``Mining.com – 9 November``.

        Args:
            least: the score that it must have.
        """
        if len(text) > _LONGEST or (text.endswith((".", "!", "?")) and not _MARKED.search(text)):
            return None  # a sentence
        fields = fields_of(text)
        if not 2 <= len(fields) <= _MOST_FIELDS:  # noqa: PLR2004 -- one field is no reading
            return None
        named = [self._outlet(field) for field in fields]
        if not any(named):
            return None
        best: Reading | None = None
        for reading in self._readings(_Cut(text, fields, self.items), named):
            if best is None or reading.score > best.score:
                best = reading
        return best if best is not None and best.score >= least else None

    def bare(self, text: str) -> Item | None:
        """The outlet of a line that names one and, at most, a time: ``The Edition • 1 day ago``."""
        if len(text) > _LONGEST_BARE or not may_be_time(text):
            return None
        reading = self.read(text, least=0.0)
        return reading.item if reading is not None and reading.item.headline is None else None

    def names(self, text: str) -> list[Item]:
        """The outlets of a line that holds nothing else: ``Reuters | Kyodo | Asahi``."""
        mark = next(_marks(text[:_LONGEST_BARE]), None) if len(text) <= _LONGEST else None
        first = text[: mark.start()].strip() if mark is not None else ""
        if mark is None or (
            first and not self.items.name(first)[1] and not _NOISE.fullmatch(first)
        ):
            return []
        fields = [f for f in fields_of(text) if not _NOISE.fullmatch(f.text)]
        named = [(field, *self.items.name(field.text)) for field in fields]
        if len(named) < 2 or not all(known and not known.image for _, _, known in named):  # noqa: PLR2004 -- one is no list
            return []
        return [Item(name, known, at=field.start) for field, name, known in named]

    def _outlet(  # noqa: PLR0911 -- one return a kind of name
        self, field: Field
    ) -> tuple[str, Known | None, float] | None:
        """A field as the outlet: its name, the outlet where known, and how likely it is one."""
        if field.quoted:
            return None
        words = _STAFF.sub("", without_date(_AFFIX.sub("", field.text))[0])
        name, known = self.items.name(words)
        if known is not None:
            if known.image:
                return None
            if known.word:
                # With its article and capitals a word is a name: "The Times".
                likely = 2.4 if name.startswith("The ") else 1.8
                return (name, known, likely) if not name.islower() else None
            return name, known, 3.0
        if is_host(name) and self.items.is_outward(f"https://{name}/"):
            return name, None, 2.2
        if _HOST_LIKE.fullmatch(name):
            return name, None, 1.8
        behind = field.mark == "quote"  # « Headline », Outlet
        if not outlet_like(name, strict=not behind) or is_time(name) or _NOISE.fullmatch(name):
            return None
        likely = 1.6 if MEDIA_NAME.search(name) else 0.5
        return name, None, likely + (0.8 if behind else 0.0)

    def _readings(
        self, cut: _Cut, named: Sequence[tuple[str, Known | None, float] | None]
    ) -> Iterator[Reading]:
        count = len(cut.fields)
        for at, outlet in enumerate(named):
            if outlet is None:
                continue
            name, known, likely = outlet
            start = cut.fields[at].start
            dated = without_date(cut.fields[at].text)[1]
            likely += 0.7 if dated else 0.0
            others = [i for i in range(count) if i != at]
            bare = cut.left_over(others)
            if bare is not None and (dated or any(cut.timed[i] for i in others)):
                yield Reading(Item(name, known, at=start), likely + bare + 0.3, first=True)
            for first, last in _spans(count, at):
                left = [i for i in others if not first <= i <= last]
                over = cut.left_over(left)
                score = cut.headline_score(first, last) if over is not None else None
                if score is None or over is None:
                    continue
                score += likely + over + _placed(cut.fields, at, first, last)
                date = dated or next((cut.fields[i].text for i in left if cut.timed[i]), None)
                author = next(
                    (cut.fields[i].text for i in left if is_author(cut.fields[i].text)), None
                )
                headline = clean_headline(cut.words(first, last))
                item = Item(name, known, headline, published=date, author=author, at=start)
                yield Reading(item, score, first=at < first)


class _Cut:
    """A line's fields, and what each can be beside outlet and headline."""

    def __init__(self, text: str, fields: Sequence[Field], items: ItemReader) -> None:
        self.text = text
        self.fields = fields
        self.rest = [_rest_score(field) for field in fields]
        self.timed = [is_time(field.text) for field in fields]
        self.names = [items.name(field.text)[1] is not None for field in fields]
        self.mentioned = [(mention.start, mention.end) for mention in items.mentions(text)]

    def words(self, first: int, last: int) -> str:
        return self.text[self.fields[first].start : self.fields[last].end]

    def left_over(self, left: Sequence[int]) -> float | None:
        """How well fields fit that are neither outlet nor headline; None where one does not."""
        scores = [self.rest[i] for i in left]
        return None if None in scores else sum(score or 0.0 for score in scores)

    def headline_score(self, first: int, last: int) -> float | None:
        """How well a run of fields fits as the headline; None where it is none."""
        fields = self.fields
        if fields[first].quoted and first == last:
            return 2.0
        words = self.words(first, last)
        if self._is_no_headline(words, first, last):
            return None
        long = len(words.split()) > 3 or len(_IDEOGRAPHS.findall(words)) > 9  # noqa: PLR2004 -- longer than names are
        score = 1.2 if long else 0.7
        # Marks that set the parts of a line apart seldom stand in its headline too.
        score -= sum(_WITHIN.get(field.mark, 0.0) for field in fields[first + 1 : last + 1])
        return score - (1.0 if words[:1].islower() else 0.0)

    def _is_no_headline(self, words: str, first: int, last: int) -> bool:
        span = range(first, last + 1)
        if any(self.names[i] or self.timed[i] for i in span):
            return True
        # A sentence, or the end of one: "… fell anyway (Bloomberg)."
        if words.endswith(".") or self.text.endswith((").", "].")):
            return True
        if self.fields[first].mark == "open" and first < last:
            return True  # it would begin inside brackets and end outside: "(Czechia) warns that"
        if not _says_something(words) or self.fields[first].mark == "close":
            return True
        for i, behind in ((first, first + 1), (last, last)):
            alone = first == last or self.fields[behind].mark != "comma"
            if alone and self.rest[i]:
                return True  # it would begin or end with a writer
        start, end = self.fields[first].start, self.fields[last].end
        names = sum(b - a for a, b in self.mentioned if start <= a and b <= end)
        return names > _MOSTLY_NAMES * len(words) or phrases.is_credit(words)


def fields_of(text: str) -> list[Field]:
    """The line cut at its marks; quoted words are one field."""
    fields: list[Field] = []
    quotes = {match.start(): match for match in _QUOTED.finditer(text)}
    at, mark, skip = 0, "", -1

    def close(end: int) -> bool:
        words = text[at:end]
        body = words.strip()
        while body and not (body[0].isalnum() or body[0] in _OPENING):
            body = body[1:]  # a bullet, an arrow, a pictogram
        if body and any(c.isalnum() for c in body):
            start = at + words.index(body)
            fields.append(Field(start, start + len(body), body, mark))
            return True
        return False

    marks = {match.start(): match for match in _marks(text)}
    for place in sorted({*quotes, *marks}):
        if place < skip:
            continue
        if place in quotes:
            found = quotes[place]
            close(place)
            fields.append(
                Field(found.start(1), found.end(1), found.group(1).strip(" ,"), mark, quoted=True)
            )
            at = skip = found.end()
            mark = "quote"
            continue
        found = marks[place]
        kind = found.lastgroup or ""
        between = close(place)
        # « Headline », Outlet: the comma is the quotation's.
        mark = kind if between or mark != "quote" or kind != "comma" else mark
        at = skip = found.end()
    close(len(text))
    return fields


def _marks(text: str) -> Iterator[re.Match[str]]:
    """The marks of a line; they are looked for only where one can begin."""
    return _MARK.finditer(text) if "  " in text else matches_at(_MARK, text, _places(text))


def _places(text: str) -> Iterator[int]:
    for match in _SIGN.finditer(text):
        at = match.start()
        if at and text[at - 1].isspace():
            yield at - 1
        yield at


def _says_something(words: str) -> bool:
    """Whether the words are enough for a headline, and words: "2-1 (1-0)" is a score."""
    return is_headline(words) and (not words.isascii() or len(_LETTERS.findall(words)) > 2)  # noqa: PLR2004 -- the fewest


def _spans(count: int, at: int) -> Iterator[tuple[int, int]]:
    """Runs of fields wholly before or behind the outlet."""
    for low, high in ((0, at - 1), (at + 1, count - 1)):
        for first in range(low, high + 1):
            for last in range(first, high + 1):
                yield first, last


def is_author(text: str) -> bool:
    """Whether the words could be one or two writers' names."""
    if _AUTHOR.fullmatch(text) is None or MEDIA_NAME.search(text) or _NOISE.fullmatch(text):
        return False
    words = [word for word in text.split() if word not in _PARTICLES]
    return all(word[0].isupper() for word in words)


def _rest_score(field: Field) -> float | None:
    """How well a field fits that is neither outlet nor headline; None where it does not."""
    if field.quoted:
        return None
    named = field.text.startswith(("By ", "by ", "Von ", "Par ", "Por "))
    if field.mark == "stop" and not named and is_author(field.text):
        return None  # "A Chain Bought Its Landlord. Then Rents Rose."
    if is_time(field.text):
        return 0.7
    if _NOISE.fullmatch(field.text):
        return 0.1
    return 0.5 if len(field.text) <= _LONGEST_AUTHOR and is_author(field.text) else None


def _placed(  # noqa: PLR0911 -- one return a mark
    fields: Sequence[Field], at: int, first: int, last: int
) -> float:
    """What the marks beside the outlet say of the reading."""
    field = fields[at]
    if at > last:
        if field.mark == "comma" and not fields[last].quoted:
            return -0.9 if at == last + 1 else -0.2
        if field.mark == "stop":
            return -0.6
        if field.mark == "colon":
            return -1.0
        return 0.2 if field.mark in {"open", "quote"} else 0.0
    if fields[first].mark == "comma":
        return -1.2 if not fields[first].quoted else -0.3
    if fields[first].mark in {"stop", "close"}:
        return -1.0
    return 0.0
