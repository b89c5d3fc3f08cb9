"""The read model: events, stories, searches and explanations, for every surface."""
