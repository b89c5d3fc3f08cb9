import pytest

from aggregator.extraction.language import (
    find_language,
    identify,
    language_of_script,
    language_tag,
    teaser_language,
)
from aggregator.outlets import Outlet
from aggregator.records import Lead

GERMAN = (
    "Die Fähren über die Meerenge fahren seit Sonntag wieder, nachdem die Besatzungen einem neuen "
    "Vertrag zugestimmt haben. Damit endet ein Streik, der zwei Inseln elf Tage lang vom Festland "
    "getrennt hatte. Auf der kleineren Insel waren Mehl und Batterien schon am Donnerstag ausverkauft."
)


@pytest.mark.parametrize(
    ("raw", "tag"),
    [("en", "en"), ("EN_us", "en-US"), ("de-DE", "de-DE"), ("zh-Hans-CN", "zh-Hans-CN"), ("pt_BR.UTF-8", "pt-BR"),
     ("English", "en"), ("es-419", "es-419"), ("jp", "ja"), ("und", None), ("", None), ("x", None), ("klingon!", None)],
)  # fmt: skip
def test_language_tag(raw, tag):
    assert language_tag(raw) == tag


def test_identify():
    language, sureness = identify(GERMAN)
    assert language == "de"
    assert sureness > 0.99


def test_declared(read, prose):
    tag, source = find_language(read(lang="en-GB"), " ".join(prose))
    assert (tag, source.source) == ("en-GB", "dom")


def test_the_text_overrules_a_wrong_declaration(read):
    tag, source = find_language(read(lang="en"), GERMAN)
    assert (tag, source.source) == ("de", "langid")
    assert source.rejected == ("dom=en",)


def test_a_declaration_that_the_text_supports_is_taken(read):
    head = '<meta property="og:locale" content="de_AT">'
    tag, source = find_language(read(lang="en", head=head), GERMAN)
    assert (tag, source.source) == ("de-AT", "og")


def test_the_edition_in_the_url(read):
    document = read(lang="en", url="https://www.wire.example/de/welt/faehren-2025-03-30/")
    assert find_language(document, GERMAN)[0] == "de"
    assert find_language(document, None)[0] == "de"


def test_uk_is_a_country_in_urls(read):
    assert find_language(read(lang="en", url="https://x.example/uk/ferries"), None)[0] == "en"


def test_short_texts_do_not_overrule(read):
    assert find_language(read(lang="en"), "Die Fähren fahren.")[0] == "en"


@pytest.mark.parametrize(
    ("parts", "source"),
    [
        ({"jsonld": {"@type": "NewsArticle", "headline": "x", "inLanguage": "de"}}, "jsonld"),
        ({"jsonld": {"@type": "NewsArticle", "headline": "x", "inLanguage": {"name": "German", "alternateName": "de"}}}, "jsonld"),
        ({"head": '<meta http-equiv="Content-Language" content="de">'}, "meta"),
        ({"headers": {"Content-Language": "de"}}, "header"),
        ({"lead": Lead(url="https://x.example/", via="sitemap", language="de")}, "sitemap"),
        ({"outlet": Outlet(name="x", title="X", domains=("x.example",), language="de")}, "default"),
    ],
)  # fmt: skip
def test_sources(read, parts, source):
    tag, found = find_language(read(lang="", **parts), None)
    assert (tag, found.source) == ("de", source)


def test_nothing_says(read):
    assert find_language(read(lang=""), None) == (None, None)
    assert find_language(read(lang=""), GERMAN)[0] == "de"


FRENCH = Outlet(name="rive", title="La Rive", domains=("rive.example",), language="fr")
CREWS = "Crews accept the contract and sail for the first time in eleven days"


@pytest.mark.parametrize(
    ("path", "declared", "words", "expected"),
    [
        ("monde/bacs", None, "Les équipages reprennent la mer", ("fr", "default")),
        ("monde/bacs", "fr-CA", "Les équipages reprennent la mer", ("fr-CA", "feed")),
        ("en/world/ferries", None, "Ferries sail", ("en", "url")),
        ("world/ferries", None, CREWS, ("en", "words")),
        ("world/ferries", "en-GB", CREWS, ("en-GB", "feed")),
        ("world/ferries", "de", CREWS, ("en", "words")),
        ("world/ferries", "sw", CREWS, ("en", "words")),
        ("world/ferries", None, "Ferries sail", ("fr", "default")),
        # Of neighbours whose words are not known, a few shared ones say nothing.
        ("lume/feriboturi", "ca", "les naus del port una per una surten las", ("ca", "feed")),
    ],
)
def test_of_what_a_feed_said(path, declared, words, expected):
    url = f"https://rive.example/{path}"
    lead = Lead(url=url, via="feed", language=declared)
    tag, source = teaser_language(lead, url, FRENCH, words)
    assert (tag, source.source) == expected


def test_of_what_a_feed_said_where_nothing_is_declared():
    lead = Lead(url="https://rive.example/x", via="feed")
    assert teaser_language(lead, lead.url, None, CREWS) == (None, None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("廃線となった駅舎を改装した喫茶店が五日、開店した。", "ja"),
        ("停航三十年的江湾老渡口上午复航。首班渡船坐满当年的学生。", "zh"),
        ("섬과 육지를 잇는 여객선이 열하루 만에 다시 다니기 시작했다고 밝혔다", "ko"),
        ("Ferries began to cross the strait again on Sunday", None),
        ("渡口", None),
    ],
)
def test_scripts_of_one_language(text, language):
    assert language_of_script(text) == language


def test_short_texts_that_nothing_declares(read):
    assert (
        find_language(read(b"<p>x"), "停航三十年的江湾老渡口上午复航。首班渡船坐满学生。")[0]
        == "zh"
    )
