"""The OpenAPI description is sound, says what is true, and its page needs nothing from elsewhere."""

import json
import re
from html.parser import HTMLParser

import pytest

from tests.api.asking import LISTS, ROOT
from tests.factories import ActorFactory, CallFactory, EventFactory, FigureFactory
from vivier.accounts.permissions import EVERYBODY, rule_for
from vivier.api.problems import PROBLEMS, anchor_of
from vivier.api.urls import api

pytestmark = pytest.mark.django_db


@pytest.fixture
def described(client):
    return client.get(f"{ROOT}/openapi.json").json()


def operations(described):
    return [(path, methods["get"]) for path, methods in described["paths"].items()]


def parts(value):
    """Give every object inside a description."""
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from parts(one)
    elif isinstance(value, list):
        for one in value:
            yield from parts(one)


def test_the_description_is_sound(described):
    assert described["openapi"] == "3.1.0"
    assert all(described["info"][name] for name in ("title", "version", "description"))
    assert {tuple(methods) for methods in described["paths"].values()} == {("get",)}
    identifiers = [operation["operationId"] for _path, operation in operations(described)]
    assert len(identifiers) == len(set(identifiers))
    for path, operation in operations(described):
        declared = {(one["in"], one["name"]) for one in operation["parameters"]}
        in_path = {name for where, name in declared if where == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path))
        assert len(declared) == len(operation["parameters"])
        assert all(one["required"] for one in operation["parameters"] if one["in"] == "path")
        assert all(answer["description"] for answer in operation["responses"].values())


def test_every_reference_leads_somewhere_and_every_schema_is_used(described):
    schemas = described["components"]["schemas"]
    references = {part["$ref"].rpartition("/")[2] for part in parts(described) if "$ref" in part}

    assert references == set(schemas)
    assert all("__" not in name for name in schemas)


def test_every_operation_says_what_it_is_and_how_it_refuses(described):
    for path, operation in operations(described):
        assert operation["summary"], path
        assert operation["description"], path
        assert list(operation["responses"]["422"]["content"]) == ["application/problem+json"], path
        assert ("404" in operation["responses"]) == ("{slug}" in path), path
        assert all(one.get("description") for one in operation["parameters"] if one["in"] == "query"), path


def test_every_parameter_of_a_list_is_bounded(described):
    for path, operation in operations(described):
        for parameter in operation["parameters"]:
            schema = parameter["schema"]
            schema = next(one for one in schema.get("anyOf", [schema]) if one.get("type") != "null")
            inside = schema.get("items", schema)
            bounded = (
                parameter["in"] == "path"
                or "enum" in inside
                or "pattern" in inside
                or "maxLength" in inside
                or {"minimum", "maximum"} <= inside.keys()
            )
            assert bounded, (path, parameter["name"])
            assert schema.get("type") != "array" or schema["maxItems"] <= 30, (path, parameter["name"])


def test_answers_have_the_fields_that_are_described_and_no_other(client, indexed, described):
    ActorFactory(slug="a")
    CallFactory(slug="c")
    EventFactory(slug="e")
    FigureFactory(indicator__slug="i")
    indexed()
    schemas = described["components"]["schemas"]

    for path in [*LISTS, "actors/a", "opportunities/c", "events/e", "indicators/i"]:
        name = path.replace("/a", "/{slug}") if path == "actors/a" else re.sub(r"/\w+$", "/{slug}", path)
        answer = described["paths"][f"{ROOT}/{name}"]["get"]["responses"]["200"]
        schema = schemas[answer["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]]

        assert set(client.get(f"{ROOT}/{path}").json()) == set(schema["properties"]), path


def test_every_route_has_a_rule():
    patterns, _app, namespace = api.urls

    assert {rule_for(f"{namespace}:{pattern.name}") for pattern in patterns} == {EVERYBODY}


class Page(HTMLParser):
    """What a page loads, links to and names."""

    def __init__(self, text):
        super().__init__()
        self.loads, self.links, self.ids, self.headings = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        if tag in {"script", "img", "iframe", "link"}:
            self.loads += [known[name] for name in ("src", "href") if known.get(name)]
        if tag == "a":
            self.links.append(known.get("href", ""))
        if "id" in known:
            self.ids.append(known["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


@pytest.mark.parametrize(("language", "heading"), [("fr", "fr"), ("en", "en")], ids=["French", "English"])
def test_the_documentation_page_shows_every_operation_without_a_script_from_elsewhere(
    client, indexed, described, language, heading
):
    ActorFactory(slug="kikk", name="KIKK of the example")
    indexed()

    answer = client.get(f"{ROOT}/docs", {"language": language})

    text = answer.content.decode()
    page = Page(text)
    assert answer.status_code == 200
    assert f'<html lang="{heading}">' in text
    assert all(address.startswith(("/", "http://127.0.0.1:8000/")) for address in page.loads)
    assert "swagger" not in text.lower()
    for path, operation in operations(described):
        assert f"<code>{path}</code>" in text
        assert operation["operationId"] in page.ids
    assert {anchor_of(code) for code in PROBLEMS} <= set(page.ids)
    assert "KIKK of the example" in text
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert page.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))


def test_the_documentation_page_works_on_an_empty_site(client):
    assert client.get(f"{ROOT}/docs").status_code == 200


def test_hostile_names_cannot_break_out_of_an_example(client, indexed):
    ActorFactory(slug="hostile", name="</code><script>alert(1)</script>")
    indexed()

    text = client.get(f"{ROOT}/docs").content.decode()

    assert "<script>alert" not in text


def test_the_description_is_the_same_for_everybody(client):
    french = client.get(f"{ROOT}/openapi.json", headers={"accept-language": "fr"})
    english = client.get(f"{ROOT}/openapi.json", headers={"accept-language": "en"})

    assert json.loads(french.content) == json.loads(english.content)
