"""`aggregator story`, `search` and `why`, for programs and for people."""

from __future__ import annotations

import pytest

WIDTHS = [40, 80, 200]
CONTROLS = set("\x1b\x9b\x07\u202e\u2066\u200f")


def narrow(lines):
    """Without the lines of URLs, which are for copying and go on as one."""
    return [line for line in lines if "https://" not in line]


class TestStory:
    def test_json(self, ask, shelf):
        done = ask("story", shelf.stories["wire"], "--json")
        assert (done.status, done.err) == (0, "")
        story = done.json
        assert story["id"] == shelf.stories["wire"]
        assert story["url"] == "https://www.reuters.com/world/wire"
        assert (story["outlet"], story["authors"]) == ("Reuters", ["Ida Rell", "Tom Oyan"])
        assert story["published"] == "2031-05-04T12:00:00+00:00"
        assert story["text"].count("\n\n") == 3
        assert story["event"] == shelf.events["wire"]
        assert [r["number"] for r in story["revisions"]] == [1]
        assert [c["story"] for c in story["copies"]] == [shelf.stories["copy"]]
        assert [c["document"] for c in story["cited_by"]] == [shelf.stories["digest"]]
        assert story["provenance"]["title"]["source"] == "jsonld"

    @pytest.mark.parametrize(
        "reference",
        [
            "https://www.reuters.com/world/wire",
            "http://www.reuters.com/world/wire/?utm_source=x#top",
        ],
    )
    def test_by_url(self, ask, shelf, reference):
        assert ask("story", reference, "--json").json["id"] == shelf.stories["wire"]

    def test_for_people(self, ask, shelf):
        out = ask("story", shelf.stories["wire"]).out
        assert out.startswith("Ferry Ostara loses its rudder off Kessel\n")
        assert "   authors  Ida Rell, Tom Oyan\n" in out
        assert "warned of the worn bolts in two inspections since last autumn.\n" in out
        assert "carry the same text:" in out
        assert "cited by:" in out
        assert "cites:" in ask("story", shelf.stories["digest"]).out

    def test_lines_in_a_pipe_are_not_folded(self, ask, shelf, hostile):
        out = ask("story", shelf.stories["long"]).out
        assert out.split("\n")[0] == hostile["long"]

    @pytest.mark.parametrize("width", WIDTHS)
    def test_on_a_terminal(self, ask, shelf, cells, width, hostile):
        for slug in ("wire", "digest", *hostile):
            lines = narrow(ask("story", shelf.stories[slug], width=width).lines)
            assert max(map(cells, lines)) <= width, slug
            assert not set("".join(lines)) & CONTROLS

    @pytest.mark.parametrize("command", ["story", "why"])
    @pytest.mark.parametrize(
        ("reference", "words"),
        [
            ("999", "there is no story 999"),
            ("9" * 30, "there is no story"),
            ("https://reuters.com/none", "there is no story https://reuters.com/none"),
            ("https://www.reuters.com/world/gone", "there is no story"),
            ("tomorrow", "neither a story's id nor its URL"),
            ("-5", ""),
        ],
    )
    def test_no_such_story(self, ask, command, reference, words):
        done = ask(command, reference, "--json")
        assert done.status == (2 if reference == "-5" else 1)
        assert words in done.err
        assert done.out == ""
        if done.status == 1:
            assert done.err.count("\n") == 1


class TestSearch:
    def test_json(self, ask, shelf):
        done = ask("search", '"worn bolts" passengers', "--json")
        assert (done.status, done.err) == (0, "")
        assert {hit["id"] for hit in done.json} == {shelf.stories["wire"], shelf.stories["copy"]}
        assert list(done.json[0]) == [
            "id", "url", "outlet", "title", "published", "event", "score", "snippet",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("options", "slugs"),
        [
            ((), {"wire", "copy", "own"}),
            (("--outlet", "Reuters"), {"wire"}),
            (("--since", "2031-05-04T13:00"), {"copy", "own"}),
            (("--until", "2031-05-04T13:00Z"), {"wire", "copy"}),
            (("--until", "2031-05-03"), set()),
        ],
    )
    def test_filters(self, ask, shelf, options, slugs):
        hits = ask("search", "passengers", *options, "--json").json
        assert {hit["id"] for hit in hits} == {shelf.stories[slug] for slug in slugs}

    def test_limit(self, ask):
        assert len(ask("search", "passengers", "-n", "1", "--json").json) == 1

    @pytest.mark.parametrize("width", [None, 80])
    def test_nothing_found(self, ask, width):
        done = ask("search", "zebra", width=width)
        assert (done.status, done.out, done.err) == (0, "", "nothing matches zebra\n")
        assert ask("search", "zebra", "--json", width=width).out == "[]\n"

    @pytest.mark.parametrize("query", ["", "   ", '"', "*", " -passengers"])
    def test_no_word_to_look_for(self, ask, query):
        done = ask("search", query)
        assert (done.status, done.out) == (1, "")
        assert "at least one word" in done.err

    def test_in_a_pipe(self, ask, shelf):
        (row,) = ask("search", "medic").rows
        assert row[0] == str(shelf.stories["own"])
        assert row[5] == "https://www.ft.com/world/own"
        assert "⟦medic⟧" in row[6]

    @pytest.mark.parametrize("width", WIDTHS)
    def test_on_a_terminal(self, ask, cells, width):
        for query in ("passengers", "hull", "loaves", "laps", "regatta", "cables", "editors"):
            done = ask("search", query, width=width)
            assert max(map(cells, done.lines)) <= width
            assert not set("".join(done.lines)) & CONTROLS
            assert "\x1b[1m" in done.out  # what was found stands out
            assert "⟦" not in done.out


class TestWhy:
    def test_json(self, ask, shelf):
        done = ask("why", shelf.stories["copy"], "--json")
        assert (done.status, done.err) == (0, "")
        why = done.json
        assert why["memberships"][0]["event"] == shelf.events["wire"]
        assert why["kinships"][0]["origin"] == shelf.stories["wire"]
        assert why["fetches"][0]["outcome"] == "story"

    def test_for_people(self, ask, shelf):
        out = ask("why", shelf.stories["copy"]).out
        assert f"event {shelf.events['wire']} (Ferry Ostara loses its rudder" in out
        assert "copy, 100% of its text; origin is story" in out
        assert "title\tjsonld\t\tog=Another title\n" in out
        assert "opened it" in ask("why", shelf.stories["wire"]).out
        assert "in no event" in ask("why", shelf.stories["digest"]).out

    @pytest.mark.parametrize("width", WIDTHS)
    def test_on_a_terminal(self, ask, shelf, cells, width, hostile):
        for slug in ("wire", "copy", *hostile):
            lines = narrow(ask("why", shelf.stories[slug], width=width).lines)
            assert max(map(cells, lines)) <= width, slug
            assert not set("".join(lines)) & CONTROLS
