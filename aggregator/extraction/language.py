"""The language of a story: as declared, unless the text is clearly in another."""

from __future__ import annotations

import re
from math import exp
from typing import TYPE_CHECKING

from aggregator.extraction.document import provenance
from aggregator.extraction.function_words import is_plainly, plain_language, plainly_other
from aggregator.extraction.labels import urlsplit_path
from aggregator.extraction.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.extraction.document import Document
    from aggregator.outlets import Outlet
    from aggregator.records import Lead, Provenance

_TAG = re.compile(
    r"^([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_.@].*)?$", re.IGNORECASE
)
# Edition segments that are languages; "us", "uk", "in", "world" are not.
_EDITIONS = {
    "ar", "bn", "cs", "de", "el", "en", "es", "fa", "fr", "he", "hi", "hu", "id", "it", "ja",
    "ko", "nl", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "ur", "vi", "zh",
}  # fmt: skip
_NAMES = {
    "english": "en",
    "german": "de",
    "deutsch": "de",
    "french": "fr",
    "spanish": "es",
    "japanese": "ja",
}
# Kana before ideographs, which Japanese has more of.
_BY_SCRIPT = tuple(
    (re.compile(f"[{letters}]"), language)
    for letters, language in (
        ("\u3040-\u30ff", "ja"), ("\uac00-\ud7af", "ko"), ("\u4e00-\u9fff", "zh"),
        ("\u0e00-\u0e7f", "th"), ("\u0590-\u05ff", "he"), ("\u0370-\u03ff", "el"),
        ("\u10a0-\u10ff", "ka"), ("\u0530-\u058f", "hy"),
    )
)  # fmt: skip
_FEWEST_LETTERS = 20
_ENOUGH = 200
_SAMPLE = 500
_SURE = 0.95


def find_language(document: Document, text: str | None) -> tuple[str | None, Provenance | None]:
    """The story's language as a BCP 47 tag, from what is declared and from its text."""
    declared = list(_declared(document))
    text = text or ""
    if declared and is_plainly(text, declared[0][1].partition("-")[0]):
        source, tag = declared[0]
        return tag, provenance(source, tag, declared)
    by, guessed, sureness = _guessed(text)
    for source, tag in declared:
        if guessed and sureness >= _SURE and _primary(tag) != _primary(guessed):
            # Only a declaration that the text supports is kept, whatever its rank.
            continue
        return tag, provenance(source, tag, declared)
    if guessed and sureness >= _SURE:
        return guessed, provenance(by, guessed, declared)
    if document.outlet and document.outlet.language:
        return document.outlet.language, provenance("default", document.outlet.language, declared)
    if not guessed and not declared:
        by, guessed, sureness = "script", language_of_script(text), 1.0
    if guessed and sureness > 0.5:  # noqa: PLR2004
        return guessed, provenance(by, guessed, declared)
    return None, None


def language_of_script(text: str) -> str | None:
    """The language that writes a text's letters, of those that share them with no other."""
    letters = sum(map(str.isalpha, text))
    for script, language in _BY_SCRIPT:
        if letters >= _FEWEST_LETTERS and len(script.findall(text)) >= letters / 8:
            return language
    return None


def _guessed(text: str) -> tuple[str, str | None, float]:
    """How a text's language was told, which it is, and how sure that is."""
    if len(text) < _ENOUGH:
        return "", None, 0.0
    plain = plain_language(text)
    return ("words", plain, 1.0) if plain else ("langid", *identify(text[:_SAMPLE]))


def teaser_language(
    lead: Lead, url: str, outlet: Outlet | None, words: str
) -> tuple[str | None, Provenance | None]:
    """The language of what a feed said of a story; an outlet may publish in several.

    Args:
        words: headline and standfirst, too few for a detector.
    """
    declared = [
        (source, raw)
        for source, raw in (
            ("url", _edition(url)),
            (lead.via, lead.language or ""),
            ("default", (outlet.language if outlet else None) or ""),
        )
        if raw
    ]
    if not declared:
        return None, None
    source, tag = declared[0]
    other = plainly_other(words, tag.partition("-")[0])
    if other is None:
        return tag, provenance(source, tag, declared)
    for source, tag in declared:
        if tag.partition("-")[0] == other:
            return tag, provenance(source, tag, declared)
    return other, provenance("words", other, declared)


def identify(text: str) -> tuple[str, float]:
    """The most likely language of a text (ISO 639-1) and how sure that is, 0 to 1.

    By py3langid (Lui & Baldwin 2012, https://aclanthology.org/P12-3005/), whose scores are
    logarithms of unnormalised probabilities.
    """
    from py3langid import rank  # noqa: PLC0415 - loads a model

    scores = [(str(language), float(score)) for language, score in rank(text)]
    best, highest = scores[0]
    return best, 1.0 / sum(exp(score - highest) for _, score in scores)


def language_tag(raw: str) -> str | None:
    """A BCP 47 tag from what pages write (``en_US``, ``DE-de``, ``pt-br.UTF-8``)."""
    text = raw.strip()
    if text.lower() in _NAMES:
        return _NAMES[text.lower()]
    found = _TAG.match(text)
    if not found or found[1].lower() in {"und", "mul", "zxx", "jp", "cn", "gr", "ua"}:
        return {"jp": "ja", "cn": "zh", "gr": "el", "ua": "uk"}.get(text[:2].lower())
    # Norwegian is one language here, as those who detect it have it.
    parts = [{"nb": "no"}.get(found[1].lower(), found[1].lower())]
    if found[2]:
        parts.append(found[2].title())
    if found[3]:
        parts.append(found[3].upper())
    return "-".join(parts)


def _declared(document: Document) -> Iterator[tuple[str, str]]:
    candidates = (
        ("url", _edition(document.url)),
        (document.article_source, _language_name(document.article.get("inLanguage"))),
        (
            "dom",
            document.tree.get("lang")
            or document.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
            or "",
        ),
        ("og", next(document.metas("og:locale"), "")),
        (
            "meta",
            next(
                document.metas("content-language", "language", "dc.language", "dcterms.language"),
                "",
            ),
        ),
        ("header", document.headers.get("content-language", "")),
        (
            document.lead.via if document.lead else "feed",
            (document.lead.language if document.lead else "") or "",
        ),
    )
    for source, raw in candidates:
        tag = language_tag(raw)
        if tag:
            yield source, tag


def _edition(url: str) -> str:
    """The language that the first segment of a path names, if it does."""
    first = urlsplit_path(url).lstrip("/").partition("/")[0].lower()
    return first if first in _EDITIONS and first != "uk" else ""


def _language_name(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    return plain(value, 40)


def _primary(tag: str) -> str:
    primary = tag.partition("-")[0]
    # Tags that no detector tells apart, or that are old names of one another.
    return {
        "nb": "no",
        "nn": "no",
        "iw": "he",
        "in": "id",
        "hr": "sh",
        "bs": "sh",
        "sr": "sh",
        "ms": "id",
    }.get(primary, primary)
