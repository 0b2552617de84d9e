"""Residencies in the desk: opened, completed with past residents, published; by whom may."""

import pytest
from django.urls import reverse
from django.utils import translation

from tests.factories import ActorFactory, ResidencyFactory
from vivier.opportunities.models import Residency

pytestmark = pytest.mark.django_db
ROWS = {"stays-TOTAL_FORMS": "0", "stays-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_a_residency_is_opened_completed_and_published(client, coordinator):
    client.force_login(coordinator)
    sent = ROWS | {
        "name": "Le Moulin",
        "currency": "EUR",
        "host_name": "Moulin",
        "url": "https://example.org/",
    }
    client.post(reverse("desk_residency:add"), sent)
    row = Residency.objects.get()
    edit = reverse("desk_residency:edit", args=[row.pk])
    resident = ActorFactory(name="Studio X")
    more = {
        "pays_fee": "host", "pays_meals": "", "languages": ["fr", "sgn"], "lodging": "nearby", "days_min": "10",
        "stays-TOTAL_FORMS": "2", "stays-0-actor": str(resident.pk), "stays-0-year": "2024",
        "stays-1-name": "Collectif Y", "expected": row.updated_at.isoformat(),
    }  # fmt: skip
    answer = client.post(edit, sent | more)
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.pays, row.languages, row.lodging) == ({"fee": "host"}, ["fr", "sgn"], "nearby")
    assert [str(one) for one in row.stays.all()] == ["Studio X (2024)", "Collectif Y"]
    page = client.get(edit, {"language": "en"}).content.decode()
    assert "Still unknown" in page

    client.post(reverse("desk_residency:deed", args=[row.pk, "publish"]))
    row.refresh_from_db()
    assert row.state == "published"
    late = client.post(edit, sent | {"expected": "2020-01-01T00:00:00+00:00", "city": "Mons"})
    assert "while you were editing" in late.content.decode()
    assert Residency.objects.get().city == ""


@pytest.mark.parametrize("role", ["editor", "auditor", "member", "adviser"])
def test_nobody_else_opens_or_edits(client, role, django_user_model):
    row = ResidencyFactory()
    person = django_user_model.objects.create_user("x@example.org", role=role, is_staff=role == "editor")
    client.force_login(person)
    for address in (
        reverse("desk_residency:index"),
        reverse("desk_residency:add"),
        reverse("desk_residency:edit", args=[row.pk]),
    ):
        assert (
            client.get(address).status_code == client.post(address, ROWS | {"name": "X"}).status_code == 403
        )
    assert Residency.objects.count() == 1
