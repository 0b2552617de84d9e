"""The values of a call: how each is checked, compared, written, and kept in the journal."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vivier.core.translation import LANGUAGES
from vivier.opportunities.models import Audience, Call
from vivier.opportunities.refusals import InvalidCall
from vivier.opportunities.status import ZONE, whole_minute
from vivier.reference.models import Discipline, Territory

TEXTS = tuple(f"{name}_{language}" for name in ("title", "summary", "eligibility") for language in LANGUAGES)
COLUMNS = (
    *TEXTS,
    "edition",
    "edition_en",
    "edition_nl",
    "edition_de",
    "kind",
    "audiences",
    "place",
    "place_en",
    "place_nl",
    "place_de",
    "is_permanent",
    "opens_at",
    "closes_at",
    "closes_on_day",
    "amount_min",
    "amount_max",
    "currency",
    "url",
    "source_url",
    "checked_on",
    "is_demo",
)
RELATED = ("scheme", "territory")
LISTS = ("disciplines",)
ALL = (*COLUMNS, *RELATED, *LISTS)

Plain = str | bool | list[str] | None


def clean(field: str, value: Any) -> Any:
    """The value as its column holds it; raises InvalidCall with a sentence when it cannot."""
    if field not in ALL:
        raise InvalidCall(field, _("“%(field)s” is not a field of an opportunity.") % {"field": field})
    if field in RELATED:
        return value
    if field == "disciplines":
        return sorted({one if isinstance(one, str) else one.code for one in value})
    if field == "audiences":
        return _clean_audiences(value)
    if field in ("opens_at", "closes_at"):
        return whole_minute(value) if value is not None else None
    return _clean_column(field, value)


def _clean_audiences(value: Iterable[str]) -> list[str]:
    given = list(value)
    for one in given:
        if one not in Audience.values:
            raise InvalidCall("audiences", _("“%(value)s” is not an audience we know.") % {"value": one})
    return [code for code in Audience.values if code in given]


def _clean_column(field: str, value: Any) -> Any:
    column: Any = Call._meta.get_field(field)
    if isinstance(value, str):
        value = value.strip()
        if "\x00" in value:
            raise InvalidCall(field, _("The text holds a character that cannot be stored."))
    if value in ("", None):
        value = None if column.null else ""
        if value is None:
            return None
    try:
        return column.clean(value, None)
    except ValidationError as error:
        name = str(column.verbose_name)
        sentence = f"{name[:1].upper()}{name[1:]}: {' '.join(error.messages)}"
        raise InvalidCall(field, sentence) from error


def check_together(values: Mapping[str, Any]) -> None:
    """Refuse what each field could hold by itself but not beside the others."""
    opens, closes = values.get("opens_at"), values.get("closes_at")
    if opens is not None and closes is not None and opens.timestamp() > closes.timestamp():
        raise InvalidCall("closes_at", _("An opportunity cannot close before it opens."))
    low, high = values.get("amount_min"), values.get("amount_max")
    if low is not None and high is not None and low > high:
        raise InvalidCall("amount_max", _("The highest amount is below the lowest."))
    if any(amount is not None and amount < 0 for amount in (low, high)):
        raise InvalidCall("amount_min", _("An amount cannot be negative."))


def read(call: Call, field: str) -> Any:
    """The value a saved call has now, in the form `clean` gives."""
    if field == "disciplines":
        return sorted(call.disciplines.values_list("code", flat=True))
    return getattr(call, field)


def plain(value: Any) -> Plain:
    """A value as the journal and a comparison keep it."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return str(int(value.timestamp()))
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [str(one) for one in value]
    return str(getattr(value, "slug", None) or getattr(value, "code", None) or value)


def from_plain(field: str, value: Plain) -> Any:
    """The value that `plain` gave this text for; a territory nobody knows any more is none."""
    if value is None or isinstance(value, bool | list):
        return value
    if field in ("opens_at", "closes_at"):
        return datetime.fromtimestamp(int(value), tz=ZONE)
    if field in ("amount_min", "amount_max"):
        return Decimal(value)
    if field == "checked_on":
        return date.fromisoformat(value)
    return Territory.objects.filter(code=value).first() if field == "territory" else value


def same(first: Any, second: Any) -> bool:
    """Whether two values say the same; a text, a list or nothing that is empty are alike."""
    one, other = plain(first), plain(second)
    return one == other or (one in (None, "", []) and other in (None, "", []))


def write_disciplines(call: Call, codes: Iterable[str]) -> None:
    """Give a saved call its disciplines; raises InvalidCall for a code nobody knows."""
    wanted = set(codes)
    rows = list(Discipline.objects.filter(code__in=wanted))
    unknown = wanted - {row.code for row in rows}
    if unknown:
        raise InvalidCall(
            "disciplines",
            _("“%(value)s” is not a discipline we know.") % {"value": ", ".join(sorted(unknown))},
        )
    call.disciplines.set(rows)
