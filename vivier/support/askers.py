"""How needs of one record are known to be of one, also after an erasure: for counts, never for a name.

A need that is erased loses its record. What stays is a number drawn at random, the same for every need of
that record; once the last of them is erased, nothing leads from the number to the record. So a record whose
needs were all erased cannot be told to be the one it is merged with later, and counts beside it.

Records that become one are counted under one number, with what was erased of them before, as long as one
need of each is there to tell. Each need remembers its number under the mark of the merge: the undo gives it
back.
"""

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db.models import CharField
from django.db.models.functions import Cast, Coalesce

from vivier.directory.models import Actor
from vivier.support.models import Need


def asker(need: str = "") -> Coalesce:
    """Return what distinguishes who asks, nothing without a record; `need` is the path to the need."""
    path = f"{need}__" if need else ""
    return Coalesce(
        Cast(f"{path}counted_as", CharField()), Cast(f"{path}actor_id", CharField()), output_field=CharField()
    )


def number_of(actor: Actor | None) -> UUID | None:
    """Return the number the needs of a record have been given; nothing before one of them was erased."""
    if actor is None:
        return None
    numbered = Need.objects.filter(actor=actor, counted_as__isnull=False)
    return numbered.values_list("counted_as", flat=True).order_by("pk").first()


def give_number(need: Need) -> None:
    """Give a need that is about to lose its record, and all others of the record, one number."""
    if need.actor is None:
        return
    number = number_of(need.actor) or uuid4()
    Need.objects.filter(actor=need.actor).update(counted_as=number)
    need.counted_as = number


def become_one(keys: Sequence[int]) -> None:
    """Count needs that moved to another record with those of that record, the erased ones of both too."""
    moved = list(Need.objects.filter(pk__in=keys).order_by("pk"))
    here = next(one.actor_id for one in moved)
    number = next((one.counted_as for one in moved if one.counted_as), None)
    others = Need.objects.filter(actor=here).exclude(pk__in=keys)
    theirs = others.filter(counted_as__isnull=False).values_list("counted_as", flat=True).first()
    if number and not theirs:
        theirs = uuid4()
        others.update(counted_as=theirs)
    if number:
        moved += list(Need.objects.filter(counted_as=number).exclude(pk__in=keys))
    mark = uuid4().hex
    for one in moved:
        one.counted_before = [*one.counted_before, [mark, one.counted_as and one.counted_as.hex]]
        one.counted_as = theirs
    Need.objects.bulk_update(moved, ["counted_before", "counted_as"], batch_size=500)


def part_again(keys: Sequence[int]) -> None:
    """Count needs that came back apart again, with what was erased of them before and since."""
    back = list(Need.objects.filter(pk__in=keys).order_by("pk"))
    marks = {one.counted_before[-1][0] for one in back if one.counted_before}
    shared = {one.counted_as for one in back if one.counted_as}
    gone = Need.objects.filter(counted_as__in=shared, actor=None)
    erased = [one for one in gone if one.counted_before and one.counted_before[-1][0] in marks]
    known = (one.counted_before[-1][1] for one in (*back, *erased) if one.counted_before)
    number = next((UUID(one) for one in known if one), uuid4() if erased else None)
    for one in (*back, *erased):
        one.counted_before, one.counted_as = one.counted_before[:-1], number
    Need.objects.bulk_update([*back, *erased], ["counted_before", "counted_as"], batch_size=500)
