"""What company registers say, kept as they say it."""
