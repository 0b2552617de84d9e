"""What the accounts of mandates keep about a person: what they entered and explained, their hours."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vivier.accounts.own_data import Holding
from vivier.core.names import fold
from vivier.mandate.models import Evidence, Expense, GapComment, HandValue, SheetHours, StaffMember
from vivier.mandate.rules import reads_mandates

if TYPE_CHECKING:
    from vivier.accounts.models import User

Rows = Iterable[Sequence[Any]]


def _expenses(person: "User") -> Rows:
    rows = Expense.objects.filter(Q(entered_by=person) | Q(decided_by=person) | Q(handled_by=person))
    for one in rows.distinct().order_by("number"):
        hand = _("entered") if one.entered_by_id == person.pk else _("changed")
        part = _("decided") if one.decided_by_id == person.pk else hand
        comment = one.decision_comment if one.decided_by_id == person.pk else ""
        yield one.reference, one.entered_at, part, one.supplier, one.amount_incl_eur, comment


def _explained(person: "User") -> Rows:
    for value in HandValue.objects.filter(by=person).select_related("indicator").order_by("pk"):
        yield str(value.indicator), value.at, value.value, value.note
    comments = GapComment.objects.filter(by=person).select_related("target__indicator").order_by("pk")
    for comment in comments:
        yield str(comment.target.indicator), comment.at, None, comment.text


def _evidence(person: "User") -> Rows:
    for one in Evidence.objects.filter(Q(by=person) | Q(withdrawn_by=person)).order_by("pk"):
        yield one.name, one.get_kind_display(), one.at, one.withdrawn_at


def _hours(person: "User") -> Rows:
    """Sheets name people without an account: those of the same name, for who may read every sheet anyhow."""
    name = fold(person.name)
    if not name or not reads_mandates.test(person):
        return
    keys = [one.pk for one in StaffMember.objects.all() if fold(one.name) == name]
    rows = SheetHours.objects.filter(sheet__member__in=keys).select_related("sheet__member", "activity")
    for one in rows.order_by("sheet__month", "pk"):
        yield one.sheet.month, one.sheet.member.function, str(one.activity), one.hours


_ACCOUNTS = _("To account for public money: it must be known who entered, changed and decided what.")
_AS_LONG = _("As long as the accounts of the mandate must be kept.")
_AT = _("when")
HOLDINGS = (
    Holding(
        name="expenses",
        label=_("Expenses I entered, changed or decided"),
        why=_ACCOUNTS,
        kept=_AS_LONG,
        columns={
            "number": _("number"),
            "at": _("entered"),
            "part": _("my part"),
            "supplier": _("supplier"),
            "amount": _("amount including VAT"),
            "comment": _("my comment"),
        },
        rows=_expenses,
        covers=(
            "mandate.expense.entered_by",
            "mandate.expense.decided_by",
            "mandate.expense.handled_by",
        ),
    ),
    Holding(
        name="mandate_words",
        label=_("Values I told and gaps I explained"),
        why=_ACCOUNTS,
        kept=_AS_LONG,
        columns={"indicator": _("indicator"), "at": _AT, "value": _("value"), "text": _("text")},
        rows=_explained,
        covers=("mandate.handvalue.by", "mandate.gapcomment.by"),
    ),
    Holding(
        name="evidence",
        label=_("Supporting documents I added or withdrew"),
        why=_ACCOUNTS,
        kept=_AS_LONG,
        columns={
            "name": _("name"),
            "kind": _("kind"),
            "added": _("added"),
            "withdrawn": _("withdrawn"),
        },
        rows=_evidence,
        covers=("mandate.evidence.by", "mandate.evidence.withdrawn_by"),
    ),
    Holding(
        name="staff_time",
        label=_("Hours of mine that are charged"),
        why=_("To charge the work of the team; sheets are found by your name, they know no account."),
        kept=_AS_LONG,
        columns={
            "month": _("month"),
            "function": _("function"),
            "activity": _("activity"),
            "hours": _("hours"),
        },
        rows=_hours,
    ),
)
