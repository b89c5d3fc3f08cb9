"""What a sentence affirms and what it denies, in the languages that are read."""

from __future__ import annotations

import pytest

from aggregator.checking import Source, Verdict, check_sentences
from aggregator.checking.polarity import negated_words, stances


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "The ministry denied the report.", [("truth", False)]),
        ("en", "The board has not confirmed the report.", [("truth", False)]),
        ("en", "Nobody doubts it; the board confirmed the report.", [("truth", True)]),
        ("en", "Wages rose no faster than prices.", [("course", False)]),
        ("de", "Der Rat stimmte dem Bau am Ende zu.", [("will", True)]),
        ("de", "Der Rat lehnte den Bau am Ende ab.", [("will", False)]),
        ("de", "Die Kommission bestätigte den Bericht nicht.", [("truth", False)]),
        ("fr", "La société a démenti, puis confirmé.", [("truth", False), ("truth", True)]),
        ("es", "El sindicato no aceptó la oferta.", [("will", False)]),
        ("it", "Il ministro ha smentito.", [("truth", False)]),
        ("pt", "O governo rejeitou o acordo.", [("will", False)]),
        ("ru", "Министр опроверг сообщение.", [("truth", False)]),
        ("pl", "Rzecznik nie potwierdził.", [("truth", False)]),
        ("zh", "部长否认了。", []),
    ],
)
def test_stances(language, text, said):
    assert [(one.axis, one.affirms) for one in stances(text, language)] == said


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "He did not attend the meeting.", ["attend"]),
        ("en", "They won’t sell it, and no ferry runs.", ["sell", "ferry"]),
        ("fr", "La région n’a pas retiré sa subvention.", ["retiré"]),
        ("fr", "Le maire ne renonce pas au projet.", ["renonce"]),
        ("es", "El puerto no cerrará.", ["cerrará"]),
        ("de", "Die Stadt zahlt den Bau nicht, sagte er.", ["Stadt", "zahlt", "Bau"]),
        ("en", "All is well.", []),
        ("zh", "他没有来。", []),
        ("en", "", []),
    ],
)
def test_negated_words(language, text, words):
    assert negated_words(text, language) == words


SOURCE = Source(
    key=1,
    title="Harbour talks end",
    text=(
        "The harbour union did not accept the offer on Tuesday. Captain Orla Venn of Tarsend said "
        "that the ferries stay in port until March 4. Mayor Ida Brun called for calm.\n\n"
        "She regretted the delay."
    ),
    language="en",
)


@pytest.mark.parametrize(
    ("sentence", "kind", "said", "source"),
    [
        ("The harbour union accepted the offer.", "negation", "accepted", "not accept"),
        (
            "Ida Brun said that the ferries stay in port.",
            "speaker",
            "Ida Brun",
            "Orla Venn of Tarsend",
        ),
        ("The ferries stay in port until April 4.", "date", "April 4", "March 4"),
        ("The harbour union did not accept the offer on Friday.", "date", "Friday", "Tuesday"),
    ],
)
def test_what_differs_is_told(sentence, kind, said, source):
    (one,) = check_sentences(sentence, [SOURCE], language="en")
    assert [(d.kind, d.said, d.source_says) for d in one.differences] == [(kind, said, source)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The harbour union did not accept the offer on Tuesday.",
        "Orla Venn said the ferries stay in port.",
        "Ida Brun regretted the delay of the talks.",
        "The ferries stay in port until 4 March.",
    ],
)
def test_what_agrees_is_left_alone(sentence):
    (one,) = check_sentences(sentence, [SOURCE], language="en")
    assert one.differences == ()


@pytest.mark.parametrize(
    ("language", "sentence", "source"),
    [
        ("en", "The company paid the fishermen of Brell.", "The company did not pay the fishermen of Brell."),
        ("en", "The council broke the planning rules of the county.", "The council did not break the planning rules of the county."),
        ("de", "Der Minister ging zur Sitzung des Rates.", "Der Minister ist nicht zur Sitzung des Rates gegangen."),
        ("en", "The bank raised its growth forecast to 2.9% from 3.4%.", "The bank cut its growth forecast to 2.9%, from 3.4% in December."),
    ],
)  # fmt: skip
def test_an_irregular_verb_is_the_same_when_it_is_denied(language, sentence, source):
    (checked,) = check_sentences(
        sentence, [Source(key=1, title="", text=source, language=language)], language=language
    )
    assert checked.verdict is Verdict.DIFFERS
    (difference,) = checked.differences
    assert difference.kind == "negation"
