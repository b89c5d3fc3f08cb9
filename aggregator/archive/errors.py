"""What can be wrong with an archive, each with one clear line on what happened and what to do."""

# ruff: noqa: N818 - the names already say what is wrong

from __future__ import annotations


class ArchiveError(Exception):
    """Something is wrong with the archive; ``str(error)`` is one line for the operator."""


class ArchiveMissing(ArchiveError):
    """There is no archive at that place, or no server answers there."""


class ArchiveTooNew(ArchiveError):
    """A newer version of this software made it."""


class ArchiveTooOld(ArchiveError):
    """An older version made it and it may not, or cannot, be upgraded now."""


class ArchiveNotOurs(ArchiveError):
    """Something else is there: another program's database, or no database at all."""


class ArchiveNotWritable(ArchiveError):
    """The file, its folder, its disk or the database's role does not let us write."""


class ArchiveBusy(ArchiveError):
    """Another process kept the archive locked for longer than we waited."""


class ArchiveDamaged(ArchiveError):
    """The database itself says that its content is broken."""


class NotFound(LookupError):
    """The archive is well, and holds no such event or story."""
