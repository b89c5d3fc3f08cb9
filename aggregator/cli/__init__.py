"""The command `aggregator`: a thin skin over the library. Each command makes one call."""
