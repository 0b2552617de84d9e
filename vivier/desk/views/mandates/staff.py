"""Staff time: the sheets, one of them with its hours, charging it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Case, Sum, When
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from vivier.desk.forms.expenses import current_activities, open_lines
from vivier.desk.listing import FORMATS, key_of
from vivier.desk.views.mandates.overview import file_of
from vivier.desk.views.mandates.page import MandatePage, try_to
from vivier.mandate import actions
from vivier.mandate.actions import HoursRow
from vivier.mandate.models import Category, SheetHours, StaffMember, TimeSheet
from vivier.mandate.refusals import InvalidValue

SHOWN = 60
ROWS = 8
GONE = ("refused", "withdrawn")


class TimeView(MandatePage):
    """The sheets, the open ones first, then the newest month, and a form to open one."""

    template_name = "desk/mandates/time.html"
    page_title = gettext_lazy("Staff time")

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them."""
        sheets = (
            TimeSheet.objects.select_related("member")
            .annotate(
                total=Sum("hours__hours"), waits=Case(When(state=TimeSheet.State.OPEN, then=0), default=1)
            )
            .order_by("waits", "-month", "member__name", "pk")
        )
        return self.show(
            sheets=sheets[:SHOWN],
            members=StaffMember.objects.filter(is_active=True),
            month=timezone.localdate().strftime("%Y-%m"),
            formats=list(FORMATS),
        )


@require_POST
def open_time_sheet(request: HttpRequest) -> HttpResponse:
    """Open the sheet of a person and month, or name a new person first."""
    by: Any = request.user
    opened: list[TimeSheet] = []

    def deed() -> None:
        member = StaffMember.objects.filter(pk=key_of(request.POST.get("member", ""))).first()
        if member is None:
            member = actions.name_member(
                request.POST.get("name", ""), function=request.POST.get("function", ""), by=by
            )
        try:
            month = date.fromisoformat(f"{request.POST.get('month', '')[:7]}-01")
        except ValueError as error:
            raise InvalidValue("month", _("Choose a month.")) from error
        opened.append(actions.open_sheet(member, month=month, by=by))

    if not try_to(request, deed, _("The sheet is open.")):
        return redirect("desk_time")
    return redirect("desk_time_sheet", pk=opened[0].pk)


class TimeSheetView(MandatePage):
    """One month of one person."""

    template_name = "desk/mandates/time_sheet.html"
    page_title = gettext_lazy("Time sheet")

    def trail(self) -> list[tuple[str, Any]]:
        return [(reverse("desk_time"), gettext_lazy("Staff time"))]

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Show its hours, with empty rows for more."""
        sheet = get_object_or_404(TimeSheet.objects.select_related("member"), pk=pk)
        rows = list(sheet.hours.select_related("line__mandate__funder", "activity", "expense").order_by("pk"))
        return self.show(
            sheet=sheet,
            rows=rows,
            empty=range(len(rows), max(ROWS, len(rows) + 2)),
            total=sum((one.hours for one in rows), Decimal(0)),
            lines=open_lines().filter(category=Category.STAFF),
            activities=current_activities(),
            left=[one for one in rows if one.expense is None or one.expense.state in GONE],
        )


@require_POST
def time_deed(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the hours, or charge them."""
    sheet = get_object_or_404(TimeSheet, pk=pk)
    by: Any = request.user

    def write() -> None:
        version = key_of(request.POST.get("version", ""))
        actions.write_hours(sheet, by=by, rows=list(_rows(request)), version=version)

    def charge() -> None:
        if "version" in request.POST:
            write()
            sheet.refresh_from_db()
        actions.charge_sheet(sheet, by=by)

    if "charge" in request.POST:
        try_to(request, charge, _("Each row is an expense now, to be checked by somebody else."))
    elif "write" in request.POST:
        try_to(request, write, _("The hours are written down."))
    return redirect("desk_time_sheet", pk=pk)


def _rows(request: HttpRequest) -> Iterator[HoursRow]:
    lines = {one.pk: one for one in open_lines().filter(category=Category.STAFF)}
    activities = {one.pk: one for one in current_activities()}
    for number in range(ROWS * 4):
        said = request.POST.get(f"hours_{number}", "").replace("\u00a0", "").replace(",", ".").strip()
        if not said:
            continue
        line = lines.get(key_of(request.POST.get(f"line_{number}", "")))
        activity = activities.get(key_of(request.POST.get(f"activity_{number}", "")))
        if line is None or activity is None:
            raise InvalidValue("hours", _("Say for which activity and on which line the hours are."))
        try:
            hours = Decimal(said[:12])
        except InvalidOperation as error:
            raise InvalidValue("hours", _("Write hours as a number, like 12.5.")) from error
        if not hours.is_finite():
            raise InvalidValue("hours", _("Write hours as a number, like 12.5."))
        yield HoursRow(line, activity, hours)


def time_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give all hours as a file."""
    columns = (
        *(_("person"), _("function"), _("month"), _("mandate"), _("line"), _("activity"), _("hours")),
        *(_("rate"), _("expense"), _("state")),
    )
    rows = SheetHours.objects.select_related(
        "sheet__member", "line__mandate", "activity", "expense"
    ).order_by("sheet__month", "sheet__member", "pk")

    def lines() -> Iterator[tuple[Any, ...]]:
        for one in rows.iterator(500):
            member, expense = one.sheet.member, one.expense
            what = (str(one.line.mandate.title), one.line.code, one.activity.code, one.hours, one.rate_eur)
            state = (expense.reference, expense.get_state_display()) if expense else ("", "")
            yield (member.name, member.function, one.sheet.month, *what, *state)

    return file_of(request, kind, "hours", columns, lines())
