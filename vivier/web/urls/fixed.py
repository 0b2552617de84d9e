"""Addresses without a language: health, robots, the motifs, the member space."""

from django.urls import path

from vivier.web.views import freshness, health, machines, space

urlpatterns = [
    path("", machines.choose_language, name="choose_language"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("media/images/<path:path>", machines.picture, name="picture"),
    path("robots.txt", machines.robots, name="robots"),
    path(".well-known/security.txt", machines.security, name="security_txt"),
    path("espace/", space.space, name="space"),
    path("espace/confirmer/<int:pk>/", freshness.confirm_mine, name="space_confirm"),
    path("confirmer/<str:token>/", freshness.confirm_by_link, name="confirm_record"),
]
