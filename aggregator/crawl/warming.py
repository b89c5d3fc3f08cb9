"""Makes a new worker ready to read pages, so that no page pays for it."""

from __future__ import annotations

_PAGE = """<html lang="en"><head><title>Ferry strike ends</title></head><body><article>
<h1>Ferry strike ends</h1><p class="byline">By Ann Bell</p><p>30 March 2025</p>
<p>Ferries began to cross the strait again on Sunday after crews accepted a new contract, ending a
strike that had cut two islands off from the mainland for eleven days and nights.</p>
<p>The agreement, reached shortly before dawn, raises wages by four per cent and gives the crews of
the night ferries a second rest day each month, both sides said.</p></article></body></html>"""


def import_extraction() -> None:
    """For workers that will read one page, which most likely needs no more than this."""
    import aggregator.extraction  # noqa: F401, PLC0415


def import_readers() -> None:
    """For workers that will read many pages: what this takes counts for no page's limit.

    The slow libraries of extraction are imported, and one page is read, for some of them load a
    language model or their tables when they are first used.
    """
    import htmldate  # noqa: F401, PLC0415 - asked only for pages without a date
    import trafilatura  # noqa: F401, PLC0415 - asked only where the scorer is unsure

    import aggregator.discovery  # noqa: F401, PLC0415
    from aggregator.extraction import extract  # noqa: PLC0415
    from aggregator.extraction.language import identify  # noqa: PLC0415

    # Asked only where the page's own word is in doubt, and slow to load: on a busy machine the
    # first such page ran into its time limit.
    identify("Ferries began to cross the strait again on Sunday.")
    extract(_PAGE.encode(), url="https://www.harbourpost.example/world/ferry-strike-ends")
