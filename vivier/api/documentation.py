"""The documentation page: the OpenAPI description read for people, with real answers."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from vivier.api.pace import OURSELVES
from vivier.api.problems import PROBLEMS, anchor_of

DESCRIPTION = (
    "Actors, opportunities, events, places and figures of a sector, as the public pages show them. "
    "Read only, no key, no cookie. Territories: Statbel, CC BY 4.0."
)
LINES_SHOWN = 60
_LAST = ("page", "size", "lang")
_GROUPS: Mapping[str, Promise] = {
    "start": gettext_lazy("Start"),
    "actors": gettext_lazy("Actors"),
    "opportunities": gettext_lazy("Opportunities"),
    "agenda": gettext_lazy("Agenda and places"),
    "indicators": gettext_lazy("Figures"),
    "vocabularies": gettext_lazy("Vocabularies"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A type: its words, and the schema it leads to."""

    words: str
    schema: str = ""
    values: tuple[str, ...] = ()
    bounds: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter or a field."""

    name: str
    kind: Kind
    description: str
    default: str = ""
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One address that can be read."""

    key: str
    path: str
    summary: str
    description: str
    parameters: tuple[Named, ...]
    answer: Kind
    example: "Example | None"


@dataclass(frozen=True, slots=True)
class Example:
    """A question to the running API and what it answers now."""

    url: str
    answer: str
    is_cut: bool


class Documentation(DocsBase):
    """A page of our own: no script, nothing from elsewhere."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **_kwargs: Any) -> HttpResponse:
        """Show operations, schemas and errors."""
        described = api.get_openapi_schema()
        context = {
            "groups": _groups(described),
            "schemas": _schemas(described["components"]["schemas"]),
            "problems": [
                {"code": code, "status": status, "title": title, "detail": detail, "anchor": anchor_of(code)}
                for code, (status, title, detail) in PROBLEMS.items()
            ],
            "problem_example": _example(reverse("api:actors"), "size=1000"),
            "base": f"{settings.SITE_URL}{reverse('api:api-root')}",
        }
        return render(request, "api/documentation.html", context)


def _groups(described: Mapping[str, Any]) -> list[tuple[str, str, list[Operation]]]:
    found: dict[str, list[Operation]] = {}
    for path, methods in described["paths"].items():
        operation = methods["get"]
        found.setdefault(operation["tags"][0], []).append(_operation(path, operation))
    return [(tag, str(_GROUPS.get(tag, tag)), operations) for tag, operations in found.items()]


def _operation(path: str, described: Mapping[str, Any]) -> Operation:
    parameters = [_parameter(one) for one in described["parameters"]]
    answer = described["responses"][200]["content"]["application/json"]["schema"]
    return Operation(
        key=described["operationId"],
        path=path,
        summary=gettext(described["summary"]),
        description=gettext(described.get("description") or "") if described.get("description") else "",
        parameters=tuple(
            sorted(parameters, key=lambda one: _LAST.index(one.name) if one.name in _LAST else -1)
        ),
        answer=_kind(answer),
        example=_example_of(path, parameters),
    )


def _parameter(described: Mapping[str, Any]) -> Named:
    schema = described["schema"]
    default = schema.get("default")
    return Named(
        name=described["name"],
        kind=_kind(_given(schema)),
        description=gettext(described["description"]) if described.get("description") else "",
        default="" if default in (None, "") else str(default),
        is_required=described["required"],
    )


def _given(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of a parameter that is given; only what is left out can be null."""
    others = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return others[0] if len(others) == 1 else schema


def _schemas(described: Mapping[str, Any]) -> list[tuple[str, str, list[Named]]]:
    return [
        (name, _anchor(name), list(_fields(schema)))
        for name, schema in sorted(described.items())
        if "properties" in schema
    ]


def _fields(schema: Mapping[str, Any]) -> Iterator[Named]:
    for name, field in schema["properties"].items():
        words = field.get("description")
        yield Named(name, _kind(field), gettext(words) if words else "")


def _anchor(schema: str) -> str:
    return "schema-" + "".join(letter if letter.isalnum() else "-" for letter in schema).strip("-").lower()


def _kind(schema: Mapping[str, Any]) -> Kind:
    """Return a JSON schema in words: "list of Coded", "date or null"."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return Kind(name, _anchor(name))
    if "anyOf" in schema:
        return _either([_kind(one) for one in schema["anyOf"]])
    if schema.get("type") == "array":
        inside = _kind(schema["items"])
        words = gettext("list of %(kind)s") % {"kind": inside.words}
        return Kind(words, inside.schema, inside.values, inside.bounds)
    values = tuple(str(value) for value in schema.get("enum", ()) or filter(None, [schema.get("const")]))
    return Kind(schema.get("format") or schema.get("type") or "any", "", values, _bounds(schema))


def _either(kinds: list[Kind]) -> Kind:
    first = next((kind for kind in kinds if kind.schema), kinds[0])
    values = tuple(value for kind in kinds for value in kind.values)
    words = gettext(" or ").join(kind.words for kind in kinds)
    return Kind(words, first.schema, values, first.bounds)


def _bounds(schema: Mapping[str, Any]) -> str:
    if "minimum" in schema and "maximum" in schema:
        return f"{schema['minimum']} – {schema['maximum']}"
    if "maxLength" in schema:
        return gettext("at most %(number)s characters") % {"number": schema["maxLength"]}
    return ""


def _example_of(path: str, parameters: Iterable[Named]) -> Example | None:
    """Ask the operation itself: for a list its first row, for a record the first one of its list."""
    names = {parameter.name for parameter in parameters}
    if "slug" not in names:
        return _example(path, "size=1" if "size" in names else "")
    collection = path.rpartition("/")[0]
    rows = _ask(collection, "size=1&when=all" if collection.endswith("events") else "size=1")["results"]
    return _example(f"{collection}/{rows[0]['slug']}", "") if rows else None


def _example(path: str, query: str) -> Example:
    lines = json.dumps(_ask(path, query), ensure_ascii=False, indent=2).splitlines()
    url = f"{settings.SITE_URL}{path}" + (f"?{query}" if query else "")
    return Example(url, "\n".join(lines[:LINES_SHOWN]), len(lines) > LINES_SHOWN)


def _ask(path: str, query: str) -> Any:
    asked = HttpRequest()
    asked.method, asked.path, asked.GET = "GET", path, QueryDict(query)
    asked.META[OURSELVES] = True
    asked.META["HTTP_ACCEPT_LANGUAGE"] = get_language() or "fr"
    view = resolve(path)
    return json.loads(view.func(asked, **view.kwargs).content)
