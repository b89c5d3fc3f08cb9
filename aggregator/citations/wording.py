"""What words can be: a headline, an outlet's name, a date at the end of either."""

# ruff: noqa: E501 -- the words of one language stay together on a line

from __future__ import annotations

import re

_MONTH = (
    r"(?:jan|feb|fév|mar|mär|apr|avr|abr|ma[iy]|jun|jui|jul|aug|aoû|ago|sep|set|oct|okt|out|nov|dec|déc|dez|dic|ene|"
    r"янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек)[^\W\d_]{0,8}\.?"
)
DATE = re.compile(
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}},?\s)?(?:{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th|\.|er)?\s(?:de\s)?{_MONTH}(?:,?\s(?:de\s)?\d{{4}})?"
    rf"|{_MONTH}\s\d{{4}}|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\d{{4}}年\d{{1,2}}月(?:\d{{1,2}}日)?|\d{{1,2}}月\d{{1,2}}日|(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])(?![\d/])|(?:19|20)\d\d)",
    re.IGNORECASE,
)
# After a comma or parenthesis a month or year is a date; after a mere blank it may belong to the
# headline, so there it must be a whole date and not "on March 3".
_AT_DATE = re.compile(
    rf"(?:(?:\s?[,.(|–—]\s?(?:on\s|am\s|le\s|el\s|vom\s|от\s)?|\s(?:vom|от|від|z dnia)\s)({DATE.pattern})|(?<!\bon)(?<!\bof)\s((?=[^()]{{0,16}}\b(?:19|20)\d\d)(?!\d{{4}}\W*$){DATE.pattern}))\)?\.?$",
    re.IGNORECASE,
)
_ACCESSED = re.compile(
    r"[,.(\s]{1,3}(?:accessed|retrieved|abgerufen|consulté|consultado)\b.{0,60}$", re.IGNORECASE
)
_PAGES = re.compile(r",\s(?:S|s|p|pp|pag|pág|str|с|стр)\.\s?\d{1,4}(?:\s?[-–]\s?\d{1,4})?\.?$")
_DIGIT = re.compile(r"\d")
MARKS = " \t*_`~•·,;:.|｜–—-"
_QUOTES = {
    "“": "”",
    '"': '"',
    "«": "»",
    "„": "“",
    "‘": "’",
    "'": "'",
    "「": "」",
    "『": "』",
    "《": "》",
}
_QUOTATION = ' “”"«»„「」『』'
_QUOTES_OF_TWO = frozenset('“”"«»„')
# "… maternity ward and Who pays for the ambulance now?": a capital behind "and" opens another.
_AND_ANOTHER = re.compile(
    r"(?<=[\w?!’”]),?\sand\s(?=(?:Who|Why|How|What|When|Where|Inside|The|An?|In|Is|Are|Can|Will|Should|Do|Does|Meet)\s[a-z])"
)
# What stands between two headlines of one outlet.
_BETWEEN = r"[.,]?[”\"»“」][,;]?\s(?:(?:and|und|et|y|e|en|i|og|och|и|та|as well as|sowie|ainsi que|así como|plus|&)\s)?"
BETWEEN_QUOTED = re.compile(rf"(?<=[^\s“„«]){_BETWEEN}(?=[“\"«„「]\w)", re.IGNORECASE)
# More headlines behind a first one, inside the pattern of a quotation.
MORE_QUOTED = rf"(?:(?i:{_BETWEEN})[“\"«„「][^“”\"«»„「」]{{4,300}}){{0,4}}"
_SMALL = frozenset(
    "a an and at by for from in of on the to & de del der des di du da das do dos el en et la las le les los o y e "
    "und für im am von vom zu zur van het".split()
)
_NOT_OUTLETS = re.compile(
    r"\b(?:sources?|officials?|people|staff|agenc(?:y|ies) reports?|media reports?|various|multiple|unknown|n/?a|none|"
    r"internet|own|self|author|compiled|wire services?|press releases?|statement|interviews?|here|link|article|this|"
    r"says?|said|will|would|has|have|had|is|are|was|were|remains?|plans?|told|tells|according)\b",
    re.IGNORECASE,
)
# What stands before a colon on a page and is the name of nobody.
_PAGE_LABELS = re.compile(
    r"(?:anzeige|werbung|advertisement|sponsor(?:ed|s)?|publicité|publicidad|pubblicità|publicidade|"
    r"реклама|partner|e-?mail|share this|presented by|newsletter|podcast|"
    r"(?:zu[rm]|über de[nr]|über die) autor(?:in|innen|en)?|autora?|auteure?|autore|"
    r"à propos de l['’]auteure?|sobre (?:el|la) autora?|"
    r"(?:об )?автор[аеы]?|редактор|подписка|إعلان|الكاتب|広告|筆者|广告|廣告)\b",
    re.IGNORECASE,
)
# "(Agencias)" under a wire story credits agencies that it does not name.
AGENCIES = re.compile(
    r"(?:news\s)?agenc(?:ias?|ies)|agences|agenzie|agenturen|agencje|агентства|информагентства|وكالات",
    re.IGNORECASE,
)
# Who publishes figures and not stories; in a list with outlets they are kept.
DATA_SOURCE = re.compile(
    r"\b(?:feuerwehr|polizei\w*|policía|polizia|fire (?:service|department)|kaggle|statline|bundesagentur|github|arxiv|chatgpt|openai|gemini|perplexity|inegi|dane|bls|bea|ons|fred|lme|cme|nymex|cbo|insee|iea|opec|unhcr|unicef|ocha|fao|wto|ecb|bis|refinitiv|lseg|factset|statista|eurostat|oecd|ocde|imf|world bank|who|nasa|noaa|usgs|esa|tradingview|morningstar data|s&p global|moody['’]?s|nielsen|comscore|"
    r"gallup|yougov|ipsos|pew research|kantar|insee|istat|ine|ibge|gus|destatis|statistics|statistical|statistisches|census|bureau|ministry|minist[eè]re|ministerio|ministério|ministero|ministerium|"
    r"department|departments|commission|committee|council|federal reserve|reserve bank|central bank|bundesbank|bank of [A-Z]\w+|institute|university|universität|universidad|universit[ée]|association|federation|government|"
    r"authority|authorities|police|court|courts|parliament|senate|congress|filings?|records?|documents?|research|analysis|analytics|analysts?|data|dataset|database|calculations?|berechnung(?:en)?|elaboraci[oó]n|elaboração|"
    r"estimates?|survey|poll|report|reports|outlook|index|supplied|company|companies|corporate|interview|handout|google(?! news)|wikipedia|wikimedia|twitter|facebook|instagram|youtube|tiktok|telegram|reddit|linkedin|x\.com|freepik|"
    r"treasury|obr|wind|pixabay|unsplash|pexels|canva|adobe stock|unternehmens\w*|eigene\w*|angaben|росстат|минздрав|мид|минобороны|министерств\w+)\b"
    r"|\b(?:AG|GmbH|Inc|Ltd|LLC|plc|Corp)\.?$|网络|網絡|互联网|本站|原创|原創|公告|统计局|統計局|公司|官网|综合|自媒体|整理$|研究所|研究院|证券$|総務省|厚生労働省|省$|庁$|部$|委员会|작성",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"[\W_]{0,3}(?:(?:posted |published |updated )?(?:about |vor |il y a |hace |há )?(?:\d{1,3}|an?|one|une?|einer?|un[ao]?)\s?(?:s|m|h|d|w|secs?|mins?|minutes?|hrs?|hours?|days?|weeks?|months?|stunden?|tagen?|minuten|heures?|jours?|horas?|días?|dias?|ore|giorni|godz(?:in[ay]?)?|час\w*|мин\w*|дн\w*)\.?(?:\s(?:ago|fa|temu|назад|atrás))?"
    r"|\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?|just now|yesterday|today|gestern|heute|hier|ayer|ieri|вчера|сегодня|\d{1,3}\s?(?:小时|小時|分钟|分鐘|天|時間|分|日)前)[\W_]{0,3}",
    re.IGNORECASE,
)
_TIME_SIGN = re.compile(
    r"\d|\b(?:ago|fa|temu|назад|atrás|vor|hace|il y a|há|just now|yesterday|today|gestern|heute|hier|ayer|ieri|вчера|сегодня)\b",
    re.IGNORECASE,
)
_ON_DAY = re.compile(
    r"^(?:published|posted|updated|on|am|vom|le|el|il|от)\s(?:on\s)?", re.IGNORECASE
)
_CLOCK = re.compile(
    r"(?<=\d),?\s(?:at\s|um\s|à\s)?\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?$",
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"\d{1,3}[\s-]?min(?:ute)?s?\.?(?:[\s-](?:read(?:ing time)?|lesezeit|de lecture|de lectura))?",
    re.IGNORECASE,
)
# The heads of a table's columns.
_COLUMNS = frozenset(
    "headline headlines title titles date link links url article outlet outlets publisher publication author quelle titel datum titre titolo título fecha data 标题 日期 链接".split()
)
_LETTERS = re.compile(r"[A-Za-z]{2,}")
_LONGEST_TIME = 60
_FEWEST_WORDS = 3
_MOST_WORDS = 6  # of an outlet's name
_LONGEST_OUTLET = 60


def clean_headline(text: str) -> str | None:
    """The headline without the marks and quotes around it; None where nothing is left."""
    text = text.strip(" \t*_`~•·|｜–—")
    inner = text[1:-1]
    if (
        inner
        and _QUOTES.get(text[0]) == text[-1]
        and text[0] not in inner
        and text[-1] not in inner
    ):
        text = inner.strip()
    text = text.rstrip(",")
    said = any(c.isalpha() for c in text[:200])
    return text if said and not is_time(text) else None


def parted_headlines(headline: str) -> list[str]:
    """The headlines that a quotation holds: ``Dam holds” and “Why the dam held``.

    Of any other words themselves alone. Marks at the outer ends may be missing.
    """
    several = _AND_ANOTHER.split(headline) if _AND_ANOTHER.search(headline) else []
    if several and all(_is_sentence_case(part.split()) for part in several):
        return several
    parts = [clean_headline(part.strip(_QUOTATION)) for part in BETWEEN_QUOTED.split(headline)]
    whole = [
        part
        for part in parts
        if part is not None and len(part.split()) > 1 and _QUOTES_OF_TWO.isdisjoint(part)
    ]
    return whole if len(whole) == len(parts) > 1 else [headline]


def _is_sentence_case(words: list[str]) -> bool:
    small = sum(word[0].islower() for word in words)
    return len(words) > _FEWEST_WORDS and small > 1


def is_time(text: str) -> bool:
    """Whether the words are nothing but a time: ``3 hours ago``, ``14:05``, ``March 3, 2025``."""
    if len(text) > _LONGEST_TIME or not may_be_time(text):
        return False
    if _READING_TIME.fullmatch(text.strip(MARKS)) is not None:
        return True
    bare = _CLOCK.sub("", _ON_DAY.sub("", text.strip(MARKS)))
    return _TIME.fullmatch(text) is not None or DATE.fullmatch(bare) is not None


def may_be_time(text: str) -> bool:
    """Whether there is a digit or a word of time in the text: a cheap first look."""
    return _TIME_SIGN.search(text) is not None


def without_date(text: str) -> tuple[str, str | None]:
    """The text without a date at its end, and that date as printed."""
    cut = max(len(text) - 100, 0)
    head, tail = text[:cut], text[cut:]
    if _DIGIT.search(tail) is None:
        return text, None
    tail = _PAGES.sub("", _ACCESSED.sub("", tail))
    match = _AT_DATE.search(tail) if _DIGIT.search(tail[-14:]) else None
    if match is None or not (head or match.start()):
        return head + tail, None
    return (head + tail[: match.start()]).rstrip(" ,("), match.group(1) or match.group(2)


def is_headline(text: str | None) -> bool:
    """Whether the words are enough for a headline: three words, or six ideographs."""
    if text is None or (text.isascii() and len(_LETTERS.findall(text)) < 2):  # noqa: PLR2004 -- "2-1 (HT: 1-0)"
        return False
    if len(text.split(None, 3)) >= 3:  # noqa: PLR2004
        return True
    return sum("㐀" <= c <= "힣" or "぀" <= c <= "ヿ" for c in text[:40]) >= 6  # noqa: PLR2004


def outlet_like(name: str, *, strict: bool) -> bool:
    """Whether unknown words could be an outlet's name.

    Args:
        strict: every word must be capitalised; for names that stand alone. In a list with known
            outlets a capital at the start is enough ("Kpler shipping data").
    """
    if not 2 <= len(name) <= _LONGEST_OUTLET:  # noqa: PLR2004
        return False
    if _NOT_OUTLETS.search(name) or _PAGE_LABELS.match(name) or name.lower() in _COLUMNS:
        return False
    words = name.split()
    if len(words) > 6 or not any(c.isalpha() for c in name) or name[-1] in "?!…":  # noqa: PLR2004
        return False
    if not (name[0].isalnum()) or name[0].islower():
        return is_host(name)
    if not strict:
        return True
    return all(word.lower() in _SMALL or not word[0].islower() for word in words)


def is_host(name: str) -> bool:
    return re.fullmatch(r"(?:[a-z0-9-]{2,63}\.){1,4}[a-z]{2,12}", name, re.IGNORECASE) is not None
