"""Says in the archive's words why a request got no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest, ResponseDataLossError
from scrapy.spidermiddlewares.httperror import HttpError

from aggregator.crawl.replay import NotInReplay
from aggregator.records import Outcome

if TYPE_CHECKING:
    from twisted.python.failure import Failure

_ROBOTS = "Forbidden by robots.txt"


def describe_failure(failure: Failure) -> tuple[Outcome, str]:
    """The outcome and reason of a request that brought no page to judge."""
    error = failure.value
    if isinstance(error, NotInReplay):
        return Outcome.ERROR, "not_in_replay: none of the replayed captures holds this URL"
    if isinstance(error, IgnoreRequest) and str(error) == _ROBOTS:
        return Outcome.ROBOTS_DENIED, "robots.txt disallows it for our user agent"
    if isinstance(error, HttpError):
        return Outcome.ERROR, f"HTTP status {error.response.status}"
    if isinstance(error, DownloadTimeoutError):
        return Outcome.ERROR, "no answer in time"
    if isinstance(error, ResponseDataLossError):
        return Outcome.ERROR, "the connection broke in the middle of the answer"
    return Outcome.ERROR, f"{type(error).__name__}: {_first_line(error)}"


def _first_line(error: BaseException | None) -> str:
    return (str(error).strip().splitlines() or ["no details"])[0][:300]
