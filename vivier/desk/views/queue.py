"""The desk's first page: what waits for me today."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.accounts import rules
from vivier.accounts.sentences import sentence
from vivier.desk.queue import CLOSING_DAYS, day_of


class MyDayView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """Corrections, incomplete records, calls that close, articles to review, latest deeds."""

    template_name = "desk/my_day.html"
    page_title = _("My day")
    header_icon = "home"
    breadcrumbs_items: list[dict[str, Any]] = []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the day; auditor and accountant come for the mandates."""
        if not rules.works_at_the_desk.test(request.user):
            return redirect("desk_mandates")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add what waits."""
        day = day_of(self.request.user)  # type: ignore[arg-type]
        drafts = [
            (label, day.drafts[key], f"{reverse(f'{name}:index')}?{query}")
            for key, label, name, query in (
                ("actors", _("Records"), "desk_actor", "status=draft"),
                ("calls", _("Opportunities"), "desk_call", "state=draft"),
                ("events", _("Events"), "desk_event", "state=draft"),
            )
            if day.drafts.get(key)
        ]
        return super().get_context_data(  # type: ignore[no-any-return]
            day=day,
            drafts=drafts,
            closing_days=CLOSING_DAYS,
            today=localdate(),
            latest=[(entry, sentence(entry)) for entry in day.latest],
            **context,
        )
