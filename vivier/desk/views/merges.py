"""Merges that were done: the list, one of them with all that moved, and its undo."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.directory import actions
from vivier.directory.fields import label_of_field
from vivier.directory.models import Actor, DuplicateProposal, MergeRecord
from vivier.directory.refusals import DirectoryRefusal

PER_PAGE = 30
LONGEST_REASON = 1000
_UNSAID = frozenset({"version", "updated_at", "sort_name"})


class MergesView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """What was merged, newest first."""

    template_name = "desk/merges.html"
    header_icon = "link"
    page_title = gettext_lazy("Merges")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them."""
        rows = MergeRecord.objects.select_related("by", "undone_by").defer("snapshot")
        words = request.GET.get("q", "").replace("\x00", "")[:100].strip()
        if words:
            rows = rows.filter(absorbed_name__icontains=words) | rows.filter(kept_name__icontains=words)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        return self.render_to_response(self.get_context_data(page=page, words=words))  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": reverse("desk_duplicates"), "label": _("Duplicates")}]


class MergeView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """One merge: undo at the top, then everything it did."""

    template_name = "desk/merge.html"
    header_icon = "link"
    page_title = gettext_lazy("Merge")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        rows = MergeRecord.objects.select_related("by", "undone_by")
        self.merge: MergeRecord = get_object_or_404(rows, pk=kwargs["pk"])

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it."""
        merge = self.merge
        there = Actor.objects.in_bulk([merge.kept_id, merge.absorbed_key])
        context = self.get_context_data(
            merge=merge,
            kept=there.get(merge.kept_id),
            absorbed=there.get(merge.absorbed_key),
            values=_values(merge),
            moved=_moved(merge),
            following=DuplicateProposal.objects.to_decide().order_by("-score", "pk").first(),
        )
        return self.render_to_response(context)  # type: ignore[no-any-return]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Undo it."""
        try:
            merge = actions.undo_merge(
                self.merge,
                by=request.user,  # type: ignore[arg-type]
                reason=request.POST.get("why", "").replace("\x00", "")[:LONGEST_REASON],
            )
        except DirectoryRefusal as error:
            messages.error(request, str(error))
            in_the_way = getattr(error, "merge", None)
            return redirect("desk_merge", pk=in_the_way.pk if in_the_way else self.merge.pk)
        words = _("Both records are as they were.") if not merge.left else _("Both records are back.")
        messages.success(request, words)
        return redirect("desk_merge", pk=merge.pk)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_duplicates"), "label": _("Duplicates")},
            {"url": reverse("desk_merges"), "label": _("Merges")},
        ]


def _values(merge: MergeRecord) -> list[tuple[str, Any, Any]]:
    """Return the values the kept record took over: (field, before, after)."""
    before, after = merge.snapshot["kept"]["before"], merge.snapshot["kept"]["after"]
    return [
        (capfirst(str(label_of_field(name.removesuffix("_id")))), before[name], after[name])
        for name in before
        if name not in _UNSAID and not name.endswith("_id")
    ]


def _moved(merge: MergeRecord) -> list[tuple[str, int, int]]:
    """Return what went with the record: (kind, how many moved, how many were there already)."""
    counts: dict[str, list[int]] = {}
    for label, rows in merge.snapshot["moved"].items():
        counts.setdefault(_kind(label.rpartition(".")[0]), [0, 0])[0] += len(rows)
    for label, rows in merge.snapshot["dropped"].items():
        counts.setdefault(_kind(label), [0, 0])[1] += len(rows)
    return [(kind, moved, twice) for kind, (moved, twice) in sorted(counts.items())]


def _kind(label: str) -> str:
    """Return what people call the rows of a model; a link of a list is called like what it lists."""
    try:
        meta = apps.get_model(label)._meta
    except LookupError:
        return label
    if not meta.auto_created:
        return capfirst(str(meta.verbose_name_plural))
    ends: Any = [field for field in meta.local_fields if field.is_relation]
    other = next(field.related_model for field in ends if field.related_model is not Actor)
    return capfirst(str(other._meta.verbose_name_plural))
