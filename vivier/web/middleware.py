"""Checks that every request passes: safe input, the permission table, private pages."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from vivier.accounts import permissions

Answer = Callable[[HttpRequest], HttpResponse]


class SafeInputMiddleware:
    """Refuse NUL and invalid UTF-8 in the address or query with 400, before anything reads them."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        raw = request.META.get("QUERY_STRING", "")
        if "%00" in raw or "\x00" in raw or "\x00" in request.path_info or "\ufffd" in request.path_info:
            return HttpResponse("400 — this address holds characters that no page understands.", status=400)
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response


class PermissionMiddleware:
    """Deny by default: a route answers only to whom the permission table names."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        match = request.resolver_match
        rule = permissions.rule_for(match.view_name if match else "")
        if rule.allows(request.user):
            return None
        if not request.user.is_authenticated:
            return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        raise PermissionDenied


class PrivatePagesMiddleware:
    """Pages for a logged-in person are never stored by a cache."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers["Cache-Control"] = "private, no-store"
        return response
