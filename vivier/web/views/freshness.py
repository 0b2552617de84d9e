"""Saying that a record is right: in the member space, or by the link of a mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vivier.directory import actions
from vivier.directory.models import Actor
from vivier.directory.refusals import DirectoryRefusal, LinkRefused


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a record one manages, from one's own space."""
    actor = get_object_or_404(Actor, pk=pk, memberships__user=request.user)
    if request.method == "POST":
        try:
            actions.confirm_record(actor, by=request.user)  # type: ignore[arg-type]
        except DirectoryRefusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Thank you. Visitors see that the record was confirmed today."))
    return redirect("space")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the record a mailed link is for; only the button of the page confirms it."""
    try:
        asked = actions.request_of(token)
    except LinkRefused as refusal:
        return _page(request, {"refusal": str(refusal)}, status=404)
    if asked.used_at is not None:
        return _page(request, {"actor": asked.actor, "done": True})
    try:
        actions.check_link(asked)
        if request.method == "POST":
            actions.confirm_by_link(token)
            return redirect(request.get_full_path())
    except LinkRefused as refusal:
        return _page(request, {"refusal": str(refusal)}, status=410)
    return _page(request, {"actor": asked.actor, "asked": asked})


def _page(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    return render(request, "web/space/confirm.html", context, status=status)
