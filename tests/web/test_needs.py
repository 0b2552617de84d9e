"""Telling a need without an account, following it, answering it by link; hostile input; nobody else reads it."""

import re

import pytest
from django.test import Client
from django.utils import translation

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
from tests.web.test_actors import NAUGHTY
from vivier.core.pace import Pace
from vivier.outbox.models import Message
from vivier.support import links
from vivier.support.actions import consents
from vivier.support.models import Answer, Draft, Need
from vivier.web.views import needs as pages

pytestmark = pytest.mark.django_db
START = "/en/need/"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """Each test begins as a sender of whom nothing came before."""
    monkeypatch.setattr(pages, "_pace", Pace(per_second=1, burst=1000))


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def begin(client, **sent):
    return client.post(START, sent)["Location"]


def answer_all(client, address, **changes):
    """Answer question after question as a person does; return the address of the last look."""
    said = {
        "subject": {"subject": "finance"},
        "sought": {"sought": "Money for a film.", "project_name": "Film"},
        "who": {"who": "artist", "legal_form": ""},
        "stage": {"stage": "idea"},
        "place": {"place": "Namur"},
        "disciplines": {},
        "contact": {"name": "Ada", "email": "ada@example.org"},
        "sharing": {"sharing": "contact"},
    } | changes
    for question in said:
        assert address.endswith(f"/{question}/")
        answer = client.post(address, said[question])
        assert answer.status_code == 302, answer.content.decode()
        address = answer["Location"]
    return address


def test_a_need_is_told_question_by_question_without_account_or_number(client):
    review = answer_all(client, begin(client))
    page = client.get(review).content.decode()
    assert all(word in page for word in ("Money for a film.", "An artist", "ada@example.org"))

    status = client.post(review)["Location"]
    shown = client.get(status).content.decode()

    need = Need.objects.get()
    assert (need.subject, need.who, need.stage, need.place, need.user) == (
        "finance",
        "artist",
        "idea",
        "Namur",
        None,
    )
    assert need.reference in shown
    assert Message.objects.get().to == "ada@example.org"


def test_sending_twice_is_one_need_and_leads_to_the_same_page(client):
    review = answer_all(client, begin(client))

    first, second = client.post(review)["Location"], client.post(review)["Location"]

    assert first.split("?")[0] == second.split("?")[0]
    assert (Need.objects.count(), Draft.objects.count()) == (1, 0)


def test_answers_are_kept_and_anybody_with_the_address_goes_on(client):
    first = begin(client)
    second = client.post(first, {"subject": "space"})["Location"]

    later = Client()
    assert 'value="space"' in later.get(first).content.decode()
    assert "checked" in re.search(r'<input[^>]*value="space"[^>]*>', later.get(first).content.decode())[0]
    assert later.get(second).status_code == 200


def test_the_last_look_leads_back_to_what_is_missing(client):
    first = begin(client)
    token = first.split("/")[4]

    assert client.get(f"{START}tell/{token}/")["Location"] == first


@pytest.mark.parametrize(
    ("question", "sent"), [("subject", {}), ("subject", {"subject": "gold"}), ("contact", {"name": "Ada"})]
)
def test_a_wrong_answer_is_explained_and_nothing_is_lost(client, question, sent):
    first = begin(client)
    answer = client.post(first.replace("/subject/", f"/{question}/"), sent)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert ("Ada" in answer.content.decode()) == ("name" in sent)


def test_the_trap_catches_and_starts_nothing(client):
    assert client.post(START, {"homepage": "https://spam.example"})["Location"] == START
    assert Draft.objects.count() == 0


def test_a_record_prefills_what_it_says(client):
    actor = ActorFactory(
        name="Studio Un", stage="growth", city="Dinant", disciplines=[DisciplineFactory(code="design")]
    )
    begin(client, actor=actor.slug)

    answers = Draft.objects.get().answers
    assert {name: answers[name] for name in ("organisation", "stage", "place", "disciplines", "actor")} == {
        "organisation": "Studio Un",
        "stage": "growth",
        "place": "Dinant",
        "disciplines": ["design"],
        "actor": actor.pk,
    }


def test_a_member_is_known_and_sees_their_records(client):
    member = MembershipFactory(user__name="Bo Member").user
    client.force_login(member)

    assert member.memberships.get().actor.name in client.get(START).content.decode()
    begin(client)
    assert Draft.objects.get().answers == {"name": "Bo Member", "email": member.email}


@pytest.mark.parametrize("naughty", NAUGHTY)
def test_naughty_words_break_nothing(client, naughty):
    first = begin(client, actor=naughty)
    answers = [
        client.get(START, {"actor": naughty}),
        client.post(first, {"subject": naughty}),
        client.post(first.replace("/subject/", "/sought/"), {"sought": naughty}),
        client.post(first.replace("/subject/", "/disciplines/"), {"disciplines": [naughty]}),
        client.get(f"{START}follow/1:a:b/"),
        client.get(f"{START}tell/{first.split('/')[4]}/nonsense/"),
    ]

    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []


@pytest.mark.parametrize("page", ["follow", "referral", "tell"])
def test_an_unknown_secret_opens_nothing(client, page):
    assert client.get(f"{START}{page}/{links.of_draft(Draft())[:-2]}xx/").status_code == 404


@pytest.mark.parametrize("language", ["fr", "en", "nl", "de"])
def test_the_form_on_paper_asks_the_same(client, language):
    with translation.override(language):
        page = client.get(translation_free("need_printable", language)).content.decode()
    assert page.count("paper__q") >= 9


def translation_free(name, language):
    from django.urls import reverse

    with translation.override(language):
        return reverse(f"web:{name}")


# -- following ---------------------------------------------------------------------------------


def status_of(need):
    return f"{START}follow/{links.of_need(need)}/"


def test_the_applicant_sees_partners_and_states_but_not_their_words(client):
    referral = ReferralFactory(partner__actor__name="Fonds Un", answered="taken", message="Secret message")
    Answer.objects.create(referral=referral, kind="taken", text="Secret words")

    page = client.get(status_of(referral.need)).content.decode()

    assert ("Fonds Un" in page, "taken in hand" in page) == (True, True)
    assert "Secret" not in page


def test_the_applicant_says_yes_to_one_partner_and_changes_their_mind(client):
    need, partner = NeedFactory(entered=True), PartnerFactory()
    asked = consents.ask_consent(need, partner, by=None)

    client.post(status_of(need), {"consent": asked.pk, "sees": "need"})
    asked.refresh_from_db()
    assert (asked.state, asked.sees) == ("given", "need")
    client.post(status_of(need), {"consent": asked.pk, "sees": ""})
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


@pytest.mark.parametrize(
    "sent", [{"consent": "x", "sees": "need"}, {"consent": "1", "sees": "all"}, {"consent": ""}, {}]
)
def test_a_wrong_consent_changes_nothing(client, sent):
    need = NeedFactory(entered=True)
    other = ConsentFactory()

    assert client.post(status_of(need), sent).status_code == 302
    other.refresh_from_db()
    assert (other.state, need.consents.count()) == ("given", 0)


def test_the_applicant_withdraws_then_erases_and_the_link_is_dead(client):
    need = NeedFactory(entered=True)
    address = status_of(need)

    client.post(address, {"withdraw": "1"})
    need.refresh_from_db()
    assert need.state == "withdrawn"
    assert client.post(address, {"erase": "1"})["Location"] == START
    assert client.get(address).status_code == 404


def test_secret_pages_are_kept_by_no_cache_and_no_search_engine(client):
    referral = ReferralFactory()
    ConsentFactory(need=referral.need)
    for address in (status_of(referral.need), link_of(referral), begin(client)):
        answer = client.get(address)
        assert "no-store" in answer["Cache-Control"]
        assert 'content="noindex"' in answer.content.decode()


# -- answering ---------------------------------------------------------------------------------


def link_of(referral):
    return f"{START}referral/{links.of_referral(referral)}/"


def number_in(page):
    return re.search(r'name="submission" value="([^"]+)"', page)[1]


def test_a_partner_reads_and_answers_by_link_once(client):
    referral = ReferralFactory(need__sought="A desk in Dinant")
    ConsentFactory(need=referral.need)
    page = client.get(link_of(referral)).content.decode()
    assert ("A desk in Dinant" in page, referral.need.email in page) == (True, True)

    sent = {"kind": "taken", "submission": number_in(page)}
    for _twice in range(2):
        assert client.post(link_of(referral), sent).status_code == 302

    referral.refresh_from_db()
    assert (referral.state, Answer.objects.count(), Answer.objects.get().way) == ("taken", 1, "link")


def test_no_without_a_reason_is_explained(client):
    referral = ReferralFactory()
    page = client.get(link_of(referral)).content.decode()

    answer = client.post(link_of(referral), {"kind": "cannot", "submission": number_in(page)})

    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()


def test_reading_a_link_changes_nothing(client):
    referral = ReferralFactory()

    client.get(link_of(referral))
    client.head(link_of(referral))

    referral.refresh_from_db()
    assert referral.state == "sent"


def test_an_adviser_answers_in_the_space_and_to_anybody_else_it_does_not_exist(client):
    referral = ReferralFactory()
    adviser, address = AdviserFactory(partner=referral.partner).user, f"/espace/orientations/{referral.pk}/"
    assert client.get(address).status_code == 302

    for person in (PersonFactory(), AdviserFactory().user):
        client.force_login(person)
        assert client.get(address).status_code == 404
    client.force_login(adviser)
    page = client.get(f"{address}?language=en").content.decode()
    client.post(address, {"kind": "helped", "submission": number_in(page)})

    said = Answer.objects.get()
    assert (said.kind, said.way, said.by) == ("helped", "space", adviser)


def test_an_adviser_does_not_see_their_own_need_as_a_partner(client):
    adviser = AdviserFactory()
    referral = ReferralFactory(partner=adviser.partner, need__user=adviser.user)
    client.force_login(adviser.user)

    assert client.get(f"/espace/orientations/{referral.pk}/").status_code == 404
