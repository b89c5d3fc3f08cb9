"""Names in bylines: taking a byline apart, and telling a person from a role, a desk or a time."""

from __future__ import annotations

import re

from aggregator.extraction.credits import agencies_in
from aggregator.extraction.wording import fold, tidy

_INTRO = re.compile(
    r"^(?:(?:written|posted|published|reported|story|words?|text|reporte?d?|reporting|article|"
    r"analysis|review)\s+(?:and photos?\s+)?by|by|von|vom|par|por|autor(?:es|en|in)?|auteurs?|"
    r"authors?|texto?|tekst|redazione di|di|a cura di|door|af|av|od|oprac(?:\.|owa[łl]a?\b)|автор|"
    r"текст|bài(?: và ảnh)?|tác giả|thực hiện|de notre (?:correspondante?|envoyée? spéciale?)|"
    r"(?:dal(?:la)? )?nostr[oa] (?:inviat[oa]|corrispondente)|от|作者|記者|文|מאת|โดย|"
    r"(?:كتبت?|كتبه|بقلم|تقرير|إعداد)(?=\s*:|\s))"
    r"\s*[:：]?\s+|^(?:source|sources|quelle|fuente|fonte|bron|źródło|источник|джерело|редактор)\s*[:：]\s*"
    r"|^(?:文|作者|撰文|来源|來源)\s*[:：/]\s*|^(?:本[报報]|本刊)?(?:记者|記者)\s*[:：/・]?\s*",
    re.IGNORECASE,
)
# What others did: "; Editing by", "Photos by", 编辑：
_OTHERS = re.compile(
    r"[\s;,.|(]*\b(?:edit(?:ing|ed)|photograph(?:s|y|ed)?|photos?|illustrat(?:ions?|ed)|graphics?|"
    r"translat(?:ions?|ed)|videos?)\s+by\b.*$"
    r"|[\s　|/，,;；]*(?:编辑|編輯|责编|責編|责任编辑|責任編輯|校对|审核|審核|翻译|摄影"
    r"|攝影)\s*[:：/].*$"
    r"|[\s　]+翻訳者?[\s　:：].*$",
    re.IGNORECASE | re.DOTALL,
)
_FURTHER = re.compile(
    r"[\s;,.]+(?:additional |further )?(?:reporting|writing|written|text)\s+(?:and \w+ )?by\s+",
    re.IGNORECASE,
)
_PARENTHESIS = re.compile(r"[(（]([^()（）]{1,80})[)）]")
_WITH = re.compile(r"^(?:with|avec|mit|con|com|met|z|и)\s+", re.IGNORECASE)
# "an analysis by", "Kommentar von", "capital von"; but not "Hans von".
_GENRE = re.compile(
    r"^(?:[a-zà-ÿ ]{3,30}|(?:[Ee]ine?|[Aa]n?|[Uu]na?|[Uu]ne)\s+\w{4,20}|"
    r"(?:Analys[ei]s?|Kommentar|Interview|Gastbeitrag|Kolumne|Bericht|Essay|Opinion|Reportage))"
    r"\s+(?=(?:von|by|par|por|di)\s+[A-ZÀ-Þ])"
)
_SPLIT = re.compile(
    r"\s*[;；|•·&/／、]\s*|\s+[-–—]\s+|\s*[,，]\s*(?:and\s+|und\s+|et\s+|y\s+)?"
    r"|\s+(?:and|und|et|with|mit|avec)\s+",
    re.IGNORECASE,
)
_SPLIT_IN = {
    "es": r"\s+y\s+", "pt": r"\s+e\s+", "it": r"\s+e\s+", "nl": r"\s+en\s+", "da": r"\s+og\s+",
    "no": r"\s+og\s+", "sv": r"\s+och\s+", "pl": r"\s+i\s+", "cs": r"\s+a\s+",
    "fi": r"\s+ja\s+", "tr": r"\s+ve\s+", "ru": r"\s+и\s+", "uk": r"\s+(?:і|та|й)\s+",
}  # fmt: skip
# Words that are in no person's name. Whole words only.
_NOT_A_NAME = re.compile(
    r"\b(?:staff|editors?|editorial|reporters?|correspondents?|writers?|columnists?|producers?|newsroom|desk|team|"
    r"contributors?|contributing|senior|chief|bureau|agency|agencies|wire|services?|press|news|online|updated?|"
    r"published|posted|minutes?|mins?|hours?|ago|read|share|follow|subscribe|comments?|photos?|illustrations?|"
    r"videos?|images?|graphics?|admin|administrator|webmaster|guest|anonymous|unknown|author|more|view|bio|profile|"
    r"veröffentlicht|aktualisiert|nachrichten|nachrichtenagentur|agence|agencia|agenzia|publié|publicado|pubblicato|"
    r"redaktion|redakteur(?:in)?|korrespondent(?:in)?|redacci[oó]n|redacao|redação|rédaction|redazione|redakcja|"
    r"redactie|redaktionen|toimitus|редакция|journaliste|giornalista|periodista|corresponsal|correspondante?|"
    r"корреспондент|envoyée?|enviad[oa]|inviat[oa]|developed|powered|designed|media|group|portal|jornal|"
    r"diario|diário|journal|sports?|business|tv|radio|rádio|magazine|gazette|times|herald|tribune|"
    r"uhr|today|yesterday|edt|est|gmt|utc|january|february|july|september|october|november|"
    r"december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|copyright|email|twitter|facebook|https?|www)\b"
    r"|編集部|编辑部|編輯部|取材班|新聞|新闻|ニュース|快訊|快讯|نيوز|뉴스|취재팀|편집국",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:staff|editors?|reporters?|correspondents?|writers?|columnists?|producers?|contributors?|"
    r"bureau|desk|team|redakteur(?:in)?|korrespondent(?:in)?|journaliste?|giornalista|periodista|"
    r"corresponsal|correspondante?|envoyée?|enviad[oa]|inviat[oa]|корреспондент|analyst|critic|"
    r"presenter|anchor|investigations?|chief|senior)\b",
    re.IGNORECASE,
)
_DESK = re.compile(
    r"\b(?:staff|team|desk|newsroom|redaktion|redaktionen|redacci[oó]n|redacao|redação|rédaction|"
    r"redazione|redakcja|redactie|toimitus|редакция|редакція)\b"
    r"|編集部|编辑部|編輯部|取材班|취재팀|편집국|هيئة التحرير|ban biên tập",
    re.IGNORECASE,
)
_TRAILING_ROLE = re.compile(
    r"(?:\s*[,(\[|]|\s+[-–—]|\s+(?=(?:Staff|Senior|Chief|Special|Political|Sports?|Business|Technology|Tech|Science|Health|World|"
    r"National|Foreign|Associate|Managing|Deputy|Guest|Contributing|Freelance|Royal|Social|Europe|Asia|Africa|"
    r"Middle|Crime|Court|Education|Environment|Culture|Arts|News)\b.*\b(?:Reporter|Editor|Writer|Correspondent|"
    r"Columnist|Producer|Contributor|Reporters)\b)).*$"
    r"|\s*(?:선임기자|기자|특파원|논설위원|記者|记者|特派員|編集委員)$",
    re.IGNORECASE,
)
# Where a byline goes over into a time or a place.
_WHEN = re.compile(
    r"(?:\s*\b(?:[Oo]n|[Aa]m|[Aa]t|[Uu]pdated|[Pp]ublished|[Pp]osted)\b)?[\s,]*"
    r"(?:\d{1,2}[.:/ ]|\d{4}|(?<![A-Z])(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|"
    r"Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*[.,]? \d).*$"
    r"|\s*\b(?:[Uu]pdated|[Pp]ublished|[Pp]osted|[Ee]dited)\b.*$"
)
_FOR = re.compile(r"\s+[Ff]or\s+(?:[Tt]he\s+)?[A-Z].*$")
_WHERE = re.compile(r"\s+(?:in|for|at|on)\s+.*$")
_NOISE = re.compile(
    r"\S+@\S+|https?://\S+|www\.\S+|(?<!\w)@\w+|\d{1,2}:\d{2}|[«»《》【】\[\]{}<>\"“”]"
)
_LABELS = set(
    "by von par por di quelle source vonder autor autorin auteur autore автор författare yazar"
    " 作者 記者 记者".split()
)
_PARTICLES = set("de von van der den da di del la le du dos bin al zu".split())
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_JOINED_ARABIC = re.compile(r"(\S+(?: \S+){1,3}?) و(\S{2,} \S+(?: \S+){0,2})")
_LONGEST_NAME = 60
_LONGEST_BYLINE = 2_000
_MOST_NAMES = 6


def split_names(raw: str, language: str | None = None) -> list[str]:
    """The names in a byline, without its introduction, roles, places and addresses.

    Args:
        language: of the page, ISO 639-1, for the word between two names.
    """
    text = _OTHERS.sub("", tidy(raw[:_LONGEST_BYLINE]))
    text = _PARENTHESIS.sub(_agency_within, text)
    text = _NOISE.sub(" ", _FURTHER.sub("; ", text))
    text = _GENRE.sub("", text)
    text = re.sub(r"^(?:By(?=[A-Zb]))+", "By ", text.strip(" ,-–—|:"))
    text = _WHEN.sub("", text)
    bare = _INTRO.sub("", text)
    pieces = _SPLIT.split(bare)
    between = _SPLIT_IN.get((language or "")[:2])
    if between:
        pieces = [part for piece in pieces for part in re.split(between, piece)]
    if (language or "")[:2] == "ar":
        pieces = [name for piece in pieces for name in _between_arabic(piece)]
    if bare != text:
        pieces = _without_places(pieces)
    names = []
    for piece in pieces:
        name = _TRAILING_ROLE.sub("", _INTRO.sub("", piece.strip()))
        name = _FOR.sub("", name).strip(" ,.:;-–—|*()·•")
        # "J. R. R. Tolkien Jr." keeps its last point.
        if piece.rstrip().endswith((" Jr.", " Sr.")):
            name += "."
        if name:
            names.append(name)
    return names


def introduced(raw: str) -> str:
    """A byline as it is worded, without its introduction: "Par sudinfo" gives "sudinfo"."""
    return _INTRO.sub("", tidy(raw)).strip(" ()")


def is_person(name: str) -> bool:
    """Whether a text may be a person's name: short, no digits, no word of roles or furniture."""
    if not 1 < len(name) <= _LONGEST_NAME or not any(c.isalpha() for c in name):
        return False
    if any(c.isdigit() for c in name) or _NOT_A_NAME.search(name):
        return False
    if name.islower() or fold(name) in _LABELS:
        return False
    first = name.split(maxsplit=1)[0]
    if len(first) <= 3 and first.islower() and first not in _PARTICLES:  # noqa: PLR2004
        return False  # "ku Frankfurt"
    return len(name.split()) <= _MOST_NAMES and not name.endswith(("?", "!"))


def may_be_full_name(text: str) -> bool:
    """Whether a text is two to four capitalised words and nothing that people are not called."""
    parts = text.split()
    return (
        2 <= len(parts) <= 4  # noqa: PLR2004
        and all(part[0].isupper() or part in _PARTICLES for part in parts)
        and is_person(text)
    )


def is_desk(name: str) -> bool:
    """Whether a name is a newsroom's or a desk's: "MND Staff", "Redaktion Wirtschaft".

    The bare word for one, "Redaktion", is no name.
    """
    found = _DESK.search(name) if len(name) <= _LONGEST_NAME else None
    return found is not None and any(c.isalpha() for c in name.replace(found[0], ""))


def is_role(text: str) -> bool:
    """Whether a piece of a byline says what a person is: "Transport Correspondent"."""
    return _ROLE.search(text) is not None


def is_single(name: str) -> bool:
    """Whether a name is one word of a script in which people have two: a place, a nickname."""
    return len(name.split()) == 1 and not _UNSPACED.search(name)


def recased(name: str) -> str:
    """A name in capitals as it is written otherwise: "MAIRE O'DAY" becomes "Maire O'Day"."""
    if not name.isupper() or is_single(name) or _UNSPACED.search(name):
        return name
    return re.sub(r"\bMc([a-z])", lambda found: "Mc" + found[1].upper(), name.title())


def _between_arabic(piece: str) -> list[str]:
    """Two names of two words or more joined by the letter for "and"; names begin with it too."""
    joined = _JOINED_ARABIC.fullmatch(piece.strip())
    return [joined[1], joined[2]] if joined else [piece]


def _agency_within(found: re.Match[str]) -> str:
    """What stands for a parenthesis: the agency in it, else nothing."""
    named = agencies_in(_WITH.sub("", found[1].strip()))
    return f"; {named[0]} " if named else " "


def _without_places(pieces: list[str]) -> list[str]:
    """Bylines with places, "A in X and B in Y": each without its own, and none a place itself."""
    placed = [number for number, piece in enumerate(pieces) if _WHERE.search(piece)]
    kept = pieces[: placed[-1] + 1] if placed else pieces
    return [_WHERE.sub("", piece) for piece in kept]
