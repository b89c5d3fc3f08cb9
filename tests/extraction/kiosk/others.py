"""Pages of the kiosk that are no stories: sections, tags, galleries' lists, walls and errors."""

from __future__ import annotations

from layouts import ld, menu
from stories import WORDS

CARD = '<article class="card"><a href="/{lang}/{n}-{slug}"><img src="/t/{n}.jpg" alt=""><h3>{text}</h3></a><p>{lead}</p><time datetime="2031-05-0{day}">{day}.5.</time></article>'


def _page(lang, title, body, head="", attributes=""):
    w = WORDS[lang]
    return f"""<!DOCTYPE html><html lang="{lang}"{attributes}><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>
<header><a href="/">Kiosk</a><nav><ul>{menu(w)}</ul></nav></header>{body}
<aside class="newsletter">{w.newsletter}</aside><footer><p>{w.rights}</p></footer></body></html>
"""


def _cards(lang, times=3):
    w = WORDS[lang]
    return "".join(
        CARD.format(
            lang=lang,
            n=10 * k + n,
            slug=f"s-{n}",
            text=f"{text} ({k + 1})",
            lead=w.headlines[(n + k) % 4] + ". " + w.comment,
            day=1 + n,
        )
        for k in range(times)
        for n, text in enumerate(w.headlines)
    )


def pages():
    """Name, page and truth of each."""
    site = "https://www.kiosk.example"
    yield (
        "section_de",
        _page(
            "de",
            "Wirtschaft: Nachrichten aus der Region | Kiosk",
            f"<main><h1>Wirtschaft</h1><div class='lead-story'>{_cards('de')}</div><nav class='pager'><a href='?page=2'>Ältere Beiträge</a></nav></main>",
            '<meta property="og:type" content="website"><link rel="canonical" href="https://www.kiosk.example/wirtschaft/">',
        ),
        {"url": f"{site}/wirtschaft/", "outcome": "not_a_story"},
    )
    yield (
        "tag_fr",
        _page(
            "fr",
            "Tramway : toute l'actualité - Kiosk",
            f"<main><h1>Tramway</h1><p class='intro'>Retrouvez tous nos articles sur le tramway, ses travaux, ses retards et ses voyageurs.</p>{_cards('fr')}</main>",
            ld({"@type": "CollectionPage", "name": "Tramway"}),
        ),
        {"url": f"{site}/tag/tramway", "outcome": "not_a_story"},
    )
    yield (
        "author_pt",
        _page(
            "pt",
            "Zulmira Peçanha | Kiosk",
            f"<main><div class='author-header'><img src='/z.jpg'><h1>Zulmira Peçanha</h1><p>Repórter de cidades desde 2019. Formada em letras, cobre transportes, escolas e bichos pintados. Gosta de café sem açúcar e de ouvir quem espera ônibus.</p><a href='mailto:z@kiosk.example'>E-mail</a></div><h2>Últimas</h2>{_cards('pt')}</main>",
            ld(
                {
                    "@type": "ProfilePage",
                    "mainEntity": {"@type": "Person", "name": "Zulmira Peçanha"},
                }
            ),
        ),
        {"url": f"{site}/autor/zulmira-pecanha", "outcome": "not_a_story"},
    )
    yield (
        "missing_ru",
        _page(
            "ru",
            "Страница не найдена",
            "<main><h1>404</h1><p>Такой страницы нет. Возможно, она была удалена или вы ошиблись в адресе.</p><p><a href='/'>Вернуться на главную</a></p>"
            + _cards("ru", 1)
            + "</main>",
        ),
        {"url": f"{site}/news/2031/05/05/most-otkryt", "outcome": "soft_404"},
    )
    yield (
        "removed_ar",
        _page(
            "ar",
            "عذرا، الصفحة غير موجودة",
            "<main><h1>عذرا</h1><p>الصفحة التي تبحث عنها غير موجودة أو تم حذفها.</p></main>",
            attributes=' dir="rtl"',
        ),
        {"url": f"{site}/ar/local/5512", "outcome": "soft_404"},
    )
    yield (
        "consent_it",
        """<!DOCTYPE html><html lang="it"><head><meta charset="utf-8"><title>Kiosk</title></head><body><div id="wall" role="dialog"><h1>La tua privacy è importante</h1>
<p>Noi e i nostri 812 partner archiviamo e accediamo a informazioni su un dispositivo, come i cookie, e trattiamo dati personali. Puoi accettare o abbonarti per leggere senza pubblicità.</p>
<button id="accept">Accetta e continua</button><button>Abbonati a 1€ al mese</button><a href="/privacy">Gestisci le preferenze</a></div></body></html>
""",
        {"url": f"{site}/cronaca/2031/05/06/statua", "outcome": "consent_wall"},
    )
    yield (
        "challenge_en",
        """<!DOCTYPE html><html lang="en-US"><head><title>One moment, please...</title><meta http-equiv="refresh" content="12"><meta name="robots" content="noindex,nofollow"></head>
<body><div class="main-wrapper"><h1>www.kiosk.example</h1><p>Verifying that you are not a robot. This may take a few seconds.</p><noscript>Please enable JavaScript and cookies to continue.</noscript>
<div id="challenge-running"></div><p>Ray ID: 8f3b2c71aa0d</p></div><script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body></html>
""",
        {"url": f"{site}/nation/2031/05/07/sea-wall", "outcome": "bot_wall"},
    )
    yield (
        "search_ja",
        _page(
            "ja",
            "「駅舎」の検索結果 | Kiosk",
            f"<main><h1>「駅舎」の検索結果</h1><form><input name=q value=駅舎></form><p>24件中 1〜12件を表示</p>{_cards('ja')}</main>",
        ),
        {"url": f"{site}/search?q=%E9%A7%85%E8%88%8E", "outcome": "not_a_story"},
    )
    yield (
        "gallery_index_vi",
        _page(
            "vi",
            "Ảnh - Kiosk",
            f"<main><h1>Ảnh</h1><div class='grid'>{_cards('vi', 2)}</div></main>",
            '<meta property="og:type" content="website">',
        ),
        {"url": f"{site}/anh/", "outcome": "not_a_story"},
    )
    yield (
        "shell_zh",
        """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>Kiosk</title><link rel="modulepreload" href="/assets/index-3f.js"><script type="module" src="/assets/index-3f.js"></script></head>
<body><div id="app"></div><noscript>请启用 JavaScript 后继续浏览。</noscript></body></html>
""",
        {"url": f"{site}/zh/2031-05/05/c_1120.htm", "outcome": "js_shell"},
    )
    yield (
        "login_es",
        _page(
            "es",
            "Inicia sesión - Kiosk",
            "<main><h1>Inicia sesión</h1><p>Para seguir leyendo, inicia sesión o regístrate gratis.</p><form action='/login'><input type=email><input type=password><button>Entrar</button></form></main>",
        ),
        {"url": f"{site}/login?next=/ciencia/telescopio", "outcome": "not_a_story"},
    )
    w = WORDS["en"]
    yield (
        "topic_en",
        _page("en", "Coast: news, pictures and opinion - Kiosk",
              f"<main><h1>Coast</h1><p>The sea takes and the sea gives. Our reporters have walked this shore for a hundred and forty years, and this is where you find all that they bring home: walls, wrecks, birds, tides and the people who live by them.</p>{_cards('en', 4)}<p>{w.newsletter}</p></main>",
              ld({"@type": "ItemList", "name": "Coast"})),
        {"url": f"{site}/topics/coast", "outcome": "not_a_story"},
    )  # fmt: skip
