"""Short pages, one for each way in which outlets word a thing, with what is true of them.

Nearly all were written before the rules were read, kinds and languages first, to see how much of
such wording is understood unseen; `test_snippets.py` says how much was. All people, places and events are invented. A case gives only what it
is about; the rest of its page is a story of `pages/texts.py` in the same language.
"""

from __future__ import annotations

import importlib.util
import json
from html import escape
from pathlib import Path
from typing import Any

_TEXTS = Path(__file__).parents[1] / "pages" / "texts.py"
_SPEC = importlib.util.spec_from_file_location("snippet_texts", _TEXTS)
_MODULE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_MODULE)

MORE = {
    "nl": (
        "De gemeenteraad van Zuiderlo besloot maandagavond om de oude graansilo niet te slopen.",
        "Volgens wethouder Fenna Hoekwater is het gebouw bouwkundig in orde, maar moet het dak worden vernieuwd.",
        "De kosten worden geschat op twee miljoen euro, waarvan de provincie de helft betaalt.",
    ),
    "sv": (
        "Kommunen i Lövnäs stänger den gamla träbron över ån efter att sprickor upptäckts på tisdagen.",
        "Enligt broingenjören Malte Ekströmmer kan reparationen ta upp till åtta veckor.",
        "Bussarna leds om via Norrby tills bron öppnas igen, meddelar kommunen.",
    ),
    "uk": (
        "У селищі Верболози в понеділок відкрили нову школу на палях біля озера.",
        "За словами директорки Орисі Тернівської, у першому класі навчатимуться двадцять дітей.",
        "Будівництво тривало три роки, бо весною вода піднімалася до самого порога.",
    ),
    "zh-Hant": (
        "停業十二年的松柏鎮老茶館星期六重新開張，三天之內為老街帶來兩萬多名遊客，遠遠超出鎮裡的預計。",
        "茶館主人林若溪說，屋頂的瓦片大部分都保留了下來，只有門窗是新做的。",
        "鎮公所表示，下個月起週末將加開接駁巴士，並在河邊增設停車場。",
    ),
    "cs": (
        "Zastupitelé Horní Lipové v pondělí večer rozhodli, že starý mlýn nebude zbořen.",
        "Podle starostky Zdislavy Bukovské je stavba v pořádku, opravit se musí pouze střecha.",
        "Oprava vyjde asi na dvanáct milionů korun, polovinu zaplatí kraj.",
    ),
}
PUBLISHED = "2031-05-05T09:30:00+02:00"
CASES: dict[str, tuple[bytes, str, dict[str, Any]]] = {}


def prose(lang):
    """Paragraphs and author of a story in a language."""
    if lang in MORE:
        return MORE[lang], None
    story = next(s for s in _MODULE.STORIES.values() if s.lang == lang[:2])
    return story.paragraphs, story.author


def case(
    name: str,
    lang: str,
    title: str,
    /,
    *,
    path: str = "/news/2031/05/05/a-story-88123",
    ld: dict[str, Any] | None = None,
    meta: dict[str, str] | None = None,
    kicker: str = "",
    byline: str = "",
    first: tuple[str, ...] = (),
    last: tuple[str, ...] = (),
    head: str = "",
    body: str | None = None,
    site: str = "Varnholt Courier",
    **want: Any,
) -> None:
    """Keep a page under its name, with its URL and what is wanted of it.

    Args:
        ld: properties of the page's NewsArticle, beside headline and date.
        kicker, byline: markup before and after the headline.
        first, last: paragraphs before and after those of the story; the first of `first` that
            ends in a space opens the story's own first paragraph.
        want: field to value; a set holds several that are right.
    """
    assert name not in CASES, name
    lines, _ = prose(lang)
    lines = list(lines)
    for line in reversed(first):
        if line.endswith(" "):
            lines[0] = line + lines[0]
        else:
            lines.insert(0, line)
    lines += last
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": PUBLISHED,
    } | (ld or {})
    metas = {"og:title": title, "og:type": "article", "og:site_name": site} | (meta or {})
    properties = "".join(
        f'<meta {"property" if ":" in k else "name"}="{k}" content="{escape(v)}">'
        for k, v in metas.items()
    )
    text = body if body is not None else "".join(f"<p>{escape(line)}</p>" for line in lines)
    html = f"""<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">
<title>{escape(title)} | {escape(site)}</title>{properties}{head}
<script type="application/ld+json">{json.dumps(node, ensure_ascii=False)}</script></head><body>
<header><nav><a href="/">{escape(site)}</a> <a href="/news/">News</a> <a href="/sport/">Sport</a></nav></header>
<main><article>{kicker}<h1>{escape(title)}</h1>{byline}<div class="story-text">{text}</div></article></main>
<footer><p>© 2031 {escape(site)}</p></footer></body></html>"""
    CASES[name] = (html.encode(), f"https://www.{name.replace('_', '-')}.example{path}", want)


def by(names, word="By "):
    return f'<p class="byline">{word}{names}</p>'


# --- kinds -------------------------------------------------------------------------------------

case("kind_plain", "en", "Varnholt council keeps its chain bridge", kind={None, "report"})
case("kind_reportage", "en", "Varnholt council keeps its chain bridge",
     ld={"@type": "ReportageNewsArticle"}, kind={None, "report"})  # fmt: skip
case(
    "kind_opinion_prefix",
    "en",
    "Opinion | Let the herring be",
    kind="opinion",
    title="Let the herring be",
)
case(
    "kind_opinion_section",
    "en",
    "Let the herring be",
    ld={"articleSection": "Opinion"},
    kind="opinion",
)
case("kind_editorial", "en", "The Courier view on bridges: count the rivets",
     path="/editorials/2031/05/05/count-the-rivets", kind="opinion")  # fmt: skip
case(
    "kind_commentisfree",
    "en",
    "I swam to work for a year",
    path="/commentisfree/2031/may/05/i-swam-to-work",
    kind="opinion",
)
case("kind_op_ed_colon", "en", "Op-Ed: Let the herring be", kind="opinion")
case("kind_letters", "en", "Letters: Bridges, herring and the price of rope",
     path="/letters/2031/05/05/bridges-herring", kind={"opinion", "letters"})  # fmt: skip
case(
    "kind_analysis_section",
    "en",
    "Why Tessaly blinked",
    ld={"@type": "AnalysisNewsArticle"},
    kind="analysis",
)
case(
    "kind_analysis_kicker",
    "en",
    "Why Tessaly blinked",
    kicker='<span class="kicker">Analysis</span>',
    kind="analysis",
)
case("kind_explainer_what", "en", "EXPLAINER-What is a herring quota?", kind="explainer")
case(
    "kind_factbox", "en", "FACTBOX-Herring quotas around the strait", kind={"explainer", "factbox"}
)
case(
    "kind_live_prefix",
    "en",
    "Tessaly vote live: parliament counts again",
    path="/news/live/2031/may/05/tessaly-vote",
    kind="live",
)
case("kind_live_updates", "en", "Live updates: Osterby mill fire spreads", kind="live")
case(
    "kind_as_it_happened",
    "en",
    "Tessaly vote – as it happened",
    path="/politics/live/2031/05/05/tessaly",
    kind="live",
)
case("kind_video_type", "en", "Watch the Osterby mill burn", path="/videos/osterby-mill", meta={"og:type": "video.other"},
     ld={"@type": "VideoObject", "name": "Watch the Osterby mill burn", "uploadDate": PUBLISHED}, kind="video")  # fmt: skip
case("kind_gallery", "en", "In pictures: a bridge comes down", kind="gallery")
case(
    "kind_podcast",
    "en",
    "Podcast: The herring hour",
    path="/podcasts/2031/05/05/herring-hour",
    kind={"podcast", "audio"},
)
case("kind_interview_q_and_a", "en", "Q&A: Hanne Rosvold on losing by one vote", kind="interview")
case(
    "kind_obituary",
    "en",
    "Perrin Oakshott obituary",
    path="/obituaries/2031/05/05/perrin-oakshott",
    kind="obituary",
)
case("kind_round_up", "en", "Morning briefing: herring, rivets, rain", kind="round-up")
case(
    "kind_week_in_review",
    "en",
    "The week in herring: five things to know today",
    path="/newsletters/2031/05/05/week",
    kind="round-up",
)
case("kind_correction", "en", "CORRECTED-Varnholt council keeps its chain bridge", kind={None, "report", "correction"},
     title={"CORRECTED-Varnholt council keeps its chain bridge", "Varnholt council keeps its chain bridge"})  # fmt: skip
case("kind_correction_notice", "en", "Corrections and clarifications", kind="correction")
case("kind_fact_check", "en", "Fact check: No, the bridge was not sold", path="/fact-check/2031/05/05/bridge",
     kind={"fact-check", "analysis", "explainer"})  # fmt: skip
case(
    "kind_review",
    "en",
    "Film review: The Last Ferryman",
    ld={"@type": "ReviewNewsArticle"},
    kind="review",
)
case("kind_german_kommentar", "de", "Kommentar: Lasst das Salzwerk stehen", kind="opinion")
case(
    "kind_german_meinung",
    "de",
    "Lasst das Salzwerk stehen",
    path="/meinung/2031/salzwerk-5512.html",
    kind="opinion",
)
case("kind_german_liveticker", "de", "Liveticker: Salzwerk in Flammen", kind="live")
case(
    "kind_german_interview",
    "de",
    "Interview mit der Museumsleiterin",
    ld={"articleSection": "Interview"},
    kind="interview",
)
case("kind_german_nachruf", "de", "Nachruf auf Alwin Tessdorf", kind="obituary")
case("kind_german_analyse", "de", "Analyse: Was das Salzwerk kostet", kind="analysis")
case("kind_french_tribune", "fr", "Tribune : « Laissons passer le fleuve »", kind="opinion")
case("kind_french_direct", "fr", "EN DIRECT - Le pont de Montclairvaux fermé", kind="live")
case(
    "kind_french_editorial",
    "fr",
    "Le fleuve et nous",
    ld={"articleSection": "Éditorial"},
    kind="opinion",
)
case("kind_french_entretien", "fr", "Entretien. « Le fleuve m’a tout appris »", kind="interview")
case(
    "kind_spanish_opinion",
    "es",
    "La noche que vuelve",
    path="/opinion/2031-05-05/la-noche-que-vuelve.html",
    kind="opinion",
)
case("kind_spanish_directo", "es", "Última hora del apagón, en directo", kind="live")
case(
    "kind_spanish_entrevista",
    "es",
    "Entrevista a Remedios Ocaña: “La luz no es nuestra”",
    kind="interview",
)
case(
    "kind_italian_editoriale",
    "it",
    "L’editoriale: il campanile di tutti",
    path="/editoriali/2031/05/05/campanile",
    kind="opinion",
)
case("kind_portuguese_ao_vivo", "pt", "AO VIVO: farol de Areal Novo reabre", kind="live")
case("kind_polish_wywiad", "pl", "Wywiad z wójtem Zielonych Brodów", kind="interview")
case(
    "kind_polish_opinia", "pl", "Most, który uczy", ld={"articleSection": "Opinie"}, kind="opinion"
)
case("kind_russian_mnenie", "ru", "Мнение: школа у воды", kind="opinion")
case("kind_japanese_editorial", "ja", "社説　星を見る町", kind="opinion")
case("kind_chinese_commentary", "zh", "评论：一杯茶的重量", kind="opinion")
case("kind_korean_editorial", "ko", "[사설] 빵집이 된 역", kind="opinion")
case(
    "kind_arabic_opinion",
    "ar",
    "الطاحونة التي علمتنا",
    ld={"articleSection": "رأي"},
    kind="opinion",
)
case("kind_turkish_live", "tr", "CANLI: Kızılpınar'da seçim gecesi", kind="live")
case(
    "kind_dutch_opinie",
    "nl",
    "De silo is van ons allen",
    path="/opinie/2031/05/05/de-silo",
    kind="opinion",
)
case("kind_false_live", "en", "How to live with herring gulls", kind={None, "report"})
case("kind_false_opinion", "en", "Opinion polls narrow before Tessaly vote", kind={None, "report"})
case(
    "kind_false_correction", "en", "Correctional officers strike in Varnholt", kind={None, "report"}
)
case("kind_false_video", "en", "Video game museum opens in Quell", kind={None, "report"})

# --- agencies and datelines --------------------------------------------------------------------

case(
    "wire_reuters",
    "en",
    "Bridge closes",
    first=("VARNHOLT, May 5 (Reuters) - ",),
    agency="Reuters",
    dateline="VARNHOLT, May 5",
)
case("wire_reuters_two", "en", "Bridge closes", first=("VARNHOLT/OSTERBY, May 5 (Reuters) - ",), agency="Reuters",
     dateline="VARNHOLT/OSTERBY, May 5",
     last=("(Reporting by Jonas Pell in Varnholt and Oriel Danforth in Osterby; editing by Maud Ellery)",),
     authors=["Jonas Pell", "Oriel Danforth"])  # fmt: skip
case("wire_ap", "en", "Bridge closes", byline=by("TEO MARCHBANKS"), first=("VARNHOLT, Tessaly (AP) — ",), agency="AP",
     dateline="VARNHOLT, Tessaly", authors=["Teo Marchbanks"])  # fmt: skip
case(
    "wire_ap_byline", "en", "Bridge closes", byline=by("Associated Press"), authors=[], agency="AP"
)
case("wire_afp", "en", "Bridge closes", byline=by("AFP", ""), first=("Varnholt (Tessaly) (AFP) – ",), agency="AFP",
     dateline="Varnholt (Tessaly)", authors=[])  # fmt: skip
case("wire_xinhua_english", "en", "Bridge closes", first=("VARNHOLT, May 5 (Xinhua) -- ",), agency="Xinhua", dateline="VARNHOLT, May 5",
     byline=by("Xinhua", "Source: "), authors=[])  # fmt: skip
case(
    "wire_tass",
    "en",
    "Bridge closes",
    first=("VARNHOLT, May 5. /TASS/. ",),
    agency="TASS",
    dateline="VARNHOLT, May 5",
)
case(
    "wire_upi",
    "en",
    "Bridge closes",
    first=("May 5 (UPI) -- ",),
    agency="UPI",
    dateline={"May 5", None},
)
case(
    "wire_kyodo",
    "en",
    "Bridge closes",
    byline=by("KYODO NEWS", ""),
    agency={"Kyodo", "Kyodo News"},
    authors=[],
)
case(
    "wire_bloomberg",
    "en",
    "Bridge closes",
    first=("(Bloomberg) -- ",),
    agency="Bloomberg",
    dateline=None,
)
case(
    "wire_dpa",
    "de",
    "Salzwerk wird Museum",
    first=("Brunnfelde (dpa) - ",),
    agency="dpa",
    dateline="Brunnfelde",
)
case(
    "wire_dpa_regional",
    "de",
    "Salzwerk wird Museum",
    first=("Brunnfelde (dpa/lno) – ",),
    agency="dpa",
    dateline="Brunnfelde",
)
case(
    "wire_dpa_source",
    "de",
    "Salzwerk wird Museum",
    last=("© dpa-infocom, dpa:310505-99-123456/2",),
    agency="dpa",
)
case(
    "wire_apa",
    "de",
    "Salzwerk wird Museum",
    first=("Brunnfelde (APA) - ",),
    agency="APA",
    dateline="Brunnfelde",
)
case(
    "wire_afp_german",
    "de",
    "Salzwerk wird Museum",
    byline=by("AFP", "Von "),
    agency="AFP",
    authors=[],
)
case(
    "wire_afp_french",
    "fr",
    "Le dernier passeur",
    first=("Montclairvaux (AFP) – ",),
    agency="AFP",
    dateline="Montclairvaux",
)
case(
    "wire_le_monde_avec",
    "fr",
    "Le dernier passeur",
    site="Le Monde",
    byline=by("Le Monde avec AFP", ""),
    agency="AFP",
    authors=[],
)
case(
    "wire_efe",
    "es",
    "Un pueblo apaga sus farolas",
    first=("Valdelumbre, 5 may (EFE).- ",),
    agency="EFE",
    dateline="Valdelumbre, 5 may",
)
case("wire_europa_press", "es", "Un pueblo apaga sus farolas", first=("VALDELUMBRE, 5 May. (EUROPA PRESS) - ",),
     agency="Europa Press", dateline={"VALDELUMBRE, 5 May.", "VALDELUMBRE, 5 May"})  # fmt: skip
case(
    "wire_ansa",
    "it",
    "Il campanile suona",
    first=("(ANSA) - CASTELVENTO, 05 MAG - ",),
    agency="ANSA",
    dateline="CASTELVENTO, 05 MAG",
)
case(
    "wire_lusa",
    "pt",
    "Biblioteca no farol",
    first=("Areal Novo, 05 mai 2031 (Lusa) – ",),
    agency="Lusa",
    dateline="Areal Novo, 05 mai 2031",
)
case("wire_pap", "pl", "Most odbudowany", last=("(PAP)",), agency="PAP")
case(
    "wire_tass_russian",
    "ru",
    "Школу открыли у воды",
    first=("ЗАОЗЁРНЫЙ, 5 мая. /ТАСС/. ",),
    agency="TASS",
    dateline="ЗАОЗЁРНЫЙ, 5 мая",
)
case(
    "wire_ria",
    "ru",
    "Школу открыли у воды",
    first=("ЗАОЗЁРНЫЙ, 5 мая — РИА Новости. ",),
    agency="RIA",
    dateline="ЗАОЗЁРНЫЙ, 5 мая",
)
case(
    "wire_xinhua",
    "zh",
    "百年茶馆重新开张",
    first=("新华社青石5月5日电（记者沈若川） ",),
    agency="Xinhua",
    dateline="青石5月5日",
    authors=["沈若川"],
)
case("wire_xinhua_two", "zh", "百年茶馆重新开张", first=("新华社青石5月5日电（记者 沈若川、陆知行） ",), agency="Xinhua",
     dateline="青石5月5日", authors=["沈若川", "陆知行"])  # fmt: skip
case("wire_chinanews", "zh", "百年茶馆重新开张", first=("中新社青石5月5日电 （记者 沈若川） ",), agency={"China News Service", "CNS"},
     dateline="青石5月5日", authors=["沈若川"])  # fmt: skip
case(
    "wire_cna_taiwan",
    "zh-Hant",
    "老茶館重新開張",
    first=("（中央社記者林若溪松柏鎮5日電） ",),
    agency="Central News Agency",
    authors=[],
)
case(
    "wire_kyodo_japanese",
    "ja",
    "廃校が天文台に",
    first=("【白鷺共同】 ",),
    agency="Kyodo",
    dateline="白鷺",
)
case("wire_jiji", "ja", "廃校が天文台に", first=("【白鷺時事】 ",), agency="Jiji", dateline="白鷺")
case(
    "wire_reuters_japanese",
    "ja",
    "廃校が天文台に",
    first=("［白鷺　５日　ロイター］ - ",),
    agency="Reuters",
    dateline="白鷺 ５日",
)
case(
    "wire_yonhap",
    "ko",
    "역이 빵집으로",
    first=("(솔바람=연합뉴스) 하은설 기자 = ",),
    agency="Yonhap",
    dateline="솔바람",
    authors=["하은설"],
)
case(
    "wire_newsis",
    "ko",
    "역이 빵집으로",
    first=("[솔바람=뉴시스]하은설 기자 = ",),
    agency="Newsis",
    dateline="솔바람",
    authors=["하은설"],
)
case(
    "wire_aa",
    "tr",
    "Dokuma atölyesi açıldı",
    byline=by("AA", ""),
    agency={"AA", "Anadolu"},
    authors=[],
)
case(
    "wire_reuters_arabic",
    "ar",
    "قرية تعيد تشغيل طاحونة",
    first=("وادي السنديان (رويترز) - ",),
    agency="Reuters",
    dateline="وادي السنديان",
)
case(
    "wire_afp_arabic",
    "ar",
    "قرية تعيد تشغيل طاحونة",
    first=("وادي السنديان (أ ف ب) - ",),
    agency="AFP",
    dateline="وادي السنديان",
)
case(
    "wire_ukrinform",
    "uk",
    "Школа біля озера",
    last=("Джерело: Укрінформ",),
    agency={"Ukrinform", "Укрінформ", None},
)
case("wire_tt", "sv", "Bron stängs", byline=by("TT", ""), agency="TT", authors=[])
case("wire_anp", "nl", "Silo blijft", byline=by("ANP", "Door "), agency="ANP", authors=[])
case(
    "wire_ctk",
    "cs",
    "Mlýn nebude zbořen",
    first=("Horní Lipová 5. května (ČTK) - ",),
    agency={"ČTK", "CTK"},
    dateline="Horní Lipová 5. května",
)
case("wire_false_mention", "en", "Bridge closes", first=("The mayor told Reuters on Monday that the bridge would be repaired by summer.",),
     agency=None, dateline=None)  # fmt: skip
case(
    "wire_false_brackets",
    "en",
    "Bridge closes",
    first=("VARNHOLT — ",),
    agency=None,
    dateline="VARNHOLT",
)

# --- people, agencies and desks apart ----------------------------------------------------------

case(
    "author_role",
    "en",
    "Bridge closes",
    byline=by("Jonas Pell, Transport Correspondent"),
    authors=["Jonas Pell"],
)
case(
    "author_and",
    "en",
    "Bridge closes",
    byline=by("Jonas Pell and Oriel Danforth"),
    authors=["Jonas Pell", "Oriel Danforth"],
)
case(
    "author_for",
    "en",
    "Bridge closes",
    byline=by("Jonas Pell for the Varnholt Courier"),
    authors=["Jonas Pell"],
)
case("author_in_city", "en", "Bridge closes", byline=by("Jonas Pell in Osterby and Oriel Danforth in Quell"),
     authors=["Jonas Pell", "Oriel Danforth"])  # fmt: skip
case(
    "author_minutes_ago",
    "en",
    "Bridge closes",
    byline='<div class="byline">By Jonas Pell <span>12 minutes ago</span></div>',
    authors=["Jonas Pell"],
)
case(
    "author_updated",
    "en",
    "Bridge closes",
    byline='<div class="author">Jonas Pell | Updated May 5, 2031 9:40 a.m.</div>',
    authors=["Jonas Pell"],
)
case("author_staff", "en", "Bridge closes", byline=by("Courier Staff"), authors=["Courier Staff"])
case(
    "author_staff_writer",
    "en",
    "Bridge closes",
    byline=by("Jonas Pell, Staff Writer"),
    authors=["Jonas Pell"],
)
# Whom JSON-LD declares as the author of a news story is reported as declared, a desk too.
case(
    "author_newsroom",
    "en",
    "Bridge closes",
    ld={"author": {"@type": "Organization", "name": "Newsroom"}},
    authors=["Newsroom"],
)
case(
    "author_desk",
    "en",
    "Bridge closes",
    ld={"author": [{"@type": "Person", "name": "Web Desk"}]},
    authors=["Web Desk"],
)
case(
    "author_self",
    "en",
    "Bridge closes",
    ld={"author": {"@type": "Organization", "name": "Varnholt Courier"}},
    authors=["Varnholt Courier"],
)
case("author_agency_in_ld", "en", "Bridge closes", ld={"author": [{"@type": "Person", "name": "Jonas Pell"},
     {"@type": "Organization", "name": "Reuters"}]}, authors=["Jonas Pell", "Reuters"], agency="Reuters")  # fmt: skip
case(
    "author_tim_kelly_and_editing",
    "en",
    "Bridge closes",
    byline=by("Jonas Pell; Editing by Maud Ellery"),
    authors=["Jonas Pell"],
)
case(
    "author_mail",
    "en",
    "Bridge closes",
    byline=by("Jonas Pell jonas.pell@courier.example"),
    authors=["Jonas Pell"],
)
case(
    "author_handle",
    "en",
    "Bridge closes",
    byline=by("Jonas Pell (@jonaspell)"),
    authors=["Jonas Pell"],
)
case(
    "author_reading_time",
    "en",
    "Bridge closes",
    byline=by("Jonas Pell · 4 min read"),
    authors=["Jonas Pell"],
)
case(
    "author_german_und",
    "de",
    "Salzwerk wird Museum",
    byline=by("Henrike Osterloh und Alwin Tessdorf", "Von "),
    authors=["Henrike Osterloh", "Alwin Tessdorf"],
)
case(
    "author_german_place",
    "de",
    "Salzwerk wird Museum",
    byline=by("Henrike Osterloh, Brunnfelde", "Von "),
    authors=["Henrike Osterloh"],
)
case("author_named_german_desk", "de", "Salzwerk wird Museum",
     byline=by("Redaktion Wirtschaft", "Von "), authors=["Redaktion Wirtschaft"])  # fmt: skip
case("author_german_desk", "de", "Salzwerk wird Museum", byline=by("Redaktion", "Von "), authors=[])
case(
    "author_french_par",
    "fr",
    "Le dernier passeur",
    byline=by("Solène Arvault (avec AFP)", "Par "),
    authors=["Solène Arvault"],
    agency="AFP",
)
case(
    "author_french_envoyee",
    "fr",
    "Le dernier passeur",
    byline=by("Solène Arvault (Montclairvaux, envoyée spéciale)", "Par "),
    authors=["Solène Arvault"],
)
case(
    "author_spanish",
    "es",
    "Un pueblo apaga sus farolas",
    byline=by("Remedios Ocaña / Valdelumbre", "Por "),
    authors=["Remedios Ocaña"],
)
case(
    "author_spanish_redaccion",
    "es",
    "Un pueblo apaga sus farolas",
    byline=by("Redacción", ""),
    authors=[],
)
case(
    "author_italian_di",
    "it",
    "Il campanile suona",
    byline=by("Fiammetta Rospigli", "di "),
    authors=["Fiammetta Rospigli"],
)
case(
    "author_polish_opracowal",
    "pl",
    "Most odbudowany",
    byline=by("Dobrosława Wierzbicka", "oprac. "),
    authors=["Dobrosława Wierzbicka"],
)
case(
    "author_russian",
    "ru",
    "Школу открыли у воды",
    byline=by("Аглая Вересова", "Автор: "),
    authors=["Аглая Вересова"],
)
case(
    "author_chinese_reporter",
    "zh",
    "百年茶馆重新开张",
    byline=by("沈若川", "记者 "),
    authors=["沈若川"],
)
case(
    "author_chinese_editor",
    "zh",
    "百年茶馆重新开张",
    byline='<p class="author">记者：沈若川　编辑：陆知行</p>',
    authors=["沈若川"],
)
case(
    "author_japanese",
    "ja",
    "廃校が天文台に",
    byline='<p class="byline">記者・霧島千夏</p>',
    authors=["霧島千夏"],
)
case(
    "author_korean",
    "ko",
    "역이 빵집으로",
    byline='<p class="byline">하은설 기자 haeun@solbaram.example</p>',
    authors=["하은설"],
)
case(
    "author_arabic",
    "ar",
    "قرية تعيد تشغيل طاحونة",
    byline='<p class="byline">كتبت: ليلى الحوراني</p>',
    authors=["ليلى الحوراني"],
)
case(
    "author_hebrew",
    "he",
    "התחנה הוקמה מחדש",
    byline='<p class="byline">מאת נועם ברקאי</p>',
    authors=["נועם ברקאי"],
)
case(
    "author_thai",
    "th",
    "สะพานไม้ไผ่",
    byline='<p class="byline">โดย พิมพ์ดาว ศรีวนา</p>',
    authors=["พิมพ์ดาว ศรีวนา"],
)
case("author_none", "en", "Bridge closes", authors=[])
case("author_none_photographer", "en", "Bridge closes",
     body="<figure><img src='/b.jpg'><figcaption>The bridge on Monday. Photo by Teo Marchbanks</figcaption></figure>"
     + "".join(f"<p>{p}</p>" for p in _MODULE.STORIES["bridge"].paragraphs), authors=[])  # fmt: skip
case("author_none_comment", "en", "Bridge closes",
     body="".join(f"<p>{p}</p>" for p in _MODULE.STORIES["bridge"].paragraphs)
     + '<div class="comments"><div class="comment"><span class="author">riverdog71</span><p>About time!</p></div></div>', authors=[])  # fmt: skip
case("author_none_pull_quote", "en", "Bridge closes",
     body="".join(f"<p>{p}</p>" for p in _MODULE.STORIES["bridge"].paragraphs)
     + '<div class="pull-quote"><p>It held for a century.</p><span class="author">Boris Kimball</span></div>', authors=[])  # fmt: skip
case(
    "author_none_setting",
    "en",
    "Bridge closes",
    ld={"@type": "WebPage", "author": "webnata"},
    authors=[],
)
case("author_not_reviewed", "en", "Fact check: No, the bridge was not sold", kind="fact-check", authors=["Teo Marchbanks"],
     ld={"@type": "ClaimReview", "author": {"@type": "Organization", "name": "Quell Checks"},
         "itemReviewed": {"@type": "CreativeWork", "author": {"@type": "Person", "name": "The Mayor, Quell ministries"},
                          "datePublished": "2031-04-01"}}, byline=by("Teo Marchbanks"))  # fmt: skip
case("author_none_related", "en", "Bridge closes",
     body="".join(f"<p>{p}</p>" for p in _MODULE.STORIES["bridge"].paragraphs)
     + '<aside class="related"><h3><a href="/x">Five walks</a></h3><p class="byline">By Teo Marchbanks</p></aside>', authors=[])  # fmt: skip

# --- corrections -------------------------------------------------------------------------------

NOTES = {
    "en_correction": (
        "en",
        "Correction: An earlier version of this story misstated the age of the bridge. It is 112 years old.",
    ),
    "en_clarification": (
        "en",
        "Clarification: This article was amended on May 6 to make clear that the toll was proposed, not agreed.",
    ),
    "en_editors_note": (
        "en",
        "Editor’s note: This story has been corrected to show that the vote was on Thursday, not Wednesday.",
    ),
    "en_reuters": (
        "en",
        "(This May 5 story has been corrected to say the bridge has 40 links, not 400, in paragraph 3)",
    ),
    "en_guardian": (
        "en",
        "This article was amended on 6 May 2031. An earlier version said that the bridge had been built in 1819.",
    ),
    "en_ap": (
        "en",
        "This story has been corrected to show the mayor’s first name is Ilse, not Elsa.",
    ),
    "de": (
        "de",
        "Korrektur: In einer früheren Version dieses Artikels stand, das Salzwerk sei 1890 gebaut worden. Wir haben den Fehler korrigiert.",
    ),
    "en_note": ("en", "Editors' note: This story was amended to correct the height of the bridge."),
    "de_anmerkung": (
        "de",
        "Anmerkung der Redaktion: In einer früheren Fassung war der Name der Leiterin falsch geschrieben.",
    ),
    "fr": (
        "fr",
        "Rectificatif : une première version de cet article indiquait à tort que le bac datait de 1950.",
    ),
    "fr_maj": (
        "fr",
        "Correction le 6 mai à 10 heures : le passeur a 66 ans, et non 76 comme nous l’avions écrit.",
    ),
    "es": (
        "es",
        "Fe de errores: una versión anterior de este artículo decía que el pueblo tiene 500 vecinos.",
    ),
    "it": (
        "it",
        "Errata corrige: in una precedente versione dell’articolo il campanile risultava alto 40 metri.",
    ),
    "pt": (
        "pt",
        "Correção: uma versão anterior deste texto dizia que o farol fora construído em 1880.",
    ),
    "pl": ("pl", "Sprostowanie: w poprzedniej wersji tekstu podaliśmy błędną długość mostu."),
    "nl": (
        "nl",
        "Correctie: in een eerdere versie van dit artikel stond dat de silo uit 1910 stamt.",
    ),
    "ja": (
        "ja",
        "（訂正）記事中の来場者数に誤りがありました。「三千人」を「三百人」に訂正しました。",
    ),
    "zh": ("zh", "更正：本文此前版本误将茶馆停业时间写为二十年，特此更正。"),
    "ru": (
        "ru",
        "Исправление: в предыдущей версии статьи была неверно указана дата открытия школы.",
    ),
}
for _name, (_lang, _note) in NOTES.items():
    case(f"note_{_name}", _lang, "A story that was mended", last=(_note,), correction=_note)
case("note_false", "en", "A story that was not mended", correction=None,
     last=("The council voted for a correction of the border between the two parishes, drawn in 1819.",))  # fmt: skip
case("note_false_editors", "en", "A story that was not mended", correction=None,
     last=("Editor’s note: This story contains descriptions of heights that some readers may find dizzying.",))  # fmt: skip
case("note_false_prison", "en", "A story that was not mended", correction=None,
     last=("“This story has been told before,” the warden of the correctional house said.",))  # fmt: skip

# --- section, tags, address, access, title -----------------------------------------------------

case(
    "section_ld",
    "en",
    "Bridge closes",
    ld={"articleSection": ["Local", "Transport"]},
    section="Local",
)
case(
    "section_meta",
    "en",
    "Bridge closes",
    meta={"article:section": "Transport"},
    section="Transport",
)
case("section_breadcrumb", "en", "Bridge closes", section="Transport",
     head='<script type="application/ld+json">{"@context":"https://schema.org","@type":"BreadcrumbList","itemListElement":['
     '{"@type":"ListItem","position":1,"name":"Home","item":"https://x.example/"},{"@type":"ListItem","position":2,"name":"Transport",'
     '"item":"https://x.example/transport"},{"@type":"ListItem","position":3,"name":"Bridge closes"}]}</script>')  # fmt: skip
case("section_breadcrumb_dom", "en", "Bridge closes", section="Transport",
     kicker='<nav class="breadcrumb"><ol><li><a href="/">Home</a></li><li><a href="/transport/">Transport</a></li></ol></nav>')  # fmt: skip
case(
    "section_url",
    "en",
    "Bridge closes",
    path="/transport/2031/05/05/bridge-closes-881",
    section={"transport", "Transport"},
)
case(
    "tags_keywords_list",
    "en",
    "Bridge closes",
    ld={"keywords": ["bridges", "Varnholt", "rivets"]},
    tags=["bridges", "Varnholt", "rivets"],
)
case(
    "tags_keywords_string",
    "en",
    "Bridge closes",
    ld={"keywords": "bridges, Varnholt, rivets"},
    tags=["bridges", "Varnholt", "rivets"],
)
case(
    "tags_meta",
    "en",
    "Bridge closes",
    meta={"news_keywords": "bridges, Varnholt"},
    tags=["bridges", "Varnholt"],
)
case("tags_about", "en", "Bridge closes", ld={"about": [{"@type": "Thing", "name": "Bridges"}, {"@type": "Place", "name": "Varnholt"}]},
     tags=["Bridges", "Varnholt"])  # fmt: skip
case("url_canonical", "en", "Bridge closes", path="/transport/bridge-881?utm_source=x", head='<link rel="canonical" href="/transport/bridge-881">',
     url="https://www.url-canonical.example/transport/bridge-881")  # fmt: skip
case("url_canonical_home", "en", "Bridge closes", path="/transport/bridge-881", head='<link rel="canonical" href="/">',
     url="https://www.url-canonical-home.example/transport/bridge-881")  # fmt: skip
case("url_amp", "en", "Bridge closes", path="/amp/transport/bridge-881", head='<link rel="canonical" href="https://www.url-amp.example/transport/bridge-881">',
     url="https://www.url-amp.example/transport/bridge-881")  # fmt: skip
case("url_print", "en", "Bridge closes", path="/transport/bridge-881/print/", head='<link rel="canonical" href="https://www.url-print.example/transport/bridge-881/">',
     url={"https://www.url-print.example/transport/bridge-881/", "https://www.url-print.example/transport/bridge-881"})  # fmt: skip
case("access_free_bool", "en", "Bridge closes", ld={"isAccessibleForFree": True}, access="free")
case(
    "access_paid_string",
    "en",
    "Bridge closes",
    ld={"isAccessibleForFree": "False"},
    access="paywalled",
)
case(
    "access_locked_tier",
    "en",
    "Bridge closes",
    meta={"article:content_tier": "locked"},
    access="paywalled",
)
case(
    "access_free_tier", "en", "Bridge closes", meta={"article:content_tier": "free"}, access="free"
)
case("access_unknown", "en", "Bridge closes", access="unknown")
case("title_soft_hyphen", "de", "Salz\u00adwerk wird Mu\u00adseum", title="Salzwerk wird Museum")
case(
    "title_nbsp",
    "fr",
    "Le passeur\u00a0: «\u00a0Je pars\u00a0»",
    title={"Le passeur : « Je pars »", "Le passeur\u00a0: «\u00a0Je pars\u00a0»"},
)
case(
    "title_entities",
    "en",
    "Rope &amp; rivets: the bridge&#8217;s last day",
    title="Rope & rivets: the bridge’s last day",
)
case("title_kicker_in_h1", "de", "Salzwerk wird Museum", title="Salzwerk wird Museum",
     head="<script>document.title</script>", kicker='<h1><span class="kicker">Brunnfelde: </span><span class="headline">Salzwerk wird Museum</span></h1>')  # fmt: skip
