"""What changed among those who look after a record, as its managers read it in their space."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.models import JournalEntry, User
from vivier.directory.models import Actor, Membership

VERBS = ("membership.added", "membership.changed", "membership.removed")
SHOWN = 10
LATELY = timedelta(days=14)
Role = Membership.Role


@dataclass(frozen=True, slots=True)
class Change:
    """One change in words, when it was made, and by whom when somebody else did it."""

    at: datetime
    words: str
    by: User | None


def changes(actor: Actor) -> list[Change]:
    """Return the newest changes of who manages the record, newest first, in the reader's language."""
    entries = list(journal.entries_of(actor).filter(verb__in=VERBS)[:SHOWN])
    parts = [_parts(one) for one in entries]
    people = User.objects.in_bulk({key for key, _role in parts if key})
    return [
        Change(one.at, _words(one.verb, people.get(key), role), one.by if one.by_id != key else None)
        for one, (key, role) in zip(entries, parts, strict=True)
    ]


def changed_lately(actors: Iterable[int], *, reader: User) -> dict[int, datetime]:
    """Return when the managers of these records (keys) were last changed by others, within two weeks."""
    rows = JournalEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Actor),
        object_id__in=[str(key) for key in actors],
        verb__in=VERBS,
        at__gt=timezone.now() - LATELY,
    ).exclude(by=reader)
    return {int(key): at for key, at in rows.order_by("sequence").values_list("object_id", "at")}


def _parts(entry: JournalEntry) -> tuple[int, str]:
    """Read whom an entry is about and in which role: written "12: main"; 0 when it cannot be read."""
    pair: Any = entry.changes.get("membership") or [None, None]
    key, _colon, role = str(pair[1] or pair[0]).partition(": ")
    return (int(key) if key.isascii() and key.isdigit() else 0), role


def _words(verb: str, person: User | None, role: str) -> str:
    who = person if person and person.is_active else _("Somebody whose account is closed")
    if verb == "membership.removed":
        return _("%(person)s no longer looks after the record.") % {"person": who}
    if verb == "membership.added":
        return _("%(person)s looks after the record from then on.") % {"person": who}
    if role == Role.MAIN:
        return _("%(person)s became a main manager.") % {"person": who}
    return _("%(person)s became a manager.") % {"person": who}
