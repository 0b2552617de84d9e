"""What every screen of the mandate has: a template, its place, deeds that answer with their sentence."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.accounts.models import User
from vivier.mandate import rules
from vivier.mandate.refusals import MandateRefusal, NotReady


class MandatePage(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """A page of the mandates; `trail` gives the way back."""

    header_icon = "tasks"
    page_title = _("Mandates")

    @property
    def person(self) -> User:
        """Who looks: the permission table let nobody else in."""
        return self.request.user  # type: ignore[return-value]

    def trail(self) -> list[tuple[str, Any]]:
        """Return (address, words) of the pages above."""
        return []

    def here(self) -> Any:
        """Return what the page itself is called, nothing for one the trail ends with."""
        return self.page_title if self.page_title != MandatePage.page_title else ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        top = [(reverse("desk_mandates"), _("Mandates")), *self.trail()]
        if self.here():
            top.append(("", self.here()))
        here = self.request.path
        return [
            *self.breadcrumbs_items,
            *({"url": "" if url == here else url, "label": label} for url, label in top),
        ]

    def show(self, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with the page."""
        rights = {
            "may_run": rules.runs_mandates.test(self.person),
            "may_enter": rules.enters_expenses.test(self.person),
        }
        return self.render_to_response(  # type: ignore[no-any-return]
            self.get_context_data(**rights, **context), status=status
        )


def try_to(request: HttpRequest, deed: Callable[[], Any], done: Any) -> bool:
    """Do a deed and say so, or say why not; return whether it was done."""
    try:
        deed()
    except NotReady as refusal:
        for problem in refusal.problems:
            messages.error(request, problem)
        return False
    except MandateRefusal as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, str(done))
    return True
