"""An event's lineage from its rows, and the same questions in SQL."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from aggregator.archive import schema
from aggregator.archive.citing.lineage import event_lineage, lineage_record
from aggregator.archive.errors import NotFound
from aggregator.records import Citation

HOUR = timedelta(hours=1)
FLOOD = "Flood water reaches the harbour wall at Oldport"


def names(outlet, name=None, *, kind="inline", url=None, headline=None):
    return Citation(
        outlet=outlet, outlet_name=name, headline=headline, url=url, line=f"{outlet} reported",
        kind=kind, confidence=0.7,
    )  # fmt: skip


@pytest.fixture
def event(newsroom, now, prose):
    """Coastwire first; Ridge copies it; Lantern cites Ridge; Harbour links to Lantern.

    Returns the event's id and the stories' ids by outlet.
    """
    lead = f"{FLOOD}. The wall at Oldport was reached by the flood on Tuesday. "
    wire, own = lead + prose("wire"), lead + prose("own")
    stories = {}
    for outlet, hours, body, citations in (
        ("coastwire", 4, wire, (names("Far Times"),)),
        ("ridge", 3, wire, (names("Coastwire", "coastwire", kind="dateline"), names("Far Times"))),
        ("lantern", 2, own, (names("Ridge Daily", "ridge"),)),
        ("harbour", 1, lead + prose("more"),
         (names("The Lantern", "lantern", kind="link", url=newsroom.url("flood", "lantern")),)),
    ):  # fmt: skip
        fetch = newsroom.fetch(
            "flood",
            outlet=outlet,
            title=FLOOD,
            text=body,
            at=now - hours * HOUR,
            citations=citations,
        )
        (settled,) = newsroom.commit(fetch)
        stories[outlet] = settled.story_id
        event_id = settled.event_id
    return event_id, stories


def test_edges_from_rows(archive, newsrooms, event):
    event_id, ids = event
    with archive.read() as connection:
        found = event_lineage(connection, event_id, newsrooms)
    lineage = found.lineage
    assert lineage.first == ids["coastwire"]
    assert {place.report.story for place in lineage.places} == set(ids.values())
    edges = {(edge.story, edge.outlet): edge for edge in lineage.edges}
    copied = edges[ids["ridge"], "Coastwire"]
    assert (copied.cited, copied.told_by) == (ids["coastwire"], "copy")
    assert edges[ids["ridge"], "Far Times"].inherited
    assert edges[ids["lantern"], "Ridge Daily"].told_by == "event"
    linked = edges[ids["harbour"], "The Lantern"]
    assert (linked.cited, linked.told_by, linked.outside) == (ids["lantern"], "url", False)
    (chain,) = lineage.chains
    assert chain.heads == (ids["harbour"],)
    assert chain.steps == ((ids["lantern"], "The Lantern"), (ids["ridge"], "Ridge Daily"))
    assert lineage_record(found)["first"] == {
        "story": ids["coastwire"], "certain": True, "contenders": [ids["coastwire"]],
    }  # fmt: skip


def test_the_view_says_the_same(archive, event):
    _, ids = event
    query = text(
        "SELECT story_id, cited_outlet, cited_story_id, told_by, minutes_behind "
        "FROM v_attributions ORDER BY story_id, citation_id"
    )
    with archive.read() as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    assert rows == [
        (ids["coastwire"], "Far Times", None, None, None),
        (ids["ridge"], "Coastwire", ids["coastwire"], "copy", 60),
        (ids["ridge"], "Far Times", None, None, None),
        (ids["lantern"], "Ridge Daily", ids["ridge"], "event", 60),
        (ids["harbour"], "The Lantern", ids["lantern"], "url", 60),
    ]


def test_what_only_names_an_outlet_is_not_looked_for(newsroom, event):
    assert len(newsroom.rows(schema.citations)) == 5
    assert newsroom.rows(schema.resolutions) == []


def test_a_headline_under_sources_is_looked_for(newsroom):
    cited = names("Ridge Daily", "ridge", kind="source_line", headline=FLOOD)
    newsroom.commit(newsroom.fetch("summary", citations=(cited, names("Ridge Daily", "ridge"))))
    (row,) = newsroom.rows(schema.resolutions)
    assert row["state"] == "not_tried"


def test_there_is_no_such_event(archive, newsrooms):
    with archive.read() as connection, pytest.raises(NotFound):
        event_lineage(connection, 99, newsrooms)
