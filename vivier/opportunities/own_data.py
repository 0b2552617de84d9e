"""What is kept about a person around opportunities: answers they gave, opportunities they proposed."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from vivier.accounts.addresses import confirmed_addresses
from vivier.accounts.own_data import Holding
from vivier.opportunities.models import OpportunityProposal, Response

if TYPE_CHECKING:
    from vivier.accounts.models import User


def _answers(person: "User") -> Iterable[Sequence[Any]]:
    rows = Response.objects.filter(by=person).select_related("actor", "call").order_by("pk")
    for one in rows:
        yield one.actor.name, str(one.call), one.get_kind_display(), one.get_because_display(), one.at


def _forget_who_answered(person: "User") -> None:
    Response.objects.filter(by=person).update(by=None)


def _forget_who_proposed(person: "User") -> None:
    addresses = confirmed_addresses(person)
    OpportunityProposal.objects.filter(author=person).update(author=None)
    rows = OpportunityProposal.objects.annotate(address=Lower("author_email")).filter(address__in=addresses)
    keys = list(rows.values_list("pk", flat=True))
    OpportunityProposal.objects.filter(pk__in=keys).update(author_email="")


def _proposals(person: "User") -> Iterable[Sequence[Any]]:
    mine = Q(author=person) | Q(address__in=confirmed_addresses(person))
    rows = OpportunityProposal.objects.annotate(address=Lower("author_email")).filter(mine)
    for one in rows.select_related("call").order_by("pk"):
        yield str(one), one.created_at, one.text, one.author_email, one.get_state_display(), one.reason


HOLDINGS = (
    Holding(
        name="answers",
        label=_("What I answered to opportunities"),
        why=_("What is not for you is no longer proposed; what you obtained helps similar actors."),
        kept=_("As the answer of the organisation, until it is taken back."),
        columns={
            "record": _("record"),
            "opportunity": _("opportunity"),
            "answer": _("answer"),
            "why": _("why"),
            "at": _("when"),
        },
        rows=_answers,
        erase=_forget_who_answered,
        covers=("opportunities.response.by",),
    ),
    Holding(
        name="proposals",
        label=_("Opportunities I proposed"),
        why=_("To publish what you know of, and to answer you."),
        kept=_("As long as the opportunity, as its source."),
        columns={
            "title": _("title"),
            "at": _("received"),
            "text": _("text"),
            "address": _("address"),
            "state": _("state"),
            "reason": _("reason"),
        },
        rows=_proposals,
        erase=_forget_who_proposed,
        covers=("opportunities.opportunityproposal.author", "opportunities.opportunityproposal.author_email"),
    ),
)
