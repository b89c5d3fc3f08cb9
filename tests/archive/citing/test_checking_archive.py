"""What the archive holds of a digest's sources, and what is said of what it does not hold."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.archive.citing.checking import archived_document, check_archived, check_document
from aggregator.archive.citing.citations import resolve_citations
from aggregator.archive.errors import NotFound
from aggregator.citations import find_citations, read_document
from aggregator.records import Citation, Outcome

HOUR = timedelta(hours=1)
FLOOD = "Flood water reaches the harbour wall at Oldport"
TOLD = (
    "Flood water reached the harbour wall at Oldport on Tuesday, the mayor said. "
    "Some 40 families left their houses in the night."
)
TEXT = (
    "About 40 families left their houses in the night.\n\nMinisters have promised money to bakers."
)


def cite(outlet="Ridge Daily", name="ridge", headline=FLOOD):
    return Citation(
        outlet=outlet, outlet_name=name, headline=headline, line="x", kind="source_line",
        confidence=0.9,
    )  # fmt: skip


@pytest.fixture
def sources(newsroom, now):
    """Ridge's story is held in full, Lantern's as a teaser."""
    newsroom.commit(
        newsroom.fetch("flood", outlet="ridge", title=FLOOD, text=TOLD, at=now - 5 * HOUR)
    )
    newsroom.commit(
        newsroom.fetch(
            "flood", outlet="lantern", title="Oldport braces for the tide", text=None,
            outcome=Outcome.BOT_WALL, extract_outcome=Outcome.TEASER, summary="Sandbags are out.",
            at=now - 4 * HOUR,
        )
    )  # fmt: skip


@pytest.fixture
def document(newsroom, archive, newsrooms, now, sources):
    citations = (
        cite(),
        cite("The Lantern", "lantern", "Oldport braces for the tide"),
        cite("Far Times", None, "Nobody has this"),
    )
    fetch = newsroom.fetch(
        "digest", outlet="digest", kind="digest", text=TEXT, citations=citations, at=now
    )
    (settled,) = newsroom.commit(fetch)
    resolve_citations(archive, newsrooms, now=now)
    return settled.story_id


def test_of_an_archived_document(archive, document):
    with archive.read() as connection:
        found = check_archived(connection, document)
    assert [(one.outlet, one.held) for one in found.sources] == [
        ("Ridge Daily", "full"), ("The Lantern", "teaser"), ("Far Times", "nothing"),
    ]  # fmt: skip
    assert [str(one.verdict) for one in found.sentences] == ["supported", "unsupported"]
    assert found.incomplete == 2
    assert found.counts["supported"] == 1


def test_of_a_document_that_the_archive_does_not_have(archive, newsrooms, now, sources):
    text = f"Night in Oldport\n\n{TEXT}\n\nSOURCES: RIDGE DAILY – {FLOOD}\nPublished May 6, 2031"
    document = read_document(text.encode())
    citations = find_citations(document, newsrooms)
    with archive.read() as connection:
        found = check_document(connection, document, citations, newsrooms, now=now)
    assert [(one.outlet, one.held) for one in found.sources] == [("Ridge Daily", "full")]
    assert str(found.sentences[0].verdict) == "supported"


def test_is_found_by_number_and_by_url(archive, newsroom, document):
    with archive.read() as connection:
        assert archived_document(connection, str(document)) == document
        assert archived_document(connection, newsroom.url("digest", "digest")) == document
        assert archived_document(connection, "https://elsewhere.example/digest") is None
        assert archived_document(connection, "digest.txt") is None
        with pytest.raises(NotFound):
            archived_document(connection, "999")


def test_a_story_that_cites_nothing_cannot_be_checked(archive, newsroom):
    (settled,) = newsroom.commit(newsroom.fetch("plain"))
    with archive.read() as connection, pytest.raises(ValueError, match="cites no stories"):
        check_archived(connection, settled.story_id)
