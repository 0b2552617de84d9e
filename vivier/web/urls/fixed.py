"""Addresses without a language: health, robots, the motifs, the member space."""

from django.urls import path

from vivier.web.views import (
    cases,
    claims,
    declaring,
    freshness,
    health,
    machines,
    membership,
    missions,
    own_opportunities,
    own_record,
    partner_space,
    referrals,
    space,
)

urlpatterns = [
    path("", machines.choose_language, name="choose_language"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("media/images/<path:path>", machines.picture, name="picture"),
    path("robots.txt", machines.robots, name="robots"),
    path(".well-known/security.txt", machines.security, name="security_txt"),
    path("objection/<str:token>/", claims.claim_contest, name="claim_contest"),
    path("espace/", space.space, name="space"),
    path("espace/confirmer/<int:pk>/", freshness.confirm_mine, name="space_confirm"),
    path("confirmer/<str:token>/", freshness.confirm_by_link, name="confirm_record"),
    path("espace/revendications/", membership.space_claims, name="space_claims"),
    path("espace/revendications/<int:pk>/objection/", membership.space_contest, name="space_contest"),
    path("espace/invitation/<str:token>/", membership.space_invitation, name="space_invitation"),
    path("espace/fiches/<slug:slug>/", own_record.space_record, name="space_record"),
    path(
        "espace/fiches/<slug:slug>/opportunites/",
        own_opportunities.space_opportunities,
        name="space_opportunities",
    ),
    path("espace/partenaire/", partner_space.space_partner, name="space_partner"),
    path("espace/partenaire/<int:pk>/", partner_space.space_partner_page, name="space_partner_page"),
    path(
        "espace/partenaire/<int:pk>/orientations.<str:kind>",
        partner_space.space_partner_file,
        name="space_partner_file",
    ),
    path("espace/dossiers/<int:pk>/", cases.space_case, name="space_case"),
    path(
        "espace/dossiers/<int:pk>/document/<int:key>/", cases.space_case_document, name="space_case_document"
    ),
    path(
        "espace/dossiers/<int:pk>/rencontre/<int:key>.ics",
        cases.space_case_meeting,
        name="space_case_meeting",
    ),
    path("espace/besoins/<int:pk>/dossier/", cases.space_need_case, name="space_need_case"),
    path(
        "espace/besoins/<int:pk>/dossier/document/<int:key>/",
        cases.space_need_case_document,
        name="space_need_case_document",
    ),
    path(
        "espace/besoins/<int:pk>/dossier/rencontre/<int:key>.ics",
        cases.space_need_case_meeting,
        name="space_need_case_meeting",
    ),
    path("espace/missions/", missions.space_missions, name="space_missions"),
    path("espace/missions/<int:pk>/", missions.space_mission, name="space_mission"),
    path("espace/missions/<int:pk>/plan.ics", missions.space_mission_calendar, name="space_mission_calendar"),
    path("espace/missions/<int:pk>/livret/", missions.space_mission_booklet, name="space_mission_booklet"),
    path("mission/<str:token>/", missions.mission_link, name="mission_link"),
    path("mission/<str:token>/plan.ics", missions.mission_link_calendar, name="mission_link_calendar"),
    path("mission/<str:token>/livret/", missions.mission_link_booklet, name="mission_link_booklet"),
    path("espace/fiches/<slug:slug>/pas-a-nous/", own_record.space_not_ours, name="space_not_ours"),
    path(
        "espace/partenaires/<int:pk>/ce-que-nous-prenons/",
        declaring.space_partner_takes,
        name="space_partner_takes",
    ),
    path("espace/orientations/<int:pk>/", referrals.space_referral, name="space_referral"),
    path("espace/fiches/<slug:slug>/equipe/", membership.space_managers, name="space_managers"),
]
