"""Stories told from what stands in their place: precision and recall of the judgement.

    python -m benchmarks.pages [--missed N]

Stories are the real article pages of the shared sets, where they are present. What is none:

- the same pages with their story taken out: navigation, related links, sign-ups, footers as they
  are, under the address of the section they stand in;
- pages written here in eleven languages: sections, tags, authors, searches, error pages, consent
  forms, challenges, frames for scripts, log-ins.

A page counts as taken for a story where its outcome is `story`, `teaser`, `paywalled` or
`opted_out`. Precision: how much of what is taken for a story is one. Recall: how many of the
stories are taken for one.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from html import escape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from aggregator.extraction import extract
from aggregator.records import Outcome
from benchmarks import report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES = report.SHARED / "data" / "pages"
TAKEN = {Outcome.STORY, Outcome.TEASER, Outcome.PAYWALLED, Outcome.OPTED_OUT}


class Case(NamedTuple):
    """A page, and whether it is a story."""

    kind: str
    name: str
    url: str
    page: bytes
    is_story: bool


class Words(NamedTuple):
    """What a news site says in a language, apart from its stories."""

    lang: str
    section: str
    missing: tuple[str, str]
    consent: str
    search: str
    login: str
    headlines: tuple[str, ...]


LANGUAGES = (
    Words("en", "Local news", ("Page not found", "The page you asked for does not exist."),
          "Before you continue we ask for your consent. We and our 300 partners store cookies.",
          "Search results", "Log in to your account",
          ("Harbour dredging begins after Easter", "School choir wins a silver lantern",
           "Council counts its swans again", "Why the night train is late")),
    Words("de", "Lokales", ("Seite nicht gefunden", "Die Seite wurde leider nicht gefunden."),
          "Mit Werbung weiterlesen oder Pur-Abo. Alle akzeptieren, zustimmen und weiter.",
          "Suchergebnisse", "Anmelden",
          ("Hafen wird nach Ostern ausgebaggert", "Schulchor gewinnt silberne Laterne",
           "Gemeinde zählt wieder ihre Schwäne", "Warum der Nachtzug zu spät kommt")),
    Words("fr", "Actualité locale", ("Page introuvable", "Cette page n'existe plus."),
          "Accepter et continuer. Continuer sans accepter. Gérer vos choix de cookies.",
          "Résultats de recherche", "Connexion",
          ("Le port sera dragué après Pâques", "La chorale de l'école remporte la lanterne",
           "La commune compte de nouveau ses cygnes", "Pourquoi le train de nuit est en retard")),
    Words("es", "Noticias locales", ("Página no encontrada", "La página no existe."),
          "Aceptar todo o aceptar y continuar. Usamos cookies propias y de terceros.",
          "Resultados de la búsqueda", "Iniciar sesión",
          ("El puerto se dragará tras la Pascua", "El coro escolar gana el farol de plata",
           "El municipio vuelve a contar sus cisnes", "Por qué se retrasa el tren nocturno")),
    Words("pt", "Notícias locais", ("Página não encontrada", "A página não existe."),
          "Aceitar tudo ou gerir as opções. Utilizamos cookies. Aceitar todos.",
          "Resultados da pesquisa", "Entrar",
          ("O porto será dragado depois da Páscoa", "Coro da escola ganha lanterna de prata",
           "Câmara volta a contar os cisnes", "Porque se atrasa o comboio da noite")),
    Words("it", "Notizie locali", ("Pagina non trovata", "La pagina non esiste."),
          "Accetta tutti oppure accetta e continua. Usiamo i cookie.",
          "Risultati della ricerca", "Accedi",
          ("Il porto sarà dragato dopo Pasqua", "Il coro della scuola vince la lanterna",
           "Il comune conta di nuovo i cigni", "Perché il treno notturno è in ritardo")),
    Words("pl", "Z regionu", ("Nie znaleziono strony", "Strona nie istnieje."),
          "Akceptuję wszystkie pliki cookie. Akceptuj i przejdź do serwisu.",
          "Wyniki wyszukiwania", "Zaloguj się",
          ("Po świętach ruszy pogłębianie portu", "Szkolny chór zdobył srebrną latarnię",
           "Gmina znów policzyła łabędzie", "Dlaczego nocny pociąg się spóźnia")),
    Words("ru", "Местные новости", ("Страница не найдена", "Такой страница не найдена на сайте."),
          "Мы используем файлы cookie. Accept all. Reject all.",
          "Результаты поиска", "Войти",
          ("После праздников углубят дно гавани", "Школьный хор получил серебряный фонарь",
           "В посёлке снова сосчитали лебедей", "Почему опаздывает ночной поезд")),
    Words("ja", "地域のニュース",
          ("ページが見つかりません", "お探しのページは移動したか削除されました。"),
          "クッキーの利用に同意する。設定を変更する。同意する。",
          "検索結果", "ログイン",
          ("連休明けに港の浚渫工事が始まる予定", "小学校の合唱団が銀の灯籠賞を受賞した",
           "町が今年も白鳥の数を数え上げた", "夜行列車が遅れ続けている理由を調べた")),
    Words("tr", "Yerel haberler", ("Sayfa bulunamadı", "Aradığınız sayfa bulunamadı."),
          "We use cookies. Accept all. Reject all. Tümünü kabul et.",
          "Arama sonuçları", "Giriş yap",
          ("Liman bayramdan sonra taranacak", "Okul korosu gümüş feneri kazandı",
           "Belediye kuğuları yeniden saydı", "Gece treni neden geç kalıyor")),
    Words("zh", "本地新闻", ("页面不存在", "找不到页面，请返回首页。"),
          "我们使用 cookies。Accept all。Reject all。",
          "搜索结果", "登录",
          ("港口疏浚工程将在节后开始施工", "小学合唱团赢得了银灯笼奖杯",
           "镇政府再次清点湖上的天鹅数量", "夜班列车为什么总是晚点到站")),
)  # fmt: skip

_CHALLENGES = (
    "<title>Just a moment...</title><body><script>window._cf_chl_opt={}</script>",
    '<title>x.example</title><body><script src="https://ct.captcha-delivery.com/c.js"></script>',
    "<title>Access Denied</title><body><h1>Access Denied</h1>Reference #18.2d errors.edgesuite.net",
    '<title>Robot or human?</title><body><div id="px-captcha"></div>',
    "<title>Request unsuccessful</title><body>Incapsula incident ID: 5-4",
    "<title>Pardon Our Interruption</title><body><h1>Pardon Our Interruption</h1>",
    "<title>Vercel Security Checkpoint</title><body><p>Vercel Security Checkpoint</p>",
    "<title>Making sure you're not a bot!</title><body><h1>Making sure you're not a bot!</h1>",
)


def stories(folder: Path) -> Iterator[Case]:
    """The article pages of the shared sets."""
    for name, url, page, _ in _shared(folder):
        yield Case("real stories", name, url, page, is_story=True)


def furniture(folder: Path) -> Iterator[Case]:
    """Real pages without their stories, under the address of their sections."""
    for name, url, page, body in _shared(folder):
        left = _without_story(page, body)
        parts = urlsplit(url)
        section = [part for part in parts.path.split("/") if part][:1]
        if left is None or not section or not parts.hostname or section[0][:1].isdigit():
            continue
        address = f"https://{parts.hostname}/{section[0].partition('.')[0][:20]}/"
        yield Case("furniture of real pages", name, address, left, is_story=False)


def written() -> Iterator[Case]:
    """Pages in eleven languages that are no stories, in several makes."""
    site = "https://www.harbourpost.example"
    for words in LANGUAGES:
        for make, cards in _CARDS.items():
            listed = "".join(
                cards.format(
                    url=f"/news/{n}-{word_count}.html", title=title, text=f"{title}. {title}."
                )
                for word_count, title in enumerate(words.headlines * 3)
                for n in (words.lang,)
            )
            for mark, head in _HEADS.items():
                name = f"{words.lang}, {make}, {mark}"
                page = _page(words, words.section, head, f"<h1>{words.section}</h1>{listed}")
                yield Case("sections", name, f"{site}/regional/", page, is_story=False)
                page = _page(words, "Salda", head, f"<h1>Salda</h1>{listed}")
                yield Case("tags", name, f"{site}/tag/salda/", page, is_story=False)
            page = _page(words, "Maud Ellery", "", f"<h1>Maud Ellery</h1>{listed}")
            yield Case(
                "authors",
                f"{words.lang}, {make}",
                f"{site}/author/maud-ellery",
                page,
                is_story=False,
            )
            page = _page(words, words.search, "", f"<h1>{words.search}</h1>{listed}")
            yield Case(
                "searches", f"{words.lang}, {make}", f"{site}/search?q=salda", page, is_story=False
            )
        title, text = words.missing
        story = f"{site}/news/2031/05/05/ferry-strike-ends-in-port-salda-4021"
        page = _page(words, title, "", f"<h1>{title}</h1><p>{text}</p>")
        yield Case("error pages", words.lang, story, page, is_story=False)
        page = _page(words, "404", "", f"<h1>404</h1><p>{text}</p>")
        yield Case("error pages", f"{words.lang}, 404", story, page, is_story=False)
        form = f"<html lang={words.lang}><title>Harbour Post</title><body><p>{words.consent}</p>"
        yield Case("consent forms", words.lang, f"{site}/consent/", form.encode(), is_story=False)
        page = _page(words, words.login, "", f"<h1>{words.login}</h1><form><input></form>")
        yield Case("log-ins", words.lang, f"{site}/login", page, is_story=False)
    for number, text in enumerate(_CHALLENGES):
        page = f"<!doctype html><html><head>{text}</body></html>".encode()
        yield Case(
            "challenges", str(number), f"{site}/news/2031/05/05/ferry-4021", page, is_story=False
        )
    for root in ("root", "app", "__next", "___gatsby"):
        page = (
            f'<!doctype html><html><head><title>Harbour Post</title></head><body><div id="{root}">'
            '</div><script src="/a.js"></script><script src="/b.js"></script></body></html>'
        ).encode()
        yield Case("script frames", root, f"{site}/news/2031/ferry-4021", page, is_story=False)


def measure(cases: Iterator[Case]) -> tuple[Counter[tuple[str, bool, bool]], list[str]]:
    """Counts by kind, truth and judgement, and the cases judged wrongly."""
    counts: Counter[tuple[str, bool, bool]] = Counter()
    wrong = []
    for case in cases:
        found = extract(case.page, url=case.url)
        taken = found.outcome in TAKEN
        counts[case.kind, case.is_story, taken] += 1
        if taken != case.is_story:
            wrong.append(
                f"{case.kind}: {case.name} ({found.outcome}: {found.reason or 'no reason'})"
            )
    return counts, wrong


def main(arguments: list[str] | None = None) -> int:
    parser = report.parser("pages", __doc__)
    parser.add_argument("--missed", type=int, default=20, help="how many wrong ones to name")
    options = report.begin(parser, arguments)
    report.heading("Stories told from what is none")

    def cases() -> Iterator[Case]:
        yield from stories(PAGES)
        yield from furniture(PAGES)
        yield from written()

    if not PAGES.is_dir():
        report.skipped("real pages", f"there are none in {PAGES}")
    counts, wrong = measure(cases())
    for kind in dict.fromkeys(key[0] for key in counts):
        right = sum(n for (of, truth, taken), n in counts.items() if of == kind and truth == taken)
        total = sum(n for (of, _, _), n in counts.items() if of == kind)
        report.row(kind, right / total, f"of {total}")
    hits = sum(n for (_, truth, taken), n in counts.items() if truth and taken)
    judged = sum(n for (_, _, taken), n in counts.items() if taken)
    true = sum(n for (_, truth, _), n in counts.items() if truth)
    if true:
        report.row("precision of “story”", hits / max(1, judged), "", {"at the least": 0.97})
        report.row("recall of “story”", hits / true, "", {"at the least": 0.97})
    for line in wrong[: options.missed]:
        report.note(line[:150])
    return 0


def _shared(folder: Path) -> Iterator[tuple[str, str, bytes, str]]:
    for truths in sorted(folder.glob("*/truth.jsonl")):
        for line in truths.read_text(encoding="utf-8").splitlines():
            truth = json.loads(line)
            path = truths.parent / f"{truth['id']}.html.gz"
            if path.exists():
                page = gzip.decompress(path.read_bytes())
                name = f"{truths.parent.name}/{truth['id']}"
                yield name, truth.get("url") or "", page, truth.get("body") or ""


def _without_story(page: bytes, body: str) -> bytes | None:
    """A page without the paragraphs of its story and what marks it as one; None where not known."""
    lines = {" ".join(line.split())[:60] for line in body.split("\n") if len(line) > 60}  # noqa: PLR2004
    if len(lines) < 3:  # noqa: PLR2004
        return None
    try:
        tree = document_fromstring(page)
    except (etree.ParserError, ValueError):
        return None
    for element in list(tree.iter("script", "meta", "time", "h1")):
        marks = " ".join(
            element.get(name) or "" for name in ("type", "property", "name", "itemprop")
        )
        is_mark = any(word in marks for word in ("ld+json", "article", "og:", "date", "headline"))
        if element.tag in {"time", "h1"} or is_mark or "articleBody" in (element.text or ""):
            _drop(element)
    holders = [
        p
        for p in tree.iter("p")
        if isinstance(p, HtmlElement) and " ".join(p.text_content().split())[:60] in lines
    ]
    for holder in holders:
        parent = holder.getparent()
        _drop(parent if parent is not None and parent.tag in {"div", "section"} else holder)
    for element in tree.iter():
        if isinstance(element, HtmlElement) and "rticle" in (element.get("itemprop") or ""):
            del element.attrib["itemprop"]
    return etree.tostring(tree, method="html", encoding="utf-8") if holders else None


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None and element.tag not in {"body", "html"}:
        element.drop_tree()


def _page(words: Words, title: str, head: str, main: str) -> bytes:
    banner = "<div class='cookies'><p>We use cookies. <button>Accept all</button></p></div>"
    return (
        f"<!doctype html><html lang={words.lang}><head><meta charset=utf-8>"
        f"<title>{escape(title)} | Harbour Post</title>{head}</head><body>{banner}"
        f"<nav><a href=/>Harbour Post</a><a href=/world/>World</a></nav><main>{main}</main>"
        "<footer><p>Harbour Post, 4 Quay Street. All rights reserved.</p></footer></body></html>"
    ).encode()


_CARDS = {
    "linked headings": "<article><h3><a href='{url}'>{title}</a></h3><p>{text}</p></article>",
    "links around cards": "<a href='{url}' class=teaser><h2>{title}</h2><p>{text}</p></a>",
    "a list": "<li><a href='{url}'>{title}</a></li>",
}
_HEADS = {
    "no marks": "",
    "website": "<meta property='og:type' content='website'>",
    "collection": '<script type=\'application/ld+json\'>{"@type": "CollectionPage"}</script>'
    "<meta property='og:type' content='article'>",
}

if __name__ == "__main__":
    sys.exit(main())
