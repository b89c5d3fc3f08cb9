"""Which language a text is plainly in: by the small words that every sentence needs.

A quick look before the detector is asked (`aggregator.extraction.language.identify`), which takes
a millisecond. The words are those that a language does not share with its neighbours, so a text in
another one holds few of them; whether there are few says nothing.
"""

from __future__ import annotations

import re

_WORDS = {
    "en": "the of and to that was with for from have has had were which their this would been said",
    "de": "der die das und ist nicht mit von auf für dem den ein eine wurde auch sich nach werden "
    "bei über",
    "fr": "les des est dans une pour qui sur pas avec cette sont aux être été ont leur mais ses "
    "du et",
    "es": "los las del una por para como más pero fue según sus también este esta ha y el desde "
    "muy hasta",
    "pt": "não uma dos das foi mais são pelo pela também às ao em com os após seu sua já até",
    "it": "che di il della è per gli una sono nel dei delle alla più anche con ha dal questo stato",
    "nl": "het van een niet zijn voor aan wordt bij naar deze maar door heeft worden ook hij werd "
    "meer zich",
    "pl": "nie się na jest że do jak przez po dla oraz są od będzie który która które był ale tym",
    "sv": "och att är inte för till ett också från vid efter när eller enligt mycket under säger "
    "kommer blir några",
    "cs": "že podle který která které jsou jsem jako také nebo není však při ještě když byl byla "
    "bylo ale pro před už jen své",
    "ru": "что как его это для или так был было были она они из от по не также после более только "
    "который которые года году",
}
_SCRIPTS = {
    "ja": re.compile("[\u3041-\u30fa]"),
    "ko": re.compile("[\uac00-\ud7a3]"),
    "th": re.compile("[\u0e01-\u0e4e]"),
    "el": re.compile("[\u0386-\u03ce]"),
}
_SCRIPTS_SHARE = 0.2
"""Of a text's characters; Japanese is the one that writes others between them."""
_KNOWN = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SAMPLE = 500
_LEAST = 200
_ENOUGH = 10
"""Such words that no text of five hundred characters in another language holds."""
_FEW = 3
"""Different such words that no headline and standfirst in another language holds."""


def is_plainly(text: str, language: str) -> bool:
    """Whether a text of some sentences is surely in a language (ISO 639-1).

    False also where it may be: of most languages nothing is known here.
    """
    script = _SCRIPTS.get(language)
    if script is not None:
        sample = text[:_SAMPLE]
        return len(sample) >= _LEAST and len(script.findall(sample)) > _SCRIPTS_SHARE * len(sample)
    known = _KNOWN.get(language)
    return known is not None and (
        _held(text[:_SAMPLE], known) >= _ENOUGH
        or (len(text) > _SAMPLE and _held(text[: 3 * _SAMPLE], known) >= 2 * _ENOUGH)
    )


def plain_language(text: str) -> str | None:
    """The one language that a text of some sentences is plainly in, if it is one known here."""
    plain = [name for name in (*_KNOWN, *_SCRIPTS) if is_plainly(text, name)]
    return plain[0] if len(plain) == 1 else None


def _held(text: str, words: frozenset[str]) -> int:
    return sum(word in words for word in text.lower().split())


def plainly_other(text: str, language: str) -> str | None:
    """The language of a headline and a sentence or two that are surely not in the one expected.

    Args:
        language: expected, ISO 639-1. Of one whose words are not known here, only English differs
            enough to be told.
    """
    words = set(text.lower().split())
    counts = {name: len(words & known) for name, known in _KNOWN.items()}
    best = max(counts, key=counts.__getitem__)
    if best == language or counts[best] < _FEW or counts.get(language, 0):
        return None
    return best if language in _KNOWN or best == "en" else None
