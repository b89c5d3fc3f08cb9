"""Imports the slow libraries of extraction ahead, so that no page pays for them."""

from __future__ import annotations


def import_readers() -> None:
    """Run in each new worker before its first page: an import there counts for no page's limit."""
    import dateparser  # noqa: F401, PLC0415
    import htmldate  # noqa: F401, PLC0415
    import py3langid  # noqa: F401, PLC0415
    import trafilatura  # noqa: F401, PLC0415

    import aggregator.discovery  # noqa: PLC0415
    import aggregator.extraction  # noqa: F401, PLC0415
