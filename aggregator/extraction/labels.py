"""The smaller fields: section, tags, image, summary, declared length."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

from aggregator.extraction.address import is_home
from aggregator.extraction.document import is_aside, text_of
from aggregator.extraction.structured import resolve, types
from aggregator.extraction.wording import fold, plain, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.extraction.document import Document

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
_CRUMBS = re.compile(r"breadcrumb")
_MOST_CRUMBS = 12
_HOME = re.compile(
    r"home(?: ?page)?|front page|start(?:seite)?|accueil|inicio|portada|in[ií]cio|strona główna|"
    r"главная|головна|ana sayfa|anasayfa|forsi?den?|etusivu|首页|首頁|ホーム|トップ|홈|الرئيسية"
    r"|דף הבית",
    re.IGNORECASE,
)
_SECTION_SEGMENT = re.compile(r"[^\W\d_](?:[^\W\d_]|-){2,24}")
_NO_SECTION = re.compile(
    r"news|articles?|artikel|story|stories|content|posts?|blogs?|amp|web|archives?|index|pages?|print|"
    r"aktuell|nachrichten|noticias?|notizie|not[ií]cias?|actualites?|actu|wiadomosci|novosti|haber(?:ler)?|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|topics?|tags?|authors?|id|item|detail|view|public|"
    r"wp-content|live|video|videos",
    re.IGNORECASE,
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
_TAG_RELATION = re.compile(r"(?:^|\s)tag(?:\s|$)")
_MOST_WORDS = 10_000_000
_LONGEST_TAG = 80


def find_section(document: Document) -> tuple[str | None, str]:
    """The section the page says it stands in, and the source of that."""
    value = document.article.get("articleSection")
    for item in value if isinstance(value, list) else [value]:
        if text := plain(item, 200):
            return text, document.article_source
    for text in document.metas(*_SECTION_META):
        if len(text) <= _LONGEST_TAG and not text.startswith("http"):
            return text, "meta"
    if crumb := _last_crumb(document):
        return crumb, "breadcrumb"
    if document.lead and document.lead.section:
        return document.lead.section, document.lead.via
    for segment in unquote(urlsplit_path(document.url)).lower().split("/")[1:-1]:
        if _SECTION_SEGMENT.fullmatch(segment) and not _NO_SECTION.fullmatch(segment):
            return segment, "url"
    return None, ""


def _last_crumb(document: Document) -> str | None:
    """The last part of the page's breadcrumb trail that is neither the home page nor the story."""
    own = {fold(name) for name in (*document.site_names, *document.metas("og:title"))}
    own |= {fold(plain(document.article.get("headline"))), ""}
    trails = (_declared_crumbs(document), _printed_crumbs(document))
    for trail in trails:
        names = [
            name
            for number, (name, address) in enumerate(trail)
            if fold(name) not in own
            and not (number == 0 and (is_home(address) or _HOME.fullmatch(name)))
            and len(name) <= _LONGEST_TAG // 2
        ]
        if names:
            return names[-1]
    return None


def _declared_crumbs(document: Document) -> list[tuple[str, str]]:
    """Names and addresses of https://schema.org/BreadcrumbList, without the page's own."""
    for node in (*document.nodes, *document.items):
        trail = node if "breadcrumblist" in types(node) else node.get("breadcrumb")
        items = trail.get("itemListElement") if isinstance(trail, dict) else None
        if isinstance(items, list):
            crumbs = [
                (plain(_property(item, "name"), 200), plain(_property(item, "@id", "url"), 400))
                for item in items[:_MOST_CRUMBS]
            ]
            return [crumb for crumb in crumbs if crumb[1].rstrip("/") != document.url.rstrip("/")]
    return []


def _property(item: object, *keys: str) -> object:
    """A property of a list's entry or of the thing that it names."""
    if not isinstance(item, dict):
        return None
    thing = item.get("item")
    inner = thing if isinstance(thing, dict) else {keys[0]: thing} if keys[0] != "name" else {}
    return next((found for key in keys for found in (item.get(key), inner.get(key)) if found), None)


def _printed_crumbs(document: Document) -> list[tuple[str, str]]:
    for trail in document.marked("class", _CRUMBS)[:1]:
        links = islice(trail.iter("a"), _MOST_CRUMBS)
        return [(tidy(text_of(link, _LONGEST_TAG)), link.get("href") or "") for link in links]
    return []


def find_tags(document: Document) -> tuple[tuple[str, ...], str]:
    """Keywords, each once, in the page's order, and the source of them."""
    value = document.article.get("keywords")
    raw = [plain(item, 2000) for item in (value if isinstance(value, list) else [value])]
    tags = _split_tags(raw)
    if tags:
        return tags, document.article_source
    for name in _TAG_META:
        tags = _split_tags(list(document.metas(name)))
        if tags:
            return tags, "meta"
    about = document.article.get("about")
    things = (
        [thing for thing in about if isinstance(thing, dict)] if isinstance(about, list) else []
    )
    tags = _split_tags([plain(thing.get("name"), 200) for thing in things])
    if tags:
        return tags, document.article_source
    if document.lead and document.lead.tags:
        return document.lead.tags, document.lead.via
    tags = _split_tags(_linked_tags(document))
    return tags, "links" if tags else ""


def _linked_tags(document: Document) -> list[str]:
    """What the story's links to tags say, those to its sections left out."""
    links = document.marked("rel", _TAG_RELATION)[: 2 * _MOST_TAGS]
    heading = next(iter(document.headlines), None) if links else None
    story = next(heading.iterancestors("article", "main"), None) if heading is not None else None
    names = []
    for link in links:
        if story is None or story not in link.iterancestors():
            continue
        around = (link.getparent(), next(link.iterancestors("div", "span", "p", "ul"), None))
        labels = " ".join(e.get("class") or "" for e in around if e is not None).lower()
        if "categor" not in f"{labels} {link.get('rel')}":
            names.append(tidy(text_of(link, _LONGEST_TAG)))
    return names


def find_image(document: Document) -> tuple[str | None, str]:
    """The address of the story's main picture, absolute, and the source of it."""
    candidates = [
        *(("og", url) for url in document.metas("og:image", "og:image:url", "og:image:secure_url")),
        (document.article_source, _image_url(document, document.article.get("image"))),
        *(("twitter", url) for url in document.metas("twitter:image", "twitter:image:src")),
        (document.article_source, _image_url(document, document.article.get("thumbnailUrl"))),
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
    for image in document.tagged("img")[:_MOST_PICTURES]:
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
        (document.article_source, plain(document.article.get("description"))),
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


def _image_url(document: Document, value: object) -> str:
    value = next(iter(resolve(value, document.nodes)), None)
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
        if isinstance(value, list):
            value = value[0] if value else None
    return plain(value, 4000)
