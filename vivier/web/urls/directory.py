"""Addresses of the directory pages."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from vivier.web.views import directory

record: list[URLPattern] = [
    path("", directory.actor, name="actor"),
    path(pgettext_lazy("address", "correction/"), directory.actor_correction, name="actor_correction"),
]
export: list[URLPattern] = [path("<slug:fmt>/", directory.actors_export, name="actors_export")]
actors: list[URLPattern | URLResolver] = [
    path("", directory.actors, name="actors"),
    path(pgettext_lazy("address", "export/"), include(export)),
    path("<slug:slug>.vcf", directory.actor_vcard, name="actor_vcard"),
    path("<slug:slug>/", include(record)),
]
urlpatterns = [path(pgettext_lazy("address", "actors/"), include(actors))]
