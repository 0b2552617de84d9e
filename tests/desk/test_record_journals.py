"""Each page of the desk that offers the journal of its record has one behind the link."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from tests.factories import PersonFactory
from tests.mandate_factories import MandateFactory
from tests.missions.expeditions import MissionFactory
from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.desk.views.journal import RECORDS_WITH_JOURNAL, SCREENS
from vivier.mandate.models import Indicator

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).resolve().parents[2] / "vivier" / "desk" / "templates"
OFFERED = sorted(
    {
        label
        for page in TEMPLATES.rglob("*.html")
        for label in re.findall(r"url 'desk_journal_of' '([a-z.]+)'", page.read_text())
    }
)


@pytest.fixture
def indicator() -> Indicator:
    return Indicator.objects.create(mandate=MandateFactory(), code="I1", unit="needs", title_en="Needs")


def test_every_kind_of_record_a_page_offers_the_journal_of_has_one():
    assert len(OFFERED) > 8
    assert [label for label in OFFERED if label not in SCREENS and label not in RECORDS_WITH_JOURNAL] == []
    assert all(apps.get_model(label) for label in SCREENS)


def test_the_journal_of_an_indicator_says_what_was_done_to_it(client, indicator):
    coordinator = PersonFactory(role=User.Role.COORDINATOR)
    journal.record("indicator.added", indicator, by=coordinator)
    client.force_login(coordinator)

    page = client.get(f"/desk/journal/mandate.indicator/{indicator.pk}/?language=en")

    assert page.status_code == 200
    assert str(coordinator) in page.content.decode()
    assert f"/desk/reports/figure/{indicator.pk}/" in page.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (User.Role.COORDINATOR, 200),
        (User.Role.ADMINISTRATOR, 302),
        (User.Role.EDITOR, 302),
        (User.Role.AUDITOR, 403),
        (User.Role.MEMBER, 403),
    ],
)
def test_who_may_not_open_a_record_does_not_read_its_journal(client, indicator, role, status):
    mission = MissionFactory()
    client.force_login(PersonFactory(role=role))

    for address in (f"mandate.indicator/{indicator.pk}/", f"missions.mission/{mission.pk}/"):
        assert client.get(f"/desk/journal/{address}").status_code == status


def test_a_record_that_is_not_there_has_no_journal(client):
    client.force_login(PersonFactory(role=User.Role.COORDINATOR))

    for address in ("mandate.report/999/", "support.need/1/", "auth.group/1/", "x.y/1/"):
        assert client.get(f"/desk/journal/{address}").status_code == 404
