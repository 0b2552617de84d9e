"""Alerts without an account: the pages, their links, the one-click stop, and what hostile visitors get."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import ActorFactory, CallFactory, SchemeFactory
from tests.rounds import in_rounds
from tests.web.test_actors import NAUGHTY
from vivier.alerts import links
from vivier.alerts.actions import asking
from vivier.alerts.models import Subscriber, Subscription
from vivier.directory.models import Actor
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db
NEW = "/en/alerts/new/"


@pytest.fixture
def subscription():
    one = asking.ask(email="ada@example.org", subject="search", language="en", query="kind=funding")
    return asking.confirm(links.confirmation(one))


def managed(subscription, rest=""):
    return f"/en/alerts/{links.management(subscription.subscriber)}/{rest}"


def test_from_a_list_to_a_confirmed_alert(client):
    CallFactory(closes_at=timezone.now() + timedelta(days=9))
    page = client.get("/en/opportunities/?kind=funding&sort=newest").content.decode()
    assert "/en/alerts/new/?subject=search&amp;kind=funding" in page
    asked = client.get(f"{NEW}?subject=search&kind=funding")
    assert "New opportunities: Funding" in asked.content.decode()

    sent = client.post(f"{NEW}?subject=search&kind=funding", {"email": "ada@example.org"}, follow=True)
    confirm = f"/en/alerts/confirm/{links.confirmation(Subscription.objects.get())}/"
    assert "mailbox" in sent.content.decode()
    assert client.get(confirm).status_code == 200
    assert Subscription.objects.get().state == "asked"
    done = client.post(confirm, follow=True)

    assert "Confirmed" in done.content.decode()
    assert Subscription.objects.get().state == "active"
    assert not client.cookies.get("sessionid")


def test_a_list_of_everything_offers_no_alert(client):
    assert b"alerts/new" not in client.get("/en/opportunities/").content


def test_known_and_unknown_addresses_are_answered_alike(client, subscription):
    answers = [
        client.post(f"{NEW}?subject=search&kind=funding", {"email": email})
        for email in ("ada@example.org", "nobody@example.org")
    ]

    assert len({(one.status_code, one.headers["Location"]) for one in answers}) == 1


@pytest.mark.parametrize("email", ["", "x", "a@b", "ada@example.org\nBcc: all@example.org", "x" * 300])
def test_a_wrong_address_is_said_beside_the_field(client, email):
    answer = client.post(f"{NEW}?subject=search&kind=funding", {"email": email})

    assert answer.status_code == 422
    assert 'class="errors" role="alert"' in answer.content.decode()
    assert not Message.objects.exists()


def test_everything_at_once_is_refused_with_a_sentence(client):
    answer = client.post(f"{NEW}?subject=search", {"email": "ada@example.org"})

    assert answer.status_code == 422
    assert "choose a filter first" in answer.content.decode()


def test_what_is_not_published_cannot_be_followed(client):
    ActorFactory(slug="hidden", status=Actor.Status.DRAFT)
    SchemeFactory(slug="without-calls")

    for query in ("subject=actor&slug=hidden", "subject=scheme&slug=without-calls", "subject=deadline"):
        assert client.get(f"{NEW}?{query}").status_code == 404


@pytest.mark.parametrize("names", [["subject"], ["slug"], ["query"], ["q", "kind", "discipline"]])
def test_nothing_in_the_address_breaks_the_page(client, names):
    for asked in in_rounds(names, NAUGHTY):
        query = {"subject": "search", "kind": "funding"} | asked
        assert client.get(NEW, query).status_code in {200, 400, 404}


@pytest.mark.parametrize("token", ["x", "x:y:z", "é", "%00", "a" * 3000])
@pytest.mark.parametrize("rest", ["", "stop/", "less/1/"])
def test_links_that_are_not_ours_open_nothing(client, token, rest):
    assert client.get(f"/en/alerts/{token}/{rest}").status_code in {400, 404}
    assert client.post(f"/en/alerts/{token}/{rest}").status_code in {400, 404}
    assert client.get(f"/en/alerts/confirm/{token}/").status_code in {400, 410}


def test_preferences_are_changed_and_pages_are_not_kept(client, subscription):
    page = client.get(managed(subscription))

    answer = client.post(managed(subscription), {"do": "prefer", "frequency": "daily", "language": "nl"})

    assert "no-store" in page.headers["Cache-Control"]
    assert answer.status_code == 302
    subscriber = Subscriber.objects.get()
    assert (subscriber.frequency, subscriber.language) == ("daily", "nl")


def test_nobody_stops_what_another_address_asked(client, subscription):
    other = asking.ask(email="bob@example.org", subject="search", language="en", query="kind=call")

    answer = client.post(managed(subscription), {"do": "stop", "subscription": other.pk})

    assert answer.status_code == 404
    other.refresh_from_db()
    assert other.state == "asked"


@pytest.mark.parametrize(
    "sent", [{}, {"do": "evil"}, {"do": "stop", "subscription": "9" * 400}, {"do": "again"}]
)
def test_a_deed_that_makes_no_sense_changes_nothing(client, subscription, sent):
    assert client.post(managed(subscription), sent).status_code in {302, 404, 422}
    subscription.refresh_from_db()
    assert subscription.state == "active"


def test_one_click_of_a_mail_program_stops_everything(subscription):
    client = Client(enforce_csrf_checks=True)
    address = managed(subscription, "stop/")
    assert client.get(address).status_code == 200
    subscription.refresh_from_db()
    assert subscription.state == "active"

    for _twice in range(2):
        assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200

    subscription.refresh_from_db()
    assert subscription.state == "stopped"


def test_less_like_this_is_taken_back_on_the_same_page(client, subscription):
    scheme = SchemeFactory()
    address = managed(subscription, f"less/{scheme.pk}/")

    assert client.get(address).status_code == 200
    assert not subscription.subscriber.declined.exists()
    client.post(address)
    assert subscription.subscriber.declined.count() == 1
    client.post(address, {"do": "again"})
    assert not subscription.subscriber.declined.exists()


def test_to_be_forgotten_ends_on_a_page_that_says_so(client, subscription):
    answer = client.post(managed(subscription), {"do": "forget"}, follow=True)

    assert "erased" in answer.content.decode()
    assert not Subscriber.objects.exists()


@pytest.mark.one_database
def test_a_page_of_alerts_costs_the_same_for_any_number(client, subscription):
    with CaptureQueriesContext(connection) as few:
        client.get(managed(subscription))
    for number in range(20):
        scheme = CallFactory(title_fr=f"T{number}").scheme
        Subscription.objects.create(
            subscriber=subscription.subscriber, subject="scheme", scheme=scheme, key=str(number), wording="x"
        )

    with CaptureQueriesContext(connection) as many:
        client.get(managed(subscription))

    assert len(many) == len(few)
