"""The read API, version 1: its operations behind one door, and its documentation."""

from collections.abc import Mapping
from typing import Any

from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from vivier.api import (
    actors,
    counts,
    events,
    indicators,
    opportunities,
    partners,
    problems,
    residencies,
    start,
    vocabularies,
)
from vivier.api.documentation import DESCRIPTION, Documentation
from vivier.api.door import through_the_door


class PlainRenderer(JSONRenderer):
    """JSON in UTF-8, accents as they are."""

    json_dumps_params = {"ensure_ascii": False}


_TOO_MANY = {
    "description": "Too many requests",
    "headers": {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}},
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class ReadApi(NinjaAPI):
    """An API whose every answer passes the door."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._described: dict[str, OpenAPISchema] = {}

    @property
    def urls(self) -> tuple[list[Any], str, str]:
        patterns, app, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern) and pattern.name != "openapi-view":
                pattern.callback = through_the_door(pattern.callback)
        return patterns, app, namespace

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Return the description; it changes with the code only, so it is worked out once per address."""
        root = self.get_root_path({})
        if root not in self._described:
            self._described[root] = self._describe(**kwargs)
        return self._described[root]

    def _describe(self, **kwargs: Any) -> OpenAPISchema:
        """Put errors in their own media type and keep only the schemas that answers use."""
        schema = super().get_openapi_schema(**kwargs)
        for operation in (method for methods in schema["paths"].values() for method in methods.values()):
            operation["responses"][429] = dict(_TOO_MANY)
            for status, answer in operation["responses"].items():
                if status >= 400 and "content" in answer:
                    answer["content"] = {problems.MEDIA_TYPE: answer["content"]["application/json"]}
        known = schema["components"]["schemas"]
        used = _used(schema["paths"], known)
        schema["components"]["schemas"] = {name: known[name] for name in sorted(used)}
        return schema


def _used(part: Any, known: Mapping[str, Any]) -> set[str]:
    """Return the names of the schemas that a part of the description leads to."""
    if isinstance(part, list):
        return set().union(*(_used(one, known) for one in part))
    if not isinstance(part, dict):
        return set()
    found = set().union(*(_used(one, known) for one in part.values()))
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        found |= {name} | _used(known[name], known)
    return found


api = ReadApi(
    title="Vivier",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs=Documentation(),
    renderer=PlainRenderer(),
)
problems.handle_with_problems(api)
for module in (start, actors, opportunities, residencies, events, indicators, counts, vocabularies):
    api.add_router("", module.router)
api.add_router("", start.elsewhere)

urlpatterns = [
    path("api/v1/partner/referrals", partners.partner_referrals, name="api_partner_referrals"),
    path("api/v1/partner/referrals/<int:pk>", partners.partner_referral, name="api_partner_referral"),
    path("api/v1/partner/referrals/<int:pk>/answers", partners.partner_answers, name="api_partner_answers"),
    path(
        "api/v1/partner/referrals/<int:pk>/outcomes", partners.partner_outcomes, name="api_partner_outcomes"
    ),
    path("api/v1/", api.urls),
]
