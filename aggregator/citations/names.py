"""Outlets by the names documents call them: ours first, then well-known ones we do not crawl.

A digest cites outlets that no spider is declared for. The table in ``names.json`` gives those a
display name, their aliases in other scripts and their domains. An outlet that is declared under
``spiders/`` always wins over its row in the table and inherits the row's other names.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aggregator.citations.outlet_table import Known, Row, key_of, keyed_rows, well_known_rows
from aggregator.outlets import OutletDirectory, name_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_LONGEST_NAME = 80
# Acronyms of four letters and fewer are names only in capitals: AS is a paper, "as" is a word.
_SHORT = 4
_FAMOUS_PAIRS = frozenset({"ap", "ft", "dw", "rt", "sz"})
# Scripts without blanks between words, and those whose vowel signs break a word for `\\w`.
_OF = re.compile(r"\s(?:of|de|du|von|di)\s")
_IDEOGRAPHS = re.compile(r"[぀-ヿ㐀-鿿가-힯\u0900-\u109f\u1780-\u17ff]")
_WORD = re.compile(r"\w+")
# Latin words stand without a blank beside ideographs: 据BBC报道.
_SCANNED = re.compile(r"[^\W぀-ヿ㐀-鿿가-힯]+")
# "au Figaro", "du Monde": the article of the name, run together with the preposition.
_CONTRACTED = frozenset({"au", "du"})
# Letters that Hebrew and Arabic write onto the word behind them: in, to, from, and, the.
_PREFIXED = frozenset("בלמהושכوبلفك")
_EDITIONS = (
    "オンライン",
    "電子版",
    "デジタル",
    "ニュース",
    "新闻网",
    "客户端",
    "网",
    "網",
    " online",
    " digital",
    " website",
    "-online",
)
# "BBC Türkçe", "Forbes Україна": the edition that a house has in another country or language. It
# is an outlet of its own, under the name it has.
_OWN_EDITIONS = frozenset(
    map(
        name_key,
        "türkçe türkiye україна polska brasil mundo afrique maroc algérie méxico españa italia "
        "deutschland россия беларусь казахстан қазақстан საქართველო العربية عربي فارسی हिंदी اردو "
        "indonesia việt srbija hrvatska romania българия magyar česko slovensko".split(),
    )
)
# What may stand between two words of one name, as in "Tom's", "S&P", "Al-Ahram".
_GAP = re.compile(r"[ '’&.+!/\-–]{1,3}")
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}", re.IGNORECASE)

_POINTERS = (
    "news.google.com",
    "feedproxy.google.com",
    "feeds.feedburner.com",
    "t.co",
    "bit.ly",
    "apple.news",
    "flip.it",
    "smartnews.com",
    "newsbreak.com",
    "buff.ly",
    "dlvr.it",
    "ift.tt",
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A known name in running text. `sure` is False where it may be an ordinary word."""

    start: int
    end: int
    known: Known
    sure: bool


@dataclass(slots=True)
class _Node:
    """The names that go on from one word: the one that ends here, and the words behind it."""

    name: tuple[str, Known] | None = None
    behind: dict[str, _Node] = field(default_factory=dict)


class NameTable:
    """Finds outlets by name, by URL and in running text.

    Args:
        outlets: the declared outlets; may be empty.
    """

    def __init__(self, outlets: OutletDirectory) -> None:
        self._by_key: dict[str, Known] = {}
        self._by_host: dict[str, Known] = {}
        self._spellings: dict[str, str] = {}
        # The directory first: `setdefault` then keeps the table from taking a name away from it.
        ordinary = {keyed[0][0] for row, keyed in keyed_rows() if row.known.word}
        ours = {
            name: Known(o.title, o.name, wire=o.wire, word=name_key(o.title) in ordinary)
            for name, o in outlets.items()
        }
        for name, outlet in outlets.items():
            # "Digest" over a digest is a heading.
            names = () if outlet.digest else (outlet.title, name, *outlet.aliases)
            self._add(ours[name], [(name_key(one), one) for one in names], outlet.domains)
        for row, keyed in keyed_rows():
            known = self._declared(row, keyed[0][0], ours) or row.known
            self._add(known, keyed, row.domains, row.words, row.companies)
        self._tree = _tree(self._by_key)
        self._small_starts = frozenset(
            word.group()
            for spelling in self._spellings.values()
            if spelling[:1].islower() and (word := _SCANNED.match(spelling))
        )
        self._ideographic = _by_first_letter(self._spellings, self._by_key)
        self._first_ideographs = _first_letters(self._ideographic)

    def _declared(self, row: Row, key: str, ours: dict[str, Known]) -> Known | None:
        """Our outlet that a row of the table speaks of, by its title or one of its domains."""
        if not ours:
            return None
        found = self._by_key.get(key)
        if found is None or found.name is None:
            hosts = (self._by_host.get(domain) for domain in row.domains)
            found = next((known for known in hosts if known and known.name), None)
        return found if found is not None and found.name in ours else None

    def _add(
        self,
        known: Known,
        keyed: Sequence[tuple[str, str]],
        domains: tuple[str, ...],
        words: frozenset[str] = frozenset(),
        companies: frozenset[str] = frozenset(),
    ) -> None:
        ordinary = replace(known, word=True) if words else known
        company = replace(known, company=True) if companies else known
        for key, name in keyed:
            one = ordinary if name in words else company if name in companies else known
            if key and self._by_key.setdefault(key, one) is one:
                self._spellings.setdefault(key, name)
        for domain in domains:
            self._by_host.setdefault(domain.lower(), known)

    @staticmethod
    def rows() -> tuple[Row, ...]:
        """The rows of the table of well-known outlets."""
        return well_known_rows()

    def by_name(self, name: str) -> Known | None:
        """The outlet that the whole of `name` names, in any case and script, or its domain."""
        name = name.strip()
        if not name or len(name) > _LONGEST_NAME:
            return None
        found = self._by_key.get(key_of(name))
        if found is None and _HOST.fullmatch(name):
            found = self.by_host(name)
        if found is None and name.lower().endswith(_EDITIONS):
            for edition in _EDITIONS:
                if name.lower().endswith(edition):
                    found = self._by_key.get(key_of(name[: -len(edition)]))
        if found is None and " " in name:
            found = self._edition(name)
        if found is None and name.endswith(")") and " (" in name:
            return self.by_name(name[: name.rindex(" (")])
        if found is not None and found.word and len(name) < _SHORT and name.islower():
            # "map" is no agency, but "nd" is a paper.
            return found if self._spellings.get(key_of(name)) == name else None
        return found

    def _edition(self, name: str) -> Known | None:
        """A known house's edition of another country or language."""
        house, _, edition = key_of(name).rpartition(" ")
        known = self._by_key.get(house) if edition in _OWN_EDITIONS else None
        if known is None or known.image or known.wire:
            return None
        return replace(known, title=name, name=None, word=False)

    def _longer(
        self, text: str, start: int, behind: list[re.Match[str]], known: Known
    ) -> Mention | None:
        """The mention of a house's edition, where the next word says that it is one."""
        if known.word or not behind or _fold(behind[0].group()) not in _OWN_EDITIONS:
            return None
        end = behind[0].end()
        other = self._edition(text[start:end]) if behind[0].group()[0].isupper() else None
        return Mention(start, end, other, sure=True) if other is not None else None

    def by_host(self, host: str) -> Known | None:
        """The outlet that owns a host, the most specific domain first."""
        labels = host.lower().strip(".").split(".")
        for start in range(max(len(labels) - 6, 0), len(labels) - 1):
            found = self._by_host.get(".".join(labels[start:]))
            if found is not None:
                return found
        return None

    def by_url(self, url: str) -> Known | None:
        """The outlet that owns the URL's host."""
        host = host_of(url)
        return self.by_host(host) if host else None

    def scan(self, text: str) -> Iterator[Mention]:
        """Every known name in the text, longest match first, in order; linear in its length."""
        words = list(_SCANNED.finditer(text))
        tree, small = self._tree, self._small_starts
        skip = 0
        for at, word in enumerate(words):
            if at < skip:
                continue
            first = word.group()
            # Most words of prose begin small, and few names do.
            if first[0].islower() and first not in small:
                if first in _CONTRACTED:
                    yield from self._contracted(words, at)
                continue
            if _fold(first) not in tree:
                if first[0] in _PREFIXED:
                    yield from self._prefixed(text, words, at)
                continue
            mention, width = self._mention(text, words, at)
            skip = at + width
            if mention is not None:
                yield mention
        if not text.isascii():
            yield from self._scan_ideographs(text)

    def _scan_ideographs(self, text: str) -> Iterator[Mention]:
        """Names in scripts that set no blanks between words: the longest at each place."""
        end = 0
        for match in self._first_ideographs.finditer(text):
            start = match.start()
            if start < end:
                continue
            for spelling, known in self._ideographic[match.group()]:
                if text.startswith(spelling, start):
                    end = start + len(spelling)
                    yield Mention(start, end, known, sure=not known.word)
                    break

    def _contracted(self, words: list[re.Match[str]], at: int) -> Iterator[Mention]:
        """The name behind "au" or "du", which stand for its article too."""
        if at + 1 == len(words):
            return
        name = words[at + 1]
        known = self._by_key.get(f"le {_fold(name.group())}")
        if known is not None and name.group()[0].isupper():
            yield Mention(name.start(), name.end(), known, sure=not known.word)

    def _prefixed(self, text: str, words: list[re.Match[str]], at: int) -> Iterator[Mention]:
        """A Hebrew or Arabic name with a preposition or "and" written onto its first word."""
        first = words[at].group()
        for cut, lead in ((1, ""), (2, "ال")):
            if cut > 1 and not first.startswith("لل"):
                break
            names = self._names_at(text, words, at, first=lead + first[cut:])
            if names:
                width, (_, known) = names[-1]
                start, end = words[at].start() + min(cut, 1), words[at + width - 1].end()
                yield Mention(start, end, known, sure=not known.word)
                return

    def _mention(
        self, text: str, words: list[re.Match[str]], at: int
    ) -> tuple[Mention | None, int]:
        """The longest name that begins with a word, and how many words it takes."""
        for width, (key, known) in reversed(self._names_at(text, words, at)):
            start, end = words[at].start(), words[at + width - 1].end()
            written, spelling = text[start:end], self._spellings[key]
            longer = self._longer(text, start, words[at + width : at + width + 1], known)
            if longer is not None:
                return longer, width + 1
            if _IDEOGRAPHS.search(written) or not (
                _as_a_name(written, spelling)
                or (known.wire and len(written) >= _SHORT - 1 and written.istitle())
            ):
                continue
            sure = not known.word or width > 1
            if len(key) < _SHORT - 1 and key not in _FAMOUS_PAIRS:
                sure = False
            if spelling.startswith("The ") and width == 1:
                # "The Hill" is an outlet; "Hill" alone is anybody.
                before = text[max(start - 4, 0) : start]
                if known.word and before.casefold() != "the ":
                    continue  # "til Island" is no newspaper
                if known.word and _OF.match(text, end):
                    continue  # nor is "the Register of Members"
                sure = before in {"The ", "the ", "THE "} and (not known.word or before != "the ")
            return Mention(start, end, known, sure), width
        return None, 1

    def _names_at(
        self, text: str, words: list[re.Match[str]], at: int, first: str | None = None
    ) -> list[tuple[int, tuple[str, Known]]]:
        """The names that begin with a word, each with its number of words, the shortest first.

        Args:
            first: what stands for the word itself: it without a preposition written onto it.
        """
        found: list[tuple[int, tuple[str, Known]]] = []
        node = self._tree.get(_fold(first or words[at].group()))
        width = 1
        while node is not None:
            if node.name is not None:
                found.append((width, node.name))
            if not node.behind or at + width >= len(words):
                break
            one, other = words[at + width - 1], words[at + width]
            node = node.behind.get(_fold(other.group()))
            if node is not None and _GAP.fullmatch(text, one.end(), other.start()) is None:
                break
            width += 1
        return found


def host_of(url: str) -> str:
    """The URL's host in lower case without ``www.``; empty where the URL is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.lower().removeprefix("www.")


def is_pointer(url: str) -> bool:
    """Whether the URL is a redirector's: it points at a story and is not the story's own."""
    host = host_of(url)
    return any(host == pointer or host.endswith(f".{pointer}") for pointer in _POINTERS)


def mixes_scripts(name: str) -> bool:
    """Whether a word of the name mixes Latin with Cyrillic or Greek letters, as forgeries do."""
    for word in _WORD.findall(name[:_LONGEST_NAME]):
        scripts = {unicodedata.name(c, "?").split(" ", 1)[0] for c in word if c.isalpha()}
        if len(scripts & {"LATIN", "CYRILLIC", "GREEK"}) > 1:
            return True
    return False


def _fold(word: str) -> str:
    return word.lower() if word.isascii() else name_key(word)


def _as_a_name(written: str, spelling: str) -> bool:
    """Whether the words stand as a name: capitals where the name has them."""
    if written == spelling:
        return True
    if len(spelling) <= _SHORT and spelling.isupper():
        return written.isupper()
    first = written[0]
    return not first.islower()


def _tree(keys: Mapping[str, Known]) -> dict[str, _Node]:
    """The names word by word: a look at a text's words tries none that is not there."""
    roots: dict[str, _Node] = {}
    for key, known in keys.items():
        level, node = roots, None
        for word in key.split(" "):
            node = level.setdefault(word, _Node())
            level = node.behind
        if node is not None:
            node.name = (key, known)
    return roots


def _by_first_letter(
    spellings: Mapping[str, str], by_key: Mapping[str, Known]
) -> dict[str, list[tuple[str, Known]]]:
    """Names without blanks between their words, by their first letter, the longest first."""
    found: dict[str, list[tuple[str, Known]]] = {}
    for key, spelling in spellings.items():
        if _IDEOGRAPHS.search(spelling):
            found.setdefault(spelling[0], []).append((spelling, by_key[key]))
    for names in found.values():
        names.sort(key=lambda one: len(one[0]), reverse=True)
    return found


def _first_letters(names: Mapping[str, object]) -> re.Pattern[str]:
    """Any of the names' first letters; of none, what is nowhere."""
    return re.compile(f"[{''.join(map(re.escape, sorted(names)))}]" if names else r"(?!)")


@lru_cache(maxsize=1)
def well_known_names() -> NameTable:
    """The table of well-known outlets alone."""
    return NameTable(OutletDirectory())
