"""The observatory's pages, and the land under the interactive map."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from vivier.web import shapes


def map_shapes(request: HttpRequest) -> HttpResponse:
    """Give the boundaries for the interactive map, once per visitor and day."""
    found = shapes.shapes()
    if request.headers.get("If-None-Match") == found.etag:
        return HttpResponseNotModified(headers={"ETag": found.etag})
    headers = {"ETag": found.etag, "Cache-Control": "public, max-age=86400", "Vary": "Accept-Encoding"}
    body = found.plain
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        body, headers["Content-Encoding"] = found.compressed, "gzip"
    return HttpResponse(body, content_type="application/geo+json", headers=headers)
