"""Amending a mandate in the desk: one form, sent twice once, hostile input kept out, other roles refused."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils.formats import date_format
from django.utils.translation import override

from tests.desk.mandate_world import inside
from tests.mandate.conftest import person
from vivier.mandate.models import Amendment, Mandate

pytestmark = pytest.mark.django_db


def sent(**values):
    facts = {"dated_on": "2026-09-01", "reference": "AM du 1er septembre", "text": "Prolongation."}
    return facts | {"submission": str(uuid4()), "ends_on": "2027-03-31", "paid_until": "2027-04-30"} | values


def test_an_amendment_is_written_once_and_shown(client, world):
    client.force_login(world.coordinator)
    address = f"/desk/mandates/{world.mandate.pk}/amend/"
    form = sent()

    assert client.get(address).status_code == 200
    for _time in range(2):
        assert client.post(address, form).status_code == 302

    assert Amendment.objects.count() == 1
    desk = inside(client, world.coordinator)
    page = desk.get(f"/desk/mandates/{world.mandate.pk}/").content.decode()
    assert "AM du 1er septembre" in page
    with override("en"):
        assert date_format(date(2027, 3, 31), "DATE_FORMAT") in page
    public = client.get(f"/en/mandate/{world.mandate.slug}/").content.decode()
    assert "AM du 1er septembre" in public


@pytest.mark.parametrize(
    "values",
    [
        {"amount_eur": "beaucoup"},
        {"amount_eur": "1e99"},
        {"amount_eur": "-5"},
        {"ends_on": "demain"},
        {"ends_on": "2020-01-01"},
        {"reference": ""},
        {"reference": "x" * 301},
        {"text": "\x00"},
        {"submission": "x"},
        {"ends_on": "", "paid_until": ""},
    ],
)
def test_hostile_input_is_a_page_and_changes_nothing(client, world, values):
    client.force_login(world.coordinator)

    answer = client.post(f"/desk/mandates/{world.mandate.pk}/amend/", sent(**values))

    assert answer.status_code == 422
    assert Amendment.objects.count() == 0
    assert str(Mandate.objects.get().ends_on) == "2026-12-31"


@pytest.mark.parametrize("role", ["accountant", "auditor", "administrator", "editor", "member"])
def test_other_roles_do_not_amend(client, world, role):
    client.force_login(person(role, "Zoé"))

    assert client.post(f"/desk/mandates/{world.mandate.pk}/amend/", sent()).status_code in {302, 403}
    assert Amendment.objects.count() == 0
