"""Honour somebody who objects to being taken from the register: what it said goes from the directory too."""

from typing import TYPE_CHECKING

from django.db import transaction

from vivier.accounts import journal
from vivier.core.names import sort_key
from vivier.directory import fields
from vivier.directory.actions.undoing import erase_records, tied_to
from vivier.directory.fields import Value
from vivier.directory.from_register import SOURCE_NAME
from vivier.directory.models import Actor, ChangeSet, ExternalId, FieldSource, FormerName, ProposedChange
from vivier.registers.actions import digits_of, record_objection
from vivier.search.queue import changed as tell_search

if TYPE_CHECKING:
    from vivier.accounts.models import User

Method, State = FieldSource.Method, FieldSource.State
_ALWAYS_THERE = ("name", "kind")


@transaction.atomic
def honour_objection(number: str, *, by: "User | None") -> Actor | None:
    """Record an objection and take what the register said off the record of that number, at once.

    A record that only the register ever spoke of is deleted. Of another, the register's values go; where it
    gave the name or the kind and nobody else ever did, these stay on a draft until people decide. Return the
    record that is left, or None.
    """
    digits = digits_of(number)
    record_objection(digits, by=by)
    changes = ProposedChange.objects.filter(change_set__source=ChangeSet.Source.REGISTER)
    changes.filter(external_id=digits).delete()
    tie = ExternalId.objects.filter(source=SOURCE_NAME, value=digits).first()
    found = Actor.objects.select_for_update().filter(enterprise_number=digits).first()
    actor = found or (Actor.objects.select_for_update().get(pk=tie.actor_id) if tie else None)
    if actor is None:
        return None
    if _only_the_register_speaks(actor):
        journal.record("actor.erased", None, by=by)
        erase_records([actor.pk])
        tell_search("actor", actor.pk)
        return None
    _withdraw(actor, by=by)
    return actor


def _only_the_register_speaks(actor: Actor) -> bool:
    """Say so when each value has the register as its origin, and nothing of people's is tied to the record.

    A value whose origin nobody wrote down may be a person's.
    """
    if actor.confirmed_on or actor.field_sources.exclude(method=Method.REGISTER).exists():
        return False
    theirs = {
        "former_names",
        *actor.field_sources.filter(state=State.CURRENT).values_list("field", flat=True),
    }
    shown = {one for one, value in fields.values_of(actor).items() if not fields.is_empty(value)}
    return shown <= theirs and not tied_to({actor.pk})


def _withdraw(actor: Actor, *, by: "User | None") -> None:
    """Take the register's values off a record; its words are in no provenance any more."""
    theirs = actor.field_sources.filter(method=Method.REGISTER)
    shown = set(theirs.filter(state=State.CURRENT).values_list("field", flat=True))
    FormerName.objects.filter(actor=actor, name__in=_names_of(actor)).delete()
    theirs.delete()
    ExternalId.objects.filter(actor=actor, source=SOURCE_NAME).delete()
    for one in sorted(shown):
        _give_back(actor, one)
    actor.sort_name = sort_key(actor.name)
    actor.version += 1
    actor.save()
    withdrawn: journal.Changes = {"withdrawn": [sorted(shown), None]}
    journal.record("actor.register_withdrawn", None, by=by, changes=withdrawn)
    tell_search("actor", actor.pk)


def _names_of(actor: Actor) -> list[str]:
    """Return the names only the register gave."""
    rows = actor.field_sources.filter(field="name")
    others = set(map(str, rows.exclude(method=Method.REGISTER).values_list("value", flat=True)))
    return [str(one) for one in rows.filter(method=Method.REGISTER).values_list("value", flat=True)
            if str(one) not in others]  # fmt: skip


def _give_back(actor: Actor, one: str) -> None:
    """Show what somebody else said last of a field, or nothing."""
    others = actor.field_sources.filter(field=one).exclude(state=State.CURRENT)
    before = others.order_by("-recorded_at", "-pk").first()
    if before:
        fields.write(actor, one, before.value)
        FieldSource.objects.filter(pk=before.pk).update(state=State.CURRENT)
    elif one in _ALWAYS_THERE:
        actor.status = Actor.Status.DRAFT
    else:
        fields.write(actor, one, _nothing(one))


def _nothing(one: str) -> Value:
    if one in fields.LISTS:
        return []
    return None if one == "territory" or Actor._meta.get_field(one).null else ""
