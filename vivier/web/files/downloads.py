"""Private lists that leave as a file, written while they are sent."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.timezone import localdate

from vivier.core.exports import write_csv, write_xlsx

FORMATS = {
    "csv": ("text/csv; charset=utf-8", write_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
}


def download(
    kind: str, name: str, columns: Sequence[str], rows: Iterator[Sequence[Any]]
) -> StreamingHttpResponse:
    """Answer with a file of one of FORMATS, to be saved."""
    content_type, write = FORMATS[kind]
    answer = StreamingHttpResponse(write(columns, rows), content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{localdate():%Y-%m-%d}.{kind}"'
    return answer
