"""Addresses of the missions under a language."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from vivier.web.views import missions

Routes = list[URLPattern | URLResolver]

pages: Routes = [
    path("", missions.missions, name="missions"),
    path("<slug:slug>/", missions.mission, name="mission"),
    path(pgettext_lazy("address", "<slug:slug>/booklet/"), missions.mission_booklet, name="mission_booklet"),
]
urlpatterns: Routes = [path(pgettext_lazy("address", "missions/"), include(pages))]
