"""Error pages: what happened, what to do, a reference number and nothing else."""

import logging
import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400: the address or the form holds something no page understands."""
    return render(request, "web/errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403: the page exists, and it is for other roles."""
    return render(request, "web/errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: nothing here, or nothing that this person may know of."""
    return render(request, "web/errors/404.html", status=404)


def broken(request: HttpRequest, *args: Any) -> HttpResponse:  # noqa: ARG001
    """500: our fault; the reference number is in the log."""
    reference = secrets.token_hex(4)
    logger.error("error page shown, reference %s, path %s", reference, request.path)
    context = {
        "reference": reference,
        "static": settings.STATIC_URL,
    }  # the plain addresses: no manifest to fail
    return HttpResponse(render_to_string("web/errors/500.html", context), status=500)
