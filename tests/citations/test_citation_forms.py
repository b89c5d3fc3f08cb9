"""Every form a citation is written in, on invented lines in nine languages."""

from __future__ import annotations

import pytest

from aggregator.citations import find_citations, read_document
from aggregator.outlets import Outlet, OutletDirectory

OURS = OutletDirectory(
    [
        Outlet(
            name="reuters",
            title="Reuters",
            aliases=("Thomson Reuters", "路透社"),
            domains=("reuters.com",),
            wire=True,
        ),
        Outlet(name="ft", title="Financial Times", aliases=("FT",), domains=("ft.com",)),
        Outlet(
            name="harbour_post",
            title="The Harbour Post",
            aliases=("Harbour Post",),
            domains=("harbourpost.example",),
        ),
    ]
)

DAM = "Ostrava dam passes its first winter test"
BRIDGE = "Ministers agree to rebuild the Kessel bridge"


def cited(text: str, **of_document):
    found = find_citations(read_document(text.encode(), **of_document), OURS)
    return [(c.outlet, c.headline) for c in found]


def kinds(text: str):
    return [c.kind for c in find_citations(read_document(text.encode()), OURS)]


LABELLED = [
    (f"SOURCES: REUTERS – {DAM}\nFT – {BRIDGE}", [("Reuters", DAM), ("Financial Times", BRIDGE)]),
    (f"Sources:\nReuters — {DAM}\nBBC — {BRIDGE}", [("Reuters", DAM), ("BBC News", BRIDGE)]),
    (f"Sources:\n- Reuters: {DAM}\n- The Guardian: {BRIDGE}", [("Reuters", DAM), ("The Guardian", BRIDGE)]),
    (f"Sources:\n1. {DAM} - Reuters\n2. {BRIDGE} | AP News", [("Reuters", DAM), ("The Associated Press", BRIDGE)]),
    (f"Source: Reuters: {DAM}", [("Reuters", DAM)]),
    (f"Source: “{DAM},” Reuters, March 3, 2025", [("Reuters", DAM)]),
    (f"Source: {DAM} (Reuters)", [("Reuters", DAM)]),
    (f"SOURCE: HARBOUR POST - {DAM}; BLOOMBERG - {BRIDGE}", [("The Harbour Post", DAM), ("Bloomberg", BRIDGE)]),
    (f"SOURCES: REUTERS – {DAM} | THE GUARDIAN – {BRIDGE}", [("Reuters", DAM), ("The Guardian", BRIDGE)]),
    (f"SOURCES: REUTERS – {DAM} THE GUARDIAN – {BRIDGE} FT: {DAM}", [("Reuters", DAM), ("The Guardian", BRIDGE), ("Financial Times", DAM)]),
    (f"SOURCE: REUTERS – {DAM}, the BBC says", [("Reuters", f"{DAM}, the BBC says")]),
    ("Source: Reuters", [("Reuters", None)]),
    ("Source: Reuters, AP", [("Reuters", None), ("The Associated Press", None)]),
    ("Sources: Reuters, AP and the Guardian.", [("Reuters", None), ("The Associated Press", None), ("The Guardian", None)]),
    ("Sources: BBC / CNN / Al Jazeera", [("BBC News", None), ("CNN", None), ("Al Jazeera", None)]),
    ("Source: Brno Evening Courier", [("Brno Evening Courier", None)]),
    ("Sources: Reuters | AFP | Brno Evening Courier", [("Reuters", None), ("AFP", None), ("Brno Evening Courier", None)]),
    ("Die Brücke wird gebaut. Quelle: dpa", [("dpa", None)]),
    ("Quellen: Handelsblatt, FAZ, Reuters", [("Handelsblatt", None), ("FAZ", None), ("Reuters", None)]),
    ("(Quelle: Spiegel Online)", [("DER SPIEGEL", None)]),
    ("Fuente: EFE", [("EFE", None)]),
    ("Fuentes: El País, Reuters y Europa Press", [("El País", None), ("Reuters", None), ("Europa Press", None)]),
    ("Sources : Le Monde, AFP et Reuters", [("Le Monde", None), ("AFP", None), ("Reuters", None)]),
    ("Источник: РИА Новости", [("RIA Novosti", None)]),
    ("Источники: ТАСС, Интерфакс", [("TASS", None), ("Interfax", None)]),
    ("来源：新华社", [("Xinhua", None)]),
    ("（来源：路透社、彭博社）", [("Reuters", None), ("Bloomberg", None)]),
    ("文章来源：南华早报", [("South China Morning Post", None)]),
    ("出典：ロイター、共同通信", [("Reuters", None), ("Kyodo News", None)]),
    ("출처: 연합뉴스", [("Yonhap", None)]),
    ("المصدر: رويترز", [("Reuters", None)]),
    ("Źródło: PAP, Onet", [("PAP", None), ("Onet", None)]),
    ("Fonte: ANSA", [("ANSA", None)]),
    ("Kaynak: Anadolu Ajansı", [("Anadolu Agency", None)]),
    ("Bron: ANP, NOS", [("ANP", None), ("NOS", None)]),
    (f"Read more: Reuters – {DAM}", [("Reuters", DAM)]),
    ("h/t The Verge", [("The Verge", None)]),
    ("Via: Ars Technica", [("Ars Technica", None)]),
    ("Read the full story at Bloomberg.", [("Bloomberg", None)]),
    ("Read more on The Guardian »", [("The Guardian", None)]),
    ("Continue reading at Politico", [("Politico", None)]),
    ("Lire l'article complet sur Le Figaro", [("Le Figaro", None)]),
    ("Mehr dazu bei Zeit Online", [("Die Zeit", None)]),
]  # fmt: skip

LINKED = [
    (f"Source: [{DAM}](https://www.reuters.com/world/dam-2025-03-02/)", [("Reuters", DAM)]),
    (f"- [{DAM}](https://www.reuters.com/world/dam-2025-03-02/) – Reuters\n- [{BRIDGE}](https://www.ft.com/content/1) – FT", [("Reuters", DAM), ("Financial Times", BRIDGE)]),
    (f"- Reuters: [{DAM}](https://www.reuters.com/world/dam-2025-03-02/)", [("Reuters", DAM)]),
    (f"<p>Sources: <a href='https://www.ft.com/content/1'>FT – {BRIDGE}</a></p>", [("Financial Times", BRIDGE)]),
    (f"<ul><li><a href='https://www.bbc.com/news/1'>{DAM}</a> (BBC)</li><li><a href='https://brnocourier.example/2'>{BRIDGE}</a> Brno Courier</li></ul>", [("BBC News", DAM), ("Brno Courier", BRIDGE)]),
    ("<p>The dam held, <a href='https://www.nytimes.com/2025/03/02/dam.html'>the New York Times reported</a>.</p>", [("The New York Times", None)]),
    ("<p>The dam held (<a href='https://apnews.com/article/1'>source</a>).</p>", [("The Associated Press", None)]),
    ("<p>Source: <a href='https://apnews.com/article/1'>AP</a>, <a href='https://www.ft.com/content/1'>FT</a></p>", [("The Associated Press", None), ("Financial Times", None)]),
    ("Source: https://www.lemonde.fr/economie/article/1.html", [("Le Monde", None)]),
    ("More: https://brnocourier.example/2025/dam", [("brnocourier.example", None)]),
    (f"<h3>{DAM}</h3><p>Source: <a href='https://www.reuters.com/a'>Reuters</a></p>", [("Reuters", DAM)]),
    (f"[Reuters: {DAM}](https://www.reuters.com/world/dam)", [("Reuters", DAM)]),
    (f"[{DAM} | Reuters](https://www.reuters.com/world/dam)", [("Reuters", DAM)]),
    (f"* {{{{source|url=https://www.reuters.com/x|title={DAM}|author=Ana Ruiz|pub=Reuters|date=March 3, 2025}}}}", [("Reuters", DAM)]),
    (f'Sources\nAna Ruiz. "{DAM}" — Reuters, March 3, 2025\n"{BRIDGE}" — Brno Courier, March 4, 2025', [("Reuters", DAM), ("Brno Courier", BRIDGE)]),
    (f"<a href='https://news.google.com/rss/articles/CB'>{DAM}</a>&nbsp;&nbsp;<font color='#6f6f6f'>Reuters</font>", [("Reuters", DAM)]),
    (f"<ol><li><a href='https://news.google.com/rss/articles/CB'>{DAM}</a>&nbsp;&nbsp;<font>Reuters</font></li><li><a href='https://news.google.com/rss/articles/CC'>{BRIDGE}</a>&nbsp;&nbsp;<font>Brno Courier</font></li></ol>", [("Reuters", DAM), ("Brno Courier", BRIDGE)]),
]  # fmt: skip

UNLABELLED = [
    (f"{DAM} – Reuters", [("Reuters", DAM)]),
    (f"{DAM} - The New York Times", [("The New York Times", DAM)]),
    (f"{DAM} | BBC News", [("BBC News", DAM)]),
    (f"“{DAM}” — Reuters", [("Reuters", DAM)]),
    (f'"{DAM}," Financial Times, March 3, 2025.', [("Financial Times", DAM)]),
    (f"{DAM} (Reuters)", [("Reuters", DAM)]),
    (f"{DAM} Reuters\n{BRIDGE} The Wall Street Journal", [("Reuters", DAM), ("The Wall Street Journal", BRIDGE)]),
    (f"Handelsblatt: {DAM}\nFAZ: {BRIDGE}", [("Handelsblatt", DAM), ("FAZ", BRIDGE)]),
    (f"{DAM}\nReuters • 3 hours ago", [("Reuters", DAM)]),
    (f"{DAM}\nBBC", [("BBC News", DAM)]),
    ("Der Damm hält dem Hochwasser stand. welt.de, spiegel.de", [("Die Welt", None), ("DER SPIEGEL", None)]),
    ("The dam held through the winter. (Reuters)", [("Reuters", None)]),
    ("The dam held through the winter. (AFP, AP)", [("AFP", None), ("The Associated Press", None)]),
    ("The dam held through the winter. — Reuters", [("Reuters", None)]),
]  # fmt: skip

INLINE = [
    ("The dam held, Reuters reported on Sunday.", ["Reuters"]),
    ("According to the Financial Times, the bridge will cost twice as much.", ["Financial Times"]),
    ("The minister told the BBC that work had begun.", ["BBC News"]),
    ("The bridge was closed, the Associated Press reports.", ["The Associated Press"]),
    ("The firm declined to comment, per Bloomberg.", ["Bloomberg"]),
    ("Citing officials, state news agency TASS said the bridge was open.", ["TASS"]),
    ("In an interview with Le Monde, she denied it.", ["Le Monde"]),
    ("As first reported by The Verge, the dam is online.", ["The Verge"]),
    ("Laut der Nachrichtenagentur dpa hielt der Damm.", ["dpa"]),
    ("Wie die „Süddeutsche Zeitung“ berichtet, hielt der Damm.", ["Süddeutsche Zeitung"]),
    ("Der Damm hielt, berichtete der Spiegel am Montag.", ["DER SPIEGEL"]),
    ("Dem Handelsblatt zufolge wird die Brücke teurer.", ["Handelsblatt"]),
    ("Selon l'AFP, le barrage a tenu.", ["AFP"]),
    ("Le barrage a tenu, rapporte le quotidien Le Figaro.", ["Le Figaro"]),
    ("D’après Reuters, le pont sera fermé.", ["Reuters"]),
    ("Según El País, la presa resistió.", ["El País"]),
    ("La presa resistió, informó la agencia EFE.", ["EFE"]),
    ("La presa resistió, recoge Europa Press.", ["Europa Press"]),
    ("Плотина выдержала, сообщает РИА Новости.", ["RIA Novosti"]),
    ("Мост закроют, пишет «Коммерсантъ» со ссылкой на Reuters.", ["Kommersant", "Reuters"]),
    ("Об этом передает агентство Синьхуа.", ["Xinhua"]),
    ("据路透社报道，大坝安然过冬。", ["Reuters"]),
    ("新华社报道称，大桥将重建。", ["Xinhua"]),
    ("据《金融时报》报道，大桥将重建。", ["Financial Times"]),
    ("Według Onetu most będzie zamknięty, podał PAP.", ["Onet", "PAP"]),
    ("Segundo a Folha, a barragem resistiu.", ["Folha de S.Paulo"]),
    ("La diga ha retto, riferisce l'ANSA.", ["ANSA"]),
    ("Volgens de Volkskrant blijft de brug dicht.", ["de Volkskrant"]),
    ("According to Moravia Press Agency, the dam held.", ["Moravia Press Agency"]),
    ("BERLIN (Reuters) - The dam held through the winter.", ["Reuters"]),
    ("PARIS, 3 mars (AFP) – Le barrage a tenu.", ["AFP"]),
    ("NEW YORK/LONDON, March 3 (Reuters) - The dam held.", ["Reuters"]),
    ("Praha (ČTK) - Most bude uzavřen.", ["CTK"]),
    ("BRNO, Czech Republic (AP) — The dam held.", ["The Associated Press"]),
    ("МОСКВА, 3 мар - РИА Новости. Плотина выдержала.", ["RIA Novosti"]),
    ("新华社布拉格3月3日电 大坝安然过冬。", ["Xinhua"]),
    ("The Associated Press contributed to this report.", ["The Associated Press"]),
    ("With files from The Canadian Press", ["The Canadian Press"]),
    ("(mit Material von dpa)", ["dpa"]),
    ("Mit Material der dpa", ["dpa"]),
    ("(avec AFP)", ["AFP"]),
    ("(Avec Reuters et AFP)", ["Reuters", "AFP"]),
    ("© 2025 AFP", ["AFP"]),
    ("Copyright 2025 The Associated Press. All rights reserved.", ["The Associated Press"]),
    ("This article was originally published by Reuters.", ["Reuters"]),
    ("This story first appeared in The Guardian on March 3.", ["The Guardian"]),
    ("This article is republished from The Conversation under a licence.", ["The Conversation"]),
    ("Originally published on the Brno Courier", ["Brno Courier"]),
    ("This article was originally published in the Brno Courier.", ["Brno Courier"]),
    ("Dieser Artikel erschien zuerst in der Berliner Zeitung.", ["Berliner Zeitung"]),
    ("Cet article a été initialement publié par Le Soir.", ["Le Soir"]),
    ("Este artículo fue publicado originalmente en Infobae.", ["Infobae"]),
    ("本文转载自澎湃新闻", ["The Paper"]),
    ("Authored by Ana Ruiz via The Epoch Times,", ["The Epoch Times"]),
    ("Via Zero Hedge", ["Zero Hedge"]),
    (f"The post {DAM} appeared first on Axios.", ["Axios"]),
]  # fmt: skip

NOT_CITATIONS = [
    "Ana Ruiz/Reuters",
    "Photo: Reuters",
    "Photo by Ana Ruiz/AFP via Getty Images",
    "The dam at dawn. Ana Ruiz/Pool via Reuters",
    "REUTERS/Ana Ruiz",
    "(AP Photo/Ana Ruiz)",
    "Image source: Reuters",
    "Foto: dpa",
    "Bild: Ana Ruiz/dpa",
    "图片来源：新华社",
    "（图片来自：彭博社）",
    "A court told Phoenix to stop the pumps.",
    "The regulator told the BBC to apologise.",
    "Фото: РИА Новости",
    "Crédit photo : AFP",
    "Source: Getty Images",
    "Source: Shutterstock",
    "Picture courtesy of Reuters",
    "Sources said the dam would hold.",
    "The ministry's sources: the dam will hold, they insist, whatever the winter brings",
    "Sources: Acme to open a second plant in Brno and hire about four hundred people",
    "Three sources familiar with the matter confirmed it.",
    "The dam is a source of pride for the town.",
    "She worked for Reuters in Brno for ten years.",
    "The time has come, people said, to mint new coins and focus.",
    "People said the bridge was closed.",
    "A Bloomberg terminal costs a fortune.",
    "CNN shares fell after the sale.",
    "Welt und Zeit: zwei Wörter",
    "Share this:",
    "Leave a Reply",
    "Be the first to comment",
    "如需转载，请注明出处：https://brno.example/1",
    "The Australian Broadcasting Authority (ABA) opened an inquiry.",
    "Subscribe to our newsletter for more.",
]


@pytest.mark.parametrize(("text", "expected"), LABELLED)
def test_labelled(text, expected):
    assert cited(text) == expected


@pytest.mark.parametrize(("text", "expected"), LINKED)
def test_linked(text, expected):
    assert cited(text) == expected


@pytest.mark.parametrize(("text", "expected"), UNLABELLED)
def test_unlabelled(text, expected):
    assert cited(text) == expected


@pytest.mark.parametrize(("text", "expected"), INLINE)
def test_inline(text, expected):
    assert [outlet for outlet, _ in cited(text)] == expected


@pytest.mark.parametrize("text", NOT_CITATIONS)
def test_not_citations(text):
    assert cited(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"Source: Reuters – {DAM}", "source_line"),
        ("Sources: Reuters, Foo", "source_list"),
        ("See <a href='https://www.ft.com/content/1'>the long report on it</a> today.<br>", "link"),
        (f"{DAM} – Reuters", "headline_outlet"),
        ("Via Zero Hedge", "via"),
        ("It held, Reuters reported.", "inline"),
        ("BRNO (Reuters) - It held.", "dateline"),
        ("It held. (Reuters)", "credit"),
        ("This article originally appeared on Axios.", "originally"),
    ],
)
def test_kinds(text, kind):
    assert set(kinds(text)) == {kind}
