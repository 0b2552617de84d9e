"""Deeds on opportunities: one file for each kind."""
