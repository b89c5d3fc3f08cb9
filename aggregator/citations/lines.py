"""The line: text with the links in it, and how plain text with Markdown becomes lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from aggregator.citations import wikitext

_MARKDOWN_LINK = re.compile(
    r"!?\[([^\[\]\n]{1,3000})\]\(\s{0,4}<?(https?://[^\s()<>]{1,2000}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,200})?)>?"
    r"(?:\s{1,4}\"[^\"\n]{0,300}\")?\s{0,4}\)"
)
_BARE_URL = re.compile(
    r"(?:https?://|(?<![\w.@/-])www\.(?=[\w-]+\.[\w.-]+/))[^\s<>\"'\]()）】」，。、；]{3,2000}(?:\([^\s<>\"'\]()]{1,200}\)[^\s<>\"'\]()]{0,200})?"
)
# Reference-style links, CommonMark 0.31 sections 4.7 and 6.3.
_REFERENCE_DEFINITION = re.compile(
    r"^[ ]{0,3}\[([^\[\]\n]{1,200})\]:[ \t]{0,4}<?(https?://[^\s<>]{1,2000})>?"
    r"(?:[ \t]{1,4}[\"'(][^\n]{0,300})?[ \t]*$",
    re.MULTILINE,
)
_REFERENCE = re.compile(r"\[([^\[\]\n]{1,3000})\](?:\[([^\[\]\n]{0,200})\])?(?![\[(:])")
_WIKI_LINK = re.compile(r"\[(https?://[^\s\[\]]{1,2000})\s+([^\[\]\n]{1,1000})\](?!\()")
_URL_TAIL = ".,;:!?*_»”’"
_HEADING = re.compile(r"(#{1,6})\s+")
_BULLET = re.compile(r"(?:[-*+•‣◦▪–—>]\s+|・\s*|\(?\d{1,4}[.)\]]\s+|\[\d{1,4}\]:?\s+|(?:>\s?)+)+")
_BOLD_NUMBER = re.compile(r"^(\*{1,3}|_{1,3})(\(?\d{1,3}[.)]\s)")
_EMPHASIS = re.compile(
    r"(?:\*{1,3}|`{1,3}|~~)(?=\S)|(?<=\S)(?:\*{1,3}|`{1,3}|~~)|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)"
)
_BLANKS = re.compile(r"\s{2,}|[^\S ]")
# Zero-width characters, direction marks and soft hyphens are not seen and mean nothing here.
_UNSEEN = dict.fromkeys(
    [
        0x200B,
        0x200C,
        0x200D,
        0x200E,
        0x200F,
        0x2060,
        0xFEFF,
        0x00AD,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document.

    Attributes:
        text: without markup, blanks run together. A wide gap (no-break spaces, a tab) is kept as
            two spaces, since lists of links set outlets apart with nothing else.
        links: (start, end, href) in `text`, in order, not overlapping.
        heading: whether it is marked as a heading.
        numbered: whether a number stood before it, as before the items of a list.
        cites: (start, end) of what the page marks as the title of a work that it cites.
        slanted: (start, end) of what stands in italics, as names of papers do.
    """

    text: str
    links: tuple[tuple[int, int, str], ...] = ()
    heading: bool = False
    numbered: bool = field(default=False, compare=False)
    cites: tuple[tuple[int, int], ...] = field(default=(), compare=False)
    slanted: tuple[tuple[int, int], ...] = field(default=(), compare=False)

    def cut(self, start: int, end: int | None = None) -> Line:
        """The part between two offsets, stripped, with the links that lie in it."""
        end = len(self.text) if end is None else end
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        inside = tuple(
            (max(a, start) - start, min(b, end) - start, href)
            for a, b, href in self.links
            if a < end and b > start
        )
        cites, slanted = (
            tuple(
                (max(a, start) - start, min(b, end) - start)
                for a, b in marked
                if a < end and b > start
            )
            for marked in (self.cites, self.slanted)
        )
        return Line(self.text[start:end], inside, self.heading, self.numbered, cites, slanted)


def squeeze(text: str) -> str:
    """Blanks run together; a wide gap stays two spaces."""
    return _BLANKS.sub(_gap, text.translate(_UNSEEN)).strip()


def _gap(match: re.Match[str]) -> str:
    run = match.group()
    if run == " ":
        return run
    return "  " if run.count("\u00a0") > 1 or "\t" in run else " "


def text_lines(text: str) -> list[Line]:
    """The non-blank lines of a plain text, Markdown links and bare URLs as links."""
    return [line for raw in _whole(_with_references(text)) if (line := _text_line(raw)).text]


def _with_references(text: str) -> str:
    """Markdown's ``[words][1]`` with the address that ``[1]: https://…`` gives it in its place."""
    if "]:" not in text:
        return text
    addresses = {
        _label(match.group(1)): match.group(2) for match in _REFERENCE_DEFINITION.finditer(text)
    }
    if not addresses:
        return text
    used: set[str] = set()

    def linked(match: re.Match[str]) -> str:
        label = _label(match.group(2) or match.group(1))
        # "[1]" alone is a note's number; its note stays a line.
        if label not in addresses or (match.group(2) is None and label.isdigit()):
            return match.group()
        used.add(label)
        return f"[{match.group(1)}]({addresses[label]})"

    def left(match: re.Match[str]) -> str:
        return "" if _label(match.group(1)) in used else match.group()

    return _REFERENCE_DEFINITION.sub(left, _REFERENCE.sub(linked, text))


def _columns(raw: str) -> str:
    """A row whose columns stand two blanks and more apart, with tabs between them.

    Justified text has such blanks too, but many, and no column of several words among few.
    """
    columns = _COLUMNS.split(raw.strip())
    if not _FEWEST_COLUMNS <= len(columns) <= _MOST_COLUMNS:
        return raw
    if max(map(len, columns)) < _WIDE_COLUMN:
        return raw
    return "\t".join(columns)


def _label(text: str) -> str:
    return " ".join(text.casefold().split())


def _whole(text: str) -> list[str]:
    """Lines of the text; a template that is open at a line's end takes the next ones in."""
    lines: list[str] = []
    open_template: list[str] = []
    for raw in text.splitlines():
        if open_template:
            open_template.append(raw)
            if _closes(open_template) or len(open_template) > 30:  # noqa: PLR2004 -- longer than any source template
                lines.append(" ".join(open_template))
                open_template = []
        elif "{{" in raw and not _closes([raw]):
            open_template = [raw]
        else:
            lines.append(raw)
    return lines + open_template


def _closes(template: list[str]) -> bool:
    """Whether a template that was opened in these lines is closed in them too."""
    return sum(raw.count("{{") - raw.count("}}") for raw in template) <= 0


_COLUMNS = re.compile(r"(?<![.!?:;,\s])[ ]{2,}(?=\S)")
_LONGEST_ROW = 300
_FEWEST_COLUMNS, _MOST_COLUMNS = 3, 7
_WIDE_COLUMN = 15  # letters


def _text_line(raw: str) -> Line:
    raw = squeeze(_columns(raw) if "  " in raw and len(raw) <= _LONGEST_ROW else raw)
    heading = _HEADING.match(raw)
    if heading is not None:
        raw = raw[heading.end() :]
    titled = wikitext.heading(raw)
    raw = wikitext.clean_line(titled or raw).strip()
    if "[http" in raw:
        raw = _WIKI_LINK.sub(r"[\2](\1)", raw)
    raw = _BOLD_NUMBER.sub(r"\2\1", raw)
    bullet = _BULLET.match(raw)
    if bullet is not None and not raw.startswith(("—", "–")):
        raw = raw[bullet.end() :]
    numbered = bullet is not None and any(c.isdigit() for c in bullet.group())
    parts: list[str] = []
    links: list[tuple[int, int, str]] = []
    length = at = 0
    for match in _MARKDOWN_LINK.finditer(raw):
        plain = _EMPHASIS.sub("", raw[at : match.start()])
        anchor = _EMPHASIS.sub("", match.group(1)).strip()
        parts += [plain, anchor]
        length += len(plain)
        links.append((length, length + len(anchor), match.group(2)))
        length += len(anchor)
        at = match.end()
    rest = raw[at:]
    # Underscores and asterisks are emphasis in prose and ordinary letters in a URL.
    parts.append(rest if "://" in rest else _EMPHASIS.sub("", rest))
    text = "".join(parts)
    marked = (heading or titled) is not None
    return with_bare_urls(Line(text.strip(), tuple(links), marked, numbered))


def with_bare_urls(line: Line) -> Line:
    """The line with the URLs that are written out in its text as links too."""
    if "://" not in line.text and "www." not in line.text:
        return line
    links = list(line.links)
    taken = [(start, end) for start, end, _ in links]
    at = 0
    for match in _BARE_URL.finditer(line.text):
        href = match.group().rstrip(_URL_TAIL)
        start, end = match.start(), match.start() + len(href)
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if at == len(taken) or taken[at][0] >= end:
            links.append((start, end, href if "://" in href else f"https://{href}"))
    return replace(line, links=tuple(sorted(links)))
