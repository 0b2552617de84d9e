"""The entry of the API, and what answers an address that does not exist."""

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from vivier.api.answers import Made, absolute, api_url
from vivier.api.asking import Asked
from vivier.api.problems import Problem

router = Router(tags=["start"])
elsewhere = Router()
RESOURCES = (
    "actors",
    "opportunities",
    "residencies",
    "events",
    "places",
    "indicators",
    "counts",
    "disciplines",
    "territories",
)


class Start(Schema):
    """Where everything is."""

    resources: dict[str, str] = Field(description=_("Address of each list."))
    documentation: str
    openapi: str = Field(description=_("The machine-readable description of this API (OpenAPI 3.1)."))
    open_data: str = Field(description=_("Downloads, licences and the meaning of the fields."))


@router.get(
    "/",
    response={200: Start, 422: Problem},
    operation_id="start",
    url_name="start",
    summary=_("Where everything is"),
    description=_("The addresses of all lists."),
)
def start(request: HttpRequest, asked: Query[Asked]) -> Made:  # noqa: ARG001 -- read by the door
    """Return the addresses of all lists."""
    return {
        "resources": {name: api_url(name) for name in RESOURCES},
        "documentation": api_url("openapi-view"),
        "openapi": api_url("openapi-json"),
        "open_data": absolute(reverse("web:open_data")),
    }


@elsewhere.get("/{path:rest}", include_in_schema=False, url_name="elsewhere")
def nothing_here(request: HttpRequest, rest: str) -> None:  # noqa: ARG001 -- whatever it is
    """Answer every other address with the same problem."""
    raise Http404
