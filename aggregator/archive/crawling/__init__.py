"""What crawls need to remember: sources, leads, what was fetched of them, and runs."""
