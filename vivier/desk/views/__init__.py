"""Screens of the desk that are not lists or forms of one kind of record."""
