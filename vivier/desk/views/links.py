"""Links to other sites in the desk: which are broken or have moved, who shows them, what to do about one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Count, F, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.core.pressed import pressed
from vivier.desk.files import WIDE, DownloadableListView
from vivier.desk.listing import StateColumn
from vivier.links import actions
from vivier.links.checking import FINE_DAYS, is_paused
from vivier.links.models import Link, LinkUse
from vivier.links.refusals import LinkRefusal

PER_PAGE = 50
KINDS = {
    "opportunity": (gettext_lazy("Opportunity"), "desk_call:edit"),
    "actor": (gettext_lazy("Record"), "desk_actor:edit"),
    "residency": (gettext_lazy("Residency"), "desk_residency:edit"),
    "event": (gettext_lazy("Event"), "desk_event:edit"),
    "place": (gettext_lazy("Place"), "desk_place:edit"),
    "article": (gettext_lazy("Article"), "wagtailadmin_pages:edit"),
}


def _state_of(link: Link) -> tuple[str, str]:
    return link.state, link.get_state_display()


def _shown_by(link: Link) -> str:
    """Name the records that show a link, the first few of them."""
    names = list(dict.fromkeys(use.label for use in link.uses.all()))
    more = len(names) - 3
    return ", ".join(names[:3]) + (f" + {more}" if more > 0 else "")


class LinkFilters(WagtailFilterSet):  # type: ignore[misc]
    """Which links to list."""

    address = django_filters.CharFilter(lookup_expr="icontains", label=gettext_lazy("Address"))
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Shown by"),
        choices=[(code, words) for code, (words, _route) in KINDS.items()],
        method="keep_kind",
    )
    label = django_filters.CharFilter(label=gettext_lazy("Name of the record"), method="keep_label")

    class Meta:
        model = Link
        fields = ("state", "address", "kind", "label")

    def keep_kind(self, rows: QuerySet[Link], _name: str, value: str) -> QuerySet[Link]:
        """Keep those a kind of record shows."""
        return rows.filter(pk__in=LinkUse.objects.filter(kind=value).values("link"))

    def keep_label(self, rows: QuerySet[Link], _name: str, value: str) -> QuerySet[Link]:
        """Keep those shown by a record of this name."""
        return rows.filter(pk__in=LinkUse.objects.filter(label__icontains=value).values("link"))


class LinkListView(DownloadableListView):
    """All links, those to look at first; CSV and XLSX of the same filter."""

    model = Link
    page_title = gettext_lazy("Links")
    header_icon = "link"
    template_name = "desk/links.html"
    index_url_name = "desk_links"
    index_results_url_name = "desk_links_results"
    filterset_class = LinkFilters
    paginate_by = PER_PAGE
    file_name = "links"
    help_text = gettext_lazy(
        "Links to other sites that records show; those that no longer answer come first."
    )
    nothing = gettext_lazy("No link has been read yet: the worker reads them at night.")
    columns = (
        TitleColumn(
            "address",
            label=gettext_lazy("Address"),
            get_url=lambda link: reverse("desk_link", args=[link.pk]),
        ),
        Column("uses", label=gettext_lazy("Shown by"), accessor=_shown_by),
        StateColumn("state", label=gettext_lazy("State"), accessor=_state_of, sort_key="state"),
        DateColumn(
            "failing_since",
            label=gettext_lazy("Since"),
            sort_key="failing_since",
            classname=WIDE,
        ),
        Column("why", label=gettext_lazy("What is wrong"), classname=WIDE),
    )

    def get_base_queryset(self) -> QuerySet[Link]:
        uses = Prefetch("uses", LinkUse.objects.order_by("label"))
        return Link.objects.prefetch_related(uses).order_by(
            "state", F("failing_since").asc(nulls_last=True), "address"
        )

    def file_columns(self) -> list[str]:
        """Return the heads of the columns."""
        names = (
            _("Address"), _("State"), _("Answer"), _("What is wrong"), _("New address"), _("Since"),
            _("Days tried in vain"), _("Asked last"), _("Shown by"),
        )  # fmt: skip
        return [str(name) for name in names]

    def file_row(self, row: Link) -> list[Any]:
        """Return one link."""
        return [
            row.address,
            row.get_state_display(),
            row.status,
            row.why,
            row.moved_to,
            row.failing_since,
            row.failed_days,
            row.checked_at,
            [f"{_kind_words(use.kind)}: {use.label}" for use in row.uses.all()],
        ]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add how far the checking is."""
        counts = dict(Link.objects.order_by().values_list("state").annotate(n=Count("pk")))
        since = timezone.now() - timedelta(days=FINE_DAYS + 2)
        return super().get_context_data(
            tiles=[(code, str(words), counts.get(code, 0)) for code, words in Link.State.choices],
            total=sum(counts.values()),
            asked=Link.objects.filter(checked_at__gt=since).count(),
            paused=is_paused(),
            **context,
        )


def _kind_words(kind: str) -> str:
    return str(KINDS[kind][0]) if kind in KINDS else kind


@require_POST
def check_links(request: HttpRequest) -> HttpResponse:
    """Stop asking links, go on, or ask all of them anew."""
    by: Any = request.user
    if "all" in request.POST:
        count = actions.ask_all_again(by=by)
        words = ngettext("%(count)d link is asked again.", "%(count)d links are asked again.", count)
        messages.success(request, words % {"count": count})
    elif "pause" in request.POST:
        actions.pause(paused=True, by=by)
        messages.success(request, _("Links are not asked until somebody goes on."))
    elif "resume" in request.POST:
        actions.pause(paused=False, by=by)
        messages.success(request, _("Links are asked again."))
    return redirect("desk_links")


class ReplaceForm(forms.Form):
    """The address to write in the place of another."""

    address = forms.CharField(label=gettext_lazy("Replace by"), max_length=500)


class LinkView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """One link: what it answers, who shows it, what to do about it."""

    template_name = "desk/link.html"
    header_icon = "link"
    page_title = gettext_lazy("Link")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        self.link = get_object_or_404(Link.objects.select_related("decided_by"), pk=kwargs["pk"])
        self.by: Any = request.user

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it; the new address is proposed when it has moved."""
        return self._show(ReplaceForm(initial={"address": self.link.moved_to}))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Say it is fine, ask it now, or replace it."""
        deeds: dict[str, Callable[[HttpRequest], HttpResponse]] = {
            "fine": self._fine,
            "ask": self._ask,
            "replace": self._replace,
        }
        deed = pressed(deeds, request.POST)
        return deed(request) if deed else redirect("desk_link", pk=self.link.pk)

    def _fine(self, request: HttpRequest) -> HttpResponse:
        actions.say_fine(self.link, by=self.by)
        messages.success(request, _("Thank you: it is not called broken for half a year."))
        return redirect("desk_links")

    def _ask(self, request: HttpRequest) -> HttpResponse:
        actions.ask_soon(self.link)
        messages.success(request, _("It is asked within a minute, unless the checking is stopped."))
        return redirect("desk_link", pk=self.link.pk)

    def _replace(self, request: HttpRequest) -> HttpResponse:
        form = ReplaceForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            done = actions.replace(self.link, form.cleaned_data["address"], by=self.by)
        except LinkRefusal as error:
            form.add_error("address", str(error))
            return self._show(form, status=422)
        words = ngettext("Replaced in %(count)d record.", "Replaced in %(count)d records.", done.written) % {
            "count": done.written
        }
        if not done.by_hand:
            messages.success(request, words)
            return redirect("desk_links")
        rest = ", ".join(use.label for use in done.by_hand[:5])
        messages.warning(
            request, f"{words} {_('Please change it by hand in: %(records)s.') % {'records': rest}}"
        )
        return redirect("desk_link", pk=self.link.pk)

    def _show(self, form: ReplaceForm, status: int = 200) -> HttpResponse:
        context = self.get_context_data(
            link=self.link,
            state=_state_of(self.link),
            form=form,
            uses=[(use, _kind_words(use.kind), _address_of(use)) for use in self.link.uses.all()[:100]],
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_page_subtitle(self) -> str:
        return str(self.link)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": reverse("desk_links"), "label": gettext_lazy("Links")}
        return [*self.breadcrumbs_items, here, {"url": "", "label": str(self.link)}]


def _address_of(use: LinkUse) -> str:
    try:
        return reverse(KINDS[use.kind][1], args=[use.key]) if use.kind in KINDS else ""
    except NoReverseMatch:
        return ""
