"""Sources of opportunities for tests: what a list says, read and proposed."""

import json

from vivier.opportunities.actions import readings as actions_readings
from vivier.opportunities.actions import sources as actions_sources
from vivier.opportunities.models import CallSource


def named(name="Partenaire", **options):
    values = {"url": "", "language": "fr", "kind": "call", "every": 0, "is_whole": True} | options
    return actions_sources.name_source(name, by=None, **values)


def item(number=1, **said):
    return {
        "id": f"x{number}",
        "title": f"Appel {number}",
        "deadline": "2099-01-31",
        "link": f"https://example.org/appels/{number}",
        "description": "Pour tous.",
    } | said


def sent(source: CallSource, folder, *items, propose=True):
    """Send a list as a file; return its reading."""
    path = folder / f"list-{source.pk}-{source.readings.count()}"
    path.write_text(json.dumps(items))
    reading = actions_sources.receive(source, path, name="list.json", by=None)
    actions_sources.check_reading(reading)
    if propose:
        actions_sources.confirm_columns(reading)
        actions_readings.propose(reading, by=None)
    return reading
