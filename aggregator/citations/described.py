"""Outlets that no table knows, told by what their names say: ``according to Nabari Press Agency``."""

# ruff: noqa: E501 -- the words of one language stay together on a line

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from aggregator.citations import phrases
from aggregator.citations.alternatives import matches_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NAMED_SIGNS = (
    "according to",
    "reported by",
    "cited by",
    "citing",
    "per ",
    "laut ",
    "selon ",
    "según ",
    "segundo ",
    "secondo ",
    "volgens ",
    "rapporté ",
    "meldt",
    "meldet",
    "skriver",
    "reported",
    "reports",
    "said",
    "told",
    "says",
    "informó",
    "informou",
    "podał",
    "kertoo",
    "раппорте",
)
_NAMING = (
    "meldt", "meldet", "berichtet", "skriver", "melder", "rapporterar", "podaje", "podał", "pisze", "informuje", "kertoo", "told", "informó",
    "informou", "riferisce", "scrive", "écrit", "annonce", "according to", "as reported by", "reported by", "cited by", "citing", "per", "laut",
    "selon", "según", "segundo", "secondo", "volgens", "según informó", "a rapporté", "rapporte",
)  # fmt: skip
_NAMED = re.compile(
    rf"(?<!\w)(?:(?i:{'|'.join(_NAMING)}))\s(?:(?i:the|local|state|news|agency|newspaper|daily|outlet|der|die|das|el|la|le|il|o|a|l['’])\s){{0,3}}"
    r"((?:(?:[dDlL]['’])?[^\W\d_a-zà-ÿ][\w&'’.-]{0,30}\s(?:(?:of|de|du|del|la|el|and|&)\s)?){0,5}[^\W\d_a-zà-ÿ][\w&'’-]{0,30})"
)
# "…, WVUE-TV reported Sunday": an unknown name before the verb.
_NAMED_BEFORE = re.compile(
    r"(?:^|(?<=[,;.”\"]\s)|(?<=\sthe\s)|(?<=\sand\s))((?:[A-Z][\w&'’-]{0,24}\s){0,4}[A-Z][\w&'’-]{1,24})\s(?:reported|reports|wrote|writes|first reported|revealed|has learned)\b"
)
_VERBS = (" reported", " reports", " wrote", " writes", " first reported", " revealed", " has learned")  # fmt: skip
MEDIA_WORD = re.compile(
    r"\b(?:news(?!letter)\w*|\w+news|times|post|herald|tribune|gazette|journal|chronicle|press|agency|daily|weekly|observer|courier|bulletin|radio|tv|television|broadcasting|mirror|inquirer|sentinel|examiner|standard|telegraph|"
    r"zeitung|tageblatt|anzeiger|nachrichten|rundfunk|presse|kurier|merkur|journal|gazette|matin|dépêche|diario|periódico|noticias|prensa|agencia|agência|jornal|folha|corriere|gazzetta|giornale|agenzia|dagblad|nieuws|wire|omroep|rundfunk|sender|avis|tidning|posten|bladet|sanomat|gazeta|kurier|noviny|deník|tv\d?|[a-z]+-tv|[a-z]+news|news\d+)\b|(?:-TV|Times|News|Post)$",
    re.IGNORECASE,
)


# A name in capitals, with the small words that stand in names.
_RUN = re.compile(
    r"[^\W\d_a-zà-ÿа-яё][\w&’'.-]{0,30}(?:\s(?:(?:of|de|du|des|del|della|do|da|the|and|&|la|le|el|y|van)\s){0,2}[^\W\d_a-zà-ÿа-яё][\w&’'.-]{0,30}){0,5}"
)
# Words that close the name of an outlet, and those that open one.
_LAST = frozenset(
    "news times herald tribune gazette chronicle daily weekly observer courier bulletin radio tv television broadcasting inquirer sentinel examiner telegraph "
    "zeitung tageblatt tagblatt anzeiger nachrichten rundfunk kurier gazette matin noticias dagblad nieuws tidning bladet sanomat gazeta noviny today newspaper dispatch "
    "online reporter insider".split()
)
# Those that close other names as well: they need the article, or a verb of reporting.
_LAST_DOUBTFUL = frozenset(
    "post star standard mirror journal wire sun globe voice argus echo press monitor advertiser messenger register independent review".split()
)
_FIRST = frozenset(
    "radio agence agencia agência agenzia gazeta diario diário jornal folha corriere gazzetta giornale periódico canal tv noticias nieuws".split()
)
_KIND = (
    r"(?:newspaper|paper|daily|weekly|tabloid|broadsheet|magazine|(?:news|online|investigative|tech|business|trade|sports?)[ -](?:web)?(?:site|outlet|agency|portal|service|network|channel|magazine|publication|blog)|broadcaster|(?:tv|television|radio)(?: (?:station|channel|network))?"
    r"|news wire|newswire|public radio|(?:tages|wochen|lokal|regional|sonntags|boulevard)?zeitung|(?:nachrichten|wirtschafts|fach|stadt|lokal)?(?:magazin|portal|agentur|sender)|nachrichtenseite|onlinemagazin|sender|quotidien|hebdomadaire|magazine|(?<!the )journal|site d['’]information|site|chaîne|station|agence(?: de presse)?"
    r"|diario|periódico|semanario|revista|portal(?: de noticias)?|medio(?: digital)?|cadena|emisora|agencia(?: de noticias)?|jornal|emissora|agência(?: de notícias)?|quotidiano|settimanale|rivista|giornale|testata|emittente|agenzia"
    r"|krant|dagblad|weekblad|nieuwssite|omroep|persbureau|dziennik|tygodnik|portal|gazeta|stacja|газета|газеты|газете|издание|издания|изданию|портал|портала|порталу|журнал|журнала|журналу|телеканал|телеканала|телеканалу|агентство|агентства|агентству|сайт|видання|виданню|газеті|часопис)"
)
# What a run of capitals has before the name: "The", and German nouns of what it is.
_LEAD = re.compile(
    r"(?:(?:The|Local|Das|Der|Die)\s(?=[^\W\d_a-zà-ÿ]))?(?:(?:(?:Tages|Wochen|Lokal|Regional|Boulevard)?[Zz]eitung|(?:Nachrichten|Wirtschafts|Fach|Stadt|Lokal|Online)?(?:[Mm]agazin|[Pp]ortal|[Aa]gentur|[Ss]ender|[Ss]eite))\s(?=[^\W\d_a-zà-ÿ]))?"
)
_KIND_BEFORE = re.compile(rf"(?<!\w){_KIND}[,]?\s[“„«\"]?$", re.IGNORECASE)
_KIND_BEHIND = re.compile(
    r"[”“»\"]?\s(?:newspaper|news (?:agency|site|website|outlet|portal)|magazine|website|television|radio station|tv station|broadcaster|news channel|newsletter)(?=\W)(?!\s[A-ZÀ-Þ])",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"[”“»\"]?,?\s(?:first |also |exclusively |earlier |has |had )?(?:reported|reports|reporting|wrote|writes|revealed|reveals|understands|has learned)\b"
)
_QUOTED_NAME = re.compile(r"[«„“\"]([^\W\d_a-zа-я][^«»„“”\".,!?;:]{1,40})[»“”\"]")
# Whose notes are sent out by whoever pays for them.
_NO_OUTLET = re.compile(
    r"(?:pr newswire|business ?wire|globe ?newswire|accesswire|ein presswire|(?:good|bad|breaking|fake|top|latest) news)$|.*\b(?:ministry|department|commission|committee|police|weather|university|government|authority|council|court|bank|group|holdings|federal|world record|inc|corp|ltd|plc|party|federation|association|union)\b",
    re.IGNORECASE,
)
_SIGNS = (
    *sorted(_LAST | _LAST_DOUBTFUL | _FIRST),
    "paper", "magazin", "site", "outlet", "agenc", "portal", "broadcast", "agentur", "sender", "quotidien", "hebdo", "chaîne", "station", "periódico", "seman",
    "revista", "medio", "cadena", "emis", "agên", "quotidiano", "settiman", "rivista", "testata", "krant", "omroep", "persbureau", "dziennik", "tygodnik", "stacja",
    "газет", "издани", "портал", "журнал", "телеканал", "агентств", "сайт", "видання", "часопис",
)  # fmt: skip
# How the words of `_KIND` end.
_KIND_ENDS = (
    "paper", "daily", "weekly", "tabloid", "broadsheet", "magazine", "site", "outlet", "agency", "portal", "service", "network", "channel", "publication", "blog",
    "broadcaster", "television", "tv", "radio", "station", "wire", "zeitung", "magazin", "agentur", "sender", "seite", "quotidien", "hebdomadaire", "journal",
    "information", "chaîne", "agence", "presse", "diario", "periódico", "semanario", "revista", "noticias", "medio", "digital", "cadena", "emisora", "agencia",
    "jornal", "emissora", "agência", "notícias", "quotidiano", "settimanale", "rivista", "giornale", "testata", "emittente", "agenzia", "krant", "dagblad",
    "weekblad", "omroep", "persbureau", "dziennik", "tygodnik", "gazeta", "stacja", "газета", "газеты", "газете", "издание", "издания", "изданию", "портал",
    "портала", "порталу", "журнал", "журнала", "журналу", "телеканал", "телеканала", "телеканалу", "агентство", "агентства", "агентству", "сайт", "видання",
    "виданню", "газеті", "часопис",
)  # fmt: skip
_NEAR = 50
_REACH = 110
_ACCORDING = re.compile(
    r"(?<!\w)(?:according to|as reported (?:by|in)|reported (?:by|in)|citing|selon|d['’]après|laut|según|segundo|secondo|volgens|według|enligt|ifølge)\s(?:the\s|der\s|die\s)?$",
    re.IGNORECASE,
)


def may_be_outlet(name: str) -> bool:
    """Whether a name is not an institution's, a company's or a carrier of press releases."""
    return _NO_OUTLET.match(name) is None


def may_name_source(text: str) -> bool:
    """Whether the text has a word that such names stand beside: a cheap first look."""
    return any(map(text.lower().__contains__, _NAMED_SIGNS))


def named_sources(text: str) -> Iterator[re.Match[str]]:
    """Names that something is attributed to, each as a match whose first group is the name."""
    if not may_name_source(text):
        return iter(())
    low = text.lower()
    if len(low) == len(text):
        starts = sorted({at for word in _NAMING for at in _places(word, low)})
        named = matches_at(_NAMED, text, starts)
    else:  # a letter of two in small letters: offsets would be wrong
        named = _NAMED.finditer(text)
    if not any(map(text.__contains__, _VERBS)):
        return named
    return chain(named, _NAMED_BEFORE.finditer(text))


def described(
    text: str, cites: Iterable[tuple[int, int]] = (), slanted: Iterable[tuple[int, int]] = ()
) -> Iterator[tuple[int, int]]:
    """Where names stand that say what they are, or are told what, and have something attributed.

    ``the Kumanovo Herald newspaper reported``, ``according to the news site Semnan Today``.

    Args:
        cites: what the page marks as the title of a work; it needs no word that says so.
        slanted: what stands in italics; only "according to" before it makes it a paper's name.
    """
    for start, end in slanted:
        if _ACCORDING.search(text, max(start - _REACH, 0), start):
            yield start, end
    low = text.lower()
    marked = [(start, end) for start, end in cites if text[start:end].strip()]
    if not marked and not any(map(low.__contains__, _SIGNS)):
        return
    for start, end in marked:
        if _is_attributed(text, start, end) or _REPORTS.match(text, end):
            yield start, end
    for match in chain(_QUOTED_NAME.finditer(text), _RUN.finditer(text)):
        start, end = match.span(match.re.groups)
        name = text[start:end].rstrip(".,’'-")
        name = name[:-2] if name.endswith(("'s", "’s")) else name
        lead = _LEAD.match(name)
        if lead is not None:
            start, name = start + lead.end(), name[lead.end() :]
        end = start + len(name)
        if name and _says_outlet(text, start, end, quoted=match.re is _QUOTED_NAME):
            yield start, end


def _says_outlet(text: str, start: int, end: int, *, quoted: bool) -> bool:
    """Whether the name, or a word beside it, says that it is an outlet, and it reports."""
    name, before = text[start:end], text[max(start - _REACH, 0) : start]
    if not may_be_outlet(name):
        return False
    words = name.lower().split()
    behind = _KIND_BEHIND.match(text, end)
    kind = _KIND_BEFORE.search(before[-_NEAR:]) if _ends_in_kind(before) else None
    if kind is not None:
        # "according to the Bolivian newspaper": what the kind is called by may be any word.
        said = before[: max(len(before) - _NEAR, 0) + kind.start()].split(" ")[:-1]
        cuts = (" ".join([*said[: len(said) - cut], ""]) for cut in range(3))
        return any(map(phrases.is_attributed, cuts)) or _is_attributed(text, start, end)
    if behind is not None:
        return _is_attributed(text, start, behind.end())
    if quoted or len(words) < 2:  # noqa: PLR2004 -- "Times" is no name
        return False
    if words[-1] in _LAST or words[0] in _FIRST:
        return _is_attributed(text, start, end)
    article = before.lower().endswith(("the ", "der ", "die ", "das ", "le ", "la ", "el "))
    return words[-1] in _LAST_DOUBTFUL and article and _is_attributed(text, start, end)


def _ends_in_kind(before: str) -> bool:
    """Whether the last word may say what kind of outlet a name is: a cheap first look."""
    words = before[-_NEAR:].rstrip(' ,“„«"').rsplit(None, 1)
    return bool(words) and words[-1].lower().endswith(_KIND_ENDS)


def _is_attributed(text: str, start: int, end: int) -> bool:
    before, after = text[max(start - _REACH, 0) : start], text[end : end + _REACH]
    return phrases.is_attributed(before) or phrases.AFTER.match(after) is not None


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)
