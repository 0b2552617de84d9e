"""Who reads what of a need: partner, applicant, coordinator; the walk of all routes tests everybody else."""

import pytest

from tests.factories import AdviserFactory, PersonFactory
from tests.web.confidential import MARKERS, NEED, PARTNERS, found_in, referred_need
from vivier.accounts.models import User
from vivier.search import engine
from vivier.search.query import Query
from vivier.search.rebuild import rebuild
from vivier.support import links

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
CONTACT = [value for name, value in NEED.items() if name not in ("sought", "place")]


@pytest.fixture
def referral(settings):
    settings.STAFF_MFA_REQUIRED = False
    return referred_need()


def said_to(client, addresses):
    return "\n".join(client.get(address).content.decode() for address in addresses)


def test_the_coordinator_reads_all_of_it(client, referral):
    client.force_login(PersonFactory(role=User.Role.COORDINATOR))

    said = said_to(client, ["/desk/needs/1/", "/desk/referrals/1/", "/desk/partners/1/"])

    assert sorted(found_in(said)) == sorted(MARKERS)


def test_a_partner_reads_the_need_and_its_own_words_alone(client, referral):
    other = referral.need.referrals.exclude(pk=referral.pk).get()
    AdviserFactory(partner=other.partner)
    for one, own in ((referral, ["zq-message", "zq-answer"]), (other, [])):
        client.force_login(one.partner.advisers.get().user)
        link = f"/en/need/referral/{links.of_referral(one)}/"

        said = found_in(said_to(client, [f"/espace/orientations/{one.pk}/", link, "/espace/"]))

        assert sorted(said) == sorted(["zq-sought", "zq-place", *own])
        assert [word for word in CONTACT if word in said] == []


def test_the_applicant_reads_their_own_words_and_none_of_the_partners(client, referral):
    said = found_in(said_to(client, [f"/en/need/follow/{links.of_need(referral.need)}/"]))

    assert sorted(said) == sorted(NEED.values())
    assert [word for word in PARTNERS if word in said] == []


def test_search_and_what_the_index_suggests_know_no_need(client, referral):
    rebuild()

    assert engine.search(Query(text="zq-project")).pks == ()
    assert found_in(said_to(client, ["/en/search/?q=zq", "/fr/", "/robots.txt"])) == []
