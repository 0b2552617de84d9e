"""What is counted of needs and referrals; who asked, and what for, is in no column but private ones."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vivier.directory.models import Actor
from vivier.mandate.indicators.columns import chosen, kept, place
from vivier.mandate.indicators.subjects import (
    Day,
    Distinct,
    Subject,
    of_discipline,
    of_partner,
    one_of,
    within,
    yes_or_no,
)
from vivier.support.askers import asker
from vivier.support.models import Need, Referral
from vivier.support.models.needs import Subject as About

_IN_TIME = Q(entered_at__isnull=False, entered_at__date__lte=F("enter_by"))
_LATE = Q(entered_at__isnull=False, entered_at__date__gt=F("enter_by"))
_ANSWERED_BY_THEN = Q(answered_at__isnull=False, answered_at__date__lte=F("enter_by"))
_ANSWERED_LATER = Q(answered_at__isnull=False, answered_at__date__gt=F("enter_by"))
_AT_ONCE = Q(answered_at__isnull=False, reminders=0)
_REMINDED = Q(answered_at__isnull=False, reminders__gt=0)
_TOOK = (Referral.State.TAKEN, Referral.State.HELPED)

NEEDS = Subject(
    code="needs",
    name=_("Needs"),
    one_row=_("One row is one need that reached the team, whatever became of it."),
    perimeter=_("Every channel; a need merged into another counts once; an erased one still counts."),
    base=lambda: Need.objects.counted().annotate(asker=asker()),
    days={
        "received": Day(_("the day it was received"), "received_at", is_moment=True),
        "entered": Day(_("the day the team entered it"), "entered_at", is_moment=True),
        "referred": Day(_("the day it was first referred"), "referred_at", is_moment=True),
        "answered": Day(_("the day a partner first answered"), "answered_at", is_moment=True),
        "closed": Day(_("the day it was closed"), "closed_at", is_moment=True),
    },
    filters={
        "in_time": yes_or_no(_("entered within the working days allowed"), _IN_TIME, _LATE),
        "answered_in_time": yes_or_no(
            _("answered by a partner within these working days"), _ANSWERED_BY_THEN, _ANSWERED_LATER
        ),
        "subject": one_of(_("about"), "subject", About),
        "state": one_of(_("state"), "state", Need.State),
        "who": one_of(_("who asks"), "who", Need.Who),
        "stage": one_of(_("stage"), "stage", Actor.Stage),
        "territory": within("territory"),
        "discipline": of_discipline("disciplines"),
    },
    distincts={
        "actor": Distinct(_("actor with a record"), "asker"),
        "territory": Distinct(_("commune"), "territory"),
    },
    related=("territory",),
    columns=(
        kept(_("need"), "reference"),
        kept(_("received on"), "received_at"),
        chosen(_("about"), "subject", About),
        chosen(_("state"), "state", Need.State),
        place(_("commune"), "territory_id"),
        kept(_("to be entered by"), "enter_by"),
        kept(_("entered"), "entered_at"),
        kept(_("referred"), "referred_at"),
        kept(_("answered"), "answered_at"),
        kept(_("name of the project"), "project_name", is_private=True),
    ),
    demo="is_demo",
    order=("received_at", "pk"),
)

REFERRALS = Subject(
    code="referrals",
    name=_("Referrals"),
    one_row=_("One row is one need handed to one partner."),
    perimeter=_(
        "Referrals the team took back, and those of needs merged into another, are left out; "
        "what the applicant ended counts as far as it came."
    ),
    base=lambda: (
        Referral.objects.counted().filter(need__merged_into__isnull=True).annotate(asker=asker("need"))
    ),
    days={
        "sent": Day(_("the day it was sent"), "sent_at", is_moment=True),
        "answered": Day(_("the day the partner first answered"), "answered_at", is_moment=True),
    },
    filters={
        "state": one_of(_("answer"), "counted_state", Referral.Counted),
        "in_time": yes_or_no(_("answered before the first reminder"), _AT_ONCE, _REMINDED),
        "partner": of_partner("partner"),
        "subject": one_of(_("about"), "need__subject", About),
        "territory": within("need__territory"),
        "discipline": of_discipline("need__disciplines"),
    },
    distincts={
        "need": Distinct(_("need"), "need"),
        "actor": Distinct(_("actor with a record"), "asker"),
        "partner": Distinct(_("partner"), "partner"),
    },
    related=("need__territory", "partner__actor"),
    columns=(
        kept(_("need"), "need__reference"),
        chosen(_("about"), "need__subject", About),
        kept(_("partner"), "partner__actor__name"),
        kept(_("sent"), "sent_at"),
        kept(_("first answer"), "answered_at"),
        kept(_("reminders"), "reminders"),
        chosen(_("state"), "counted_state", Referral.Counted),
        place(_("commune"), "need__territory_id"),
    ),
    demo="need__is_demo",
    order=("sent_at", "pk"),
)
TOOK = [one.value for one in _TOOK]
