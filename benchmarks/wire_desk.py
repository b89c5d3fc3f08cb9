"""What newsrooms do to agency copy before they print it, as functions of a text.

Each edit takes a story's text, another story's text to draw strange words from, and a source of
chance, and gives the text as it would be printed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    Edit = Callable[[str, str, random.Random], str]

FURNITURE = (
    "Sign up for our morning letter and never miss what matters. By signing up you agree to our "
    "terms and to our use of your data as set out in the privacy notice. Read more of our work "
    "from around the region on our front page, listen to it wherever you listen, and follow us "
    "where you talk with your friends. Do you have a tip for us? Write to the desk. All rights "
    "reserved; this material may not be published, broadcast or rewritten without permission."
)

FORM = (
    "Keep reading with a trial of four weeks for one crown. You will have every story, the evening "
    "edition, our puzzles and the recipes, on three devices at a time. Change or end the trial at "
    "any moment in your account; after it the usual price is taken once a month. Have you been a "
    "reader for long? Enter your address and we send you a link to log in. Students and libraries "
    "pay half: ask the people at our service counter, who are there from eight to six."
)
LEGAL_NOTE = (
    "This service may keep small files on your device to remember your choices and to count how "
    "often a page is opened. We and our partners use them to show notices that fit what you read. "
    "You can change your mind in the settings at the foot of each page, where all partners are "
    "listed with what they keep and for how long. Opinions of guests are their own. Prices of "
    "shares come at least a quarter of an hour late and are no advice to buy or sell. The "
    "publisher is entered in the register of companies of Oldtown and keeps to the code of the "
    "council of the press, to which complaints may be sent in writing within three months."
)


def new_head_and_dateline(text: str, other: str, chance: random.Random) -> str:
    _ = chance
    return f"{' '.join(other.split()[:10])}\n\nOLDTOWN, May 6 (Example Wire) — {text}"


def first_half(text: str, other: str, chance: random.Random) -> str:
    _ = other, chance
    return _share(text, 2)


def first_quarter(text: str, other: str, chance: random.Random) -> str:
    _ = other, chance
    return _share(text, 4)


def reordered(text: str, other: str, chance: random.Random) -> str:
    _ = other
    sentences = _sentences(text)
    head, rest = sentences[:2], sentences[2:]
    blocks = [rest[start : start + 3] for start in range(0, len(rest), 3)]
    chance.shuffle(blocks)
    return " ".join([*head, *(sentence for block in blocks for sentence in block)])


def words_edited(share: float) -> Edit:
    """Single words replaced all over the text: the hardest way to edit so many of them."""

    def edit(text: str, other: str, chance: random.Random) -> str:
        words, strange = text.split(), other.split()
        for place in chance.sample(range(len(words)), round(share * len(words))):
            words[place] = chance.choice(strange)
        return " ".join(words)

    return edit


def embedded(text: str, other: str, chance: random.Random) -> str:
    _ = chance
    words = other.split()
    half = len(words) // 2
    return f"{' '.join(words[:half])} {text} {' '.join(words[half:])}"


def boilerplate_around(text: str, other: str, chance: random.Random) -> str:
    _ = other, chance
    return f"{FURNITURE[:160]} {text} {FURNITURE}"


def house_style(text: str, other: str, chance: random.Random) -> str:
    _ = other, chance
    styled = text.replace("'", "’").replace('"', "“").replace(" - ", " — ")
    for ours, theirs in (
        ("ize", "ise"),
        ("percent", "per cent"),
        ("U.S.", "US"),
        ("color", "colour"),
    ):
        styled = styled.replace(ours, theirs)
    return styled


def every_third_sentence_dropped(text: str, other: str, chance: random.Random) -> str:
    _ = other, chance
    return " ".join(
        sentence
        for place, sentence in enumerate(_sentences(text))
        if place % 3 != 2  # noqa: PLR2004
    )


def own_sentences_between(text: str, other: str, chance: random.Random) -> str:
    added = _sentences(other)
    printed = []
    for place, sentence in enumerate(_sentences(text)):
        printed.append(sentence)
        if place % 3 == 2:  # noqa: PLR2004 (after every third)
            printed.append(chance.choice(added))
    return " ".join(printed)


def new_lead(text: str, other: str, chance: random.Random) -> str:
    _ = chance
    words = text.split()
    cut = len(words) // 5
    return f"{' '.join(other.split()[:cut])} {' '.join(words[cut:])}"


def figures_updated(text: str, other: str, chance: random.Random) -> str:
    _ = other
    return re.sub(r"\d+", lambda found: str(int(found[0]) + chance.randint(1, 9)), text)


EDITS: dict[str, Edit] = {
    "new head and dateline": new_head_and_dateline,
    "first half": first_half,
    "first quarter": first_quarter,
    "reordered": reordered,
    "10 % of words edited": words_edited(0.1),
    "20 % of words edited": words_edited(0.2),
    "30 % of words edited": words_edited(0.3),
    "embedded": embedded,
    "boilerplate around": boilerplate_around,
    "house style": house_style,
    "every third sentence dropped": every_third_sentence_dropped,
    "own sentences between": own_sentences_between,
    "new lead": new_lead,
    "figures updated": figures_updated,
}


def _share(text: str, parts: int) -> str:
    words = text.split()
    return " ".join(words[: max(1, len(words) // parts)])


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text.strip())
