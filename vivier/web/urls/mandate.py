"""Addresses of the public mandates."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from vivier.web.views import mandate

Routes = list[URLPattern | URLResolver]

mandate_routes: Routes = [
    path("", mandate.mandates, name="mandates"),
    path("awards.json", mandate.awards, name="mandate_awards"),
    path("<slug:slug>/", mandate.mandate, name="mandate"),
]
urlpatterns: Routes = [path(pgettext_lazy("address", "mandate/"), include(mandate_routes))]
