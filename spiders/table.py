"""The table of outlets that ``docs/outlets.md`` shows: ``python -m spiders.table``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from aggregator.crawl.items import DIGEST
from aggregator.crawl.loader import load_outlets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aggregator.outlets import Outlet

_OPEN = "stories, as far as is known."
_COLUMNS = ("name", "outlet", "language", "domains", "discovery", "what a plain crawl gets")


def outlet_table(outlets: Mapping[str, Outlet]) -> str:
    """A Markdown table, one line an outlet, in the order of their titles."""
    listed = sorted(
        (outlet for name, outlet in outlets.items() if name != DIGEST),
        key=lambda outlet: outlet.title.casefold().removeprefix("the "),
    )
    lines = [_COLUMNS, ("---",) * len(_COLUMNS), *(_cells(outlet) for outlet in listed)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _cells(outlet: Outlet) -> tuple[str, ...]:
    got = outlet.note or _OPEN
    if outlet.terms:
        got += f" Reserved by its terms: {', '.join(outlet.terms)}."
    return (
        f"`{outlet.name}`",
        outlet.title,
        outlet.language,
        ", ".join(outlet.domains),
        _sources(outlet),
        got.replace("|", "\\|"),
    )


def _sources(outlet: Outlet) -> str:
    kinds: Iterable[tuple[int, str]] = (
        (len(outlet.feeds), "feed"),
        (len(outlet.sitemaps), "sitemap"),
        (len(outlet.sections), "section page"),
    )
    return ", ".join(f"{count} {kind}{'s' * (count > 1)}" for count, kind in kinds if count)


if __name__ == "__main__":
    sys.stdout.write(outlet_table(load_outlets()))
