"""The numbers that a text gives, as values: ``1.5 million``, ``twelve``, ``12,000``, ``3万``."""

# ruff: noqa: E501 -- the words of one language stay together on a line

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aggregator.citations.wording import DATE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_WORDS = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove venti",
    "pt": "dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove vinte",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien twintig",
    "pl": "dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście dwadzieścia",
    "ru": "два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать",
}
_MORE = {
    "en": "thirty 30 forty 40 fifty 50 sixty 60 seventy 70 eighty 80 ninety 90 hundred 100 dozen 12",
    "de": "dreißig 30 vierzig 40 fünfzig 50 sechzig 60 siebzig 70 achtzig 80 neunzig 90 hundert 100 dutzend 12",
    "fr": "trente 30 quarante 40 cinquante 50 soixante 60 cent 100 douzaine 12",
    "es": "treinta 30 cuarenta 40 cincuenta 50 sesenta 60 setenta 70 ochenta 80 noventa 90 cien 100",
    "it": "trenta 30 quaranta 40 cinquanta 50 sessanta 60 settanta 70 ottanta 80 novanta 90 cento 100",
    "pt": "duas 2 trinta 30 quarenta 40 cinquenta 50 sessenta 60 setenta 70 oitenta 80 noventa 90 cem 100",
    "nl": "dertig 30 veertig 40 vijftig 50 zestig 60 zeventig 70 tachtig 80 negentig 90 honderd 100",
    "pl": "dwie 2 trzydzieści 30 czterdzieści 40 pięćdziesiąt 50 sto 100",
    "ru": "две 2 двое 2 трое 3 тридцать 30 сорок 40 пятьдесят 50 сто 100",
}  # fmt: skip
_JOINS = {"de": "und", "nl": "en"}  # between the ones and the tens of one word
_MAGNITUDES: tuple[tuple[str, float], ...] = (
    (
        r"thousand|tausend|mille|mila|mil(?!l)|duizend|tysi\w*|тысяч\w*|тис\.|тыс\.?|k(?![\w])|千",
        1e3,
    ),
    (
        r"million\w*|millón|millones|milion[ie]?|milhão|milhões|miljoen|milion\w*|миллион\w*|млн\.?|mio\.?|mln\.?|m(?![\w])",
        1e6,
    ),
    (r"trillion|billones|bilione|biljoen|трлн\.?|триллион\w*|兆", 1e12),
    (
        r"billion(?!en)|milliard\w*|miliard\w*|miljard|bilhão|bilhões|млрд\.?|миллиард\w*|mrd\.?|mld\.?|bn(?![\w])",
        1e9,
    ),
    (r"万|萬", 1e4),
    (r"億|亿", 1e8),
)
_MAGNITUDE = re.compile(
    r"[\s\u00a0-]?(?:" + "|".join(f"({words})" for words, _ in _MAGNITUDES) + r")(?![^\W\d_])",
    re.IGNORECASE,
)
_IDEOGRAPH_MAGNITUDE = re.compile(r"(?:(百万|百萬)|(千万|千萬)|(百)|(千)|(万|萬)|(億|亿)|(兆))")
_IDEOGRAPH_VALUES = (1e6, 1e7, 1e2, 1e3, 1e4, 1e8, 1e12)
_DIGITS = re.compile(r"(?<![\w.])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_PERCENT = re.compile(
    r"\s?(?:%|per\s?cent|percent|prozent|pour cent|por ciento|por cento|per cento|procent|процент\w*|％)",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\s?(?:-|percentage|basis)?\s?points?\b", re.IGNORECASE)
_MONEY = re.compile(r"(?:[$€£¥₽₹]|US\$|EUR|USD)\s?$")
_MONEY_AFTER = re.compile(
    r"\s?(?:[€$£¥₽]|dollars?|euros?|pounds?|yen|yuan|рубл\w*|доллар\w*|złot\w*|franken|francs?)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:about|around|roughly|nearly|almost|some|approximately|more than|over|at least|fewer than|less than|up to|under|"
    r"rund|etwa|fast|knapp|mehr als|über|mindestens|bis zu|environ|près de|plus de|au moins|moins de|"
    r"unos|unas|cerca de|casi|más de|al menos|circa|quasi|più di|oltre|cerca de|mais de|ongeveer|bijna|meer dan|"
    r"około|prawie|ponad|около|почти|более|свыше|不到|约|約|超过|近)\s*(?:[$€£¥]\s?)?$",
    re.IGNORECASE,
)
_PER = re.compile(r"(?<!\w)(?:pour|per|por)\s$", re.IGNORECASE)
_REACH = 24
_ROUND = 0.1  # "nearly 30" of 27 and more, "more than 200" of 212


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text.

    Attributes:
        kind: ``count``, ``percent``, ``money`` or ``date`` (part of a date, or a year).
        about: it is given as a round or a bound: "nearly 30", "more than 200".
        digits: significant ones, as written.
        start, end: where it stands, magnitude included.
    """

    value: float
    kind: str
    about: bool
    digits: int
    text: str
    start: int
    end: int

    def agrees(self, other: Number) -> bool:
        """Whether both can be one figure, given roundly by one of them."""
        if self.kind != other.kind and "count" not in {self.kind, other.kind}:
            return False
        if self.value == other.value:
            return True
        larger = max(abs(self.value), abs(other.value))
        gap = abs(self.value - other.value) / larger if larger else 0.0
        rough, exact = (self, other) if self.digits < other.digits else (other, self)
        if rough.about and rough.digits < exact.digits and gap <= _ROUND:
            return True
        # 1.5 million is 1,523,000 in two figures.
        if larger < 1e3 or rough.digits >= exact.digits:  # noqa: PLR2004 - small counts are exact
            return False
        return abs(float(f"{exact.value:.{rough.digits}g}") - rough.value) <= 1e-9 * larger


def numbers_of(text: str, language: str = "en") -> list[Number]:
    """The numbers in a text, in order; ``one`` and its like are articles and no numbers."""
    text = unicodedata.normalize("NFKC", text)
    dates = [(m.start(), m.end()) for m in DATE.finditer(text)]
    found: list[Number] = []
    for match in _DIGITS.finditer(text):
        raw = match.group()
        start, end = match.start(), match.end()
        if start and (text[start - 1].isalpha() and text[start - 1].isascii()):
            continue  # F-35, B52, G7: a name
        if start > 1 and text[start - 1] == "-" and text[start - 2].isalpha():
            continue
        if (
            end < len(text)
            and text[end].isalpha()
            and text[end : end + 2] in {"st", "nd", "rd", "th"}
        ):
            end += 2
        found.append(_number(text, (start, end), raw, _value(raw), dates))
    found += _spelt(text, language, dates)
    return sorted(found, key=lambda number: number.start)


def _value(raw: str) -> float:
    if _GROUPED.fullmatch(raw):
        return float(re.sub("[.,]", "", raw))
    plain = re.sub(r"\s", "", raw)
    return (
        float(plain.replace(",", "."))
        if plain.count(",") + plain.count(".") <= 1
        else float(re.sub("[.,]", "", plain))
    )


def _number(
    text: str, place: tuple[int, int], raw: str, value: float, dates: list[tuple[int, int]]
) -> Number:
    start, end = place
    if any(a <= start and end <= b for a, b in dates):
        return Number(value, "date", False, len(raw), raw, start, end)
    factor, end = _magnitude(text, end)
    before, after = text[max(start - _REACH, 0) : start], text[end : end + _REACH]
    kind = "count"
    if _PERCENT.match(after):
        kind = "percent"
    elif _MONEY.search(before) or _MONEY_AFTER.match(after):
        kind = "money"
    elif factor == 1.0 and _POINTS.match(after):
        kind = "percent"
    digits = len(re.sub(r"\D", "", raw).rstrip("0") or "0")
    about = _ABOUT.search(before) is not None
    return Number(value * factor, kind, about, digits, text[start:end].strip(), start, end)


def _magnitude(text: str, end: int) -> tuple[float, int]:
    match = _IDEOGRAPH_MAGNITUDE.match(text, end)
    if match is not None:
        return _IDEOGRAPH_VALUES[match.lastindex - 1 if match.lastindex else 0], match.end()
    match = _MAGNITUDE.match(text, end)
    if match is None or match.lastindex is None:
        return 1.0, end
    return _MAGNITUDES[match.lastindex - 1][1], match.end()


def _spelt(text: str, language: str, dates: list[tuple[int, int]]) -> list[Number]:
    table = _table(language)
    if table is None:
        return []
    values, pattern = table
    found = []
    for match in pattern(text):
        if _PER.search(text[max(match.start() - _REACH, 0) : match.start()]):
            continue  # pour cent, per cento: a share and no hundred
        words = re.split(r"[\s-]", match.group().lower())
        whole = values.get(match.group().lower())
        value = whole if whole is not None else sum(values.get(word, 0) for word in words)
        if "hundred" in words and len(words) > 1:
            value = values.get(words[0], 1) * 100
        one = _number(text, match.span(), match.group(), float(value), dates)
        found.append(replace(one, digits=len(str(int(value)).rstrip("0")) or 1))
    return found


def _table(language: str) -> tuple[dict[str, int], Callable[[str], list[re.Match[str]]]] | None:
    return _TABLES.get(re.split("[-_]", language.lower(), maxsplit=1)[0])


def _joined(values: Mapping[str, int], join: str) -> dict[str, int]:
    """The numbers that are written as one word: ``achtundvierzig``, eight and forty."""
    ones = {"ein": 1, "een": 1} | {word: value for word, value in values.items() if value < 10}  # noqa: PLR2004 - of one digit
    tens = {word: value for word, value in values.items() if value in range(20, 100, 10)}
    return {
        f"{one}{join}{ten}": value + more
        for one, value in ones.items()
        for ten, more in tens.items()
    }


def _made(language: str) -> tuple[dict[str, int], Callable[[str], list[re.Match[str]]]]:
    values = {word: number for number, word in enumerate(_WORDS[language].split(), start=2)}
    more = _MORE[language].split()
    values |= dict(zip(more[::2], map(int, more[1::2]), strict=True))
    values |= _joined(values, _JOINS[language]) if language in _JOINS else {}
    alternatives = "|".join(sorted(map(re.escape, values), key=len, reverse=True))
    pattern = re.compile(
        rf"(?<![\w-])(?:{alternatives})(?:[\s-](?:{alternatives}|one))?(?![\w-])", re.IGNORECASE
    )
    return values, lambda text: list(pattern.finditer(text))


_TABLES = {language: _made(language) for language in _WORDS}
