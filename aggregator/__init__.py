"""A news aggregation scraper and archiver: outlets in, an archive of events out."""

__version__ = "0.1.0"
