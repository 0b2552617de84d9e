"""Every address of the site against every role: the permission table is the law, and it names everything."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, URLResolver, get_resolver
from django.utils.regex_helper import normalize

from tests.factories import (
    ActorFactory,
    CallFactory,
    ClaimFactory,
    CorrectionFactory,
    DisciplineFactory,
    EventFactory,
    FigureFactory,
    IndicatorFactory,
    PlaceFactory,
    SchemeFactory,
    SeriesFactory,
)
from tests.missions.expeditions import MissionFactory
from tests.web.confidential import EVERYTHING, found_in, referred_need, with_a_case, with_a_mission
from vivier.accounts import permissions
from vivier.accounts.models import User
from vivier.accounts.permissions import EVERYBODY, NOBODY, Rule, rule_for
from vivier.reference.models import Term

Role = User.Role
ROLES = ("anonymous", *Role.values)
# The rule is asked before the view, whatever the method: everybody asks every route, at least once. A GET comes from
# all who may and from visitors; the others who may not are dealt the methods in turn. What changes something comes
# from two of those who may, and of the rarer methods two in three, each from one of them (docs/decisions/0018).
REFUSED = ("get", "post", "put", "patch", "delete")
RARE = ("put", "patch", "delete")
# Between them they see every page: what a page asks of the second database is asked by these.
SEES_PAGES = ("anonymous", Role.COORDINATOR, Role.ADMINISTRATOR)
WALKS = [
    *(
        pytest.param(("get",), role, marks=[] if role in SEES_PAGES else pytest.mark.one_database)
        for role in ROLES
    ),
    *(pytest.param(("post",), role, marks=pytest.mark.one_database) for role in ROLES),
    *(pytest.param(RARE, role, marks=pytest.mark.one_database) for role in ROLES),
]
# Pages that say no to a GET on purpose, or answer a wrong form or a missing record.
ANSWERS = frozenset({200, 204, 301, 302, 304, 400, 401, 403, 404, 405, 409, 410, 415, 422, 429})


# What ends on the log-in page by design, and steps of a flow that this person has not begun.
LEADS_OUT = frozenset({"wagtailadmin_logout"})
NOT_BEGUN = frozenset(
    {"account_reauthenticate", "mfa_activate_totp", "mfa_reauthenticate", "mfa_generate_recovery_codes"}
)


class Route(NamedTuple):
    name: str
    path: str


# What an address is tried with; the first that leads to the route stands for it.
SAMPLES = ("1", "x", "directory.actor", "live", "x/", "")


def _patterns(resolver: URLResolver, namespace: str = "", before: str = "") -> Iterator[tuple[str, str]]:
    """The name of every route and the expression of its address, however deep it lies."""
    for pattern in resolver.url_patterns:
        expression = before + pattern.pattern.regex.pattern.removeprefix("^")
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _patterns(pattern, inner, expression)
        else:
            yield namespace + (pattern.name or pattern.lookup_str), expression


def _path_of(name: str, expression: str) -> str:
    """An address that the route answers to."""
    paths = [
        "/" + form % dict.fromkeys(parameters, sample)
        for sample in SAMPLES
        for form, parameters in normalize(expression)
    ]
    return next((path for path in paths if _leads_to(path) == name), paths[0])


def _leads_to(path: str) -> str:
    try:
        return get_resolver().resolve(path).view_name
    except Resolver404:
        return ""


def all_routes() -> list[Route]:
    return sorted({Route(name, _path_of(name, expression)) for name, expression in _patterns(get_resolver())})


ROUTES = all_routes()


def test_every_route_has_a_rule():
    unnamed = sorted({route.name for route in ROUTES if not permissions.is_named(route.name)})

    assert unnamed == []


def test_every_line_of_the_table_names_a_route():
    names = {route.name for route in ROUTES}
    idle = [
        key
        for key in permissions.ROUTES
        if key not in names and not (key.endswith("*") and any(name.startswith(key[:-1]) for name in names))
    ]

    assert idle == []


def test_the_samples_reach_the_routes_they_stand_for():
    at = {path: {route.name for route in ROUTES if route.path == path} for path in {r.path for r in ROUTES}}

    assert [route for route in ROUTES if _leads_to(route.path) not in at[route.path]] == []


@pytest.mark.parametrize("name", ["", "nobody:knows:me", "webx", "desk", "wagtailadmin", "wagtailadmin_new"])
def test_a_route_nobody_named_is_closed(name):
    assert rule_for(name) is NOBODY


def test_the_longest_name_decides():
    assert rule_for("wagtailadmin_pages:edit") is permissions.DESK
    assert rule_for("wagtailadmin_pages:set_privacy") is NOBODY
    assert rule_for("desk_actor:edit") is permissions.RECORDS
    assert rule_for("desk_actor_chooser:choose") is permissions.DESK


@pytest.fixture
def people(settings):
    """One person per role, and one record of each kind under the number the sample addresses use."""
    settings.STAFF_MFA_REQUIRED = False
    settings.ACCOUNT_RATE_LIMITS = False
    people: dict[str, User | None] = {"anonymous": None}
    for role in Role.values:
        people[role] = User.objects.create_user(
            f"{role}@example.org", role=role, is_staff=role in permissions.DESK_ROLES
        )
    actor = ActorFactory(pk=1, slug="x")
    CorrectionFactory(pk=1, actor=actor)
    ClaimFactory(pk=1, actor=actor)
    PlaceFactory(pk=1, slug="x")
    EventFactory(pk=1, slug="x", series=SeriesFactory(pk=1, slug="x"))
    CallFactory(pk=1, slug="x", scheme=SchemeFactory(pk=1))
    FigureFactory(indicator=IndicatorFactory(pk=1, slug="x"))
    DisciplineFactory(pk=1)
    with_a_mission(MissionFactory(pk=1, slug="x"), actor)
    with_a_case(referred_need().need)
    Term.objects.create(pk=1, kind=Term.Kind.SKILL, code="x", label_fr="X")
    return people


def _verdict(route: Route, role: str, person: User | None, status: int, location: str) -> str:
    """Return what is wrong with an answer, or nothing."""
    rule = rule_for(route.name)
    where = f"{role} {route.name} {route.path}: {status} {location}"
    to_login = location.startswith("/accounts/login/")
    if status not in ANSWERS:
        return where
    if rule is EVERYBODY:
        return ""
    if rule is NOBODY:
        return "" if status == 404 else where
    if person is None:
        return "" if to_login else where
    if rule.allows(person):
        logged_out = route.name == "wagtailadmin_logout"  # which ends at the log-in page
        refused = (to_login and not logged_out) or (status == 403 and route.name not in NOT_BEGUN)
        return where if refused else ""
    return "" if status == 403 else where


def _body_of(answer: HttpResponse) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace")


class Visitor:
    """Somebody who asks for one address after the other, logged in again whenever a page has logged them out."""

    def __init__(self, person: User | None) -> None:
        self.person = person
        self.client = Client(raise_request_exception=False)
        self.was_sent_elsewhere = True

    def ask(self, method: str, path: str) -> HttpResponse:
        if self.person and self.was_sent_elsewhere and SESSION_KEY not in self.client.session:
            self.client.force_login(User.objects.get(pk=self.person.pk))
        answer = getattr(self.client, method)(path, headers={"accept-language": "fr"})
        self.was_sent_elsewhere = answer.status_code not in {200, 403, 404, 405}
        return answer


def asked_at(number: int, route: Route, people: dict[str, User | None]) -> set[tuple[str, str]]:
    """The methods by which a route is asked, each with the role that asks; the number of the route deals them."""
    rule = rule_for(route.name)
    let_in = [role for role in ROLES if _lets_in(rule, people[role])]
    refused = [role for role in ROLES if role not in let_in]
    asked = {("get", role) for role in ("anonymous", *let_in)}
    asked |= {(REFUSED[(number + place) % len(REFUSED)], role) for place, role in enumerate(refused)}
    if let_in:
        asked |= {("post", let_in[(number + place) % len(let_in)]) for place in (0, 1)}
        asked |= {(RARE[(number + place) % 3], let_in[(number + place) % len(let_in)]) for place in (0, 1)}
    return asked


def _walk(people: dict[str, User | None], methods: tuple[str, ...], role: str) -> Iterator[tuple[str, Route]]:
    """What one role asks by these methods; on the second database a page is read by one of the desk."""
    for number, route in enumerate(ROUTES):
        asked = asked_at(number, route, people)
        elsewhere = connection.vendor != "sqlite" and role == Role.ADMINISTRATOR
        if elsewhere and _lets_in(rule_for(route.name), people[Role.COORDINATOR]):
            continue
        yield from ((method, route) for method in methods if (method, role) in asked)


def _lets_in(rule: Rule, person: User | None) -> bool:
    return rule is EVERYBODY or (person is not None and rule.allows(person))


@pytest.mark.django_db
def test_every_role_asks_every_route_and_every_route_is_asked_to_change_something(people):
    for number, route in enumerate(ROUTES):
        asked, rule = asked_at(number, route, people), rule_for(route.name)
        let_in = {role for role in ROLES if _lets_in(rule, people[role])}

        assert {role for _method, role in asked} == {*ROLES}
        assert {("get", role) for role in let_in} <= asked
        if let_in:
            assert {method for method, role in asked if role in let_in} >= {"get", "post"}
            assert len({method for method, role in asked if role in let_in and method in RARE}) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("methods", "role"), WALKS)
def test_every_route_answers_each_role_as_the_table_says(people, methods, role):
    visitor = Visitor(people[role])
    wrong = []

    for method, route in _walk(people, methods, role):
        answer = visitor.ask(method, route.path)
        location = answer.headers.get("Location", "")
        wrong.append(_verdict(route, role, people[role], answer.status_code, location))

        if role != Role.COORDINATOR and (leaks := found_in(_body_of(answer), EVERYTHING)):
            wrong.append(f"{role} reads at {route.path}: {leaks}")

    wrong = [problem for problem in wrong if problem]
    assert wrong == [], "\n".join(wrong)


@pytest.mark.django_db
def test_without_its_token_a_post_changes_nothing(people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people[Role.ADMINISTRATOR])
    behind_a_login = [route for route in ROUTES if rule_for(route.name) not in (EVERYBODY, NOBODY)]

    statuses = {client.post(route.path).status_code for route in behind_a_login}

    assert statuses == {403}
