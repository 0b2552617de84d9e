"""Deeds on missions: `preparing` one, `seating` people, `planning` days, `telling` what came of it."""
