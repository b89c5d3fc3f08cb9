"""Wire credits: the agency a story is taken from, its dateline, and who reported it.

Wire copy opens with a dateline, "CITY, Month D (Agency) -", and Reuters' closes with
"Reporting by ...; Editing by ...". Both are kept in the text and also read into fields.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from aggregator.extraction.wording import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# As credited -> as called here. Folded by `wording.fold`.
AGENCIES = {
    "reuters": "Reuters", "thomsonreuters": "Reuters", "reutersstaff": "Reuters",
    "รอยเตอร์": "Reuters", "ap": "AP", "associatedpress": "AP", "theassociatedpress": "AP",
    "apnews": "AP", "afp": "AFP", "agencefrancepresse": "AFP", "afpnews": "AFP", "dpa": "dpa",
    "deutschepresseagentur": "dpa", "efe": "EFE", "agenciaefe": "EFE", "ansa": "ANSA",
    "upi": "UPI", "unitedpressinternational": "UPI", "pamedia": "PA", "pressassociation": "PA",
    "panews": "PA", "xinhua": "Xinhua", "kyodo": "Kyodo", "kyodonews": "Kyodo", "jiji": "Jiji",
    "jijipress": "Jiji", "yonhap": "Yonhap", "tass": "TASS", "interfax": "Interfax",
    "ria": "RIA", "rianovosti": "RIA", "pti": "PTI", "presstrustofindia": "PTI", "ani": "ANI",
    "ians": "IANS", "apa": "APA", "kna": "KNA", "epd": "epd", "sid": "SID", "pap": "PAP",
    "ctk": "ČTK", "čtk": "ČTK", "lusa": "Lusa", "belga": "Belga", "anp": "ANP",
    "ritzau": "Ritzau", "ntb": "NTB", "tt": "TT", "stt": "STT",
    "canadianpress": "The Canadian Press", "thecanadianpress": "The Canadian Press",
    "aap": "AAP", "bloomberg": "Bloomberg", "bloombergnews": "Bloomberg", "cnnwire": "CNN",
    "europapress": "Europa Press", "ukrinform": "Ukrinform", "укрінформ": "Ukrinform",
    "bernama": "Bernama", "ttxvn": "TTXVN", "thôngtấnxãviệtnam": "TTXVN", "vietnamnewsagency":
    "TTXVN", "agerpres": "Agerpres", "bta": "BTA", "бта": "BTA", "hina": "Hina", "tanjug": "Tanjug",
    "танјуг": "Tanjug", "mti": "MTI", "belta": "BelTA", "белта": "BelTA", "казинформ": "Kazinform",
    "irna": "IRNA", "wafa": "WAFA", "وفا": "WAFA", "واس": "SPA", "كونا": "KUNA", "قنا": "QNA",
    "شينخوا": "Xinhua", "دبأ": "dpa", "سبوتنيك": "Sputnik", "agênciabrasil": "Agência Brasil",
    "agenciabrasil": "Agência Brasil", "estadãoconteúdo": "Estadão Conteúdo", "folhapress":
    "Folhapress", "télam": "Télam", "notimex": "Notimex", "lapresse": "LaPresse", "askanews":
    "askanews", "italpress": "Italpress", "ซินหัว": "Xinhua",
    "ロイター": "Reuters", "路透": "Reuters", "路透社": "Reuters", "로이터": "Reuters",
    "رويترز": "Reuters", "רויטרס": "Reuters", "рейтер": "Reuters", "рейтерс": "Reuters",
    "afp時事": "AFP", "法新社": "AFP", "أفب": "AFP", "فرانسبرس": "AFP", "франспресс": "AFP",
    "أب": "AP", "美联社": "AP", "時事": "Jiji", "時事通信": "Jiji", "共同": "Kyodo",
    "共同通信": "Kyodo", "新华社": "Xinhua", "新華社": "Xinhua", "中新社": "China News Service",
    "연합뉴스": "Yonhap", "тасс": "TASS", "интерфакс": "Interfax", "рианoвости": "RIA",
    "риановости": "RIA", "риа": "RIA", "aa": "Anadolu", "dha": "DHA", "iha": "İHA",
    "adnkronos": "Adnkronos", "agi": "AGI", "dpaafx": "dpa-AFX", "dpaafxprox": "dpa-AFX",
    "ats": "Keystone-SDA", "sda": "Keystone-SDA", "keystonesda": "Keystone-SDA",
    "وكالةالأناضول": "Anadolu", "الأناضول": "Anadolu", "وام": "WAM", "سانا": "SANA",
    "뉴시스": "Newsis", "뉴스1": "News1", "中央社": "Central News Agency",
    "dpainfocom": "dpa", "dpaafxanalyser": "dpa-AFX",
    "antara": "Antara", "anadoluagency": "Anadolu", "anadolu": "Anadolu", "sputnik": "Sputnik",
}  # fmt: skip
_DASH = r"(?:-{1,3}|–|—|―|:)"
# CITY, Month D (Agency) -; City (Country) (AFP) –; Madrid, 5 may (EFE).-; القاهرة (رويترز) -
_DATELINES = (
    re.compile(
        r"^(?P<place>[^\W\d_][^()\[\]\n]{0,70}?(?:\s*\([^()\n]{2,30}\))?)?\s*"
        rf"[(\[/](?P<agency>[^()\[\]/\n]{{2,40}}(?:/[^()\[\]/\n]{{2,20}})?)[)\]/]\s*"
        rf"(?:[.,]?\s*{_DASH}|\.(?=\s))"
    ),
    # (ANSA) - ROMA, 5 MAG -
    re.compile(
        rf"^\((?P<agency>[^()\n]{{2,30}})\)\s*{_DASH}\s*"
        rf"(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ' ]{{2,30}}(?:, [^-–—\n]{{2,20}})?)\s*{_DASH}"
    ),
    # МОСКВА, 5 мая - РИА Новости.
    re.compile(
        rf"^(?P<place>[А-ЯЁ][А-ЯЁ -]{{2,30}}, \d{{1,2}} [а-я]{{3,8}})\.?\s*{_DASH}\s*"
        r"(?P<agency>[А-ЯЁ]\w+(?: \w+)?)\."
    ),
    # ［ワシントン ５日 ロイター］ -; 【ロンドン時事】
    re.compile(
        r"^[［\[【](?P<place>[^\]］】\n]{1,25}?)[\s　]*"
        r"(?P<agency>ロイター|時事|共同|AFP時事|AFP|AP|ロイター通信)[］\]】]"
    ),
    # 新华社北京5月5日电; 路透伦敦5月5日电
    re.compile(
        r"^[（(]?(?P<agency>新华社|新華社|中新社|路透社?|法新社|美联社)"
        r"(?P<place>\w{2,10}?\d{1,2}月\d{1,2}日)[电電]"
    ),
    # （中央社記者某某台北5日電）: where the name ends and the place begins is not written
    re.compile(r"^[（(](?P<agency>中央社)(?P<place>)記者\w{2,20}?\d{1,2}日電[）)]"),
    # (서울=연합뉴스) 홍길동 기자 =
    re.compile(r"^[(\[](?P<place>[가-힣]{1,12})=(?P<agency>[가-힣]{2,6}\d?)[)\]]"),
)
# KYIV, Ukraine —; PUTRAJAYA, Nov 22 —: the outlet's own
_PLACED = re.compile(
    r"^(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ .'’/-]{2,40}(?:, [A-Z][\w.]{1,15}(?: [A-Z]\w{1,15})?)?"
    r"(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?)\s+(?:—|–|--?)\s+(?=[\"“‘'A-ZÀ-Þ])"
)
_NO_PLACE = re.compile(
    r"\b(?:LIVE|WATCH|VIDEO|UPDATED?|EXCLUSIVE|BREAKING|NEWS|OPINION|ANALYSIS|EXPLAINER|SPOILER|"
    r"WARNING|NOTE|NOSTR[AO]|DAL|DALLA|INVIAT[OA]|FACT|MYTH|LISTEN|READ|MORE|PHOTOS?|QUIZ|REVIEW)\b"
)
# 电（记者沈某、陆某）; (서울=연합뉴스) 홍길동·김철수 기자 =
_NAMED_FIRST = (
    re.compile(r"[电電]\s*[（(]\s*(?:记者|記者)\s*(?P<names>[^（）()]{2,40})[）)]"),
    re.compile(
        r"^[(\[][가-힣]{1,12}=[가-힣]{2,6}\d?[)\]]\s*"
        r"(?P<names>[가-힣]{2,4}(?:[·, ]+[가-힣]{2,4}){0,5})"
        r"\s*(?:기자|특파원)\s*="
    ),
)

_SIGN_OFF = re.compile(
    r"^\(?\s*(?:additional |further )?(?:reporting|writing|report|compiled|text) "
    r"(?:and [a-z]+ )?by\b",
    re.IGNORECASE,
)
_REPORTERS = re.compile(
    r"(?:reporting|writing|report) (?:and [a-z]+ )?by\s+(.+?)(?:[;.)]|$)", re.IGNORECASE
)
_PLACE = re.compile(r"\s+in\s+[A-Z][\w .'-]*?(?=,|\s+and\s|$)")
_CORRECTION = re.compile(
    r"^[(（\[*_ ]*(?:(?:correction|clarification|corrections? and clarifications?)\b"
    r"[^:.]{0,40}[:.—–-]"
    r"|(?:an earlier version of )?this (?:\w+\.? \d{1,2} )?(?:article|story|report|piece|headline)"
    r" (?:has been|was) (?:amended|corrected|updated to correct|changed to correct)"
    r"|an earlier version of this|(?:korrektur|richtigstellung|berichtigung)\b|anm\. d\. red\."
    r"|in einer früheren (?:version|fassung)|(?:erratum|rectificatif|correctif)\b|une version "
    r"(?:précédente|antérieure) de cet article|fe de erratas?|fe de errores"
    r"|(?:corrección|rectificación)\s*:|una versión anterior de est"
    r"|(?:errata|correção|erramos)\b|uma versão anterior dest"
    r"|(?:correzione|rettifica)\s*:|una versione precedente di quest|sprostowanie\b|w poprzedniej"
    r" wersji|(?:исправление|уточнение|поправка)\b|в предыдущей версии|düzeltme\s*:"
    r"|تصحيح\s*:|תיקון\s*:"
    r"|(?:correctie|rectificatie|rättelse|rettelse|rettet|retting|oikaisu|oprava|виправлення)\s*:"
    r"|[【（(]?(?:訂正|おわび)|更正[：:]|정정\s*:|바로잡습니다)",
    re.IGNORECASE,
)
# Notes of the editors that may say anything, and what makes one of them a correction.
_NOTE = re.compile(
    r"^[(\[*_ ]*(?:editor(?:[’']s|s[’']) notes?|note from the editors?|anm(?:erkung"
    r"|\.) d(?:er|\.) red"
    r"(?:aktion|\.)|hinweis der redaktion|note de la rédaction|ndlr"
    r"|nota (?:de la redacción|da redação|"
    r"del editor|do editor|della redazione)|n\. ?d\. ?r\.|od redakcji|от редакции|note"
    r"|update)\s*[:.—–-]",
    re.IGNORECASE,
)
_MENDED = re.compile(
    r"\b(?:correct(?:ed|s|ion)|amended|misstated|misspelled|misidentified|incorrectly"
    r"|(?:earlier|previous) "
    r"version|clarif(?:y|ied)|changed|korrigiert|berichtigt|früheren? (?:version|fassung)"
    r"|fehler|corrigée?|"
    r"rectifiée?|version (?:précédente|antérieure)|erreur|corregid[oa]|versión anterior"
    r"|errónea(?:mente)?|"
    r"corrigid[oa]|versão anterior|corrett[oa]|versione precedente|poprawion\w+"
    r"|исправлен\w*|gecorrigeerd)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^[(\[]?\s*(?:©|copyright|source:|with files from|via|quelle:|джерело:|источник:)?\s*"
    r"(?P<agency>[\w .]{2,30}?)\s*[)\]]?\.?$",
    re.IGNORECASE,
)


class Credits(NamedTuple):
    """What a story's first and last lines credit."""

    agency: str | None = None
    dateline: str | None = None
    reporters: tuple[str, ...] = ()


def read_credits(lines: list[str]) -> Credits:
    """Read the credits from a story's paragraphs."""
    agency = dateline = None
    reporters: tuple[str, ...] = ()
    for line in lines[:3]:
        if found := _credited(line[:140]):
            agency, dateline = found
            reporters = _named_first(line[:200])
            break
    else:
        dateline = _placed(lines[0][:100]) if lines else None
    for line in lines[-4:]:
        if _SIGN_OFF.match(line):
            named = _REPORTERS.search(line)
            if named:
                people = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", _PLACE.sub("", named[1]))
                reporters = reporters or tuple(p.strip() for p in people if p.strip())
        elif agency is None and (closing := _CLOSING.match(line)):
            agency = agency_named(closing["agency"])
    return Credits(agency, dateline, reporters)


def _credited(start: str) -> tuple[str, str | None] | None:
    """The agency and the dateline at the start of a line; None where it credits no agency."""
    for form in reversed(_DATELINES):  # the wide one last
        found = form.match(start)
        if found and (named := agencies_in(found["agency"])):
            place = tidy(found["place"])
            # "MOSCOW, May 5. /TASS/.": the point is not the place's; that of "OSTERBY, Varn." is
            slashed = start[found.start("agency") - 1] == "/"
            return named[0], (place.rstrip(".") if slashed else place) or None
    return None


def _placed(start: str) -> str | None:
    """The dateline of a report that is the outlet's own."""
    found = _PLACED.match(start)
    return tidy(found["place"]) if found and not _NO_PLACE.search(found["place"]) else None


def _named_first(start: str) -> tuple[str, ...]:
    """The reporters that stand beside the dateline."""
    found = next(filter(None, (form.search(start) for form in _NAMED_FIRST)), None)
    return tuple(filter(None, re.split(r"[\s　、，,·]+", found["names"]))) if found else ()


def correction_note(lines: Sequence[str], beside: Iterable[str] = ()) -> str | None:
    """The paragraph in which a story says what was corrected in it; None where none does.

    Args:
        lines: the story's.
        beside: what the page marks as a note, apart from the story's text.
    """
    near = chain(lines[:2], lines[-3:], beside)
    return next((line for line in near if _corrects(line)), None)


def _corrects(line: str) -> bool:
    return _CORRECTION.match(line) is not None or (
        _NOTE.match(line) is not None and _MENDED.search(line) is not None
    )


def copyright_agency(html: str) -> str | None:
    """The agency that a page's line of rights names as the writer: ``© dpa-infocom, dpa:3105``.

    Such lines are no part of the text, wherever they stand.
    """
    return "dpa" if "dpa-infocom, dpa:" in html else None


def agency_named(name: str) -> str | None:
    """The agency that a name, as a whole, is; None for a person or anything else."""
    return AGENCIES.get(fold(name))


def agencies_in(text: str) -> list[str]:
    """The agencies in a credit like ``AP/Reuters`` or ``dpa, AFP``."""
    found = (agency_named(part) for part in re.split(r"[/,;&+]|\band\b|\bund\b", text))
    return [agency for agency in found if agency]


def is_sign_off(line: str) -> bool:
    """Whether a line says who reported and edited the story."""
    return bool(_SIGN_OFF.match(line))
