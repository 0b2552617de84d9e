"""The papers of a report, as HTML and PDF: made of its frozen content alone, so the same each time."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from vivier.core import pdf
from vivier.mandate.models import Report

Content = dict[str, Any]
# A row of a list costs time to lay out, and nobody reads hundreds of pages: the workbook has them all.
MOST_ROWS = 250


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of a report: its address, its name, its template."""

    code: str
    title: str | Promise
    template: str


ACTIVITY = Paper("activity-report", _("Activity report"), "mandate/papers/activity.html")
STATEMENT = Paper("statement-of-expenditure", _("Statement of expenditure"), "mandate/papers/statement.html")
CLAIM = Paper("claim-for-payment", _("Claim for payment"), "mandate/papers/claim.html")
HONOUR = Paper("declaration-on-honour", _("Declaration on honour"), "mandate/papers/honour.html")
INDEX = Paper("index-of-evidence", _("Index of supporting documents"), "mandate/papers/evidence.html")
_OF = {
    Report.Kind.ACTIVITY.value: (ACTIVITY,),
    Report.Kind.FINANCIAL.value: (STATEMENT, CLAIM, HONOUR, INDEX),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What a paper says of its seal; a draft has none."""

    digest: str = ""
    hash: str = ""
    signature: str = ""


def papers_of(kind: str) -> Sequence[Paper]:
    """Return the papers of a kind of report."""
    return _OF[kind]


def html_of(
    paper: Paper, content: Content, mark: Mark, *, on_screen: bool = False, every_row: bool = False
) -> str:
    """Return a paper as one HTML document in the report's language; on screen it links its stylesheet.

    With `every_row` long lists are there whole: the page in the ZIP states each expense and each document.
    """
    with override(content["report"]["language"]):
        shown = {
            **content,
            "paper": paper,
            "mark": mark,
            "on_screen": on_screen,
            "most_rows": sys.maxsize if every_row else MOST_ROWS,
            "missed": [one for one in content.get("figures", ()) if one["missed"]],
        }
        return render_to_string(paper.template, shown)


def pdf_of(paper: Paper, content: Content, mark: Mark) -> bytes:
    """Return a paper as tagged PDF; raises PdfUnavailable where this machine cannot make one."""
    return pdf.made_of(html_of(paper, content, mark))
