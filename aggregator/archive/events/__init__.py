"""Events in the archive: which story is in which, what persons decided, and grouping anew."""
