"""Arguments of spiders: what each means, and that a wrong one is told clearly."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aggregator.crawl.digest import NoCitation
from aggregator.outlets import Outlet
from spiders.base import OutletSpider
from spiders.digest import Digest

DIGEST_TEXT = """Ferry raised

The ferry that sank at its pier was raised on Saturday.

SOURCES: REUTERS – Lake ferry is raised after three weeks
"""


class Anvil(OutletSpider):
    outlet = Outlet(name="anvil", title="The Anvil", domains=("anvil.example", "anvil.test"))


class Local(Anvil):
    """A spider that declares nothing of its own."""


def test_name_is_the_outlets():
    assert Anvil.name == "anvil"
    assert Anvil().name == "anvil"


def test_subclass_without_outlet_keeps_its_parents():
    assert Local.name == "anvil"
    assert Local.outlet is Anvil.outlet


def test_every_answer_is_judged_but_redirects_are_followed():
    assert {304, 401, 403, 404, 429, 500, 503} <= set(Anvil.handle_httpstatus_list)
    assert not {200, 301, 302, 307, 308} & set(Anvil.handle_httpstatus_list)


def test_without_arguments():
    spider = Anvil()
    assert spider.arguments == {}
    assert spider.urls == []
    assert spider.limit is None
    assert (spider.period.since, spider.period.until) == (None, None)


def test_arguments_are_remembered_as_given():
    given = {"since": "2026-03-02", "limit": "5"}
    assert Anvil(**given).arguments == given


def test_period():
    period = Anvil(since="2026-03-02", until="2026-03-04").period
    assert period.since == datetime(2026, 3, 2, tzinfo=UTC)
    assert period.until == datetime(2026, 3, 4, 23, 59, 59, 999999, tzinfo=UTC)


def test_period_of_times_with_zone():
    period = Anvil(since="2026-03-02T18:00+02:00").period
    assert period.since == datetime(2026, 3, 2, 16, tzinfo=UTC)
    assert period.until is None


@pytest.mark.parametrize("name", ["since", "until"])
def test_period_that_is_no_date(name):
    with pytest.raises(ValueError, match=f"{name}='last week' is no ISO 8601 date"):
        Anvil(**{name: "last week"})


def test_period_that_ends_before_it_begins():
    with pytest.raises(ValueError, match="later than"):
        Anvil(since="2026-03-04", until="2026-03-02")


def test_limit():
    assert Anvil(limit="12").limit == 12


@pytest.mark.parametrize("limit", ["0", "-3", "many", "1.5", ""])
def test_limit_that_is_none(limit):
    with pytest.raises(ValueError, match=r"limit=.*a whole number of 1 or more"):
        Anvil(limit=limit)


def test_urls():
    given = "https://anvil.example/a,https://www.anvil.example/b , http://anvil.test/c"
    assert Anvil(urls=given).urls == [
        "https://anvil.example/a",
        "https://www.anvil.example/b",
        "http://anvil.test/c",
    ]


def test_comma_within_a_url_parts_nothing():
    assert Anvil(urls="https://anvil.example/world,2/a").urls == ["https://anvil.example/world,2/a"]


def test_url_of_another_outlet():
    with pytest.raises(ValueError, match=r"anvil: https://beacon\.example/a is not on anvil\.example, anvil\.test"):  # fmt: skip
        Anvil(urls="https://anvil.example/a,https://beacon.example/a")


@pytest.mark.parametrize("url", ["https://notanvil.example/a", "https://anvil.example.evil.test/a"])
def test_url_that_only_looks_like_the_outlets(url):
    with pytest.raises(ValueError, match="is not on"):
        Anvil(urls=url)


@pytest.mark.parametrize("url", ["anvil.example/a", "ftp://anvil.example/a", "https://u:p@anvil.example/"])  # fmt: skip
def test_url_that_is_none(url):
    with pytest.raises(ValueError):
        Anvil(urls=url)


def test_unknown_arguments_are_named():
    with pytest.raises(ValueError, match="anvil: unknown argument colour, sicne"):
        Anvil(sicne="2026-03-02", colour="red", limit="3")


def test_source_is_an_argument_of_digests_only():
    with pytest.raises(ValueError, match="unknown argument source"):
        Anvil(source="digest.txt")


# -- digests ----------------------------------------------------------------------------------


def test_digest_from_a_file(tmp_path):
    file = tmp_path / "monday.txt"
    file.write_text(DIGEST_TEXT, encoding="utf-8")
    spider = Digest(source=str(file))
    assert not spider.is_url
    assert spider.address.startswith("https://digest.invalid/")
    assert spider.address.endswith("/monday.txt")
    assert spider.body == DIGEST_TEXT.encode()
    assert spider.mime == "text/plain"


def test_same_bytes_have_the_same_address(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "monday.txt").write_text(DIGEST_TEXT, encoding="utf-8")
    addresses = {Digest(source=str(tmp_path / f / "monday.txt")).address for f in ("one", "two")}
    assert len(addresses) == 1


def test_digest_from_a_url_is_read_when_it_is_fetched():
    spider = Digest(source="https://digest.example/monday?utm_source=mail")
    assert spider.is_url
    assert spider.address == "https://digest.example/monday"


def test_digest_without_source():
    with pytest.raises(ValueError, match="-a source="):
        Digest()


def test_digest_that_is_not_there(tmp_path):
    with pytest.raises(ValueError, match=r"absent\.txt: No such file.*Give a file that exists"):
        Digest(source=str(tmp_path / "absent.txt"))


def test_digest_that_is_a_folder(tmp_path):
    with pytest.raises(ValueError, match="Give a file that exists"):
        Digest(source=str(tmp_path))


def test_digest_that_cites_nothing(tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("Dear Ana, the ferry is back. Yours, Ole\n", encoding="utf-8")
    with pytest.raises(NoCitation, match="cites nothing"):
        Digest(source=str(file))


def test_digest_with_an_unknown_argument():
    with pytest.raises(ValueError, match="digest: unknown argument sources"):
        Digest(source="https://digest.example/monday", sources="x")
