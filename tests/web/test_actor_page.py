"""The page of one record: everything that hangs on it, where it comes from, and who sees what."""

import json
import re
from datetime import date
from html import unescape

import pytest
import vobject

from tests.factories import (
    ActorFactory,
    ActorRoleFactory,
    DisciplineFactory,
    RelationFactory,
    TerritoryFactory,
)
from vivier.accounts.models import User
from vivier.directory import actions
from vivier.directory.models import Actor
from vivier.registers.definitions import load_definitions

pytestmark = pytest.mark.django_db


def page_of(client, actor, language="fr/acteurs"):
    return client.get(f"/{language}/{actor.slug}/")


def text_of(answer):
    return unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def linked(answer):
    return json.loads(
        re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', answer.content.decode())[1]
    )


def test_a_record_shows_its_parts_relations_both_ways_and_former_names(client):
    arts = DisciplineFactory(code="arts", label_fr="Arts numériques")
    actor = ActorFactory(name="KIKK", city="Namur", website="https://www.kikk.be", disciplines=[arts])
    ActorRoleFactory(actor=actor, kind="funder")
    ActorRoleFactory(actor=actor, kind="hub")
    actor.former_names.create(name="Old KIKK")
    RelationFactory(
        source=actor, kind="operates", target=ActorFactory(name="Le Pavillon", slug="le-pavillon")
    )
    RelationFactory(source=ActorFactory(name="Région wallonne", slug="region"), kind="funds", target=actor)
    RelationFactory(source=ActorFactory(name="Partner", slug="partner"), kind="partner_of", target=actor)

    answer = page_of(client, actor)

    page = text_of(answer)
    shown = [
        "KIKK",
        "Arts numériques",
        "Old KIKK",
        "Le Pavillon",
        "Région wallonne",
        "Partner",
        "kikk.be",
        "Namur",
    ]
    assert [one for one in shown if one not in page] == []
    html = answer.content.decode()
    links = [
        'href="/fr/acteurs/le-pavillon/"',
        'href="/fr/acteurs/?role=hub"',
        'href="/fr/acteurs/?discipline=arts"',
    ]
    assert [one for one in links if one not in html] == []


def test_a_partnership_written_from_both_sides_is_shown_once(client):
    one, other = ActorFactory(name="One"), ActorFactory(name="Unique Other", slug="unique-other")
    RelationFactory(source=one, kind="partner_of", target=other)
    RelationFactory(source=other, kind="partner_of", target=one)

    html = page_of(client, one).content.decode()

    assert html.count('href="/fr/acteurs/unique-other/"') == 1


def test_a_draft_is_not_there_for_visitors_and_members_and_is_for_the_team(client, member, editor):
    draft = ActorFactory(name="Secret", status=Actor.Status.DRAFT)
    public = ActorFactory()
    RelationFactory(source=public, target=draft)

    for user in (None, member):
        if user:
            client.force_login(user)
        assert page_of(client, draft).status_code == 404
        assert client.get(f"/fr/acteurs/{draft.slug}.vcf").status_code == 404
        assert client.get(f"/fr/acteurs/{draft.slug}/correction/").status_code == 404
        assert "Secret" not in page_of(client, public).content.decode()
    client.force_login(editor)
    assert "Secret" in page_of(client, draft).content.decode()


def test_every_value_says_where_it_comes_from_and_refused_ones_are_kept_in_sight(client, coordinator):
    actor = ActorFactory(name="KIKK")
    source = {
        "source_name": "ccimag.be",
        "source_url": "https://ccimag.be/x",
        "observed_on": date(2023, 12, 12),
    }
    actions.update_actor(actor, by=None, method="dataset", changes={"city": "Namur"}, **source)
    actions.update_actor(actor, by=coordinator, method="owner", changes={"city": "Jambes"})
    actions.update_actor(actor, by=None, method="register", changes={"city": "Dinant"}, source_name="BCE")

    html = page_of(client, actor).content.decode()
    table = html.partition('<table class="origins">')[2].partition("</table>")[0]
    rows = [
        unescape(re.sub(r"<[^>]+>", " ", row)) for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)[1:]
    ]

    assert [city for row in rows for city in ("Jambes", "Namur", "Dinant") if city in row] == [
        "Jambes",
        "Dinant",
        "Namur",
    ]
    assert 'href="https://ccimag.be/x"' in table
    assert "BCE" in table


def test_an_unknown_place_and_a_closing_day_are_said(client):
    closed = ActorFactory(closed_on=date(2020, 3, 1))

    page = text_of(page_of(client, closed, "en/actors"))

    assert "place unknown" in page
    assert "closed on March 1, 2020" in page


def test_machines_read_the_record_in_schema_orgs_words(client):
    place = TerritoryFactory(code="92094", label_fr="Namur", chain=["92094", "BE"])
    actor = ActorFactory(
        name='A </script><script>alert("x")</script> & co',
        website="https://a.example",
        territory=place,
        city="Namur",
        founded_on=date(2011, 1, 1),
        disciplines=[DisciplineFactory(label_fr="Design")],
    )

    answer = page_of(client, actor)

    data = linked(answer)
    assert "</script><script>alert" not in answer.content.decode()
    assert data["name"] == actor.name
    assert (data["@type"], data["sameAs"], data["knowsAbout"]) == (
        "Organization",
        ["https://a.example"],
        ["Design"],
    )
    assert data["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Namur",
        "postalCode": "",
        "addressCountry": "BE",
    }
    nonce = re.search(r'ld\+json" nonce="([^"]+)"', answer.content.decode())[1]
    assert f"'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]


def test_the_vcard_is_one_that_address_books_read(client):
    actor = ActorFactory(
        name="Été; Studio, SA",
        city="Liège",
        postal_code="4000",
        website="https://a.example",
        email="hello@a.example",
        description_fr="Première ligne\r\nBEGIN:VCARD " + "é" * 200,
        disciplines=[DisciplineFactory(label_fr="Design")],
    )

    answer = client.get(f"/fr/acteurs/{actor.slug}.vcf")

    text = answer.content.decode()
    card = vobject.readOne(text)
    assert (card.fn.value, card.org.value, card.email.value) == (actor.name, [actor.name], "hello@a.example")
    assert (card.adr.value.city, card.adr.value.code, card.categories.value) == ("Liège", "4000", ["Design"])
    assert card.note.value == actor.description_fr.replace("\r\n", "\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert len(re.findall(r"^BEGIN:VCARD", text, re.MULTILINE)) == 1
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{actor.slug}.vcf"'


ROLES = User.Role


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (None, False),
        (ROLES.MEMBER, False),
        (ROLES.ADVISER, False),
        (ROLES.EDITOR, False),
        (ROLES.COORDINATOR, True),
        (ROLES.AUDITOR, True),
        (ROLES.ADMINISTRATOR, True),
    ],
)
def test_the_journal_of_a_record_is_for_those_who_read_journals(client, coordinator, role, sees):
    actor = ActorFactory()
    actions.update_actor(
        actor, by=coordinator, method="team", changes={"city": "Dinant"}, reason="MARKER-REASON"
    )
    if role:
        client.force_login(User.objects.create_user(f"{role}@reader.example", role=role))

    assert ("MARKER-REASON" in page_of(client, actor).content.decode()) is sees


def test_confidential_parts_of_corrections_are_on_no_public_page(client):
    actor = ActorFactory()
    actor.corrections.create(
        proposed="MARKER-PROPOSED", comment="MARKER-COMMENT", author_email="marker@example.org"
    )

    html = page_of(client, actor).content.decode()

    assert "MARKER" not in html
    assert "marker@" not in html


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.one_database
def test_a_record_costs_the_same_for_any_number_of_relations(client, count, django_assert_num_queries):
    actor = ActorFactory(territory=TerritoryFactory(), disciplines=DisciplineFactory.create_batch(2))
    for _ in range(count):
        RelationFactory(source=actor)
        actions.update_actor(actor, by=None, method="dataset", changes={"postal_code": str(5000 + _)})
    page_of(client, actor)

    with django_assert_num_queries(4):
        page_of(client, actor)


def test_an_address_that_is_no_record_is_not_found(client):
    for slug in ("nobody", "a" * 300, "export"):
        assert client.get(f"/fr/acteurs/{slug}/").status_code == 404


def test_the_page_says_which_definition_brought_a_record_in_and_how_it_was_placed(client):
    load_definitions()
    place = TerritoryFactory(label_fr="Namur")
    actor = ActorFactory(territory=place, city="Namur")
    actor.former_names.create(name="Ancien nom", until=date(2019, 5, 4))
    reason = ["wallonia-working", 1, "2008", "90012", "0.50", "performing_arts"]
    origin = {"sectors": [reason], "placed_by": "seat", "placed_with": "postal_code"}
    actor.external_ids.create(source="The register", value="0403170701", origin=origin)
    actor.field_sources.create(
        field="territory", value=place.code, method="register", source_name="The register"
    )

    page = (
        " ".join(text_of(page_of(client, actor, "en/actors")).split()).replace("( ", "(").replace(" )", ")")
    )

    assert "Working definition for Wallonia v1, NACE 90.012 (2008), weight 0.50" in page
    assert "Placed by the postal code of its seat" in page
    assert re.search(r"Ancien nom \(until [^)]*2019\)", page)


def test_a_place_that_a_person_chose_is_not_said_to_be_found_by_a_source(client):
    place = TerritoryFactory(label_fr="Namur")
    actor = ActorFactory(territory=place, city="Namur")
    actor.external_ids.create(
        source="The register", value="1", origin={"placed_by": "seat", "placed_with": "commune"}
    )
    actor.field_sources.create(field="territory", value=place.code, method="team")

    assert "Placed by" not in text_of(page_of(client, actor, "en/actors"))


@pytest.mark.parametrize("origin", [{}, {"sectors": None}, {"sectors": [["short"]]}, {"placed_by": "moon"}])
def test_an_origin_nobody_understands_says_nothing(client, origin):
    actor = ActorFactory()
    actor.external_ids.create(source="x", value="1", origin=origin)

    assert page_of(client, actor, "en/actors").status_code == 200
