"""The pages of the residencies: list, filters, map, record, downloads, feed, API, space; drafts stay inside."""

import html
import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from tests.factories import (
    ActorFactory,
    CallFactory,
    DisciplineFactory,
    MembershipFactory,
    ResidencyFactory,
    SchemeFactory,
    TerritoryFactory,
)
from vivier.opportunities.models import PastStay, Residency

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def two(db):
    namur = TerritoryFactory(code="92094", label_fr="Namur")
    design = DisciplineFactory(code="design", label_fr="Design", label_en="Design")
    scheme = SchemeFactory()
    CallFactory(scheme=scheme, title_fr="Appel ouvert", closes_at=timezone.now() + timedelta(days=9))
    mill = ResidencyFactory(
        name="Le Moulin", host_name="", host=ActorFactory(name="Maison du Moulin", slug="moulin"), scheme=scheme,
        city="Namur", territory=namur, disciplines=[design], days_min=21, lodging="yes",
        pays={"fee": "host"}, languages=["fr"], equipment_fr="Un four.", url="https://moulin.example.org/",
    )  # fmt: skip
    tower = ResidencyFactory(name="La Tour", city="Mons")
    ResidencyFactory(name="Le Brouillon", state="draft", city="Namur")
    return mill, tower


def names(answer):
    page = answer.content.decode()
    return [name for name in ("Le Moulin", "La Tour", "Le Brouillon") if f">{name}</a>" in page]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Le Moulin", "La Tour"]),
        ("?discipline=design", ["Le Moulin"]),
        ("?length=weeks", ["Le Moulin"]),
        ("?length=unknown", ["La Tour"]),
        ("?lodging=yes&lodging=unknown", ["Le Moulin", "La Tour"]),
        ("?fee=paid", ["Le Moulin"]),
        ("?dates=open", ["Le Moulin"]),
        ("?dates=none", ["La Tour"]),
        ("?town=Mons", ["La Tour"]),
        ("?commune=92094", ["Le Moulin"]),
        ("?town=Mons&fee=paid", []),
        ("?view=table", ["Le Moulin", "La Tour"]),
        ("?length=x&page=zzz&q=", []),
    ],
)
def test_the_list_is_filtered_and_drafts_stay_inside(client, two, query, found):
    answer = client.get(f"/en/residencies/{query}")

    assert answer.status_code == 200
    assert names(answer) == found


def test_words_find_residencies_on_their_page_and_in_the_one_search(client, two, indexed):
    indexed()

    assert names(client.get("/en/residencies/?q=moulin")) == ["Le Moulin"]
    page = client.get("/en/search/?q=moulin&kind=residency").content.decode()
    assert "/en/residencies/le-moulin/" in page


def test_an_empty_list_says_which_filter_empties_it(client, two):
    page = client.get("/en/residencies/?town=Mons&fee=paid").content.decode()

    assert "Remove the filter Town: Mons" in page


def test_the_record_says_what_is_known_and_what_is_not(client, two):
    mill, tower = two
    PastStay.objects.create(residency=mill, actor=ActorFactory(name="Studio X", slug="studio-x"), year=2024)
    PastStay.objects.create(residency=mill, actor=ActorFactory(name="Studio Y", status="draft"))
    page = client.get(mill.get_absolute_url()).content.decode()
    for words in (
        "3 weeks",
        "lodging on the spot",
        "the host pays",
        "Un four.",
        "Appel ouvert",
        "Studio X",
        "2024",
    ):
        assert words in page
    assert "/en/actors/studio-x/" in page
    assert "/en/actors/actor-" not in page.split("Past residents")[1].split("</section>")[0]
    linked = json.loads(page.split("application/ld+json")[1].split(">", 1)[1].split("</script>")[0])
    assert linked["provider"]["name"] == "Maison du Moulin"

    page = client.get(tower.get_absolute_url()).content.decode()
    assert page.count("not known yet") == 1  # how long: the one fact set large
    unknown = page.split("What nobody knows yet")[1].split("</section>")[0]
    assert "How long one stays, whether there is lodging, who pays what" in unknown
    assert "Write to us" in unknown


def test_a_draft_has_no_page_and_no_api(client, two):
    assert client.get("/en/residencies/le-brouillon/").status_code == 404
    assert client.get("/api/v1/residencies/le-brouillon").status_code == 404


@pytest.mark.parametrize(
    ("language", "address"),
    [
        ("fr", "/fr/residences/"),
        ("en", "/en/residencies/"),
        ("nl", "/nl/residenties/"),
        ("de", "/de/residenzen/"),
    ],
)
def test_the_address_is_translated(client, two, language, address):
    with translation.override(language):
        if reverse("web:residencies") == f"/{language}/residencies/" and language != "en":
            pytest.skip("the messages of this language are not compiled here")
        assert reverse("web:residencies") == address
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("fmt", ["csv", "xlsx", "geojson"])
def test_what_is_shown_leaves_as_a_file(client, two, fmt):
    answer = client.get(f"/en/residencies/export/{fmt}/?town=Namur")

    content = b"".join(answer)
    assert answer.status_code == 200
    if fmt == "csv":
        rows = content.decode("utf-8-sig").splitlines()
        assert len(rows) == 2
        assert rows[1].startswith("Le Moulin,Maison du Moulin,Namur,92094,21,,lodging on the spot,")
    if fmt == "geojson":
        (feature,) = json.loads(content)["features"]
        assert feature["geometry"]["coordinates"] == [4.86, 50.46]


def test_a_file_of_another_kind_is_not_there(client, two):
    assert client.get("/en/residencies/export/exe/").status_code == 404


def test_the_feed_gives_the_same_filter(client, two):
    feed = client.get("/en/residencies/rss/?town=Mons").content.decode()

    assert "La Tour" in feed
    assert "Le Moulin" not in feed


def test_the_api_says_null_where_nobody_knows(client, two):
    said = client.get("/api/v1/residencies?lang=en").json()
    assert [one["slug"] for one in said["results"]] == ["le-moulin", "la-tour"]
    tower = client.get("/api/v1/residencies/la-tour?lang=en").json()
    assert (tower["lodging"], tower["days_min"], tower["fee_amount"], tower["calls"]) == (
        None,
        None,
        None,
        [],
    )
    assert {one["payer"] for one in tower["pays"]} == {None}
    mill = client.get("/api/v1/residencies?discipline=design&lodging=yes&lang=en").json()["results"][0]
    assert mill["calls"][0]["title"]["text"] == "Appel ouvert"
    assert client.get("/api/v1/residencies?lodging=castle").status_code == 422


def spent_on(client, address):
    """Count the queries of a page, but for the table of territories that a process reads now and then."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
        b"".join(answer) if answer.streaming else None
    return sum('FROM "reference_territory"' not in one["sql"] for one in queries.captured_queries)


@pytest.mark.one_database
def test_pages_cost_the_same_for_few_and_many(client, two):
    addresses = ("/en/residencies/", "/api/v1/residencies", "/en/residencies/export/csv/")
    few = [spent_on(client, address) for address in addresses]
    for number in range(15):
        scheme = SchemeFactory()
        CallFactory(scheme=scheme)
        ResidencyFactory(
            host=ActorFactory(), scheme=scheme, city=f"Ville {number}", disciplines=[DisciplineFactory()]
        )

    assert [spent_on(client, address) for address in addresses] == few


def test_a_manager_edits_the_residency_of_their_host_and_no_other(client, two):
    mill, tower = two
    membership = MembershipFactory(actor=mill.host)
    client.force_login(membership.user)
    address = f"/espace/fiches/{mill.host.slug}/residences/{mill.slug}/"
    assert "Le Moulin" in client.get("/espace/").content.decode()
    page = client.get(address)
    expected = page.context["form"].initial["expected"]
    sent = {"expected": expected, "days_min": "28", "lodging": "no", "pays_fee": "partner", "city": "Namur"}

    assert client.post(address, sent).status_code == 302
    mill.refresh_from_db()
    assert (mill.days_min, mill.lodging, mill.pays, mill.name) == (28, "no", {"fee": "partner"}, "Le Moulin")
    assert client.post(address, sent | {"days_min": "7"}).status_code == 409
    assert client.post(address, sent | {"days_min": "x"}).status_code == 422
    other = f"/espace/fiches/{mill.host.slug}/residences/{tower.slug}/"
    assert client.get(other).status_code == client.post(other, sent).status_code == 404
    client.force_login(MembershipFactory().user)
    assert client.post(address, sent).status_code == 404
    assert Residency.objects.get(pk=tower.pk).days_min is None


@pytest.mark.parametrize("expected", ["x", "2026-99-99T00:00:00", "\x00", "9" * 40])
def test_a_hostile_form_number_changes_nothing_wrong(client, two, expected):
    mill, _tower = two
    client.force_login(MembershipFactory(actor=mill.host).user)

    answer = client.post(
        f"/espace/fiches/moulin/residences/{mill.slug}/", {"expected": expected, "city": "Mons"}
    )

    assert answer.status_code in {302, 409, 422}


@pytest.mark.parametrize(
    ("fmt", "holds"),
    [("atom", "<title>Le Moulin"), ("json", '"title": "Le Moulin"'), ("ics", "Appel ouvert")],
)
def test_a_filtered_list_is_followed_in_every_way(client, two, fmt, holds):
    route = {"ics": "residencies_ics"}.get(fmt, f"residencies_feed_{fmt}")
    page = client.get(reverse("web:residencies"), {"discipline": "design"}).content.decode()

    answer = client.get(reverse(f"web:{route}"), {"discipline": "design"}).content.decode()

    assert f'href="{reverse(f"web:{route}")}?discipline=design"' in page
    assert holds in answer
    assert "La Tour" not in answer
    assert "Brouillon" not in answer


def test_the_calendar_of_residencies_holds_their_coming_deadlines_only(client, two):
    mill, _tower = two
    CallFactory(scheme=mill.scheme, title_fr="Appel clos", closes_at=timezone.now() - timedelta(days=9))
    CallFactory(
        scheme=mill.scheme,
        title_fr="Appel caché",
        closes_at=timezone.now() + timedelta(days=9),
        state="draft",
    )

    calendar = client.get(reverse("web:residencies_ics")).content.decode()

    assert calendar.count("BEGIN:VEVENT") == 1
    assert "Appel ouvert" in calendar


def test_one_may_be_told_by_mail_of_new_calls_for_residencies(client, two):
    page = client.get(reverse("web:residencies"), {"q": "four", "discipline": "design", "lodging": "yes"})

    (link,) = re.findall(r'href="([^"]*/alerts/new/[^"]*)"', page.content.decode())

    assert html.unescape(link) == "/en/alerts/new/?subject=search&q=four&kind=residency&discipline=design"
    assert client.get(html.unescape(link)).status_code == 200
