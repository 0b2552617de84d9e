"""Feeds in the desk: other directories that give their actors as data; named, read, reviewed as changes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.desk.forms.sectors import ReasonForm
from vivier.desk.forms.sources import FeedChangeForm, FeedForm
from vivier.desk.listing import key_of
from vivier.directory import actions, tasks
from vivier.directory.models import ChangeSet, DataSource
from vivier.directory.refusals import DirectoryRefusal

SHOWN = 10


class FeedsView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """The feeds and what they proposed; forms to name, change, read and forget one."""

    template_name = "desk/feeds.html"
    header_icon = "globe"
    page_title = gettext_lazy("Feeds")

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them."""
        return self._show()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Name, read, change or forget a feed."""
        if "name_it" in request.POST:
            return self._name(FeedForm(request.POST))
        for name in ("read", "change", "forget"):
            if name in request.POST:
                rows = DataSource.objects.filter(kind=DataSource.Kind.FEED)
                source = get_object_or_404(rows, pk=key_of(request.POST[name]))
                return {"read": self._read, "change": self._change, "forget": self._forget}[name](source)
        return redirect("desk_feeds")

    def _name(self, form: FeedForm) -> HttpResponse:
        if form.is_valid():
            try:
                actions.name_source(**form.cleaned_data, kind=DataSource.Kind.FEED, by=self.request.user)  # type: ignore[arg-type]
            except DirectoryRefusal as error:
                form.add_error("name", str(error))
            else:
                messages.success(self.request, _("The feed is written down. Read it to see what it changes."))
                return redirect("desk_feeds")
        return self._show(form=form, status=422)

    def _read(self, source: DataSource) -> HttpResponse:
        tasks.read_one_feed.enqueue(source.pk, self.request.user.pk)
        messages.success(self.request, _("The feed is being read; what it changes will be listed below."))
        return redirect("desk_feeds")

    def _change(self, source: DataSource) -> HttpResponse:
        form = FeedChangeForm.of(source, self.request.POST)
        if not form.is_valid():
            return self._show(changing=(source.pk, form), status=422)
        actions.change_source(source, **form.cleaned_data, by=self.request.user)  # type: ignore[arg-type]
        messages.success(self.request, _("Saved."))
        return redirect("desk_feeds")

    def _forget(self, source: DataSource) -> HttpResponse:
        form = ReasonForm(self.request.POST)
        if not form.is_valid():
            messages.error(self.request, form.first_error())
            return redirect("desk_feeds")
        try:
            actions.remove_source(source, by=self.request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        except DirectoryRefusal as error:
            messages.error(self.request, str(error))
        else:
            messages.success(self.request, _("The feed is forgotten; what it brought in stays."))
        return redirect("desk_feeds")

    def _show(
        self,
        *,
        form: FeedForm | None = None,
        changing: tuple[int, FeedChangeForm] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        feeds = list(DataSource.objects.filter(kind=DataSource.Kind.FEED))
        shown: list[tuple[DataSource, Any, bool]] = []
        for source in feeds:
            is_wrong = changing is not None and changing[0] == source.pk
            shown.append(
                (source, changing[1] if changing and is_wrong else FeedChangeForm.of(source), is_wrong)
            )
        context = self.get_context_data(
            feeds=shown,
            form=form or FeedForm(),
            change_sets=ChangeSet.objects.filter(source=ChangeSet.Source.FEED).select_related("by")[:SHOWN],
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]
