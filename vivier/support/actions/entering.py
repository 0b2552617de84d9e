"""Enter a need: whatever becomes of it, its project, holders, field and date are written down."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.directory.models import Actor
from vivier.reference.models import Discipline, Territory
from vivier.support.actions.settling import lock, settle
from vivier.support.askers import number_of
from vivier.support.models import Need, Subject
from vivier.support.refusals import InvalidNeed, NeedRefused

if TYPE_CHECKING:
    from vivier.accounts.models import User

# What the team may correct while entering; what the applicant wrote in their own words stays.
CORRECTED = ("subject", "who", "stage", "legal_form", "territory", "actor")


@transaction.atomic
def enter_need(
    need: Need,
    *,
    by: "User | None",
    project_name: str,
    holders: str,
    disciplines: Iterable[Discipline],
    corrected: Mapping[str, Any] | None = None,
) -> Need:
    """Write down project, holders and field, and stop the clock; again later, it corrects them.

    `corrected` holds values of CORRECTED. Raises InvalidNeed, NeedRefused.
    """
    locked = lock(need)
    if locked.erased_at is not None:
        raise NeedRefused(_("This need was erased: nothing can be written down any more."))
    fields = list(disciplines)
    _check(project_name, holders, fields)
    locked.project_name, locked.holders = project_name.strip()[:255], holders.strip()[:1000]
    changed = _correct(locked, corrected or {})
    if locked.entered_at is None:
        locked.entered_at, locked.entered_by = timezone.now(), by
    locked.save()
    locked.disciplines.set(fields)
    settle(locked)
    # The journal is for ever: it names the columns that changed, never what they say.
    journal.record("need.entered", locked, by=by, changes={"fields": [None, changed]})
    need.refresh_from_db()
    return need


def _check(project_name: str, holders: str, disciplines: list[Discipline]) -> None:
    if not project_name.strip():
        raise InvalidNeed("project_name", _("Give the project a name: that of the organisation will do."))
    if not holders.strip():
        raise InvalidNeed("holders", _("Say who holds the project."))
    if not disciplines:
        raise InvalidNeed("disciplines", _("Choose at least one discipline: the field of the project."))


def _correct(need: Need, corrected: Mapping[str, Any]) -> list[str]:
    changed = []
    for name, value in corrected.items():
        if name not in CORRECTED:
            raise InvalidNeed(name, _("This is not corrected here."))
        if name == "subject" and value not in Subject.values:
            raise InvalidNeed(name, _("Say what it is about."))
        if name in ("territory", "actor") and not isinstance(value, Actor | Territory | None):
            raise InvalidNeed(name, _("Please choose one of the answers."))
        if getattr(need, name) != value:
            setattr(need, name, value)
            changed.append(name)
    if "actor" in changed:
        need.counted_as = number_of(need.actor)
    return sorted(changed)
