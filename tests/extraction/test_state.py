import json

from aggregator.extraction import extract
from aggregator.extraction.state import read_state

RESULT = {
    "title": "Tide turns",
    "authors": [{"name": "ada-quill", "byline": "Ada Quill"}, {"name": "Bo Marsh"}, "odd"],
    "published_time": "2025-03-30T06:10:00Z",
    "updated_time": "2025-03-30T07:00:00Z",
    "dateline": ["PORT SALDA, March 30 (Agency)"],
    "sign_off": "Reporting by Ada Quill; Editing by Bo Marsh",
    "content_elements": [
        {"type": "paragraph", "content": "First <a href='/x'>linked</a> &amp; read."},
        {"type": "header", "content": "A heading"},
        {"type": "social_media", "content": "no prose"},
        {"type": "list", "items": [{"type": "text", "content": "An item"}]},
        {"type": "paragraph", "content": None},
        "odd",
    ],
}


def _script(content):
    return (
        f"window.Fusion=window.Fusion||{{}};Fusion.globalContent={json.dumps(content)};Fusion.x=1"
    )


def test_arc_state():
    state = read_state(["var a = 1;", _script({"statusCode": 200, "result": RESULT})])
    assert state["headline"] == "Tide turns"
    assert state["author"] == ["Ada Quill", "Bo Marsh"]
    assert state["datePublished"] == "2025-03-30T06:10:00Z"
    assert state["dateModified"] == "2025-03-30T07:00:00Z"
    assert state["articleBody"].split("\n") == ["First linked & read.", "A heading", "An item"]
    assert state["dateline"].startswith("PORT SALDA")
    assert state["sign_off"].startswith("Reporting by")


def test_arc_state_without_wrapper():
    content = {"headlines": {"basic": "Tide"}, "credits": {"by": [{"name": "Ada Quill"}]},
               "display_date": "2025-03-30", "description": {"basic": "Short"}}  # fmt: skip
    state = read_state([_script(content)])
    assert state == {
        "headline": "Tide",
        "author": ["Ada Quill"],
        "datePublished": "2025-03-30",
        "description": "Short",
    }


def test_broken_or_odd_state_gives_nothing():
    assert read_state([]) == {}
    assert read_state(["Fusion.globalContent={broken", "x"]) == {}
    assert read_state(["Fusion.globalContent=[1, 2]"]) == {}
    assert read_state([_script({"result": [1]})]) == {}
    assert (
        read_state([_script({"result": {"title": 7, "content_elements": 3, "authors": 1}})]) == {}
    )


def test_state_fills_a_page_whose_text_is_not_in_it(page, url, prose):
    content = {
        "result": {
            **RESULT,
            "content_elements": [{"type": "paragraph", "content": p} for p in prose],
        }
    }
    story = extract(
        page(prose=(), title=None, head=f"<script>{_script(content)}</script>"), url=url
    )
    assert story.text == "\n\n".join(prose)
    assert story.title == "Tide turns"
    assert story.provenance["text"].source == "state"
