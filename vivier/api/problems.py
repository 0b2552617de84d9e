"""Errors as RFC 9457 problems: a stable code for programs, a sentence for people."""

import json
import logging
import secrets
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Field, NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from vivier.api.answers import Linked

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
_SOURCES = {"query", "path", "header"}

# The codes never change; the words may. Each is explained on the documentation page.
PROBLEMS: dict[str, tuple[int, Promise, Promise]] = {
    "bad_request": (400, _("Bad request"), _("The request could not be read.")),
    "merged": (
        301,
        _("Merged"),
        _("This record went into another one: “merged_into” says which, and the address leads there."),
    ),
    "key_needed": (
        401,
        _("Key needed"),
        _("This address answers to a partner’s key alone: Authorization: Bearer …. The key may have ended."),
    ),
    "not_found": (
        404,
        _("Not found"),
        _("Nothing public has this address. It may have been renamed, or never published."),
    ),
    "method_not_allowed": (405, _("Method not allowed"), _("This API only reads: use GET, HEAD or OPTIONS.")),
    "invalid_parameters": (
        422,
        _("Parameters refused"),
        _("A parameter is unknown or its value is out of bounds; “errors” names each of them."),
    ),
    "too_many_requests": (
        429,
        _("Too many requests"),
        _("You ask faster than this API answers: wait for the seconds in Retry-After, then go on."),
    ),
    "refused": (409, _("Refused"), _("This cannot be done as things are; the detail says why.")),
    "internal_error": (
        500,
        _("Our fault"),
        _("Something went wrong on our side; the reference helps us to find it."),
    ),
}


class InvalidParameter(Schema):
    """One parameter that was refused, and why."""

    parameter: str = Field(description=gettext_noop("Name of the parameter."))
    code: str = Field(description=gettext_noop("Why it was refused, for programs."))
    message: str = Field(description=gettext_noop("Why it was refused, in words."))


class Problem(Schema):
    """An error (RFC 9457)."""

    type: str = Field(description=gettext_noop("Address of the explanation of this kind of problem."))
    title: str = Field(description=gettext_noop("What the problem is called."))
    status: int = Field(description=gettext_noop("The HTTP status."))
    detail: str = Field(description=gettext_noop("What happened, in words."))
    code: str = Field(description=gettext_noop("Stable code of the problem, for programs."))
    errors: list[InvalidParameter] | None = Field(
        None, description=gettext_noop("Only for invalid_parameters: what was refused.")
    )
    merged_into: Linked | None = Field(
        None, description=gettext_noop("Only for merged: the record it is part of now.")
    )
    retry_after: int | None = Field(
        None, description=gettext_noop("Only for too_many_requests: after how many seconds to ask again.")
    )
    reference: str | None = Field(
        None, description=gettext_noop("Only for internal_error: what to quote to us.")
    )


def anchor_of(code: str) -> str:
    """Return the place on the documentation page where a problem is explained."""
    return f"problem-{code.replace('_', '-')}"


def answer(code: str, **more: Any) -> HttpResponse:
    """Return the answer for one of the known problems."""
    status, title, detail = PROBLEMS[code]
    body = {
        "type": f"{settings.SITE_URL}/api/v1/docs#{anchor_of(code)}",
        "title": str(title),
        "status": status,
        "detail": str(detail),
        "code": code,
    }
    content = json.dumps(body | more, ensure_ascii=False)
    return HttpResponse(content, status=status, content_type=MEDIA_TYPE)


def handle_with_problems(api: NinjaAPI) -> None:
    """Make an API answer every error as a problem."""
    api.add_exception_handler(Http404, _not_found)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _refused)
    api.add_exception_handler(Exception, _broken)


def _not_found(request: HttpRequest, exc: Any) -> HttpResponse:  # noqa: ARG001 -- a handler
    return answer("not_found")


def _invalid(request: HttpRequest, exc: Any) -> HttpResponse:  # noqa: ARG001 -- a handler
    return answer("invalid_parameters", errors=list(_refusals(exc.errors)))


def _refused(request: HttpRequest, exc: Any) -> HttpResponse:  # noqa: ARG001 -- a handler
    code = next((code for code, known in PROBLEMS.items() if known[0] == exc.status_code), "bad_request")
    return answer(code)


def _broken(request: HttpRequest, exc: Any) -> HttpResponse:
    reference = secrets.token_hex(4)
    logger.error("API error, reference %s, path %s", reference, request.path, exc_info=exc)
    return answer("internal_error", reference=reference)


def _refusals(errors: Iterable[dict[str, Any]]) -> Iterable[dict[str, str]]:
    for error in errors:
        context = error.get("ctx") or {}
        named = context.get("parameter") or _parameter(error["loc"])
        yield {"parameter": named, "code": error["type"], "message": error["msg"]}


def _parameter(where: tuple[Any, ...]) -> str:
    """Return the name in ("query", "asked", "kind", 3): the last word that is not a position."""
    return str([part for part in where if isinstance(part, str) and part not in _SOURCES][-1])
