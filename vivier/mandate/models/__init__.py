"""The mandate: money and structure, expenses and evidence, what is due; one file a subject."""

from vivier.mandate.models.accounting import AccountingImport, ImportedExpense
from vivier.mandate.models.amendments import Amendment
from vivier.mandate.models.budget import BudgetLine, Category, CoFunding, DocumentKind, FlatRate, Threshold
from vivier.mandate.models.evidence import Evidence, EvidenceFile
from vivier.mandate.models.expenses import Expense, ExpenseShare, PaymentProof
from vivier.mandate.models.indicators import GapComment, HandValue, Indicator, Target
from vivier.mandate.models.mandates import Funder, Instalment, InstalmentCondition, Mandate
from vivier.mandate.models.obligations import Obligation
from vivier.mandate.models.reports import Highlight, Report, ReportedShare, ReportTable, Seal
from vivier.mandate.models.staff import SheetHours, StaffMember, TimeSheet
from vivier.mandate.models.structure import Activity, ActivityFunding, Deliverable, Objective

__all__ = [
    "AccountingImport",
    "Activity",
    "ActivityFunding",
    "Amendment",
    "BudgetLine",
    "Category",
    "CoFunding",
    "Deliverable",
    "DocumentKind",
    "Evidence",
    "EvidenceFile",
    "Expense",
    "ExpenseShare",
    "FlatRate",
    "Funder",
    "GapComment",
    "HandValue",
    "Highlight",
    "ImportedExpense",
    "Indicator",
    "Instalment",
    "InstalmentCondition",
    "Mandate",
    "Objective",
    "Obligation",
    "PaymentProof",
    "Report",
    "ReportTable",
    "ReportedShare",
    "Seal",
    "SheetHours",
    "StaffMember",
    "Target",
    "Threshold",
    "TimeSheet",
]
