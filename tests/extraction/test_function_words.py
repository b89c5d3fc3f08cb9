"""The quick look at a text's language."""

import pytest

from aggregator.extraction import language
from aggregator.extraction.function_words import is_plainly, plain_language

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


CZECH = (
    "Trajekty začaly v neděli znovu jezdit přes úžinu, když posádky přijaly novou smlouvu. Podle "
    "dohody, která byla podepsána v noci, dostanou také druhý volný den. Přístav není ještě plný, "
    "ale lodě už jsou na cestě a před celnicí stojí fronta, jako by bylo léto. Nebo skoro jako v "
    "létě, říká správce, který zde slouží od roku 1998."
)
RUSSIAN = (
    "Паромы снова пошли через пролив в воскресенье, после того как экипажи приняли новый договор. "
    "Это был трудный год для порта: он не работал более десяти дней. По словам диспетчера, только "
    "ночные рейсы пока не вернулись, но так или иначе они будут до мая."
)
JAPANESE = "海峡を渡るフェリーは日曜日、乗組員が新しい協約を受け入れたことで運航を再開した。" * 6
KOREAN = "해협을 건너는 여객선이 일요일 다시 운항을 시작했다. 승무원들이 새 협약을 받아들였다. " * 6
FINNISH = (
    "Lautat ylittivät salmen taas sunnuntaina, kun miehistöt hyväksyivät uuden sopimuksen. Sopimus "
    "nostaa palkkoja neljä prosenttia ja antaa yölauttojen miehistöille toisen vapaapäivän kuussa, "
    "kertoivat molemmat osapuolet sunnuntaiaamuna satamassa."
)
KNOWN = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "cs", "ru", "ja", "ko", "th", "el")


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (ENGLISH, "en"),
        (GERMAN, "de"),
        (SPANISH, "es"),
        (CZECH, "cs"),
        (RUSSIAN, "ru"),
        (JAPANESE, "ja"),
        (KOREAN, "ko"),
    ],
)
def test_a_text_is_plainly_in_its_own_language_only(text, own):
    said = {name for name in KNOWN if is_plainly(text, name)}
    assert said == {own}
    assert plain_language(text) == own
    assert language.identify(text)[0] == own


def test_a_language_that_is_not_known():
    assert not is_plainly("Lautat ylittivät salmen taas sunnuntaina.", "fi")


def test_more_of_a_text_is_read_where_its_beginning_says_little():
    names = "Maren Solheim, Jonas Brandt, Ines Varga, Pavel Hruska: four captains. " * 7
    assert not is_plainly(names, "en")
    assert is_plainly(names + ENGLISH + ENGLISH, "en")


def test_too_short_to_say():
    assert not is_plainly("The ferries of the strait", "en")


def test_the_detector_is_not_asked_where_the_page_is_plainly_right(read, monkeypatch):
    monkeypatch.setattr(language, "identify", lambda text: pytest.fail("asked"))
    tag, source = language.find_language(read(body=b"<html lang=en-GB><p>x</p>"), ENGLISH)
    assert tag == "en-GB"
    assert source.source == "dom"


def test_the_detector_is_asked_where_the_page_is_wrong(read):
    tag, source = language.find_language(read(body=b"<html lang=en-GB><p>x</p>"), FINNISH)
    assert tag == "fi"
    assert source.source == "langid"


def test_the_words_tell_where_the_page_says_nothing(read, monkeypatch):
    monkeypatch.setattr(language, "identify", lambda text: pytest.fail("asked"))
    tag, source = language.find_language(read(body=b"<html><p>x</p>"), SPANISH)
    assert (tag, source.source) == ("es", "words")
