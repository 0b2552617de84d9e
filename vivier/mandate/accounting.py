"""Lines of the accounts read as expenses: what the columns hold, what each line means, what is wrong with it.

Plain rules over texts: amounts as people write them ("1.234,50", "1 234.50 €"), days day first.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core import columns as columns_of
from vivier.core.columns import Vocabulary
from vivier.core.money import HUNDRED, ZERO, EuroField
from vivier.core.names import fold
from vivier.mandate.invoices import invoice_key, supplier_key
from vivier.mandate.models import Activity, BudgetLine, Expense, Mandate

Mapped = dict[str, str]
HEADERS: dict[str, tuple[str, ...]] = {
    "supplier": (
        "fournisseur", "supplier", "leverancier", "lieferant", "tiers", "beneficiaire", "nom", "name", "naam",
    ),
    "invoice_number": (
        "numero de facture", "n facture", "no facture", "facture", "invoice number", "invoice", "piece",
        "numero de piece", "factuurnummer", "factuur", "rechnungsnummer", "rechnung", "document", "reference",
    ),
    "dated_on": ("date", "date de facture", "date facture", "datum", "invoice date", "date piece", "tag"),
    "description": (
        "libelle", "description", "objet", "communication", "omschrijving", "beschreibung", "label", "detail",
    ),
    "amount_excl_eur": (
        "montant htva", "htva", "montant hors tva", "hors tva", "ht", "montant ht", "excl vat", "net",
        "amount excl vat", "bedrag excl btw", "excl btw", "netto", "base",
    ),
    "amount_incl_eur": (
        "montant tvac", "tvac", "montant tvac eur", "tva comprise", "ttc", "montant ttc", "incl vat",
        "amount incl vat", "bedrag incl btw", "incl btw", "brutto", "total", "montant", "amount", "bedrag",
    ),
    "line": (
        "poste", "poste budgetaire", "ligne", "ligne budgetaire", "budget line", "line", "budgetpost",
        "compte", "account", "rekening", "konto", "code", "analytique",
    ),
    "share": ("part", "quote part", "pourcentage", "share", "percentage", "aandeel", "anteil", "taux"),
    "activity": ("activite", "activity", "activiteit", "aktivitat", "action"),
    "corrects": (
        "corrige", "facture corrigee", "depense corrigee", "facture d origine", "corrects",
        "corrected invoice", "corrigeert", "gecorrigeerde factuur", "berichtigt", "berichtigte rechnung",
    ),
    "paid_on": ("date de paiement", "paye le", "payment date", "paid on", "betaaldatum", "bezahlt am"),
    "bank_reference": ("extrait", "extrait bancaire", "bank reference", "uittreksel", "kontoauszug"),
}  # fmt: skip
NEEDED = ("supplier", "dated_on", "amount_excl_eur", "line")
LABELS: dict[str, Promise] = {
    "supplier": gettext_lazy("Supplier"),
    "invoice_number": gettext_lazy("Invoice number"),
    "dated_on": gettext_lazy("Date"),
    "description": gettext_lazy("What for"),
    "amount_excl_eur": gettext_lazy("Amount excluding VAT"),
    "amount_incl_eur": gettext_lazy("Amount including VAT"),
    "line": gettext_lazy("Budget line or accounting code"),
    "share": gettext_lazy("Share in per cent"),
    "activity": gettext_lazy("Code of the activity"),
    "corrects": gettext_lazy("Number or invoice of the expense it corrects"),
    "paid_on": gettext_lazy("Paid on"),
    "bank_reference": gettext_lazy("Bank statement"),
}
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_IDLE = re.compile(r"(?i)eur|[€\s\u00a0\u202f'’]")
_PLAIN = re.compile(r"^-?[0-9]{1,20}(\.[0-9]{1,6})?$")
_EITHER = re.compile(r"^-?[0-9]{1,3}[.,][0-9]{3}$")
_POINTS = re.compile(r"^-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]{1,2})?$")
_COMMAS = re.compile(r"^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?$")
_REFERENCE = re.compile(r"^[Dd]0*([1-9][0-9]{0,8})$")
# A cell somebody computed, like 1493.7450000000001.
_COMPUTED = re.compile(r"^-?[0-9]{1,12}\.[0-9]{7,20}$")
_MILLIONTH = Decimal("0.000001")


@dataclass(slots=True)
class Read:
    """One line of the file: what it says as an expense, and what is wrong with it."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    shares: list[tuple[BudgetLine, Decimal]] = field(default_factory=list)
    payment: dict[str, Any] | None = None
    corrects: Expense | None = None
    problems: list[str] = field(default_factory=list)


def amount_of(text: str) -> Decimal:
    """Read an amount as people write it; raise ValueError on what is none or could be two."""
    bare = _IDLE.sub("", text)
    if _EITHER.match(bare):
        raise ValueError(_("“%(text)s” could be thousands or decimals") % {"text": text})
    if _POINTS.match(bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif _COMMAS.match(bare):
        bare = bare.replace(",", "")
    elif _COMPUTED.match(bare):
        bare = f"{Decimal(bare).quantize(_MILLIONTH).normalize():f}"
    else:
        bare = bare.replace(",", ".", 1)
    try:
        amount = EuroField().to_python(bare) if _PLAIN.match(bare) else None
    except ValidationError as error:
        raise ValueError(error.messages[0].rstrip(".")) from error
    if amount is None:
        raise ValueError(_("“%(text)s” is not an amount") % {"text": text})
    return amount


def day_of(text: str) -> date:
    """Read a day, ISO or day first; raise ValueError."""
    found = _ISO.match(text)
    if found:
        year, month, day = found.groups()
    else:
        found = _DAY_FIRST.match(text)
        if not found:
            raise ValueError(_("“%(text)s” is not a day") % {"text": text})
        day, month, year = found.groups()
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise ValueError(_("“%(text)s” is not a day") % {"text": text}) from error


def _is(read: Any) -> Any:
    def fits(text: str) -> bool:
        try:
            read(text)
        except ValueError:
            return False
        return True

    return fits


CONTENTS = {
    "dated_on": _is(day_of),
    "paid_on": _is(day_of),
    "amount_excl_eur": _is(amount_of),
    "amount_incl_eur": _is(amount_of),
}


def guess(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Mapped:
    """Return the likely column of each field."""
    return columns_of.guess(columns, rows, Vocabulary(HEADERS, CONTENTS, needed="supplier"))


def _names_of(line: BudgetLine) -> set[str]:
    return {fold(one) for one in (line.code, line.account, f"{line.mandate.slug}/{line.code}") if one}


class Reader:
    """Reads lines with one mapping; lines and activities of the current mandates are asked for once."""

    def __init__(self, columns: Sequence[str], mapping: Mapping[str, str]) -> None:
        self.places = {name: columns.index(column) for name, column in mapping.items() if column in columns}
        current = BudgetLine.objects.filter(mandate__state=Mandate.State.CURRENT, is_open=True)
        self.lines: dict[str, list[BudgetLine]] = {}
        for line in current.select_related("mandate"):
            for name in _names_of(line):
                self.lines.setdefault(name, []).append(line)
        self.activities: dict[str, list[Activity]] = {}
        for one in Activity.objects.filter(objective__mandate__state=Mandate.State.CURRENT):
            self.activities.setdefault(fold(one.code), []).append(one)
        self.corrected: dict[str, list[Expense]] = {}

    def read(self, rows: Sequence[tuple[int, Sequence[str]]]) -> Iterator[Read]:
        """Yield each line as read."""
        wanted = [(line, self._said(cells)) for line, cells in rows]
        self._find_corrected({said["corrects"] for _line, said in wanted if said.get("corrects")})
        for line, said in wanted:
            yield self._one(Read(line), said)

    def _said(self, cells: Sequence[str]) -> dict[str, str]:
        return {name: cells[place].strip() for name, place in self.places.items() if place < len(cells)}

    def _find_corrected(self, names: set[str]) -> None:
        """Ask once for the accepted expenses that lines correct, by their number or their invoice."""
        numbers = {int(found[1]) for name in names if (found := _REFERENCE.match(name))}
        invoices = {invoice_key(name) for name in names} - {""}
        if not names:
            return
        rows = Expense.objects.accepted().filter(corrects=None)
        rows = rows.filter(Q(number__in=numbers) | Q(invoice_key__in=invoices))
        for one in rows.prefetch_related("shares__line__mandate"):
            self.corrected.setdefault(one.reference, []).append(one)
            if one.invoice_key:
                self.corrected.setdefault(f"{one.supplier_key} {one.invoice_key}", []).append(one)

    def _one(self, read: Read, said: dict[str, str]) -> Read:
        for name in NEEDED:
            if not said.get(name):
                read.problems.append(_("“%(field)s” is empty.") % {"field": LABELS[name]})
        read.values["supplier"] = said.get("supplier", "")
        read.values["invoice_number"] = said.get("invoice_number", "")
        read.values["description"] = said.get("description") or said.get("supplier", "")
        self._value(read, said, "dated_on", day_of)
        self._value(read, said, "amount_excl_eur", amount_of)
        self._value(read, said, "amount_incl_eur", amount_of)
        self._value(read, said, "paid_on", day_of)
        paid_on = read.values.pop("paid_on", None)
        if paid_on:
            read.payment = {"paid_on": paid_on, "bank_reference": said.get("bank_reference", "")}
        including = read.values.get("amount_incl_eur")
        amount = read.values.get("amount_excl_eur") if including is None else including
        if said.get("corrects"):
            self._corrects(read, said, amount or ZERO)
            return read
        if amount is not None and amount < 0:
            read.problems.append(
                _("An amount less than nothing corrects an expense: say which in “%(field)s”.")
                % {"field": LABELS["corrects"]}
            )
        self._share(read, said)
        self._activity(read, said)
        return read

    def _corrects(self, read: Read, said: dict[str, str], amount: Decimal) -> None:
        """A line that corrects is on the lines of what it corrects, in its parts of them."""
        name = said["corrects"]
        supplier = supplier_key(said.get("supplier", ""))
        number = _REFERENCE.match(name)
        key = f"D{int(number[1]):05d}" if number else f"{supplier} {invoice_key(name)}"
        found = self.corrected.get(key, [])
        if len(found) != 1:
            read.problems.append(_("No accepted expense is “%(name)s” of this supplier.") % {"name": name})
            return
        read.corrects = found[0]
        read.shares = [(one.line, one.share) for one in found[0].shares.all()]
        line = said.get("line", "")
        if line and fold(line) not in {name for one, _share in read.shares for name in _names_of(one)}:
            words = {"line": line, "original": found[0].reference}
            read.problems.append(_("The line “%(line)s” pays nothing of %(original)s.") % words)
        is_less = amount < 0
        read.values["cause"] = Expense.Cause.CREDIT_NOTE if is_less else Expense.Cause.SUPPLEMENT

    def _value(self, read: Read, said: dict[str, str], name: str, how: Any) -> None:
        if said.get(name):
            try:
                read.values[name] = how(said[name])
            except ValueError as error:
                read.problems.append(f"{LABELS[name]}: {error}.")

    def _share(self, read: Read, said: dict[str, str]) -> None:
        name = said.get("line", "")
        found = self.lines.get(fold(name), [])
        if name and len(found) != 1:
            words = {"line": name}
            read.problems.append(
                _("No open line is called “%(line)s”.") % words
                if not found
                else _("Several lines are called “%(line)s”: write mandate/code.") % words
            )
            return
        for line in found:
            share = min(line.share, HUNDRED)
            if said.get("share"):
                try:
                    share = amount_of(said["share"].rstrip(" %"))
                except ValueError as error:
                    read.problems.append(f"{LABELS['share']}: {error}.")
            read.shares = [(line, share)]
            read.values["category"] = line.category

    def _activity(self, read: Read, said: dict[str, str]) -> None:
        code = said.get("activity", "")
        if not code:
            return
        found = self.activities.get(fold(code), [])
        if read.shares and len(found) > 1:
            home = read.shares[0][0].mandate_id
            found = [one for one in found if one.objective.mandate_id == home]
        if len(found) == 1:
            read.values["activity"] = found[0]
        else:
            read.problems.append(_("No activity is called “%(code)s”.") % {"code": code})
