"""One expense: its facts, what stands against it, its documents, its payments, the decision."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from vivier.accounts import journal
from vivier.accounts.sentences import sentence
from vivier.desk.forms.expenses import CommentForm, EvidenceForm, PaymentForm
from vivier.desk.listing import key_of
from vivier.desk.views.mandates.page import MandatePage, try_to
from vivier.mandate import actions, checks, rules
from vivier.mandate.corrections import accepted
from vivier.mandate.models import Expense, PaymentProof, Report
from vivier.mandate.refusals import InvalidValue

OPEN = (Expense.State.DRAFT, Expense.State.TO_CORRECT)
HISTORY = 40
SHOWN = ("activity", "entered_by", "decided_by", "supplier_actor", "corrects")


class ExpenseView(MandatePage):
    """One expense, with what may be done to it now."""

    template_name = "desk/mandates/expense.html"
    page_title = gettext_lazy("Expense")

    def trail(self) -> list[tuple[str, Any]]:
        return [(reverse("desk_expenses"), gettext_lazy("Expenses"))]

    def here(self) -> Any:
        return self.expense.reference

    def get_page_subtitle(self) -> str:
        return self.expense.reference

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        rows = Expense.objects.select_related(*SHOWN)
        self.expense = expense = get_object_or_404(rows, pk=pk)
        shares = list(expense.shares.select_related("line__mandate__funder"))
        is_open = expense.state in OPEN and rules.enters_expenses.test(self.person)
        waits = expense.state == Expense.State.SUBMITTED and rules.runs_mandates.test(self.person)
        is_theirs = rules.had_a_hand_in(self.person, expense)
        there = checks.documents_of(expense)
        corrected = list(expense.corrections.order_by("number"))
        entries = journal.entries_of(expense)[:HISTORY]
        return self.show(
            expense=expense,
            shares=shares,
            hours=getattr(expense, "hours", None),
            problems=checks.problems_of(expense) if expense.state in (*OPEN, "submitted") else [],
            needed=[
                (kind, because, kind in there) for kind, because in checks.needed_documents(expense, shares)
            ],
            evidence=expense.evidence.select_related("file", "by", "withdrawn_by").defer("file__content"),
            payments=expense.payments.all(),
            is_open=is_open,
            waits=waits and not is_theirs,
            waits_for_others=waits and is_theirs,
            waits_for_them=expense.state == Expense.State.SUBMITTED and not waits,
            corrections=corrected,
            together=accepted(expense) if corrected else None,
            stated_in=Report.objects.filter(reported_shares__share__expense=expense)
            .select_related("mandate")
            .distinct(),
            payment=PaymentForm(initial={"amount_eur": abs(expense.amount_incl_eur)}, label_suffix=""),
            attach=EvidenceForm(label_suffix=""),
            comment=CommentForm(label_suffix=""),
            history=[(entry, sentence(entry)) for entry in entries],
            can_withdraw=expense.state in (*OPEN, Expense.State.SUBMITTED),
        )


@require_POST
def expense_deed(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit it, withdraw it, write down a payment or take one back."""
    expense = get_object_or_404(Expense, pk=pk)
    by: Any = request.user
    deeds: dict[str, tuple[Callable[[], Any], str]] = {
        "submit": (
            lambda: actions.submit_expense(expense, by=by),
            _("It waits for somebody else to check it."),
        ),
        "withdraw": (
            lambda: actions.withdraw_expense(expense, by=by, reason=request.POST.get("reason", "")),
            _("It is withdrawn; it counts for nothing any more."),
        ),
        "pay": (lambda: _pay(request, expense), _("The payment is written down.")),
        "unpay": (lambda: _unpay(request, expense), _("The payment is taken back.")),
    }
    for name, (deed, done) in deeds.items():
        if name in request.POST:
            try_to(request, deed, done)
            break
    return redirect("desk_expense", pk=pk)


def _pay(request: HttpRequest, expense: Expense) -> None:
    form = PaymentForm(request.POST)
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        raise InvalidValue(field, f"{form[field].label}: {errors[0]}")
    actions.add_payment(expense, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]


def _unpay(request: HttpRequest, expense: Expense) -> None:
    payment = PaymentProof.objects.filter(expense=expense, pk=key_of(request.POST.get("unpay", ""))).first()
    if payment:
        actions.remove_payment(payment, by=request.user)  # type: ignore[arg-type]


@require_POST
def expense_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept it, send it back, refuse it, or take an acceptance back."""
    expense = get_object_or_404(Expense, pk=pk)
    by: Any = request.user
    comment = request.POST.get("comment", "")
    deeds: dict[str, tuple[Callable[[], Any], str]] = {
        "accept": (lambda: actions.accept_expense(expense, by=by), _("The expense is accepted.")),
        "send_back": (
            lambda: actions.send_back_expense(expense, by=by, comment=comment),
            _("It went back to be put right."),
        ),
        "refuse": (
            lambda: actions.refuse_expense(expense, by=by, comment=comment),
            _("The expense is refused."),
        ),
        "reopen": (
            lambda: actions.reopen_expense(expense, by=by, comment=comment),
            _("The acceptance is taken back."),
        ),
    }
    for name, (deed, done) in deeds.items():
        if name in request.POST:
            try_to(request, deed, done)
            break
    return redirect("desk_expense", pk=pk)
