"""What is counted of missions: those held, who went, what came of them."""

from django.db.models import Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from vivier.directory.models import Actor
from vivier.mandate.indicators.subjects import (
    Column,
    Day,
    Distinct,
    Measure,
    Rows,
    Subject,
    of_discipline,
    one_of,
    within,
    yes_or_no,
)
from vivier.missions.models import Mission, Participant, Result

# A seat of the reference organisation, a school or an authority is no company that went.
COMPANIES = (
    Actor.Kind.ENTERPRISE,
    Actor.Kind.STUDIO,
    Actor.Kind.ASSOCIATION,
    Actor.Kind.COLLECTIVE,
    Actor.Kind.PERSON,
)


def named_in_public(actor: Actor) -> str:
    """Return the name of an organisation whose record is published; a natural person stays unnamed."""
    is_person = actor.kind == Actor.Kind.PERSON or actor.legal_form == Actor.LegalForm.NATURAL_PERSON
    return actor.name if actor.status == Actor.Status.PUBLISHED and not is_person else ""


def _held() -> Rows:
    return Mission.objects.filter(state=Mission.State.PUBLISHED)


def _seats() -> Rows:
    return Participant.objects.confirmed().filter(mission__state=Mission.State.PUBLISHED)


def _results() -> Rows:
    told = Result.objects.filter(withdrawn_at__isnull=True).exclude(kind=Result.Kind.NOTHING)
    return told.annotate(counts_on=Coalesce("happened_on", TruncDate("told_at")))


MISSIONS = Subject(
    code="missions",
    name=_("Missions"),
    one_row=_("One row is one mission, tour or delegation."),
    perimeter=_("Published missions; those called off are left out."),
    base=_held,
    days={
        "starts": Day(_("its first day"), "starts_on"),
        "ends": Day(_("its last day"), "ends_on"),
    },
    filters={
        "kind": one_of(_("kind"), "kind", Mission.Kind),
        "discipline": of_discipline("disciplines"),
    },
    columns=(
        Column(_("mission"), lambda row: row.title.text),
        Column(_("kind"), lambda row: row.get_kind_display()),
        Column(_("places"), lambda row: row.places),
        Column(_("first day"), lambda row: row.starts_on),
        Column(_("last day"), lambda row: row.ends_on),
        Column(_("page"), lambda row: row.get_absolute_url()),
    ),
    demo="is_demo",
    order=("starts_on", "pk"),
)

SEATS = Subject(
    code="mission_seats",
    name=_("Participants of missions"),
    one_row=_("One row is one actor confirmed on one mission."),
    perimeter=_("Published missions; who said no or withdrew is left out."),
    base=_seats,
    days={
        "starts": Day(_("the first day of the mission"), "mission__starts_on"),
        "confirmed": Day(_("the day it was confirmed"), "confirmed_at", is_moment=True),
    },
    filters={
        "mission_kind": one_of(_("kind of mission"), "mission__kind", Mission.Kind),
        "kind": one_of(_("kind"), "actor__kind", Actor.Kind),
        "territory": within("actor__territory"),
        "discipline": of_discipline("actor__disciplines"),
    },
    distincts={
        "actor": Distinct(_("actor"), "actor"),
        "mission": Distinct(_("mission"), "mission"),
        "territory": Distinct(_("commune"), "actor__territory"),
    },
    related=("mission", "actor__territory"),
    columns=(
        Column(_("mission"), lambda row: row.mission.title.text),
        Column(_("first day"), lambda row: row.mission.starts_on),
        Column(_("organisation"), lambda row: named_in_public(row.actor)),
        Column(_("kind"), lambda row: row.actor.get_kind_display()),
        Column(_("commune"), lambda row: str(row.actor.territory or "")),
        Column(_("who goes"), lambda row: row.contact_name, is_private=True),
        Column(_("actor"), lambda row: row.actor.name, is_private=True),
    ),
    demo="mission__is_demo",
    order=("mission__starts_on", "pk"),
)

RESULTS = Subject(
    code="mission_results",
    name=_("Results of missions"),
    one_row=_("One row is one thing obtained thanks to a mission, as it was told."),
    perimeter=_("What was taken back, and “nothing so far”, are left out."),
    base=_results,
    days={"obtained": Day(_("the day it happened, else was told"), "counts_on")},
    filters={
        "kind": one_of(_("what"), "kind", Result.Kind),
        "by": yes_or_no(_("told by the participant"), Q(is_by_participant=True), Q(is_by_participant=False)),
        "territory": within("participant__actor__territory"),
    },
    distincts={
        "actor": Distinct(_("actor"), "participant__actor"),
        "mission": Distinct(_("mission"), "mission"),
    },
    measures={
        "amount": Measure(_("amount in euros"), "amount_eur", "€"),
        "jobs": Measure(_("jobs created"), "jobs", _("jobs")),
    },
    related=("mission", "participant__actor"),
    columns=(
        Column(_("mission"), lambda row: row.mission.title.text),
        Column(_("what"), lambda row: row.get_kind_display()),
        Column(_("when"), lambda row: row.happened_on),
        Column(_("told"), lambda row: row.told_at),
        Column(_("amount in euros"), lambda row: row.amount_eur),
        Column(_("jobs created"), lambda row: row.jobs),
        Column(_("in a sentence"), lambda row: row.what, is_private=True),
        Column(_("actor"), lambda row: row.participant.actor.name, is_private=True),
    ),
    demo="mission__is_demo",
    order=("told_at", "pk"),
)
