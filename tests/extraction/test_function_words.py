"""The quick look at a text's language."""

import pytest

from aggregator.extraction import language
from aggregator.extraction.function_words import is_plainly

ENGLISH = (
    "Ferries began to cross the strait again on Sunday after crews accepted a new contract that "
    "was agreed in the old customs house. The agreement, which had been expected for weeks, gives "
    "the crews of the night ferries a second rest day and raises their wages by four per cent."
)
GERMAN = (
    "Die Fähren fahren seit Sonntag wieder über die Meerenge. Das Abkommen, das in der Nacht "
    "geschlossen wurde, sieht für die Besatzungen einen zweiten freien Tag und mehr Lohn vor. Es "
    "ist nach Angaben der Reederei nicht die letzte Verhandlung, die mit dem Verband geführt wird."
)
SPANISH = (
    "Los transbordadores volvieron a cruzar el estrecho el domingo, pero no todos. El acuerdo, que "
    "fue firmado por las dos partes en una sala de la aduana, sube los salarios y da a las "
    "tripulaciones más descanso, según el puerto, que también espera una nueva reunión para mayo."
)


@pytest.mark.parametrize(("text", "own"), [(ENGLISH, "en"), (GERMAN, "de"), (SPANISH, "es")])
def test_a_text_is_plainly_in_its_own_language_only(text, own):
    said = {
        name
        for name in ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv")
        if is_plainly(text, name)
    }
    assert said == {own}
    assert language.identify(text)[0] == own


def test_a_language_that_is_not_known():
    assert not is_plainly("Lautat ylittivät salmen taas sunnuntaina.", "fi")


def test_too_short_to_say():
    assert not is_plainly("The ferries of the strait", "en")


def test_the_detector_is_not_asked_where_the_page_is_plainly_right(read, monkeypatch):
    monkeypatch.setattr(language, "identify", lambda text: pytest.fail("asked"))
    tag, source = language.find_language(read(body=b"<html lang=en-GB><p>x</p>"), ENGLISH)
    assert tag == "en-GB"
    assert source.source == "dom"


def test_the_detector_is_asked_where_the_page_is_wrong(read):
    tag, source = language.find_language(read(body=b"<html lang=en-GB><p>x</p>"), GERMAN)
    assert tag == "de"
    assert source.source == "langid"
