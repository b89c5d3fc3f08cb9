import pytest

from aggregator.extraction import extract
from aggregator.extraction.credits import agencies_in, agency_named, correction_note, read_credits

URL = "https://www.salda.example/news/a"


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


@pytest.mark.parametrize(
    ("line", "agency", "dateline"),
    [
        ("TARSEND, March 30 (Reuters) - Ships sailed.", "Reuters", "TARSEND, March 30"),
        ("TARSEND (AP) — Ships sailed.", "AP", "TARSEND"),
        ("OSTERBY, Varn. (AP) -- Ships sailed.", "AP", "OSTERBY, Varn."),
        ("Tarsend (Ondria) (AFP) – Ships sailed.", "AFP", "Tarsend (Ondria)"),
        ("Tarsend (AFP/dpa) - Schiffe liefen aus.", "AFP", "Tarsend"),
        ("TARSEND (dpa-AFX) - Schiffe liefen aus.", "dpa-AFX", "TARSEND"),
        ("Tarsend, 5 mai (AFP) - Les navires ont appareillé.", "AFP", "Tarsend, 5 mai"),
        ("Tarsenda, 5 may (EFE).- Los barcos zarparon.", "EFE", "Tarsenda, 5 may"),
        ("TARSENDA, 5 May. (EUROPA PRESS) - Los barcos.", "Europa Press", "TARSENDA, 5 May."),
        ("Tarsenda, 05 mai 2031 (Lusa) – Os navios.", "Lusa", "Tarsenda, 05 mai 2031"),
        ("(ANSA) - TARSENDA, 5 MAG - Le navi sono salpate.", "ANSA", "TARSENDA, 5 MAG"),
        ("Tarsenda, 5 mag. (Adnkronos) - Le navi.", "Adnkronos", "Tarsenda, 5 mag."),
        ("Tarsenda (PAP) - Statki wypłynęły.", "PAP", "Tarsenda"),
        ("ТАРСЕНДА, 5 мая. /ТАСС/. Корабли вышли.", "TASS", "ТАРСЕНДА, 5 мая"),
        ("ТАРСЕНДА, 5 мая - РИА Новости. Корабли вышли.", "RIA", "ТАРСЕНДА, 5 мая"),
        ("［タルセンド　５日　ロイター］ - 船が出港した。", "Reuters", "タルセンド ５日"),
        ("【タルセンド時事】船が出港した。", "Jiji", "タルセンド"),
        ("新华社青石5月5日电 船只出港。", "Xinhua", "青石5月5日"),
        ("（路透青石5月5日电）船只出港。", "Reuters", "青石5月5日"),
        ("(솔바람=연합뉴스) 하은설 기자 = 배가 떠났다.", "Yonhap", "솔바람"),
        ("ترسندا (رويترز) - أبحرت السفن.", "Reuters", "ترسندا"),
        ("ترسندا 5 مايو (أ ف ب) – أبحرت السفن.", "AFP", "ترسندا 5 مايو"),
        ("TARSENDA (AA) - Gemiler denize açıldı.", "Anadolu", "TARSENDA"),
        ("TARSENDA (ANP) - De schepen zijn vertrokken.", "ANP", "TARSENDA"),
        ("(Reuters) - Ships sailed.", "Reuters", None),
        ("Ada Quill (left) - and others sailed.", None, None),
        ("The council (which met in May) - said no.", None, None),
        ("She said (in AP style) that ships sailed.", None, None),
    ],
)
def test_datelines_of_many_languages(line, agency, dateline):
    found = read_credits([line, "More."])
    assert (found.agency, found.dateline) == (agency, dateline)


@pytest.mark.parametrize(
    "line",
    [
        "Correction: An earlier version gave the wrong year.",
        "CORRECTION (May 5): The bridge has nine spans.",
        "Editor’s note: The headline was changed.",
        "This article was amended on 5 May 2031 to say so.",
        "An earlier version of this story misspelt a name.",
        "Korrektur: Die Brücke hat neun Bögen.",
        "In einer früheren Version dieses Artikels hieß es anders.",
        "Anm. d. Red.: Der Text wurde berichtigt.",
        "Rectificatif : le pont a neuf arches.",
        "Une version précédente de cet article donnait une autre date.",
        "Fe de errores: el puente tiene nueve arcos.",
        "Correção: a ponte tem nove arcos.",
        "Correzione: il ponte ha nove arcate.",
        "Sprostowanie: most ma dziewięć przęseł.",
        "В предыдущей версии статьи был указан другой год.",
        "訂正：橋の名前に誤りがありました。",
        "更正：桥的名字有误。",
        "تصحيح: للجسر تسع قناطر.",
        "Düzeltme: Köprünün dokuz gözü var.",
    ],
)
def test_correction_notes(line):
    assert correction_note(["First.", "Second.", "Third.", "Fourth.", line]) == line
    assert correction_note([line, "First.", "Second."]) == line


def test_no_correction_note():
    lines = ["The court's correction of the map took years.", "“Correct,” she said.", "An end."]
    assert correction_note(lines) is None
    assert correction_note([]) is None


def test_a_correction_beside_the_text(page):
    note = "Correction: an earlier version misstated the day. It was Sunday."
    found = extract(page(after=f'<div class="article-correction"><em>{note}</em></div>'), url=URL)
    assert found.correction == note
