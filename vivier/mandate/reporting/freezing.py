"""What a report holds, as plain data in the report's language: the only thing papers are made of."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import override

from vivier.core.money import ZERO
from vivier.directory.models import Actor
from vivier.mandate.indicators.once import Counts
from vivier.mandate.indicators.periods import Period
from vivier.mandate.models import Deliverable, Evidence, ExpenseShare, Mandate, Report
from vivier.mandate.reporting.figures import figures_and_rows
from vivier.mandate.reporting.spending import (
    claimed_before,
    paid_otherwise,
    reported_before,
    shares_to_report,
    stated_of,
    total_of,
)
from vivier.mandate.reporting.tables import tables_of

Content = dict[str, Any]
FORMAT = 1


def content_of(report: Report, counts: Counts | None = None) -> Content:
    """Return everything the report says, read now from the database; `rows` are those behind its figures.

    What was counted already for this report is taken from `counts`.
    """
    with override(report.language):
        common: Content = {
            "format": FORMAT,
            "report": _report(report),
            "organisation": _organisation(),
            "mandate": _mandate(report.mandate),
        }
        if report.kind == Report.Kind.ACTIVITY:
            return common | _activity(report, counts or Counts(rows=True))
        return common | _financial(report)


def _report(report: Report) -> Content:
    return {
        "reference": report.reference,
        "kind": report.kind,
        "kind_words": report.get_kind_display(),
        "version": report.version,
        "language": report.language,
        "starts_on": report.starts_on.isoformat(),
        "ends_on": report.ends_on.isoformat(),
        "introduction": report.introduction,
        "signatory": report.signatory,
        "signatory_function": report.signatory_function,
        "account": report.account,
        "submitted_at": report.submitted_at.strftime("%Y-%m-%dT%H:%M:%SZ") if report.submitted_at else "",
    }


def _organisation() -> Content:
    actor = Actor.objects.filter(slug=settings.REFERENCE_ACTOR).first()
    return {
        "name": actor.name if actor else settings.INSTANCE_NAME,
        "number": actor.enterprise_number if actor else "",
        "place": " ".join(part for part in (actor.postal_code, actor.city) if part) if actor else "",
        "email": settings.SITE_EMAIL,
    }


def _mandate(mandate: Mandate) -> Content:
    return {
        "title": mandate.title.text,
        "slug": mandate.slug,
        "funder": mandate.funder.name,
        "legal_reference": mandate.legal_reference,
        "starts_on": mandate.starts_on.isoformat(),
        "ends_on": mandate.ends_on.isoformat(),
        "amount": str(mandate.amount_eur),
        "amount_is_minimum": mandate.is_amount_minimum,
        "vat_words": mandate.get_vat_display(),
        "is_demo": mandate.is_demo,
    }


def _activity(report: Report, counts: Counts) -> Content:
    figures, rows = figures_and_rows(report.mandate, Period(report.starts_on, report.ends_on), counts)
    return {
        "figures": figures,
        "rows": rows,
        "objectives": _objectives(report.mandate),
        "highlights": [
            {"kind": one.subject, "title": one.title, "text": one.text, "address": one.address}
            for one in report.highlights.all()
        ],
        "tables": tables_of(report),
    }


def _objectives(mandate: Mandate) -> list[Content]:
    found = mandate.objectives.prefetch_related("activities__deliverables")
    return [
        {
            "code": objective.code,
            "title": objective.title.text,
            "note": objective.note.text,
            "activities": [
                {
                    "code": activity.code,
                    "title": activity.title.text,
                    "deliverables": [_deliverable(one) for one in activity.deliverables.all()],
                }
                for activity in objective.activities.all()
            ],
        }
        for objective in found
    ]


def _deliverable(one: Deliverable) -> Content:
    return {
        "code": one.code,
        "title": one.title.text,
        "due_on": one.due_on.isoformat() if one.due_on else None,
        "state": one.state,
        "state_words": one.get_state_display(),
        "delivered_on": one.delivered_on.isoformat() if one.delivered_on else None,
        "comment": one.state_comment,
        "address": one.url,
    }


def _financial(report: Report) -> Content:
    shares = shares_to_report(report)
    reports = stated_of(shares)
    stated = total_of(shares)
    before = reported_before(report.mandate, report)
    return {
        "expenses": [_expense(number, one, reports) for number, one in enumerate(shares, 1)],
        "lines": _lines(report, shares),
        "evidence": _evidence(shares),
        "sums": {
            "stated": str(stated),
            "stated_before": str(before),
            "stated_in_all": str(before + stated),
            "claimed": str(report.claimed_eur or ZERO),
            "claimed_before": str(claimed_before(report.mandate, report)),
            "paid_otherwise": str(paid_otherwise(report.mandate, report)),
        },
        "instalment": str(report.instalment) if report.instalment else "",
    }


def _expense(number: int, share: ExpenseShare, reports: Mapping[int, str]) -> Content:
    one = share.expense
    stated: Content = {
        "number": number,
        "reference": one.reference,
        "date": one.dated_on.isoformat(),
        "supplier": one.supplier,
        "invoice": one.invoice_number,
        "for": one.description,
        "line": share.line.code,
        "activity": one.activity.code if one.activity else "",
        "excl": str(one.amount_excl_eur),
        "incl": str(one.amount_incl_eur),
        "share": str(share.share),
        "amount": str(share.amount_eur),
    }
    if one.corrects is not None:
        # Only there where something is corrected: what was frozen before corrections reads as it did.
        stated["corrects"] = one.corrects.reference
        stated["corrected_in"] = reports.get(one.corrects.pk, "")
        stated["cause"] = one.get_cause_display()
    return stated


def _lines(report: Report, shares: list[ExpenseShare]) -> list[Content]:
    stated: dict[int, Decimal] = {}
    for share in shares:
        stated[share.line_id] = stated.get(share.line_id, ZERO) + share.amount_eur
    earlier = ExpenseShare.objects.filter(line__mandate=report.mandate_id, reported__isnull=False)
    earlier = earlier.exclude(reported__report=report)
    before = dict(earlier.order_by().values_list("line").annotate(total=Sum("amount_eur")))
    found = []
    for line in report.mandate.lines.all():
        now, then = stated.get(line.pk, ZERO), before.get(line.pk) or ZERO
        found.append(
            {
                "code": line.code,
                "account": line.account,
                "title": line.title.text,
                "category": line.get_category_display(),
                "planned": str(line.planned_eur),
                "before": str(then),
                "stated": str(now),
                "in_all": str(then + now),
                "left": str(line.planned_eur - then - now),
            }
        )
    return found


def _evidence(shares: list[ExpenseShare]) -> list[Content]:
    """Return the index of documents: each with the expense it proves, its kind, name, size and digest."""
    numbers = {share.expense_id: share.expense.reference for share in shares}
    rows = (
        Evidence.objects.standing()
        .filter(expense__in=list(numbers))
        .order_by("expense__number", "pk")
        .values_list("expense", "kind", "name", "file__digest", "file__size", "file__content_type")
    )
    kinds = dict(Evidence._meta.get_field("kind").flatchoices)
    return [
        {
            "expense": numbers[expense],
            "kind": str(kinds.get(kind, kind)),
            "name": name,
            "digest": digest,
            "size": size,
            "type": content_type,
        }
        for expense, kind, name, digest, size, content_type in rows
    ]
