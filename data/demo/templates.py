# ruff: noqa: E501  (HTML keeps the lines that the outlets' pages have)
"""Pages built the way each outlet builds its own: same markup and metadata, our words.

Every template carries the furniture that real pages have (navigation, cookie strip, related
headlines, newsletter boxes), so that a reader of the page has to find the story in it.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from uuid import uuid5

from refusals import as_json, refusal, related
from sources import NAMESPACE, linked, plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sources import Digest, Story, Version


WALLED_WORDS = 512
"""What the page behind the registration wall declares as its length."""


def zulu(moment: datetime) -> str:
    """ISO 8601 in UTC with Z, with milliseconds where there are any."""
    spec = "milliseconds" if moment.microsecond else "seconds"
    return moment.isoformat(timespec=spec).replace("+00:00", "Z")


def page(story: Story, version: Version, others: Sequence[Story]) -> tuple[int, str]:
    """Status and HTML of the story's page; `others` are the headlines shown beside it."""
    refused = refusal(story, others)
    if refused is not None:
        return refused
    render = {"reuters": _reuters, "ft": _ft, "epoch": _epoch}[story.outlet]
    return 200, render(story, version, others)


def digest(item: Digest) -> str:
    """A digest's article: photograph with its credit, date, text and the cited headlines."""
    body = "\n".join(
        f"<h3>{escape(p[3:])}</h3>" if p.startswith("## ") else f"<p>{escape(p)}</p>"
        for p in item.paragraphs
    )
    lines = [f"{cite.name} – {escape(cite.headline)}" for cite in item.cites]
    day = f"{item.published:%B} {item.published.day}, {item.published.year}"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{escape(item.title)} - Daybook Digest</title>
<meta property="og:type" content="article">
<meta property="og:site_name" content="Daybook Digest">
<meta property="og:title" content="{escape(item.title)}">
<link rel="canonical" href="{item.url}">
</head>
<body>
<header><a href="/">Daybook Digest</a> <nav><a href="/world.html">World</a> <a href="/about.html">About</a></nav></header>
<main>
<article class="entry">
<h1 class="entry-title">{escape(item.title)}</h1>
<figure><img src="/images/{item.published:%Y/%m/%d}/lead.jpg" alt="">
<figcaption>{escape(item.caption)}</figcaption></figure>
<p class="entry-meta">| Published {day}</p>
<div class="entry-content">
{body}
<p>&nbsp;</p>
<p>SOURCES: {"<br>".join(lines)}</p>
</div>
</article>
<section id="comments"><p>Be the first to comment</p><h3>Leave a Reply</h3></section>
</main>
<footer><p>Daybook Digest, an invented site. Written from the sources named.</p></footer>
</body>
</html>
"""


def _persons(story: Story) -> list[dict[str, str]]:
    return [{"@type": "Person", "name": name} for name in story.authors]


# Reuters


def _reuters(story: Story, version: Version, others: Sequence[Story]) -> str:
    title = escape(version.title)
    path = story.url.removeprefix("https://www.reuters.com")
    key = uuid5(NAMESPACE, story.id).hex.upper()[:26]
    new_tab = '<a data-testid="Link" href="{href}" target="_blank">{text}<span style="opacity:0">, opens new tab</span></a>'
    anchor = '<a href="{href}">{text}</a>'
    elements = [
        {"type": "paragraph", "content": linked(escape(p, quote=False), anchor)}
        for p in version.paragraphs
    ]
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": version.title,
        "url": story.url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": story.url},
        "image": [story.image()],
        "datePublished": zulu(story.published),
        "dateModified": zulu(version.modified),
        "author": _persons(story),
        "publisher": {"@type": "NewsMediaOrganization", "name": "Reuters"},
        "isAccessibleForFree": False,
        "articleSection": story.tags[-1],
    }
    state = {
        "statusCode": 200,
        "message": "Success",
        "result": {
            "id": key,
            "canonical_url": path,
            "title": version.title,
            "content_elements": elements,
            "sign_off": story.sign_off,
            "dateline": story.dateline,
        },
    }
    tag = "p" if story.section in {"sports", "legal", "science"} else "div"
    shown = [linked(escape(p, quote=False), new_tab) for p in version.paragraphs]
    shown[0] = f"{story.dateline} {shown[0]}"
    if story.correction:
        shown.insert(0, f"<em>{story.correction}</em>")
    body = "\n".join(
        f'<{tag} data-testid="paragraph-{i}" class="text__text__1FZLe body__element">{p}</{tag}>'
        for i, p in enumerate(shown)
    )
    byline = ", ".join(
        f'<a rel="author" href="/authors/{_slug(name)}/">{name}</a>' for name in story.authors
    )
    return f"""<!DOCTYPE html>
<html lang="{story.lang}">
<head>
<meta charset="utf-8">
<title>{title} | Reuters</title>
<link rel="canonical" href="{story.url}">
<meta name="description" content="{escape(version.standfirst)}">
<meta property="og:type" content="article">
<meta property="og:site_name" content="Reuters">
<meta property="og:title" content="{title}">
<meta property="og:url" content="{story.url}">
<meta property="og:image" content="{story.image()}">
<meta name="article:published_time" content="{zulu(story.published)}">
<meta name="article:modified_time" content="{zulu(version.modified)}">
<meta name="article:author" content="{", ".join(story.authors)}">
<meta name="article:section" content="{story.tags[-1]}">
<meta name="article:content_tier" content="metered">
<script type="application/ld+json">{as_json(data)}</script>
<script id="fusion-metadata" type="application/javascript">window.Fusion=window.Fusion||{{}};Fusion.arcSite="reuters";Fusion.contextPath="/pf";Fusion.globalContent={as_json(state)};Fusion.globalContentConfig={{"source":"article-by-id-or-url-v1"}};</script>
</head>
<body>
<header><nav><a href="/world/">World</a> <a href="/business/">Business</a> <a href="/markets/">Markets</a> <a href="/legal/">Legal</a> <a href="/sports/">Sports</a></nav><button>My News</button></header>
<main id="main-content">
<article data-testid="Article">
<div class="article-header"><h1 data-testid="Heading">{title}</h1>
<div data-testid="AuthorByline">By {byline}</div>
<time datetime="{zulu(story.published)}"><span>{story.published:%B} {story.published.day}, {story.published.year}</span><span>{story.published:%H:%M} UTC</span></time></div>
<div class="article-body__content" data-testid="ArticleBody">
{body}
<div data-testid="promo-box"><p>The Day's Brief newsletter gathers the day's most important stories. Sign up <a href="/newsletters/">here.</a></p></div>
<p class="sign-off" data-testid="SignOff">{story.sign_off}</p>
<p data-testid="Body">Our Standards: <a href="/standards/">The Thomson Reuters Trust Principles.<span style="opacity:0">, opens new tab</span></a></p>
</div>
</article>
<aside data-testid="ReadNext"><h2>Read Next</h2><ul>
{related(others)}
</ul></aside>
</main>
<footer><p>All quotes delayed a minimum of 15 minutes.</p><p>© 2026 Reuters. All rights reserved</p></footer>
</body>
</html>
"""


# Financial Times


def _ft(story: Story, version: Version, others: Sequence[Story]) -> str:
    live = story.page == "live"
    title = escape(version.title)
    paragraphs = [plain(p) for p in version.paragraphs]
    data: dict[str, object] = {
        "@context": "http://schema.org",
        "@type": "LiveBlogPosting" if live else "NewsArticle",
        "mainEntityOfPage": story.url,
        "headline": version.title,
        "alternativeHeadline": story.feed_title or version.title,
        "datePublished": zulu(story.published),
        "dateModified": zulu(version.modified),
        "description": version.standfirst,
        "author": _persons(story),
        "publisher": {"@type": "NewsMediaOrganization", "name": "Financial Times"},
        "image": {"@type": "ImageObject", "url": story.image(), "width": 2048, "height": 1152},
        "isAccessibleForFree": "False",
        "wordCount": len(" ".join(paragraphs).split()),
    }
    if story.free_body:
        data["articleBody"] = " ".join(paragraphs)
    if live:
        data["liveBlogUpdate"] = [_live_update(story, p) for p in paragraphs]
        body = "\n".join(_live_post(p) for p in paragraphs)
    else:
        body = "\n".join(f"<p>{escape(p, quote=False)}</p>" for p in paragraphs)
    authors = "".join(f'<meta property="article:author" content="{a}">\n' for a in story.authors)
    byline = " and ".join(
        f'<a class="n-content-tag--author" data-trackable="author" href="/{_slug(name)}">{name}</a>'
        for name in story.authors
    )
    return f"""<!DOCTYPE html>
<html lang="en-GB" class="no-js core">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="description" content="{escape(version.standfirst)}">
<link rel="canonical" href="{story.url}">
<meta property="og:type" content="article">
<meta property="og:site_name" content="Financial Times">
<meta property="og:title" content="{title}">
<meta property="og:url" content="{story.url}">
<meta property="og:image" content="{story.image()}">
<meta property="article:published_time" content="{zulu(story.published)}">
<meta property="article:modified_time" content="{zulu(version.modified)}">
<meta property="article:section" content="{story.section.title()}">
{authors}<script type="application/ld+json">{as_json(data)}</script>
</head>
<body>
<a href="#site-content" class="n-layout__skip-link">Skip to main content</a>
<header id="site-navigation"><a href="/" title="Go to Financial Times homepage">Financial Times</a> <nav><a href="/world">World</a> <a href="/companies">Companies</a> <a href="/markets">Markets</a> <a href="/opinion">Opinion</a></nav></header>
<article id="site-content" class="article" data-content-id="{story.number()}">
<div class="o-topper"><div class="o-topper__topic"><a href="/{story.section}">{story.tags[0]}</a></div>
<h1 class="o-topper__headline"><span class="article-classifier__gap">{title}</span></h1>
<div class="o-topper__standfirst">{escape(version.standfirst)}</div></div>
<figure class="n-content-image"><img src="{story.image()}" alt=""><figcaption>© Staff montage</figcaption></figure>
<div class="article-info__time-byline"><div class="article-info__byline">{byline}</div>
<time class="article-info__timestamp" datetime="{zulu(story.published)}">{story.published:%B} {story.published.day} {story.published.year}</time></div>
<div class="article__content"><div class="article__content-body n-content-body js-article__content-body">
{body}
</div>
<div class="article__content-sign-up"><p>Stay informed with free updates. Simply sign up to the {story.tags[0]} myFT Digest.</p></div>
<p class="article__copyright-notice"><a href="https://www.ft.com/copyright">Copyright</a> The Financial Times Limited 2026. All rights reserved.</p></div>
</article>
<aside class="onward-journey"><h2>Latest on {story.tags[0]}</h2><ul>
{related(others)}
</ul></aside>
<div id="comments" class="o-comments"><p>Join the conversation: comments have not been enabled for this article.</p></div>
<footer><p>Markets data delayed by at least 15 minutes. © THE FINANCIAL TIMES LTD 2026.</p></footer>
</body>
</html>
"""


def live_parts(paragraph: str) -> tuple[str, str, str]:
    """Clock time, headline and text of one entry of a live page."""
    match = re.match(r"(\d\d:\d\d) (.+?)\. (.*)", paragraph)
    if match is None:
        raise ValueError(f"a live entry needs 'HH:MM Headline. Text': {paragraph}")
    return match[1], match[2], match[3]


def _live_update(story: Story, paragraph: str) -> dict[str, object]:
    clock, headline, text = live_parts(paragraph)
    return {
        "@type": "BlogPosting",
        "headline": headline,
        "articleBody": text,
        "datePublished": f"{story.published:%Y-%m-%d}T{clock}:00.000Z",
    }


def _live_post(paragraph: str) -> str:
    clock, headline, text = live_parts(paragraph)
    return (
        f'<article class="x-live-blog-post"><time>{clock}</time><h3>{escape(headline)}</h3>'
        f"<p>{escape(text, quote=False)}</p></article>"
    )


# The Epoch Times


def _epoch(story: Story, version: Version, others: Sequence[Story]) -> str:
    wall = story.page == "registration"
    title = escape(version.title)
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": version.title,
        "description": version.standfirst,
        "url": story.url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": story.url},
        "datePublished": story.published.isoformat(),
        "dateModified": version.modified.isoformat(),
        "author": _persons(story),
        "publisher": {"@type": "Organization", "name": "The Epoch Times"},
        "image": {"@type": "ImageObject", "url": story.image()},
        **({"wordCount": WALLED_WORDS} if wall else {"isAccessibleForFree": True}),
        "articleSection": story.section.title(),
        "keywords": ", ".join(story.tags),
    }
    texts = [
        linked(escape(p, quote=False), '<a href="{href}">{text}</a>') for p in version.paragraphs
    ]
    texts[0] = f"{story.dateline}{texts[0]}"
    body = "\n".join(f"<p>{text}</p>" for text in texts)
    byline = ", ".join(
        f'<a class="author" rel="author" href="/author/{_slug(name)}">{name}</a>'
        for name in story.authors
    )
    gate = (
        """<div id="registration-wall"><h2>Create a free account to keep reading</h2>
<p>Sign up with your email address for the rest of this article. Already have an account? <a href="/login">Sign in</a></p></div>"""
        if wall
        else ""
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title} | The Epoch Times</title>
<link rel="canonical" href="{story.url}">
<meta name="description" content="{escape(version.standfirst)}">
<meta property="og:type" content="article">
<meta property="og:site_name" content="The Epoch Times">
<meta property="og:title" content="{title}">
<meta property="og:url" content="{story.url}">
<meta property="og:image" content="{story.image()}">
<meta property="article:published_time" content="{story.published.isoformat()}">
<meta property="article:modified_time" content="{version.modified.isoformat()}">
<meta property="article:section" content="{story.section.title()}">
<script type="application/ld+json">{as_json(data)}</script>
</head>
<body>
<div id="cookie-strip"><p>This site uses cookies. <button>OK</button></p></div>
<header><a href="/">The Epoch Times</a><nav><a href="/us">US</a> <a href="/world">World</a> <a href="/china">China</a> <a href="/business">Business</a></nav></header>
<main><article>
<h1>{title}</h1>
<p class="deck">{escape(version.standfirst)}</p>
<figure><img src="{story.image()}" alt=""><figcaption>Illustration. Daily Picture Desk</figcaption></figure>
<div class="byline">By {byline} <time datetime="{story.published.isoformat()}">{story.published:%B} {story.published.day}, {story.published.year}</time></div>
<div class="share-bar"><button>Save</button> <button>Print</button></div>
<div class="post_content" id="post_content">
{body}
{gate}
</div>
</article>
<section class="related"><h3>Related Stories</h3><ul>
{related(others)}
</ul></section>
<section class="newsletter"><p>Sign up for the Morning Brief newsletter. By registering, you agree to the terms of use.</p></section>
</main>
<footer><p>Copyright © 2000 - 2026 The Epoch Times. All Rights Reserved.</p></footer>
</body>
</html>
"""


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-").replace("'", "")
