"""Vivier, the platform of a sector's reference organisation."""
