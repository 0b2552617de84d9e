"""What people do with residencies: write one down, change it, publish it, say who was there."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core.names import address_of, sort_key
from vivier.directory.models import Actor
from vivier.opportunities.models import PastStay, Residency
from vivier.opportunities.refusals import EditConflict, InvalidCall, NotPublishable
from vivier.reference.models import Discipline
from vivier.search import queue

if TYPE_CHECKING:
    from vivier.accounts.models import User

SEARCH_KIND = "residency"
TEXTS = (
    *(f"description_{one}" for one in ("fr", "en", "nl", "de")),
    *(f"{name}_{one}" for name in ("equipment", "accessibility") for one in ("fr", "en")),
)
# What the host's own manager may write; who hosts and under which scheme is for the team.
OF_THE_HOST = (
    "city", "territory", "disciplines", "languages", "days_min", "days_max", "lodging", "pays", "fee_amount",
    "currency", *TEXTS, "url",
)  # fmt: skip
FIELDS = ("name", "host", "host_name", "scheme", *OF_THE_HOST, "source_url", "checked_on", "is_demo")
_BARE = ("host", "scheme", "territory")


@transaction.atomic
def create_residency(*, by: "User | None", values: Mapping[str, Any]) -> Residency:
    """Write a draft down; its address is made from its name and never changes."""
    cleaned = {field: _clean(field, value) for field, value in values.items()}
    name = cleaned.get("name") or ""
    if not name:
        raise InvalidCall("name", _("A residency needs a name."))
    _check_together(cleaned)
    disciplines = cleaned.pop("disciplines", [])
    residency = Residency(**cleaned, slug=_free_address(name), sort_name=sort_key(name))
    residency.save(force_insert=True)
    residency.disciplines.set(disciplines)
    changes: journal.Changes = {field: [None, _plain(value)] for field, value in cleaned.items() if value}
    journal.record("residency.created", residency, by=by, changes=changes)
    return residency


@transaction.atomic
def update_residency(
    residency: Residency,
    *,
    by: "User | None",
    changes: Mapping[str, Any],
    expected: datetime | None = None,
    reason: str = "",
) -> journal.Changes:
    """Write what differs and return it; `expected` is the last change the writer had seen."""
    locked = Residency.objects.select_for_update().get(pk=residency.pk)
    if expected is not None and expected != locked.updated_at:
        raise EditConflict(
            _("Somebody changed this residency while you were editing it. Read it again, then save.")
        )
    cleaned = {field: _clean(field, value) for field, value in changes.items()}
    now = {field: _read(locked, field) for field in FIELDS}
    _check_together({**now, **cleaned})
    different = {field: value for field, value in cleaned.items() if _plain(now[field]) != _plain(value)}
    written: journal.Changes = {
        field: [_plain(now[field]), _plain(value)] for field, value in different.items()
    }
    if different:
        if "name" in different and not different["name"]:
            raise InvalidCall("name", _("A residency needs a name."))
        _write(locked, different)
        journal.record("residency.changed", locked, by=by, changes=written, reason=reason)
        queue.changed(SEARCH_KIND, locked.pk)
        residency.refresh_from_db()
    return written


def _write(row: Residency, values: dict[str, Any]) -> None:
    disciplines = values.pop("disciplines", None)
    for field, value in values.items():
        setattr(row, field, value)
    row.sort_name, row.updated_at = sort_key(row.name), timezone.now()
    row.save()
    if disciplines is not None:
        row.disciplines.set(disciplines)


def _clean(field: str, value: Any) -> Any:
    """Return the value as its column holds it; InvalidCall with a sentence when it cannot."""
    if field not in FIELDS:
        raise InvalidCall(field, _("“%(field)s” is not a field of a residency.") % {"field": field})
    if field in _BARE:
        return value
    if field == "disciplines":
        return _disciplines(value)
    if field == "languages":
        return [one for one in Residency.Tongue.values if one in (value or [])]
    if field == "pays":
        return _payers(value or {})
    return _column(field, value)


def _column(field: str, value: Any) -> Any:
    column: Any = Residency._meta.get_field(field)
    if isinstance(value, str):
        value = value.strip()
        if "\x00" in value:
            raise InvalidCall(field, _("The text holds a character that cannot be stored."))
    if value in ("", None):
        value = None if column.null else ""
    try:
        return column.clean(value, None)
    except ValidationError as error:
        name = str(column.verbose_name)
        raise InvalidCall(field, f"{name[:1].upper()}{name[1:]}: {' '.join(error.messages)}") from error


def _disciplines(value: Iterable[Any]) -> list[Discipline]:
    codes = {one if isinstance(one, str) else one.code for one in value}
    rows = list(Discipline.objects.filter(code__in=codes).order_by("code"))
    unknown = codes - {row.code for row in rows}
    if unknown:
        words = {"value": ", ".join(sorted(unknown))}
        raise InvalidCall("disciplines", _("“%(value)s” is not a discipline we know.") % words)
    return rows


def _payers(value: Mapping[str, str]) -> dict[str, str]:
    said = {item: payer for item, payer in value.items() if payer}
    if set(said) - set(Residency.Item.values) or set(said.values()) - set(Residency.Payer.values):
        raise InvalidCall("pays", _("Choose who pays among the answers given."))
    return {item: said[item] for item in Residency.Item.values if item in said}


def _check_together(values: Mapping[str, Any]) -> None:
    low, high = values.get("days_min"), values.get("days_max")
    if low is not None and high is not None and low > high:
        raise InvalidCall("days_max", _("The longest stay is shorter than the shortest."))
    amount = values.get("fee_amount")
    if amount is not None and amount < 0:
        raise InvalidCall("fee_amount", _("An amount cannot be negative."))


def _read(row: Residency, field: str) -> Any:
    return list(row.disciplines.order_by("code")) if field == "disciplines" else getattr(row, field)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [str(getattr(one, "code", one)) for one in value]
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if value is None or isinstance(value, bool | int | dict):
        return value
    return str(getattr(value, "slug", None) or getattr(value, "code", None) or value)


def _free_address(name: str) -> str:
    wanted = address_of(name, length=80)
    taken = set(Residency.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(
        slug for slug in chain([wanted], (f"{wanted}-{number}" for number in count(2))) if slug not in taken
    )


@transaction.atomic
def publish_residency(residency: Residency, *, by: "User | None") -> None:
    """Show it on the public site; refuses one without a host, or without a page or a source."""
    if not residency.hosted_by:
        raise NotPublishable(_("Before it is published, say who hosts."))
    if not (residency.url or residency.source_url):
        raise NotPublishable(_("Before it is published, give the address of its page or of its source."))
    _change_state(residency, Residency.State.PUBLISHED, "residency.published", by=by)


@transaction.atomic
def withdraw_residency(residency: Residency, *, by: "User | None", reason: str = "") -> None:
    """Take it off the public site; nothing of it is lost."""
    _change_state(residency, Residency.State.DRAFT, "residency.withdrawn", by=by, reason=reason)


def _change_state(row: Residency, state: str, verb: str, *, by: "User | None", reason: str = "") -> None:
    locked = Residency.objects.select_for_update().get(pk=row.pk)
    if locked.state != state:
        Residency.objects.filter(pk=row.pk).update(state=state, updated_at=timezone.now())
        journal.record(verb, locked, by=by, changes={"state": [locked.state, state]}, reason=reason)
        queue.changed(SEARCH_KIND, row.pk)
        row.refresh_from_db()


@transaction.atomic
def add_stay(
    residency: Residency, *, by: "User | None", actor: Actor | None = None, name: str = "", year: int | None
) -> PastStay:
    """Write down somebody who was in residence; twice the same is once."""
    name = "" if actor else name.strip()[:200]
    if actor is None and not name:
        raise InvalidCall("name", _("Say who was in residence."))
    if year is not None and not 1900 <= year <= timezone.localdate().year + 1:
        raise InvalidCall("year", _("This is not the year of a stay."))
    found = residency.stays.filter(actor=actor, name=name, year=year).first()
    if found is None:
        found = PastStay.objects.create(residency=residency, actor=actor, name=name, year=year)
        journal.record("residency.stay_added", residency, by=by, changes={"stay": [None, str(found)]})
    return found
