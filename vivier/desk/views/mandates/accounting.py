"""Files from the accounts: sent, columns confirmed, lines looked through, taken in."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.desk.forms.expenses import AccountsForm, AccountsMappingForm
from vivier.desk.receiving import keep, original_name
from vivier.desk.views.mandates.overview import file_of
from vivier.desk.views.mandates.page import MandatePage, try_to
from vivier.mandate import actions
from vivier.mandate.models import AccountingImport
from vivier.mandate.refusals import MandateRefusal

SHOWN = 20
LINES = 60
State = AccountingImport.State


class AccountsView(MandatePage):
    """The files that came; a form to send one."""

    template_name = "desk/mandates/accounts.html"
    page_title = gettext_lazy("From the accounts")

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them."""
        return self._page(AccountsForm(label_suffix=""))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the lines of a file; nothing is taken in yet."""
        form = AccountsForm(request.POST, request.FILES, label_suffix="")
        if not form.is_valid():
            return self._page(form, 422)
        sent = form.cleaned_data["sheet"]
        path = keep(sent, "received")
        try:
            batch = actions.receive_accounts(path, name=original_name(sent), by=self.person)
        except MandateRefusal as refusal:
            form.add_error("sheet", str(refusal))
            return self._page(form, 422)
        finally:
            path.unlink(missing_ok=True)
        return redirect("desk_accounting_file", pk=batch.pk)

    def _page(self, form: AccountsForm, status: int = 200) -> HttpResponse:
        files = AccountingImport.objects.select_related("by").defer("rows")
        return self.show(form=form, files=files[:SHOWN], status=status)


class AccountsFileView(MandatePage):
    """One file: its columns, its lines as understood, what to do with it."""

    template_name = "desk/mandates/accounts_file.html"
    page_title = gettext_lazy("From the accounts")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        self.batch = get_object_or_404(AccountingImport.objects.select_related("by"), pk=kwargs["pk"])

    def trail(self) -> list[tuple[str, Any]]:
        return [(reverse("desk_accounting"), gettext_lazy("From the accounts"))]

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it."""
        return self._page(AccountsMappingForm(self.batch))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Confirm the columns, take the lines in, or set the file aside."""
        if "map" in request.POST:
            return self._map(request)
        deeds: dict[str, tuple[Callable[[], Any], str]] = {
            "take_in": (
                lambda: actions.take_in_accounts(self.batch, by=self.person),
                _("The lines nothing is wrong with are drafts now."),
            ),
            "drop": (
                lambda: actions.drop_accounts(self.batch, by=self.person),
                _("The file is set aside; nothing of it was taken in."),
            ),
        }
        for name, (deed, done) in deeds.items():
            if name in request.POST:
                try_to(request, deed, done)
                break
        return redirect("desk_accounting_file", pk=self.batch.pk)

    def _map(self, request: HttpRequest) -> HttpResponse:
        form = AccountsMappingForm(self.batch, request.POST)
        if form.is_valid():
            try:
                actions.map_accounts(self.batch, mapping=form.mapping(), by=self.person)
            except MandateRefusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Look through the lines, then take them in."))
                return redirect("desk_accounting_file", pk=self.batch.pk)
        return self._page(form, 422)

    def _page(self, form: AccountsMappingForm, status: int = 200) -> HttpResponse:
        is_open = self.batch.state in (State.MAPPING, State.PREVIEW)
        reads = actions.lines_of(self.batch) if self.batch.state == State.PREVIEW else []
        wrong = [one for one in reads if one.problems]
        return self.show(
            status=status,
            batch=self.batch,
            form=form,
            is_open=is_open,
            fine=[one for one in reads if not one.problems][:LINES],
            fine_count=len(reads) - len(wrong),
            wrong=wrong[:LINES],
            wrong_count=len(wrong),
            sample=[cells for _line, cells in self.batch.rows[:5]],
            expenses=[one.expense for one in self.batch.expenses.select_related("expense")[:LINES]],
        )


def accounts_errors(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Give the lines that are left out with what is wrong, to be put right and sent again."""
    batch = get_object_or_404(AccountingImport, pk=pk)
    cells = dict(batch.rows)

    def lines() -> Iterator[list[Any]]:
        for one in actions.lines_of(batch):
            if one.problems:
                yield [*cells[one.line], " ".join(one.problems), one.line]

    columns = [*batch.columns, _("What is wrong"), _("Line")]
    return file_of(request, kind, f"accounts-errors-{pk}", columns, lines())
