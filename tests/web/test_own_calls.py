"""Organisations write the calls of their own schemes: partners publish, the others wait for the team."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from tests.factories import ActorFactory, CallFactory, MembershipFactory, SchemeFactory
from tests.speaking import read_in_english
from vivier.accounts.models import JournalEntry
from vivier.opportunities import proposing
from vivier.opportunities.actions import partners as actions_partners
from vivier.opportunities.actions.calls import set_criteria
from vivier.opportunities.conditions.trials import fingerprint, was_tried
from vivier.opportunities.models import Call, OpportunityProposal, PublishingRight, Scheme
from vivier.opportunities.refusals import NotAPartner
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db
SENT = {
    "scheme_title": "Bourse du Moulin", "title_fr": "Bourse 2027", "kind": "funding", "currency": "EUR",
    "summary_fr": "Une bourse.", "audiences": ["artist"], "url": "https://moulin.example.org/bourse",
    "closes_at": "2099-03-01T12:00", "closes_on_day": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.STAFF_MFA_REQUIRED = False
    with translation.override("en"):
        yield


@pytest.fixture
def manager(client):
    membership = MembershipFactory(actor=ActorFactory(name="Le Moulin", slug="moulin"))
    client.force_login(membership.user)
    read_in_english(client)
    return membership


@pytest.fixture
def partner(manager, coordinator):
    actions_partners.give_right(manager.actor, by=coordinator, reason="Partner of the mandate")
    return manager


def written(client):
    answer = client.post("/espace/fiches/moulin/nouvel-appel/", SENT)
    assert answer.status_code == 302
    return Call.objects.get(title_fr="Bourse 2027"), answer.url


def test_a_partner_writes_and_publishes_without_waiting(client, partner):
    call, address = written(client)
    assert (call.state, call.scheme.issuer, call.scheme.title_fr) == (
        "draft",
        partner.actor,
        "Bourse du Moulin",
    )
    assert call.closes_at.astimezone().strftime("%H:%M") == "23:59"

    client.post(address, {"publish": "1"})
    client.post(address, {"publish": "1"})

    call.refresh_from_db()
    assert (call.state, OpportunityProposal.objects.count()) == ("published", 0)
    entry = JournalEntry.objects.get(verb="opportunity.published_by_partner")
    assert (entry.by, entry.changes) == (partner.user, {"issuer": [None, "Le Moulin"]})
    client.post(address, SENT | {"title_fr": "Bourse 2028", "closes_on_day": "", "expected": ""})
    call.refresh_from_db()
    assert (call.title_fr, call.closes_on_day) == ("Bourse 2028", False)
    client.post(address, {"withdraw": "1"})
    call.refresh_from_db()
    assert call.state == "draft"


def test_another_organisation_waits_for_the_team_and_is_told(client, manager, coordinator):
    call, address = written(client)
    for _time in range(2):
        client.post(address, {"publish": "1"})
    call.refresh_from_db()
    proposal = OpportunityProposal.objects.get()
    assert (call.state, proposal.became, proposal.state) == ("draft", call, "waiting")
    assert "with the team" in client.get("/espace/fiches/moulin/appels/").content.decode()

    assert proposing.accept(proposal, by=coordinator) == call
    assert Call.objects.count() == 1
    assert Message.objects.get().to == manager.user.email


def test_a_refused_call_may_be_sent_again(client, manager, coordinator):
    call, address = written(client)
    client.post(address, {"publish": "1"})
    proposing.refuse(OpportunityProposal.objects.get(), by=coordinator, reason="Le règlement manque.")

    client.post(address, {"publish": "1"})

    assert list(OpportunityProposal.objects.values_list("state", flat=True)) == ["waiting", "refused"]
    assert Call.objects.get() == call


def test_what_lacks_the_needful_is_neither_published_nor_queued(client, partner):
    client.post(
        "/espace/fiches/moulin/nouvel-appel/", {"title_fr": "Vide", "kind": "call", "currency": "EUR"}
    )
    call = Call.objects.get()

    page = client.post(f"/espace/fiches/moulin/appels/{call.slug}/", {"publish": "1"}, follow=True)

    assert "needs: a summary" in page.content.decode()
    assert Call.objects.get().state == "draft"


IN_BELGIUM = {
    "key": "be",
    "text": {"en": "In Belgium", "fr": "En Belgique"},
    "rule": {"fact": "territory", "in": ["BE"]},
}


def test_a_partner_tries_the_conditions_of_its_call_and_publishes_it(client, partner, coordinator):
    call, address = written(client)
    set_criteria(call, [IN_BELGIUM], by=coordinator)
    client.post(address, {"publish": "1"})
    assert "Try the conditions" in client.get(address).content.decode()

    page = client.get(f"{address}essai/").content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)[1]
    assert "In Belgium" in page
    assert client.post(f"{address}essai/", {"seen": "x" * 500}).url == f"{address}essai/"
    assert not was_tried(call)

    assert client.post(f"{address}essai/", {"seen": seen}).url == address
    client.post(f"{address}essai/", {"seen": seen})
    client.post(address, {"publish": "1"})

    call.refresh_from_db()
    assert call.state == "published"
    assert set(JournalEntry.objects.filter(verb="opportunity.tried").values_list("by", flat=True)) == {
        partner.user_id
    }


def test_nobody_else_tries_the_conditions(client, manager, coordinator, member):
    call, address = written(client)
    set_criteria(call, [IN_BELGIUM], by=coordinator)

    page = client.get(f"{address}essai/").content.decode()
    assert "These answers are right" not in page
    client.post(f"{address}essai/", {"seen": fingerprint(call)})
    assert not was_tried(call)

    client.force_login(member)
    assert client.get(f"{address}essai/").status_code == 404
    assert client.post(f"{address}essai/", {"seen": fingerprint(call)}).status_code == 404
    client.logout()
    assert client.get(f"{address}essai/").status_code == 302
    assert not was_tried(call)


def test_only_ones_own_calls_are_seen_and_changed(client, partner):
    other = CallFactory(scheme=SchemeFactory(issuer=ActorFactory(name="Autre")), title_fr="Celui d’un autre")
    own_scheme = SchemeFactory(issuer=partner.actor, title_fr="À nous")
    assert "Celui d’un autre" not in client.get("/espace/fiches/moulin/appels/").content.decode()
    address = f"/espace/fiches/moulin/appels/{other.slug}/"
    for sent in (SENT, {"publish": "1"}, {"withdraw": "1"}):
        assert client.post(address, sent).status_code == 404
    form = client.get("/espace/fiches/moulin/nouvel-appel/").context["form"]
    assert list(form.fields["scheme"].queryset) == [own_scheme]
    answer = client.post("/espace/fiches/moulin/nouvel-appel/", SENT | {"scheme": str(other.scheme_id)})
    assert answer.status_code == 422
    with pytest.raises(NotAPartner):
        actions_partners.change_call(other, partner.actor, by=partner.user, changes={"title_fr": "x"})
    with pytest.raises(NotAPartner):
        actions_partners.write_call(
            partner.actor, by=partner.user, values={"title_fr": "x", "kind": "call"}, scheme=other.scheme
        )
    assert (Call.objects.get().state, Scheme.objects.count()) == ("published", 2)


def test_a_published_call_of_others_is_changed_by_the_team_only(client, manager):
    call = CallFactory(scheme=SchemeFactory(issuer=manager.actor))
    address = f"/espace/fiches/moulin/appels/{call.slug}/"
    assert "Propose a change" in client.get(address).content.decode()

    answer = client.post(address, SENT)

    assert answer.status_code == 422
    assert "propose the change" in answer.content.decode()
    call.refresh_from_db()
    assert call.title_fr != "Bourse 2027"


@pytest.mark.parametrize("who", ["anonymous", "member", "coordinator"])
def test_nobody_else_writes_in_its_name(client, coordinator, member, who):
    actor = ActorFactory(slug="moulin")
    call = CallFactory(scheme=SchemeFactory(issuer=actor))
    actions_partners.give_right(actor, by=coordinator, reason="x")
    if who != "anonymous":
        client.force_login({"member": member, "coordinator": coordinator}[who])
    for address in ("appels/", "nouvel-appel/", f"appels/{call.slug}/"):
        for method in (client.get, client.post):
            answer = method(f"/espace/fiches/moulin/{address}", SENT | {"withdraw": "1"})
            assert answer.status_code in ({302} if who == "anonymous" else {404, 405})
    call.refresh_from_db()
    assert (call.state, Call.objects.count()) == ("published", 1)


def test_the_right_ends_and_what_was_published_stays(client, partner, coordinator):
    call, address = written(client)
    client.post(address, {"publish": "1"})
    with pytest.raises(NotAPartner):
        actions_partners.take_right(PublishingRight.objects.get(), by=coordinator, reason=" ")
    actions_partners.take_right(PublishingRight.objects.get(), by=coordinator, reason="Mandate over")

    call.refresh_from_db()
    assert call.state == "published"
    assert client.post(address, SENT | {"title_fr": "x"}).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_fr": ""}, {"kind": "evil"}, {"url": "javascript:alert(1)"}, {"closes_at": "soon"},
        {"amount_max": "-1"}, {"amount_max": "1e99"}, {"audiences": ["king"]}, {"currency": "EUROS"},
        {"opens_at": "2099-04-01T00:00"}, {"title_fr": "\x00"}, {"scheme": "999999"},
    ],
)  # fmt: skip
def test_a_wrong_form_is_said_and_keeps_what_was_typed(client, manager, wrong):
    answer = client.post("/espace/fiches/moulin/nouvel-appel/", SENT | wrong)

    assert answer.status_code == 422
    assert "Une bourse." in answer.content.decode()
    assert (Call.objects.count(), Scheme.objects.count()) == (0, 0)


def test_the_team_names_partners_and_sees_what_they_published(client, partner, coordinator):
    _call, address = written(client)
    client.post(address, {"publish": "1"})
    client.force_login(coordinator)
    read_in_english(client)
    page = client.get("/desk/publishers/").content.decode()
    for words in ("Le Moulin", "Partner of the mandate", "Bourse 2027", partner.user.email):
        assert words in page
    other = ActorFactory(name="Autre")
    assert client.post("/desk/publishers/", {"actor": other.pk, "reason": ""}).status_code == 422
    for _time in range(2):
        client.post("/desk/publishers/", {"actor": other.pk, "reason": "Because"})
    right = PublishingRight.objects.get(actor=other)
    client.post("/desk/publishers/", {"take": right.pk})
    assert PublishingRight.objects.count() == 2
    client.post("/desk/publishers/", {"take": right.pk, "reason": "No more"})
    assert [one.actor.name for one in PublishingRight.objects.all()] == ["Le Moulin"]


@pytest.mark.parametrize("role", ["editor", "auditor", "member", "adviser"])
def test_nobody_else_names_partners(client, role, django_user_model):
    actor = ActorFactory()
    person = django_user_model.objects.create_user("x@example.org", role=role, is_staff=role == "editor")
    client.force_login(person)

    for method in (client.get, client.post):
        assert method("/desk/publishers/", {"actor": actor.pk, "reason": "x"}).status_code == 403
    assert PublishingRight.objects.count() == 0


def proposed(client, call, **said):
    form = {"text": "It is wrong.", "author_email": "ada@example.org", "submission": str(uuid4())}
    return client.post(f"/en/opportunities/{call.slug}/change/", form | said)


def test_a_change_is_proposed_field_by_field_compared_and_applied(client, coordinator):
    call = CallFactory(url="https://old.example.org/page", closes_on_day=False)
    proposed(
        client, call, new_closes_on="2099-05-01", new_url="https://new.example.org/", new_amount_max="500"
    )
    proposal = OpportunityProposal.objects.get()
    assert set(proposal.amendments) == {"closes_at", "url", "amount_max"}
    client.force_login(coordinator)
    read_in_english(client)
    address = reverse("desk_proposal", args=[proposal.pk])
    page = client.get(address).content.decode()
    assert "<del>https://old.example.org/page</del> <ins>https://new.example.org/</ins>" in page

    for _time in range(2):
        client.post(address, {"accept": "1", "field": ["closes_at", "amount_max", "state", "slug"]})

    call.refresh_from_db()
    assert (call.url, call.amount_max, call.closes_on_day) == ("https://old.example.org/page", 500, True)
    assert (call.state, Message.objects.get().to) == ("published", "ada@example.org")


def test_a_field_that_moved_meanwhile_is_said_and_not_ticked(client, coordinator):
    call = CallFactory(url="https://old.example.org/page")
    proposed(client, call, new_url="https://new.example.org/")
    Call.objects.update(url="https://other.example.org/page")
    client.force_login(coordinator)
    read_in_english(client)

    page = client.get(reverse("desk_proposal", args=[OpportunityProposal.objects.get().pk])).content.decode()

    assert "It said “https://old.example.org/page” when this was proposed." in page
    assert 'value="url" checked' not in page


def test_a_refused_change_changes_nothing_and_its_author_reads_why(client, coordinator):
    call = CallFactory(url="https://old.example.org/page")
    proposed(client, call, new_url="https://new.example.org/")

    proposing.refuse(OpportunityProposal.objects.get(), by=coordinator, reason="La page répond.")

    call.refresh_from_db()
    assert call.url == "https://old.example.org/page"
    assert "La page répond." in Message.objects.get().text


@pytest.mark.parametrize(
    "wrong",
    [{"new_url": "javascript:alert(1)"}, {"new_closes_on": "soon"}, {"new_amount_max": "-1"}, {"text": ""}],
)
def test_a_wrong_change_is_said_beside_its_field(client, wrong):
    answer = proposed(client, CallFactory(), **wrong)

    assert (answer.status_code, OpportunityProposal.objects.count()) == (422, 0)


def test_what_is_proposed_as_it_is_amends_nothing(client):
    call = CallFactory(url="https://old.example.org/page")

    proposed(client, call, new_url="https://old.example.org/page")

    assert OpportunityProposal.objects.get().amendments == {}
