"""Checks that every request passes: safe input, the permission table, private pages."""

import time
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from csp.constants import SELF, UNSAFE_INLINE
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    QueryDict,
)
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from vivier.accounts import journal, permissions
from vivier.accounts.permissions import EVERYBODY, NOBODY, Rule
from vivier.accounts.roles import TRUSTED_ROLES
from vivier.accounts.second_factor import has_second_factor
from vivier.web.views.errors import endless_address, forbidden, not_that_way, unreadable_address

Answer = Callable[[HttpRequest], HttpResponse]

LONGEST_QUERY = 8000
SEARCHED = ("search", "suggest", "actors", "opportunities", "agenda", "places", "residencies", "observatory")
SEEN_AT = "seen_at"
LANGUAGE = "language"
REMEMBER_EVERY = 300  # seconds between two notes of when somebody was last seen


class SafeInputMiddleware:
    """Refuse NUL, invalid UTF-8 and endless queries with 4xx, before anything reads them."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in _search_addresses():
            _tidy(request)
        raw = request.META.get("QUERY_STRING", "")
        if len(raw) > LONGEST_QUERY:
            return endless_address(request)
        if "%00" in raw or "\x00" in raw or "\x00" in request.path_info or "\ufffd" in request.path_info:
            return unreadable_address(request)
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response


@cache
def _search_addresses() -> frozenset[str]:
    """The pages one searches, in every language: there, any words at all deserve an answer."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {reverse(f"web:{name}") for name in SEARCHED}
    return frozenset(found)


def _tidy(request: HttpRequest) -> None:
    """Drop what no word can hold, and what is longer than any question."""
    raw = str(request.META.get("QUERY_STRING", ""))
    request.META["QUERY_STRING"] = raw.replace("%00", "").replace("\x00", "")[:LONGEST_QUERY]


class LanguageMiddleware(LocaleMiddleware):
    """The language of the address; where it names none (log-in, desk…), the one people were reading."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language of the answer."""
        super().process_request(request)
        if translation.get_language_from_path(request.path_info):
            return
        chosen = _asked_for(request.META.get("QUERY_STRING", "")) or _came_from(request)
        language = chosen or _remembered(request)
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        request.language_chosen = chosen  # type: ignore[attr-defined]
        request.alternate_urls = _same_page_in_each_language(request)  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Remember the choice of who is logged in; send to the language's address only what has one."""
        chosen = getattr(request, "language_chosen", "")
        if chosen and SESSION_KEY in request.session and request.session.get(LANGUAGE) != chosen:
            request.session[LANGUAGE] = chosen
        if response.status_code == 404 and request.resolver_match:
            return response
        return super().process_response(request, response)


def _same_page_in_each_language(request: HttpRequest) -> dict[str, str]:
    query = QueryDict(request.META.get("QUERY_STRING", ""), mutable=True)
    addresses = {}
    for code, _name in settings.LANGUAGES:
        query[LANGUAGE] = code
        addresses[code] = f"{request.path}?{query.urlencode()}"
    return addresses


def _asked_for(query: str) -> str:
    language = QueryDict(query).get(LANGUAGE) or ""
    return language if language in dict(settings.LANGUAGES) else ""


def _came_from(request: HttpRequest) -> str:
    """Return the language of the page whose link was followed."""
    address = urlsplit(request.META.get("HTTP_REFERER", "")[:2000])
    return _asked_for(address.query) or translation.get_language_from_path(address.path) or ""


def _remembered(request: HttpRequest) -> str:
    """Return the language a logged-in person read last; visitors have no session to keep one in."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    return str(request.session.get(LANGUAGE, ""))


class PermissionMiddleware:
    """Deny by default: a route answers only to whom the table names, and once we are sure of them."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        match = request.resolver_match
        rule = permissions.rule_for(match.view_name if match else "")
        if rule is EVERYBODY:
            return None
        if rule is NOBODY:
            raise Http404
        if _has_left(request):
            logout(request)
        if rule.allows(request.user):
            return _ask_for_more(request.user, rule)
        if not request.user.is_authenticated:
            return _to_login(request)
        changes: journal.Changes = {"address": [None, request.path[:500]], "method": [None, request.method]}
        journal.record("access.denied", request.user, by=request.user, changes=changes)
        return forbidden(
            request
        )  # the journal has it; raised, the log would hold a trace of our own lines too


def _to_login(request: HttpRequest) -> HttpResponse:
    here = request.get_full_path() if request.method == "GET" else request.path
    query = urlencode({"next": here, LANGUAGE: translation.get_language() or "fr"})
    return HttpResponseRedirect(f"{reverse('account_login')}?{query}")


def _has_left(request: HttpRequest) -> bool:
    """Say whether somebody we trust much has done nothing for too long; otherwise note that they are here."""
    if not request.user.is_authenticated or request.user.role not in TRUSTED_ROLES:
        return False
    now = int(time.time())
    seen = request.session.get(SEEN_AT)
    if seen and now - seen > settings.STAFF_IDLE_SECONDS:
        return True
    if not seen or abs(now - seen) > REMEMBER_EVERY:
        request.session[SEEN_AT] = now
    return False


def _ask_for_more(person: Any, rule: Rule) -> HttpResponse | None:
    """Before the desk opens: a password long enough for the role, and a second factor."""
    if not rule.second_factor:
        return None
    if not person.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    if person.must_choose_password:
        return HttpResponseRedirect(reverse("account_change_password"))
    if settings.STAFF_MFA_REQUIRED and not has_second_factor(person):
        return HttpResponseRedirect(reverse("mfa_activate_totp"))
    return None


class NotThatWayMiddleware:
    """Give the empty answer 405 of a view the words and the look of a page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        return not_that_way(request, response.headers["Allow"])


class PrivatePagesMiddleware:
    """Pages for a logged-in person are never stored by a cache; the desk may frame its own previews."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers["Cache-Control"] = "private, no-store"
        if request.path_info.startswith("/desk/"):
            response.headers["Cache-Control"] = "private, no-store"
            _loosen_for_the_desk(response)
        return response


def _loosen_for_the_desk(response: HttpResponse) -> None:
    """Let the editor frame its own preview and set styles on its own elements; scripts stay strict."""
    policy = response.headers.get("Content-Security-Policy")
    if policy:  # a preview, already rendered as the public page it shows
        response.headers["Content-Security-Policy"] = policy.replace(
            "frame-ancestors 'none'", "frame-ancestors 'self'"
        )
        return
    response._csp_replace = {  # type: ignore[attr-defined]
        "frame-ancestors": [SELF],
        "style-src": [SELF, UNSAFE_INLINE],
    }
