"""The workbook of a report: figures and the rows behind them, or lines, expenses and documents."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from vivier.core.exports import Sheet, write_book
from vivier.mandate.models import Report

Content = dict[str, Any]
_FIRST = datetime(2000, 1, 1, tzinfo=UTC)


def workbook_of(content: Content, rows: Content) -> Iterator[bytes]:
    """Yield the XLSX of a content and the rows behind its figures; the same give the same bytes."""
    report = content["report"]
    said = report["submitted_at"]
    made_at = datetime.strptime(said, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if said else _FIRST
    with override(report["language"]):
        sheets = [_cover(content)]
        is_activity = report["kind"] == Report.Kind.ACTIVITY
        sheets += _activity(content, rows) if is_activity else _financial(content)
        yield from write_book(sheets, made_at=made_at)


def _cover(content: Content) -> Sheet:
    report, mandate = content["report"], content["mandate"]
    rows = [
        (_("Report"), report["reference"]),
        (_("Kind"), report["kind_words"]),
        (_("Mandate"), mandate["title"]),
        (_("Funder"), mandate["funder"]),
        (_("Beneficiary"), content["organisation"]["name"]),
        (_("From"), report["starts_on"]),
        (_("Until"), report["ends_on"]),
        (_("Handed in"), report["submitted_at"]),
        (_("Demonstration"), _("yes, invented figures") if mandate["is_demo"] else _("no")),
    ]
    return Sheet(_("Report"), (_("What"), _("Value")), rows)


def _activity(content: Content, rows: Content) -> list[Sheet]:
    columns = (
        _("Code"),
        _("Indicator"),
        _("Meaning"),
        _("Unit"),
        _("Planned"),
        _("Actual"),
        _("Gap"),
        _("Rows that do not say"),
        _("Explanation"),
        _("Where it comes from"),
        _("How it is counted"),
    )
    figures = Sheet(_("Figures"), columns, (_figure(one) for one in content["figures"]))
    told = [_counted(content["tables"])] if content.get("tables") else []
    return [figures, *told, *_rows_behind(content, rows)]


def _counted(tables: list[Content]) -> Sheet:
    """Every table of another room, one line per number, with what it rests on."""
    columns = (_("Figure"), _("Parted by"), _("Line"), _("Value"), _("Shown as"), _("Unit"), _("Rests on"))
    rows = (
        (
            table["title"],
            table["by"],
            line["label"],
            _number(line["value"]),
            line["words"],
            table["unit"],
            " · ".join([*(f"{name}: {words}" for name, words in table["facts"]), table["address"]]),
        )
        for table in tables
        for line in table["lines"]
    )
    return Sheet(_("Figures of the observatory"), columns, rows)


def _figure(one: Content) -> tuple[Any, ...]:
    return (
        one["code"],
        one["title"],
        one["meaning"],
        one["unit"],
        _number(one["planned"]),
        _number(one["value"]),
        _number(one["gap"]),
        one["unknown"],
        one["explanation"],
        one["source_words"],
        " · ".join(f"{name}: {chosen}" for name, chosen in one["definition"]),
    )


def _rows_behind(content: Content, rows: Content) -> Iterable[Sheet]:
    """One sheet for each kind of row; the first column says in which figures a row is counted."""
    counted: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for figure in content["figures"]:
        for key in rows["keys"].get(figure["code"], ()):
            counted[figure["what"]][key].append(figure["code"])
    for what, table in rows["tables"].items():
        yield Sheet(
            table["name"],
            (_("Counted in"), _("Row"), *table["columns"]),
            _lines(table["rows"], counted[what]),
        )


def _lines(rows: Content, counted: dict[int, list[str]]) -> Iterator[tuple[Any, ...]]:
    for key in sorted(counted):
        yield ("; ".join(counted[key]), key, *rows[str(key)])


def _financial(content: Content) -> list[Sheet]:
    lines = [_("Code"), _("Account"), _("Line"), _("Category"), _("Planned"), _("Stated before")]
    lines += [_("This report"), _("In all"), _("Left")]
    expenses = [_("No."), _("Expense"), _("Date"), _("Supplier"), _("Invoice"), _("Purpose"), _("Line")]
    expenses += [_("Activity"), _("Excl. VAT"), _("Incl. VAT"), _("Share in %"), _("Asked for")]
    if _corrects(content):
        expenses += [_("Corrects"), _("Stated in"), _("Why")]
    evidence = (_("Expense"), _("Kind"), _("Name"), _("Size"), _("SHA-256"))
    return [
        Sheet(_("Lines"), lines, (_line(one) for one in content["lines"])),
        Sheet(_("Expenses"), expenses, _expenses(content)),
        Sheet(_("Documents"), evidence, (_document(one) for one in content["evidence"])),
    ]


def _line(one: Content) -> tuple[Any, ...]:
    texts = (one["code"], one["account"], one["title"], one["category"])
    return texts + tuple(_number(one[name]) for name in ("planned", "before", "stated", "in_all", "left"))


def _expense(one: Content) -> tuple[Any, ...]:
    texts = tuple(
        one[name] for name in ("reference", "date", "supplier", "invoice", "for", "line", "activity")
    )
    amounts = tuple(_number(one[name]) for name in ("excl", "incl", "share", "amount"))
    return (one["number"], *texts, *amounts)


def _corrects(content: Content) -> bool:
    return any("corrects" in one for one in content["expenses"])


def _expenses(content: Content) -> Iterator[tuple[Any, ...]]:
    """A report that corrects nothing has no columns for it."""
    more = ("corrects", "corrected_in", "cause") if _corrects(content) else ()
    for one in content["expenses"]:
        yield (*_expense(one), *(one.get(name, "") for name in more))


def _document(one: Content) -> tuple[Any, ...]:
    return (one["expense"], one["kind"], one["name"], one["size"], one["digest"])


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
