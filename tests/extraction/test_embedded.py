import json

import pytest

from aggregator.extraction import extract
from aggregator.extraction.embedded import read_embedded
from aggregator.outlets import Outlet, PageRules

BODY = (
    "The tide gauge at Salda pier stopped at four in the morning, the harbour master said, and nobody noticed.",
    "It was mended on Monday with a part from an old clock, which a schoolboy had offered to the harbour for nothing.",
    "Until then pilots read the height of the water from a ladder, as their grandfathers did, and no ship touched ground.",
)
STORY = {
    "headline": "Tide gauge mended",
    "publishedAt": "2025-03-30T06:10:00Z",
    "updatedAt": "2025-03-30T07:00:00Z",
    "authors": [{"name": "Ada Quill"}, "Bo Marsh"],
    "standfirst": "A boy's clock helps.",
    "body": [{"type": "paragraph", "content": text} for text in BODY],
}
OTHER = {**STORY, "headline": "Gulls return", "authors": ["Cy Reed"]}
STATE = {"props": {"pageProps": {"related": [OTHER, OTHER], "article": STORY}}, "query": {"id": 7}}
READ = {
    "headline": "Tide gauge mended",
    "datePublished": "2025-03-30T06:10:00Z",
    "dateModified": "2025-03-30T07:00:00Z",
    "description": "A boy's clock helps.",
    "author": ["Ada Quill", "Bo Marsh"],
    "articleBody": "\n".join(BODY),
}
TITLES = ["Tide gauge mended"]


def _flattened(value, flat):
    """As devalue writes a value."""
    number = len(flat)
    flat.append(None)
    if isinstance(value, dict):
        flat[number] = {key: _flattened(item, flat) for key, item in value.items()}
    elif isinstance(value, list):
        flat[number] = [_flattened(item, flat) for item in value]
    else:
        flat[number] = value
    return number


def test_next():
    scripts = [("", "var a = 1"), ("__NEXT_DATA__", json.dumps(STATE))]
    assert read_embedded(scripts, "__NEXT_DATA__", TITLES) == READ


def test_nuxt():
    flat = [["ShallowReactive", 1]]
    _flattened(STATE, flat)
    scripts = [("__NUXT_DATA__", json.dumps(flat))]
    assert read_embedded(scripts, "__NUXT_DATA__", TITLES) == READ


@pytest.mark.parametrize(
    "script",
    [
        f"window.__preloadedData = {json.dumps(STATE)};\nstart()",
        f"window['__preloadedData']={json.dumps(STATE)}",
        f"__preloadedData = JSON.parse({json.dumps(json.dumps(STATE))});",
        "window.__preloadedData = "
        + json.dumps(STATE).replace('"query": {"id": 7}', '"query": undefined'),
    ],
)
def test_assigned(script):
    assert read_embedded([("", script)], "__preloadedData", TITLES) == READ


@pytest.mark.parametrize(
    "body",
    [
        "<p>" + "</p><p>".join(BODY) + "</p>",
        "\n\n".join(BODY),
        list(BODY),
        {
            "children": [
                {"type": "p", "children": [{"type": "text", "text": text}]} for text in BODY
            ]
        },
        [
            {"__typename": "ImageBlock", "text": "A picture"},
            *({"html": f"<p>{t}</p>"} for t in BODY),
        ],
    ],
)
def test_shapes_of_bodies(body):
    state = {"article": {**STORY, "body": body}}
    found = read_embedded([("s", json.dumps(state))], "s", TITLES)
    assert found["articleBody"].split("\n") == list(BODY)


@pytest.mark.parametrize(
    "text",
    ["", "{broken", "[1, 2]", "7", '{"a": {"title": "No story"}}', "[[1],[2],[0]]", '[{"a":0}]',
     "[" * 5000, '{"headline": 7, "body": null}', '[["Reactive",1],{"a":1}]'],
)  # fmt: skip
def test_odd_state_gives_nothing(text):
    assert read_embedded([("s", text)], "s", TITLES) == {}


def test_another_scripts_name():
    assert (
        read_embedded([("x", json.dumps(STATE)), ("", "my__NEXT_DATA__ = 1")], "__NEXT_DATA__")
        == {}
    )


def test_where_the_outlet_declares_it():
    page = (
        "<html><head><title>Tide gauge mended</title></head><body><div id=__next></div>"
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(STATE)}</script></body></html>'
    ).encode()
    outlet = Outlet(
        name="post",
        title="Post",
        domains=("post.example",),
        rules=(PageRules(state="__NEXT_DATA__"),),
    )
    url = "https://post.example/2025/tide-gauge"
    story = extract(page, url=url, outlet=outlet)
    assert story.text == "\n\n".join(BODY)
    assert story.authors == ("Ada Quill", "Bo Marsh")
    assert story.published.isoformat() == "2025-03-30T06:10:00+00:00"
    assert {story.provenance[name].source for name in ("text", "authors", "published")} == {"state"}
    assert extract(page, url=url).text is None
