"""A partner's keys and the secret of its tool, as the team sees and ends them."""

import pytest

from tests.factories import AdviserFactory, PartnerFactory, PersonFactory
from vivier.accounts.models import JournalEntry, User
from vivier.support.actions import connecting
from vivier.support.webhooks import secret_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    person = PersonFactory(role=User.Role.COORDINATOR)
    client.force_login(person)
    return person


def page(client, address):
    return client.get(f"{address}?language=en").content.decode()


def post(client, address, **sent):
    return client.post(f"{address}?language=en", sent)


def test_the_team_sees_and_ends_a_partners_keys_and_secret(client, coordinator):
    adviser = AdviserFactory()
    partner, address = adviser.partner, f"/desk/partners/{adviser.partner_id}/"
    key, secret = connecting.make_key(partner, label="Our CRM", days=30, by=adviser.user)
    hook = connecting.set_hook(partner, url="https://tool.example.org/in", is_active=True, by=adviser.user)
    assert connecting.partner_of_key(secret) == partner
    before = secret_of(hook)

    shown = page(client, address)
    for sent in ({"secret": 1}, {"revoke": key.pk}, {"revoke": key.pk}, {"stop": 1}, {"revoke": "x"}):
        post(client, address, part="tool", **sent)

    key.refresh_from_db()
    hook.refresh_from_db()
    assert all(word in shown for word in ("Our CRM", str(adviser.user), "last used", "never told", hook.url))
    assert secret not in shown
    assert before not in shown
    assert (key.revoked_at is not None, hook.is_active, secret_of(hook) != before) == (True, False, True)
    ended = page(client, address)
    assert "revoked on" in ended
    assert 'name="revoke"' not in ended
    assert JournalEntry.objects.filter(verb="partner.key_revoked", by=coordinator).count() == 1


def test_the_key_of_another_partner_is_not_ended_here(client, coordinator):
    adviser = AdviserFactory()
    key, _secret = connecting.make_key(adviser.partner, label="CRM", days=30, by=adviser.user)

    post(client, f"/desk/partners/{PartnerFactory().pk}/", part="tool", revoke=key.pk)

    key.refresh_from_db()
    assert key.revoked_at is None
