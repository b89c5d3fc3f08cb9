"""Whether a sentence affirms or denies: negated words, and verbs that have an opposite.

Read from words alone. A negator holds for the word right behind it, in German and Dutch for its whole
clause, where the verb may stand in front of it.
"""

# ruff: noqa: E501 -- the words of one language stay together on a line

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator.matching.stopwords import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NEGATORS = {
    "en": r"not|no|never|nobody|none|neither|nor|without|cannot|(?:is|are|was|were|do|does|did|has|have|had|wo|would|ca|could|should)n[’']?t",
    "de": r"nicht|kein\w{0,2}|nie|niemals|niemand\w{0,2}|ohne",
    "nl": r"niet|geen|nooit|niemand|zonder",
    "fr": r"pas|jamais|aucune?|personne|sans|plus (?:de|jamais)",
    "es": r"no|nunca|jamás|ningun[ao]?|ningún|nadie|sin",
    "pt": r"não|nunca|jamais|nenhuma?|ninguém|sem",
    "it": r"non|mai|nessun[ao]?|senza",
    "pl": r"nie|nigdy|żad\w+|nikt|bez",
    "ru": r"не|нет|никогда|ни|никто|без",
}
_WHOLE_CLAUSE = frozenset({"de", "nl"})
_OF_MANY = frozenset({"course", "end"})
_NE = re.compile(r"(?<!\w)(?:ne\s|n[’'])(.{1,40})$", re.IGNORECASE)
_BEFORE_VERB = 4  # words between a negator and the verb it turns round

# (affirms, its opposite), of one axis each.
_STANCES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "en": (
        ("truth", r"confirm\w*|admit\w*|acknowledg\w*|conced\w*", r"den(?:y|ies|ied|ying)|refut\w*|dismiss\w*"),
        ("will", r"accept\w*|agre(?:es?|ed|eing)|approv\w*|endors\w*|adopt(?:s|ed)?", r"reject\w*|refus\w*|turn(?:s|ed)? down|vot(?:es?|ed) against|block(?:s|ed)|veto\w*"),
        ("course", r"rais(?:e|es|ed|ing)|lift(?:s|ed)|hik(?:es|ed)|upgrad\w*|r(?:ise|ises|ose|isen)|increas\w*|grew|grow(?:s|n|ing)?|climb\w*|gain(?:s|ed)|soar\w*", r"cuts?|cutting|lower(?:s|ed|ing)|reduc(?:e|es|ed|ing)|trim(?:s|med)|slash(?:es|ed)|downgrad\w*|f(?:all|alls|ell|allen)|drop\w*|decreas\w*|declin\w*|shr[aiu]nk\w*|plung\w*|slump\w*"),
        ("presence", r"attend(?:s|ed|ing)?|took part|takes? part|participat\w*", r"(?:was|were|is|stays?|stayed) absent|boycott\w*|skipped"),
        ("end", r"w[io]ns?|won", r"los[et]s?|lost"),
    ),
    "de": (
        ("truth", r"bestätig\w*|einräum\w*|räumt\w*|zugegeben", r"dementier\w*|bestreite\w*|bestritt\w*|zurückgewiesen"),
        ("will", r"stimmt\w*\b[^.;]{0,80}\bzu|zustimm\w*|zugestimmt|billig(?:t|te|en|ten)|annimmt|angenommen", r"lehn\w*\b[^.;]{0,80}\bab|ablehn\w*|abgelehnt|verweiger\w*"),
        ("course", r"st(?:ieg|iegen|eigt|eigen)|gestiegen|heb(?:t|en)|hob(?:en)?|angehoben|wuchs\w*|zugenommen|erhöh\w*", r"s(?:ank|anken|inkt|inken)|gesunken|senk\w*|gesenkt|kürz\w*|gekürzt|fiel\w*|gefallen|zurückgegangen|verringer\w*"),
        ("end", r"gew(?:ann|annen|innt|onnen)", r"verl(?:or|oren|iert)"),
    ),
    "fr": (
        ("truth", r"confirm\w*|admet\w*|admis\w*|reconn\w*", r"dément\w*|nie(?:nt)?|nié\w*|réfut\w*"),
        ("will", r"accept\w*|approuv\w*|adopt\w*", r"rejet\w*|refus\w*|repouss\w*"),
        ("course", r"augment\w*|progress\w*|hausse|grimp\w*|relev\w*|relèv\w*", r"baiss\w*|diminu\w*|recul\w*|chut\w*|abaiss\w*|rédui\w*"),
        ("end", r"gagn\w*|remport\w*", r"perd\w*"),
    ),
    "es": (
        ("truth", r"confirm\w*|admit\w*|reconoc\w*", r"neg(?:ó|aron|ado)|niega\w?|desmint\w*|desmient\w*|rechazó haber"),
        ("will", r"acept\w*|aprob\w*|aprueb\w*|respald\w*", r"rechaz\w*|rehus\w*|vetó"),
        ("course", r"sub(?:e|ió|ieron|en)|aument\w*|creci\w*|crece\w?|elev(?:a|ó|aron)|increment\w*", r"baj(?:a|ó|aron|an)|cay(?:ó|eron)|cae\w?|disminu\w*|descend\w*|recort\w*|redu[cj]\w*|retroced\w*"),
        ("end", r"gan(?:a|ó|aron|an)", r"perd\w*|pierd\w*"),
    ),
    "it": (
        ("truth", r"conferm\w*|ammess\w*|ammett\w*", r"smentit\w*|smentisc\w*|nega(?:to|no)?"),
        ("will", r"accett\w*|approv\w*", r"respin\w*|rifiut\w*|bocci\w*"),
        ("course", r"aument\w*|salit\w*|cresciut\w*", r"calat\w*|scend\w*|sces\w*|diminu\w*"),
    ),
    "pt": (
        ("truth", r"confirm\w*|admit\w*|reconhec\w*", r"neg(?:ou|aram|a|am)|desment\w*"),
        ("will", r"aceit\w*|aprov\w*", r"rejeit\w*|recus\w*"),
        ("course", r"sub(?:iu|iram|ir)|aument\w*|cresc\w*", r"ca(?:iu|íram|ir)|diminu\w*|baix(?:ou|aram)"),
    ),
    "ru": (
        ("truth", r"подтверд\w*|призна[лнв]\w*", r"отрица\w*|опроверг\w*"),
        ("will", r"одобр\w*|приня[лт]\w*|согласи\w*", r"отверг\w*|отказа\w*|отклон\w*"),
        ("course", r"вырос\w*|увелич\w*|повыс\w*", r"упал\w*|снизи\w*|сократи\w*"),
    ),
    "pl": (
        ("truth", r"potwierdz\w*|przyzna\w*", r"zaprzecz\w*|zdementow\w*"),
        ("will", r"zaakceptow\w*|przyję\w*|zgodzi\w*|popar\w*", r"odrzuc\w*|odmówi\w*"),
        ("course", r"wzros\w*|zwiększ\w*", r"spad\w*|zmniejsz\w*"),
    ),
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_CLAUSE = re.compile(r"[.,;:!?–—\"“”„«»]+")


@dataclass(frozen=True, slots=True)
class Stance:
    """A verb that has an opposite, and which of the two the sentence says.

    Attributes:
        axis: what the two are opposites in.
        affirms: the verb's own side, turned round where it is negated.
        text: as written, with the negator.
        start, end: where the verb stands.
    """

    axis: str
    affirms: bool
    text: str
    start: int
    end: int


def stances(text: str, language: str) -> list[Stance]:
    """The stances in a text, in order."""
    found: list[Stance] = []
    for axis, yes, no in _AXES.get(language, ()):
        for pattern, affirms in ((yes, True), (no, False)):
            for match in pattern.finditer(text):
                negator = _negator_of(text, match.start(), match.end(), language)
                if negator is None and axis in _OF_MANY:
                    negator = _negator_behind(text, match.end(), language)
                said = match.group() if negator is None else f"{negator} {match.group()}"
                is_so = affirms == (negator is None)
                found.append(Stance(axis, is_so, said, match.start(), match.end()))
    return sorted(found, key=lambda stance: stance.start)


def negated_words(text: str, language: str) -> list[str]:
    """The telling words that stand under a negator, as written, as often as they do."""
    pattern = _NEGATED.get(language)
    if pattern is None:
        return []
    stops = STOP_WORDS.get(language, frozenset())
    return [word for clause in _clauses(text) for word in _under(clause, language, pattern, stops)]


def reads(language: str) -> bool:
    """Whether negation is read in a language."""
    return language in _NEGATED


def is_of_many(stance: Stance) -> bool:
    """Whether many things in one text rise, fall, win or lose: what does must be compared too."""
    return stance.axis in _OF_MANY


def _under(
    clause: str, language: str, pattern: re.Pattern[str], stops: Iterable[str]
) -> Iterator[str]:
    negators = list(pattern.finditer(clause))
    if not negators:
        return
    words = [
        match
        for match in _WORD.finditer(clause)
        if match.group().casefold() not in stops and not pattern.fullmatch(match.group())
    ]
    if language in _WHOLE_CLAUSE:
        yield from (word.group() for word in words)
        return
    for negator in negators:
        ne = _NE.search(clause[: negator.start()]) if language == "fr" else None
        between = [w.group() for w in words if ne and ne.start(1) <= w.start() < negator.start()]
        behind = [word.group() for word in words if word.start() >= negator.end()]
        # "ne renonce pas au projet", "n'a pas renoncé"
        yield from between[:1] or behind[:1]


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(text) if clause.strip()]


def _negator_of(text: str, start: int, end: int, language: str) -> str | None:
    """The negator that turns a verb round."""
    pattern = _NEGATED.get(language)
    if pattern is None:
        return None
    before = _CLAUSE.split(text[:start])[-1]
    near = " ".join(before.split()[-_BEFORE_VERB:])
    if language in _WHOLE_CLAUSE:
        near = f"{near} {_CLAUSE.split(text[end:])[0]}"
    match = pattern.search(near)
    return match.group() if match is not None else None


_NEGATED = {
    language: re.compile(rf"(?<![\w’'])(?:{words})(?![\w])", re.IGNORECASE)
    for language, words in _NEGATORS.items()
}


def _negator_behind(text: str, end: int, language: str) -> str | None:
    """As in "prices rose no faster"."""
    pattern = _NEGATED.get(language)
    match = pattern.match(text, end + 1) if pattern is not None else None
    return match.group() if match is not None else None


def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


_AXES = {
    language: tuple((axis, _compiled(yes), _compiled(no)) for axis, yes, no in axes)
    for language, axes in _STANCES.items()
}
