"""Alerts by mail without an account: ask, confirm, choose how often, less of it, stop."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from vivier.alerts import links
from vivier.alerts.actions import asking
from vivier.alerts.models import Subscriber, Subscription
from vivier.alerts.refusals import AlertRefusal
from vivier.alerts.saying import page_of, subject_words
from vivier.opportunities.models import Scheme
from vivier.outbox.refusals import InvalidAddress
from vivier.web.forms.alerts import AskForm, PreferencesForm, What
from vivier.web.senders import sender_of

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
_PRIVATE = cache_control(private=True, no_store=True)
# What the address carries beside the search or the answers themselves.
_OWN = ("subject", "slug")


def _what(data: QueryDict) -> What:
    """Read what is asked from the address: the search's own parameters stand beside ours."""
    rest = data.copy()
    for name in _OWN:
        rest.pop(name, None)
    return What({"subject": data.get("subject", ""), "slug": data.get("slug", ""), "query": rest.urlencode()})


@_READ_OR_SEND
def alert_new(request: HttpRequest) -> HttpResponse:
    """Ask for an alert about what the address names; the answer is the same for every mail address."""
    what = _what(request.GET)
    if not what.is_valid():
        raise Http404
    subject, query, thing = what.cleaned_data["subject"], what.cleaned_data["query"], what.thing()
    draft = Subscription(subject=subject, query=query, **_named(subject, thing))
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asking.ask(
                email=form.cleaned_data["email"],
                subject=subject,
                language=_language(),
                query=query,
                thing=thing,
                sender=sender_of(request),
            )
        except (AlertRefusal, InvalidAddress) as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("web:alert_asked")
    context = {"form": form, "what": subject_words(draft, _language()), "back": page_of(draft, _language())}
    return render(request, "web/alerts/new.html", context, status=422 if form.is_bound else 200)


def _named(subject: str, thing: Any) -> dict[str, Any]:
    names = {"actor": "actor", "scheme": "scheme", "deadline": "call"}
    if subject not in names:
        return {}
    if thing is None:
        raise Http404
    return {names[subject]: thing}


def _language() -> str:
    return (get_language() or "fr")[:2]


def alert_asked(request: HttpRequest) -> HttpResponse:
    """Say what happens next."""
    return render(request, "web/alerts/asked.html")


@_PRIVATE
@_READ_OR_SEND
def alert_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is confirmed; the button confirms it."""
    if request.method == "POST":
        try:
            subscription = asking.confirm(token)
        except AlertRefusal as refusal:
            return render(request, "web/alerts/expired.html", {"refusal": str(refusal)}, status=410)
        return redirect(_manage(subscription.subscriber) + "?confirmed=1")
    found = links.confirmed_by(token)
    if found is None:
        return render(request, "web/alerts/expired.html", status=410)
    return render(request, "web/alerts/confirm.html", {"what": subject_words(found, _language())})


def _manage(subscriber: Subscriber) -> str:
    return reverse("web:alert_manage", args=[links.management(subscriber)])


def _subscriber(token: str) -> Subscriber:
    found = links.managed_by(token)
    if found is None:
        raise Http404
    return found


@_PRIVATE
@_READ_OR_SEND
def alert_manage(request: HttpRequest, token: str) -> HttpResponse:
    """Show and change everything one address asked for."""
    subscriber = _subscriber(token)
    if request.method == "POST":
        deed = _DEEDS.get(request.POST.get("do", ""))
        problem = deed(request, subscriber) if deed else None
        if problem is None:
            gone = not Subscriber.objects.filter(pk=subscriber.pk).exists()
            return redirect("web:alert_gone" if gone else _manage(subscriber) + "?saved=1")
    rows = subscriber.subscriptions.select_related("actor", "scheme", "call").order_by("state", "-asked_at")
    context = {
        "subscriber": subscriber,
        "form": PreferencesForm(initial={"frequency": subscriber.frequency, "language": subscriber.language}),
        "rows": [
            {"row": row, "what": subject_words(row, _language()), "page": page_of(row, _language())}
            for row in rows[:100]
        ],
        "declined": subscriber.declined.select_related("scheme")[:100],
        "confirmed": "confirmed" in request.GET,
        "saved": "saved" in request.GET,
    }
    return render(request, "web/alerts/manage.html", context)


def _prefer(request: HttpRequest, subscriber: Subscriber) -> str | None:
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return "preferences"
    asking.prefer(subscriber, **form.cleaned_data)
    return None


def _stop_one(request: HttpRequest, subscriber: Subscriber) -> None:
    asking.stop(get_object_or_404(subscriber.subscriptions, pk=_number(request, "subscription")))


def _again(request: HttpRequest, subscriber: Subscriber) -> None:
    asking.accept_again(subscriber, get_object_or_404(Scheme, pk=_number(request, "scheme")))


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _stop_everything(_request: HttpRequest, subscriber: Subscriber) -> None:
    asking.stop_all(subscriber)


def _forget(_request: HttpRequest, subscriber: Subscriber) -> None:
    asking.forget(subscriber)


_DEEDS: dict[str, Callable[[HttpRequest, Subscriber], str | None]] = {
    "prefer": _prefer,
    "stop": _stop_one,
    "stop_all": _stop_everything,
    "again": _again,
    "forget": _forget,
}


@csrf_exempt  # mail programs send the one-click stop of RFC 8058; the signed link is the proof
@_PRIVATE
@_READ_OR_SEND
def alert_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop everything: by one click of a mail program, or by the button of the page."""
    subscriber = _subscriber(token)
    if request.method == "POST":
        asking.stop_all(subscriber)
    context = {"manage": _manage(subscriber), "is_done": request.method == "POST"}
    return render(request, "web/alerts/stop.html", context)


@_PRIVATE
@_READ_OR_SEND
def alert_less(request: HttpRequest, token: str, scheme: int) -> HttpResponse:
    """Hear no more of one scheme; the button does it, and takes it back."""
    subscriber = _subscriber(token)
    found = get_object_or_404(Scheme, pk=scheme)
    if request.method == "POST":
        undo = request.POST.get("do") == "again"
        (asking.accept_again if undo else asking.decline)(subscriber, found)
    is_declined = subscriber.declined.filter(scheme=found).exists()
    context = {"scheme": found, "is_declined": is_declined, "manage": _manage(subscriber)}
    return render(request, "web/alerts/less.html", context)


def alert_gone(request: HttpRequest) -> HttpResponse:
    """Say that nothing is kept any more."""
    return render(request, "web/alerts/gone.html")
