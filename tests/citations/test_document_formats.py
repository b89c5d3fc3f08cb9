"""Citations in feeds, e-mails, wikitext and Markdown: each format with texts we wrote."""

from __future__ import annotations

import json

import pytest

from aggregator.citations import UnreadableDocument, find_citations, read_document
from aggregator.outlets import OutletDirectory

DAM = "Ostrava dam passes its first winter test"
BRIDGE = "Ministers agree to rebuild the Kessel bridge"


def cited(body: str | bytes, **of_document):
    body = body.encode() if isinstance(body, str) else body
    found = find_citations(read_document(body, **of_document), OutletDirectory())
    return [(c.outlet, c.headline, c.url) for c in found]


CLUSTER = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>dam - Google News</title><link>https://news.google.com/search?q=dam</link>
<item><title>{DAM} - Reuters</title><link>https://news.google.com/rss/articles/A1</link>
<pubDate>Sun, 30 Mar 2031 10:00:00 GMT</pubDate>
<description>&lt;ol&gt;&lt;li&gt;&lt;a href="https://news.google.com/rss/articles/A1"&gt;{DAM}&lt;/a&gt;&amp;nbsp;&amp;nbsp;&lt;font color="#6f6f6f"&gt;Reuters&lt;/font&gt;&lt;/li&gt;&lt;li&gt;&lt;a href="https://news.google.com/rss/articles/A2"&gt;{BRIDGE}&lt;/a&gt;&amp;nbsp;&amp;nbsp;&lt;font color="#6f6f6f"&gt;Brno Courier&lt;/font&gt;&lt;/li&gt;&lt;/ol&gt;</description>
<source url="https://www.reuters.com">Reuters</source></item></channel></rss>"""


class TestFeeds:
    def test_a_cluster_is_read_once(self):
        assert cited(CLUSTER) == [
            ("Reuters", DAM, "https://news.google.com/rss/articles/A1"),
            ("Brno Courier", BRIDGE, "https://news.google.com/rss/articles/A2"),
        ]
        document = read_document(CLUSTER.encode())
        assert document.title == "dam - Google News"
        assert document.published is not None
        assert document.published.isoformat() == "2031-03-30T10:00:00+00:00"

    def test_each_entry_is_a_document(self):
        feed = f"""<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
        <title>Kessel notes</title><link>https://kessel.example/</link>
        <item><title>{DAM}</title><link>https://kessel.example/1</link><dc:creator><![CDATA[AFP]]></dc:creator>
        <description><![CDATA[<p>It held.</p><p>The post <a href="https://courier.example/d">{DAM}</a> appeared first on <a href="https://courier.example">Brno Courier</a>.</p>]]></description>
        <content:encoded><![CDATA[<p>It held, Reuters reported.</p><p>SOURCES: FT – {BRIDGE}</p>]]></content:encoded></item>
        <item><title>{BRIDGE}</title><link>https://www.ft.com/content/123-45</link></item>
        <item><title>Our own story about the river</title><link>https://kessel.example/2</link></item></channel></rss>"""
        assert cited(feed) == [
            ("AFP", None, None),
            ("Reuters", None, None),
            ("Financial Times", BRIDGE, None),
            ("Brno Courier", DAM, "https://courier.example"),
            ("Financial Times", BRIDGE, "https://www.ft.com/content/123-45"),
        ]
        assert len(read_document(feed.encode()).parts) == 3

    def test_atom_names_its_source_in_an_element(self):
        feed = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Planet</title><link href="https://planet.example/"/>
        <entry><title type="html">{DAM} &amp;amp; more</title><link href="https://www.bbc.com/news/articles/abc123"/>
        <source><title>BBC News</title></source><updated>2031-03-03T00:00:00Z</updated></entry></feed>"""
        assert cited(feed) == [
            ("BBC News", f"{DAM} & more", "https://www.bbc.com/news/articles/abc123")
        ]

    def test_json_feed_links_elsewhere(self):
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Links",
            "home_page_url": "https://links.example/",
            "items": [
                {"title": DAM, "url": "https://links.example/1", "external_url": "https://apnews.com/article/dam-1"},
                {"title": "Mine", "url": "https://links.example/2", "content_html": f"<p>Source: Reuters – {BRIDGE}</p>"},
                "no item",
            ],
        }  # fmt: skip
        assert cited(json.dumps(feed)) == [
            ("The Associated Press", DAM, "https://apnews.com/article/dam-1"),
            ("Reuters", BRIDGE, None),
        ]

    def test_an_outlets_own_feed_cites_others_only(self):
        feed = f"""<rss><channel><title>BBC</title><link>https://www.bbc.co.uk/news/</link>
        <item><title>{DAM}</title><link>https://www.bbc.com/news/articles/a1b2c3</link>
        <description>The BBC reported that it held, according to the Financial Times.</description></item></channel></rss>"""
        assert cited(feed) == [("Financial Times", None, None)]

    @pytest.mark.parametrize(
        "damage",
        [
            "<rss><channel><item><title>",
            "<rss",
            '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>',
            '{"version": "https://jsonfeed.org/version/1", "items": 3}',
            '{"version": "https://jsonfeed.org/version/1"',
            "<feed xmlns='x'/>",
        ],
    )
    def test_damage_is_no_error(self, damage):
        assert cited(damage) == []

    def test_what_stands_around_damage_is_read(self):
        assert cited(CLUSTER.replace("</channel></rss>", "<item><title>a < b &nope;")) == cited(
            CLUSTER
        )


def mail(
    body: str, *, subject: str = "The morning digest", kind: str = "text/plain", more: str = ""
):
    return (
        f"Return-Path: <news@brno.example>\r\nFrom: Brno Digest <news@brno.example>\r\nTo: reader@mail.example\r\n"
        f"Subject: {subject}\r\nDate: Sun, 30 Mar 2031 08:00:00 +0200\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: {kind}; charset=utf-8{more}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}"
    ).encode()


class TestMail:
    def test_wrapped_text_is_whole_again(self):
        body = (
            "The bridge over the Kessel will be rebuilt, the minister said on Sunday, and\r\n"
            "work will start in June as long as the money that was promised by the capital\r\n"
            f"does come.\r\n\r\nSOURCES: REUTERS – {BRIDGE} after a long\r\nwinter of talks\r\n"
            f"FT – {DAM}\r\n"
        )
        document = read_document(mail(body))
        assert document.title == "The morning digest"
        assert document.host == "brno.example"
        assert document.published is not None
        assert document.published.isoformat() == "2031-03-30T08:00:00+02:00"
        assert cited(mail(body)) == [
            ("Reuters", f"{BRIDGE} after a long winter of talks", None),
            ("Financial Times", DAM, None),
        ]

    def test_flowed_text(self):
        body = f"Source: Reuters – {BRIDGE} \r\nafter all\r\n"
        assert cited(mail(body, more="; format=flowed")) == [
            ("Reuters", f"{BRIDGE} after all", None)
        ]

    def test_lists_are_not_joined(self):
        body = f"Sources:\r\nReuters – {DAM} in long words\r\nFT – {BRIDGE}\r\nBBC – {DAM}\r\n"
        assert len(cited(mail(body))) == 3

    def test_html_is_preferred_and_encodings_are_undone(self):
        html = f"<p>Source: <a href='https://www.reuters.com/x'>Reuters – {DAM}</a></p>"
        body = (
            "--x\r\nContent-Type: text/plain\r\n\r\nSource: CNN\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
            + html.replace("=", "=3D").replace("–", "=E2=80=93").replace(" winter", "=\r\n winter")
            + "\r\n--x--\r\n"
        )
        raw = mail(body, kind="multipart/alternative", more="; boundary=x")
        assert cited(raw) == [("Reuters", DAM, "https://www.reuters.com/x")]

    def test_an_attached_message_is_read(self):
        inner = mail(f"Source: FT – {DAM}\r\n").decode()
        body = f"--x\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--x--\r\n"
        raw = mail(body, kind="multipart/mixed", more="; boundary=x")
        assert cited(raw) == [("Financial Times", DAM, None)]

    def test_an_outlets_own_newsletter_does_not_cite_it(self):
        raw = mail("The dam held, the Financial Times reported.\r\nSource: Reuters\r\n")
        raw = raw.replace(b"news@brno.example>\r\nTo", b"letters@e.ft.com>\r\nTo")
        assert cited(raw) == [("Reuters", None, None)]

    def test_a_forged_header_and_an_unknown_charset(self):
        raw = mail("Source: Reuters\r\n", subject="=?no-such?q?x?=", more="; x=\xff")
        raw = raw.replace(b"charset=utf-8", b"charset=no-such")
        assert cited(raw) == [("Reuters", None, None)]

    def test_nested_thousands_deep(self):
        part = b"Content-Type: message/rfc822\r\n\r\n"
        raw = (
            b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\n" + part * 3_000 + b"Source: AP"
        )
        try:
            read_document(raw)
        except UnreadableDocument as problem:
            assert "nested" in str(problem)  # noqa: PT017 -- some Pythons read it, some do not

    def test_text_that_opens_like_a_header_is_text(self):
        assert cited("Subject: the dam\nSource: Reuters") == [("Reuters", None, None)]


class TestWikitext:
    def test_a_wikinews_article(self):
        text = f"""{{{{date|March 30, 2031}}}}
The dam held.[[File:dam.jpg|thumb|The dam. Image: [[Reuters]].]]
== Related news ==
*{{{{wikinews|title=Old dam|date=March 3, 2031}}}}
== Sources ==
*{{{{source|url=https://www.reuters.com/x
|title={DAM}
|author=Ana Ruiz
|pub={{{{w|Reuters}}}}
|date=March 30, 2031}}}}
*{{{{source|url=https://courier.example/d|title={BRIDGE}|author=|pub=[[w:Brno Courier|Brno Courier]]|date=March 29, 2031}}}}
*{{{{source|url=https://www.bbc.co.uk/news/1|title={BRIDGE}|publisher=BBC News Online|date=March 29, 2031|archiveurl=https://web.archive.org/x}}}}
[[Category:Dams]]
"""
        document = read_document(text.encode())
        found = find_citations(document, OutletDirectory())
        assert [(c.outlet, c.headline, c.url, c.author) for c in found] == [
            ("Reuters", DAM, "https://www.reuters.com/x", "Ana Ruiz"),
            ("Brno Courier", BRIDGE, "https://courier.example/d", None),
            ("BBC News", BRIDGE, "https://www.bbc.co.uk/news/1", None),
        ]
        assert [c.published.isoformat() for c in found if c.published] == [
            "2031-03-30",
            "2031-03-29",
            "2031-03-29",
        ]
        assert document.published is not None
        assert document.published.isoformat() == "2031-03-30"

    @pytest.mark.parametrize(
        "template",
        [
            "{{{{Quelle|Autor=Ana Ruiz|URL=https://www.dpa.com/1|Titel={0}|Hrsg=dpa|Datum=30.03.2031}}}}",
            "{{{{fuente|url=https://efe.com/1|título={0}|publicación=dpa|fecha=30 de marzo de 2031}}}}",
            "{{{{Источник|url=https://www.dpa.com/1|заголовок={0}|издатель=dpa|дата=30 марта 2031}}}}",
            "<ref>{{{{cite news |last=Ruiz |first=Ana |title={0} |url=https://www.dpa.com/1 |agency=dpa |date=30 March 2031}}}}</ref>",
            "{{{{cite web|title={0}|website=[[dpa]]|date=2031-03-30|url=https://www.dpa.com/1}}}}",
        ],
    )  # fmt: skip
    def test_templates_of_other_editions(self, template):
        line = f"* {template.format(DAM)}"
        (found,) = find_citations(read_document(line.encode()), OutletDirectory())
        assert (found.outlet, found.headline) == ("dpa", DAM)
        assert found.published is not None
        assert found.published.isoformat() == "2031-03-30"

    def test_words_beside_a_template_are_read_too(self):
        line = f"The dam held, the BBC reported.<ref>{{{{cite news|title={DAM}|work=Reuters}}}}</ref> More followed."
        assert cited(line) == [("Reuters", DAM, None), ("BBC News", None, None)]

    def test_a_template_that_never_ends(self):
        title = "Dam holds firm now"
        assert cited(f"{{{{source|pub=Reuters|title={title}") == [("Reuters", title, None)]
        (found,) = cited("{{source|pub=Reuters|title=" + "x {{y|" * 3_000)
        assert found[0] == "Reuters"

    def test_a_rendered_article(self):
        page = f"""<html><body><h1>Dam holds</h1><p>It held.</p>
        <h2>Sources<span class="mw-editsection">[<a href="/edit">edit</a>]</span></h2><ul>
        <li><span class="sourceTemplate">Ana Ruiz. "<a href="https://news.bbc.co.uk/1.stm">{DAM}</a>" —&#160;<i><a href="/wiki/BBC_News">BBC News</a></i>, March 14, 2031</span></li>
        <li>"<a href="https://courier.example/1">{BRIDGE}</a>" — <i><a href="https://en.wikipedia.org/wiki/BC">Brno Courier</a></i>, March 14, 2031</li></ul></body></html>"""
        document = read_document(page.encode(), url="https://en.wikinews.org/wiki/Dam_holds")
        found = find_citations(document, OutletDirectory())
        assert [(c.outlet, c.headline, c.url, c.author) for c in found] == [
            ("BBC News", DAM, "https://news.bbc.co.uk/1.stm", "Ana Ruiz"),
            ("Brno Courier", BRIDGE, "https://courier.example/1", None),
        ]
        assert all(c.published and c.published.isoformat() == "2031-03-14" for c in found)


class TestReferenceLinks:
    def test_the_address_may_stand_below(self):
        text = f"""Source: [{DAM}][1], [FT][]

[1]: https://www.reuters.com/world/dam-2031/ "Reuters"
[ft]: <https://www.ft.com/content/12345>
"""
        assert cited(text) == [
            ("Reuters", DAM, "https://www.reuters.com/world/dam-2031/"),
            ("Financial Times", None, "https://www.ft.com/content/12345"),
        ]

    def test_a_note_that_nothing_refers_to_by_words_stays_a_line(self):
        text = "The dam held [1].\n\n[1]: https://www.reuters.com/world/dam-2031/"
        assert cited(text) == [("Reuters", None, "https://www.reuters.com/world/dam-2031/")]

    def test_wiki_style(self):
        assert cited(f"* [https://apnews.com/article/1a {DAM}], AP") == [
            ("The Associated Press", DAM, "https://apnews.com/article/1a")
        ]
