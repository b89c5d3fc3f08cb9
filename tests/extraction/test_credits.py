import pytest

from aggregator.extraction.credits import agencies_in, agency_named, read_credits


@pytest.mark.parametrize(
    ("line", "agency", "dateline"),
    [
        ("PORT SALDA, March 30 (Reuters) - Ferries began", "Reuters", "PORT SALDA, March 30"),
        ("PORT SALDA (AP) — Ferries began", "AP", "PORT SALDA"),
        ("Port Salda (AFP) – Ferries began", "AFP", "Port Salda"),
        ("Port Salda (dpa/AFP) - Fähren", "dpa", "Port Salda"),
        ("(Reuters) - Ferries began", "Reuters", None),
        ("WASHINGTON/LONDON, Jan 3 (Reuters) - Ships", "Reuters", "WASHINGTON/LONDON, Jan 3"),
        ("Ferries (and there are nine) - began", None, None),
        ("The firm said (see below): ferries", None, None),
        ("Ferries began to cross.", None, None),
    ],
)
def test_datelines(line, agency, dateline):
    found = read_credits([line, "More."])
    assert (found.agency, found.dateline) == (agency, dateline)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Reporting by Ada Quill; Editing by Bo Marsh", ("Ada Quill",)),
        ("(Reporting by Ada Quill and Cy Reed; Writing by Di Moss)", ("Ada Quill", "Cy Reed")),
        ("Reporting by Ada Quill in Port Salda, Cy Reed in Brenning; Editing by Bo Marsh",
         ("Ada Quill", "Cy Reed")),
        ("Reporting by the committee was late.", ("the committee was late",)),
        ("Nothing of the kind", ()),
    ],
)  # fmt: skip
def test_sign_offs(line, names):
    assert read_credits(["First.", line]).reporters == names


def test_a_closing_credit():
    assert read_credits(["First.", "Second.", "© AFP"]).agency == "AFP"
    assert read_credits(["First.", "(Reuters)"]).agency == "Reuters"
    assert read_credits(["First.", "She left."]).agency is None


def test_names():
    assert agency_named("The Associated Press") == "AP"
    assert agency_named("Ada Quill") is None
    assert agencies_in("AP/Reuters and AFP") == ["AP", "Reuters", "AFP"]


def test_no_text():
    assert read_credits([]) == (None, None, ())
