"""How needs of one record are known to be of one, also after an erasure: for counts, never for a name.

A need that is erased loses its record. What stays is a number drawn at random, the same for every need of
that record; once the last of them is erased, nothing leads from the number to the record.
"""

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
