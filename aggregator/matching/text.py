"""Words, numbers and headlines, folded so that two newsrooms' typography compares equal.

Everything in this package reads text through here: fingerprints and event terms must agree on
what a word is.
"""

from __future__ import annotations

import html
import re
import unicodedata

from aggregator.outlets import name_key

# Scripts that are written without spaces between words: each character is a token of its own.
# Thai, Lao, Myanmar, Khmer; kana; Han. (Hangul is spaced.)
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_WORD = re.compile(r"\w+")
_WORD_OR_CHARACTER = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")
_UNSPACED_CHARACTER = re.compile(f"[{UNSPACED}]")
# Apostrophes join a word to its ending and differ between outlets; soft hyphens and zero-width
# characters are invisible. All are dropped before words are cut; the underscore cuts words.
_DROPPED = re.compile("['’‘ʼ`´\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_GROUPED_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")

# What a desk hangs before a headline to say which shelf it stands on.
_LABELS = (
    "live|live blog|live updates?|watch|watch live|video|breaking|breaking news|just in|urgent|"
    "exclusive|opinion|editorial|comment|analysis|explainer|explained|factbox|timeline|"
    r"update \d+|updated?|first ?ft|podcast|in pictures|photos?|gallery|listen|newsletter|"
    "morning briefing|briefing|review|interview|column|fact check|liveblog|liveticker|"
    "en direct|vidéo|direct|em direto|en vivo|última hora|diretta|eilmeldung"
)
_LABEL = re.compile(rf"^\W*(?:{_LABELS})\s*(?:[:|•»]|\s[-–—])\s+", re.IGNORECASE)
_AFFIX = re.compile(r"\s+(?:[-–—|»•]|\|\|)\s+(?P<name>[^|–—»•]{2,48})$")
_MAX_UNKNOWN_AFFIX_WORDS = 4
_MIN_PART_OF_NAME = 4  # letters; "ft" stands in too many words


def fold(text: str) -> str:
    """Compatibility-normalised and case-folded text without apostrophes and invisible marks."""
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "").replace("_", " ")
    # A pattern is ten times as fast here as str.translate.
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).casefold()).replace("_", " ")


def tokens(text: str) -> list[str]:
    """The words of a text, folded; of scripts without spaces, its characters."""
    folded = fold(text)
    if folded.isascii() or not _UNSPACED_CHARACTER.search(folded):
        return _WORD.findall(folded)
    return _WORD_OR_CHARACTER.findall(folded)


def plain(text: str) -> str:
    """A feed's description as it is meant to be read: without markup and addresses.

    What stands in tags are names of files and services, the same below all of an outlet's stories.
    """
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "://" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    return text


def space_out(folded: str) -> tuple[str, int]:
    """A folded text with a space on either side of every character that is a word of its own."""
    return _UNSPACED_CHARACTER.subn(r" \g<0> ", folded)


def is_unspaced(token: str) -> bool:
    """Whether a token is one character of a script that is written without spaces."""
    return _UNSPACED_CHARACTER.match(token) is not None


def numbers_in(text: str) -> frozenset[str]:
    """The numbers a text gives in digits, grouping removed: ``1,200`` and ``1.200`` are ``1200``.

    Ordinals keep only their digits (``80th`` gives ``80``); numbers in words are not read.
    """
    found = _NUMBER.findall(unicodedata.normalize("NFKC", text))
    return frozenset(
        re.sub("[.,]", "", number)
        if _GROUPED_THOUSANDS.fullmatch(number)
        else number.replace(",", ".")
        for number in found
    )


def clean_title(title: str, outlet: str = "") -> str:
    """A headline without the outlet's suffix and the desk's label.

    ``LIVE: Dam bursts near Oldtown - Daily Example`` of the outlet *Daily Example* gives ``Dam
    bursts near Oldtown``. After a bar any short name is a suffix; after a dash only the outlet's
    own. A headline that would be left empty is returned as it came.

    Args:
        title: as published.
        outlet: the outlet's name, title or domain, where known.
    """
    whole = " ".join(title.split())
    text = _LABEL.sub("", whole, count=1)
    while affix := _AFFIX.search(text):
        own = _compact(outlet)
        rest, name = text[: affix.start()], _compact(affix["name"])
        is_own = own == name or (
            min(len(own), len(name)) >= _MIN_PART_OF_NAME and (name in own or own in name)
        )
        after_bar = "|" in text[affix.start() : affix.start("name")]
        words = len(affix["name"].split())
        is_short = words <= _MAX_UNKNOWN_AFFIX_WORDS and words < len(rest.split())
        if not (is_own or (after_bar and is_short)):
            break
        text = rest
    return text if tokens(text) else whole


def _compact(name: str) -> str:
    return name_key(name.removeprefix("www.")).replace(" ", "")
