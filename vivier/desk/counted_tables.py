"""A figure of the observatory as a table that a report includes: the same numbers as its page."""

from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vivier.core.written_dates import with_first
from vivier.mandate.refusals import InvalidValue
from vivier.mandate.reporting.tables import Table
from vivier.observatory.computed.showing import NotCounted, Shown, definition_name, shown
from vivier.observatory.computed.wording import written

SOURCE = "observatory"
ASKED = ("by", "definition", "nace", "snapshot")


def address_of(table: Shown) -> str:
    """Return how a report names a table: the figure and what was asked of it, its snapshot always said."""
    choice = table.choice
    values = (table.by, choice.definition, choice.nace, str(table.snapshot.pk))
    asked = {name: value for name, value in zip(ASKED, values, strict=True) if value}
    return f"{table.measure.slug}?{urlencode(asked)}"


def read(address: str) -> Table:
    """Return the table of an address; raise InvalidValue when nobody counts it."""
    slug, _mark, query = address.partition("?")
    asked = {name: value for name, value in parse_qsl(query) if name in ASKED}
    try:
        table = shown(slug, **asked)
    except NotCounted as refusal:
        raise InvalidValue("figure", str(refusal)) from refusal
    if table is None:
        raise InvalidValue("figure", _("This snapshot holds nothing of it."))
    return {
        "title": str(table.measure.name),
        "by": table.by_words,
        "unit": str(table.measure.unit),
        "lines": [
            {
                "label": line.label,
                "words": written(line),
                "value": None if line.value is None else str(line.value),
            }
            for line in (*table.lines, table.total)
        ],
        "facts": _facts(table),
        "address": f"{settings.SITE_URL}{table.measure.get_absolute_url()}?{address.partition('?')[2]}",
    }


def _facts(table: Shown) -> list[list[str]]:
    """Return [name, words] of what the numbers rest on."""
    measure, choice, taken = table.measure, table.choice, table.snapshot
    found = [
        [_("Definition"), str(measure.definition)],
        [_("How it is counted"), str(measure.how)],
        [_("Perimeter"), str(measure.perimeter)],
    ]
    if choice.definition:
        found += [
            [_("Definition of the sector"), definition_name(taken, choice.definition)],
            [_("Version of NACE"), choice.nace or _("all")],
            [_("Rounded to"), str(measure.rounded_to)],
        ]
        if taken.extract_date:
            found.append([_("Register extract"), with_first(date_format(taken.extract_date, "DATE_FORMAT"))])
    said = f"{taken.pk}, {with_first(date_format(table.day, 'DATE_FORMAT'))}, SHA-256 {taken.digest}"
    return [*found, [_("Snapshot"), said]]
