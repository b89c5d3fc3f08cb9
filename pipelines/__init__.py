"""What happens to a fetched page, in this order: preserve, extract, archive."""
