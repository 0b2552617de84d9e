"""Small answers outside the languages."""

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import get_language_from_request
from django.views.static import serve


def choose_language(request: HttpRequest) -> HttpResponse:
    """Send to the home page in the browser's language."""
    answer = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    answer.headers["Vary"] = "Accept-Language"
    return answer


def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """Keep crawlers out of the private parts."""
    lines = ["User-agent: *", "Disallow: /desk/", "Disallow: /accounts/", "Disallow: /espace/"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def security(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """Say where to report a weakness (RFC 9116)."""
    lines = [
        f"Contact: mailto:{settings.SITE_EMAIL}",
        "Expires: 2027-12-31T00:00:00Z",
        "Preferred-Languages: fr, en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a picture of an article in one of the sizes the editorial back office made of it."""
    try:
        answer = serve(request, path, document_root=str(settings.MEDIA_ROOT / "images"))
    except SuspiciousFileOperation as outside:
        raise Http404 from outside
    answer.headers["Cache-Control"] = "public, max-age=604800"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
