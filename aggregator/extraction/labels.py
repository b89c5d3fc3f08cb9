"""The smaller fields: section, tags, image, summary, declared length, kind of piece."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

from aggregator.extraction.document import is_aside
from aggregator.extraction.structured import types
from aggregator.extraction.wording import fold, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.extraction.document import Document

_KINDS_BY_TYPE = {
    "opinionnewsarticle": "opinion",
    "analysisnewsarticle": "analysis",
    "backgroundnewsarticle": "analysis",
    "reportagenewsarticle": "report",
    "liveblogposting": "live",
    "reviewnewsarticle": "review",
    "videoobject": "video",
    "imagegallery": "gallery",
    "mediagallery": "gallery",
}
# Words of URL segments, sections and prefixes of headlines, in many languages; the first wins.
_KINDS_BY_WORD = (
    (
        "live",
        (r"live|live-?blogs?|live-?updates?|liveticker|ticker|en-direct|en-vivo|direto|ao-vivo|directo"
        r"|diretta|minuto-a-minuto|na-zywo|relacja-na-zywo|na-żywo|canlı?|онлайн|прямой-эфир|ライブ|直播"),
    ),
    ("correction", (r"corrections?(?:-and-clarifications)?|korrektur(?:en)?|berichtigung"
        r"|errata|erratum|rectificatif|fe-de-errores|corrección|correção|erramos|correzione|sprostowanie"
        r"|поправка|訂正|更正|정정|تصحيح|düzeltme")),
    ("obituary", (r"obituar(?:y|ies)|obits?|nachrufe?|nachruf|n[eé]crologies?|disparitions?"
        r"|obituarios?|necrol[oó]gicas?|necrologie?|addii|nekrologi?|wspomnienia|некрологи?|訃報|讣告"
        r"|부고|vefat|وفيات|obituário")),
    ("interview", (r"interviews?|the-interview|entretiens?|entrevistas?|intervist[ae]|wywiady?"
        r"|gespräche?|gespraech|q-?(?:and|&)-?a|интервью|インタビュー|专访|專訪|인터뷰|röportaj(?:lar)?"
        r"|مقابلات?|حوارات?|ראיון|ראיונות")),
    ("explainer", (r"explainers?|explained|factbox|faqs?|erklärt|erklaert|d[eé]cryptages?"
        r"|comprendre|explicado|explicador|claves|wyjaśniamy|wyjasniamy|разбор|объясняем|解説|解读|해설|spiegato")),
    ("opinion", (r"opinions?|op-?eds?|commentisfree|comment|commentary|editorials?|columns?"
        r"|columnists?|views?|viewpoint|meinung(?:en)?|kommentare?|kolumnen?|opinione?s?|opini[oó]n"
        r"|opini[aã]o|tribunas?|columnas?|tribunes?|id[eé]es|chroniques?|commenti|editoriali?|opinie"
        r"|felietony?|komentarze?|мнени[ея]|колонк[аи]|社説|オピニオン|论坛|社评|评论|오피니언|사설"
        r"|görüş|yazarlar|köşe-yazıları|رأي|آراء|דעות|leserbriefe|letters")),
    ("analysis", (r"analys[ei]s?|analyse[ns]?|an[aá]lisis|an[aá]lises?|analisi|analiz[ay]?"
        r"|hintergrund|аналитика|анализ|分析|분석|تحليل(?:ات)?|ניתוח")),
    ("video", r"v[ií]deos?|wideo|watch|mediathek|видео|動画|视频|영상|فيديو"),
    ("gallery", (r"galler(?:y|ies)|in-pictures|pictures|photos?|slideshows?|fotostrecken?"
        r"|bilder(?:galerien?|strecken?)?|diaporamas?|en-images|fotogaler(?:ie|ía|ia|ii|i)s?|galer[ií]as?"
        r"|fotogallery|zdjęcia|zdjecia|galeria|фото(?:галере[яи])?|写真|图片|foto-galeri|صور")),
    ("round-up", (r"round-?ups?|(?:morning-|evening-|daily-)?briefings?|newsletters?|morning-mail"
        r"|die-lage|la-matinale|resumen|wochenrückblick|the-week-in-review")),
    ("review", r"reviews?|kritik(?:en)?|critiques?|reseñas?|recensioni|recenzje?|рецензи[яи]"),
)  # fmt: skip
_PREFIX = re.compile(
    r"^[【\[〈(]?(?P<word>[^\W\d_][\w& -]{1,24}?)\s*(?:[】\]〉)]|[:：|]|\s[–—-]\s)\s*\S"
)
_SECTION_META = (
    "article:section", "og:article:section", "parsely-section", "section", "sailthru.section",
    "cxenseparse:section", "article.section", "dc.subject.section", "category",
)  # fmt: skip
_TAG_META = (
    "article:tag",
    "og:article:tag",
    "news_keywords",
    "parsely-tags",
    "keywords",
    "sailthru.tags",
)
_IMAGE_PROPERTY = re.compile(r"^image$")
_IMAGE_RELATION = re.compile(r"\bimage_src\b")
_NO_PICTURE = re.compile(
    r"^data:|logo|icon|avatar|sprite|pixel|spacer|blank|placeholder|button|badge|\.gif\b|\.svg\b",
    re.IGNORECASE,
)
_MOST_PICTURES = 60
_NARROWEST = 200
_URI = "%/:=&?~#+!$,;'@()*[]"
_MOST_TAGS = 30
_MOST_WORDS = 10_000_000
_LONGEST_TAG = 80


def find_section(document: Document) -> tuple[str | None, str]:
    """The section the page says it stands in, and the source of that."""
    value = document.article.get("articleSection")
    for item in value if isinstance(value, list) else [value]:
        if text := plain(item, 200):
            return text, "jsonld"
    for text in document.metas(*_SECTION_META):
        if len(text) <= _LONGEST_TAG and not text.startswith("http"):
            return text, "meta"
    if document.lead and document.lead.section:
        return document.lead.section, document.lead.via
    return None, ""


def find_tags(document: Document) -> tuple[tuple[str, ...], str]:
    """Keywords, each once, in the page's order, and the source of them."""
    value = document.article.get("keywords")
    raw = [plain(item, 2000) for item in (value if isinstance(value, list) else [value])]
    tags = _split_tags(raw)
    if tags:
        return tags, "jsonld"
    for name in _TAG_META:
        tags = _split_tags(list(document.metas(name)))
        if tags:
            return tags, "meta"
    if document.lead and document.lead.tags:
        return document.lead.tags, document.lead.via
    return (), ""


def find_image(document: Document) -> tuple[str | None, str]:
    """The address of the story's main picture, absolute, and the source of it."""
    candidates = [
        *(("og", url) for url in document.metas("og:image", "og:image:url", "og:image:secure_url")),
        ("jsonld", _image_url(document.article.get("image"))),
        *(("twitter", url) for url in document.metas("twitter:image", "twitter:image:src")),
        ("jsonld", _image_url(document.article.get("thumbnailUrl"))),
    ]
    if document.lead and document.lead.image:
        candidates.append((document.lead.via, document.lead.image))
    for source, raw in chain(candidates, _pictures(document)):
        try:
            # As a URI: addresses with letters of their script are written in either way.
            url = quote(urljoin(document.url, raw.strip()), safe=_URI)
            if raw and urlsplit(url).scheme in {"http", "https"}:
                return url, source
        except ValueError:
            continue
    return None, ""


def _pictures(document: Document) -> Iterator[tuple[str, str]]:
    """Pictures in the page that may be the story's main one: marked, linked or the first in it."""
    for element in document.marked("itemprop", _IMAGE_PROPERTY)[:3]:
        yield "itemprop", element.get("content") or element.get("href") or element.get("src") or ""
    for element in document.marked("rel", _IMAGE_RELATION)[:1]:
        yield "link", element.get("href") or ""
    for image in islice(document.tree.iter("img"), _MOST_PICTURES):
        raw = image.get("src") or image.get("data-src") or ""
        width = image.get("width") or ""
        if (
            raw
            and not _NO_PICTURE.search(raw)
            and not (width.isdigit() and int(width[:6]) < _NARROWEST)
            and any(above.tag in {"article", "main", "figure"} for above in image.iterancestors())
            and not is_aside(image)
        ):
            yield "dom", raw


def find_summary(document: Document) -> tuple[str | None, str]:
    """The standfirst or description, and the source of it."""
    for source, text in (
        ("jsonld", plain(document.article.get("description"))),
        ("og", next(document.metas("og:description"), "")),
        ("meta", next(document.metas("description", "sailthru.description", "dc.description"), "")),
        ("twitter", next(document.metas("twitter:description"), "")),
    ):
        if text:
            return text, source
    if document.lead and document.lead.summary:
        return plain(document.lead.summary), document.lead.via
    return None, ""


def declared_words(document: Document) -> int | None:
    """The number of words the page says its story has."""
    value = document.article.get("wordCount")
    if isinstance(value, str) and value.strip().isdigit():
        value = int(value.strip()[:9])
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < _MOST_WORDS:
        return value
    return None


def find_kind(document: Document, title: str | None) -> tuple[str | None, str]:
    """What kind of piece the page says it is, and the source of that."""
    for name in types(document.article):
        if name in _KINDS_BY_TYPE:
            return _KINDS_BY_TYPE[name], "jsonld"
    segments = [s for s in unquote(urlsplit_path(document.url)).lower().split("/") if s][:-1]
    section, source = find_section(document)
    labels = [(found["word"].lower(), "title") for found in [_PREFIX.match(title or "")] if found]
    labels += [(segment, "url") for segment in segments]
    labels.append(((section or "").lower(), source))
    for label, where in labels:
        worded = label.strip().replace(" ", "-")
        for kind, pattern in _KINDS_BY_WORD:
            if re.fullmatch(pattern, worded):
                return kind, where
    if next(document.metas("og:type"), "").startswith("video"):
        return "video", "og"
    return None, ""


def urlsplit_path(url: str) -> str:
    """The URL's path, empty where the URL cannot be read."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _split_tags(raw: list[str]) -> tuple[str, ...]:
    tags: dict[str, str] = {}
    for text in raw:
        for part in text.replace(";", ",").split(","):
            tag = part.strip().removeprefix("#")
            if tag and len(tag) <= _LONGEST_TAG:
                tags.setdefault(fold(tag), tag)
    return tuple(tags.values())[:_MOST_TAGS]


def _image_url(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
        if isinstance(value, list):
            value = value[0] if value else None
    return plain(value, 4000)
