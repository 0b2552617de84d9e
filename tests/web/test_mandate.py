"""The public mandate: its figures equal the frozen report, it names no case, its awards are valid 360Giving."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests.factories import ActorFactory, NeedFactory
from tests.mandate.reported_world import MAY, accepted, made, started, submitted
from tests.mandate_factories import MandateFactory, MandateIndicatorFactory
from tests.missions.expeditions import MissionFactory, ParticipantFactory
from vivier.mandate.actions import reports
from vivier.mandate.models import Mandate, Seal

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "data" / "schemas"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def world():
    return made()


def shown(client, name, *args, language="en"):
    with translation.override(language):
        answer = client.get(reverse(f"web:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_mandate_has_an_address_in_each_language(client, world):
    addresses = {}
    for language in ("fr", "en", "nl", "de"):
        with translation.override(language):
            addresses[language] = reverse("web:mandates")

    assert set(addresses) == {one.split("/")[1] for one in addresses.values()}
    assert addresses["en"] == "/en/mandate/"
    for address in addresses.values():
        assert client.get(address).status_code == 200


def test_figures_on_the_page_are_those_of_the_frozen_report(client, world):
    assert "counted now" in shown(client, "mandate", world.mandate.slug)
    report = submitted(world)
    NeedFactory(received_at=MAY, enter_by=MAY.date())

    page = shown(client, "mandate", world.mandate.slug)

    [counted, told] = json.loads(Seal.objects.get(report=report).content)["figures"]
    assert f"<b>{counted['value']}</b> besoins" in page
    assert f"<b>{told['value']}</b> personnes" in page
    assert report.reference in page
    assert "Le formulaire a ouvert en mai." in page
    assert "Zanzibarium" not in page


def test_a_report_sent_back_is_not_what_the_page_shows(client, world):
    report = submitted(world)
    reports.return_report(report, by=world.coordinator, comment="secret remark")

    page = shown(client, "mandate", world.mandate.slug)

    assert ("counted now" in page, report.reference in page, "secret remark" in page) == (True, False, False)


def test_money_on_the_page_equals_the_ledger(client, world):
    accepted(world.line, "749.50")

    assert "2,000.00" in shown(client, "mandate", world.mandate.slug)


def test_what_is_not_public_is_not_shown(client, world):
    prepared = MandateFactory(state=Mandate.State.PREPARED, title_fr="En préparation")
    hidden = MandateFactory(is_public=False, title_fr="Caché")
    MandateIndicatorFactory(mandate=world.mandate, title_fr="Indicateur interne", is_public=False)

    listed = shown(client, "mandates")

    assert (prepared.title_fr in listed, hidden.title_fr in listed) == (False, False)
    for one in (prepared, hidden):
        assert client.get(reverse("web:mandate", args=[one.slug])).status_code == 404
    assert "Indicateur interne" not in shown(client, "mandate", world.mandate.slug)
    award_ids = [one["id"] for one in client.get(reverse("web:mandate_awards")).json()["grants"]]
    assert award_ids == [f"360G-vivier-{world.mandate.slug}"]


def test_organisations_on_missions_are_named_and_people_counted(client, world):
    MandateIndicatorFactory(mandate=world.mandate, source="code", query="companies_on_missions")
    mission = MissionFactory(starts_on=date(2026, 5, 4), ends_on=date(2026, 5, 8))
    later = MissionFactory(starts_on=date(2027, 5, 4), ends_on=date(2027, 5, 8))
    studio, person = ActorFactory(name="Studio Pliant"), ActorFactory(name="Ada Seule", kind="person")
    alone = ActorFactory(name="Bo Seul", legal_form="natural_person")
    draft, outside = ActorFactory(name="Brouillon", status="draft"), ActorFactory(name="Trop Tard")
    for actor in (studio, person, alone, draft):
        ParticipantFactory(mission=mission, actor=actor, state="confirmed")
    ParticipantFactory(mission=later, actor=outside, state="confirmed")
    ParticipantFactory(mission=mission, actor=ActorFactory(name="Invité"))

    page = shown(client, "mandate", world.mandate.slug)

    names = ("Studio Pliant", "Ada Seule", "Bo Seul", "Brouillon", "Trop Tard", "Invité")
    assert [name for name in names if name in page] == ["Studio Pliant"]
    assert mission.get_absolute_url() in page
    assert "3 more are not named" in page


def test_without_an_indicator_of_missions_nobody_is_named(client, world):
    mission = MissionFactory(starts_on=date(2026, 5, 4), ends_on=date(2026, 5, 8))
    ParticipantFactory(mission=mission, actor=ActorFactory(name="Studio Pliant"), state="confirmed")
    MandateIndicatorFactory(
        mandate=world.mandate, source="code", query="companies_on_missions", is_public=False
    )

    page = shown(client, "mandate", world.mandate.slug)

    assert ("Studio Pliant" in page, "Who took part" in page) == (False, False)


def test_a_draft_is_in_no_public_page(client, world):
    report = started(world)
    reports.change_report(report, {"introduction": "Brouillon secret"}, edits=1, by=world.coordinator)

    assert "Brouillon secret" not in shown(client, "mandate", world.mandate.slug)


MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def test_awards_are_valid_360giving(client, world):
    package = SCHEMAS / "360-giving-package-schema.json"
    if not package.exists():
        pytest.skip("the published schemas are not beside the project")
    import jsonschema
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    ActorFactory(slug="kikk", enterprise_number="0403170701", website="https://example.org/")
    MandateFactory(is_demo=True, amount_eur=Decimal("1000000.10"), is_amount_minimum=True, state="closed")
    grant = json.loads((SCHEMAS / "360-giving-schema.json").read_text(encoding="utf-8"))
    schema = json.loads(package.read_text(encoding="utf-8"))
    names = (grant["$id"], schema["properties"]["grants"]["items"]["$ref"])
    registry = Registry().with_resources(
        [(name, Resource(contents=grant, specification=DRAFT202012)) for name in names]
    )

    content = client.get(reverse("web:mandate_awards")).json()

    formats = jsonschema.FormatChecker()
    formats.checks("date-time")(lambda text: bool(MOMENT.fullmatch(text)))
    validator = jsonschema.Draft202012Validator(schema, registry=registry, format_checker=formats)
    assert [one.message for one in validator.iter_errors(content)] == []
    assert len(content["grants"]) == 2
    assert sorted(one["amountAwarded"] for one in content["grants"]) == [100000, 1000000.1]
    broken = {**content, "grants": [{**content["grants"][0], "amountAwarded": "much"}]}
    assert list(validator.iter_errors(broken)) != []


def test_without_an_award_there_is_no_file(client):
    assert client.get(reverse("web:mandate_awards")).status_code == 404
    assert "No mandate is published yet." in shown(client, "mandates")


@pytest.mark.one_database
def test_the_page_costs_the_same_however_many_needs_and_deliverables(client, world):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            shown(client, "mandate", world.mandate.slug)
        return len(queries)

    submitted(world)
    cost()
    few = cost()
    for _more in range(5):
        NeedFactory(received_at=MAY, enter_by=MAY.date())
        accepted(world.line, "10.00")
    assert cost() == few
