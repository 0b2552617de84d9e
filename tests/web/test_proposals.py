"""Anybody may propose an opportunity or a change to one; the team takes it over or says why not."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import ActorFactory, CallFactory, SchemeFactory
from tests.rounds import in_rounds
from tests.speaking import read_in_english
from tests.web.test_actors import NAUGHTY
from vivier.directory.models import Membership
from vivier.opportunities import proposing
from vivier.opportunities.actions import calls as actions
from vivier.opportunities.models import Call, ConditionTrial, OpportunityProposal
from vivier.opportunities.refusals import ProposalRefused
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db
NEW = "/en/opportunities/propose/"


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.STAFF_MFA_REQUIRED = False
    with translation.override("en"):
        yield


def form(**changes):
    return {
        "title": "Bourse de la ville",
        "kind": "funding",
        "issuer_name": "Ville de Dinant",
        "url": "https://example.org/bourse",
        "closes_on": "2027-03-01",
        "text": "Pour les artistes de la ville.",
        "author_email": "ada@example.org",
        "submission": str(uuid4()),
    } | changes


@pytest.fixture
def proposal(client):
    client.post(NEW, form())
    return OpportunityProposal.objects.get()


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator)
    read_in_english(client)
    return client


def test_anybody_proposes_and_reads_what_happens_next(client):
    sent = form()

    answers = [client.post(NEW, sent, follow=True) for _twice in range(2)]

    proposal = OpportunityProposal.objects.get()
    assert {answer.redirect_chain[-1][0] for answer in answers} == {f"{NEW}?sent={proposal.submission}"}
    page = answers[0].content.decode()
    assert "it has arrived" in page
    assert "ada@example.org" not in page
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"kind": "evil"},
        {"url": "javascript:alert(1)"},
        {"closes_on": "soon"},
        {"text": "x" * 5000},
    ],
)
def test_a_wrong_form_is_said_beside_its_field_and_keeps_what_was_typed(client, wrong):
    answer = client.post(NEW, form(**wrong))

    assert answer.status_code == 422
    assert 'class="errors" role="alert"' in answer.content.decode()
    assert "Ville de Dinant" in answer.content.decode()


@pytest.mark.parametrize("fields", [["title", "issuer_name", "text"], ["submission"], ["sent"]])
def test_nothing_sent_breaks_the_page(client, fields):
    for sent in in_rounds(fields, NAUGHTY):
        assert client.post(NEW, form(**sent)).status_code in {302, 400, 422, 429}


def test_nothing_in_the_address_breaks_the_page(client):
    for value in NAUGHTY:
        assert client.get(NEW, {"sent": value}).status_code in {200, 400}


def test_many_from_one_sender_have_to_wait(client):
    for _number in range(proposing.PER_HOUR):
        client.post(NEW, form())

    answer = client.post(NEW, form())

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "in an hour" in answer.content.decode()


def test_a_change_is_about_a_published_opportunity(client):
    call, draft = CallFactory(), CallFactory(state=Call.State.DRAFT)
    said = {"text": "The deadline is wrong", "submission": str(uuid4())}

    assert client.post(f"/en/opportunities/{call.slug}/change/", said).status_code == 302
    assert OpportunityProposal.objects.get().call == call
    assert client.get(f"/en/opportunities/{draft.slug}/change/").status_code == 404


def test_a_manager_proposes_in_the_name_of_the_record(client, member):
    actor = ActorFactory(name="Ville de Dinant")
    Membership.objects.create(user=member, actor=actor)
    client.force_login(member)

    client.post(NEW, form(issuer_name="ville de dinant"))

    proposal = OpportunityProposal.objects.get()
    assert (proposal.issuer, proposal.author) == (actor, member)


def test_nobody_else_speaks_for_a_record(client, proposal):
    assert proposal.issuer is None


def test_taken_over_it_is_a_draft_and_the_author_is_told(desk, proposal):
    answer = desk.post(f"/desk/proposals/{proposal.pk}/", {"accept": "1"})

    call = Call.objects.get()
    assert answer.url == f"/desk/calls/{call.pk}/"
    assert (call.state, call.title_fr, call.closes_on_day) == ("draft", "Bourse de la ville", True)
    assert call.scheme.issuer_name == "Ville de Dinant"
    message = Message.objects.get()
    assert (message.to, "taken over" in message.text) == ("ada@example.org", True)


def test_refused_with_a_reason_and_never_without(desk, proposal):
    assert desk.post(f"/desk/proposals/{proposal.pk}/", {"refuse": "1", "reason": ""}).status_code == 422

    desk.post(f"/desk/proposals/{proposal.pk}/", {"refuse": "1", "reason": "Closed since May"})

    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == ("refused", "Closed since May")
    assert "Closed since May" in Message.objects.get().text


def test_two_people_decide_once(desk, proposal, coordinator):
    proposing.accept(proposal, by=coordinator)

    desk.post(f"/desk/proposals/{proposal.pk}/", {"accept": "1"})

    assert Call.objects.count() == 1
    with pytest.raises(ProposalRefused):
        proposing.refuse(proposal, by=coordinator, reason="late")


@pytest.mark.parametrize("role", ["anonymous", "member", "adviser", "editor", "auditor"])
def test_others_see_and_decide_nothing(client, django_user_model, proposal, role):
    call = CallFactory()
    if role != "anonymous":
        client.force_login(
            django_user_model.objects.create_user(f"{role}@example.org", role=role, is_staff=role == "editor")
        )

    for address in ("proposals/", f"proposals/{proposal.pk}/", f"trials/{call.pk}/", f"editions/{call.pk}/"):
        for method in (client.get, client.post):
            assert method(f"/desk/{address}", {"accept": "1", "edition": "2030"}).status_code in {302, 403}
    proposal.refresh_from_db()
    assert proposal.state == "waiting"
    assert Call.objects.count() == 1


def test_conditions_are_tried_on_their_page_then_the_call_is_published(desk, coordinator):
    call = CallFactory(
        state=Call.State.DRAFT, summary_fr="Quoi", url="https://example.org", audiences=["artist"]
    )
    rule = {"fact": "headcount", "max": 10}
    actions.set_criteria(call, [{"key": "small", "text": {"fr": "Petite"}, "rule": rule}], by=coordinator)
    page = desk.get(f"/desk/trials/{call.pk}/").content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]

    desk.post(f"/desk/trials/{call.pk}/", {"seen": "old"})
    assert not ConditionTrial.objects.exists()
    desk.post(f"/desk/trials/{call.pk}/", {"seen": seen})

    assert "made up:" in page
    assert ConditionTrial.objects.get().by == coordinator
    actions.publish_call(call, by=coordinator)


def test_the_next_edition_is_opened_once(desk):
    call = CallFactory(edition="2026")
    address = f"/desk/editions/{call.pk}/"

    assert 'value="2027"' in desk.get(address).content.decode()
    desk.post(address, {"edition": "2027"})
    answer = desk.post(address, {"edition": "2027"})

    assert answer.status_code == 422
    assert list(Call.objects.values_list("edition", flat=True).order_by("edition")) == ["2026", "2027"]


def test_a_call_names_the_local_variants_of_its_scheme(client):
    general = CallFactory(title_fr="Le général")
    local = CallFactory(title_fr="Le local", scheme=SchemeFactory(variant_of=general.scheme))

    for call, other in ((general, local), (local, general)):
        assert other.title_fr in client.get(f"/en/opportunities/{call.slug}/").content.decode()


@pytest.mark.one_database
def test_a_list_of_proposals_costs_the_same_for_any_number(desk):
    def cost():
        with CaptureQueriesContext(connection) as spent:
            desk.get("/desk/proposals/results/")
        return len(spent)

    OpportunityProposal.objects.create(title="One", text="x", submission=uuid4())
    desk.get("/desk/proposals/results/")
    few = cost()
    for number in range(15):
        OpportunityProposal.objects.create(call=CallFactory(), text=str(number), submission=uuid4())

    assert cost() == few
