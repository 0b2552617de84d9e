"""Searches of the directory and the agenda, organisations and places: what is told of them, and what is not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import (
    ActorFactory,
    CallFactory,
    DisciplineFactory,
    EventFactory,
    PlaceFactory,
    SchemeFactory,
)
from vivier.alerts.actions import asking, telling
from vivier.alerts.models import Subscriber, Told
from vivier.alerts.saying import subject_words
from vivier.directory import actions
from vivier.directory.models import Actor
from vivier.outbox.models import Message
from vivier.search.query import Query
from vivier.web.forms.directory import ActorSearch

pytestmark = pytest.mark.django_db


def digests():
    return Message.objects.filter(template="alerts/mails/digest").order_by("pk")


def look_again():
    Subscriber.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    return telling.tell_everyone()


def test_only_records_that_came_in_since_are_told_once(subscribed, indexed):
    ActorFactory(name="Studio Ancien", kind="studio", created_at=timezone.now() - timedelta(days=90))
    subscribed(subject="actors", query="kind=studio")
    ActorFactory(name="Studio Neuf", kind="studio")
    ActorFactory(name="École Neuve", kind="school")
    ActorFactory(name="Studio Secret", kind="studio", status=Actor.Status.DRAFT)
    indexed()

    assert look_again() == 1
    assert look_again() == 0

    text = digests().get().text
    assert "Studio Neuf" in text
    for other in ("Ancien", "Neuve", "Secret"):
        assert other not in text


def test_a_draft_that_is_published_later_is_new(subscribed, indexed, coordinator):
    actor = ActorFactory(
        name="Studio Lent",
        kind="studio",
        status=Actor.Status.DRAFT,
        created_at=timezone.now() - timedelta(days=90),
        disciplines=[DisciplineFactory()],
    )
    subscribed(subject="actors", query="kind=studio")
    actions.publish_actor(actor, by=coordinator)
    indexed()

    look_again()

    assert "Studio Lent" in digests().get().text


@pytest.mark.parametrize(
    "query",
    ["q=studio", "kind=studio", "kind=studio&kind=school", "place=Namur", "place=Namur&km=30", "q=zz"],
)
def test_a_saved_search_finds_what_its_page_finds(subscribed, indexed, query):
    from django.http import QueryDict

    from tests.factories import TerritoryFactory
    from vivier.alerts.parameters import cleaned, parameters_of
    from vivier.directory.questions import newest
    from vivier.search import engine

    namur = TerritoryFactory(code="92094", label_fr="Namur", chain=["92094", "90000"])
    ActorFactory(name="Studio Namur", kind="studio", territory=namur)
    ActorFactory(name="École", kind="school")
    indexed()

    page = ActorSearch(QueryDict(query)).everything()
    stored = engine.search(newest(parameters_of(cleaned("actors", query)))).pks

    assert set(stored) == set(page)
    assert isinstance(newest({}), Query)


def test_coming_events_of_a_search_are_told_with_their_days(subscribed):
    EventFactory(title_fr="Atelier son", kind="workshop")
    EventFactory(title_fr="Festival", kind="festival")
    EventFactory(
        title_fr="Atelier passé", kind="workshop", starts_on=timezone.localdate() - timedelta(days=9)
    )
    EventFactory(title_fr="Atelier caché", kind="workshop", state="draft")
    EventFactory(title_fr="Atelier annulé", kind="workshop", is_cancelled=True)
    subscribed(subject="events", query="kind=workshop&when=past")

    assert telling.tell_everyone() == 1
    assert look_again() == 0

    text = digests().get().text
    assert "Atelier son" in text
    for other in ("Festival", "passé", "caché", "annulé"):
        assert other not in text


def test_an_event_edited_often_is_told_once_and_once_more_when_it_moves(subscribed):
    event = EventFactory(title_fr="Atelier son", kind="workshop", place_text="Halle", city="Namur")
    subscribed(subject="events", query="kind=workshop")
    telling.tell_everyone()

    for number in range(3):
        event.summary_fr, event.title_fr = f"Texte {number}", f"Atelier son {number}"
        event.save()
        assert look_again() == 0
    event.starts_on += timedelta(days=7)
    event.place_text = "Gare"
    event.save()

    assert look_again() == 1
    assert look_again() == 0
    assert "Date: " in digests().last().text
    assert "Place: Gare, Namur (it was Halle, Namur)" in digests().last().text


def test_a_cancelled_event_is_news_to_those_who_were_told(subscribed):
    event = EventFactory(title_fr="Atelier", kind="workshop")
    subscribed(subject="events", query="kind=workshop")
    telling.tell_everyone()
    event.is_cancelled = True
    event.save()

    assert look_again() == 1
    assert look_again() == 0

    assert "It is cancelled." in digests().last().text


def test_a_followed_organisation_brings_its_calls_and_its_events_in_one_mail(subscribed):
    actor = ActorFactory(name="Wallimage")
    closes = timezone.now() + timedelta(days=20)
    CallFactory(title_fr="Bourse", scheme=SchemeFactory(issuer=actor), closes_at=closes)
    EventFactory(title_fr="Rencontre", organiser=actor)
    EventFactory(title_fr="Autre")
    subscribed(subject="actor", query="", thing=actor)

    assert telling.tell_everyone() == 1

    text = digests().get().text
    assert "Bourse" in text
    assert "Rencontre" in text
    assert "Autre" not in text
    assert text.count("you follow Wallimage") == 2


def test_a_followed_place_brings_what_happens_there(subscribed):
    place = PlaceFactory(name="Le Pavillon")
    EventFactory(title_fr="Exposition", place=place)
    EventFactory(title_fr="Ailleurs")
    subscribed(subject="place", query="", thing=place)

    telling.tell_everyone()

    assert "Exposition" in digests().get().text
    assert "Ailleurs" not in digests().get().text


def test_an_organisation_that_is_taken_off_the_site_is_neither_told_of_nor_named(subscribed):
    actor = ActorFactory(name="Marqueur Secret")
    subscription = subscribed(subject="actor", query="", thing=actor)
    EventFactory(title_fr="Rencontre", organiser=actor)
    Actor.objects.filter(pk=actor.pk).update(status=Actor.Status.DRAFT)
    subscription.refresh_from_db()

    assert telling.tell_everyone() == 0
    assert "Marqueur" not in subject_words(subscription, "en")


def test_what_is_only_kept_sends_nothing(member):
    member.vouch_for_address()
    EventFactory(kind="workshop")
    kept = asking.ask(
        email=member.email, subject="events", language="en", query="kind=workshop", by=member, by_mail=False
    )

    assert telling.tell_everyone() == 0
    asking.start_again(kept)
    assert telling.tell_everyone() == 1


def test_one_mail_holds_every_kind_and_is_capped(subscribed, indexed):
    subscribed(subject="actors", query="kind=studio")
    for number in range(telling.MOST):
        ActorFactory(name=f"Studio {number}", kind="studio")
    EventFactory(kind="workshop")
    indexed()
    subscribed(subject="events", query="kind=workshop")

    look_again()

    assert Told.objects.count() == telling.MOST
    assert "1 more comes next time" in digests().get().text


@pytest.mark.one_database
def test_telling_of_events_costs_the_same_for_few_and_many(subscribed):
    subscribed(subject="events", query="kind=workshop")

    def cost(number):
        for _one in range(number):
            EventFactory(kind="workshop", disciplines=[DisciplineFactory()])
        subscriber = Subscriber.objects.get()
        with CaptureQueriesContext(connection) as queries:
            telling.compose(subscriber, timezone.now())
        return len(queries)

    assert cost(1) == cost(8)
