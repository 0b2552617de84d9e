"""Alerts by mail without an account: ask, confirm, choose how often, less of it, stop."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from vivier.accounts.addresses import owner_of
from vivier.alerts import links
from vivier.alerts.actions import asking
from vivier.alerts.joining import address_for
from vivier.alerts.models import Subscriber, Subscription
from vivier.alerts.refusals import AlertRefusal
from vivier.alerts.saying import page_of, subject_words
from vivier.opportunities.models import Scheme
from vivier.outbox.refusals import InvalidAddress
from vivier.web.forms.alerts import AskForm, KeepForm, PreferencesForm, What
from vivier.web.senders import sender_of
from vivier.web.showing import preferences
from vivier.web.waiting import told_to_wait

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
    """Ask for an alert about what the address names, or keep it in one's space when logged in.

    Without an account the answer is the same for every mail address.
    """
    what = _what(request.GET)
    if not what.is_valid():
        raise Http404
    subject, query, thing = what.cleaned_data["subject"], what.cleaned_data["query"], what.thing()
    draft = Subscription(subject=subject, query=query, **_named(subject, thing))
    person = request.user if request.user.is_authenticated else None
    address = address_for(person) if person else None
    sent = request.POST if request.method == "POST" else None
    form: AskForm | KeepForm = KeepForm(subject, sent) if address else AskForm(sent)
    refused: Exception | None = None
    if form.is_valid():
        asked = {"email": address, "by": person} | form.cleaned_data
        try:
            asking.ask(
                subject=subject,
                language=_language(),
                query=query,
                thing=thing,
                sender=sender_of(request),
                **asked,
            )
        except (AlertRefusal, InvalidAddress) as refusal:
            form.add_error(None, str(refusal))
            refused = refusal
        else:
            return _kept(request) if address else redirect("web:alert_asked")
    language = _language()
    context: dict[str, Any] = {
        "form": form,
        "what": subject_words(draft, language),
        "back": page_of(draft, language),
    }
    context |= {"address": address, "here": request.get_full_path()}
    page = render(request, "web/alerts/new.html", context, status=422 if form.is_bound else 200)
    return told_to_wait(page, refused)


def _kept(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("It is kept among your alerts and searches."))
    return redirect("space_alerts")


def _named(subject: str, thing: Any) -> dict[str, Any]:
    names = {"actor": "actor", "scheme": "scheme", "deadline": "call", "place": "place"}
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
    refused: Any = preferences.change(request, subscriber) if request.method == "POST" else None
    if request.method == "POST" and refused is None:
        gone = not Subscriber.objects.filter(pk=subscriber.pk).exists()
        return redirect("web:alert_gone" if gone else _manage(subscriber) + "?saved=1")
    form = refused if isinstance(refused, PreferencesForm) else None
    context = preferences.context(subscriber, form) | {
        "refusal": "" if form else refused,
        "has_account": owner_of(subscriber.email) is not None,
        "confirmed": "confirmed" in request.GET,
        "saved": "saved" in request.GET,
    }
    return render(request, "web/alerts/manage.html", context, status=422 if refused else 200)


@csrf_exempt  # mail programs send the one-click stop of RFC 8058; the signed link is the proof
@_PRIVATE
@_READ_OR_SEND
def alert_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop everything: by one click of a mail program, or by the button of the page."""
    subscriber = links.stopped_by(token)
    if subscriber is None:
        raise Http404
    if request.method == "POST":
        asking.stop_all(subscriber)
    is_theirs = links.managed_by(token) == subscriber
    context = {"manage": _manage(subscriber) if is_theirs else "", "is_done": request.method == "POST"}
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
