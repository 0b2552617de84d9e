"""The record of one's own organisation: edit, look at the difference, save; say what is not yours."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vivier.directory import actions
from vivier.directory.completeness import completeness
from vivier.directory.models import Actor
from vivier.directory.refusals import DirectoryRefusal, EditConflict
from vivier.web.forms.claims import NotOursForm
from vivier.web.forms.own_record import (
    OwnRecordForm,
    Refused,
    data_with,
    differences,
    opened_values,
)
from vivier.web.leading_on import leads_on
from vivier.web.people import person_of
from vivier.web.showing.actor_page import ActorPage, actor_page

HTTP_METHODS = ["GET", "HEAD", "POST"]


def _own(request: HttpRequest, slug: str) -> Actor:
    """Return a record the person manages at this moment; any other does not exist for them."""
    rows = Actor.objects.managed_by(person_of(request)).select_related("territory")
    return get_object_or_404(rows, slug=slug)


@require_http_methods(HTTP_METHODS)
@leads_on
def space_record(request: HttpRequest, slug: str) -> HttpResponse:
    """Edit a record: the form, then what would change, then it is saved."""
    actor = _own(request, slug)
    if request.method != "POST":
        return _form_page(request, actor, OwnRecordForm(instance=actor))
    if "confirm" in request.POST:
        actions.confirm_actor(actor, by=person_of(request))
        messages.success(request, _("Thank you: visitors see that the record is fresh."))
        return redirect("space_record", slug=slug)
    if "use" in request.POST:
        return _use_refused(request, actor)
    form = OwnRecordForm(request.POST, instance=actor)
    if not form.is_valid() or "back" in request.POST:
        status = 200 if "back" in request.POST and form.is_valid() else 422
        return _form_page(request, Actor.objects.get(pk=actor.pk), form, status)
    if "save" in request.POST:
        return _save(request, actor, form)
    return _difference_page(request, form)


def _save(request: HttpRequest, actor: Actor, form: OwnRecordForm) -> HttpResponse:
    fresh = Actor.objects.get(pk=actor.pk)
    try:
        update = actions.edit_own_record(
            fresh,
            by=person_of(request),
            changes=form.changes(),
            expected_version=form.cleaned_data["version"],
        )
    except EditConflict:
        return _difference_page(request, form, status=409)
    except DirectoryRefusal as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, fresh, form, 422)
    if update.changed:
        messages.success(request, _("Saved. No import replaces these values any more."))
    else:
        messages.info(request, _("Nothing was different: nothing is changed."))
    return redirect("space_record", slug=actor.slug)


def _use_refused(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what would change if the value of a register were taken over."""
    row = Refused(actor).get(request.POST["use"])
    if row is None:
        messages.error(request, _("This value is no longer there."))
        return redirect("space_record", slug=actor.slug)
    form = OwnRecordForm(data_with(actor, row.field, row.value), instance=actor)
    if form.is_valid():
        return _difference_page(request, form)
    return _form_page(request, Actor.objects.get(pk=actor.pk), form, 422)


def _difference_page(request: HttpRequest, form: OwnRecordForm, status: int = 200) -> HttpResponse:
    actor = Actor.objects.select_related("territory").get(pk=form.instance.pk)
    opened = opened_values(form)
    context = {
        "actor": actor,
        "rows": differences(actor, form.changes(), opened),
        "sent": list(form.as_sent()),
        "is_late": form.cleaned_data["version"] != actor.version,
    }
    return render(request, "web/space/difference.html", context, status=status)


def _form_page(request: HttpRequest, actor: Actor, form: OwnRecordForm, status: int = 200) -> HttpResponse:
    context = {
        "actor": actor,
        "form": form,
        "refused": list(Refused(actor)),
        "whole": completeness(
            actor,
            disciplines=actor.disciplines.count(),
            roles=actor.roles.count(),
            today=timezone.localdate(),
        ),
    }
    return render(request, "web/space/record.html", context, status=status)


@require_http_methods(HTTP_METHODS)
@leads_on
def space_not_ours(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that something attached to the record is not the organisation's: the team corrects it."""
    actor = _own(request, slug)
    form = NotOursForm(request.POST or None, attached=attached(actor_page(actor)))
    if request.method == "POST" and form.is_valid():
        try:
            actions.report_not_ours(actor, by=person_of(request), **form.cleaned_data)
        except DirectoryRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The team looks at it within two working days."))
            return redirect("space_record", slug=slug)
    context: dict[str, Any] = {"actor": actor, "form": form}
    return render(request, "web/space/not_ours.html", context, status=422 if form.is_bound else 200)


def attached(page: ActorPage) -> list[str]:
    """Return everything that hangs on a record and might be somebody else's, in words."""
    found = [f"{group.label}: {link.label}" for group in page.relations for link in group.links]
    found += [_("Label: %(name)s") % {"name": one.name} for one in page.labels]
    found += [_("Opportunity: %(name)s") % {"name": row.call.title.text} for row in page.calls]
    found += [_("Event: %(name)s") % {"name": event.title.text} for event in page.events]
    found += [_("Place: %(name)s") % {"name": place.name} for place in page.places]
    found += [_("Residency: %(name)s") % {"name": one.name} for one in page.residencies]
    found += [_("Article: %(name)s") % {"name": article.title} for article in page.articles]
    return list(dict.fromkeys(found))
