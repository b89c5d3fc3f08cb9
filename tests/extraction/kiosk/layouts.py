"""How the kiosk's pages are made: as many structures as publishing systems, around any story."""

from __future__ import annotations

import json
from html import escape

from stories import WORDS, Story


def slug(name: str) -> str:
    return name.replace("_", "-")


def host(name: str) -> str:
    return f"https://www.{slug(name)}.example"


def ld(node) -> str:
    node = {"@context": "https://schema.org"} | {k: v for k, v in node.items() if v is not None}
    return f'<script type="application/ld+json">{json.dumps(node, ensure_ascii=False)}</script>'


def metas(**pairs) -> str:
    """Open Graph and its like: `og__title` is a property, `author` a name."""
    return "\n".join(
        f'<meta {"property" if "__" in k else "name"}="{k.replace("__", ":")}" content="{escape(v)}">'
        for k, v in pairs.items()
        if v
    )


def paragraphs(story: Story, frame="<p>{}</p>", between="\n") -> str:
    return between.join(frame.format(escape(p, quote=False)) for p in story.paragraphs)


def menu(words) -> str:
    return "".join(
        f'<li class="menu-item"><a href="/{n}/">{s}</a></li>' for n, s in enumerate(words.sections)
    )


def others(words, frame='<li><a href="/a/{n}">{text}</a></li>') -> str:
    return "".join(frame.format(n=n, text=t) for n, t in enumerate(words.headlines))


def gutenberg(name, s, *, people=None) -> str:
    """WordPress with blocks: a graph of JSON-LD, a box of authors, comments and related posts."""
    w = WORDS[s.lang]
    url = f"{host(name)}/2031/05/{slug(name)}/"
    graph = {
        "@graph": [
            {"@type": ["NewsArticle", "Article"], "@id": url + "#article", "isPartOf": {"@id": url},
             "author": [{"@id": f"{host(name)}/#/p/{n}"} for n, _ in enumerate(s.authors)],
             "headline": s.title, "datePublished": s.published, "dateModified": s.modified,
             "mainEntityOfPage": {"@id": url}, "publisher": {"@id": "#org"},
             "image": {"@id": url + "#primaryimage"}, "thumbnailUrl": f"{host(name)}/i/{name}.jpg",
             "keywords": list(s.tags), "articleSection": [s.section], "inLanguage": s.lang},
            {"@type": "WebPage", "@id": url, "url": url, "name": f"{s.title} - {s.site}",
             "primaryImageOfPage": {"@id": url + "#primaryimage"}, "datePublished": s.published},
            {"@type": "ImageObject", "@id": url + "#primaryimage", "url": f"{host(name)}/i/{name}.jpg"},
            {"@type": "BreadcrumbList", "itemListElement": [
                {"@type": "ListItem", "position": 1, "name": w.home},
                {"@type": "ListItem", "position": 2, "name": s.title}]},
            {"@type": "Organization", "@id": "#org", "name": s.site},
            *({"@type": "Person", "@id": f"{host(name)}/#/p/{n}", "name": a, "description": w.newsletter}
              for n, a in enumerate(s.authors)),
        ]
    }  # fmt: skip
    names = "".join(
        f'<div class="wp-block-post-author"><p class="wp-block-post-author__name">{escape(a)}</p>'
        f'<p class="wp-block-post-author__bio">{w.newsletter}</p></div>'
        for a in s.authors
    )
    return f"""<!DOCTYPE html><html lang="{s.lang}-GB"><head><meta charset="UTF-8" />
<title>{escape(s.title)} - {escape(s.site)}</title><link rel="canonical" href="{url}" />
<script type="application/ld+json" class="yoast-schema-graph">{
        json.dumps(graph, ensure_ascii=False)
    }</script>
{
        metas(
            og__locale="en_GB",
            og__type="article",
            og__title=s.title,
            og__url=url,
            og__site_name=s.site,
            article__published_time=s.published,
            article__modified_time=s.modified,
            author=s.authors[0],
        )
    }
<meta name="generator" content="WordPress 7.2" /></head>
<body class="single single-post"><div class="wp-site-blocks"><header class="wp-block-template-part">
<p class="wp-block-site-title"><a href="/">{s.site}</a></p><nav class="wp-block-navigation"><ul>{
        menu(w)
    }</ul></nav></header>
<main class="wp-block-group"><div class="wp-block-post-terms taxonomy-category"><a href="/c/" rel="tag">{
        s.section
    }</a></div>
<h1 class="wp-block-post-title">{escape(s.title)}</h1><p class="has-small-font-size">{
        escape(s.byline)
    }</p>
<div class="wp-block-post-date"><time datetime="{s.published}">{s.printed}</time></div>
<figure class="wp-block-post-featured-image"><img src="/i/{name}.jpg" alt="" />
<figcaption>{w.headlines[2]}</figcaption></figure>
<div class="entry-content wp-block-post-content">{paragraphs(s)}
<div class="wp-block-group has-background"><p><strong>{w.newsletter}</strong></p></div></div>
<div class="wp-block-post-terms taxonomy-post_tag">{
        "".join(f'<a href="/t/" rel="tag">{t}</a>' for t in s.tags)
    }</div>
{names}<div class="wp-block-comments"><h2>3 {
        w.comments
    }</h2><ol><li><div class="wp-block-comment-content"><p>{w.comment}</p></div></li>
<li><div class="wp-block-comment-content"><p>{w.comment} {w.comment}</p></div></li></ol></div>
<h2>{w.related}</h2><ul class="wp-block-query">{others(w)}</ul></main>
<footer><p>{w.rights}</p></footer></div></body></html>
"""


def wordpress(name, s, *, after="") -> str:
    """WordPress of the old kind: no JSON-LD, a date in words, tags, comments."""
    w = WORDS[s.lang]
    direction = ' dir="rtl"' if s.lang == "ar" else ""
    tags = " ".join(f'<a href="/tag/{n}/" rel="tag">{t}</a>' for n, t in enumerate(s.tags))
    return f"""<!DOCTYPE html><html{direction} lang="{s.lang}"><head><meta charset="UTF-8">
<title>{escape(s.title)} &#8211; {escape(s.site)}</title><link rel="shortlink" href="{
        host(name)
    }/?p=5512">
<link rel="canonical" href="{host(name)}/{slug(name)}/">
{
        metas(
            og__title=s.title,
            og__type="article",
            og__image=f"{host(name)}/wp-content/uploads/{name}.jpg",
            article__published_time=s.published,
            article__modified_time=s.modified,
            article__section=s.section,
        )
    }
</head><body class="post-template-default single"><div id="page" class="site"><header id="masthead">
<div class="site-branding"><a href="/">{s.site}</a><p class="site-description">{
        w.newsletter
    }</p></div><ul id="primary-menu">{menu(w)}</ul></header>
<div id="content"><div id="primary"><article class="post-5512 post hentry category-news"><header class="entry-header">
<span class="cat-links"><a href="/category/x/" rel="category tag">{s.section}</a></span>
<h1 class="entry-title">{escape(s.title)}</h1><div class="entry-meta">{
        s.printed
    } <span class="sep">|</span>
<span class="byline">{escape(s.byline)}</span> <span class="comments-link"><a href="#c">2 {
        w.comments
    }</a></span></div></header>
<div class="entry-content"><div class="wp-caption alignnone"><img src="/wp-content/uploads/{
        name
    }.jpg">
<p class="wp-caption-text">{w.headlines[0]}</p></div>{paragraphs(s)}{after}
<div class="sharedaddy sd-sharing-enabled"><h3>{
        w.share
    }:</h3><ul><li>Facebook</li><li>WhatsApp</li></ul></div>
<div class="jp-relatedposts"><h3>{w.related}</h3>{
        others(w, '<div class="jp-relatedposts-post"><a href="/{n}">{text}</a></div>')
    }</div>
</div><footer class="entry-footer"><span class="tags-links">{tags}</span></footer></article>
<div id="comments"><h2>{
        w.comments
    }</h2><ol class="comment-list"><li class="comment"><div class="comment-content"><p>{
        w.comment
    }</p></div></li></ol></div>
</div><aside id="secondary" class="widget-area"><section class="widget"><h2>{w.related}</h2><ul>{
        others(w)
    }</ul></section></aside></div>
<footer id="colophon">{w.rights}</footer></div></body></html>
"""


def fusion(name, s) -> str:
    """Arc: hashed classes, a state in JavaScript, a byline component."""
    w = WORDS[s.lang]
    state = {
        "_id": "K7EXAMPLE", "type": "story", "headlines": {"basic": s.title, "meta_title": ""},
        "subheadlines": {"basic": s.summary}, "first_publish_date": s.published,
        "display_date": s.published, "last_updated_date": s.modified,
        "credits": {"by": [{"type": "author", "name": a, "slug": "x"} for a in s.authors]},
        "content_elements": [{"type": "text", "content": p} for p in s.paragraphs],
        "taxonomy": {"primary_section": {"name": s.section}, "tags": [{"text": t} for t in s.tags]},
    }  # fmt: skip
    about = ld({
        "@type": "NewsArticle", "headline": s.title, "datePublished": s.published,
        "dateModified": s.modified, "description": s.summary,
        "author": [{"@type": "Person", "name": a} for a in s.authors],
        "image": [f"{host(name)}/resizer/{name}.jpg"], "isAccessibleForFree": True,
        "publisher": {"@type": "NewsMediaOrganization", "name": s.site},
    })  # fmt: skip
    return f"""<!DOCTYPE html><html lang="{s.lang}"><head><meta charset="utf-8"/><title>{
        escape(s.title)
    } | {s.site}</title>
{
        metas(
            og__title=s.title,
            og__description=s.summary,
            og__type="article",
            article__section=s.section,
            keywords=",".join(s.tags),
            robots="max-image-preview:large",
        )
    }{about}</head><body><div id="fusion-app">
<header class="b-header"><nav><ul>{
        menu(w)
    }</ul></nav></header><main class="b-right-rail"><section class="b-right-rail__full">
<a class="c-overline" href="/s/">{s.section}</a><h1 class="c-heading b-headline">{
        escape(s.title)
    }</h1>
<h2 class="c-heading b-subheadline">{s.summary}</h2><div class="b-byline">
<span class="b-byline__names">{escape(s.byline)}</span></div>
<time class="c-date b-date" dateTime="{s.published}">{s.printed}</time></section>
<article class="b-article-body">{
        paragraphs(
            s,
            '<p class="c-paragraph">{}</p>',
            f'<div class="c-divider ad"></div><div class="b-interstitial"><a href="/x">{w.related} : {w.headlines[0]}</a></div>',
        )
    }</article>
<div class="b-newsletter"><p>{w.newsletter}</p></div></main><aside class="b-results-list">{
        others(
            w, '<article class="b-results-list__item"><h3><a href="/{n}">{text}</a></h3></article>'
        )
    }</aside>
<footer>{
        w.rights
    }</footer></div><script id="fusion-metadata">window.Fusion=window.Fusion||{{}};Fusion.globalContent={
        json.dumps(state)
    };Fusion.globalContentConfig={{"source":"content-api"}};</script></body></html>
"""


def next_app(name, s, *, author_type="Person", direction="") -> str:
    """A Next.js page: hashed classes, its data in __NEXT_DATA__, metas but no JSON-LD."""
    w = WORDS[s.lang]
    data = {"props": {"pageProps": {"post": {
        "id": 9, "title": s.title, "publishedAt": s.published, "updatedAt": s.modified,
        "authors": [{"__typename": author_type, "name": a} for a in s.authors],
        "blocks": [{"type": "paragraph", "html": p} for p in s.paragraphs],
        "related": [{"title": t} for t in w.headlines]}}}}  # fmt: skip
    return f"""<!DOCTYPE html><html lang="{s.lang}"{direction}><head><meta charSet="utf-8"/>
<title>{escape(s.title)}</title>{
        metas(
            og__title=f"{s.title} | {s.site}",
            og__site_name=s.site,
            og__image=f"{host(name)}/_next/image/{name}.jpg",
            article__published_time=s.published,
            article__modified_time=s.modified,
            article__section=s.section,
        )
    }
<link rel="canonical" href="{host(name)}/{
        slug(name)
    }-9"/></head><body><div id="__next"><div class="layout_root__x1Kq">
<header class="header_bar__9fJe"><a href="/">{s.site}</a><ul class="header_nav__Zk2">{
        menu(w)
    }</ul></header>
<div class="post_wrap__Q1"><span class="post_kicker__aa1">{
        s.section
    }</span><h1 class="post_hed__Kk3">{escape(s.title)}</h1>
<div class="post_meta__7u"><span class="post_by__p0">{
        escape(s.byline)
    }</span><span class="post_time__8s">{s.printed}</span></div>
<div class="post_share__1"><button>{w.share}</button></div>
<div class="post_content__mN4">{paragraphs(s, '<p class="post_p__h2">{}</p>')}</div>
<div class="post_tags__5">{"".join(f'<a href="/tag/{t}">#{t}</a>' for t in s.tags)}</div></div>
<div class="rail_root__3"><h3>{w.related}</h3>{
        others(w, '<a class="rail_card__2" href="/{n}"><h4>{text}</h4></a>')
    }</div>
<div class="nl_box__1">{w.newsletter}</div><footer class="footer_x__2">{
        w.rights
    }</footer></div></div>
<script id="__NEXT_DATA__" type="application/json">{
        json.dumps(data, ensure_ascii=False)
    }</script></body></html>
"""


def amp(name, s) -> str:
    w = WORDS[s.lang]
    about = ld({
        "@type": "NewsArticle", "headline": s.title, "datePublished": s.published,
        "dateModified": s.modified, "author": {"@type": "Person", "name": s.authors[0]},
        "mainEntityOfPage": f"{host(name)}/{slug(name)}.html", "keywords": ", ".join(s.tags),
        "image": {"@type": "ImageObject", "url": f"{host(name)}/{name}.jpg", "width": 1200},
        "articleSection": s.section, "publisher": {"@type": "Organization", "name": s.site},
    })  # fmt: skip
    return f"""<!doctype html><html ⚡ lang="{s.lang}"><head><meta charset="utf-8"><title>{escape(s.title)}</title>
<link rel="canonical" href="{host(name)}/{slug(name)}.html"><script async src="https://cdn.ampproject.org/v0.js"></script>{about}
<style amp-boilerplate>body{{visibility:hidden}}</style></head><body><amp-sidebar id="s" layout="nodisplay"><ul>{menu(w)}</ul></amp-sidebar>
<header class="h"><button on="tap:s.toggle">☰</button><a href="/">{s.site}</a></header><amp-consent id="c"><div>{w.cookies}</div></amp-consent>
<main><article><p class="sec"><a href="/x">{s.section}</a></p><h1>{escape(s.title)}</h1>
<p class="firma">{escape(s.byline)}</p><p class="fecha">{s.printed}</p>
<amp-img src="/{name}.jpg" width="1200" height="800" layout="responsive"></amp-img><p class="pie">{w.headlines[2]}. EFE</p>
{paragraphs(s, "<p>{}</p>", '<amp-ad width="300" height="250" type="x"></amp-ad>')}
<section class="rel"><h2>{w.related}</h2><ul>{others(w)}</ul></section></article></main><footer>{w.rights}</footer></body></html>
"""


def old_tables(name, s) -> str:
    """Nested tables, fonts and line breaks; nothing is said in metadata."""
    w = WORDS[s.lang]
    nav = "<br>".join(
        f'<a href="{n}.html"><font size="1">{x}</font></a>' for n, x in enumerate(w.sections)
    )
    body = "<br><br>\n&nbsp;&nbsp;&nbsp;".join(escape(p, quote=False) for p in s.paragraphs)
    return f"""<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1251">
<TITLE>{s.site}: {escape(s.title)}</TITLE></HEAD><BODY BGCOLOR="#FFFFFF" TEXT="#000000">
<TABLE WIDTH="760" BORDER="0"><TR><TD COLSPAN="3"><IMG SRC="logo.gif" ALT="{s.site}"></TD></TR><TR><TD WIDTH="130" VALIGN="top">{nav}</TD>
<TD VALIGN="top"><FONT SIZE="2" COLOR="#666666">{s.printed}</FONT><BR><FONT SIZE="5"><B>{escape(s.title)}</B></FONT><BR><BR>
{body}<BR><BR><DIV ALIGN="right"><I>{escape(s.byline)}</I></DIV><HR><FONT SIZE="1"><A HREF="index.html">{w.home}</A> | <A HREF="mail.html">{w.comments}</A></FONT></TD>
<TD WIDTH="150" VALIGN="top"><FONT SIZE="2"><B>{w.related}</B><BR>{others(w, '<A HREF="{n}.html">{text}</A><BR>')}</FONT></TD></TR></TABLE>
<CENTER><FONT SIZE="1">&copy; 2031 {s.site}. {w.rights}</FONT></CENTER></BODY></HTML>
"""


def drupal(name, s) -> str:
    w = WORDS[s.lang]
    return f"""<!DOCTYPE html><html lang="{s.lang}" dir="ltr" prefix="og: https://ogp.me/ns#"><head><meta charset="utf-8" />
<meta name="Generator" content="Drupal 11 (https://www.drupal.org)" /><link rel="canonical" href="{host(name)}/lokales/{slug(name)}" />
{metas(dcterms__title=s.title, news_keywords=", ".join(s.tags), description=s.paragraphs[0][:120])}
<meta name="dcterms.date" content="{s.published}" /><title>{escape(s.title)} | {s.site}</title></head>
<body class="path-node page-node-type-article"><div class="dialog-off-canvas-main-canvas"><div class="region region-primary-menu"><ul class="menu">{menu(w)}</ul></div>
<div class="region region-breadcrumb"><nav class="breadcrumb"><ol><li><a href="/">{w.home}</a></li><li><a href="/lokales">{s.section}</a></li></ol></nav></div>
<div class="region region-content"><div class="block-page-title-block"><h1 class="page-title"><span class="field field--name-title">{escape(s.title)}</span></h1></div>
<article class="node node--type-article node--view-mode-full"><footer class="node__meta"><div class="node__submitted">{escape(s.byline)}, {s.printed}</div></footer>
<div class="node__content"><div class="field field--name-field-image"><img src="/sites/default/files/{name}.jpg" alt=""></div>
<div class="clearfix text-formatted field field--name-body field__item">{paragraphs(s)}</div>
<div class="field field--name-field-tags"><div class="field__label">Tags</div><div class="field__items">{"".join(f'<div class="field__item"><a href="/t" hreflang="de">{t}</a></div>' for t in s.tags)}</div></div>
<div class="node__links"><ul class="links inline"><li class="comment-add"><a href="#c">{w.comments}</a></li></ul></div></div></article></div>
<aside class="region region-sidebar"><div class="view view-latest"><h2>{w.related}</h2>{others(w, '<div class="views-row"><a href="/n/{n}">{text}</a></div>')}</div></aside>
<footer class="region-footer"><p>{w.rights}</p></footer></div></body></html>
"""


def soup(name, s) -> str:
    """Nothing but divisions whose names say nothing, and no metadata at all."""
    w = WORDS[s.lang]
    return f"""<html><head><title>{escape(s.title)}</title></head><body><div id="w"><div id="t"><a href="/">{s.site}</a></div>
<div id="n">{"".join(f'<a href="/{n}">{x}</a>' for n, x in enumerate(w.sections))}</div><div id="m"><div class="a1"><h2>{escape(s.title)}</h2>
<div class="a2">{escape(s.byline)}<br>{s.site}, {s.printed}</div>{paragraphs(s, '<div class="a3">{}</div>')}</div>
<div class="b1"><div class="b2">{w.related}</div>{others(w, '<div class="b3"><a href="/{n}">{text}</a></div>')}</div></div>
<div id="f">{w.rights}</div></div></body></html>
"""


def blogger(name, s) -> str:
    w = WORDS[s.lang]
    body = "<br /><br />".join(escape(p, quote=False) for p in s.paragraphs)
    return f"""<!DOCTYPE html><html class='v2' dir='ltr' lang='pt-BR' xmlns='http://www.w3.org/1999/xhtml' xmlns:b='http://www.google.com/2005/gml/b'><head>
<meta content='text/html; charset=UTF-8' http-equiv='Content-Type'/><meta content='blogger' name='generator'/><title>{s.site}: {escape(s.title)}</title>
<link href='{host(name)}/2031/05/{slug(name)}.html' rel='canonical'/><meta content='{host(name)}/2031/05/{slug(name)}.html' property='og:url'/>
<meta content='{escape(s.title)}' property='og:title'/></head><body class='item-view'><div class='content'><h1 class='title'><a href='/'>{s.site}</a></h1>
<div class='tabs'><ul>{menu(w)}</ul></div><div class='main'><div class='blog-posts hfeed'><div class="date-outer"><h2 class='date-header'><span>{s.printed}</span></h2>
<div class='post hentry uncustomized-post-template' itemscope='itemscope' itemtype='http://schema.org/BlogPosting'><h3 class='post-title entry-title' itemprop='name'>{escape(s.title)}</h3>
<div class='post-body entry-content' itemprop='description articleBody'>{body}<div style='clear: both;'></div></div>
<div class='post-footer'><span class='post-author vcard'>Postado por <span class='fn' itemprop='author' itemscope='itemscope' itemtype='http://schema.org/Person'><meta content='https://www.blogger.com/profile/1' itemprop='url'/><a class='g-profile' href='/profile/1' rel='author'><span itemprop='name'>{escape(s.byline)}</span></a></span></span>
<span class='post-timestamp'>às <a class='timestamp-link' href='#' rel='bookmark'><abbr class='published' itemprop='datePublished' title='{s.published}'>10:22</abbr></a></span></div></div></div></div>
<div class='comments'><h4>1 {w.comments}</h4><p class='comment-content'>{w.comment}</p></div></div><div class='sidebar'><h2>Arquivo do blog</h2><ul>{others(w)}</ul></div></div></body></html>
"""


def microdata(name, s, *, stamp=True) -> str:
    """A portal whose only metadata is microdata, in items within items."""
    w = WORDS[s.lang]
    modified = f'<meta itemprop="dateModified" content="{s.modified}">' if s.modified else ""
    return f"""<!DOCTYPE html><html lang="{s.lang}"><head><meta charset="utf-8"><title>{escape(s.title)} - {s.site}</title></head><body>
<div class="top"><ul>{menu(w)}</ul></div><div class="page" itemscope itemtype="https://schema.org/NewsArticle">
<meta itemscope itemprop="mainEntityOfPage" itemType="https://schema.org/WebPage" itemid="{host(name)}/{slug(name)}/"><div class="crumbs" itemscope itemtype="https://schema.org/BreadcrumbList"><span itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem"><a itemprop="item" href="/"><span itemprop="name">{w.home}</span></a></span> › <span itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem"><a itemprop="item" href="/e"><span itemprop="name">{s.section}</span></a></span></div>
<meta itemprop="articleSection" content="{s.section}"><h1 itemprop="headline name">{escape(s.title)}</h1>
<div class="info"><time itemprop="datePublished" datetime="{s.published}">{s.printed}</time>{modified}
<span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">{escape(s.byline)}</span></span></div>
<div itemprop="image" itemscope itemtype="https://schema.org/ImageObject"><img itemprop="url" src="{host(name)}/f/{name}.jpg"><span itemprop="caption">{w.headlines[2]}</span></div>
<div itemprop="publisher" itemscope itemtype="https://schema.org/Organization"><meta itemprop="name" content="{s.site}"></div>
<div class="txt" itemprop="articleBody">{paragraphs(s)}</div><div class="kw">{"".join(f'<a href="/k" itemprop="keywords">{t}</a>' for t in s.tags)}</div></div>
<div class="col">{w.related}<ul>{others(w)}</ul></div><div class="bottom">{w.rights}</div></body></html>
"""


def rdfa(name, s) -> str:
    w = WORDS[s.lang]
    return f"""<!DOCTYPE html><html lang="{s.lang}" vocab="http://schema.org/"><head><meta charset="utf-8"><title>{s.site} :: {escape(s.title)}</title></head><body>
<nav>{"".join(f'<a href="/{x}">{x}</a>' for x in w.sections)}</nav><div typeof="NewsArticle" resource="#articolo"><h1 property="headline">{escape(s.title)}</h1>
<p class="firma"><span property="author" typeof="Person"><span property="name">{s.authors[0]}</span></span></p><p class="riga">{escape(s.byline)}</p>
<span property="datePublished" content="{s.published}">{s.printed}</span><meta property="articleSection" content="{s.section}">
<div property="publisher" typeof="Organization"><meta property="name" content="{s.site}"></div>
<div property="articleBody">{paragraphs(s)}</div></div><div class="altri"><h4>{w.related}</h4><ul>{others(w)}</ul></div><div>{w.rights}</div></body></html>
"""


def live(name, s) -> str:
    """A live blog: updates in JSON-LD and on the page, the newest first."""
    w = WORDS[s.lang]
    about = ld({
        "@type": "LiveBlogPosting", "headline": s.title, "datePublished": s.published,
        "dateModified": s.modified, "coverageStartTime": s.published, "articleSection": s.section,
        "author": [{"@type": "Person", "name": a} for a in s.authors],
        "liveBlogUpdate": [
            {"@type": "BlogPosting", "headline": p[:40], "articleBody": p, "datePublished": s.modified}
            for p in s.paragraphs
        ],
    })  # fmt: skip
    updates = "".join(
        f'<div class="live-post" id="post-{n}"><time datetime="{s.modified}">{10 - n}:05</time>'
        f'<div class="live-post__author">{s.authors[n % len(s.authors)]}</div><p>{escape(p, quote=False)}</p>'
        f'<div class="live-post__share">{w.share}</div></div>'
        for n, p in enumerate(s.paragraphs)
    )
    return f"""<!DOCTYPE html><html lang="{s.lang}"><head><meta charset="utf-8"><title>{escape(s.title)} - {s.site}</title>{about}
{metas(og__title=s.title, og__type="article")}</head><body><header><ul>{menu(w)}</ul></header><main class="live"><span class="badge">LIVE</span>
<h1>{escape(s.title)}</h1><p class="live__meta">{escape(s.byline)} – {s.printed}</p><div class="live__feed">{updates}</div></main>
<aside>{w.related}<ul>{others(w)}</ul></aside><footer>{w.rights}</footer></body></html>
"""


def modern(name, s, *, kind="NewsArticle", node=None, meta=None, attributes="", body=None,
           after="", heading=None, byline=None, extra="") -> str:  # fmt: skip
    """JSON-LD and metas in good order, as most houses have; the parts may be replaced."""
    w = WORDS[s.lang]
    about = {
        "@type": kind, "headline": s.title, "datePublished": s.published,
        "dateModified": s.modified, "articleSection": s.section or None,
        "author": [{"@type": "Person", "name": a} for a in s.authors] or None,
        "image": f"{host(name)}/img/{name}.jpg", "url": f"{host(name)}/{slug(name)}",
        "publisher": {"@type": "Organization", "name": s.site},
        "keywords": list(s.tags) or None,
    } | (node or {})  # fmt: skip
    direction = ' dir="rtl"' if s.lang == "ar" else ""
    text = paragraphs(s) if body is None else body
    line = f'<div class="article-byline">{escape(s.byline)}</div>' if byline is None else byline
    return f"""<!DOCTYPE html><html lang="{s.lang}"{direction}{attributes}><head><meta charset="utf-8"><title>{escape(s.title)} | {s.site}</title>
<link rel="canonical" href="{host(name)}/{slug(name)}">{metas(og__title=s.title, og__site_name=s.site, og__type="article", **(meta or {}))}{ld(about)}</head>
<body><div class="consent-layer">{w.cookies}</div><header class="masthead"><a href="/">{s.site}</a><nav><ul>{menu(w)}</ul></nav></header>
<main><article class="article"><header>{heading or f"<h1>{escape(s.title)}</h1>"}{line}
<div class="article-date">{s.printed}</div></header><figure><img src="/img/{name}.jpg" alt="{w.headlines[2]}"><figcaption>{w.headlines[2]} <span class="credit">Foto: Archiv</span></figcaption></figure>
<div class="article-text">{text}</div>{after}</article><section class="more"><h2>{w.related}</h2><ul>{others(w)}</ul></section>{extra}</main>
<section class="newsletter">{w.newsletter}</section><footer>{w.rights}</footer></body></html>
"""


def chinese_portal(name, s, *, editor="责任编辑：钟离雪", source=None) -> str:
    w = WORDS[s.lang]
    return f"""<!DOCTYPE html><html><head><meta charset="gb18030"><title>{s.title}_{s.section}_{s.site}</title>
<meta name="keywords" content="{",".join(s.tags)}"><meta name="description" content="{s.paragraphs[0]}"></head><body>
<div class="nav_top">{"".join(f'<a href="/{n}">{x}</a>' for n, x in enumerate((w.home, *w.sections)))}</div>
<div class="path">您的位置：<a href="/">{w.home}</a> &gt; <a href="/s">{s.section}</a> &gt; 正文</div>
<div class="main_content"><h1 id="main_title">{s.title}</h1><div class="page_info"><span class="date">{s.printed}</span>
<span class="source">来源：{source or s.site}</span> <span class="zuozhe">作者：{s.authors[0]}</span> <span class="fontsize">字号：<a>大</a> <a>中</a> <a>小</a></span></div>
<div class="TRS_Editor" id="zoom">{paragraphs(s, "<p>　　{}</p>")}</div><div class="editor">（{editor}）</div>
<div class="share">{w.share}：<a>微信</a> <a>微博</a></div><div class="disclaimer">声明：本网转载此文目的在于传递更多信息，并不代表本网观点。</div></div>
<div class="right"><h3>{w.related}</h3><ul>{others(w)}</ul></div><div class="copyright">{w.rights}</div></body></html>
"""


def nuxt(name, s) -> str:
    w = WORDS[s.lang]
    return f"""<!doctype html><html data-n-head-ssr lang="zh-CN"><head><meta charset="utf-8"><title>{s.title} - {s.site}</title>
<meta data-n-head="ssr" property="og:title" content="{s.title}"><meta data-n-head="ssr" name="author" content="{s.site}"></head><body>
<div id="__nuxt"><div id="__layout"><div data-v-3a91 class="detail"><div data-v-11 class="nav">{"".join(f'<a href="/{n}">{x}</a>' for n, x in enumerate(w.sections))}</div>
<div data-v-3a91 class="detail-title">{s.title}</div><div data-v-3a91 class="detail-sub"><span data-v-3a91>{s.printed}</span><span data-v-3a91>{s.site}</span></div>
<div data-v-3a91 class="detail-body"><section>{paragraphs(s, "<p><span>{}</span></p>")}</section><p>{s.byline}</p></div>
<div data-v-3a91 class="recommend"><div>{w.related}</div>{others(w, '<a data-v-3a91 href="/d/{n}"><p>{text}</p></a>')}</div></div></div></div>
<script>window.__NUXT__=(function(a,b){{return {{layout:"default",data:[{{detail:{{title:a,source:b,publishTime:"{s.printed}"}}}}]}}}}({json.dumps(s.title)},{json.dumps(s.site)}));</script></body></html>
"""


def slots(name, s) -> str:
    """Custom elements whose story stands in their slots; styles and scripts within."""
    w = WORDS[s.lang]
    about = ld({"@type": "NewsArticle", "headline": s.title, "datePublished": s.published,
                "author": {"@type": "Person", "name": s.authors[0]}})  # fmt: skip
    return f"""<!DOCTYPE html><html lang="{s.lang}"><head><meta charset="utf-8"><title>{s.title}｜{s.site}</title>{about}</head><body>
<site-header><template shadowrootmode="open"><style>:host{{display:block}}</style><slot></slot></template><ul>{menu(w)}</ul></site-header>
<news-article><template shadowrootmode="open"><style>p{{margin:0}}</style><slot name="title"></slot><slot></slot></template>
<h1 slot="title">{s.title}</h1><article-meta slot="meta"><span>{s.printed}</span><span>{s.byline}</span></article-meta>
<div class="rich">{paragraphs(s)}</div></news-article><related-list>{others(w)}</related-list><site-footer>{w.rights}</site-footer></body></html>
"""
