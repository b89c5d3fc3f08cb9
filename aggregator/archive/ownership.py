"""Whether what stands where an archive should be is ours, or free for us to make one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from aggregator.archive import drivers
from aggregator.archive.errors import ArchiveMissing, ArchiveNotOurs, ArchiveNotWritable

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection


def check_file(path: Path, *, create: bool, write: bool) -> None:
    """Make sure, before SQLite touches anything, that the file is ours or ours to make.

    Raises:
        ArchiveMissing: there is none, and none is to be made.
        ArchiveNotOurs: it is some other file.
        ArchiveNotWritable: it or its folder cannot be read or written as wanted.
    """
    try:
        owner = drivers.file_application_id(path)
    except FileNotFoundError:
        if not create:
            raise ArchiveMissing(f"no archive at {path}: a first crawl makes it") from None
        _make_folder(path.parent)
        owner = None
    except ValueError as error:
        raise ArchiveNotOurs(
            f"{path} is no archive of ours ({error}): nothing was changed; choose another path"
        ) from error
    except OSError as error:
        raise ArchiveNotWritable(f"{path} cannot be read ({error.strerror}): check it") from error
    if owner not in {None, drivers.APPLICATION_ID}:
        raise ArchiveNotOurs(
            f"{path} is the SQLite database of another program: nothing was changed; choose "
            "another path"
        )
    if not write:
        return
    for needed in (path, path.parent):
        if needed.exists() and not os.access(needed, os.W_OK):
            raise ArchiveNotWritable(
                f"the archive {path} cannot be written: {needed} is read-only for this user"
            )


def check_database(connection: Connection, url: str) -> None:
    """Make sure that a PostgreSQL database without our schema is ours to make it in.

    Raises:
        ArchiveNotOurs: its encoding cannot hold our texts, or it holds others' tables.
    """
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise ArchiveNotOurs(
            f"the database at {url} is encoded in {encoding}: make one with ENCODING 'UTF8'"
        )
    tables = inspect(connection).get_table_names()
    if tables:
        raise ArchiveNotOurs(
            f"the database at {url} holds another program's tables ({', '.join(tables[:3])} …): "
            "nothing was changed; give the archive a database or schema of its own"
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveNotWritable(
            f"the archive's folder {folder} cannot be made ({error.strerror})"
        ) from error
