"""The addresses of the public site, one file per subject."""
