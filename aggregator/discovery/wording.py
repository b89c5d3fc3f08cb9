"""Text as people read it, from the titles, descriptions and bylines of discovery documents."""

from __future__ import annotations

import html
import re

_LONGEST = 100_000  # characters of markup looked at
_TAG = re.compile(r"(<[^<>]*>)")
_OPEN_TAG = re.compile(r"<[a-zA-Z/][^<>]*\Z")  # of markup that was cut
_TAG_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)|<[!?]")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_SILENT = frozenset({"script", "style", "template", "noscript", "iframe"})
_INLINE = frozenset(
    "a abbr b bdi bdo cite code em font i mark q s small span strong sub sup u wbr".split()
)
_JOINERS = "\u200c\u200d\u00ad"  # unprintable, and part of how a word is written
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8}){0,3})")
_MAIL = re.compile(r"[^\s()<>@,;]{1,64}@[^\s()<>@,;]{1,100}")
_INVITATION = re.compile(r"\s?(?:continue reading|read more)\W{0,4}\Z", re.IGNORECASE)
_BYLINE = re.compile(r"\s*(?:by|von|par|por)\s+(?=\S)", re.IGNORECASE)


def plain(markup: str) -> str:
    """HTML, escaped once or twice, as one line of text."""
    text = markup[:_LONGEST]
    for _ in range(2):
        if "<" in text:
            text = _without_tags(_OPEN_TAG.sub("", text))
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return one_line(text)


def standfirst(text: str, longest: int) -> str | None:
    """A description as a summary: without "Continue reading", at most so many characters."""
    return shortened(_INVITATION.sub("", text), longest) or None


def one_line(text: str) -> str:
    """White space of all kinds as single spaces, without control characters."""
    shown = "".join(c if c.isprintable() or c.isspace() or c in _JOINERS else "" for c in text)
    return " ".join(shown.split())


def shortened(text: str, longest: int) -> str:
    """At most so many characters, cut between words."""
    if len(text) <= longest:
        return text
    head = text[:longest].rpartition(" ")[0] or text[:longest]
    return f"{head.rstrip(' ,;:–—-')}…"


def language_tag(declared: str | None) -> str | None:
    """BCP 47 of a language as feeds declare it (``en_us``); None where it is none."""
    match = _LANGUAGE.fullmatch((declared or "").strip())
    if match is None:
        return None
    parts = [match[1].lower()]
    for part in re.split(r"[-_]", match[2])[1:]:
        size = len(part)
        parts.append(part.upper() if size == 2 else part.title() if size == 4 else part.lower())  # noqa: PLR2004
    return "-".join(parts)


def person(byline: str) -> str | None:
    """A name from ``desk@foo.example (Jane Doe)`` or ``By Jane Doe``; None of a bare address."""
    text = plain(byline[:500])
    if "@" in text:
        text = _MAIL.sub(" ", text).strip(" ()<>\"'")
    name = one_line(_BYLINE.sub("", text, count=1)).strip(" ,;|")
    return name if any(c.isalpha() for c in name) else None


def unique(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _without_tags(text: str) -> str:
    pieces: list[str] = []
    silent = ""
    for piece in _TAG.split(text):
        if not piece.startswith("<") or not piece.endswith(">"):
            if not silent:
                pieces.append(piece)
            continue
        match = _TAG_NAME.match(piece)
        if match is None:  # "5 < 6 and 8 > 7"
            if not silent:
                pieces.append(piece)
            continue
        name = (match[1] or "").lower()
        if silent:
            silent = "" if piece.startswith(f"</{silent}") else silent
        elif name in _SILENT and not piece.startswith("</") and not piece.endswith("/>"):
            silent = name
        elif name not in _INLINE:
            pieces.append(" ")
    return "".join(pieces)
