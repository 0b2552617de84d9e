"""Mails in the desk: those that wait, left or were refused; one of them; again, back, as a file."""

from collections.abc import Callable
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST
from django.views.generic import View
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.core.pressed import pressed
from vivier.desk import mails
from vivier.desk.files import WIDE, DownloadableListView
from vivier.desk.listing import StateColumn
from vivier.outbox.models import BadAddress, Message
from vivier.outbox.refusals import OutboxRefusal
from vivier.outbox.sending import oldest_waiting

PER_PAGE = 50
# A mail's own page may style itself and do nothing else: no script, no picture, no form, no other host.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


def _state_of(message: Message) -> tuple[str, str]:
    return message.state, message.get_state_display()


class MailFilters(WagtailFilterSet):  # type: ignore[misc]
    """Which mails to list."""

    to = django_filters.CharFilter(lookup_expr="icontains", label=gettext_lazy("To"))
    template = django_filters.CharFilter(lookup_expr="icontains", label=gettext_lazy("Kind of mail"))
    created_at = django_filters.DateFromToRangeFilter(
        label=gettext_lazy("Written"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Message
        fields = ("state", "to", "template", "created_at")


class MailListView(DownloadableListView):
    """All mails, newest first; CSV and XLSX of the same filter."""

    model = Message
    page_title = gettext_lazy("Mails")
    header_icon = "mail"
    template_name = "desk/mails.html"
    index_url_name = "desk_mails"
    index_results_url_name = "desk_mails_results"
    filterset_class = MailFilters
    paginate_by = PER_PAGE
    file_name = "mails"
    help_text = gettext_lazy(
        "Mails the platform writes: those that wait, left, or were refused by the server."
    )
    nothing = gettext_lazy("No mail has been written yet.")
    columns = (
        TitleColumn(
            "subject",
            label=gettext_lazy("Subject"),
            get_url=lambda message: reverse("desk_mail", args=[message.pk]),
        ),
        Column("to", label=gettext_lazy("To"), classname=WIDE),
        DateColumn("created_at", label=gettext_lazy("Written"), sort_key="created_at", classname=WIDE),
        StateColumn("state", label=gettext_lazy("State"), accessor=_state_of, sort_key="state"),
        Column("last_error", label=gettext_lazy("Last answer"), classname=WIDE),
    )

    def get_base_queryset(self) -> QuerySet[Message]:
        return Message.objects.defer("text", "html").order_by("-created_at", "-pk")

    def file_columns(self) -> list[str]:
        """Everything about a mail but what it says."""
        names = (
            _("Written"), _("To"), _("Subject"), _("Kind of mail"), _("Language"), _("State"),
            _("Attempts"), _("Sent"), _("Last answer"), _("Cause"), "Message-ID",
        )  # fmt: skip
        return [str(name) for name in names]

    def file_row(self, row: Message) -> list[Any]:
        """Return one mail."""
        return [
            row.created_at,
            row.to,
            row.subject,
            row.template,
            row.language,
            row.get_state_display(),
            row.attempts,
            row.sent_at,
            row.last_error,
            row.cause,
            row.message_id,
        ]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add how many wait and how many were given up."""
        age = oldest_waiting()
        return super().get_context_data(
            waiting=Message.objects.unsent().count(),
            parked=Message.objects.filter(state=Message.State.PARKED).count(),
            bad_addresses=BadAddress.objects.count(),
            oldest_minutes=int(age.total_seconds() // 60) if age else 0,
            **context,
        )


class MailView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """One mail: where it is, what the server said, what it says to those who may read it."""

    template_name = "desk/mail.html"
    header_icon = "mail"
    page_title = gettext_lazy("Mail")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        self.mail: Message = get_object_or_404(Message, pk=kwargs["pk"])

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it."""
        state = Message.State
        context = self.get_context_data(
            mail=self.mail,
            state=_state_of(self.mail),
            cause_url=mails.cause_url(self.mail),
            may_read=mails.may_read(self.mail, request.user),
            can_cancel=self.mail.state in {state.WAITING, state.PARKED},
            can_send_again=self.mail.state in {state.SENT, state.PARKED, state.CANCELLED}
            and self.mail.erased_at is None,
            bad_address=BadAddress.objects.filter(address=self.mail.to.lower()).first(),
        )
        return self.render_to_response(context)  # type: ignore[no-any-return]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Send it again or take it back."""
        deeds: dict[str, tuple[Callable[..., None], str]] = {
            "again": (mails.send_again, _("The mail waits to be sent.")),
            "cancel": (mails.cancel, _("The mail is cancelled; it will not be sent.")),
        }
        deed = pressed(deeds, request.POST)
        if deed:
            try:
                deed[0](self.mail, by=request.user)
                messages.success(request, deed[1])
            except OutboxRefusal as error:
                messages.error(request, str(error))
        return redirect("desk_mail", pk=self.mail.pk)

    def get_page_subtitle(self) -> str:
        return str(self.mail.subject)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_mails"), "label": gettext_lazy("Mails")},
            {"url": "", "label": self.mail.subject},
        ]


@xframe_options_sameorigin
def mail_content(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the mail as its reader sees it, alone in a page that can do nothing."""
    message = get_object_or_404(Message, pk=pk)
    if not mails.may_read(message, request.user):
        return HttpResponseForbidden(_("This mail is for its reader alone."))
    page = message.html.replace("<head>", '<head><base target="_blank">', 1)
    return HttpResponse(page, headers={"Content-Security-Policy": MAIL_POLICY})


@require_POST
def try_mails(request: HttpRequest) -> HttpResponse:
    """Write a trial mail to oneself, or try again what was given up."""
    if "parked" in request.POST:
        count = mails.try_parked_again(by=request.user)  # type: ignore[arg-type]
        said = ngettext(
            "%(count)s mail waits to be sent again.", "%(count)s mails wait to be sent again.", count
        )
        messages.success(request, said % {"count": count})
        return redirect("desk_mails")
    message = mails.send_trial(by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("A trial mail to %(address)s waits to be sent.") % {"address": message.to})
    return redirect("desk_mail", pk=message.pk)
