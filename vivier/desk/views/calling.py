"""Telling people of a call: who asked to be told among those it concerns, and a minute to take it back."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.alerts import figures
from vivier.alerts.actions import calling
from vivier.alerts.models import CallOut, Subscription
from vivier.alerts.refusals import AlertRefusal
from vivier.opportunities.fitting.ordering import matches_of_call
from vivier.opportunities.models import Call, StoredMatch
from vivier.outbox.actions import UNDO

SHOWN = 10


class CallOutForm(forms.Form):
    """Whom to leave out is said by not ticking; two lines go with the call."""

    actors = forms.MultipleChoiceField(
        label=gettext_lazy("Tell"), widget=forms.CheckboxSelectMultiple, required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Your two lines"),
        max_length=calling.LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("They stand above the conditions, in your words."),
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: list[Subscription], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["actors"]
        choices.choices = [(str(row.actor_id), str(row.actor)) for row in people]
        if not self.is_bound:
            self.initial = {"actors": [row.actor_id for row in people], "submission": uuid4()}


class CallOutView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """Whom a call is told, and when that was done."""

    template_name = "desk/call_out.html"
    header_icon = "mail"
    page_title = gettext_lazy("Tell people of it")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the call and who may be told."""
        super().setup(request, *args, **kwargs)
        rows = Call.objects.published().for_list().prefetch_related("criteria")
        self.call: Call = get_object_or_404(rows, pk=kwargs["pk"])
        self.people = calling.recipients(self.call, _concerned(self.call))

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show them, all ticked."""
        return self._show(CallOutForm(people=self.people))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Tell those ticked, or take the last telling back."""
        by: Any = request.user
        if "undo" in request.POST:
            return self._take_back(request, by)
        form = CallOutForm(request.POST, people=self.people)
        sent = _sent_before(request)
        if sent is None:
            if not form.is_valid():
                return self._show(form, status=422)
            try:
                sent = self._send(form, by)
            except AlertRefusal as refusal:
                form.add_error(None, str(refusal))
                return self._show(form, status=422)
        count = len(sent.keys)
        words = ngettext(
            "%(count)d person is told in a minute; until then it can be taken back.",
            "%(count)d people are told in a minute; until then it can be taken back.",
            count,
        )
        messages.success(request, words % {"count": count})
        return redirect("desk_call_tell", pk=self.call.pk)

    def _send(self, form: CallOutForm, by: Any) -> CallOut:
        said = form.cleaned_data
        actors = [int(one) for one in said["actors"]]
        return calling.call_out(
            self.call, actors=actors, note=said["note"], submission=said["submission"], by=by
        )

    def _take_back(self, request: HttpRequest, by: Any) -> HttpResponse:
        last = self.call.call_outs.filter(undone_at=None).first()
        try:
            spared = calling.take_back(last, by=by) if last else 0
        except AlertRefusal as refusal:
            messages.error(request, str(refusal))
        else:
            words = ngettext("%(count)d mail was taken back.", "%(count)d mails were taken back.", spared)
            messages.success(request, words % {"count": spared})
        return redirect("desk_call_tell", pk=self.call.pk)

    def _show(self, form: CallOutForm, status: int = 200) -> HttpResponse:
        last = self.call.call_outs.select_related("by").first()
        since = (timezone.now() - last.at).total_seconds() if last else 0
        context = self.get_context_data(
            call=self.call,
            form=form,
            people=self.people,
            call_outs=figures.by_call_out(self.call, most=SHOWN),
            whole=figures.total(figures.reach(*figures.EVER, calls=[self.call.pk])),
            can_undo=bool(last and last.undone_at is None and since < UNDO.total_seconds()),
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_page_subtitle(self) -> str:
        return str(self.call)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_call:index"), "label": gettext_lazy("Opportunities")},
            {
                "url": reverse("desk_call_whom", args=[self.call.pk]),
                "label": gettext_lazy("Whom it concerns"),
            },
            {"url": "", "label": str(self.page_title)},
        ]


def _sent_before(request: HttpRequest) -> CallOut | None:
    """Return what the same form sent before: those told are no longer offered."""
    try:
        submission = UUID(request.POST.get("submission", ""))
    except ValueError:
        return None
    return CallOut.objects.filter(submission=submission).first()


def _concerned(call: Call) -> list[int]:
    """Return the keys of the actors a call concerns: eligible and to check, or the list of the night."""
    found = matches_of_call(call, now=timezone.now())
    keys = [one.actor.pk for one in (*found.eligible, *found.to_check)]
    stored = StoredMatch.objects.filter(call=call).values_list("actor_id", flat=True)
    return list(dict.fromkeys([*keys, *stored]))
