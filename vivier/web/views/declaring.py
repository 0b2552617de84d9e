"""A partner declares what it takes, how much at once and when it is away: its advisers alone."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vivier.accounts.models import User
from vivier.support import declaring
from vivier.support.actions import partners
from vivier.support.models import Intake, Partner
from vivier.support.refusals import PartnerRefused
from vivier.web.forms.partners import AwayForm, DeclaredForm, RoomForm

Write = Callable[[Any], object]


@require_http_methods(["GET", "HEAD", "POST"])
def space_partner_takes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a partner declared; a POST changes one part of it. To others it does not exist."""
    person = request.user
    assert isinstance(person, User)  # noqa: S101 -- the permission table lets nobody else in
    rows = Partner.objects.of_person(person).select_related("actor").prefetch_related("intakes", "absences")
    partner = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        return _change(request, partner, person)
    return _show(request, partner)


def _change(request: HttpRequest, partner: Partner, person: User) -> HttpResponse:
    if "drop_absence" in request.POST:
        found = partner.absences.filter(pk=_key(request.POST["drop_absence"])).first()
        if found is not None:
            partners.drop_absence(found, by=person)
        return redirect(request.path)
    intake = partner.intakes.filter(pk=_key(request.POST.get("intake", ""))).first()
    parts: dict[str, tuple[Callable[[], Any], Write]] = {
        "takes": (
            lambda: DeclaredForm(request.POST, intake=intake),
            lambda form: partners.write_intake(
                partner, by=person, lists=form.lists(), label=form.cleaned_data["label"], intake=intake
            ),
        ),
        "room": (
            lambda: RoomForm(request.POST),
            lambda form: partners.change_partner(partner, by=person, values=form.cleaned_data),
        ),
        "away": (
            lambda: AwayForm(request.POST),
            lambda form: partners.write_absence(partner, by=person, **form.cleaned_data),
        ),
    }
    part = request.POST.get("part", "")
    if part not in parts:
        return redirect(request.path)
    make, write = parts[part]
    form = make()
    if not form.is_valid() or not _written(form, write):
        return _show(request, partner, part, form, intake)
    messages.success(request, _("It is written down."))
    return redirect(request.path)


def _written(form: Any, write: Write) -> bool:
    try:
        write(form)
    except PartnerRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _show(
    request: HttpRequest,
    partner: Partner,
    part: str = "",
    form: Any = None,
    intake: Intake | None = None,
) -> HttpResponse:
    lists = declaring.lists()
    rows: list[Intake | None] = [*partner.intakes.all(), None]
    takes = [
        (row, form if part == "takes" and row == intake else DeclaredForm(intake=row, lists=lists))
        for row in rows
    ]
    context = {
        "partner": partner,
        "takes": takes,
        "room": form if part == "room" else RoomForm(initial={"capacity": partner.capacity}),
        "away": form if part == "away" else AwayForm(),
        "form": form,
    }
    return render(request, "web/needs/declare.html", context, status=422 if form else 200)


def _key(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
