"""The addresses of the mandate's screens."""

from django.urls import URLPattern, path

from vivier.desk.views.mandates import (
    accounting,
    amending,
    correcting,
    evidence,
    expense,
    expenses,
    obligations,
    overheads,
    overview,
    parts,
    staff,
)

SCREENS: list[URLPattern] = [
    path("mandates/", overview.MandatesView.as_view(), name="desk_mandates"),
    path("mandates/mandates.<str:kind>", overview.mandates_file, name="desk_mandates_file"),
    path("mandates/new/", parts.MandateFormView.as_view(), name="desk_mandate_new"),
    path("mandates/funders/", parts.FundersView.as_view(), name="desk_mandate_part_funders"),
    path("mandates/<int:pk>/", overview.MandateView.as_view(), name="desk_mandate"),
    path("mandates/<int:pk>/change/", parts.MandateFormView.as_view(), name="desk_mandate_change"),
    path("mandates/<int:pk>/budget/", overview.BudgetView.as_view(), name="desk_mandate_budget"),
    path("mandates/<int:pk>/budget.<str:kind>", overview.budget_file, name="desk_mandate_budget_file"),
    path("mandates/<int:pk>/structure/", overview.StructureView.as_view(), name="desk_mandate_structure"),
    path(
        "mandates/<int:pk>/structure.<str:kind>", overview.structure_file, name="desk_mandate_structure_file"
    ),
    path("mandates/<int:pk>/amend/", amending.AmendmentView.as_view(), name="desk_mandate_part_amend"),
    path("mandates/parts/<str:kind>/new/<int:of>/", parts.PartView.as_view(), name="desk_mandate_part_new"),
    path("mandates/parts/<str:kind>/<int:pk>/", parts.PartView.as_view(), name="desk_mandate_part"),
    path(
        "mandates/deliverables/<int:pk>/",
        parts.DeliverableView.as_view(http_method_names=["get"]),
        name="desk_mandate_deliverable",
    ),
    path(
        "mandates/deliverables/<int:pk>/stands/",
        parts.DeliverableView.as_view(http_method_names=["post"]),
        name="desk_mandate_stands",
    ),
    path(
        "mandates/instalments/<int:pk>/received/",
        obligations.instalment_received,
        name="desk_mandate_part_received",
    ),
    path("mandates/expenses/", expenses.ExpenseListView.as_view(), name="desk_expenses"),
    path(
        "mandates/expenses/results/",
        expenses.ExpenseListView.as_view(results_only=True),
        name="desk_expenses_results",
    ),
    path("mandates/expenses/expenses.<str:kind>", expenses.expenses_file, name="desk_expenses_file"),
    path("mandates/expenses/new/", expenses.ExpenseFormView.as_view(), name="desk_expense_new"),
    path("mandates/expenses/<int:pk>/", expense.ExpenseView.as_view(), name="desk_expense"),
    path(
        "mandates/expenses/<int:pk>/change/", expenses.ExpenseFormView.as_view(), name="desk_expense_change"
    ),
    path(
        "mandates/expenses/<int:pk>/correct/",
        correcting.CorrectionView.as_view(),
        name="desk_expense_correct",
    ),
    path("mandates/expenses/<int:pk>/do/", expense.expense_deed, name="desk_expense_deed"),
    path("mandates/expenses/<int:pk>/decide/", expense.expense_decision, name="desk_expense_decide"),
    path("mandates/lines/<int:pk>/overheads/", overheads.charge, name="desk_expense_overheads"),
    path("mandates/evidence/<int:pk>/", evidence.evidence_file, name="desk_evidence"),
    path("mandates/evidence/<int:pk>/withdraw/", evidence.withdraw, name="desk_evidence_withdraw"),
    path("mandates/evidence/<str:what>/<int:pk>/attach/", evidence.attach, name="desk_evidence_attach"),
    path("mandates/staff-time/", staff.TimeView.as_view(), name="desk_time"),
    path("mandates/staff-time/hours.<str:kind>", staff.time_file, name="desk_time_file"),
    path("mandates/staff-time/open/", staff.open_time_sheet, name="desk_time_new"),
    path("mandates/staff-time/<int:pk>/", staff.TimeSheetView.as_view(), name="desk_time_sheet"),
    path("mandates/staff-time/<int:pk>/do/", staff.time_deed, name="desk_time_deed"),
    path("mandates/obligations/", obligations.ObligationsView.as_view(), name="desk_obligations"),
    path(
        "mandates/obligations/obligations.ics",
        obligations.obligations_calendar,
        name="desk_obligations_calendar",
    ),
    path("mandates/obligations/list.<str:kind>", obligations.obligations_file, name="desk_obligations_file"),
    path("mandates/obligations/<int:pk>/", obligations.ObligationView.as_view(), name="desk_obligation"),
    path("mandates/obligations/<int:pk>/do/", obligations.obligation_deed, name="desk_obligation_deed"),
    path("mandates/accounts-files/", accounting.AccountsView.as_view(), name="desk_accounting"),
    path(
        "mandates/accounts-files/<int:pk>/",
        accounting.AccountsFileView.as_view(),
        name="desk_accounting_file",
    ),
    path(
        "mandates/accounts-files/<int:pk>/errors.<str:kind>",
        accounting.accounts_errors,
        name="desk_accounting_errors",
    ),
]
