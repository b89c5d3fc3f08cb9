"""The words that introduce sources, in the languages that digests are written in."""

# ruff: noqa: E501 -- the words of one language stay together on a line

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

from aggregator.citations.alternatives import by_letter, matches_at
from aggregator.citations.wording import is_time

# A strong label says "source" and may name outlets we have never heard of. A soft one ("More:",
# "Via:") is only believed with a known outlet or a link out.
_STRONG = (
    r"(?:news |original |main |key )?sources include|compiled (?:from|by)|based on reports? (?:from|by|in)|sources?(?:\s?#?\d{1,2}| used| cited| link| links| material)?|(?:article|news|story|information|data|main|primary|original) sources?|"
    r"sources? (?:for|of|in) (?:this|today['’]s|the) \w+|(?:covered|reported) by \d{1,4} (?:news )?(?:sources|outlets),? including|publication|"
    r"izvori?|извори?|източни(?:к|ци)|bronvermelding|allikas|allikad|avots|avoti|šaltini(?:s|ai)|burimi|vir|viri|heimild|chanzo|pinagmulan|punca|წყარო|աղբյուր|ምንጭ|ماخذ|منبع خبر|সূত্র|উৎস|आधार|ஆதாரம்|మూలం|ที่มา|แหล่งที่มา|ប្រភព|အရင်းအမြစ်|эх сурвалж|дереккөз|manba|mənbə|манба|булак|"
    r"(?:today['’]s|tonight['’]s|this week['’]s|our|other|further|additional|more|selected) sources|source article|references?|citations?|works cited|"
    r"quellen?(?:angaben?|nachweis|verzeichnis)?|fuentes?|fontes?|fonti|bron(?:nen)?|źródł[oa]|källor|källa|kilder?|zdroje?|forrás(?:ok)?|lähteet|lähde|"
    r"kaynak(?:lar)?|sumber|nguồn|sursa|surse|πηγή|πηγές|источники?|джерел[оа]|крыніца|מקור(?:ות)?|المصادر|المصدر|مصدر|منبع|منابع|स्रोत|"
    r"(?:资料|資料|消息|新闻|新聞|文章|信息|稿件|内容)?(?:来源|來源)(?:于|自)?|出处|出處|出典|引用元|参照元|情報源|ソース|출처"
)
_SOFT = (
    r"original(?: article| story| post| report)?|full text|full (?:story|article|report)|read(?: the)?(?: full| original)?(?: article| story| report)?|"
    r"(?:read |see |learn )?more|further reading|also read|links?|coverage|reports?|via|from|h/?t|hat tip|discussion|see also|also|plus|más|también|weitere|auch|aussi|également|anche|também|mais|seen (?:at|on)|story|"
    r"(?:in )?(?:the |today['’]s |sunday['’]s )?(?:papers|press|front pages)|(?:press|paper|media) (?:review|digest|round-?up|watch)|presseschau|pressespiegel|revue de presse|rassegna stampa|(?:revista|resumen) de prensa|revista de imprensa|persoverzicht|przegląd prasy|pressklipp|обзор прессы|огляд преси|"
    r"mehr(?: dazu)?|weiterlesen|zum artikel|lire(?: aussi| la suite| l['’]article)?|à lire|leer(?: más)?|vía|leggi(?: anche)?|ler mais|"
    r"czytaj(?: więcej| też)?|читать|подробнее|оригинал|转载自|轉載自|转自|轉自|转载|原文(?:链接|連結|地址|出处)?|阅读原文|阅读更多|원문|元記事"
)
# Where a label can begin: at the line's start, behind a mark, or as an ideographic word.
_START = re.compile(r"[.!?…)\]】。！？»”\"｜|·•—–(（\[【-]")
_ANY_START = re.compile(rf"{_START.pattern}|\s(?=来源|來源|出典|출처|转自|轉自)")
_BEFORE = r"(?:^[^\w\n]{0,6}|(?<=\s-)|(?<=\s)(?=来源|來源|出典|출처|转自|轉自)|(?<=[.!?…)\]】。！？»”\"|｜·•—–(（\[【]))[\s(（\[【*_]{0,4}"
_LABEL = re.compile(
    rf"{_BEFORE}(?:(?P<strong>{by_letter(_STRONG)})|(?P<soft>{by_letter(_SOFT)}))(?:\(s\)|\s?[(（]\d{{1,4}}(?:\s[^()（）\d]{{1,20}})?[)）])?\s?(?P<mark>[:：]|\s[–—|｜-](?=\s)|(?<=include)\s|(?<=including)\s|(?<=from)\s|(?<=by)\s)[*_\s]{{0,4}}",
    re.IGNORECASE,
)
_HEADING = re.compile(
    rf"(?:[\W_]{{0,4}})(?:{_STRONG}|further reading|read more|links?)(?:\s?[(（]\d{{1,4}}[)）])?\s?[:：]?[\W_]{{0,4}}",
    re.IGNORECASE,
)
_SOURCE_START = re.compile(
    rf"[\s*_(（\[【]{{0,4}}(?:{_STRONG})(?:\s?[(（]\d{{1,4}}[)）])?\s?[:：]", re.IGNORECASE
)
_PICTURE_BEFORE = re.compile(
    r"(?:photos?|picture|image|graphics?|video|foto|bild|imagen|图片|圖片|图|圖|照片|视频|写真|画像)s?\s*$",
    re.IGNORECASE,
)
_STRONG_HEADING = re.compile(
    rf"[\W_]{{0,4}}(?:{_STRONG})(?:\s?[(（]\d{{1,4}}[)）])?\s?[:：]?[\W_]{{0,4}}", re.IGNORECASE
)
_LONGEST_HEADING = 60
_LABELLED_MOST = 200


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a line.

    Attributes:
        start: where the label begins.
        end: where what it introduces begins.
        strong: whether it says in so many words that a source follows.
        first: whether nothing but marks stands before it in the line.
    """

    start: int
    end: int
    word: str
    strong: bool
    first: bool


def find_labels(text: str) -> list[Label]:
    """The labels in a line, in order, at most two hundred."""
    found: list[Label] = []
    start = _START if text.isascii() else _ANY_START
    starts = chain((0,), (match.end() for match in start.finditer(text)))
    for match in matches_at(_LABEL, text, starts):
        at = match.start("strong") if match["strong"] else match.start("soft")
        before = text[max(0, at - 24) : at]
        if _PICTURE_BEFORE.search(before):
            continue
        first = not any(c.isalnum() for c in before) or is_time(text[:at].strip(" |｜·•("))
        word = (match["strong"] or match["soft"]).casefold()
        found.append(Label(match.start(), match.end(), word, bool(match["strong"]), first))
        if len(found) == _LABELLED_MOST:
            break
    return found


def is_source_heading(text: str) -> bool:
    """Whether the line is nothing but a label, so that its sources are on the lines below."""
    return len(text) <= _LONGEST_HEADING and _HEADING.fullmatch(text) is not None


def is_source_label(text: str) -> bool:
    """Whether the line opens with a strong label or is one."""
    if len(text) <= _LONGEST_HEADING and _STRONG_HEADING.fullmatch(text) is not None:
        return True
    return _SOURCE_START.match(text) is not None
