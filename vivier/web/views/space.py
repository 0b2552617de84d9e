"""The member space: who am I, what do I look after, how do I leave."""

from collections.abc import Iterator
from datetime import datetime

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vivier.accounts import actions
from vivier.accounts.models import User
from vivier.accounts.permissions import DESK, EXPENSES, MANDATES
from vivier.accounts.roles import TRUSTED_ROLES
from vivier.accounts.second_factor import has_second_factor
from vivier.directory.actions import OWN_FIELDS, addresses_of
from vivier.directory.completeness import Completeness, completeness
from vivier.directory.models import Claim, Correction, Invitation, Membership
from vivier.opportunities.models import Residency
from vivier.support.models import Partner
from vivier.web.showing import fitting_lines, managers_lately


class NameForm(forms.Form):
    """How I am called on every page."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=150, required=False)


def _records(person: User) -> Iterator[tuple[Membership, Completeness, datetime | None]]:
    """Yield the records a person manages, how complete each is, when others last changed its managers."""
    waits = Q(actor__corrections__status=Correction.Status.WAITING, actor__corrections__field__in=OWN_FIELDS)
    rows = Membership.objects.filter(user=person).select_related("actor__territory")
    rows = rows.annotate(corrections=Count("actor__corrections", filter=waits))
    today = timezone.localdate()
    found = list(rows.prefetch_related("actor__disciplines", "actor__roles").order_by("actor__sort_name"))
    lately = managers_lately.changed_lately([one.actor_id for one in found], reader=person)
    for one in found:
        disciplines, roles = len(one.actor.disciplines.all()), len(one.actor.roles.all())
        whole = completeness(one.actor, disciplines=disciplines, roles=roles, today=today)
        yield one, whole, lately.get(one.actor_id)


def _waiting(person: User) -> int:
    """Count what waits for the person: claims of others they may object to, invitations to them."""
    now = timezone.now()
    held = Membership.objects.filter(user=person).values("actor")
    claims = Claim.objects.filter(actor__in=held, state=Claim.State.DELAYED, contest_until__gt=now)
    invitations = Invitation.objects.waiting(now).filter(email__in=addresses_of(person))
    return claims.exclude(claimant=person).count() + invitations.count()


@require_http_methods(["GET", "HEAD", "POST"])
def space(request: HttpRequest) -> HttpResponse:
    """Show the person's own space; a POST changes the name they are called by."""
    person = request.user
    assert person.is_authenticated  # noqa: S101 -- the permission table lets nobody else in
    form = NameForm(request.POST or None, initial={"name": person.name})
    if request.method == "POST" and form.is_valid():
        actions.rename(person, name=form.cleaned_data["name"], by=person)
        messages.success(request, _("Your name is saved."))
        return redirect("space")
    context = {
        "person": person,
        "form": form,
        "records": list(_records(person)),
        "fitting": fitting_lines.of_person(person, timezone.now()),
        "waiting": _waiting(person),
        "advises": Partner.objects.of_person(person).exists(),
        "residencies": Residency.objects.managed_by(person).select_related("host").order_by("sort_name"),
        "opens_desk": DESK.allows(person),
        "opens_mandates": MANDATES.allows(person) and not DESK.allows(person),
        "enters_expenses": EXPENSES.allows(person),
        "asks_second_factor": person.role in TRUSTED_ROLES,
        "second_factor": has_second_factor(person),
    }
    return render(request, "web/space/space.html", context)
