"""How headlines drift between an outlet and who quotes it: one function for each kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    Drift = Callable[[str, random.Random], str]

_SHORTEST = 4  # letters of a word that may be a name
_NAME = re.compile(r"(?<![\w’'])([A-Z][a-z]{2,}) ([A-Z][a-z]{2,})(?![\w’'])")
_NUMBER = re.compile(r"(?<![\w.,$€£])(\d{1,3})(?![\w.,%-])")
_VERBS = {
    "says": "said", "kills": "killed", "hits": "struck", "warns": "warned", "calls": "called",
    "to": "will", "rises": "climbs", "plans": "planning", "announces": "unveils", "faces": "facing",
    "after": "following", "seeks": "wants", "threatens": "warns of", "vows": "promises",
}  # fmt: skip


def _other_verb(title: str, _: random.Random) -> str:
    words = title.split(" ")
    for at, word in enumerate(words[1:], 1):
        if word.lower() in _VERBS:
            words[at] = _VERBS[word.lower()]
            return " ".join(words)
    return title


def _number(title: str, chance: random.Random) -> str:
    return _NUMBER.sub(lambda m: str(int(m.group(1)) + chance.randint(1, 9)), title, count=1)


def _cut(title: str, _: random.Random) -> str:
    words = title.split()
    if len(words) <= 8:  # noqa: PLR2004
        return title
    return " ".join(words[: max(7, len(words) * 2 // 3)]) + "…"


def _quotes(title: str, _: random.Random) -> str:
    if any(c in title for c in "‘’“”"):
        return title.translate(str.maketrans("‘’“”", "''\"\""))
    return title.replace("'", "’").replace('"', "”")


def _dropped(title: str, chance: random.Random) -> str:
    words = title.split()
    small = [at for at, word in enumerate(words) if word.islower() and at]
    if len(words) < 7 or not small:  # noqa: PLR2004
        return title
    del words[chance.choice(small)]
    return " ".join(words)


def _added(title: str, chance: random.Random) -> str:
    """A first name before a name: the feed has "Venn says", the digest "Orla Venn says"."""
    match = re.search(r"(?<!\w )\b([A-Z][a-z]{3,})(?= (?:says|said|warns|calls|wants|to)\b)", title)
    if match is None:
        return title
    first = chance.choice(["Orla", "Tomas", "Leonid"])
    return f"{title[: match.start()]}{first} {title[match.start() :]}"


DRIFTS: dict[str, Drift] = {
    "as it stands": lambda title, _: title,
    "capitals": lambda title, _: title.upper(),
    "sentence case": lambda title, _: title[:1] + title[1:].lower(),
    "other quotes": _quotes,
    "cut short": _cut,
    "first name gone": lambda title, _: _NAME.sub(r"\2", title, count=1),
    "first name added": _added,
    "another number": _number,
    "other verb": _other_verb,
    "other marks": lambda title, _: title.replace(": ", " – ").replace(",", "").rstrip(".?!"),
    "outlet behind it": lambda title, _: f"{title} - Some Outlet",
    "word before it": lambda title, _: f"Exclusive: {title}",
    "update counter": lambda title, _: f"UPDATE 2-{title}",
    "a word gone": _dropped,
    "abbreviations": lambda title, _: title.replace("US ", "U.S. ").replace("%", " percent"),
}  # fmt: skip


def name_changed(title: str) -> str | None:
    """The headline with one of the names in it changed; None where it shows no name."""
    words = title.split()
    long = [word for word in words[1:] if len(word) >= _SHORTEST]
    if not long or 2 * sum(word[0].islower() for word in long) < len(long):
        return None
    for at in range(len(words) - 1, 0, -1):
        if words[at].isalpha() and words[at].istitle() and len(words[at]) >= _SHORTEST:
            return " ".join([*words[:at], "Velmora", *words[at + 1 :]])
    return None
