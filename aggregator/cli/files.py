"""Files that commands read and write: paths in a manifest, and files that appear whole."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator


def found_from(path: Path, folder: Path) -> Path:
    """A path as a manifest in `folder` means it: from here where it leads somewhere, or from there.

    Raises:
        ValueError: it is empty.
    """
    if path == Path():
        raise ValueError("path is empty")
    # Path.exists() fails on what is too long for a name.
    return path if path.is_absolute() or os.path.exists(path) else folder / path  # noqa: PTH110


@contextmanager
def appearing_whole(out: Path) -> Iterator[TextIO]:
    """A file that appears whole, under its name, or not at all: an interrupted run leaves no half.

    Raises:
        OSError: it cannot be written there; what was there before is untouched.
    """
    handle, beside = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            yield stream
        mask = os.umask(0)
        os.umask(mask)
        Path(beside).chmod(0o666 & ~mask)  # as any other new file: mkstemp gives it to us alone
        Path(beside).replace(out)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
