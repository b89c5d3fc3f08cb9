"""What published dates say."""

from aggregator.dates.parsing import parse_moment

__all__ = ["parse_moment"]
