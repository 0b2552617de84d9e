"""Telling a need: no account, one question a page, saved as one goes, followed by a secret link."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from vivier.accounts.models import User
from vivier.core.pace import Pace
from vivier.directory.models import Actor
from vivier.support import links
from vivier.support.actions import needs
from vivier.support.models import Draft, Need
from vivier.support.refusals import SupportRefusal
from vivier.web.forms.for_you import Profile
from vivier.web.forms.needs import ORDER, QUESTIONS, Question, missing_in, summary_of
from vivier.web.senders import sender_of
from vivier.web.showing.for_you import places
from vivier.web.waiting import told_to_wait

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
# People do not see this field; whoever fills it in is no person.
TRAP = "homepage"
_pace = Pace(per_second=1, burst=30)


def _person(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


@_READ_OR_SEND
def need(request: HttpRequest) -> HttpResponse:
    """Explain, find a record that answers questions beforehand, and begin."""
    profile = Profile(request.GET)
    person = _person(request)
    mine = Actor.objects.published().managed_by(person) if person else Actor.objects.none()
    context: dict[str, Any] = {"profile": profile, "mine": mine.distinct(), "trap": TRAP, "count": len(ORDER)}
    if request.method != "POST":
        return render(request, "web/needs/begin.html", context)
    if request.POST.get(TRAP) or _pace.wait_of(request.META):
        return redirect("web:need")
    actor = Actor.objects.published().filter(slug=request.POST.get("actor", "")[:90]).first()
    try:
        draft = needs.start(language=_language(), sender=sender_of(request), by=person, actor=actor)
    except SupportRefusal as refusal:
        page = render(request, "web/needs/begin.html", context | {"problem": str(refusal)}, status=422)
        return told_to_wait(page, refusal)
    return redirect("web:need_question", links.of_draft(draft), ORDER[0])


def _language() -> str:
    return (get_language() or "fr")[:2]


@never_cache
@_READ_OR_SEND
def need_question(request: HttpRequest, token: str, question: str) -> HttpResponse:
    """Ask one question and keep its answer."""
    draft = _draft_of(token)
    if draft is None or question not in QUESTIONS:
        return _elsewhere(request, token)
    form = _form_of(question, request, draft)
    if request.method == "POST" and form.is_valid():
        try:
            needs.save_answers(draft.key, form.cleaned_data)
        except SupportRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_next(request, token, question))
    context = _question_context(request, token, question, form)
    return render(request, "web/needs/question.html", context, status=422 if form.errors else 200)


def _form_of(question: str, request: HttpRequest, draft: Draft) -> Question:
    data = request.POST if request.method == "POST" else None
    return QUESTIONS[question](data, initial=draft.answers)


def _next(request: HttpRequest, token: str, question: str) -> str:
    here = ORDER.index(question)
    if "back" in request.GET or here + 1 == len(ORDER):
        return reverse("web:need_review", args=[token])
    return reverse("web:need_question", args=[token, ORDER[here + 1]])


def _question_context(request: HttpRequest, token: str, question: str, form: Question) -> dict[str, Any]:
    here = ORDER.index(question)
    before = reverse("web:need_question", args=[token, ORDER[here - 1]]) if here else reverse("web:need")
    return {
        "form": form,
        "question": question,
        "number": here + 1,
        "count": len(ORDER),
        "before": reverse("web:need_review", args=[token]) if "back" in request.GET else before,
        "skip": _next(request, token, question) if form.may_skip else "",
        "places": places() if question == "place" else (),
        "resume": request.build_absolute_uri(reverse("web:need_question", args=[token, question])),
    }


def _draft_of(token: str) -> Draft | None:
    key = links.draft_key(token)
    return Draft.objects.filter(key=key).first() if key else None


def _elsewhere(request: HttpRequest, token: str) -> HttpResponse:
    """What was sent has a page of its own; what nobody knows gets a helpful one."""
    key = links.draft_key(token)
    sent = Need.objects.filter(submission=key, erased_at__isnull=True).first() if key else None
    if sent is not None:
        return redirect("web:need_status", links.of_need(sent))
    return render(request, "web/needs/gone.html", status=404)


@never_cache
@_READ_OR_SEND
def need_review(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was told for a last look, and send it; sent twice it is one need."""
    draft = _draft_of(token)
    if draft is None:
        return _elsewhere(request, token)
    missing = missing_in(draft.answers)
    if missing:
        return redirect("web:need_question", token, missing)
    refused: SupportRefusal | None = None
    if request.method == "POST":
        if request.POST.get(TRAP):
            return redirect("web:need")
        try:
            sent = needs.send(draft.key, sender=sender_of(request), by=_person(request))
        except SupportRefusal as refusal:
            refused = refusal
        else:
            return redirect(f"{reverse('web:need_status', args=[links.of_need(sent)])}?sent=1")
    problem = str(refused) if refused else ""
    context = {"token": token, "summary": summary_of(draft.answers), "problem": problem, "trap": TRAP}
    page = render(request, "web/needs/review.html", context, status=422 if refused else 200)
    return told_to_wait(page, refused)


@require_safe
def need_printable(request: HttpRequest) -> HttpResponse:
    """The same questions on paper, for those who would rather write by hand."""
    forms = [kind() for kind in QUESTIONS.values()]
    return render(request, "web/needs/printable.html", {"forms": forms, "title": _("A need, on paper")})
