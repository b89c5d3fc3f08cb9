import time

import pytest

from aggregator.extraction.lines import story_lines

FIRST = "Ferries began to cross the strait again on Sunday after crews accepted a contract."
LAST = "Talks on pensions will go on in June with a mediator."


def _kept(*lines, **more):
    return story_lines([FIRST, *lines, LAST], **more)[1:-1]


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Islands without flour", "READ MORE", "Also read: Islands", "Related: Islands without flour",
        "Related stories", "Recommended for you", "Lesen Sie auch: Inseln ohne Mehl", "Lire aussi : Les îles",
        "Leggi anche: Le isole", "Lee también: Las islas", "Czytaj także: Wyspy", "Lees ook: De eilanden",
        "Sign up for our morning newsletter", "Subscribe to the Harbour Post", "Follow us on Chirper",
        "Download our app", "Click here for more", "Share this article", "12 comments",
        "Advertisement", "ADVERTISEMENT - SCROLL TO CONTINUE", "Story continues below", "Sponsored", "Anzeige", "広告",
        "Our Standards: The Harbour Post principles.", "© 2025 Harbour Post", "All rights reserved.", "Back to top",
        "Photo: Ada Quill", "Last updated: 30 March 2025 at 6:10", "5 min read", "3 hours ago", "***", "—",
        "This article was originally published by Bay Daily.",
    ],
)  # fmt: skip
def test_furniture_goes(line):
    assert _kept(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "Read the contract carefully, her lawyer had said, and she did.",
        "Related parties had been told of the plan before dawn, and none of them objected to it, according to minutes of the meeting that were read to the court on Friday by the clerk, whose voice could hardly be heard over the noise of the harbour.",
        "Sharelle Moss, 40, owns two boats.", "Photographs showed nine ships.", "He commented.",
        "“Follow the money,” she said.", "Subscribers paid.", "It was 2025.", "Updated rules apply to ships.",
        "Nobody read it.", "March was cold.",
    ],
)  # fmt: skip
def test_prose_stays(line):
    assert _kept(line) == [line]


def test_title_and_byline_at_the_edges():
    lines = [
        "Ferry strike ends",
        "By Ada Quill and Bo Marsh",
        "March 30, 2025 6:10 am EDT",
        FIRST,
        LAST,
        "Ada Quill",
    ]
    assert story_lines(lines, title="Ferry Strike Ends!", authors=["Ada Quill", "Bo Marsh"]) == [
        FIRST,
        LAST,
    ]


@pytest.mark.parametrize(
    "line",
    [
        "March 30, 2025",
        "Sunday 30 March 2025, 06:10 GMT",
        "30.03.2025 um 6:10 Uhr",
        "2025年3月30日",
        "30 de marzo de 2025",
        "Publié le 30 mars 2025 à 6h10",
    ],
)
def test_dates_at_the_edges(line):
    assert story_lines([line, FIRST, LAST]) == [FIRST, LAST]


def test_a_name_in_the_middle_of_an_interview_stays():
    middle = [FIRST] * 1 + [f"Line {n} of the talk, long enough to stand." for n in range(8)]
    lines = [
        *middle,
        "Ada Quill:",
        *[f"More {n} of the talk, long enough." for n in range(6)],
        LAST,
    ]
    assert "Ada Quill:" in story_lines(lines, authors=["Ada Quill"])


def test_new_tab_notes_are_taken_out_of_lines():
    assert _kept("The contract, opens new tab was signed.") == ["The contract was signed."]


def test_a_place_before_its_dateline():
    dateline = "PORT SALDA (Reuters) - Ferries began to cross."
    assert story_lines(["PORT SALDA", dateline, LAST]) == [dateline, LAST]


def test_lines_said_twice_in_a_row():
    assert story_lines([FIRST, FIRST, LAST]) == [FIRST, LAST]


def test_boilerplate_of_the_outlet():
    assert _kept("The Post is a bay paper.", boilerplate=[r"the post is .*"]) == []
    assert (
        _kept("The Post is a bay paper, he said.", boilerplate=[r"the post is a bay paper\."]) != []
    )


def test_sign_offs_stay():
    line = "Reporting by Ada Quill; Editing by Bo Marsh"
    assert story_lines([FIRST, LAST, line], authors=["Ada Quill"])[-1] == line


@pytest.mark.parametrize(
    "line",
    [
        "1. " * 40,
        "a " * 120,
        "5 5 5 5 - - - - " * 10 + "x",
        "Photo: " * 30,
        "Related " * 30,
        "(" * 200,
    ],
)
def test_no_line_takes_long(line):
    start = time.perf_counter()
    story_lines([line] * 20)
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize(
    "line",
    [
        "Create a free account to go on reading", "Log in to continue", "Already a subscriber? Sign in",
        "This article is for subscribers only", "Jetzt weiterlesen mit Hafen+", "Continue reading below",
        "Enter your email address", "Get the bay's headlines delivered to your inbox each morning",
        "Image source, Harbour Pictures", "Getty Images", "Ferries at anchor. Getty Images",
        "The views expressed in this article are the author's own.", "Suggested Topics:",
        "Purchase Licensing Rights, opens new tab",
    ],
)  # fmt: skip
def test_walls_captions_and_disclaimers_go(line):
    text = "Ferries began to cross the strait again on Sunday."
    kept = story_lines([text, text + " More.", line])
    assert line not in kept or line.startswith("Ferries at anchor.")
    assert len(kept) == 2 + line.startswith("Ferries at anchor.")


@pytest.mark.parametrize(
    "line",
    [
        "He had to create an account of the voyage from memory.",
        "Getty Images sued the company on Monday over photographs of the harbour that it had used.",
        "Views expressed by sailors differ.",
        "The story is available to anyone who asks the harbour master.",
        "Keep the change, she said.",
    ],
)
def test_sentences_with_such_words_stay(line):
    assert story_lines(["Ferries began to cross the strait.", line]) == [
        "Ferries began to cross the strait.",
        line,
    ]
