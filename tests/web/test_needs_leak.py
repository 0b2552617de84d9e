"""Who reads what of a need: partner, applicant, coordinator; the walk of all routes tests everybody else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories import ActorFactory, AdviserFactory, PersonFactory
from tests.missions.expeditions import MissionFactory
from tests.web.confidential import (
    BUDGET,
    CASE,
    EVERYTHING,
    MARKERS,
    MISSION,
    NEED,
    PARTNERS,
    found_in,
    referred_need,
    with_a_case,
    with_a_mission,
)
from vivier.accounts.models import User
from vivier.missions.links import secret_of
from vivier.outbox.models import Message
from vivier.search import engine
from vivier.search.query import Query
from vivier.search.rebuild import rebuild
from vivier.support import links
from vivier.support.actions import cases, following, reminding
from vivier.support.casework import team
from vivier.support.models import NextAction

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


def test_the_coordinator_reads_every_word_of_case_and_mission(client, referral, indexed):
    with_a_case(referral.need)
    with_a_mission(MissionFactory(pk=1, slug="osaka"), ActorFactory())
    public = ["/en/", "/en/missions/", "/en/missions/osaka/", "/en/search/?q=zq", "/sitemap.xml"]
    feeds = ["/en/agenda/rss/", "/en/opportunities/rss/", "/api/v1/actors", "/en/actors/export/csv/"]
    indexed()
    open_to_all = "".join(
        b"".join(client.get(one, follow=True)).decode(errors="replace") for one in [*public, *feeds]
    )
    client.force_login(PersonFactory(role=User.Role.COORDINATOR))

    read = said_to(client, ["/espace/besoins/1/dossier/", "/desk/missions/1/", "/desk/missions/1/follow-up/"])

    assert sorted(found_in(read, (*CASE, *MISSION, BUDGET))) == sorted((*CASE, *MISSION, BUDGET))
    assert found_in(open_to_all, EVERYTHING) == []


def test_a_participant_reads_their_own_words_and_not_those_of_the_team(client, referral):
    seat = with_a_mission(MissionFactory(pk=1), ActorFactory())

    said = said_to(client, [f"/mission/{secret_of(seat)}/"])

    assert set(found_in(said, MISSION)) >= {"zq-question", "zq-reply", "zq-met"}
    assert found_in(said, ("zq-team", BUDGET)) == []


def test_no_mail_about_a_case_carries_a_word_of_it(client, referral):
    need, people = referral.need, PersonFactory(role=User.Role.COORDINATOR)
    with_a_case(need)
    for visibility in ("applicant", "partners"):
        cases.write_note(need, text="zq-note-own", visibility=visibility, submission=uuid4(), by=team(people))
    NextAction.objects.update(due_on=timezone.localdate())

    told = following.tell_news(timezone.now() + timedelta(hours=1)), reminding.steps_to_recall()

    assert all(told)
    mails = str(list(Message.objects.values("subject", "text", "html")))
    assert found_in(mails, (*CASE, "zq-sought", "zq-holders", "zq-phone")) == []


def test_search_and_what_the_index_suggests_know_no_need(client, referral):
    rebuild()

    assert engine.search(Query(text="zq-project")).pks == ()
    assert found_in(said_to(client, ["/en/search/?q=zq", "/fr/", "/robots.txt"])) == []
