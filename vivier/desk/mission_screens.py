"""Addresses of the desk for missions, and for what partners did with needs."""

from django.urls import URLPattern, path

from vivier.desk.views.mission_work import (
    PlanView,
    ResultsView,
    SelectionView,
    mission_booklet,
    mission_file,
)
from vivier.desk.views.missions import MissionEditView, MissionHomeView, MissionListView, MissionNewView
from vivier.desk.views.partner_figures import PartnerFiguresView, partner_figures_file


def mission_screens() -> list[URLPattern]:
    """Missions: who goes, the plan, what came of it; what partners did with needs."""
    return [
        path("missions/", MissionListView.as_view(), name="desk_missions"),
        path("missions/results/", MissionListView.as_view(results_only=True), name="desk_missions_results"),
        path("missions/new/", MissionNewView.as_view(), name="desk_mission_new"),
        path("missions/<int:pk>/", MissionHomeView.as_view(), name="desk_mission"),
        path("missions/<int:pk>/edit/", MissionEditView.as_view(), name="desk_mission_edit"),
        path("missions/<int:pk>/selection/", SelectionView.as_view(), name="desk_mission_selection"),
        path("missions/<int:pk>/plan/", PlanView.as_view(), name="desk_mission_plan"),
        path("missions/<int:pk>/follow-up/", ResultsView.as_view(), name="desk_mission_results"),
        path("missions/<int:pk>/booklet/", mission_booklet, name="desk_mission_booklet"),
        path("missions/<int:pk>/<str:what>.<str:kind>", mission_file, name="desk_mission_file"),
        path("partner-figures/", PartnerFiguresView.as_view(), name="desk_partner_figures"),
        path("partner-figures/partners.<str:kind>", partner_figures_file, name="desk_partner_figures_file"),
    ]
