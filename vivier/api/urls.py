"""The read API, version 1: its operations, its door, its documentation."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import URLPattern, path
from ninja import NinjaAPI, Router

from vivier.api import actors
from vivier.api.door import through_the_door
from vivier.api.problems import handle_with_problems


class ReadApi(NinjaAPI):
    """An API whose every view, its documentation included, is reached through the door."""

    @property
    def urls(self) -> tuple[list[Any], str, str]:
        patterns, app, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = through_the_door(pattern.callback)
        return patterns, app, namespace


api = ReadApi(title="Vivier", version="1", urls_namespace="api")
handle_with_problems(api)
api.add_router("", actors.router)
unknown = Router()
api.add_router("", unknown)


@unknown.get("/{path:rest}", include_in_schema=False, url_name="unknown")
def nothing_here(request: HttpRequest, rest: str) -> None:  # noqa: ARG001 -- whatever it is
    raise Http404


urlpatterns = [path("api/v1/", api.urls)]
