"""Citations in the archive: what documents cite, which stories that means, who cites whom."""
