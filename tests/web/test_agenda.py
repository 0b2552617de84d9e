import csv
import io
import json
import re
from datetime import date, time, timedelta
from xml.etree import ElementTree

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook  # type: ignore[import-untyped]

from tests.factories import ActorFactory, DisciplineFactory, EventFactory, PlaceFactory, SeriesFactory
from tests.newsroom.pages import article
from vivier.agenda.models import Event
from vivier.directory.models import Actor

pytestmark = pytest.mark.django_db
HOSTILE = [
    "'", '"', "<script>alert(1)</script>", "%", "\\", "../../etc/passwd", "NaN", "-1", "0", "9" * 40, "１２",
    "🎉" * 60, "a" * 5000, "\u202e", "NULL", "1; DROP TABLE agenda_event", "{{7*7}}", "()[]*?+:^~", "AND OR NOT", " ",
]  # fmt: skip


def soon(days: int = 3, **facts: object) -> Event:
    return EventFactory(starts_on=timezone.localdate() + timedelta(days=days), **facts)


def page(client, name: str, *args: str, language: str = "fr", query: str = "", **headers: str):
    with override(language):
        address = reverse(f"web:{name}", args=args)
    return client.get(f"{address}{query}", headers=headers)


def words(response) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize("language", ["fr", "en", "nl", "de"])
def test_the_agenda_opens_on_what_is_coming_in_every_language(client, language):
    soon(title_fr="Bientôt")
    EventFactory(title_fr="Autrefois", starts_on=date(2020, 5, 1))

    response = page(client, "agenda", language=language)

    assert response.status_code == 200
    assert f'<html lang="{language}">' in words(response)
    assert "Bientôt" in words(response)
    assert "Autrefois" not in words(response)


def test_drafts_appear_nowhere(client):
    draft = soon(title_fr="Marqueur confidentiel", state=Event.State.DRAFT)
    soon(title_fr="Public")

    for name in ("agenda", "agenda_ics", "agenda_feed"):
        response = page(client, name, query="?when=all")
        assert "Public" in words(response)
        assert "Marqueur" not in words(response)
    for fmt in ("csv", "xlsx"):
        assert b"Marqueur" not in b"".join(page(client, "agenda_export", fmt).streaming_content)
    for name in ("event", "event_ics"):
        assert page(client, name, draft.slug).status_code == 404


def test_events_stand_under_their_month(client):
    EventFactory(title_fr="Mai", starts_on=date(2020, 5, 1))
    EventFactory(title_fr="Juin", starts_on=date(2020, 6, 1))

    text = words(page(client, "agenda", query="?when=2020", language="en"))

    assert re.findall(r"<h3>([^<]+)</h3>", text)[:2] == ["June 2020", "May 2020"]


def test_what_began_before_and_still_lasts_is_under_way(client):
    today = timezone.localdate()
    EventFactory(
        title_fr="Exposition", starts_on=today - timedelta(days=90), ends_on=today + timedelta(days=5)
    )

    assert "<h3>Under way</h3>" in words(page(client, "agenda", language="en"))


def test_a_filter_narrows_the_list_and_can_be_removed_again(client):
    soon(title_fr="Fête", kind="festival", city="Namur")
    soon(title_fr="Cours", kind="workshop", city="Mons")

    text = words(page(client, "agenda", query="?kind=workshop&town=Mons"))

    assert "Cours" in text
    assert "Fête" not in text
    assert 'href="?town=Mons"' in text
    assert 'href="?kind=workshop"' in text


def test_an_empty_list_names_the_filter_to_blame(client):
    soon(kind="festival", city="Namur")
    soon(kind="festival", city="Mons")
    soon(kind="workshop", city="Liège")

    text = words(page(client, "agenda", query="?kind=festival&town=Liège", language="en"))

    assert "Remove the filter Town: Liège" in text
    assert "Remove the filter Kind: Festival" in text
    assert 'href="?kind=festival"' in text


def test_an_agenda_without_anything_coming_leads_to_what_took_place(client):
    EventFactory(starts_on=date(2020, 5, 1))

    text = words(page(client, "agenda", language="en"))

    assert "No date is announced yet" in text
    assert 'href="?when=all"' in text


def test_words_are_searched(client, indexed):
    soon(title_fr="Nuits électroniques")
    soon(title_fr="Autre chose")
    indexed()

    text = words(page(client, "agenda", query="?q=electroniques"))

    assert "Nuits électroniques" in text
    assert "Autre chose" not in text


def test_htmx_gets_the_part_that_changes_and_the_address_of_the_page(client):
    soon(title_fr="Fête", kind="festival")

    response = page(client, "agenda", query="?kind=festival&page=2", **{"HX-Request": "true"})

    assert "<html" not in words(response)
    assert 'id="results"' in words(response)
    assert 'id="facets" hx-swap-oob="true"' in words(response)
    assert response.headers["HX-Push-Url"] == "/fr/agenda/?kind=festival"


@pytest.mark.parametrize("parameter", ["q", "kind", "discipline", "town", "series", "when", "page"])
def test_nothing_in_the_address_breaks_a_page(client, parameter):
    soon()

    for value in HOSTILE:
        for name in ("agenda", "agenda_ics", "agenda_feed"):
            with override("fr"):
                response = client.get(reverse(f"web:{name}"), {parameter: value})
            assert (response.status_code, value) == (200, value)
            assert "<script>alert(1)" not in words(response)


@pytest.mark.one_database
def test_the_list_costs_the_same_for_any_number_of_events(client, django_assert_num_queries):
    discipline = DisciplineFactory()

    def fill(number: int) -> None:
        for _number in range(number):
            soon(
                disciplines=[discipline],
                series=SeriesFactory(),
                organiser=ActorFactory(),
                place=PlaceFactory(),
            )

    fill(1)
    page(client, "agenda")
    with django_assert_num_queries(11):
        page(client, "agenda")
    fill(20)
    with django_assert_num_queries(11):
        page(client, "agenda")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_event_says_when_where_and_by_whom(client, language):
    organiser = ActorFactory(name="KIKK", slug="kikk")
    place = PlaceFactory(name="TRAKK", slug="trakk")
    event = soon(
        title_fr="Le grand troc",
        organiser=organiser,
        place=place,
        url="https://exemple.org/troc",
        source_url="https://www.exemple.be/x",
    )

    text = words(page(client, "event", event.slug, language=language))

    assert "Le grand troc" in text
    assert organiser.get_absolute_url().replace("/fr/acteurs", "") in text
    assert "/trakk/" in text
    assert 'href="https://exemple.org/troc" rel="noopener nofollow ugc"' in text
    assert ">exemple.be<" in text


def test_an_event_without_english_text_says_so(client):
    event = soon(title_fr="Le grand troc", summary_fr="Un résumé.")

    english = words(page(client, "event", event.slug, language="en"))

    assert '<span lang="fr">Le grand troc</span>' in english
    assert "not available in your language" in english


def test_a_cancelled_event_stays_and_says_why(client):
    event = soon(title_fr="Concert", is_cancelled=True, cancellation_reason="Salle fermée")

    assert "Salle fermée" in words(page(client, "event", event.slug))
    assert "is-off" in words(page(client, "agenda"))
    assert '"eventStatus": "https://schema.org/EventCancelled"' in words(page(client, "event", event.slug))


def test_a_demonstration_event_is_labelled_on_list_and_page(client):
    event = soon(is_demo=True)

    assert "tag--demo" in words(page(client, "agenda"))
    assert "tag--demo" in words(page(client, "event", event.slug))


def test_the_facts_for_machines_are_valid_json_that_ends_nowhere(client):
    event = soon(title_fr="</script><script>alert(1)</script>")

    text = words(page(client, "event", event.slug))

    (block,) = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', text)
    assert json.loads(block)["name"] == "</script><script>alert(1)</script>"


def test_an_event_shows_the_articles_that_cite_it(client):
    event = soon()
    article("au-programme", title="Au programme", events=[event])

    assert "Au programme" in words(page(client, "event", event.slug))


def test_an_organiser_whose_record_is_not_published_is_not_named(client):
    hidden = ActorFactory(name="Collectif discret", slug="discret", status=Actor.Status.DRAFT)
    event = soon(organiser=hidden, organiser_name="Un collectif")

    for name in ("event", "event_ics"):
        text = words(page(client, name, event.slug))
        assert "Un collectif" in text
        assert "discret" not in text


@pytest.mark.one_database
def test_an_event_page_costs_the_same_for_any_number_of_editions(client, django_assert_max_num_queries):
    series = SeriesFactory()
    event = soon(series=series)
    for year in range(2000, 2020):
        EventFactory(series=series, starts_on=date(year, 5, 1))

    with django_assert_max_num_queries(10):
        page(client, "event", event.slug)


def test_an_event_can_be_put_in_a_calendar(client):
    event = soon(title_fr="Atelier", starts_at=time(14), ends_at=time(16))

    response = page(client, "event_ics", event.slug)

    assert response.headers["Content-Type"].startswith("text/calendar")
    assert f'filename="{event.slug}.ics"' in response.headers["Content-Disposition"]
    (entry,) = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert str(entry["summary"]) == "Atelier"


def test_an_event_without_a_date_has_no_calendar(client):
    event = EventFactory(starts_on=None)

    assert page(client, "event_ics", event.slug).status_code == 404
    assert f"{event.slug}.ics" not in words(page(client, "event", event.slug))


def test_the_calendar_of_a_filter_holds_what_the_list_shows(client):
    soon(title_fr="Fête", kind="festival")
    soon(title_fr="Cours", kind="workshop")

    response = page(client, "agenda_ics", query="?kind=workshop")

    entries = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert [str(entry["summary"]) for entry in entries] == ["Cours"]


def test_the_feed_of_a_filter_holds_what_the_list_shows(client):
    soon(title_fr="Fête", kind="festival")
    soon(title_fr="Cours & <b>co</b>\x0b", kind="workshop", is_cancelled=True)

    root = ElementTree.fromstring(page(client, "agenda_feed", query="?kind=workshop").content)

    (item,) = root.findall("./channel/item")
    assert "Cours & <b>co</b>" in item.findtext("title")
    assert item.findtext("link").endswith("/fr/agenda/" + Event.objects.get(kind="workshop").slug + "/")
    assert item.findtext("guid").startswith("urn:uuid:")


def test_the_list_can_be_downloaded_with_formulas_disarmed(client):
    soon(title_fr="=HYPERLINK(1)", city="Mons; Namur", disciplines=[DisciplineFactory(label_fr="Design")])

    response = page(client, "agenda_export", "csv")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(b"".join(page(client, "agenda_export", "xlsx").streaming_content)))

    assert rows[1][0] == "'=HYPERLINK(1)"
    assert rows[1][7] == "Mons; Namur"
    assert book.active["A2"].value == "'=HYPERLINK(1)"
    assert page(client, "agenda_export", "exe").status_code == 404


def test_a_series_shows_all_its_editions_and_subscriptions(client):
    series = SeriesFactory(name="KIKK Festival", slug="kikk-festival")
    EventFactory(title_fr="KIKK Festival 2011", starts_on=date(2011, 11, 24), series=series)
    soon(title_fr="KIKK Festival à venir", series=series)
    EventFactory(title_fr="KIKK Festival caché", state=Event.State.DRAFT, series=series)

    text = words(page(client, "series", "kikk-festival"))

    assert text.index("KIKK Festival à venir") < text.index("KIKK Festival 2011")
    assert "KIKK Festival caché" not in text
    assert "/fr/agenda/agenda.ics?series=kikk-festival&amp;when=all" in text


def test_a_series_without_a_published_edition_is_not_there(client):
    SeriesFactory(slug="vide")

    assert page(client, "series", "vide").status_code == 404


def test_translated_addresses_are_whole():
    addresses = {}
    for language in ("fr", "en", "nl", "de"):
        with override(language):
            addresses[language] = reverse("web:series", args=["x"])

    assert addresses == {
        "fr": "/fr/agenda/series/x/",
        "en": "/en/agenda/series/x/",
        "nl": "/nl/agenda/reeksen/x/",
        "de": "/de/agenda/reihen/x/",
    }


def test_a_place_and_an_organiser_have_a_calendar_of_their_own(client):
    kikk, other = ActorFactory(name="KIKK", slug="kikk"), ActorFactory(slug="autre")
    hub = PlaceFactory(name="TRAKK", slug="trakk")
    soon(title_fr="Foire", organiser=kikk, place=hub)
    soon(title_fr="Ailleurs", organiser=other)

    for query, path in (
        ("?place=trakk", page(client, "place", "trakk")),
        ("?organiser=kikk", page(client, "actor", "kikk")),
    ):
        calendar = words(page(client, "agenda_ics", query=query))

        assert "Foire" in calendar
        assert "Ailleurs" not in calendar
        assert f"agenda.ics{query}" in words(path)


def test_what_is_asked_of_a_place_is_a_chip_and_kept_by_the_form(client):
    PlaceFactory(name="Le <b>TRAKK", slug="trakk")

    text = words(page(client, "agenda", query="?place=trakk&organiser=personne"))

    assert "Le &lt;b&gt;TRAKK" in text
    assert '<input type="hidden" name="place" value="trakk">' in text
    assert "subject=events&amp;place=trakk" in text


def test_events_of_a_record_that_is_not_published_are_not_found_by_its_address(client):
    hidden = ActorFactory(slug="cache", status=Actor.Status.DRAFT)
    soon(title_fr="Foire", organiser=hidden)

    assert "Foire" not in words(page(client, "agenda", query="?organiser=cache"))
    assert client.get("/api/v1/events?organiser=cache").json()["count"] == 0
