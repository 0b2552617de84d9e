"""Addresses under a language; each subject has its own file."""

from django.urls import include, path

urlpatterns = [
    path("", include("vivier.web.urls.pages")),
    path("", include("vivier.web.urls.directory")),
    path("", include("vivier.web.urls.opportunities")),
    path("", include("vivier.web.urls.residencies")),
    path("", include("vivier.web.urls.agenda")),
    path("", include("vivier.web.urls.observatory")),
    path("", include("vivier.web.urls.mandate")),
    path("", include("vivier.web.urls.alerts")),
    path("", include("vivier.web.urls.missions")),
    path("", include("vivier.web.urls.needs")),
]
