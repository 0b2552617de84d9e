"""The values of an actor that have a provenance: how each is checked, read, compared and written."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.directory.models import Actor, ActorRole
from vivier.directory.refusals import InvalidValue
from vivier.reference.models import Discipline, Territory

# A value as it is kept in provenance and in the journal: a text, a number, a list of codes, or nothing.
Value = str | int | list[str] | None

PLAIN = (
    "name",
    "kind",
    "legal_form",
    "enterprise_number",
    "description_fr",
    "description_en",
    "description_nl",
    "description_de",
    "city",
    "postal_code",
    "website",
    "email",
    "headcount_low",
    "headcount_high",
    "stage",
    "founded_on",
    "closed_on",
)
LISTS = ("disciplines", "roles", "former_names")
TRACKED = (*PLAIN, "territory", *LISTS)
_LIST_LABELS = {"roles": gettext_lazy("roles"), "former_names": gettext_lazy("former names")}


def label_of_field(field: str) -> str | Promise:
    """Return the name people give to a field."""
    if field in _LIST_LABELS:
        return _LIST_LABELS[field]
    try:
        return getattr(Actor._meta.get_field(field), "verbose_name", field)
    except FieldDoesNotExist:
        return field


def is_empty(value: Value) -> bool:
    """Say whether a value says nothing; unknown is not no."""
    return value is None or value == "" or value == []


def added(field: str, shown: Value, arriving: Value) -> Value:
    """Return what a field says when a source's value comes to it.

    A source that knows some disciplines or roles does not know that there are no others.
    """
    if field not in {"disciplines", "roles"}:
        return arriving
    both = (one for one in (shown, arriving) if isinstance(one, list))
    return sorted({one for some in both for one in some})


def same(first: Value, second: Value) -> bool:
    """Compare two values; lists hold the same things in any order, and all that is empty is alike."""
    if is_empty(first) and is_empty(second):
        return True
    if isinstance(first, list) and isinstance(second, list):
        return sorted(first) == sorted(second)
    return first == second


def clean(field: str, value: Any) -> Value:
    """Return the value as it is kept; raise InvalidValue with a sentence when the field cannot hold it."""
    if field in PLAIN:
        return _clean_plain(field, value)
    if field == "territory":
        return _clean_territory(value)
    if field in LISTS:
        return _clean_list(field, value)
    raise InvalidValue(field, _("“%(field)s” is not a field of a record.") % {"field": field})


def _clean_plain(field: str, value: Any) -> Value:
    column: Any = Actor._meta.get_field(field)
    if isinstance(value, str):
        value = value.strip()
        if "\x00" in value:
            raise InvalidValue(field, _("The text holds a character that cannot be stored."))
    if value in ("", None):
        value = None if column.null else ""
    try:
        value = column.clean(value, None)
    except ValidationError as error:
        sentence = f"{str(column.verbose_name).capitalize()}: {' '.join(error.messages)}"
        raise InvalidValue(field, sentence) from error
    return value.isoformat() if isinstance(value, date) else value


def _clean_territory(value: Any) -> str | None:
    code = value.code if isinstance(value, Territory) else value or None
    if code is not None and not Territory.objects.filter(code=code).exists():
        raise InvalidValue("territory", _("No territory has the code “%(code)s”.") % {"code": code})
    return code


def _clean_list(field: str, value: Iterable[Any]) -> list[str]:
    codes = [one.code if isinstance(one, Discipline) else str(one).strip() for one in value]
    wanted = list(dict.fromkeys(code for code in codes if code))
    known = _known(field, wanted)
    for code in wanted:
        if code not in known or "\x00" in code or len(code) > 255:
            raise InvalidValue(
                field,
                _("“%(value)s” is not one of the %(field)s.")
                % {"value": code, "field": label_of_field(field)},
            )
    return wanted


def _known(field: str, wanted: list[str]) -> Iterable[str]:
    if field == "disciplines":
        return set(Discipline.objects.filter(code__in=wanted).values_list("code", flat=True))
    return ActorRole.Kind.values if field == "roles" else wanted


def read(actor: Actor, field: str) -> Value:
    """Return the value a record shows now."""
    if field == "territory":
        return actor.territory.code if actor.territory else None
    if field == "disciplines":
        return [discipline.code for discipline in actor.disciplines.all()]
    if field == "roles":
        return [role.kind for role in actor.roles.all()]
    if field == "former_names":
        return [former.name for former in actor.former_names.all()]
    value = getattr(actor, field)
    return value.isoformat() if isinstance(value, date) else value


def values_of(actor: Actor, fields: Iterable[str] = TRACKED) -> dict[str, Value]:
    """Return the values a record shows now, by field."""
    return {field: read(actor, field) for field in fields}


def write(actor: Actor, field: str, value: Any) -> None:
    """Put a cleaned value on a saved record; plain columns still have to be saved."""
    if field == "territory":
        actor.territory = Territory.objects.get(code=value) if value else None
    elif field == "disciplines":
        actor.disciplines.set(Discipline.objects.filter(code__in=value))
    elif field == "roles":
        _write_rows(actor.roles, "kind", value)
    elif field == "former_names":
        _write_rows(actor.former_names, "name", value)
    else:
        column: Any = Actor._meta.get_field(field)
        setattr(actor, field, column.to_python(value))


def _write_rows(rows: Any, column: str, wanted: list[str]) -> None:
    """Keep the rows that are still wanted, with their dates; add the others in order."""
    rows.exclude(**{f"{column}__in": wanted}).delete()
    present = set(rows.values_list(column, flat=True))
    for one in wanted:
        if one not in present:
            rows.create(**{column: one})
