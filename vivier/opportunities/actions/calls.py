"""What people do with schemes, calls and their criteria."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core.names import address_of
from vivier.core.translation import LANGUAGES
from vivier.directory.models import Actor
from vivier.opportunities import fields
from vivier.opportunities.conditions.criteria import InvalidRule, check_keys, parse_criteria
from vivier.opportunities.conditions.trials import was_tried
from vivier.opportunities.models import Call, Criterion, Scheme
from vivier.opportunities.refusals import EditConflict, InvalidCall, InvalidCriteria, NotPublishable, NotTried
from vivier.search import queue

if TYPE_CHECKING:
    from vivier.accounts.models import User

SEARCH_KIND = "opportunity"
CRITERIA_SET = "opportunity.criteria_set"


@transaction.atomic
def create_scheme(
    *,
    title_fr: str,
    by: "User | None",
    issuer: Actor | None = None,
    issuer_name: str = "",
    is_demo: bool = False,
) -> Scheme:
    """Write down a lasting scheme; its address is made from its title and never changes."""
    title = title_fr.strip()
    if not title:
        raise InvalidCall("title_fr", _("A scheme needs a title."))
    scheme = Scheme.objects.create(
        slug=_free_address(Scheme.objects.all(), title),
        title_fr=title[:255],
        issuer=issuer,
        issuer_name="" if issuer else issuer_name.strip()[:255],
        is_demo=is_demo,
    )
    journal.record("scheme.created", scheme, by=by, changes={"title_fr": [None, title]})
    return scheme


@transaction.atomic
def create_call(scheme: Scheme, *, by: "User | None", values: Mapping[str, Any]) -> Call:
    """Open a draft call of a scheme; its address is made from its title and never changes."""
    cleaned = {field: fields.clean(field, value) for field, value in values.items()}
    if not cleaned.get("title_fr"):
        raise InvalidCall("title_fr", _("An opportunity needs a title in French."))
    fields.clean("kind", cleaned.get("kind", ""))
    fields.check_together(cleaned)
    disciplines = cleaned.pop("disciplines", [])
    call = Call(
        **{"scheme": scheme} | cleaned, slug=_free_address(Call.objects.all(), str(cleaned["title_fr"]))
    )
    call.save(force_insert=True)
    fields.write_disciplines(call, disciplines)
    changes = {field: [None, fields.plain(value)] for field, value in cleaned.items() if value is not None}
    journal.record("opportunity.created", call, by=by, changes=changes)
    return call


# What an edition hands on to the next one: what it is and who may apply, never its dates or applicants.
HANDED_ON = (
    "kind",
    *(f"{name}_{language}" for name in ("title", "summary", "eligibility") for language in LANGUAGES),
    "audiences",
    "disciplines",
    "place",
    "place_en",
    "place_nl",
    "place_de",
    "territory",
    "amount_min",
    "amount_max",
    "currency",
    "url",
)


@transaction.atomic
def copy_call(call: Call, *, edition: str, by: "User") -> Call:
    """Open a draft of the next edition: texts, amounts and conditions of this one, without its dates."""
    wanted = edition.strip()
    if not wanted or call.scheme.calls.filter(edition=wanted).exists():
        raise InvalidCall(
            "edition", _("Give the new edition a name that no other edition has, such as a year.")
        )
    values = {field: fields.read(call, field) for field in HANDED_ON if field in fields.ALL}
    new = create_call(call.scheme, by=by, values=values | {"edition": wanted[:80]})
    set_criteria(new, [stored(row) for row in call.criteria.all()], by=by)
    journal.record("opportunity.copied", new, by=by, changes={"from": [None, call.slug]})
    return new


def _free_address(rows: "models.QuerySet[Any]", title: str) -> str:
    wanted = address_of(title, length=110)
    taken = set(rows.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(slug for slug in chain([wanted], numbered) if slug not in taken)


@transaction.atomic
def update_call(
    call: Call,
    *,
    by: "User | None",
    changes: Mapping[str, Any],
    expected: datetime | None = None,
    reason: str = "",
) -> journal.Changes:
    """Write new values and return what changed; `expected` is the last change the writer had seen."""
    locked = Call.objects.select_for_update().get(pk=call.pk)
    if expected is not None and expected != locked.updated_at:
        raise EditConflict(
            _("Somebody changed this opportunity while you were editing it. Read it again, then save.")
        )
    cleaned = {field: fields.clean(field, value) for field, value in changes.items()}
    now = {field: fields.read(locked, field) for field in fields.ALL}
    fields.check_together({**now, **cleaned})
    different = {field: value for field, value in cleaned.items() if not fields.same(now[field], value)}
    written: journal.Changes = {
        field: [fields.plain(now[field]), fields.plain(value)] for field, value in different.items()
    }
    if different:
        _write(locked, different)
        journal.record("opportunity.changed", locked, by=by, changes=written, reason=reason)
        queue.changed(SEARCH_KIND, locked.pk)
        call.refresh_from_db()
    return written


def _write(call: Call, values: Mapping[str, Any]) -> None:
    plain = {field: value for field, value in values.items() if field not in fields.LISTS}
    for field, value in plain.items():
        setattr(call, field, value)
    if "disciplines" in values:
        fields.write_disciplines(call, values["disciplines"])
    call.updated_at = timezone.now()
    call.save(update_fields=[*plain, "updated_at"])


@transaction.atomic
def publish_call(call: Call, *, by: "User | None", from_dataset: bool = False) -> None:
    """Show the call on the public site; refuses, with every reason, one that nobody could use.

    Its conditions must have been tried as they are, unless they come from a dataset that was reviewed.
    """
    missing = missing_of(call)
    if missing:
        raise NotPublishable(
            _("Before it is published, this opportunity needs: %(missing)s.")
            % {"missing": ", ".join(missing)}
        )
    if not (from_dataset or was_tried(call)):
        raise NotTried(
            _("Before it is published, try its conditions: look at who meets them, who does not, who may.")
        )
    _change_state(call, Call.State.PUBLISHED, "opportunity.published", by=by)


def missing_of(call: Call) -> list[str]:
    """Return what a call lacks without which nobody could use it."""
    scheme = call.scheme
    needs = {
        _("a summary"): call.summary,
        _("an issuer"): scheme.issuer_id or scheme.issuer_name,
        _("the address of its official page or of its source"): call.url or call.source_url,
        _("for whom it is, or who may apply"): call.audiences or call.eligibility,
    }
    return [what for what, there in needs.items() if not there]


@transaction.atomic
def withdraw_call(call: Call, *, by: "User | None", reason: str = "") -> None:
    """Take the call off the public site; nothing of it is lost."""
    _change_state(call, Call.State.DRAFT, "opportunity.withdrawn", by=by, reason=reason)


def _change_state(call: Call, state: str, verb: str, *, by: "User | None", reason: str = "") -> None:
    locked = Call.objects.select_for_update().get(pk=call.pk)
    before = locked.state
    if before != state:
        Call.objects.filter(pk=call.pk).update(state=state, updated_at=timezone.now())
        journal.record(verb, locked, by=by, changes={"state": [before, state]}, reason=reason)
        queue.changed(SEARCH_KIND, call.pk)
        call.refresh_from_db()


@transaction.atomic
def set_criteria(call: Call, criteria: Iterable[object], *, by: "User | None") -> bool:
    """Replace the conditions of a call by these (in their stored form); True when anything changed.

    One that stands exactly as it is stored is not read again: it is kept even if nobody could read it.
    """
    items = list(criteria)
    Call.objects.select_for_update().get(pk=call.pk)
    before = {row.key: row for row in call.criteria.all()}
    old = [stored(row) for row in before.values()]
    new = _read(items, old)
    if old == new:
        return False
    keys = [str(item["key"]) for item in new]
    call.criteria.exclude(key__in=keys).delete()
    for position, (key, item) in enumerate(zip(keys, new, strict=True)):
        _write_criterion(before.get(key) or Criterion(call=call, key=key), item, position)
    Call.objects.filter(pk=call.pk).update(updated_at=timezone.now())
    journal.record(CRITERIA_SET, call, by=by, changes={"criteria": [old, new]})
    queue.changed(SEARCH_KIND, call.pk)
    return True


def _read(items: list[object], old: list[dict[str, object]]) -> list[dict[str, object]]:
    """The conditions in their stored form. Raises InvalidCriteria for one that is new and cannot be read."""
    try:
        fresh = iter(parse_criteria([item for item in items if item not in old]))
        new = [dict(item) if item in old else next(fresh).to_data() for item in items]  # type: ignore[call-overload]
        check_keys([str(item["key"]) for item in new])
    except InvalidRule as error:
        raise InvalidCriteria(
            error.path, _("A condition cannot be read: %(problem)s") % {"problem": str(error)}
        ) from error
    return new


def _write_criterion(row: Criterion, said: Mapping[str, Any], position: int) -> None:
    row.position, row.article, row.rule = position, said["article"], said["rule"]
    for language in LANGUAGES:
        setattr(row, f"text_{language}", said["text"].get(language, ""))
    row.save()


def stored(row: Criterion) -> dict[str, object]:
    """A saved criterion in the form it is read from and exported to."""
    texts = {language: text for language in LANGUAGES if (text := getattr(row, f"text_{language}"))}
    return {"key": row.key, "text": texts, "article": row.article, "rule": row.rule}
