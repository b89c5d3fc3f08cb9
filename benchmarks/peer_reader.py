"""Runs in the environment of another extractor, with nothing of ours: pages in, what it found out.

    python peer_reader.py NAME < pages > found

Each line in is ``{"html", "url"}``; each line out ``{"title", "authors",
"published", "body", "seconds"}``, the last in CPU seconds of reading alone. The first line out is
``{"ready": VERSION}``. Nothing is fetched: connections are refused before any library is imported.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import logging
import os
import socket
import sys
import time
import warnings
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def news_please() -> Callable[[str, str], dict[str, Any]]:
    library = importlib.import_module("newsplease").NewsPlease

    def read(html: str, url: str) -> dict[str, Any]:
        article = library.from_html(html, url=url or None, fetch_images=False)
        return {
            "title": article.title,
            "authors": article.authors,
            "published": article.date_publish,
            "body": article.maintext,
        }

    return read


def newspaper4k() -> Callable[[str, str], dict[str, Any]]:
    library = importlib.import_module("newspaper")
    settings = importlib.import_module("newspaper.configuration").Configuration()
    settings.fetch_images = False

    def read(html: str, url: str) -> dict[str, Any]:
        article = library.Article(url or "https://www.harbourpost.example/", config=settings)
        article.download(input_html=html)
        article.parse()
        return {
            "title": article.title,
            "authors": article.authors,
            "published": article.publish_date,
            "body": article.text,
        }

    return read


def media_cloud() -> Callable[[str, str], dict[str, Any]]:
    library = importlib.import_module("mcmetadata")

    def read(html: str, url: str) -> dict[str, Any]:
        found = library.extract(url=url or "https://www.harbourpost.example/", html_text=html)
        return {
            "title": found["article_title"],
            "authors": None,  # not without metadata that it leaves to others
            "published": found["publication_date"],
            "body": found["text_content"],
        }

    return read


READERS = {
    "news-please": (news_please, "news-please"),
    "newspaper4k": (newspaper4k, "newspaper4k"),
    "Media Cloud": (media_cloud, "mediacloud-metadata"),
}


def refuse(*_: object, **__: object) -> None:
    raise OSError("a benchmark fetches nothing")


def answer(read: Callable[[str, str], dict[str, Any]], asked: dict[str, str]) -> dict[str, Any]:
    """What is found in a page; nothing where the library fails on it."""
    start = time.process_time()
    try:
        found = read(asked["html"], asked["url"])
    except Exception as error:  # noqa: BLE001 - whatever it raises, the page counts as not read
        found = {"error": repr(error)[:200]}
    found["seconds"] = time.process_time() - start
    return found


def main() -> None:
    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.getaddrinfo = refuse  # type: ignore[assignment]
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    # What libraries print must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    make, package = READERS[sys.argv[1]]
    read = make()
    print(json.dumps({"ready": version(package)}), file=answers, flush=True)
    for line in sys.stdin:
        found = answer(read, json.loads(line))
        print(json.dumps(found, default=str), file=answers, flush=True)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        main()
