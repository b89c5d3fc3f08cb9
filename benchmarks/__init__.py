"""Measurements of speed and quality; see each module."""
