"""Writing stories: their revisions, copy families and events, and captures read again."""
