"""What people read when they tried too often."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

RETRY_AFTER = 15 * 60


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429: wait, and how long."""
    answer = render(request, "web/errors/429.html", {"minutes": RETRY_AFTER // 60}, status=429)
    answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer
