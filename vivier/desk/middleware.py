"""What Wagtail's own pages cannot read is a bad request, not a fault of the site."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)

# What Wagtail's views raise on a form without its fields, or on a deed that the root of the tree has not.
UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)


class WagtailInputMiddleware:
    """Answer 400 where a view of Wagtail stumbles over its input; the log keeps the whole story."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Take what Wagtail's own views raise; ours are left to fail loudly."""
        match = request.resolver_match
        if match is None or not isinstance(exception, UNREADABLE):
            return None
        is_theirs = match.func.__module__.startswith("wagtail.") and request.path_info.startswith("/desk/")
        if not is_theirs:
            return None
        logger.warning("Wagtail could not read %s %s", request.method, request.path, exc_info=exception)
        return render(request, "web/errors/400.html", status=400)
