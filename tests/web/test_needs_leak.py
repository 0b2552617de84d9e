"""Marker words in every confidential field of a need: no address shows them to anybody who may not know."""

import pytest
from django.utils import timezone

from tests.factories import (
    ActorFactory,
    AdviserFactory,
    ConsentFactory,
    DisciplineFactory,
    MembershipFactory,
    NeedFactory,
    PartnerFactory,
    PersonFactory,
    ReferralFactory,
)
from tests.web.test_routes import all_routes
from vivier.accounts.models import User
from vivier.search.rebuild import rebuild
from vivier.support import links
from vivier.support.models import Answer

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
Role = User.Role
NEED = {
    "sought": "zq-sought",
    "name": "zq-name",
    "organisation": "zq-organisation",
    "email": "zq-email@example.org",
    "phone": "zq-phone",
    "best_time": "zq-time",
    "place": "zq-place",
    "project_name": "zq-project",
    "holders": "zq-holders",
}
PARTNERS = ("zq-message", "zq-override", "zq-answer", "zq-note")
CONTACT = [value for name, value in NEED.items() if name not in ("sought", "place")]


@pytest.fixture
def referral(settings):
    settings.STAFF_MFA_REQUIRED = False
    actor = ActorFactory(name="Known Studio", disciplines=[DisciplineFactory()])
    MembershipFactory(actor=actor)
    need = NeedFactory(entered=True, state="referred", actor=actor, referred_at=timezone.now(), **NEED)
    ConsentFactory(need=need, sees="need")
    found = ReferralFactory(
        need=need,
        partner__note="zq-note",
        message="zq-message",
        override="zq-override",
        escalated_at=timezone.now(),
        answered="taken",
    )
    AdviserFactory(partner=found.partner)
    Answer.objects.create(referral=found, kind="taken", text="zq-answer")
    ReferralFactory(need=need, partner=PartnerFactory())
    rebuild()
    return found


def said_to(client, addresses):
    """Everything these addresses answer, whatever the status."""
    pages = []
    for address in addresses:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        pages.append(body.decode(errors="replace"))
    return "\n".join(pages)


@pytest.mark.parametrize("role", [None, *(one for one in Role.values if one != Role.COORDINATOR)])
def test_no_address_of_the_site_shows_a_need_to_who_may_not_know(client, referral, role):
    addresses = [route.path for route in all_routes()]
    addresses += [f"/espace/orientations/{referral.pk}/", "/en/search/?q=zq", "/api/v1/actors?q=zq"]
    if role:
        client.force_login(PersonFactory(role=role))

    said = said_to(client, addresses)

    assert len(addresses) > 100
    assert [word for word in (*NEED.values(), *PARTNERS) if word in said] == []


def test_the_coordinator_reads_all_of_it(client, referral):
    client.force_login(PersonFactory(role=Role.COORDINATOR))
    said = said_to(
        client,
        [
            f"/desk/needs/{referral.need.pk}/",
            f"/desk/referrals/{referral.pk}/",
            f"/desk/partners/{referral.partner.pk}/",
        ],
    )

    assert [word for word in (*NEED.values(), *PARTNERS) if word not in said] == []


def test_a_partner_reads_the_need_and_its_own_words_alone(client, referral):
    other = referral.need.referrals.exclude(pk=referral.pk).get()
    AdviserFactory(partner=other.partner)
    for one, sees_answer in ((referral, True), (other, False)):
        client.force_login(one.partner.advisers.get().user)
        said = said_to(
            client,
            [f"/espace/orientations/{one.pk}/", f"/en/need/referral/{links.of_referral(one)}/", "/espace/"],
        )
        assert "zq-sought" in said
        assert ("zq-answer" in said) == ("zq-message" in said) == sees_answer
        assert [word for word in (*CONTACT, "zq-note", "zq-override") if word in said] == []


def test_the_applicant_reads_their_own_words_and_none_of_the_partners(client, referral):
    said = said_to(client, [f"/en/need/follow/{links.of_need(referral.need)}/"])

    assert [word for name, word in NEED.items() if word not in said and name != "place"] == []
    assert [word for word in PARTNERS if word in said] == []
