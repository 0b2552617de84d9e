"""Lists of the desk that leave as a file: the rows of the same filter, and who took them."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from wagtail.admin.views.generic.base import BaseListingView

from vivier.accounts import journal
from vivier.desk.listing import FORMATS, ROWS_AT_ONCE, download

# Columns a narrow window leaves out; the row's own page shows them.
WIDE = "desk-wide"


class DownloadableListView(BaseListingView):  # type: ignore[misc]
    """A list that `?export=csv` or `?export=xlsx` hands out as a file."""

    file_name = ""
    is_searchable = False

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
        changes: journal.Changes = {"list": [None, self.file_name], "format": [None, kind]}
        journal.record("list.exported", None, by=self.request.user, changes=changes)
        lines = (self.file_row(one) for one in rows.iterator(ROWS_AT_ONCE))
        return download(kind, self.file_name, self.file_columns(), lines)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add the addresses of the files."""
        query = self.request.GET.copy()
        query.pop("p", None)
        files = {}
        for kind in FORMATS:
            query["export"] = kind
            files[kind] = f"{reverse(self.index_url_name)}?{query.urlencode()}"
        return super().get_context_data(files=files, **context)  # type: ignore[no-any-return]
