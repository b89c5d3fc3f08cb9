"""Copy families as rows: found by shared shingles, with one origin, and nothing overwritten."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from aggregator.archive import schema
from aggregator.archive.writing import families
from aggregator.matching import sketch

HOUR = timedelta(hours=1)


def members(newsroom, family_id, *, present=True):
    table = schema.family_members
    where = [table.c.family_id == family_id]
    if present:
        where.append(table.c.valid_to.is_(None))
    return newsroom.rows(table, *where)


def relations(newsroom, family_id):
    return {row["story_id"]: row["relation"] for row in members(newsroom, family_id)}


def commit(newsroom, *args, now=None, **options):
    (settled,) = newsroom.commit(newsroom.fetch(*args, **options), now=now)
    return settled


class TestFounding:
    def test_the_earlier_of_two_is_the_origin(self, newsroom, now, prose):
        first = commit(newsroom, "a", text=prose("wire"), at=now - HOUR)
        assert first.family_id is None
        copy = commit(newsroom, "b", outlet="ridge", text=prose("wire"), at=now)
        (family,) = newsroom.rows(schema.families)
        assert family["origin_id"] == first.story_id
        assert family["founded_at"] == now
        assert copy.family_id == family["id"]
        assert newsroom.story(first.story_id)["family_id"] == family["id"]
        origin, other = members(newsroom, family["id"])
        assert (origin["relation"], origin["containment"]) == ("origin", None)
        assert (other["relation"], other["containment"], other["own_share"]) == ("copy", 1.0, 0.0)
        assert (other["valid_from"], other["valid_to"]) == (now, None)

    def test_copies_share_an_event_whatever_their_headlines(self, newsroom, prose):
        first = commit(newsroom, "a", title="Bridge closed", text=prose("wire"))
        copy = commit(newsroom, "b", outlet="ridge", title="Traffic woes", text=prose("wire"))
        assert copy.event_id == first.event_id
        (membership,) = newsroom.rows(
            schema.memberships, schema.memberships.c.story_id == copy.story_id
        )
        assert "copy" in membership["evidence"]["links"]

    def test_unrelated_texts_are_none(self, newsroom):
        for slug in "abc":
            assert commit(newsroom, slug).family_id is None
        assert newsroom.rows(schema.families) == []

    def test_exact_copies_of_few_words_are_found(self, newsroom):
        text = "The ferry to Oldport will not sail today because of the wind, its owner said."
        commit(newsroom, "a", title="Ferry to Oldport cancelled", text=text)
        copy = commit(newsroom, "b", outlet="ridge", title="Stormy weather", text=text)
        assert copy.family_id is not None

    def test_an_excerpt(self, newsroom, prose):
        title = "Oldport has its ferry back"
        whole = f"{prose(1, 150)}\n\n{prose(2, 150)}"
        first = commit(newsroom, "a", title=title, text=whole)
        part = commit(newsroom, "b", outlet="ridge", title=title, text=prose(1, 150))
        assert relations(newsroom, part.family_id) == {
            first.story_id: "origin",
            part.story_id: "copy",
        }
        brief = " ".join(prose(2, 150).split()[:60])
        short = commit(newsroom, "c", outlet="lantern", title=title, text=brief)
        assert short.family_id == part.family_id
        assert relations(newsroom, part.family_id)[short.story_id] == "excerpt_of"

    def test_shared_quotes_make_no_family_but_a_link(self, newsroom, prose):
        first = commit(newsroom, "a", text=f"{prose('quote', 40)}\n\n{prose(1, 160)}")
        other = commit(
            newsroom, "b", outlet="ridge", text=f"{prose(2, 160)}\n\n{prose('quote', 40)}"
        )
        assert other.family_id is None
        memberships = newsroom.rows(schema.memberships)
        linked = memberships[1]["evidence"].get("links")
        if other.event_id == first.event_id:
            assert linked == ["shared_text"]

    def test_a_passage_that_two_share_is_kept_as_a_quote(self, newsroom, now, prose):
        said = " ".join(prose("statement", 30).split())
        told = f"{prose(1, 160)}\n\nThe owner said: “{said}”"
        spoken = f"{said}\n\n{prose(2, 160)}"
        title = said[:60]  # of which both headlines speak
        first = commit(newsroom, "a", title=title, text=spoken, at=now - HOUR)
        other = commit(newsroom, "b", outlet="ridge", title=title, text=told, at=now - 2 * HOUR)
        assert other.family_id is None
        (quote,) = newsroom.rows(schema.quotes)
        # It is the story with the quotation marks that quotes, though it came before.
        assert (quote["story_id"], quote["quoted_id"]) == (other.story_id, first.story_id)
        assert quote["marked"]
        assert quote["words"] == 30
        assert quote["passage"] in said
        assert quote["valid_to"] is None
        longer = f"{told} {prose(3, 20)}"
        commit(newsroom, "b", outlet="ridge", title=title, text=longer, at=now)
        assert newsroom.rows(schema.quotes) == [quote]

    def test_what_becomes_a_copy_quotes_no_longer(self, newsroom, now, prose):
        said = prose("statement", 40)
        told, title = f"{prose(1, 160)}\n\n{said}", said[:60]
        spoken = f"{said}\n\n{prose(2, 160)}"
        first = commit(newsroom, "a", title=title, text=spoken, at=now - HOUR)
        commit(newsroom, "b", outlet="ridge", title=title, text=told, at=now)
        assert len(newsroom.rows(schema.quotes)) == 1
        copy = commit(newsroom, "b", outlet="ridge", title=title, text=spoken, now=now + HOUR)
        assert copy.family_id == newsroom.story(first.story_id)["family_id"]
        (quote,) = newsroom.rows(schema.quotes)
        assert quote["valid_to"] == now + HOUR

    def test_a_teaser_without_text_takes_no_part(self, newsroom):
        commit(newsroom, "a", text=None, summary="The ferry is late.")
        commit(newsroom, "b", outlet="ridge", text=None, summary="The ferry is late.")
        assert newsroom.rows(schema.shingles, order=schema.shingles.c.hash) == []
        assert newsroom.rows(schema.families) == []


class TestOrigin:
    def test_the_credited_agency_takes_over(self, newsroom, now, prose):
        first = commit(newsroom, "a", text=prose("wire"), agency="Coastwire", at=now - 2 * HOUR)
        second = commit(
            newsroom, "b", outlet="ridge", text=prose("wire"), agency="Coastwire", at=now - HOUR
        )
        family_id = second.family_id
        later = now + HOUR
        wire = commit(newsroom, "w", outlet="coastwire", text=prose("wire"), at=now, now=later)
        assert wire.family_id == family_id
        (family,) = newsroom.rows(schema.families)
        assert (family["origin_id"], family["agency"]) == (wire.story_id, "Coastwire")
        assert relations(newsroom, family_id) == {
            first.story_id: "copy",
            second.story_id: "copy",
            wire.story_id: "origin",
        }
        (before,) = [row for row in members(newsroom, family_id, present=False) if row["valid_to"]]
        assert (before["story_id"], before["relation"]) == (first.story_id, "origin")
        assert before["valid_to"] == later

    def test_an_earlier_one_found_later_takes_over(self, newsroom, now, prose):
        first = commit(newsroom, "a", text=prose("wire"), at=now)
        commit(newsroom, "b", outlet="ridge", text=prose("wire"), at=now + HOUR)
        early = commit(newsroom, "c", outlet="lantern", text=prose("wire"), at=now - HOUR)
        found = relations(newsroom, early.family_id)
        assert found[early.story_id] == "origin"
        assert found[first.story_id] == "copy"
        assert Counter(found.values()) == {"origin": 1, "copy": 2}


class TestLater:
    def test_two_families_that_prove_to_be_one(self, newsroom, now, prose):
        one, two = prose(1, 130), prose(2, 130)
        title = "Oldport has its ferry back"
        commit(newsroom, "a", title=title, text=one, at=now)
        a = commit(newsroom, "b", outlet="ridge", title=title, text=one, at=now)
        commit(newsroom, "c", title=title, text=two, at=now)
        b = commit(newsroom, "d", outlet="ridge", title=title, text=two, at=now)
        assert a.family_id != b.family_id
        both = commit(
            newsroom, "e", outlet="lantern", title=title, text=f"{one}\n\n{two}", at=now + HOUR
        )
        assert both.family_id == min(a.family_id, b.family_id)
        absorbed = max(a.family_id, b.family_id)
        assert members(newsroom, absorbed) == []
        assert len(members(newsroom, absorbed, present=False)) == 2
        # The origin of the absorbed family has nothing of the other text itself.
        found = Counter(relations(newsroom, both.family_id).values())
        assert found == {"origin": 1, "copy": 3, "derived": 1}
        assert {s["family_id"] for s in newsroom.rows(schema.stories)} == {both.family_id}

    def test_an_edit_exchanges_the_shingles_and_keeps_the_family(self, newsroom, prose):
        commit(newsroom, "a", text=prose("wire"))
        copy = commit(newsroom, "b", outlet="ridge", text=prose("wire"))
        edited = commit(newsroom, "b", outlet="ridge", text=prose("own words"))
        assert (edited.change, edited.family_id) == ("edited", copy.family_id)
        table = schema.shingles
        holders = [r["story_id"] for r in newsroom.rows(table, order=table.c.hash)]
        assert Counter(holders)[copy.story_id] > 10
        third = commit(newsroom, "c", outlet="lantern", text=prose("own words"))
        assert third.family_id == copy.family_id

    def test_an_edit_that_copies_joins(self, newsroom, prose):
        first = commit(newsroom, "a", text=prose("wire"))
        own = commit(newsroom, "b", outlet="ridge", title="Other", text=prose("own"))
        assert own.event_id != first.event_id
        copied = commit(newsroom, "b", outlet="ridge", title="Other", text=prose("wire"))
        assert copied.family_id is not None
        assert copied.event_id == first.event_id


class TestManyCopies:
    def test_one_family_whose_text_is_kept_once(self, newsroom, prose):
        wire = prose("wire", 150)
        settled = newsroom.commit(
            *(
                newsroom.fetch(f"c{n}", outlet=("harbour", "ridge")[n % 2], title="Ferry back",
                               text=f"{prose(n, 6)}. {wire}")
                for n in range(70)
            )
        )  # fmt: skip
        (family_id,) = {one.family_id for one in settled[1:]}
        assert len(relations(newsroom, family_id)) == 70
        table = schema.shingles
        held = Counter(row["hash"] for row in newsroom.rows(table, order=table.c.hash))
        assert max(held.values()) == 1
        assert len(held) < 70 * 10

    def test_the_family_is_found_after_its_keeper_was_rewritten(self, newsroom, prose):
        wire = prose("wire", 150)
        first = commit(newsroom, "a", title="Ferry back", text=wire)
        copy = commit(newsroom, "b", outlet="ridge", title="Ferry back", text=wire)
        commit(newsroom, "a", title="Ferry back", text=prose("own words", 150))
        late = commit(newsroom, "c", outlet="lantern", title="Ferry back", text=wire)
        assert late.family_id == copy.family_id
        own = schema.shingles.c.story_id
        assert newsroom.rows(schema.shingles, own == first.story_id, order=schema.shingles.c.hash)
        assert newsroom.rows(schema.shingles, own == copy.story_id, order=schema.shingles.c.hash)

    def test_shingles_of_a_story_that_is_no_more(self, newsroom, prose):
        wire = prose("wire", 150)
        made = sorted(sketch(wire))
        with newsroom.archive.write() as connection:
            connection.execute(
                insert(schema.shingles), [{"hash": value, "story_id": 999} for value in made]
            )
        assert commit(newsroom, "a", text=wire).family_id is None
        assert commit(newsroom, "b", outlet="ridge", text=wire).family_id is not None

    def test_a_large_family_gets_a_better_origin(self, newsroom, now, prose, monkeypatch):
        monkeypatch.setattr(families, "_WEIGHED", 3)
        wire = prose("wire", 150)
        for n in range(6):
            at = now - n * HOUR
            copy = commit(newsroom, f"c{n}", outlet="ridge", title="Ferry back", text=wire,
                          agency="Coastwire", at=at)  # fmt: skip
        source = commit(newsroom, "w", outlet="coastwire", title="Ferry back", text=wire, at=now)
        assert source.family_id == copy.family_id
        (family,) = newsroom.rows(schema.families)
        assert (family["origin_id"], family["agency"]) == (source.story_id, "Coastwire")
        found = Counter(relations(newsroom, copy.family_id).values())
        assert found == {"origin": 1, "copy": 6}


class TestFurniture:
    @pytest.fixture
    def small_cap(self, monkeypatch):
        monkeypatch.setattr(families, "SHINGLE_CAP", 6)

    def test_counts_for_nothing_and_is_not_stored_on(self, newsroom, prose, small_cap):
        footer = prose("subscribe to our letters", 60)
        settled = newsroom.commit(
            *(
                newsroom.fetch(f"s{n}", title=prose(("t", n), 6), text=f"{prose(n, 60)} {footer}")
                for n in range(20)
            )
        )
        with newsroom.archive.read() as connection:
            held = connection.execute(
                select(func.count()).select_from(schema.shingles).group_by(schema.shingles.c.hash)
            ).scalars()
            assert max(held) == 7
        assert [one.family_id for one in settled[7:]] == [None] * 13
