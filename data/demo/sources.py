"""The demo's stories and digests as they stand in the TOML files beside this one."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

HERE = Path(__file__).parent
NAMESPACE = UUID("6f0c2f5e-6e0b-5d0a-9a57-2f6d0f7f1c11")
"""Every identifier in the capture is derived from this one, so that it never changes."""

_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)")


@dataclass(frozen=True, kw_only=True)
class Version:
    """What a story's page said from `seen` on."""

    title: str
    standfirst: str
    paragraphs: tuple[str, ...]
    modified: datetime
    seen: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Story:
    """One URL that an outlet lists, and what is behind it.

    Attributes:
        page: ``whole``, or why it is not: ``barrier``, ``registration``, ``challenge``,
            ``consent``, ``not_found``, ``gone``, ``soft_404``, ``section``, ``live``, ``robots``.
        captured: False where only a feed or sitemap knows of it.
        versions: in order; paragraphs may hold ``[text](url)``.
    """

    id: str
    outlet: str
    url: str
    section: str
    event: str | None
    published: datetime
    versions: tuple[Version, ...]
    authors: tuple[str, ...] = ()
    feed_title: str | None = None
    feeds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    page: str = "whole"
    captured: bool = True
    free_body: bool = False
    copy_of: str | None = None
    agency: str | None = None
    correction: str | None = None
    dateline: str = ""
    sign_off: str = ""
    tickers: str = ""
    lang: str = "en"
    kind: str = "report"

    def at(self, moment: datetime) -> Version:
        """The version that a reader saw at that moment."""
        seen = [v for v in self.versions if v.modified <= moment]
        return seen[-1] if seen else self.versions[0]

    def number(self) -> str:
        """The outlet's own identifier: seven digits, or a UUID."""
        return self.url.rsplit("-", 1)[1] if self.outlet == "epoch" else self.url.rsplit("/", 1)[1]

    def image(self) -> str:
        key = uuid5(NAMESPACE, f"image {self.id}").hex
        return {
            "reuters": f"https://www.reuters.com/resizer/v2/{key[:26].upper()}.jpg?width=1200",
            "ft": f"https://www.ft.com/__origami/service/image/v2/images/raw/{key}",
            "epoch": f"https://img.theepochtimes.com/assets/uploads/{self.published:%Y/%m/%d}/{key[:12]}.jpg",
        }[self.outlet]


@dataclass(frozen=True, kw_only=True)
class Cite:
    """One line under a digest's SOURCES, and what is true of it."""

    name: str
    outlet: str
    headline: str
    state: str
    story: str | None = None


@dataclass(frozen=True, kw_only=True)
class Digest:
    url: str
    title: str
    event: str
    published: date
    caption: str
    paragraphs: tuple[str, ...]
    cites: tuple[Cite, ...] = field(default=())


def load_stories(folder: Path = HERE / "stories") -> list[Story]:
    """All stories, by time of publication; copies have taken over their original's text.

    Raises:
        ValueError: an id or URL stands twice, or a copy's original is missing.
    """
    stories: dict[str, Story] = {}
    for path in sorted(folder.glob("*.toml")):
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        for entry in document["story"]:
            if entry["id"] in stories:
                raise ValueError(f"{path.name}: {entry['id']} stands twice")
            stories[entry["id"]] = _story(entry, document.get("event"), stories)
    urls = [story.url for story in stories.values()]
    if len(urls) != len(set(urls)):
        raise ValueError("two stories have one URL")
    return sorted(stories.values(), key=lambda story: (story.published, story.id))


def load_digests(folder: Path = HERE / "digests") -> list[Digest]:
    digests = []
    for path in sorted(folder.glob("*.toml")):
        entry = tomllib.loads(path.read_text(encoding="utf-8"))
        digests.append(
            Digest(
                url=entry["url"],
                title=entry["title"],
                event=entry["event"],
                published=entry["published"],
                caption=entry["caption"],
                paragraphs=split(entry["text"]),
                cites=tuple(Cite(**cite) for cite in entry["cites"]),
            )
        )
    return digests


def split(text: str) -> tuple[str, ...]:
    return tuple(" ".join(block.split()) for block in text.split("\n\n") if block.strip())


def linked(paragraph: str, anchor: str) -> str:
    """An escaped paragraph with its links as `anchor`, which holds ``{href}`` and ``{text}``."""
    return _LINK.sub(lambda m: anchor.format(href=m[2], text=m[1]), paragraph)


def plain(paragraph: str) -> str:
    """A paragraph as a reader sees it."""
    return _LINK.sub(r"\1", paragraph)


def _story(entry: dict[str, Any], event: str | None, known: dict[str, Story]) -> Story:
    published = entry["published"].astimezone(UTC)
    paragraphs = split(entry.get("text", ""))
    original = entry.get("copy_of")
    if original is not None:
        if original not in known:
            raise ValueError(f"{entry['id']} copies {original}, which does not come before it")
        source = known[original].versions[0].paragraphs
        paragraphs = tuple(p for i, p in enumerate(source, 1) if i not in entry.get("cut", ()))
    first = Version(
        title=entry["title"],
        standfirst=entry["standfirst"],
        paragraphs=paragraphs,
        modified=entry.get("modified", published),
    )
    later = tuple(
        Version(
            title=revision["title"],
            standfirst=revision["standfirst"],
            paragraphs=split(revision["text"]),
            modified=revision["modified"],
            seen=revision["seen"],
        )
        for revision in entry.get("revision", ())
    )
    page = entry.get("page", "whole")
    outlet = entry["outlet"]
    section = entry.get("section") or entry["path"].split("/")[0]
    return Story(
        id=entry["id"],
        outlet=outlet,
        url=_url(entry),
        section=section,
        event=entry.get("event", event),
        published=published,
        versions=(first, *later),
        authors=tuple(entry["authors"]),
        feed_title=entry.get("feed_title"),
        feeds=tuple(entry.get("feeds") or _feeds(outlet, section)),
        tags=tuple(entry.get("tags", ())),
        page=page,
        captured=entry.get("captured", True) and page != "robots",
        free_body=entry.get("free_body", False),
        copy_of=original,
        agency="Reuters" if original else entry.get("agency"),
        correction=entry.get("correction"),
        dateline=entry.get("dateline", ""),
        sign_off=entry.get("sign_off", ""),
        tickers=entry.get("tickers", ""),
        lang=entry.get("lang", "en"),
        kind="live" if page == "live" else entry.get("kind", "report"),
    )


def _url(entry: dict[str, Any]) -> str:
    if entry["outlet"] == "reuters":
        return f"https://www.reuters.com/{entry['path']}/"
    if entry["outlet"] == "epoch":
        return f"https://www.theepochtimes.com/{entry['path']}"
    return f"https://www.ft.com/content/{uuid5(NAMESPACE, entry['id'])}"


def _feeds(outlet: str, section: str) -> tuple[str, ...]:
    """The outlet's feeds that list a story of this section."""
    if outlet == "epoch":
        return (section,)
    if outlet == "ft":
        return ("home", "international", section)
    return ()
