"""Wikitext: source templates with their fields, links, headings.

Wikinews lists its sources as ``{{source|url=…|title=…|author=…|pub=…|date=…}}``, each language
edition with names of its own; articles of encyclopedias cite with ``{{cite news|…}}``. Values may
hold links and templates (``pub={{w|Reuters}}``).
"""

# ruff: noqa: E501 -- the words of one kind stay together on a line

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SOURCE = re.compile(
    r"\{\{\s?(?:(?:foreign |online |non-english )?source(?:-(?:pr|science|video|radio|tv))?|cite (?:news|web|magazine|journal)|citation|"
    r"quelle|internetquelle|fuente|fuentes|fonte|cita (?:noticia|web|notizia|news|publicación)|citar (?:noticia|web|periódico|jornal)|"
    r"article|lien (?:web|brisé)|źródło|cytuj(?: stronę| pismo)?|bron(?: nieuws)?|источник|джерело|публикация|новость|"
    r"来源|來源|出典|kaynak|haber kaynağı|مصدر|استشهاد بخبر|source article)\s?(?=[|\n])",
    re.IGNORECASE,
)
_FIELDS = {
    "url": "url link адрес ссылка".split(),
    "title": "title titre titel título titulo titolo заголовок название назва tytuł 标题 標題 タイトル başlık العنوان عنوان".split(),
    "author": "author authors auteur autor autore автор 作者 著者 yazar المؤلف مؤلف last last1".split(),
    "first": "first first1".split(),
    "outlet": "pub newspaper work website magazine journal agency publisher périodique éditeur editeur hrsg herausgeber werk verlag "
    "publicación publicacion periódico obra medio agencia editor editorial publicado editora testata pubblicazione editore sito издание издатель "
    "видання wydawca opublikowany czasopismo praca uitgever krant 出版者 发布者 發布者 媒体 媒體 出版 yayıncı الناشر ناشر صحيفة site".split(),
    "date": "date datum fecha data дата 日期 日付 tarih التاريخ تاريخ".split(),
}  # fmt: skip
_MEANING = {word: name for name, words in _FIELDS.items() for word in words}
_RANK = {word: rank for words in _FIELDS.values() for rank, word in enumerate(words)}
_LONGEST = 12_000
_MARK = re.compile(r"\{\{|\}\}|\[\[|\]\]|\|")
_DATE = re.compile(
    r"^\{\{\s?(?:date|datum|fecha|data|дата|dateline)\s?\|([^{}]{4,80})\}\}$", re.IGNORECASE
)
_INNER = re.compile(r"\{\{\s?(?P<name>[^{}|]{1,40})(?:\|(?P<rest>[^{}]{0,1000}))?\}\}")
_LINK = re.compile(r"\[\[(?P<target>[^\[\]|]{1,300})(?:\|(?P<label>[^\[\]]{0,500}))?\]\]")
_PICTURE = re.compile(
    r"^(?:file|image|category|datei|kategorie|fichier|catégorie|archivo|categoría|ficheiro|categoria|файл|категория|plik|kategoria)\s?:",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"^:?(?:w|wikipedia|n|[a-z]{2,3}):", re.IGNORECASE)
_HEADING = re.compile(r"^(={2,6})\s*(.+?)\s*\1\s*$")
_REFERENCE = re.compile(r"</?ref\b[^<>]{0,300}>|<!--.{0,2000}?-->")


def source_templates(text: str) -> Iterator[tuple[int, int, dict[str, str]]]:
    """The source templates in a line: start, end, and the fields url, title, author, outlet, date."""
    at = 0
    while (match := _SOURCE.search(text, at)) is not None:
        end, parts = _parts(text, match.start())
        fields: dict[str, tuple[int, str]] = {}
        for part in parts:
            name, equals, value = part.partition("=")
            word = name.strip().casefold()
            meaning = _MEANING.get(word)
            value = plain(value)
            if not equals or meaning is None or not value:
                continue
            rank = _RANK[word]
            if meaning not in fields or rank < fields[meaning][0]:
                fields[meaning] = (rank, value)
        found = {name: value for name, (_, value) in fields.items()}
        first = found.pop("first", None)
        if first and "author" in found:
            found["author"] = f"{first} {found['author']}"
        yield match.start(), end, found
        at = end


def _parts(text: str, start: int) -> tuple[int, list[str]]:
    """Where the template that starts here ends, and its arguments."""
    depth, cuts, stop = 0, [], min(len(text), start + _LONGEST)
    end = stop
    for mark in _MARK.finditer(text, start, stop):
        found_mark = mark.group()
        if found_mark in {"{{", "[["}:
            depth += 1
        elif found_mark == "|":
            if depth == 1:
                cuts.append(mark.start())
        else:
            depth -= 1
            if depth == 0:
                cuts.append(mark.start())
                end = mark.end()
                break
    else:
        cuts.append(stop)
    return end, [text[one + 1 : other] for one, other in pairwise(cuts)]


def plain(text: str) -> str:
    """Words of wikitext: links as their labels, templates as their last argument."""
    for _ in range(3):
        if "{{" not in text:
            break
        text = _INNER.sub(_of_template, text)
    if "[[" in text:
        text = _LINK.sub(_of_link, text)
    return " ".join(text.replace("'''", "").replace("''", "").split())


def _of_template(match: re.Match[str]) -> str:
    arguments = [a for a in (match["rest"] or "").split("|") if a.strip() and "=" not in a]
    return arguments[-1].strip() if arguments else ""


def _of_link(match: re.Match[str]) -> str:
    target = match["target"].strip()
    if _PICTURE.match(target):
        return ""
    return (match["label"] or _PREFIX.sub("", target)).strip()


def heading(raw: str) -> str | None:
    """The words of a heading (``== Sources ==``), None where the line is none."""
    match = _HEADING.match(raw) if raw.startswith("==") else None
    return None if match is None else match.group(2)


def clean_line(raw: str) -> str:
    """A line without its markup; source templates stay as they are."""
    if "<" in raw:
        raw = _REFERENCE.sub(" ", raw)
    if "{{" not in raw and "[[" not in raw:
        return raw
    stripped = raw.strip()
    date = _DATE.match(stripped)
    if date is not None:
        return date.group(1)
    pieces, at = [], 0
    for start, end, _ in source_templates(raw):
        pieces += [_markup(raw[at:start]), raw[start:end]]
        at = end
    return "".join([*pieces, _markup(raw[at:])])


def _markup(text: str) -> str:
    if "{{" in text:
        text = _INNER.sub(
            lambda match: _of_template(match) if match["name"].strip().lower() == "w" else "", text
        )
    return _LINK.sub(_of_link, text) if "[[" in text else text
