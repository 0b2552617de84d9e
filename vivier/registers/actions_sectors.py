"""What administrators do with the definitions of the sector: copy, edit, use; what was used never changes."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.registers.code_sheet import Counted
from vivier.registers.definitions import TEXTS
from vivier.registers.models import SectorCode, SectorDefinition
from vivier.registers.refusals import RegisterRefusal

if TYPE_CHECKING:
    from vivier.accounts.models import User


@transaction.atomic
def start_definition(name: str, source: str, *, by: "User | None") -> SectorDefinition:
    """Open a definition of one's own, empty and not used."""
    slug = slugify(name)[:60]
    if not slug:
        raise RegisterRefusal(_("Give the definition a name with letters."))
    if SectorDefinition.objects.filter(slug=slug).exists():
        raise RegisterRefusal(_("There is a definition of this name: make a new version of it."))
    made = SectorDefinition.objects.create(slug=slug, name_fr=name, source=source, edited_at=timezone.now())
    journal.record("definition.created", made, by=by)
    return made


@transaction.atomic
def copy_definition(definition: SectorDefinition, *, by: "User | None") -> SectorDefinition:
    """Make a new version, with the same texts and activities, to be edited; the old one stays in use."""
    versions = SectorDefinition.objects.select_for_update().filter(slug=definition.slug)
    open_one = versions.filter(first_used_at__isnull=True, version__gt=definition.version).first()
    if open_one:
        raise RegisterRefusal(
            _("Version %(n)s is being edited already: go on with it, or remove it.") % {"n": open_one.version}
        )
    last = versions.aggregate(last=Max("version"))["last"]
    made = SectorDefinition.objects.create(
        slug=definition.slug,
        version=last + 1,
        edited_at=timezone.now(),
        **{name: getattr(definition, name) for name in TEXTS},
    )
    _store(made, (_counted(one) for one in definition.codes.all()))
    journal.record("definition.copied", made, by=by, changes={"version": [definition.version, made.version]})
    return made


def _counted(one: SectorCode) -> Counted:
    return Counted(one.nace_version, one.code, one.domain, one.weight, one.confidence)


def _store(definition: SectorDefinition, codes: Iterable[Counted]) -> None:
    SectorCode.objects.bulk_create(
        SectorCode(
            definition=definition,
            nace_version=one.nace_version,
            code=one.code,
            domain=one.domain,
            weight=one.weight,
            confidence=one.confidence,
        )
        for one in codes
    )


def _editable(definition: SectorDefinition) -> SectorDefinition:
    locked = SectorDefinition.objects.select_for_update().get(pk=definition.pk)
    if locked.first_used_at:
        raise RegisterRefusal(
            _("This version was used by imports and stays as it is: make a new version to change it.")
        )
    return locked


@transaction.atomic
def write_definition(definition: SectorDefinition, texts: Mapping[str, str], *, by: "User | None") -> None:
    """Write the name, source and cautions of a version that was never used."""
    locked = _editable(definition)
    changes: journal.Changes = {
        name: [getattr(locked, name), texts[name]]
        for name in TEXTS
        if name in texts and getattr(locked, name) != texts[name]
    }
    if not changes:
        return
    for name, (_before, after) in changes.items():
        setattr(locked, name, after)
    locked.edited_at = timezone.now()
    locked.save()
    journal.record("definition.changed", locked, by=by, changes=changes)


@transaction.atomic
def write_codes(definition: SectorDefinition, codes: Iterable[Counted], *, by: "User | None") -> int:
    """Replace the activities of a version that was never used; return how many differ."""
    locked = _editable(definition)
    before = {one.key: one for one in map(_counted, locked.codes.all())}
    after = {one.key: one for one in codes}
    if before == after:
        return 0
    locked.codes.all().delete()
    _store(locked, after.values())
    changes: journal.Changes = {
        " ".join(key): [
            before[key].as_text() if key in before else None,
            after[key].as_text() if key in after else None,
        ]
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    }
    _note_codes(locked, changes, by=by)
    return len(changes)


@transaction.atomic
def put_code(definition: SectorDefinition, one: Counted, *, by: "User | None") -> None:
    """Count an activity in, or change how it counts."""
    locked = _editable(definition)
    held = locked.codes.filter(nace_version=one.nace_version, code=one.code).first()
    before = _counted(held).as_text() if held else None
    if held:
        held.delete()
    _store(locked, [one])
    _note_codes(locked, {" ".join(one.key): [before, one.as_text()]}, by=by)


@transaction.atomic
def remove_codes(definition: SectorDefinition, keys: Iterable[int], *, by: "User | None") -> int:
    """Take activities out of a version that was never used; return how many."""
    locked = _editable(definition)
    chosen = locked.codes.filter(pk__in=list(keys))
    changes: journal.Changes = {str(one): [_counted(one).as_text(), None] for one in chosen}
    chosen.delete()
    if changes:
        _note_codes(locked, changes, by=by)
    return len(changes)


def _note_codes(definition: SectorDefinition, changes: journal.Changes, *, by: "User | None") -> None:
    definition.edited_at = timezone.now()
    definition.save(update_fields=["edited_at"])
    journal.record("definition.activities_changed", definition, by=by, changes=changes)


@transaction.atomic
def use_definition(definition: SectorDefinition, *, by: "User | None") -> None:
    """Let imports use this version, in place of another version of the same definition."""
    locked = SectorDefinition.objects.select_for_update().get(pk=definition.pk)
    if not locked.codes.exists():
        raise RegisterRefusal(_("A definition without activities would bring nobody in."))
    others = SectorDefinition.objects.filter(slug=locked.slug, is_used=True).exclude(pk=locked.pk)
    replaced = others.values_list("version", flat=True).first()
    others.update(is_used=False)
    locked.is_used, locked.first_used_at = True, locked.first_used_at or timezone.now()
    locked.save(update_fields=["is_used", "first_used_at"])
    journal.record("definition.used", locked, by=by, changes={"version": [replaced, locked.version]})


@transaction.atomic
def stop_using(definition: SectorDefinition, *, by: "User | None") -> None:
    """Let imports use this definition no more; one at least stays."""
    used = SectorDefinition.objects.select_for_update().filter(is_used=True)
    if not any(one.pk != definition.pk for one in used):
        raise RegisterRefusal(_("Imports need one definition at least: use another one first."))
    if SectorDefinition.objects.filter(pk=definition.pk, is_used=True).update(is_used=False):
        journal.record("definition.not_used", definition, by=by)


@transaction.atomic
def remove_version(definition: SectorDefinition, *, by: "User | None", reason: str) -> None:
    """Remove a version that was never used and does not ship with Vivier."""
    locked = _editable(definition)
    if not locked.edited_at:
        raise RegisterRefusal(_("This definition ships with Vivier: it stays, used or not."))
    journal.record("definition.removed", locked, by=by, reason=reason)
    locked.delete()
