"""What kind of piece a story is, as its page says: by type, label, address or headline.

A report is the ordinary thing and says so seldom; None stands for a page that says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from aggregator.extraction.document import text_of
from aggregator.extraction.labels import find_section, urlsplit_path
from aggregator.extraction.structured import types
from aggregator.extraction.wording import plain, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

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
    "podcastepisode": "podcast",
    "audioobject": "podcast",
    "claimreview": "fact-check",
}
# Words of URL segments, sections and prefixes of headlines, in many languages; the first wins.
_WORDS = (
    (
        "live",
        (r"live|live-?blogs?|live-?updates?|liveticker|ticker|en-direct|en-vivo|direto|ao-vivo|directo"
        r"|diretta|minuto-a-minuto|na-zywo|relacja-na-zywo|na-żywo|canlı?|canli|онлайн|прямой-эфир|ライブ|直播|速報|live-ticker|en-directo|newsticker|newsblog|diretto|as-it-happened"),
    ),
    ("podcast", r"podcasts?|audio|listen|подкасты?|ポッドキャスト|播客|팟캐스트"),
    ("fact-check", (r"fact-?checks?|fact-?checking|fact-?checked|fakten-?checks?"
    "|faktenfuchs|verificaci[oó]n|"
        r"d[eé]sintox|vrai-ou-faux|fact-focus|maldita|weryfikacja|ファクトチェック|查证|팩트체크")),
    ("correction", (r"corrections?(?:-and-clarifications)?|korrektur(?:en)?|berichtigung"
        r"|errat[au]m?|rectificatif|fe-de-errores|corrección|correção|erramos|correzione|sprostowanie"
        r"|поправка|訂正|更正|정정|تصحيح|düzeltme")),
    ("obituary", (r"obituar(?:y|ies)|obits?|nachrufe?|nachruf|n[eé]crologies?|disparitions?"
        r"|obituarios?|necrol[oó]gicas?|necrologie?|addii|nekrologi?|wspomnienia|некрологи?|訃報|讣告"
        r"|부고|vefat|وفيات|obituário")),
    ("interview", (r"interviews?|the-interview|entretiens?|entrevistas?|intervist[ae]|wywiady?"
        r"|gespräche?|gespraech|q-?(?:and|&)-?a|интервью|インタビュー|专访|專訪|인터뷰|röportaj(?:lar)?"
        r"|مقابلات?|حوارات?|ראיון|ראיונות")),
    ("explainer", (r"explainers?|explained|timeline|what-we-know|factbox|faqs?|erklärt"
    "|erklaert|d[eé]cryptages?"
        r"|comprendre|explicado|explicador|claves|wyjaśniamy|wyjasniamy|разбор|объясняем|解説|解读|해설|spiegato")),
    ("opinion", (r"opinions?|op-?eds?|commentisfree|comment|commentary|editorials?|columns?"
        r"|columnists?|views|viewpoint|meinung(?:en)?|kommentare?|kolumnen?|opinione?s?|opini[oó]n"
        r"|opini[aã]o|tribunas?|columnas?|tribunes?|id[eé]es|chroniques?|commenti|editoriali?|opinie"
        r"|felietony?|komentarze?|мнени[ея]|колонк[аи]|社説|オピニオン|论坛|社评|评论|오피니언|사설"
        r"|görüş|yazarlar|köşe-yazıları|رأي|آراء|דעות|leserbriefe|letters|letters-to-the-editor|billet|édito|edito|leitartikel|glosse|gastbeitrag")),
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
_KINDS_BY_WORD = tuple((kind, re.compile(words)) for kind, words in _WORDS)
# "Opinion | …", "Kommentar: …", "[사설] …", "EXPLAINER-…", "Entretien. « …"
_PREFIX = re.compile(
    r"^[【\[〈(]?(?P<word>[^\W\d_][\w&’' -]{1,24}?)\s*(?:[】\]〉)]|[:：|]|\s[–—-]\s"
    r"|\.(?= [«“„\"‘]))\s*\S"
    r"|^(?P<capitals>[A-Z]{5,12})-(?=\S)|^(?P<unspaced>社説|社论|社論|社评)[\s　]"
)
# "…, en directo", "… – live"
_SUFFIX = re.compile(r"[,–—|-]\s(?P<word>[^\W\d_][\w -]{2,20})$")
# "Nachruf auf …", "Entrevista a …"
_OPENING = re.compile(
    r"^(?:(?P<obituary>nachruf auf|obituary for|nécrologie de)"
    r"|(?P<interview>interview (?:mit|with|met|avec)|entrevista (?:a|con|com) "
    r"|entretien avec|intervista a"
    r"|wywiad z|интервью с|gespräch mit|(?:in )?conversation with)"
    r"|(?P<live>live(?: updates?)?:)|(?P<gallery>in (?:pictures|photos)\b)"
    r"|(?P<correction>corrections? (?:and|&) clarifications?$))\b",
    re.IGNORECASE,
)
_LIKE_KICKER = re.compile(r"kicker|eyebrow|line|rubric|article|type|label")
_KICKER = re.compile(
    r"(?:^|[\s_-])(?:kicker|eyebrow|topline|overline|rubric|tagline|article-?(?:type|label|tag|kind)|"
    r"content-?type|story-?label|section-?label|label)(?:$|[\s_-])"
)
_MOST_KICKERS = 12
_NEAR = 3  # elements above
_LONGEST_KICKER = 30


def find_kind(
    document: Document, title: str | None, section: tuple[str | None, str] | None = None
) -> tuple[str | None, str]:
    """What kind of piece the page says it is, and the source of that.

    Args:
        section: what `find_section` gave, where it was asked already.
    """
    declared = types(document.article)
    for name in declared:
        if name in _KINDS_BY_TYPE:
            return _KINDS_BY_TYPE[name], document.article_source
    if any("claimreview" in types(node) for node in document.nodes):
        return "fact-check", "jsonld"
    for label, where in _labels(document, title or "", section):
        if kind := _kind_of(label):
            return kind, where
    if next(document.metas("og:type"), "").startswith("video"):
        return "video", "og"
    return None, ""


def _labels(
    document: Document, title: str, section: tuple[str | None, str] | None
) -> Iterator[tuple[str, str]]:
    """What stands where a kind of piece would be named, and where it stands."""
    told = (title, plain(document.article.get("headline")), *islice(document.metas("og:title"), 1))
    for text in dict.fromkeys(told):
        if found := _PREFIX.match(text):
            yield next(filter(None, found.groups())), "title"
    if found := _OPENING.match(title):
        yield found.lastgroup or "", "title"
    if found := _SUFFIX.search(title):
        yield found["word"], "title"
    path = unquote(urlsplit_path(document.url)).lower()
    for segment in [s for s in path.split("/") if s][:-1]:
        yield segment, "url"
    filed, source = section or find_section(document)
    yield filed or "", source
    for text in _kickers(document):
        yield text, "dom"


def _kickers(document: Document) -> Iterator[str]:
    """Short labels beside the headline; elsewhere they are those of films and teasers."""
    # In two steps, for the bounds of the second make it slow.
    alike = document.marked("class", _LIKE_KICKER)
    marked = [element for element in alike if _KICKER.search(_names(element))][:_MOST_KICKERS]
    heading = next(iter(document.tagged("h1")), None) if marked else None
    if heading is None:
        return
    near = list(islice(heading.iterancestors(), _NEAR))
    for element in marked:
        text = tidy(text_of(element)[: 4 * _LONGEST_KICKER])
        beside = any(above in near for above in islice(element.iterancestors(), _NEAR))
        if text and len(text) <= _LONGEST_KICKER and beside:
            yield text


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('data-testid') or ''}".lower()


def _kind_of(label: str) -> str | None:
    worded = label.strip().lower().replace(" ", "-").replace("&", "and")
    bare = "".join(c for c in unicodedata.normalize("NFD", worded) if not unicodedata.combining(c))
    for kind, pattern in _KINDS_BY_WORD:
        if pattern.fullmatch(worded) or pattern.fullmatch(bare):
            return kind
    return None
