"""What is counted of opportunities: those published, the people told of them, what actors answered."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vivier.alerts.counting import name_of, person
from vivier.alerts.models import CallOut, Told
from vivier.mandate.indicators.subjects import (
    Column,
    Day,
    Distinct,
    Subject,
    of_discipline,
    one_of,
    within,
    yes_or_no,
)
from vivier.opportunities.models import Call, Kind, Response

CALLS = Subject(
    code="calls",
    name=_("Opportunities"),
    one_row=_("One row is one edition of an opportunity, published on this site."),
    perimeter=_("Every issuer; drafts are left out."),
    base=Call.objects.published,
    days={
        "added": Day(_("the day it was added here"), "created_at", is_moment=True),
        "opens": Day(_("the day it opens"), "opens_at", is_moment=True),
        "closes": Day(_("the day it closes"), "closes_at", is_moment=True),
    },
    filters={
        "kind": one_of(_("kind"), "kind", Kind),
        "territory": within("territory"),
        "discipline": of_discipline("disciplines"),
        "permanent": yes_or_no(_("permanent"), Q(is_permanent=True), Q(is_permanent=False)),
    },
    distincts={"scheme": Distinct(_("scheme"), "scheme"), "issuer": Distinct(_("issuer"), "scheme__issuer")},
    related=("scheme__issuer", "territory"),
    columns=(
        Column(_("opportunity"), lambda row: row.title.text),
        Column(_("kind"), lambda row: row.get_kind_display()),
        Column(_("issuer"), lambda row: row.scheme.issued_by),
        Column(_("added"), lambda row: row.created_at),
        Column(_("closes"), lambda row: row.closes_at),
        Column(_("page"), lambda row: row.get_absolute_url()),
    ),
    demo="is_demo",
    order=("created_at", "pk"),
)

TOLD = Subject(
    code="told",
    name=_("People told of an opportunity"),
    one_row=_("One row is one address told of one opportunity, at its own request."),
    perimeter=_(
        "Mails of alerts and of calls to people; addresses are never shown; who was forgotten still counts."
    ),
    base=lambda: Told.objects.filter(call__isnull=False).annotate(person=person()),
    days={"told": Day(_("the day of the first mail"), "first_at", is_moment=True)},
    filters={"kind": one_of(_("kind"), "call__kind", Kind)},
    distincts={
        "person": Distinct(_("person"), "person"),
        "call": Distinct(_("opportunity"), "call"),
    },
    related=("call", "subscriber"),
    columns=(
        Column(_("person"), name_of),
        Column(_("opportunity"), lambda row: row.call.title.text),
        Column(_("told"), lambda row: row.first_at),
    ),
    demo="call__is_demo",
    order=("first_at", "pk"),
)

CALL_OUTS = Subject(
    code="call_outs",
    name=_("Calls to people"),
    one_row=_("One row is one time the team told the people concerned of an opportunity."),
    perimeter=_("Those taken back before they left are left out."),
    base=lambda: CallOut.objects.filter(undone_at__isnull=True),
    days={"sent": Day(_("the day it was sent"), "at", is_moment=True)},
    filters={"kind": one_of(_("kind"), "call__kind", Kind)},
    distincts={"call": Distinct(_("opportunity"), "call")},
    related=("call",),
    columns=(
        Column(_("opportunity"), lambda row: row.call.title.text),
        Column(_("sent"), lambda row: row.at),
        Column(_("mails"), lambda row: len(row.keys)),
    ),
    demo="call__is_demo",
    order=("at", "pk"),
)

RESPONSES = Subject(
    code="responses",
    name=_("Answers of actors to opportunities"),
    one_row=_("One row is the latest answer of one actor to one opportunity."),
    perimeter=_("What actors told us; an actor that told nothing is in no row."),
    base=Response.objects.all,
    days={"answered": Day(_("the day of the answer"), "at", is_moment=True)},
    filters={
        "answer": one_of(_("answer"), "kind", Response.Kind),
        "kind": one_of(_("kind"), "call__kind", Kind),
        "territory": within("actor__territory"),
    },
    distincts={
        "actor": Distinct(_("actor"), "actor"),
        "call": Distinct(_("opportunity"), "call"),
    },
    related=("actor", "call"),
    columns=(
        Column(_("opportunity"), lambda row: row.call.title.text),
        Column(_("answer"), lambda row: row.get_kind_display()),
        Column(_("day"), lambda row: row.at),
        Column(_("actor"), lambda row: row.actor.name, is_private=True),
    ),
    demo="actor__is_demo",
    order=("at", "pk"),
)
