"""Addresses of the directory pages."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from vivier.web.views import claims, directory, feeds

# Each translated part stands alone: added to another text it would be frozen in one language.
claim: list[URLPattern] = [
    path("", claims.actor_claim, name="actor_claim"),
    path(pgettext_lazy("address", "code/"), claims.actor_claim_code, name="actor_claim_code"),
    path(pgettext_lazy("address", "evidence/"), claims.actor_claim_evidence, name="actor_claim_evidence"),
]
record: list[URLPattern | URLResolver] = [
    path("", directory.actor, name="actor"),
    path(pgettext_lazy("address", "correction/"), directory.actor_correction, name="actor_correction"),
    path(pgettext_lazy("address", "claim/"), include(claim)),
]
export: list[URLPattern] = [path("<slug:fmt>/", directory.actors_export, name="actors_export")]
actors: list[URLPattern | URLResolver] = [
    path("", directory.actors, name="actors"),
    path(pgettext_lazy("address", "export/"), include(export)),
    # No record is ever called like these: their names have a dot.
    path("feed.rss", feeds.actors_feed, {"kind": "rss"}, name="actors_feed"),
    path("feed.atom", feeds.actors_feed, {"kind": "atom"}, name="actors_feed_atom"),
    path("feed.json", feeds.actors_feed, {"kind": "json"}, name="actors_feed_json"),
    path("<slug:slug>.vcf", directory.actor_vcard, name="actor_vcard"),
    path("<slug:slug>/", include(record)),
]
urlpatterns = [path(pgettext_lazy("address", "actors/"), include(actors))]
