"""The address of a merged record leads to the same page of the record it went into."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from vivier.directory.models import Actor
from vivier.directory.survivors import survivor_called

SECONDS_REMEMBERED = 3600


def leads_on(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send who asks for a record that went into another to the same page of that one."""

    @wraps(view)
    def answered(request: HttpRequest, slug: str) -> HttpResponse:
        try:
            return view(request, slug)
        except Http404:
            survivor = survivor_called(slug)
            if survivor is None or not Actor.objects.visible_to(request.user).contains(survivor):
                raise
        route = request.resolver_match.view_name if request.resolver_match else "web:actor"
        query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
        address = reverse(route, args=[survivor.slug]) + query
        # 308 asks the browser to send what somebody wrote again. A merge can be undone: nobody may
        # remember the way for good.
        answer = HttpResponse(status=301 if request.method in {"GET", "HEAD"} else 308)
        answer.headers["Location"] = address
        answer.headers["Cache-Control"] = f"max-age={SECONDS_REMEMBERED}"
        return answer

    return answered
