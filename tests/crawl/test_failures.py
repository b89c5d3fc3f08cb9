from __future__ import annotations

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from aggregator.crawl.failures import describe_failure
from aggregator.crawl.onsite import LeftOutlet
from aggregator.crawl.replay import NotInReplay
from aggregator.crawl.robots import RobotsUnreachable
from aggregator.records import Outcome

URL = "https://courier.example/news/weir"


@pytest.mark.parametrize(
    ("error", "outcome", "reason"),
    [
        (NotInReplay(URL), Outcome.ERROR, "not_in_replay"),
        (IgnoreRequest("Forbidden by robots.txt"), Outcome.ROBOTS_DENIED, "robots.txt disallows"),
        (RobotsUnreachable("HTTP status 503"), Outcome.ROBOTS_DENIED, "(HTTP status 503)"),
        (LeftOutlet("ads.example"), Outcome.ERROR, "away from the outlet, to ads.example"),
        (LeftOutlet("consent.ads.example"), Outcome.CONSENT_WALL, "to consent.ads.example"),
        (IgnoreRequest("max redirections reached"), Outcome.ERROR, "redirect_loop"),
        (HttpError(Response(URL, status=302)), Outcome.ERROR, "HTTP status 302"),
        (DownloadTimeoutError("too long"), Outcome.ERROR, "no answer in time"),
        (DownloadCancelledError("12000000 bytes"), Outcome.ERROR, "too_large"),
        (
            IgnoreRequest("Ignored response: its body exceeded DOWNLOAD_MAXSIZE (10 B) during …"),
            Outcome.ERROR,
            "too_large",
        ),
        (ResponseDataLossError(), Outcome.ERROR, "broke in the middle"),
        (CannotResolveHostError("no such host"), Outcome.ERROR, "CannotResolveHostError: no such"),
        (IgnoreRequest("something new"), Outcome.ERROR, "IgnoreRequest: something new"),
    ],
)
def test_every_failure_has_an_outcome_and_a_reason(error, outcome, reason):
    got = describe_failure(Failure(error))
    assert got[0] is outcome
    assert reason in got[1]


def test_reason_is_one_short_line():
    _, reason = describe_failure(Failure(OSError("first line\nsecond " + "x" * 5000)))
    assert reason == "OSError: first line"
    _, reason = describe_failure(Failure(OSError("x" * 5000)))
    assert len(reason) < 320


def test_error_without_words():
    assert describe_failure(Failure(OSError()))[1] == "OSError: no details"


@pytest.mark.parametrize("host", ["guce.ads.example", "cmp.ads.example", "consent.x.example"])
def test_consent_forms_elsewhere_are_told_apart(host):
    assert describe_failure(Failure(LeftOutlet(host)))[0] is Outcome.CONSENT_WALL
