"""Staff time: a sheet a month, hours by activity and line; charging it makes an expense for each row."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.core.money import CENT, HUNDRED, ZERO, to_the_cent
from vivier.mandate.actions.expenses import enter_expense, submit_expense
from vivier.mandate.actions.locking import must_enter
from vivier.mandate.models import (
    Activity,
    BudgetLine,
    Category,
    Expense,
    FlatRate,
    SheetHours,
    StaffMember,
    TimeSheet,
)
from vivier.mandate.models.budget import in_force
from vivier.mandate.refusals import EditConflict, InvalidValue, NotReady, NotTheRightState

MOST_HOURS = Decimal(220)  # in a month: more is a slip of the pen
GONE = (Expense.State.REFUSED, Expense.State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class HoursRow:
    """Hours on a line for an activity."""

    line: BudgetLine
    activity: Activity
    hours: Decimal


@transaction.atomic
def open_sheet(member: StaffMember, *, month: date, by: User | None) -> TimeSheet:
    """Open the sheet of a month; the one that is there comes back."""
    must_enter(by)
    sheet, created = TimeSheet.objects.get_or_create(member=member, month=month.replace(day=1))
    if created:
        journal.record("timesheet.opened", sheet, by=by)
    return sheet


@transaction.atomic
def write_hours(
    sheet: TimeSheet, *, by: User | None, rows: Sequence[HoursRow], version: int | None = None
) -> TimeSheet:
    """Write the hours of a sheet; rows that were charged stay as they are."""
    must_enter(by)
    locked = TimeSheet.objects.select_for_update().get(pk=sheet.pk)
    if version is not None and locked.version != version:
        raise EditConflict(_("Somebody changed this sheet while you were editing it. Look at it again."))
    charged = {(one.line_id, one.activity_id): one.hours for one in _charged(locked)}
    wanted = {(row.line.pk, row.activity.pk): row for row in rows}
    if len(wanted) != len(rows):
        raise InvalidValue("hours", _("Each activity and line is named once."))
    if any(key not in wanted or wanted[key].hours != hours for key, hours in charged.items()):
        raise NotTheRightState(_("Hours that were charged stay; withdraw their expense first."))
    _check_hours(rows)
    before = [f"{one.line.code}: {one.hours}" for one in locked.hours.select_related("line")]
    locked.hours.exclude(pk__in=[one.pk for one in _charged(locked)]).delete()
    for key, row in wanted.items():
        if key not in charged:
            SheetHours.objects.create(sheet=locked, line=row.line, activity=row.activity, hours=row.hours)
    locked.version += 1
    locked.state = TimeSheet.State.OPEN
    locked.save(update_fields=["version", "state"])
    after = [f"{row.line.code}: {row.hours}" for row in rows]
    journal.record("timesheet.written", locked, by=by, changes={"hours": [before, after]})
    return locked


def _charged(sheet: TimeSheet) -> list[SheetHours]:
    return list(sheet.hours.filter(expense__isnull=False).exclude(expense__state__in=GONE))


def _check_hours(rows: Sequence[HoursRow]) -> None:
    for row in rows:
        if row.hours <= 0 or row.hours != row.hours.quantize(CENT):
            raise InvalidValue("hours", _("Hours are more than nothing, with two decimals at most."))
        if row.line.category != Category.STAFF:
            raise InvalidValue("hours", _("The line “%(line)s” does not pay staff.") % {"line": row.line})
    if sum((row.hours for row in rows), ZERO) > MOST_HOURS:
        raise InvalidValue(
            "hours",
            _("More than %(most)s hours in a month is more than one person works.")
            % {"most": number_format(MOST_HOURS)},
        )


def rate_on(line: BudgetLine, function: str, day: date) -> FlatRate | None:
    """Return the flat hourly rate of a function that held on a day."""
    rates = FlatRate.objects.filter(
        in_force(day), mandate=line.mandate_id, kind=FlatRate.Kind.HOUR, function=function
    )
    return rates.order_by("-since").first()


@transaction.atomic
def charge_sheet(sheet: TimeSheet, *, by: User) -> list[Expense]:
    """Make an expense of every row not charged yet, at the rate of its month, to be checked."""
    must_enter(by)
    locked = TimeSheet.objects.select_for_update().get(pk=sheet.pk)
    rows = locked.hours.select_related("line__mandate", "activity", "expense").order_by("pk")
    open_rows = [one for one in rows if one.expense is None or one.expense.state in GONE]
    if not open_rows:
        raise NotTheRightState(_("Nothing on this sheet is left to charge."))
    last = locked.month.replace(day=monthrange(locked.month.year, locked.month.month)[1])
    if last > timezone.localdate():
        raise NotTheRightState(_("A month is charged once it is over."))
    made = [_charge(locked, row, last, by=by) for row in open_rows]
    locked.state = TimeSheet.State.CHARGED
    locked.version += 1
    locked.save(update_fields=["state", "version"])
    numbers = [one.reference for one in made]
    journal.record("timesheet.charged", locked, by=by, changes={"expenses": [None, numbers]})
    return made


def _funded(row: SheetHours) -> Decimal:
    """Return the share of the activity the mandate funds; all of it when it funds none: the checks say so."""
    share = row.activity.fundings.filter(mandate=row.line.mandate).values_list("share", flat=True).first()
    return HUNDRED if share is None else share


def _charge(sheet: TimeSheet, row: SheetHours, last: date, *, by: User) -> Expense:
    member = sheet.member
    rate = rate_on(row.line, member.function, last)
    if rate is None:
        words = {"function": member.function, "mandate": row.line.mandate}
        raise NotReady([_("“%(mandate)s” has no hourly rate for “%(function)s” in this month.") % words])
    words = {
        "month": date_format(sheet.month, "F Y"),
        "hours": number_format(row.hours, 2),
        "activity": f"{row.activity.code} {row.activity.title}"[:180],
    }
    expense = enter_expense(
        by=by,
        kind=Expense.Kind.STAFF,
        is_demo=member.is_demo,
        values={
            "supplier": member.name,
            "dated_on": last,
            "description": _("%(month)s: %(hours)s h, %(activity)s") % words,
            "category": Category.STAFF,
            "amount_excl_eur": to_the_cent(row.hours * rate.value),
            "activity": row.activity,
        },
        shares=[(row.line, min(row.line.share, _funded(row)))],
    )
    row.rate_eur, row.expense = rate.value, expense
    row.save(update_fields=["rate_eur", "expense"])
    return submit_expense(expense, by=by)


@transaction.atomic
def name_member(name: str, *, function: str, by: User | None, is_demo: bool = False) -> StaffMember:
    """Write down somebody of the team and their function; who is there already comes back."""
    must_enter(by)
    said, job = (" ".join(one.replace("\x00", "").split()) for one in (name, function))
    if not said or not job:
        raise InvalidValue("name", _("Give the name and the function of the person."))
    member, created = StaffMember.objects.get_or_create(
        name=said[:150], defaults={"function": job[:60], "is_demo": is_demo}
    )
    if created:
        journal.record("staffmember.added", member, by=by, changes={"function": [None, job[:60]]})
    return member
