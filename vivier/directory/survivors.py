"""Where a merged record is today: by its address, by its key, with its history."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Aggregate, CharField, OuterRef, Subquery

from vivier.directory.models import Actor, MergeRecord


class _Joined(Aggregate):
    """Texts of a group behind one another, a blank between them."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ' ')"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The same by its older name."""
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def former_addresses(of: str) -> Subquery:
    """The addresses of the records that went straight into the one this field names, a blank between them."""
    merges = MergeRecord.objects.standing().filter(kept=OuterRef(of)).order_by().values("kept")
    return Subquery(merges.annotate(all=_Joined("absorbed_slug")).values("all"))


def survivor_called(slug: str) -> Actor | None:
    """Return the record that the one at this address went into; None when it went into none."""
    merge = MergeRecord.objects.standing().filter(absorbed_slug=slug).values_list("kept", flat=True).first()
    return Actor.objects.filter(pk=current_key(merge)).first() if merge else None


def current_addresses(slugs: Iterable[str]) -> list[str]:
    """Return the addresses with those of merged records replaced by the addresses they lead to now."""
    slugs = list(slugs)
    merged = MergeRecord.objects.standing().filter(absorbed_slug__in=slugs)
    moved = set(merged.values_list("absorbed_slug", flat=True))
    found = {slug: survivor_called(slug) for slug in moved}
    return [actor.slug if (actor := found.get(slug)) else slug for slug in slugs]


def current_key(key: int) -> int:
    """Return the key of the record that this one is part of today: itself, unless it was merged."""
    standing = MergeRecord.objects.standing()
    seen = {key}
    while (kept := standing.filter(absorbed_key=key).values_list("kept", flat=True).first()) is not None:
        if kept in seen:
            break
        seen.add(kept)
        key = kept
    return key


def current_keys(keys: Iterable[int]) -> list[int]:
    """Return the keys with merged records replaced by those they are part of, each once, in order."""
    keys = list(keys)
    merged = MergeRecord.objects.standing().filter(absorbed_key__in=keys)
    moved = set(merged.values_list("absorbed_key", flat=True))
    return list(dict.fromkeys(current_key(key) if key in moved else key for key in keys))


def keys_within(key: int) -> list[int]:
    """Return the key and those of all records that went into it, directly or through another."""
    found, waiting = [key], [key]
    while waiting:
        standing = MergeRecord.objects.standing().filter(kept__in=waiting)
        waiting = [one for one in standing.values_list("absorbed_key", flat=True) if one not in found]
        found += waiting
    return found


def addresses_kept(beginning: str) -> set[str]:
    """Return the addresses with this beginning that a merged record still answers at."""
    standing = MergeRecord.objects.standing().filter(absorbed_slug__startswith=beginning)
    return set(standing.values_list("absorbed_slug", flat=True))
