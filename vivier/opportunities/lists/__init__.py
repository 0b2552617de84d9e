"""Lists of opportunities published elsewhere: fetched, read, compared, applied."""
