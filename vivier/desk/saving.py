"""Writing what no module has a deed for: save, journal and search in one place, in one transaction."""

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.search import queue

if TYPE_CHECKING:
    from vivier.accounts.models import User

# Which index entry speaks of a record of this model.
SEARCH_KINDS = {
    "directory.actor": "actor",
    "opportunities.call": "opportunity",
    "opportunities.residency": "residency",
    "agenda.event": "event",
    "agenda.place": "place",
    "observatory.indicator": "indicator",
}


class InUse(Exception):
    """Something else still needs the record; the text can be shown."""


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, models.QuerySet | list | tuple):
        return sorted(str(one) for one in value)
    return value


def _index(row: models.Model) -> None:
    kind = SEARCH_KINDS.get(row._meta.label_lower)
    if kind:
        queue.changed(kind, row.pk)


def _read(row: Any, field: str) -> Any:
    value = getattr(row, field)
    return list(value.all()) if hasattr(value, "all") else value


@transaction.atomic
def create(row: models.Model, *, by: "User", lists: dict[str, Any] | None = None) -> None:
    """Save a new record and its lists."""
    row.save(force_insert=True)
    for field, values in (lists or {}).items():
        getattr(row, field).set(values)
    journal.record(f"{row._meta.model_name}.created", row, by=by)
    _index(row)


@transaction.atomic
def update(row: models.Model, values: dict[str, Any], *, by: "User", reason: str = "") -> journal.Changes:
    """Write the values that differ and return what changed."""
    stored: Any = type(row)._default_manager.select_for_update().get(pk=row.pk)
    before = {field: _read(stored, field) for field in values}
    different = {field: value for field, value in values.items() if _plain(before[field]) != _plain(value)}
    if not different:
        return {}
    for field, value in different.items():
        if isinstance(before[field], list) and hasattr(getattr(stored, field), "set"):
            getattr(stored, field).set(value)
        else:
            setattr(stored, field, value)
    stored.save()
    changes: journal.Changes = {
        field: [_plain(before[field]), _plain(value)] for field, value in different.items()
    }
    journal.record(f"{row._meta.model_name}.changed", stored, by=by, changes=changes, reason=reason)
    _index(stored)
    return changes


@transaction.atomic
def remove(row: models.Model, *, by: "User", reason: str = "") -> None:
    """Remove a record that nothing else needs; the journal keeps its name."""
    _index(row)
    journal.record(f"{row._meta.model_name}.removed", row, by=by, reason=reason)
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        others = sorted({str(one) for one in error.protected_objects})[:5]
        raise InUse(
            _("It cannot be removed: %(others)s still need it.") % {"others": ", ".join(others)}
        ) from error


def save_rows(formset: Any, owner: models.Model, *, by: "User", only_stored: bool = False) -> None:
    """Add, change and remove the parts of a record as its rows say, each written in the owner's journal.

    `only_stored` leaves new rows alone, for parts that a module adds by a deed of its own.
    """
    touched = False
    for form in formset.forms:
        if not form.has_changed() or (only_stored and form.instance.pk is None):
            continue
        touched = True
        if form in formset.deleted_forms:
            _remove_row(form.instance, owner, by=by)
        else:
            _save_row(form, formset.fk.name, owner, by=by)
    if touched:
        _index(owner)


def _remove_row(row: models.Model, owner: models.Model, *, by: "User") -> None:
    if row.pk is not None:
        name = str(row._meta.model_name)
        journal.record(f"{name}.removed", owner, by=by, changes={name: [str(row), None]})
        row.delete()


def _save_row(form: Any, parent: str, owner: models.Model, *, by: "User") -> None:
    row = form.instance
    name, is_new = str(row._meta.model_name), row.pk is None
    setattr(row, parent, owner)
    row.save()
    changes: journal.Changes = {name: [None, str(row)]}
    if not is_new:
        changes = {
            field: [_plain(form.initial.get(field)), _plain(form.cleaned_data[field])]
            for field in form.changed_data
        }
    verb = "added" if is_new else "changed"
    journal.record(f"{name}.{verb}", owner, by=by, changes=changes, reason="" if is_new else str(row))


def index_all(rows: models.QuerySet[Any]) -> None:
    """Ask for the index entries of several records to be made again."""
    for row in rows:
        _index(row)
