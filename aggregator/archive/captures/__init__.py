"""Captures: every response as it came, in WARC files: written, mended, read and replayed."""
