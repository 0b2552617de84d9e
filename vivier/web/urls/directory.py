"""Addresses of the directory pages."""

from django.urls import include, path
from django.utils.translation import pgettext_lazy as _

from vivier.web.views import directory

record = [
    path("", directory.actor, name="actor"),
    path(_("address", "correction/"), directory.actor_correction, name="actor_correction"),
]
export = [path("<slug:fmt>/", directory.actors_export, name="actors_export")]
actors = [
    path("", directory.actors, name="actors"),
    path(_("address", "export/"), include(export)),
    path("<slug:slug>.vcf", directory.actor_vcard, name="actor_vcard"),
    path("<slug:slug>/", include(record)),
]
urlpatterns = [path(_("address", "actors/"), include(actors))]
