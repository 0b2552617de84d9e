"""The list of expenses; entering one and putting it right."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Case, IntegerField, Prefetch, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from vivier.core.money import euros
from vivier.desk.files import DeskListView
from vivier.desk.forms.expenses import ExpenseFilters, ExpenseForm
from vivier.desk.listing import StateColumn
from vivier.desk.views.mandates.overview import file_of
from vivier.desk.views.mandates.page import MandatePage
from vivier.mandate import actions, rules
from vivier.mandate.models import Expense
from vivier.mandate.refusals import InvalidValue, MandateRefusal

PER_PAGE = 40
State = Expense.State


def listed() -> QuerySet[Expense]:
    """Expenses, those that wait for somebody first."""
    urgency = Case(
        When(state=State.SUBMITTED, then=Value(0)),
        When(state=State.TO_CORRECT, then=Value(1)),
        When(state=State.DRAFT, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return Expense.objects.for_list().order_by(urgency, "-number")


def _state_of(expense: Expense) -> tuple[str, str]:
    return expense.state, expense.get_state_display()


def _lines(expense: Expense) -> str:
    return ", ".join(f"{one.line.mandate.funder.label} {one.line.code}" for one in expense.shares.all())


def _amount(expense: Expense) -> str:
    return euros(expense.amount_incl_eur)


def _what_for(expense: Expense) -> str:
    if expense.corrects is None:
        return expense.description
    words = {"original": expense.corrects.reference, "why": expense.description}
    return _("Corrects %(original)s: %(why)s") % words


class ExpenseListView(DeskListView):
    """Expenses, those that wait first."""

    model = Expense
    template_name = "desk/mandates/expenses.html"
    page_title = gettext_lazy("Expenses")
    header_icon = "tasks"
    index_url_name = "desk_expenses"
    index_results_url_name = "desk_expenses_results"
    filterset_class = ExpenseFilters
    paginate_by = PER_PAGE
    files_route = "desk_expenses_file"
    help_text = gettext_lazy(
        "Those to be checked by somebody else than who entered them come first, then those to put "
        "right and the drafts."
    )
    nothing = gettext_lazy("No expense has been entered yet.")
    columns = (
        TitleColumn(
            "supplier",
            label=gettext_lazy("Expense"),
            accessor=str,
            get_url=lambda expense: reverse("desk_expense", args=[expense.pk]),
        ),
        Column("description", label=gettext_lazy("What for"), accessor=_what_for, classname="desk-wide"),
        DateColumn("dated_on", label=gettext_lazy("Date"), sort_key="dated_on"),
        Column("line", label=gettext_lazy("Paid by"), accessor=_lines, classname="desk-wide"),
        Column(
            "amount_incl_eur",
            label=gettext_lazy("Including VAT"),
            accessor=_amount,
            sort_key="amount_incl_eur",
            classname="desk-amount",
        ),
        StateColumn("state", label=gettext_lazy("State"), accessor=_state_of, sort_key="state"),
    )

    def get_base_queryset(self) -> QuerySet[Expense]:
        return listed()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add the files and whether this person enters expenses."""
        may_enter = rules.enters_expenses.test(self.request.user)
        return super().get_context_data(may_enter=may_enter, **context)


def expenses_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the expenses of the list as a file, one row for each line that pays."""
    asked = ExpenseFilters(request.GET, queryset=listed(), request=request)
    rows = asked.qs if asked.is_valid() else listed()
    columns = (
        *(_("number"), _("state"), _("supplier"), _("invoice number"), _("date"), _("what for")),
        *(_("category"), _("amount excluding VAT"), _("VAT"), _("amount including VAT")),
        *(_("mandate"), _("line"), _("share in per cent"), _("charged"), _("activity"), _("paid on")),
        *(_("entered by"), _("decided by"), _("comment"), _("documents")),
        *(_("corrects"), _("why it is corrected"), _("corrected by")),
    )
    corrections = Prefetch(
        "corrections", Expense.objects.accepted().order_by("number"), "accepted_corrections"
    )
    wanted = rows.select_related("entered_by", "decided_by", "activity", "corrects")
    wanted = wanted.prefetch_related("payments", "evidence", corrections)

    lines = (row for one in wanted.iterator(500) for row in _file_rows(one))
    return file_of(request, kind, "expenses", columns, lines)


def _file_rows(one: Any) -> Iterator[tuple[Any, ...]]:
    documents = [proof.name for proof in one.evidence.all() if proof.withdrawn_at is None]
    paid = [payment.paid_on.isoformat() for payment in one.payments.all()]
    before = (
        *(one.reference, one.get_state_display(), one.supplier, one.invoice_number, one.dated_on),
        *(one.description, one.get_category_display(), one.amount_excl_eur, one.vat_eur),
        one.amount_incl_eur,
    )
    after = (
        *(str(one.activity or ""), paid, str(one.entered_by or ""), str(one.decided_by or "")),
        *(one.decision_comment, documents, one.corrects.reference if one.corrects else ""),
        *(one.get_cause_display(), [each.reference for each in one.accepted_corrections]),
    )
    shares = list(one.shares.all())
    for share in shares:
        line = share.line
        yield (*before, str(line.mandate.title), line.code, share.share, share.amount_eur, *after)
    if not shares:
        yield (*before, "", "", None, None, *after)


class ExpenseFormView(MandatePage):
    """A new expense, or one put right."""

    template_name = "desk/mandates/expense_form.html"
    page_title = gettext_lazy("Expense")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it, or begin one."""
        super().setup(request, *args, **kwargs)
        self.expense = get_object_or_404(Expense, pk=kwargs["pk"]) if "pk" in kwargs else None

    def trail(self) -> list[tuple[str, Any]]:
        return [(reverse("desk_expenses"), gettext_lazy("Expenses"))]

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Ask for its facts."""
        if self.expense is not None and self.expense.kind == Expense.Kind.CORRECTION:
            return redirect("desk_expense_correct", pk=self.expense.pk)
        if self.expense is None:
            return self.show(form=ExpenseForm(initial={"category": "services"}), expense=None)
        names = ("supplier", "invoice_number", "dated_on", "description", "category", "version")
        initial = {name: getattr(self.expense, name) for name in names}
        initial |= {"amount_excl_eur": self.expense.amount_excl_eur, "activity": self.expense.activity_id}
        initial |= {"amount_incl_eur": self.expense.amount_incl_eur}
        shares = list(self.expense.shares.order_by("pk").values_list("line", "share"))
        return self.show(form=ExpenseForm(initial=initial, shares=shares), expense=self.expense)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Write it."""
        form = ExpenseForm(request.POST)
        if form.is_valid():
            try:
                written = self._write(form)
            except InvalidValue as refusal:
                field = refusal.field if refusal.field in form.fields else None
                form.add_error(field, str(refusal))
            except MandateRefusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(
                    request, _("It is written down as %(number)s.") % {"number": written.reference}
                )
                return redirect("desk_expense", pk=written.pk)
        return self.show(form=form, expense=self.expense, status=422)

    def _write(self, form: ExpenseForm) -> Expense:
        if self.expense is None:
            return actions.enter_expense(
                by=self.person,
                values=form.values(),
                shares=form.shares(),
                submission=form.cleaned_data["submission"],
            )
        return actions.change_expense(
            self.expense,
            by=self.person,
            version=form.cleaned_data["version"] or 0,
            values=form.values(),
            shares=form.shares(),
        )
