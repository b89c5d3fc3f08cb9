"""Pages to extract from, all invented."""

from __future__ import annotations

import json

import pytest

from aggregator.extraction.document import read_document

URL = "https://www.harbourpost.example/world/2025/03/30/ferry-strike-ends-in-port-salda"
TITLE = "Ferry strike ends in Port Salda after eleven days"
PROSE = (
    (
        "Ferries began to cross the Salda strait again on Sunday after crews accepted a new contract, "
        "ending a strike that had cut two islands off from the mainland for eleven days."
    ),
    (
        "The agreement, reached shortly before dawn in the old customs house, raises wages by four per "
        "cent and gives night crews a second rest day each month, both sides said."
    ),
    (
        "“We did not get everything, but nobody goes to sea tired any more,” said Ilmari Vexley, who "
        "led the talks for the crews and had not slept for two nights."
    ),
    (
        "Shops on the island of Little Salda had run out of flour and batteries by Thursday, and the "
        "clinic sent three patients to the mainland by helicopter."
    ),
    (
        "The operator, Salda Lines, said that all nine ships would sail to the usual timetable from "
        "Monday morning and that tickets bought during the strike would be refunded."
    ),
    (
        "Economists at the University of Brenning put the cost of the stoppage at about six million "
        "crowns a day, most of it borne by fishermen who could not sell their catch."
    ),
    (
        "Talks on pensions, the other matter in dispute, will go on in June with a mediator whom both "
        "sides have still to name."
    ),
)


def build(
    *,
    head: str = "",
    title: str | None = TITLE,
    before: str = "",
    after: str = "",
    prose: tuple[str, ...] = PROSE,
    jsonld: object = None,
    lang: str = "en",
) -> bytes:
    """A news page with navigation, an article and a footer."""
    script = f'<script type="application/ld+json">{json.dumps(jsonld)}</script>' if jsonld else ""
    heading = f"<h1>{title}</h1>" if title else ""
    named = f"<title>{title} | Harbour Post</title>" if title else ""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in prose)
    return f"""<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">{named}{head}{script}
    </head><body><nav><a href="/">Harbour Post</a><a href="/world/">World</a></nav>
    <main><article>{heading}{before}<div class="text">{text}</div>{after}</article></main>
    <footer><p>Harbour Post, 4 Quay Street. All rights reserved.</p></footer></body></html>
    """.encode()


@pytest.fixture
def url():
    return URL


@pytest.fixture
def headline():
    return TITLE


@pytest.fixture
def prose():
    return PROSE


@pytest.fixture
def page():
    """Builds a page; see `build`."""
    return build


@pytest.fixture
def read():
    """Reads bytes, or a page built of keywords, into a document."""

    def _read(body=None, *, url=URL, headers=None, status=200, outlet=None, lead=None,
              captured_at=None, **parts):  # fmt: skip
        return read_document(
            build(**parts) if body is None else body,
            url=url,
            headers=headers or {},
            status=status,
            outlet=outlet,
            lead=lead,
            captured_at=captured_at,
        )

    return _read
