"""Addresses without a language: health, robots, the motifs, the member space."""

from django.urls import path

from vivier.web.views import (
    claims,
    declaring,
    freshness,
    health,
    machines,
    membership,
    own_opportunities,
    own_record,
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
    path("espace/fiches/<slug:slug>/pas-a-nous/", own_record.space_not_ours, name="space_not_ours"),
    path(
        "espace/partenaires/<int:pk>/ce-que-nous-prenons/",
        declaring.space_partner_takes,
        name="space_partner_takes",
    ),
    path("espace/orientations/<int:pk>/", referrals.space_referral, name="space_referral"),
    path("espace/fiches/<slug:slug>/equipe/", membership.space_managers, name="space_managers"),
]
