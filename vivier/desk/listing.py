"""Lists of records in the desk: filters, search by name, columns, export by the one export writer."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import models
from django.http import StreamingHttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView

from vivier.accounts import journal
from vivier.core.exports import TABLES as FORMATS
from vivier.core.names import sort_key

__all__ = ("FORMATS", "ROWS_AT_ONCE", "RecordIndexView", "StateColumn", "download", "key_of")

ROWS_AT_ONCE = 500
LONGEST_SEARCH = 100


def download(
    kind: str, name: str, columns: Sequence[str], rows: Iterator[Sequence[Any]]
) -> StreamingHttpResponse:
    """Answer with a file that is written while it is sent."""
    content_type, write = FORMATS[kind]
    answer = StreamingHttpResponse(write(columns, rows), content_type=content_type)
    filename = f"{name}-{localdate():%Y-%m-%d}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer


def key_of(sent: str) -> int:
    """Return the primary key somebody sent; 0, which nothing has, when it is none."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


class StateColumn(Column):  # type: ignore[misc]
    """A column that draws a state as a tag; its accessor gives the state and its words."""

    cell_template_name = "desk/columns/state.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Give the template the state and its words."""
        state, words = self.accessor(instance)
        return super().get_cell_context_data(instance, parent_context) | {"state": state, "words": words}

    def get_value(self, instance: Any) -> str:
        return str(self.accessor(instance)[1])


class RecordIndexView(IndexView):  # type: ignore[misc]
    """A list whose rows come in a fixed number of queries, and leave as CSV or XLSX."""

    default_ordering: Any = None
    for_list: Callable[[models.QuerySet[Any]], models.QuerySet[Any]] | None = None
    show_other_searches = False
    add_item_label = gettext_lazy("Add")

    def get_base_queryset(self) -> models.QuerySet[Any]:
        """Fetch with each row everything its line shows."""
        rows = super().get_base_queryset()
        return self.for_list(rows) if self.for_list else rows

    def search_queryset(self, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Search by a part of the name; where names are stored folded, accents and articles are forgiven."""
        words = self.search_query.replace("\x00", "")[:LONGEST_SEARCH]
        wanted = models.Q()
        for field in self.search_fields or ():
            text = (sort_key(words) or words) if field == "sort_name" else words
            wanted |= models.Q(**{f"{field}__icontains": text})
        return queryset.filter(wanted) if words else queryset

    def as_spreadsheet(
        self, queryset: models.QuerySet[Any], spreadsheet_format: str
    ) -> StreamingHttpResponse:
        """Answer with the list as it is filtered and searched, and write down who took it."""
        labels = [str(column) for column in self.export_headings.values()]
        fields = list(self.export_headings)
        journal.record(
            "list.exported",
            None,
            by=self.request.user,
            changes={"list": [None, self.model._meta.label], "format": [None, spreadsheet_format]},
        )
        rows = queryset.iterator(chunk_size=ROWS_AT_ONCE)
        lines = ([_value(row, field) for field in fields] for row in rows)
        return download(spreadsheet_format, self.get_filename(), labels, lines)

    def get_list_more_buttons(self, instance: models.Model) -> list[Any]:
        """Offer what the row's own page offers, without copy and delete in one click."""
        wanted = {self.get_edit_url(instance), self.get_inspect_url(instance)}
        return [button for button in super().get_list_more_buttons(instance) if button.url in wanted]


def _value(row: Any, path: str) -> Any:
    """Follow a dotted path; call what can be called; a missing step is nothing."""
    value = row
    for step in path.split("."):
        value = getattr(value, step, None)
        if callable(value):
            value = value()
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, models.QuerySet):
        return [str(one) for one in value]
    return value
