"""Finds the declared outlets through Scrapy's spider loader.

A spider that declares an outlet carries it as the class attribute ``outlet``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from aggregator.outlets import Outlet, OutletDirectory

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


def project_settings() -> Settings:
    """The project's settings, wherever the command was started."""
    settings = Settings()
    settings.setmodule("aggregator.settings", priority="project")
    return settings


def load_outlets(settings: BaseSettings | None = None) -> OutletDirectory:
    """Every outlet that a spider declares.

    Raises:
        ValueError: two declarations claim the same name, alias or domain.
    """
    loader = get_spider_loader(settings if settings is not None else project_settings())
    declared = (getattr(loader.load(name), "outlet", None) for name in sorted(loader.list()))
    return OutletDirectory(outlet for outlet in declared if isinstance(outlet, Outlet))
