"""What every answer of the API has in common: language, CORS, ETag, caching, HEAD and OPTIONS."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.utils.translation import get_language_from_request, override

from vivier.api import problems
from vivier.api.pace import told_to_wait
from vivier.core.translation import LANGUAGES

View = Callable[..., HttpResponse]
READING = ("GET", "HEAD", "OPTIONS")
SECONDS_FRESH = 60
# Anybody's page may read, and nobody's may send cookies: no Allow-Credentials.
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Language, ETag, Retry-After",
}
_PREFLIGHT = {
    "Allow": ", ".join(READING),
    "Access-Control-Allow-Methods": ", ".join(READING),
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def through_the_door(view: View) -> View:
    """Wrap a view of the API so that all answers keep the same promises."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=_CORS | _PREFLIGHT)
        language = language_of(request)
        with override(language):
            answer = _read(view, request, *args, **kwargs)
        return _finished(request, answer, language)

    guarded.csrf_exempt = True  # type: ignore[attr-defined]  # nothing is written here
    return guarded


def language_of(request: HttpRequest) -> str:
    """Return the language asked by `lang`, else the one the browser prefers."""
    wanted = request.GET.get("lang", "")
    return wanted if wanted in LANGUAGES else get_language_from_request(request)[:2]


def _read(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    if refused := told_to_wait(request):
        return refused
    if request.method not in READING:
        answer = problems.answer("method_not_allowed")
        answer.headers["Allow"] = ", ".join(READING)
        return answer
    asked, request.method = request.method, "GET"
    try:
        return view(request, *args, **kwargs)
    finally:
        request.method = asked


def _finished(request: HttpRequest, answer: HttpResponse, language: str) -> HttpResponse:
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        answer = _cacheable(request, answer)
        for name, value in _CORS.items():
            answer.headers[name] = value
    answer.headers["Content-Language"] = language
    if answer.status_code == 404:
        # Django would look for the same address under a language and send programs to a page.
        request.urlconf = "vivier.api.urls"
    return answer


def _cacheable(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Name the version of an answer; who has it already gets 304 and no body."""
    if answer.status_code != 200:
        answer.headers["Cache-Control"] = "no-store"
        return answer
    digest = hashlib.sha256(answer.content).hexdigest()[:32]
    named = {"ETag": f'W/"{digest}"', "Cache-Control": f"public, max-age={SECONDS_FRESH}"}
    known = [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]
    if "*" in known or f'"{digest}"' in known:
        return HttpResponseNotModified(headers=named)
    for name, value in named.items():
        answer.headers[name] = value
    return answer
