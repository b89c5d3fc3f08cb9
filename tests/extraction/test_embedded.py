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


def test_nuxt_2_is_a_function_called_where_it_is_written():
    body = ",".join(f'{{type:"paragraph",content:{json.dumps(text)}}}' for text in BODY)
    script = (
        'window.__NUXT__=(function(a,b,c,d){c.name="Bo Marsh";d[0]={name:"Ada Quill"};d[1]=c;'
        f"return {{layout:'default',data:[{{related:[],article:{{headline:a,publishedAt:b,"
        'updatedAt:"2025-03-30T07:00:00Z",authors:d,standfirst:"A boy\\u0027s clock helps.",'
        f"isOpen:!0,isPaid:!1,gone:void 0,rank:.5,body:[{body}]}}}}],fetch:{{}}}}}}"
        '("Tide gauge mended","2025-03-30T06:10:00Z",{},[]));'
    )
    assert read_embedded([("", script)], "__NUXT__", TITLES) == READ


def test_an_assignment_in_javascripts_own_words():
    script = "var x=1;window.__STATE__ = {story: " + json.dumps(STORY).replace('"body"', "body")
    assert read_embedded([("", script + ", more: [1,,2,],};run()")], "__STATE__", TITLES) == READ


@pytest.mark.parametrize(
    "script",
    [
        "window.__NUXT__=(function(a){alert(a);return {data:[a]}}(1))",
        "window.__NUXT__=(function(a){return load(a)}",
        "window.__NUXT__=" + "[" * 5000,
        'window.__NUXT__={a:"' + "x" * 100,
        "window.__NUXT__=function(){}",
        "window.__NUXT__={a:1+2}",
    ],
)
def test_what_would_have_to_be_run_is_left(script):
    assert read_embedded([("", script)], "__NUXT__", TITLES) == {}


class TestFlight:
    @staticmethod
    def _pushed(stream, pieces=3):
        size = len(stream) // pieces + 1
        parts = [stream[at : at + size] for at in range(0, len(stream), size)]
        pushes = [f"self.__next_f.push({json.dumps([1, part])})" for part in parts]
        return [
            ("", "(self.__next_f=self.__next_f||[]).push([0])"),
            *(("", push) for push in pushes),
        ]

    def test_rows_are_put_together(self):
        prose = "\n".join(BODY)
        story = {**STORY, "body": "$2a", "publishedAt": "$D2025-03-30T06:10:00Z"}
        stream = (
            '0:["$","$L1",null,{"children":"$1b"}]\n1:I["chunk.js",["12"]]\n'
            f"2a:T{len(prose.encode()):x},{prose}"
            f"1b:{json.dumps({'article': story, 'again': '$1b'})}\n"
        )
        assert read_embedded(self._pushed(stream), "__next_f", TITLES) == READ
        assert read_embedded(self._pushed(stream), "self.__next_f", TITLES) == READ

    def test_pages_without_it_and_broken_ones(self):
        assert read_embedded([("", "var a")], "__next_f") == {}
        broken = [
            ("", "self.__next_f.push([1,"),
            ("", 'self.__next_f.push([1,"0:{]\\n1:Tfffffff,x"])'),
        ]
        assert read_embedded(broken, "__next_f") == {}
