"""Says in the archive's words why a request got no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from aggregator.crawl.onsite import LeftOutlet
from aggregator.crawl.replay import NotInReplay
from aggregator.crawl.robots import RobotsUnreachable
from aggregator.extraction.walls import CONSENT_HOSTS
from aggregator.records import Outcome

if TYPE_CHECKING:
    from twisted.python.failure import Failure

_ROBOTS = "Forbidden by robots.txt"
_ROUND = "max redirections reached"
_TOO_LARGE = "exceeded DOWNLOAD_MAXSIZE"  # when decompressed


def describe_failure(failure: Failure) -> tuple[Outcome, str]:  # noqa: PLR0911 - one for each case
    """The outcome and reason of a request that brought no page to judge."""
    error = failure.value
    if isinstance(error, NotInReplay):
        return Outcome.ERROR, "not_in_replay: none of the replayed captures holds this URL"
    if isinstance(error, RobotsUnreachable):
        return Outcome.ROBOTS_DENIED, f"robots.txt cannot be had ({error}): nothing is fetched"
    if isinstance(error, LeftOutlet):
        wall = CONSENT_HOSTS.search(str(error)) is not None
        outcome = Outcome.CONSENT_WALL if wall else Outcome.ERROR
        return outcome, f"redirected away from the outlet, to {error}: not followed"
    if isinstance(error, IgnoreRequest) and str(error) == _ROBOTS:
        return Outcome.ROBOTS_DENIED, "robots.txt disallows it for our user agent"
    if isinstance(error, IgnoreRequest) and str(error) == _ROUND:
        return Outcome.ERROR, "redirect_loop: redirected too often"
    if isinstance(error, HttpError):
        return Outcome.ERROR, f"HTTP status {error.response.status}"
    if isinstance(error, DownloadTimeoutError):
        return Outcome.ERROR, "no answer in time"
    if isinstance(error, DownloadCancelledError) or _TOO_LARGE in str(error):
        return Outcome.ERROR, "too_large: more than DOWNLOAD_MAXSIZE"
    if isinstance(error, ResponseDataLossError):
        return Outcome.ERROR, "the connection broke in the middle of the answer"
    return Outcome.ERROR, f"{type(error).__name__}: {_first_line(error)}"


def _first_line(error: BaseException | None) -> str:
    return (str(error).strip().splitlines() or ["no details"])[0][:300]
