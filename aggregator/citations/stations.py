"""Broadcasters by their call signs: ``told KSTP``, ``CNN affiliate WCVB``, ``KTLA reported``.

The United States give stations signs of four letters that begin with K (west of the Mississippi)
or W (east of it), 47 CFR 73.3550; there are thousands, so that a table would never have them all.
"""

# ruff: noqa: E501 -- a pattern stays in one piece

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregator.citations.items import Found, Item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.citations.items import ItemReader

_SIGN = r"(?P<sign>[KW][A-Z]{3}(?:-(?:TV|FM|AM|DT|LP))?)"
_CALLED = re.compile(r"[KW][A-Z]{3}")
_ROLE = r"(?:[A-Z]{2,4}(?: News)? )?(?:(?:local|sister|affiliated|partner|tv|television|radio|news) ){0,2}(?:affiliate|station|stations|partner|outlet)s?"
_NAMED = re.compile(
    rf"(?:\b(?:told|tells|telling|according to|reported by|per|citing|spoke (?:to|with)|interview with|said on)\s(?:the )?(?:{_ROLE}\s)?|\b{_ROLE}\s){_SIGN}(?![\w-])"
    rf"|(?:^|(?<=[\s“\"])){_SIGN.replace('sign', 'subject')}(?:\s\([^()]{{2,20}}\))?\s(?:first )?(?:reported|reports|said|says|learned)\b"
)
_AFFILIATE = re.compile(
    r"(?:['’]s)?(?: News)?\s(?:(?:local|sister|tv|television|radio)\s){0,2}(?:affiliate|station)s?\s(?=[A-Z])"
)
# What has four such letters and is no station.
_OTHERS = frozenset("WADA WIPO WWII WWIII KFOR KPMG WTTC WHOI KAPO KSPO KLSE WOAH".split())


def is_affiliate(after: str) -> bool:
    """Whether the words behind an outlet's name go on with a station of its network."""
    return _AFFILIATE.match(after) is not None


def stations(text: str, items: ItemReader) -> Iterator[Found]:
    """The stations that a text attributes something to and that no table knows."""
    if _CALLED.search(text) is None:
        return
    for match in _NAMED.finditer(text):
        group = "sign" if match["sign"] else "subject"
        sign = match[group]
        if sign in _OTHERS:
            continue
        name, known = items.name(sign)
        yield Found(Item(name, known, at=match.start(group)), "inline", 0.6)
