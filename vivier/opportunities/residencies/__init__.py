"""What is said of a residency, found and loaded of it."""
