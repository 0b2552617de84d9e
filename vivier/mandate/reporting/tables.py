"""Tables of other rooms in a report: each room makes known how a table is read by its address.

A table is plain data in the language of the moment: {"title": what is counted, "by": by what it is parted,
"unit", "lines": [{"label", "words": as people read it, "value": number as text or None}…], "facts": [[name,
words]…] (definition, perimeter, dates), "address": its page}.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from vivier.mandate.models import Report
from vivier.mandate.refusals import InvalidValue

Table = dict[str, Any]
Read = Callable[[str], Table]
_sources: dict[str, Read] = {}


def register(source: str, read: Read) -> None:
    """Make a room's tables known; `read` raises InvalidValue for an address that has none."""
    if _sources.get(source, read) is not read:
        raise ValueError(f"{source} gives tables already")
    _sources[source] = read


def table_of(source: str, address: str) -> Table:
    """Return a table as it stands; raise InvalidValue when there is none."""
    if source not in _sources:
        raise InvalidValue("source", _("There is no such table."))
    return _sources[source](address)


def tables_of(report: Report) -> list[Table]:
    """Return the tables a report includes, each with what is said of it."""
    found = [(one, _or_nothing(one.source, one.address)) for one in report.tables.all()]
    return [table | {"source": one.source, "text": one.text} for one, table in found if table is not None]


def missing_in(report: Report) -> list[str]:
    """Return a sentence for each table that can no longer be read."""
    return [
        _("The table “%(title)s” is no longer there: leave it out.") % {"title": one.title}
        for one in report.tables.all()
        if _or_nothing(one.source, one.address) is None
    ]


def _or_nothing(source: str, address: str) -> Table | None:
    try:
        return table_of(source, address)
    except InvalidValue:
        return None
