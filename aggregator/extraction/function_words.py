"""Which language a text is plainly in: by the small words that every sentence needs.

A quick look before the detector is asked (`aggregator.extraction.language.identify`), which takes
a millisecond. The words are those that a language does not share with its neighbours, so a text in
another one holds few of them; whether there are few says nothing.
"""

from __future__ import annotations

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
}
_KNOWN = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_ENOUGH = 10
"""Such words that no text of five hundred characters in another language holds."""
_FEW = 3
"""Different such words that no headline and standfirst in another language holds."""


def is_plainly(text: str, language: str) -> bool:
    """Whether a text of some sentences is surely in a language (ISO 639-1).

    False also where it may be: of most languages nothing is known here.
    """
    known = _KNOWN.get(language)
    if known is None:
        return False
    return sum(word in known for word in text.lower().split()) >= _ENOUGH


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
