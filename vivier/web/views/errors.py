"""Error pages: what happened, what to do, a reference number and nothing else."""

import logging
import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from vivier.accounts.permissions import rule_for

logger = logging.getLogger(__name__)

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
_PLAIN = "Une erreur de notre côté. Something broke on our side. {reference}"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form holds something no page understands; 413 when it is too much at once."""
    if isinstance(exception, TOO_MUCH):
        return render(request, "web/errors/413.html", status=413)
    return render(request, "web/errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403: the page exists, and it is for other roles; say who asks and where they can go."""
    opens_desk = rule_for("wagtailadmin_home").allows(request.user)
    return render(request, "web/errors/403.html", {"opens_desk": opens_desk}, status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403: a form came without the proof that we gave it, most often because its page is old."""
    return render(request, "web/errors/stale_form.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: nothing here, or nothing that this person may know of."""
    return render(request, "web/errors/404.html", status=404)


def not_that_way(request: HttpRequest, allowed: str) -> HttpResponse:
    """405: the address exists, and not for this; `allowed` names the methods as HTTP writes them."""
    answer = render(request, "web/errors/405.html", status=405)
    answer.headers["Allow"] = allowed
    return answer


def broken(request: HttpRequest, *args: Any) -> HttpResponse:  # noqa: ARG001
    """500: our fault; the reference number is in the log."""
    reference = secrets.token_hex(4)
    logger.error("error page shown, reference %s, path %s", reference, request.path)
    with translation.override(_language_of(request)):
        words = {
            "title": _("Something broke on our side"),
            "lead": _("Nothing was lost. Try again in a moment; if it comes back, give us this reference:"),
        }
        return _bare(words | {"reference": reference}, status=500)


def unreadable_address(request: HttpRequest) -> HttpResponse:
    """400: characters that no page understands; answered before anything reads them."""
    with translation.override(_language_of(request)):
        words = {
            "title": _("We could not read this request"),
            "lead": _("The address holds characters that no page understands. Go back and try again."),
        }
        return _bare(words, status=400)


def endless_address(request: HttpRequest) -> HttpResponse:
    """414: an address longer than any page of ours."""
    with translation.override(_language_of(request)):
        words = {
            "title": _("This address is too long"),
            "lead": _("Take away some of the filters or words, and try again."),
        }
        return _bare(words, status=414)


def _bare(words: dict[str, str], *, status: int) -> HttpResponse:
    """Answer without database, session or manifest: nothing that may be what is broken."""
    context = {
        "static": settings.STATIC_URL,
        "product_name": settings.PRODUCT_NAME,
        "language": translation.get_language() or "fr",
        **words,
    }
    try:
        return HttpResponse(render_to_string("web/errors/bare.html", context), status=status)
    except Exception:
        logger.exception("the error page itself is broken")
        return HttpResponse(_PLAIN.format(reference=words.get("reference", "")), status=status)


def _language_of(request: HttpRequest) -> str:
    """Return the language of the address, else the one the browser asks for."""
    return translation.get_language_from_path(request.path_info) or translation.get_language_from_request(
        request
    )
