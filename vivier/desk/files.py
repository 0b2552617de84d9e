"""Lists of the desk that leave as a file: the rows of the same filter, and who took them."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic.base import BaseListingView

from vivier.accounts import journal
from vivier.desk.listing import FORMATS, ROWS_AT_ONCE, download

# Columns a narrow window leaves out; the row's own page shows them.
WIDE = "desk-wide"


class DeskListView(BaseListingView):  # type: ignore[misc]
    """A list of work: what it holds in a sentence, its files, what an empty one means.

    `help_text` says what waits and what opening a row leads to, `nothing` what it means that no row is there,
    `files_route` names the address of the files when it is one of its own (with the kind as argument).
    """

    template_name = "desk/list.html"
    results_template_name = "desk/list_results.html"
    help_text: Any = ""
    nothing: Any = gettext_lazy("Nothing is in this list.")
    files_route = ""
    is_searchable = False

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add the words of the list and the addresses of its files, with the filter as it is."""
        query = self.request.GET.copy()
        query.pop("p", None)
        files = {kind: self.file_address(kind, query.copy()) for kind in FORMATS}
        words = {"help_text": self.help_text, "nothing": self.nothing}
        return super().get_context_data(files=files, **words | context)  # type: ignore[no-any-return]

    def file_address(self, kind: str, query: QueryDict) -> str:
        """Return where the rows of a filter are had as a file of one kind."""
        return f"{reverse(self.files_route, args=[kind])}?{query.urlencode()}".rstrip("?")


class DownloadableListView(DeskListView):
    """A list that `?export=csv` or `?export=xlsx` hands out as a file."""

    file_name = ""

    def file_columns(self) -> Sequence[str]:
        """Return the heads of the columns, in the language of the page."""
        raise NotImplementedError

    def file_row(self, row: Any) -> Sequence[Any]:
        """Return the values of one row, in the order of the columns."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the list, or hand it out as a file."""
        kind = request.GET.get("export", "")
        return self._file(kind) if kind in FORMATS else super().get(request, *args, **kwargs)

    def _file(self, kind: str) -> StreamingHttpResponse:
        rows = self.get_queryset()
        self.note_taken(kind)
        lines = (self.file_row(one) for one in rows.iterator(ROWS_AT_ONCE))
        return download(kind, self.file_name, self.file_columns(), lines)

    def note_taken(self, kind: str) -> None:
        """Write down who took the list away."""
        changes: journal.Changes = {"list": [None, self.file_name], "format": [None, kind]}
        journal.record("list.exported", None, by=self.request.user, changes=changes)

    def file_address(self, kind: str, query: QueryDict) -> str:
        """Return the address of the list, asked for as a file."""
        query["export"] = kind
        return f"{reverse(self.index_url_name)}?{query.urlencode()}"
