"""A member's alerts and searches on one page: kept with and without mails, stopped, taken back, nobody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import ActorFactory, CallFactory, EventFactory, PlaceFactory, SchemeFactory
from tests.rounds import in_rounds
from tests.speaking import read_in_english
from tests.web.test_actors import NAUGHTY
from vivier.alerts.actions import asking
from vivier.alerts.models import Subscriber, Subscription
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db
PAGE, NEW = "/espace/alertes/", "/en/alerts/new/"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def ada(client, member):
    member.vouch_for_address()
    client.force_login(member)
    read_in_english(client)
    return member


def page(client):
    return client.get(f"{PAGE}?language=en").content.decode()


def ask(person, query="kind=funding", **asked):
    return asking.ask(email=person.email, subject="search", language="en", query=query, by=person, **asked)


@pytest.mark.parametrize(
    ("list_of", "subject", "query"),
    [
        ("opportunities", "search", "kind=funding"),
        ("actors", "actors", "kind=studio"),
        ("agenda", "events", "kind=workshop"),
    ],
)
def test_every_filtered_list_is_saved_with_or_without_mails(client, ada, indexed, list_of, subject, query):
    ActorFactory(kind="studio")
    EventFactory(kind="workshop")
    CallFactory()
    indexed()
    offered = f"/en/alerts/new/?subject={subject}&amp;{query}"
    assert offered in client.get(f"/en/{list_of}/?{query}&page=1").content.decode()
    assert "alerts/new" not in client.get(f"/en/{list_of}/").content.decode()
    address = offered.replace("&amp;", "&")
    assert 'type="email"' not in client.get(address).content.decode()

    kept = client.post(address, {"name": "Mine <b>", "by_mail": ""}, follow=True).content.decode()
    one = Subscription.objects.get()
    assert (one.state, one.by_mail, one.subject) == ("active", False, subject)
    assert "Mine &lt;b&gt;" in kept
    assert "kept, without mails" in kept

    for _twice in range(2):
        client.post(address, {"by_mail": "on"})
    one = Subscription.objects.get()
    assert one.by_mail
    assert not Message.objects.exists()


def test_things_are_followed_from_their_pages(client, ada):
    actor, place = ActorFactory(slug="studio"), PlaceFactory(slug="halle")
    call = CallFactory(slug="bourse", scheme=SchemeFactory(slug="dispositif"))
    assert "subject=actor&amp;slug=studio" in client.get("/en/actors/studio/").content.decode()
    assert "subject=place&amp;slug=halle" in client.get("/en/places/halle/").content.decode()

    for subject, slug in (
        ("actor", "studio"),
        ("place", "halle"),
        ("scheme", "dispositif"),
        ("deadline", "bourse"),
    ):
        client.post(f"{NEW}?subject={subject}&slug={slug}", {"by_mail": "on"})

    rows = Subscription.objects.all()
    assert {row.actor or row.place or row.scheme or row.call for row in rows} == {
        actor,
        place,
        call.scheme,
        call,
    }
    shown = page(client)
    for part in ("Whom and what I follow", "Reminders of deadlines"):
        assert part in shown


def test_one_is_stopped_told_again_kept_and_removed(client, ada):
    one = ask(ada)

    for deed, state in (
        ("stop", ("stopped", True)),
        ("start", ("active", True)),
        ("keep", ("active", False)),
    ):
        answer = client.post(PAGE, {"do": deed, "subscription": one.pk})
        one.refresh_from_db()
        assert (answer.status_code, (one.state, one.by_mail)) == (302, state)
    client.post(PAGE, {"do": "remove", "subscription": one.pk})

    assert not Subscription.objects.exists()


def test_stopping_all_mails_leaves_what_is_only_kept(client, ada):
    ask(ada), ask(ada, "kind=call", by_mail=False)

    client.post(PAGE, {"do": "stop_all"})

    states = Subscription.objects.order_by("by_mail").values_list("by_mail", "state")
    assert list(states) == [(False, "active"), (True, "stopped")]


def test_less_like_this_is_listed_and_taken_back(client, ada):
    scheme = SchemeFactory(title_fr="Trop loin")
    asking.decline(ask(ada).subscriber, scheme)
    assert "Trop loin" in page(client)

    client.post(PAGE, {"do": "again", "scheme": scheme.pk})

    assert "Trop loin" not in page(client)


def test_rhythm_and_language_are_chosen_before_anything_is_followed(client, ada):
    assert client.post(PAGE, {"do": "prefer", "frequency": "daily", "language": "nl"}).status_code == 302

    ada.refresh_from_db()
    assert ada.language == "nl"
    assert Subscriber.objects.get().frequency == "daily"


def test_a_wrong_choice_is_said_beside_the_field(client, ada):
    answer = client.post(PAGE, {"do": "prefer", "frequency": "hourly", "language": "en"})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_an_address_that_is_not_confirmed_is_told_so_and_gets_nothing(client, member):
    client.force_login(member)

    assert "not confirmed yet" in page(client)
    assert client.post(PAGE, {"do": "prefer", "frequency": "daily", "language": "nl"}).status_code == 200
    assert not Subscriber.objects.exists()
    assert 'type="email"' in client.get(f"{NEW}?subject=search&kind=funding").content.decode()


def test_nobody_touches_what_another_person_follows(client, ada, coordinator):
    coordinator.vouch_for_address()
    theirs = ask(coordinator)
    for deed in ("stop", "keep", "remove", "start"):
        assert client.post(PAGE, {"do": deed, "subscription": theirs.pk}).status_code == 404
    assert client.post(PAGE, {"do": "gather", "address": coordinator.email}).status_code == 302

    theirs.refresh_from_db()
    assert (theirs.state, theirs.subscriber.email) == ("active", coordinator.email)


def test_only_members_have_the_page(client):
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")
    assert client.post(PAGE, {"do": "stop_all"}).status_code == 302


@pytest.mark.parametrize("deed", ["prefer", "stop", "again", "gather", ""])
def test_nothing_that_is_sent_breaks_the_page(client, ada, deed):
    ask(ada)
    named = (
        (["subscription"], ["scheme"], ["frequency", "language", "address", "name"]) if deed else (["do"],)
    )
    for names in named:
        for sent in in_rounds(names, NAUGHTY):
            assert client.post(PAGE, {"do": deed} | sent).status_code in {302, 400, 404, 422}
    assert Subscription.objects.get().state == "active"


def test_without_an_account_nothing_is_kept_without_mails(client):
    client.post(f"{NEW}?subject=actors&kind=studio", {"email": "ada@example.org", "by_mail": ""})

    assert Subscription.objects.get().by_mail
    assert Message.objects.get().template == "alerts/mails/confirm"


@pytest.mark.one_database
def test_the_page_costs_the_same_for_few_and_many(client, ada):
    def cost(number):
        for _one in range(number):
            asking.ask(email=ada.email, subject="scheme", language="en", thing=CallFactory().scheme, by=ada)
            asking.ask(email=ada.email, subject="actor", language="en", thing=ActorFactory(), by=ada)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    client.get(PAGE)
    assert cost(1) == cost(4)
