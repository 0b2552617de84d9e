"""What leaves as a file or a feed: formats of records, downloads, the open data and its catalogue, dumps."""
