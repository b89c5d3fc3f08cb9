"""Writes the gate's pages: `python tests/extraction/pages/build.py` makes them and their truth anew.

Each page mimics a structure met in the wild, around a story of `texts`; nothing in them is real.
"""

from __future__ import annotations

import importlib.util
import json
from html import escape
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_SPEC = importlib.util.spec_from_file_location("gate_texts", HERE / "texts.py")
texts = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(texts)
STORIES = texts.STORIES

RTL = {"ar", "he"}
RELATED = (
    ("Harbour dredging to begin after Easter", "/news/harbour-dredging-easter-771"),
    ("School choir wins the silver lantern", "/news/school-choir-lantern-772"),
    ("Five walks for a foggy Sunday", "/news/five-walks-foggy-773"),
    ("Council counts its swans, again", "/news/council-counts-swans-774"),
    ("Why the night train is late", "/news/night-train-late-775"),
    ("Bakers argue over the longest loaf", "/news/bakers-longest-loaf-776"),
)
PUBLISHED = "2031-05-05T09:30:00+02:00"
PAGES: dict[str, tuple[str, dict[str, Any]]] = {}


def add(name, html, story=None, *, url=None, outcome="story", **truth):
    """Keep a page with what is true of it."""
    url = (
        url or f"https://www.{name.replace('_', '-')}.example/news/2031/05/05/{name}-40{len(PAGES)}"
    )
    if story is not None:
        truth = {
            "title": story.title,
            "authors": [story.author],
            "published": PUBLISHED,
            "text": "\n\n".join(story.paragraphs),
            "lang": story.lang,
        } | truth
    PAGES[name] = (html, {"id": name, "url": url, "outcome": outcome} | truth)


def paragraphs(story, tag="p", attributes=""):
    return "\n".join(f"<{tag}{attributes}>{escape(p)}</{tag}>" for p in story.paragraphs)


def about(story, **properties):
    """JSON-LD of a NewsArticle."""
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": PUBLISHED,
        "dateModified": "2031-05-05T11:05:00+02:00",
        "author": [{"@type": "Person", "name": story.author}],
        "publisher": {"@type": "NewsMediaOrganization", "name": story.site},
        "articleSection": story.section,
    }
    node = {k: v for k, v in (node | properties).items() if v is not None}
    return f'<script type="application/ld+json">{json.dumps(node, ensure_ascii=False)}</script>'


def og(story, **more):
    properties = {
        "og:title": story.title,
        "og:type": "article",
        "og:site_name": story.site,
        "article:published_time": PUBLISHED,
    } | more
    return "\n".join(
        f'<meta property="{k.replace("__", ":")}" content="{escape(v)}">'
        for k, v in properties.items()
    )


def frame(story, head, body, *, html_attributes="", title=None):
    """A page with the furniture that pages have: navigation, banner, sign-up, related, footer."""
    direction = ' dir="rtl"' if story.lang in RTL else ""
    links = "".join(f'<li><a href="{href}">{text}</a></li>' for text, href in RELATED)
    return f"""<!DOCTYPE html>
<html lang="{story.lang}"{direction}{html_attributes}>
<head><meta charset="utf-8"><title>{escape(title or story.title)} | {escape(story.site)}</title>
<meta name="viewport" content="width=device-width">
{head}
</head>
<body>
<div class="cookie-banner"><p>We use cookies. <button>Accept all</button></p></div>
<header><nav><ul><li><a href="/">{escape(story.site)}</a></li><li><a href="/world/">World</a></li>
<li><a href="/sport/">Sport</a></li><li><a href="/weather/">Weather</a></li></ul></nav></header>
{body}
<aside class="related"><h2>More stories</h2><ul>{links}</ul></aside>
<section class="newsletter-signup"><h2>Sign up for our newsletter</h2><p>The best of the day, every
morning, in your inbox.</p><form><input type="email"><button>Subscribe</button></form></section>
<footer><p>© 2031 {escape(story.site)}. All rights reserved.</p><p>Terms · Privacy · Contact</p></footer>
<script>window.dataLayer=window.dataLayer||[];dataLayer.push({{"page":"article"}});</script>
</body></html>
"""


def article(story, *, heading=True, before="", after="", body=None, tag="article", by="By "):
    head = f"<h1>{escape(story.title)}</h1>" if heading else ""
    inner = body if body is not None else paragraphs(story)
    return f"""<main><{tag} class="story">{head}
<p class="byline">{by}<a rel="author" href="/by/x">{escape(story.author)}</a></p>
<time datetime="{PUBLISHED}">5 May 2031, 9:30</time>
{before}<div class="story-content">{inner}</div>{after}</{tag}></main>"""


def wordpress(name, key):
    s = STORIES[key]
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Article", "@id": "#article", "isPartOf": {"@id": "#webpage"},
             "author": {"name": s.author, "@id": "#person"}, "headline": s.title,
             "datePublished": "2031-05-05T07:30:00+00:00", "articleSection": [s.section],
             "dateModified": "2031-05-05T09:00:00+00:00", "publisher": {"@id": "#org"},
             "inLanguage": s.lang},
            {"@type": "WebPage", "@id": "#webpage", "name": f"{s.title} - {s.site}"},
            {"@type": "Organization", "@id": "#org", "name": s.site},
            {"@type": "Person", "@id": "#person", "name": s.author},
        ],
    }  # fmt: skip
    head = (
        f'<script type="application/ld+json" class="yoast-schema-graph">'
        f"{json.dumps(graph, ensure_ascii=False)}</script>{og(s)}"
        '<meta name="generator" content="WordPress 6.9">'
    )
    body = f"""<div id="primary"><main><article id="post-4031" class="post type-post hentry">
<header class="entry-header"><h1 class="entry-title">{escape(s.title)}</h1>
<div class="entry-meta"><span class="posted-on"><time class="entry-date published"
datetime="2031-05-05T07:30:00+00:00">5 May 2031</time></span> <span class="byline"><span
class="author vcard"><a class="url fn n" href="/author/x/">{escape(s.author)}</a></span></span></div>
</header><div class="entry-content">{paragraphs(s)}
<div class="sharedaddy"><h3>Share this:</h3><ul><li>Facebook</li><li>Print</li></ul></div></div>
<footer class="entry-footer">Posted in <a rel="category tag" href="/c/">{s.section}</a></footer>
</article></main></div>"""
    add(name, frame(s, head, body), s, section=s.section)


def plain(name, key, **truth):
    """JSON-LD, Open Graph and an article element, as most sites have."""
    s = STORIES[key]
    add(name, frame(s, about(s) + og(s), article(s)), s, section=s.section, **truth)


def fusion(name, key):
    s = STORIES[key]
    content = {
        "headlines": {"basic": s.title},
        "display_date": "2031-05-05T07:30:00.000Z",
        "credits": {"by": [{"type": "author", "name": s.author}]},
        "content_elements": [{"type": "text", "content": p} for p in s.paragraphs],
        "taxonomy": {"primary_section": {"name": s.section}},
    }
    body = f"""<div id="fusion-app"><main><h1 data-testid="Heading">{escape(s.title)}</h1>
<div data-testid="AuthorByline">By <a href="/authors/x/">{escape(s.author)}</a></div>
<time datetime="2031-05-05T07:30:00.000Z"><span>May 5, 2031</span></time>
<div class="article-body__content" data-testid="ArticleBody">
{paragraphs(s, "div", ' class="text__text paragraph" data-testid="paragraph"')}</div></main></div>
<script>window.Fusion=window.Fusion||{{}};Fusion.arcSite="x";Fusion.globalContent={json.dumps(content)};Fusion.tree={{}};</script>"""
    add(name, frame(s, about(s, articleSection=None) + og(s), body), s)


def next_page(name, key):
    s = STORIES[key]
    data = {"props": {"pageProps": {"article": {"title": s.title, "body": list(s.paragraphs)}}}}
    body = (
        f'<div id="__next">{article(s)}</div><script id="__NEXT_DATA__" type="application/json">'
        f"{json.dumps(data, ensure_ascii=False)}</script>"
    )
    add(name, frame(s, about(s), body), s, section=s.section)


def nuxt(name, key):
    s = STORIES[key]
    body = (
        f'<div id="__nuxt"><div id="__layout">{article(s, tag="section")}</div></div><script>'
        f"window.__NUXT__=(function(a){{return {{data:[{{t:a}}]}}}}({json.dumps(s.title)}));</script>"
    )
    add(name, frame(s, og(s) + f'<meta name="author" content="{s.author}">', body), s)


def amp(name, key):
    s = STORIES[key]
    url = f"https://www.amp-news.example/2031/05/{name}-5561"
    head = f'<link rel="canonical" href="{url}"><script async src="https://cdn.ampproject.org/v0.js"></script>{about(s)}'
    body = f"""<amp-sidebar id="menu"><ul><li>World</li></ul></amp-sidebar><article>
<h1>{escape(s.title)}</h1><div class="amp-byline">{escape(s.author)}</div>
<amp-img src="/a.jpg" width="1" height="1"></amp-img>{paragraphs(s)}
<amp-ad type="x">Advertisement</amp-ad></article>"""
    html = frame(s, head, body, html_attributes=" amp")
    add(name, html, s, url=f"{url}?amp=1", canonical=url, section=s.section)


def microdata(name, key):
    s = STORIES[key]
    body = f"""<article itemscope itemtype="https://schema.org/NewsArticle">
<h1 itemprop="headline">{escape(s.title)}</h1>
<span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">{escape(s.author)}</span></span>
<meta itemprop="datePublished" content="{PUBLISHED}"><div itemprop="articleBody">{paragraphs(s)}</div>
<figure><img src="/x.jpg"><figcaption>Picture desk</figcaption></figure></article>"""
    add(name, frame(s, "", body), s)


def hentry(name, key):
    s = STORIES[key]
    body = f"""<main class="h-entry"><h1 class="p-name">{escape(s.title)}</h1>
<p>By <span class="p-author h-card">{escape(s.author)}</span>,
<time class="dt-published" datetime="{PUBLISHED}">5 May 2031</time></p>
<div class="e-content">{paragraphs(s)}</div></main>"""
    add(name, frame(s, "", body), s)


def broken_jsonld(name, key, breakage):
    s = STORIES[key]
    script = about(s)
    script = {
        "comma": script.replace("}</script>", ",}</script>"),
        "newline": script.replace('"headline": "', '"headline": "\n\t'),
        "quotes": script.replace(s.site, f'The "{s.site}"').replace("\\", ""),
        "cut": script.replace('"articleSection"', '"articleSection": {')[:-40] + "</script>",
        "html": script.replace('{"@context"', '<!--\n{"@context"').replace("</script>", "\n//--></script>"),
    }[breakage]  # fmt: skip
    add(name, frame(s, script, article(s)), s)


def bare(name, key):
    """No metadata at all, an old page of tables and breaks."""
    s = STORIES[key]
    body = "<br><br>\n".join(escape(p) for p in s.paragraphs)
    html = f"""<html><head><title>{escape(s.title)}</title></head><body bgcolor="#ffffff">
<table><tr><td width="120"><a href="/">Home</a><br><a href="/a">Archive</a></td><td>
<h1>{escape(s.title)}</h1><font size="2">By {escape(s.author)}<br>May 5, 2031</font><br><br>
{body}</td></tr></table></body></html>"""
    add(name, html, s, published="2031-05-05")


def printed(name, key):
    s = STORIES[key]
    url = f"https://www.printed.example/2031/05/05/{name}"
    html = f"""<!DOCTYPE html><html lang="{s.lang}"><head><meta charset="utf-8"><title>{escape(s.title)} - print</title>
<link rel="canonical" href="{url}"><meta name="robots" content="noindex"><meta name="author" content="{s.author}">
<meta name="date" content="2031-05-05"></head><body onload="window.print()"><h1>{escape(s.title)}</h1>
<p>{escape(s.author)}</p>{paragraphs(s)}<p>Printed from {escape(s.site)}</p></body></html>"""
    add(name, html, s, url=f"{url}?print=true", canonical=url, published="2031-05-05")


def wire(name, key, dateline, agency, place, *, sign_off=""):
    s = STORIES[key]
    lines = [f"{dateline} {s.paragraphs[0]}", *s.paragraphs[1:], *([sign_off] if sign_off else [])]
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    html = frame(s, about(s) + og(s), article(s, body=body))
    add(name, html, s, text="\n\n".join(lines), agency=agency, dateline=place)


def kinds():
    s = STORIES["vote"]

    def one(
        name, kind, *, url=None, head=None, title=None, story=s, body=None, outcome="story", **truth
    ):
        story = story._replace(title=title or story.title)
        html = frame(
            story, head if head is not None else about(story) + og(story), article(story, body=body)
        )
        add(
            name,
            html,
            story,
            kind=kind,
            outcome=outcome,
            url=f"https://www.tessaly.example/{url or 'news'}/2031/05/05/{name}-31",
            **truth,
        )

    one("opinion_by_url", "opinion", url="opinion", title="Herring have no vote, and it shows")
    one(
        "opinion_by_type",
        "opinion",
        title="The sea is not a savings bank",
        head=about(
            s._replace(title="The sea is not a savings bank"), **{"@type": "OpinionNewsArticle"}
        ),
    )
    one("analysis", "analysis", title="Analysis: What one vote changes in the northern harbours")
    one("explainer", "explainer", title="Explainer: How herring quotas are counted")
    one(
        "interview",
        "interview",
        url="interviews",
        title="Hanne Rosvold: ‘I would rather lose the vote than the fish’",
        head=about(
            s._replace(title="Hanne Rosvold: ‘I would rather lose the vote than the fish’"),
            articleSection="Interview",
        ),
    )
    one(
        "obituary",
        "obituary",
        url="obituaries",
        title="Perrin Oakshott, who kept the bridges up, dies at 84",
        head=about(
            s._replace(title="Perrin Oakshott, who kept the bridges up, dies at 84"),
            articleSection="Obituaries",
        ),
    )
    one(
        "round_up",
        "round-up",
        title="Morning briefing: herring, bridges and a comet",
        url="briefing",
    )
    one(
        "correction",
        "correction",
        title="Correction: Herring vote story",
        text="\n\n".join(s.paragraphs),
    )


def live():
    s = STORIES["mill"]._replace(title="Live: Paper mill fire in Osterby")
    updates = "".join(
        f'<article class="live-update" id="u{n}"><time datetime="2031-05-05T{9 + n:02}:15:00+02:00">'
        f"{9 + n}:15</time><h2>Update number {n + 1}</h2><p>{escape(p)}</p></article>"
        for n, p in enumerate(s.paragraphs)
    )
    node = about(
        s,
        **{"@type": "LiveBlogPosting"},
        coverageStartTime=PUBLISHED,
        liveBlogUpdate=[{"@type": "BlogPosting", "headline": f"Update number {n + 1}", "articleBody": p}
                        for n, p in enumerate(s.paragraphs)],
    )  # fmt: skip
    add("live_blog", frame(s, node + og(s), article(s, body=updates)), s, kind="live",
        url="https://www.osterby.example/news/live/2031/05/05/mill-fire-88", text=None)  # fmt: skip


def media():
    s = STORIES["comet"]
    node = {"@context": "https://schema.org", "@type": "VideoObject", "name": s.title,
            "uploadDate": PUBLISHED, "description": s.paragraphs[0], "contentUrl": "/v.mp4"}  # fmt: skip
    head = f'<script type="application/ld+json">{json.dumps(node)}</script>{og(s, **{"og:type": "video.other"})}'
    body = f'<main><h1>{escape(s.title)}</h1><video src="/v.mp4"></video>{paragraphs(s)}</main>'
    add("video", frame(s, head, body), s, kind="video", authors=[],
        url="https://www.quell.example/video/2031/05/05/comet-61")  # fmt: skip
    pictures = "".join(
        f'<figure><img src="/{n}.jpg" alt="Picture"><figcaption>{escape(p)}</figcaption></figure>'
        for n, p in enumerate(s.paragraphs)
    )
    head = about(s, **{"@type": "ImageGallery"}, name=s.title) + og(s)
    add("gallery", frame(s, head, article(s, body=f"<p>{escape(s.paragraphs[0])}</p>{pictures}")), s,
        kind="gallery", text=None, url="https://www.quell.example/pictures/2031/05/05/comet-62")  # fmt: skip


def access():
    s = STORIES["bridge"]
    part = {
        "@type": "WebPageElement",
        "isAccessibleForFree": False,
        "cssSelector": ".story-content",
    }
    body = f"<p>{escape(s.paragraphs[0])}</p>"
    barrier = '<div class="paywall subscription-barrier"><h2>Subscribe to continue reading</h2><p>Already a subscriber? Sign in</p></div>'
    head = about(s, isAccessibleForFree=False, hasPart=part, wordCount=640) + og(s)
    add("paywalled", frame(s, head, article(s, body=body, after=barrier)), s, outcome="paywalled",
        access="paywalled", text=s.paragraphs[0])  # fmt: skip
    head = about(s) + og(s, **{"article:content_tier": "metered"})
    add("metered", frame(s, head, article(s)), s, access="paywalled")
    head = about(
        s, isAccessibleForFree="True", wordCount=sum(len(p.split()) for p in s.paragraphs)
    ) + og(s)
    add("declared_free", frame(s, head, article(s)), s, access="free")
    s = STORIES["de"]
    barrier = '<div class="paywall"><p>Dieser Artikel ist exklusiv für Abonnenten. Jetzt weiterlesen mit Plus.</p></div>'
    head = about(s, isAccessibleForFree="false") + og(s)
    add("paywalled_german", frame(s, head, article(s, body=f"<p>{s.paragraphs[0]}</p>", after=barrier)), s,
        outcome="paywalled", access="paywalled", text=s.paragraphs[0])  # fmt: skip


def not_stories():
    s = STORIES["bridge"]
    cards = "".join(
        f'<article class="card"><h3><a href="{href}">{text}</a></h3><p>{text}, and what it means for the town.</p></article>'
        for text, href in RELATED * 3
    )
    front = s._replace(title="Local news")
    add(
        "section_page",
        frame(
            front,
            '<meta property="og:type" content="website">',
            f"<main><h1>Local news</h1>{cards}</main>",
        ),
        url="https://www.varnholt.example/local/",
        outcome="not_a_story",
    )
    topic = {"@context": "https://schema.org", "@type": "CollectionPage", "name": "Bridges"}
    add(
        "tag_page",
        frame(
            front._replace(title="Bridges"),
            f'<script type="application/ld+json">{json.dumps(topic)}</script>',
            f"<main><h1>Bridges</h1>{cards}</main>",
        ),
        url="https://www.varnholt.example/tag/bridges/",
        outcome="not_a_story",
    )
    add(
        "author_page",
        frame(
            front._replace(title="Maud Ellery"),
            '<meta property="og:type" content="profile">',
            f"<main><h1>Maud Ellery</h1><p>Maud Ellery writes about rivers and bridges.</p>{cards}</main>",
        ),
        url="https://www.varnholt.example/author/maud-ellery",
        outcome="not_a_story",
    )
    add(
        "search_page",
        frame(
            front._replace(title="Search results for herring"),
            "",
            f"<main><h1>Search results for “herring”</h1>{cards}</main>",
        ),
        url="https://www.varnholt.example/search?q=herring",
        outcome="not_a_story",
    )
    add(
        "home_page",
        frame(front._replace(title="Varnholt Courier"), "", f"<main>{cards}</main>"),
        url="https://www.varnholt.example/",
        outcome="not_a_story",
    )
    add(
        "soft_404",
        frame(
            front._replace(title="Page not found"),
            "",
            "<main><h1>We can't find that page</h1><p>It may have moved, or the link may be broken.</p></main>",
        ),
        url="https://www.varnholt.example/local/2031/05/05/bridge-9",
        outcome="soft_404",
    )
    add(
        "soft_404_polish",
        frame(
            STORIES["pl"]._replace(title="Nie znaleziono strony"),
            "",
            "<main><h1>Strona nie istnieje</h1><p>Sprawdź adres lub wróć na stronę główną.</p></main>",
        ),
        url="https://www.brody.example/region/2031/most-9",
        outcome="soft_404",
    )
    add(
        "consent_page",
        "<!DOCTYPE html><html lang='en'><head><title>Before you continue</title></head><body><h1>Before you "
        "continue to Varnholt Courier</h1><p>We and our 814 partners store and access information on your device.</p>"
        "<button>Accept all</button><button>Reject all</button></body></html>",
        url="https://consent.varnholt.example/collect?to=/local",
        outcome="consent_wall",
    )
    add(
        "challenge_page",
        "<!DOCTYPE html><html lang='en'><head><title>Just a moment...</title></head><body><div class='cf-chl-widget'>"
        "<h1>www.varnholt.example</h1><p>Checking if the site connection is secure</p></div><script>window._cf_chl_opt={}</script>"
        "</body></html>",
        url="https://www.varnholt.example/local/2031/05/05/bridge-9",
        outcome="bot_wall",
    )
    add(
        "script_shell",
        "<!DOCTYPE html><html lang='en'><head><title>Varnholt Courier</title><script src='/app.js'></script></head>"
        "<body><noscript>You need to enable JavaScript to run this app.</noscript><div id='root'></div></body></html>",
        url="https://www.varnholt.example/local/2031/05/05/bridge-9",
        outcome="js_shell",
    )


def shown_headlines():
    """Pages whose h1 is for search engines, or holds a kicker beside the headline."""
    s = STORIES["de"]
    head = about(s, headline="Salzwerk Brunnfelde: Museum geplant") + og(s)
    body = f"""<nav class="breadcrumb"><ol><li><a href="/">Start</a></li><li><h1>Salzwerk Brunnfelde:
Museum geplant</h1></li></ol></nav><main><article><header><h2><span class="kicker">Gemeinderat</span>
<span class="headline">{escape(s.title)}</span></h2><p class="byline">Von {s.author}</p></header>
<div class="story-content">{paragraphs(s)}</div></article></main>"""
    html = frame(s, head, body, title="Salzwerk Brunnfelde: Museum geplant")
    add("heading_in_breadcrumb", html, s)
    s = STORIES["bridge"]
    voice = s._replace(title=f"Varnholt: {s.title}")
    body = article(s, heading=False, before="").replace(
        "<main>", f"<main><h1><span>Crossing shut</span> <span>{escape(s.title)}</span></h1>", 1
    )
    add("heading_with_kicker", frame(voice, og(voice), body, title=voice.title), s)
    s = STORIES["zh"]
    body = f"<main><h3>{s.title}</h3><p>{s.author}</p>{paragraphs(s)}</main>"
    html = frame(s, f'<meta name="author" content="{s.author}">', body)
    titled = html.replace(
        f"{s.title} | {s.site}</title>", f"{s.title}_{s.section}_{s.site}</title>"
    )
    add("chinese_title", titled, s, published="2031-05-05")


def local_times():
    """Times of day in the page's own zone: written with a Z, or without any zone."""
    s = STORIES["ja"]
    head = og(s, **{"article:published_time": "2031-05-05T16:30:00.000Z"})
    body = article(s).replace(f'datetime="{PUBLISHED}"', 'datetime="2031-05-05T16:30:00+09:00"')
    add("local_time_with_z", frame(s, head, body), s)
    s = STORIES["pl"]
    head = f'<meta name="author" content="{s.author}"><meta name="date" content="2031-05-05 09:30">'
    body = f"<main><h1>{s.title}</h1>{paragraphs(s)}</main>"
    add("local_time_without_zone", frame(s, head, body), s)


def items():
    """Microdata whose items are within one another, comments with authors and dates of their own."""
    s = STORIES["vote"]
    body = f"""<main itemscope itemtype="https://schema.org/NewsArticle">
<h1 itemprop="headline">{escape(s.title)}</h1><meta itemprop="articleSection" content="{s.section}">
<p itemprop="author" itemscope itemtype="https://schema.org/Person">By <span itemprop="name">{s.author}</span>,
<span itemprop="jobTitle">Fisheries Correspondent</span></p>
<time itemprop="datePublished" datetime="{PUBLISHED}">5 May</time>
<meta itemprop="isAccessibleForFree" content="true"><div class="story-content">{paragraphs(s)}</div>
<section class="comments"><div itemprop="comment" itemscope itemtype="https://schema.org/Comment">
<b itemprop="author">herring71</b> <time itemprop="datePublished" datetime="2031-05-07T08:00:00Z">7 May</time>
<p itemprop="text">At last!</p></div></section></main>"""
    add("microdata_nested", frame(s, "", body), s, section=s.section, access="free")


def build():
    """All pages by name, each with its truth."""
    PAGES.clear()
    wordpress("wordpress", "bridge")
    wordpress("wordpress_italian", "it")
    wordpress("wordpress_thai", "th")
    plain("plain_english", "vote")
    for name, key in (("german", "de"), ("french", "fr"), ("spanish", "es"), ("portuguese", "pt"),
                      ("polish", "pl"), ("russian", "ru"), ("arabic", "ar"), ("hebrew", "he"),
                      ("japanese", "ja"), ("chinese", "zh"), ("korean", "ko"), ("turkish", "tr"),
                      ("vietnamese", "vi")):  # fmt: skip
        plain(f"plain_{name}", key)
    fusion("fusion", "vote")
    fusion("fusion_french", "fr")
    next_page("next", "comet")
    next_page("next_japanese", "ja")
    nuxt("nuxt", "mill")
    nuxt("nuxt_vietnamese", "vi")
    amp("amp", "bridge")
    amp("amp_arabic", "ar")
    microdata("microdata", "mill")
    microdata("microdata_russian", "ru")
    hentry("hentry", "comet")
    for breakage in ("comma", "newline", "quotes", "cut", "html"):
        broken_jsonld(f"broken_jsonld_{breakage}", "vote", breakage)
    bare("bare", "mill")
    bare("bare_polish", "pl")
    printed("printed", "bridge")
    wire(
        "wire_reuters",
        "mill",
        "OSTERBY, May 5 (Reuters) -",
        "Reuters",
        "OSTERBY, May 5",
        sign_off="Reporting by Jonas Pell; Editing by Maud Ellery",
    )
    wire("wire_ap", "mill", "OSTERBY, Varn. (AP) —", "AP", "OSTERBY, Varn.")
    wire("wire_afp", "mill", "Osterby (Varnland) (AFP) –", "AFP", "Osterby (Varnland)")
    wire("wire_german", "de", "Brunnfelde (dpa) -", "dpa", "Brunnfelde")
    kinds()
    live()
    media()
    access()
    not_stories()
    shown_headlines()
    local_times()
    items()
    return PAGES


def main():
    truths = []
    for name, (html, truth) in build().items():
        (HERE / f"{name}.html").write_text(html, encoding="utf-8")
        truths.append(json.dumps(truth, ensure_ascii=False))
    (HERE / "truth.jsonl").write_text("\n".join(truths) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
