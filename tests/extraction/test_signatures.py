"""Who signs a story below its text."""

import pytest

from aggregator.extraction import extract
from aggregator.extraction.signatures import signature

STORY = ["Ferries crossed.", "Crews had accepted.", "Shops reopened."]


@pytest.mark.parametrize(
    ("line", "language", "names"),
    [
        ("Lê Phương", "vi", ("Lê Phương",)),
        ("(Por Rui Tavares)", "pt", ("Rui Tavares",)),
        ("云岭晚报记者 祝青禾 文/图", "zh", ("祝青禾",)),
        ("（记者 沈听雨、顾澜）", "zh", ("沈听雨", "顾澜")),
        ("By Ann Bell", "en", ("Ann Bell",)),
        ("Sign Up Now", "en", ()),
        ("— The Senate of Salda (@SaldaSenate)", "en", ()),
        ("Weitere Artikel", "de", ()),
        ("Chegou ao fim.", "pt", ()),
        ("O porto de Salda reabriu na segunda-feira com três horas de atraso, disse a polícia", "pt", ()),
    ],
)  # fmt: skip
def test_the_last_line(line, language, names):
    found = signature([*STORY, line], language)
    assert (found.names if found else ()) == names


def test_two_lines_are_too_few():
    assert signature(["Ferries crossed.", "Lê Phương"], "vi") is None


def test_the_declared_company_gives_way_to_it(page):
    prose = [
        f"Phà đã chạy lại qua eo biển {n} vào sáng chủ nhật sau mười một ngày. " * 3 for n in "ABC"
    ]
    company = {"@type": "Organization", "name": "Báo Mới"}
    found = extract(
        page(
            lang="vi",
            jsonld={"@type": "NewsArticle", "author": company},
            prose=(*prose, "Lê Phương"),
        ),
        url="https://www.example.com/tin/1",
    )
    assert found.authors == ("Lê Phương",)
    assert "Lê Phương" not in found.text
