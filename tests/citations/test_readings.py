"""Lines of lists, cut at their marks and read in the best way."""

from __future__ import annotations

import time

import pytest

from aggregator.citations.items import ItemReader
from aggregator.citations.names import well_known_names
from aggregator.citations.readings import SURE, FieldReader, fields_of

READER = FieldReader(ItemReader(well_known_names()))
DAM = "Ostrava dam passes its first winter test"


@pytest.mark.parametrize(
    ("text", "outlet", "author", "published"),
    [
        (f"{DAM} - Ana Ruiz, Washington Examiner", "Washington Examiner", "Ana Ruiz", None),
        (f"Ana Ruiz / The Information: {DAM}", "The Information", "Ana Ruiz", None),
        (f"[3]: The Guardian, ‘{DAM}’, 4 March 2031.", "The Guardian", None, "4 March 2031."),
        (f"Ana Ruiz: {DAM}. In: Süddeutsche Zeitung. 2. Mai 2031.", "Süddeutsche Zeitung", "Ana Ruiz", "2. Mai 2031."),
        (f"12:40 – {DAM} (Slate)", "Slate", None, "12:40"),
        (f"JUST IN: {DAM} — Reuters", "Reuters", None, None),
        (f"News from the Left: Vox – {DAM}", "Vox", None, None),
        (f"Al-Monitor | {DAM} | 3 May", "Al-Monitor", None, "3 May"),
        (f"▪️{DAM} (lavialibera.it)", "lavialibera.it", None, None),
        (f"«{DAM}», Alternatives rurales, 4 novembre 2031", "Alternatives rurales", None, "4 novembre 2031"),
    ],
)  # fmt: skip
def test_the_best_reading(text, outlet, author, published):
    reading = READER.read(text)
    assert reading is not None
    item = reading.item
    assert (item.outlet, item.headline) == (outlet, DAM)
    assert (item.author, item.published) == (author, published)


@pytest.mark.parametrize(
    "text",
    [
        "Reuters said the dam held, and the BBC agreed.",
        "In London, The Guardian, a newspaper, is read by many people.",
        "Shares of Gannett (NYSE: GCI) rose 4%",
        "FT: 2-1 (HT: 1-0)",
        "Slide 1 of 6: Xinhua / Li Ke",
        "20:00 BBC One: The Repair Shop",
        "London, Reuters, 4 March",
        "mit Agenturmaterial (dpa, AFP)",
        "The dam held anyway (Bloomberg).",
        "",
        "– – –",
    ],
)
def test_what_is_no_line_of_a_list(text):
    reading = READER.read(text)
    assert reading is None or reading.item.headline is None or reading.score < SURE


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("Mining.com – 9 November 2031", "Mining.com"),
        ("Hakai Magazine · 12 min read", "Hakai Magazine"),
        ("🗓 10 Nov 2031 · 🌐 TechCabal · ⏱ 3 min", "TechCabal"),
    ],
)
def test_an_outlet_with_a_time(text, outlet):
    item = READER.bare(text)
    assert item is not None
    assert (item.outlet, item.headline) == (outlet, None)


def test_names_alone():
    assert [item.outlet for item in READER.names("Reuters | Kyodo | Asahi")] == [
        "Reuters", "Kyodo", "Asahi",
    ]  # fmt: skip
    assert READER.names("Reuters | Photos") == []
    assert READER.names("Reuters") == []


def test_a_quotation_is_one_field():
    fields = fields_of("Ruiz, “Dams, rivers – and us,” Reuters")
    assert [(f.text, f.quoted) for f in fields] == [
        ("Ruiz", False), ("Dams, rivers – and us", True), ("Reuters", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "piece", ["Reuters, ", "(Reuters) ", "“a ", "– x ", "Ana Ruiz | ", ": ", ". A"]
)
def test_work_is_bounded(piece):
    started = time.process_time()
    for length in (90, 400, 100_000):
        READER.read((piece * length)[:length])
    assert time.process_time() - started < 1
