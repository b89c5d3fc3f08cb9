"""Tables that fit any terminal, fields that survive any pipe, and titles that command neither."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.cli import show
from aggregator.records import Moment, Precision

AT = datetime(2031, 5, 6, 12, 30, 15, tzinfo=UTC)
WIDTHS = [40, 80, 200]
# Of which nobody doubts how wide they are, and such as command a terminal.
TITLE_CHARACTERS = st.one_of(
    st.characters(max_codepoint=0x24F, exclude_categories=["Mn", "Cn"]),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
    st.characters(min_codepoint=0x1F600, max_codepoint=0x1F64F),
    st.sampled_from("\x1b\x9b\t\r\n\u202e\u2066\u2028\u200f \u0301"),
)


def plain(printed):
    """Without our own bold and dim."""
    return re.sub(r"\x1b\[[\d;]*m", "", printed)


@pytest.fixture
def screen(monkeypatch, capsys):
    """What a function prints on a terminal so wide, line by line."""

    def lines(width, function, *args, **options):
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setenv("TERM", "xterm")
        function(*args, **options)
        return plain(capsys.readouterr().out).split("\n")[:-1]

    return lines


@pytest.fixture
def rows(hostile):
    return [(n, AT, ("Reuters", "The Times"), title) for n, title in enumerate(hostile.values())]


COLUMNS = ("id", "last", "outlets", "title")


class TestTerminal:
    @pytest.mark.parametrize("fold", [True, False])
    @pytest.mark.parametrize("width", WIDTHS)
    def test_no_line_is_wider_than_the_terminal(self, screen, cells, rows, width, fold):
        wide = ("outlets", "title")
        lines = screen(width, show.print_table, COLUMNS, rows, wide=wide, fold=fold)
        assert max(map(cells, lines)) <= width
        assert len(lines) >= len(rows)

    @given(
        title=st.text(TITLE_CHARACTERS, max_size=200),
        width=st.integers(20, 160),
        fold=st.booleans(),
    )
    def test_whatever_the_title(self, cells, title, width, fold):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COLUMNS", str(width))
            patch.setenv("TERM", "xterm")
            out = io.StringIO()
            out.isatty = lambda: True
            patch.setattr("sys.stdout", out)
            row = (1, AT, "Reuters", title)
            show.print_table(COLUMNS, [row], wide=("outlets", "title"), fold=fold)
        printed = plain(out.getvalue())
        assert all(line == "" or cells(line) <= width for line in printed.split("\n"))
        assert not set(printed) & set("\x1b\x9b\t\r\u202e\u2066\u2028")

    @pytest.mark.parametrize("width", WIDTHS)
    def test_a_table_without_a_wide_column(self, screen, cells, width):
        lines = screen(width, show.print_table, ("a", "b"), [("x" * 90, "y" * 90)])
        assert max(map(cells, lines)) <= width
        assert "".join(lines).count("x") == 90

    def test_numbers_stand_to_the_right(self, screen):
        lines = screen(80, show.print_table, ("id", "title"), [(7, "a"), (1234, "b")], wide="title")
        assert [line.rstrip() for line in lines] == ["  id  title", "   7  a", "1234  b"]

    def test_what_is_too_long_is_cut_or_goes_on(self, screen):
        row = [(1, "many words " * 20)]
        cut = screen(40, show.print_table, ("id", "title"), row, wide="title")
        assert len(cut) == 2
        assert cut[1].rstrip().endswith("…")
        folded = screen(40, show.print_table, ("id", "title"), row, wide="title", fold=True)
        assert " ".join(" ".join(folded[1:]).split()) == f"1 {'many words ' * 20}".strip()

    def test_where_a_table_does_not_fit_each_row_is_a_paragraph(self, screen):
        columns = ("story", "published", "outlet", "family", "title")
        row = (7, AT, "Financial Times", None, "A ferry that lost its rudder at night")
        assert screen(40, show.print_table, columns, [row], wide="title", fold=True) == [
            "story 7  published 2031-05-06 12:30",
            "outlet Financial Times",
            "  A ferry that lost its rudder at night",
        ]

    def test_room_that_a_column_does_not_need_goes_to_the_others(self, screen):
        row = ("1", "x" * 60)
        (_, line) = screen(70, show.print_table, ("a", "b"), [row], wide=("a", "b"))
        assert line.rstrip() == f"1  {'x' * 60}"

    def test_markup_is_text(self, screen, hostile):
        lines = screen(200, show.print_table, ("title",), [(hostile["markup"],)], wide="title")
        assert lines[1].rstrip() == hostile["markup"]

    def test_a_pipe_stays_a_pipe_where_colours_are_asked_for(self, monkeypatch, capsys):
        monkeypatch.setenv("FORCE_COLOR", "1")
        show.print_table(("id", "title"), [(1, "x" * 200)], wide="title")
        assert capsys.readouterr().out == f"id\ttitle\n1\t{'x' * 200}\n"


class TestPipe:
    def test_complete_and_with_a_header(self, capsys, rows, hostile):
        show.print_table(COLUMNS, rows, wide="title")
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].split("\t") == list(COLUMNS)
        assert [line.split("\t")[0] for line in lines[1:]] == [str(n) for n in range(len(rows))]
        assert all(len(line.split("\t")) == len(COLUMNS) for line in lines)
        assert hostile["long"] in lines[1 + list(hostile).index("long")]

    def test_tabs_and_line_breaks_are_spaces(self, capsys, hostile):
        show.print_table(("title",), [(hostile["breaks"],)])
        assert capsys.readouterr().out == "title\nFirst second third fourth fifth sixth\n"

    def test_times_are_whole_and_unknown_ones_empty(self, capsys):
        day = Moment(datetime(2031, 5, 6, tzinfo=UTC), Precision.DAY)
        show.print_table(("a", "b", "c"), [(AT, day, None)])
        assert capsys.readouterr().out == "a\tb\tc\n2031-05-06T12:30:15+00:00\t2031-05-06\t\n"

    @pytest.mark.parametrize("width", [None, 80])
    def test_nothing_is_said_on_standard_error(self, monkeypatch, capsys, width):
        monkeypatch.setattr("sys.stdout.isatty", lambda: width is not None)
        show.print_table(("id",), [], empty="nothing at all")
        assert capsys.readouterr() == ("", "nothing at all\n")


class TestValues:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (None, ""),
            (0, "0"),
            (True, "True"),
            (0.126, "0.13"),
            (("a", 1, None), "a, 1, "),
            ([], ""),
            (AT, "2031-05-06 12:30"),
            (Moment(AT), "2031-05-06 12:30"),
            (Moment(AT, Precision.DAY), "2031-05-06"),
            (Moment(AT, Precision.MONTH), "2031-05"),
            (Moment(datetime.fromisoformat("2031-05-06T23:30:00-04:00")), "2031-05-07 03:30"),
            ("a\x1b[2Jb", "a [2Jb"),
        ],
    )
    def test_as_a_person_reads_them(self, value, text):
        assert show.cell(value) == text

    def test_no_time(self):
        assert show.when(None) == ""

    @pytest.mark.parametrize(
        ("text", "safe"),
        [
            ("\x1b[31mred\x1b[0m", " [31mred [0m"),
            ("\x1b]0;title\x07", " ]0;title "),
            ("\x9b2J", " 2J"),
            ("a\u202eb\u202cc", "abc"),
            ("\u2066a\u2069\u200e\u200f\u061c", "a"),
            ("a\r\n\tb", "a b"),
            ("a\u2028b\u2029c", "a b c"),
            ("a\x00b\x7fc", "a b c"),
            ("a\ud83db", "a b"),
            ("👨‍👩‍👧 naïve 日本", "👨‍👩‍👧 naïve 日本"),
        ],
    )
    def test_text_without_commands(self, text, safe):
        assert show.printable(text) == safe


class TestJson:
    def test_nothing_else_is_printed(self, capsys):
        show.print_json([{"title": "Käse “🧀”", "at": AT, "none": None}])
        out, err = capsys.readouterr()
        assert json.loads(out) == [
            {"title": "Käse “🧀”", "at": "2031-05-06T12:30:15+00:00", "none": None}
        ]
        assert "Käse “🧀”" in out
        assert err == ""

    def test_nothing_is_an_empty_list(self, capsys):
        show.print_json([])
        assert capsys.readouterr().out == "[]\n"
