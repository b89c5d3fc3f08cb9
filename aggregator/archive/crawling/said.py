"""What a source said of a lead, as JSON and back."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aggregator.archive.drivers import clean
from aggregator.records import Lead, Moment, Precision

if TYPE_CHECKING:
    from collections.abc import Mapping

Said = dict[str, Any]
"""The fields of a `Lead` that are set, moments as ``{"at", "precision", "flags"}``."""

_TEXTS = ("url", "title", "summary", "language", "section", "image")
_LISTS = ("authors", "tags")
_MOMENTS = ("published", "modified")

# What a reader of the entry would call its wording. The URL's spelling (tracking parameters),
# the image's (signatures) and the place in the list differ from one poll to the next.
_WORDING = ("title", "summary", "published", "modified", "authors", "section", "tags")


def to_said(lead: Lead) -> Said:
    """The lead as JSON; fields that the source left out are left out."""
    said: Said = {}
    for name in _TEXTS:
        if value := getattr(lead, name):
            said[name] = clean(value)
    for name in _LISTS:
        if values := getattr(lead, name):
            said[name] = [clean(value) for value in values]
    for name in _MOMENTS:
        if moment := getattr(lead, name):
            said[name] = _from_moment(moment)
    if lead.position is not None:
        said["position"] = lead.position
    return said


def to_lead(said: Mapping[str, Any], *, url: str, via: str) -> Lead:
    """The lead again; `url` is what to request it by."""
    fields: dict[str, Any] = {name: said[name] for name in _TEXTS if name in said}
    fields |= {name: tuple(said[name]) for name in _LISTS if name in said}
    fields |= {name: to_moment(said[name]) for name in _MOMENTS if name in said}
    return Lead(**(fields | {"url": url, "via": via, "position": said.get("position")}))


def to_moment(value: Mapping[str, Any]) -> Moment:
    return Moment(
        datetime.fromisoformat(value["at"]),
        Precision(value["precision"]),
        tuple(value.get("flags", ())),
    )


def wording_digest(said: Said) -> str:
    """Equal for two sightings that say the same of a lead."""
    wording = {name: said[name] for name in _WORDING if name in said}
    text = json.dumps(wording, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def tells_of_revision(newer: Said, older: Said) -> bool:
    """Whether a source's new wording suggests that the page itself was changed.

    A title or a first publication that differs from what the same source said before, or a time
    of modification that is new. A standfirst or keyword alone is no sign.
    """
    if "modified" in newer and _at(newer, "modified") != _at(older, "modified"):
        return True
    if "title" in newer and "title" in older and newer["title"] != older["title"]:
        return True
    return (
        "published" in newer
        and "published" in older
        and _at(newer, "published") != _at(older, "published")
    )


def _at(said: Said, name: str) -> object:
    moment = said.get(name)
    return None if moment is None else (moment["at"], moment["precision"])


def _from_moment(moment: Moment) -> Said:
    said: Said = {
        "at": moment.at.astimezone(UTC).isoformat(),
        "precision": moment.precision.value,
    }
    if moment.flags:
        said["flags"] = list(moment.flags)
    return said
