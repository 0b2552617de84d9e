"""The screens of indicators and reports, and their entry in the menu."""

from django.urls import URLPattern, path

from vivier.desk.views.measuring import IndicatorChangeView, IndicatorsView, IndicatorView, indicator_rows
from vivier.desk.views.report_files import ReportRowsView, report_bundle, report_paper, report_workbook
from vivier.desk.views.reporting import ReportChangeView, ReportListView, ReportsView, ReportView


def urls() -> list[URLPattern]:
    """Return the addresses, all under `reports/`."""
    return [
        path("reports/", ReportsView.as_view(), name="desk_reports"),
        path("reports/figures/<int:pk>/", IndicatorsView.as_view(), name="desk_mandate_indicators"),
        path("reports/figure/<int:pk>/", IndicatorView.as_view(), name="desk_mandate_indicator"),
        path(
            "reports/figure/<int:pk>/change/",
            IndicatorChangeView.as_view(),
            name="desk_mandate_indicator_change",
        ),
        path("reports/figure/<int:pk>/rows.<str:kind>", indicator_rows, name="desk_mandate_indicator_rows"),
        path(
            "reports/mandate/<int:pk>/",
            ReportListView.as_view(http_method_names=["get"]),
            name="desk_report_list",
        ),
        path("reports/mandate/<int:pk>/new/", ReportListView.as_view(), name="desk_report_new"),
        path("reports/<int:pk>/", ReportView.as_view(), name="desk_report"),
        path("reports/<int:pk>/change/", ReportChangeView.as_view(), name="desk_report_change"),
        path("reports/<int:pk>/rows/", ReportRowsView.as_view(), name="desk_report_rows"),
        path("reports/<int:pk>/workbook.xlsx", report_workbook, name="desk_report_workbook"),
        path("reports/<int:pk>/all.zip", report_bundle, name="desk_report_bundle"),
        path("reports/<int:pk>/papers/<str:code>.<str:kind>", report_paper, name="desk_report_paper"),
    ]
