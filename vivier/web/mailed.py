"""Links of our mails carry a mark: a visit is counted, nothing kept of who comes, the address made plain."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from vivier.alerts import visits
from vivier.opportunities import stock


def counts_visits(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Count a visit from a mail to the page of a call, once, and lead on to the address without the mark."""

    @wraps(view)
    def answered(request: HttpRequest, slug: str) -> HttpResponse:
        if visits.MARK not in request.GET:
            return view(request, slug)
        offer = stock.offer_called(slug)
        if offer is not None and request.method == "GET" and not _is_machine(request):
            visits.count(offer.call, request.GET[visits.MARK])
        rest = request.GET.copy()
        del rest[visits.MARK]
        answer = HttpResponseRedirect(f"{request.path}?{rest.urlencode()}" if rest else request.path)
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    return answered


def _is_machine(request: HttpRequest) -> bool:
    ahead = f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}"
    return "prefetch" in ahead or visits.is_machine(request.headers.get("User-Agent", ""))
