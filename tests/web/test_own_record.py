"""A manager edits the record: the difference first, nobody's work lost, no import over it."""

from datetime import date
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from tests.factories import (
    ActorFactory,
    DisciplineFactory,
    FieldSourceFactory,
    MembershipFactory,
    RelationFactory,
)
from tests.speaking import read_in_english
from tests.web.test_actors import NAUGHTY
from vivier.directory import actions
from vivier.directory.models import Actor, Correction, FieldSource
from vivier.directory.provenance import Source
from vivier.directory.refresh import Arrival
from vivier.web.forms.own_record import OWN_FIELDS, OwnRecordForm, data_with

pytestmark = pytest.mark.django_db
Method = FieldSource.Method


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def actor():
    return ActorFactory(
        name="Studio",
        slug="studio",
        city="Namur",
        description_fr="Un studio.",
        founded_on=date(2003, 2, 1),
        disciplines=[DisciplineFactory(code="games", label_fr="Jeux", label_en="Games")],
    )


@pytest.fixture
def owner(client, actor):
    membership = MembershipFactory(actor=actor)
    client.force_login(membership.user)
    read_in_english(client)
    return client


def page_of(actor):
    return f"/espace/fiches/{actor.slug}/"


def filled(actor, **changes):
    """What the form sends when a person opens it and changes some fields."""
    data = data_with(actor, "name", actor.name)
    for name, value in changes.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return {name: data.getlist(name) for name in data}


class Inputs(HTMLParser):
    """Reads the hidden inputs of a page."""

    def __init__(self):
        super().__init__()
        self.found = {}

    def handle_starttag(self, tag, attrs):
        one = dict(attrs)
        if tag == "input" and one.get("type") == "hidden" and one["name"] != "csrfmiddlewaretoken":
            self.found.setdefault(one["name"], []).append(one.get("value") or "")


def sent_by(answer):
    """What a browser sends when a button of the page is pressed."""
    reader = Inputs()
    reader.feed(answer.content.decode())
    return reader.found


def post(client, actor, button, sent):
    return client.post(page_of(actor), sent | {button: "1"})


def test_looking_at_the_difference_changes_nothing(owner, actor):
    answer = post(owner, actor, "preview", filled(actor, city="Dinant", website="studio.example"))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert all(words in page for words in ("<del>Namur</del>", "<ins>Dinant</ins>", "https://studio.example"))
    assert "Un studio." not in page.split("<form method", 1)[0]
    assert Actor.objects.get().city == "Namur"


def test_saving_writes_what_changed_as_the_organisations_own_words(owner, actor):
    post(owner, actor, "save", filled(actor, city="Dinant", roles=["member"]))

    saved = Actor.objects.get()
    sources = {one.field: one for one in saved.field_sources.filter(state="current")}
    assert (saved.city, saved.version) == ("Dinant", 2)
    assert set(sources) == {"city", "roles"}
    assert {one.method for one in sources.values()} == {Method.OWNER}
    assert sources["city"].by.memberships.get().actor == saved


def test_an_import_does_not_replace_what_the_organisation_wrote(owner, actor):
    Actor.objects.update(enterprise_number="0403170701")
    actor.refresh_from_db()
    post(owner, actor, "save", filled(actor, city="Dinant"))
    said = {"name": "Studio", "kind": "studio", "enterprise_number": "0403170701", "city": "Liège"}
    register = Source(Method.REGISTER, "The register", "https://register.example", date(2026, 11, 1))

    change_set = actions.propose_changes(
        [Arrival("0403170701", said)], kind="register", label="100", source=register, by=None
    )
    actions.decide_changes(change_set, keys=None, accept=True, by=None)
    actions.apply_changes(change_set, by=None)

    assert Actor.objects.get().city == "Dinant"
    page = owner.get(page_of(actor)).content.decode()
    assert "Liège" in page
    assert "The register" in page


def test_a_refused_value_can_be_taken_over_after_a_look(owner, actor):
    refused = FieldSourceFactory(
        actor=actor, field="city", value="Liège", method=Method.REGISTER, state=FieldSource.State.REFUSED
    )

    shown = owner.post(page_of(actor), {"use": str(refused.pk)})
    assert "<ins>Liège</ins>" in shown.content.decode()
    assert Actor.objects.get().city == "Namur"
    post(owner, actor, "save", sent_by(shown))

    assert Actor.objects.get().city == "Liège"
    assert "Use this value instead" not in owner.get(page_of(actor)).content.decode()


def test_disciplines_of_a_register_can_be_taken_over_too(owner, actor):
    film = DisciplineFactory(code="film", label_fr="Film", label_en="Film")
    refused = FieldSourceFactory(
        actor=actor, field="disciplines", value=["film"], method=Method.REGISTER, state="refused"
    )

    page = owner.post(page_of(actor), {"use": str(refused.pk)}).content.decode()

    assert "<del>Games</del>" in page
    assert f'name="disciplines" value="{film.pk}"' in page


@pytest.mark.parametrize("key", ["", "0", "-1", "x", "99999999999999999999", "\x00"])
def test_a_refused_value_that_is_not_there_is_said(owner, actor, key):
    assert owner.post(page_of(actor), {"use": key}).status_code == 302


def test_the_second_writer_is_told_and_writes_only_what_they_changed(owner, actor):
    sent = filled(actor, city="Dinant", website="https://mine.example/")
    actions.update_actor(
        actor, by=None, method=Method.TEAM, changes={"city": "Charleroi", "description_fr": "Autre."}
    )

    late = post(owner, actor, "save", sent)
    page = late.content.decode()
    assert late.status_code == 409
    assert "Somebody changed this record while you were editing it" in page
    assert "<del>Charleroi</del>" in page
    assert page.count("changed by both</span>") == 1
    assert Actor.objects.get().city == "Charleroi"
    post(owner, actor, "save", sent | {"version": "2"})

    saved = Actor.objects.get()
    assert (saved.city, saved.website, saved.description_fr) == ("Dinant", "https://mine.example/", "Autre.")


def test_going_back_keeps_what_was_typed(owner, actor):
    page = post(owner, actor, "back", filled(actor, city="Dinant")).content.decode()

    assert 'value="Dinant"' in page


def test_what_goes_back_and_forth_through_the_difference_is_the_same(owner, actor):
    sent = filled(actor, city="Dinant", founded_on="2004-05-06", disciplines=[], headcount_low="3")
    hidden = OwnRecordForm(
        MultiValueDict({name: value for name, value in _lists(sent) if value}), instance=Actor.objects.get()
    )
    hidden.is_valid()
    page = post(owner, actor, "preview", sent).content.decode()

    for line in hidden.as_sent():
        assert line in page
    post(owner, actor, "save", sent)
    saved = Actor.objects.get()
    assert (saved.city, saved.founded_on, saved.headcount_low) == ("Dinant", date(2004, 5, 6), 3)
    assert not saved.disciplines.exists()


def _lists(sent):
    return [(name, value if isinstance(value, list) else [value]) for name, value in sent.items()]


def test_a_new_name_keeps_the_old_one_among_the_former(owner, actor):
    post(owner, actor, "save", filled(actor, name="Studio Neuf"))

    saved = Actor.objects.get()
    assert (saved.name, [one.name for one in saved.former_names.all()]) == ("Studio Neuf", ["Studio"])


def test_saving_nothing_changes_nothing(owner, actor):
    post(owner, actor, "save", filled(actor))

    assert Actor.objects.get().version == 1
    assert not FieldSource.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"kind": "castle"},
        {"website": "javascript:alert(1)"},
        {"email": "nobody"},
        {"founded_on": "31/31/2003"},
        {"headcount_low": "9", "headcount_high": "3"},
        {"headcount_low": "-1"},
        {"disciplines": ["999"]},
        {"roles": ["king"]},
        {"name": "x" * 256},
        {"city": "nul\x00"},
        {"version": "x"},
    ],
)
def test_what_a_field_cannot_hold_is_said_and_nothing_is_lost(owner, actor, bad):
    for button in ("preview", "save"):
        answer = post(owner, actor, button, filled(actor, description_fr="Resté là.", **bad))

        assert answer.status_code == 422
        assert 'class="errors"' in answer.content.decode()
        assert "Resté là." in answer.content.decode()
    assert Actor.objects.get().version == 1


@pytest.mark.parametrize("text", NAUGHTY)
def test_hostile_text_is_text(owner, actor, text):
    answer = post(owner, actor, "preview", filled(actor, description_fr=text, name=text[:200]))

    assert answer.status_code in {200, 422}
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize(
    "field", ["status", "slug", "enterprise_number", "is_demo", "confirmed_on", "closed_on"]
)
def test_fields_that_are_not_the_owners_are_ignored(owner, actor, field):
    before = Actor.objects.values().get()
    post(owner, actor, "save", filled(actor) | {field: ["draft"]})

    assert Actor.objects.values().get() == before
    assert field not in OWN_FIELDS


def test_a_record_of_somebody_else_does_not_exist(owner, member):
    other = ActorFactory(slug="other")
    MembershipFactory(actor=other)

    for page in ("", "equipe/", "corrections/", "pas-a-nous/"):
        for method in (owner.get, owner.post):
            assert method(f"/espace/fiches/other/{page}").status_code == 404


def test_the_end_of_a_membership_takes_effect_at_the_next_request(owner, actor):
    sent = filled(actor, city="Dinant")
    actor.memberships.all().delete()

    assert post(owner, actor, "save", sent).status_code == 404
    assert Actor.objects.get().city == "Namur"


def test_everything_is_right_today(owner, actor):
    owner.post(page_of(actor), {"confirm": "1"})

    assert Actor.objects.get().confirmed_on is not None


def test_not_ours_becomes_a_correction(owner, actor):
    RelationFactory(source=ActorFactory(name="Fonds"), target=actor, kind="funds")
    page = owner.get(f"{page_of(actor)}pas-a-nous/").content.decode()
    assert "Funded by: Fonds" in page

    sent = {"what": "Funded by: Fonds", "comment": "Another Studio.", "submission": str(uuid4())}
    for _time in range(2):
        owner.post(f"{page_of(actor)}pas-a-nous/", sent)

    correction = Correction.objects.get()
    assert (correction.proposed, correction.field, correction.comment) == (
        "Not ours: Funded by: Fonds",
        "",
        "Another Studio.",
    )
    assert owner.post(f"{page_of(actor)}pas-a-nous/", sent | {"what": "Anything"}).status_code == 422


@pytest.mark.one_database
def test_it_costs_the_same_for_few_and_many_refused_values(owner, actor):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            owner.get(page_of(actor))
        return len(queries)

    def refuse(field, value):
        FieldSourceFactory(actor=actor, field=field, value=value, method=Method.REGISTER, state="refused")

    refuse("city", "Liège")
    owner.get(page_of(actor))
    few = cost()
    for field in ("website", "email", "postal_code", "description_en", "stage"):
        refuse(field, "x")

    assert cost() == few


def test_a_choice_left_open_says_unknown_and_no_dashes(actor):
    labels = dict(OwnRecordForm(instance=actor).fields["legal_form"].choices)

    assert labels.pop("") == "Unknown"
    assert labels == dict(Actor.LegalForm.choices)
