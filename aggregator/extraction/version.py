"""Which extraction read a page: stored with each revision, for `aggregator reparse` to tell."""

from __future__ import annotations

VERSION = "5"
"""Raised whenever the same page may give other fields than before."""
