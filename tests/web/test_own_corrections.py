"""The managers of a record decide on what others say it should say; nobody else does."""

import pytest
from django.test import Client
from django.utils import translation

from tests.factories import ActorFactory, CorrectionFactory, MembershipFactory, PersonFactory
from tests.speaking import read_in_english
from vivier.directory import actions
from vivier.directory.models import Correction, FieldSource
from vivier.directory.refusals import MembershipRefused
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db
PAGE = "/espace/fiches/studio/corrections/"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def manager():
    actor = ActorFactory(slug="studio", city="Mons", postal_code="7000", kind="studio")
    return MembershipFactory(user=PersonFactory(email="main@home.example"), actor=actor)


def correction(manager, field="city", proposed="Namur", **more):
    return CorrectionFactory(
        actor=manager.actor, field=field, proposed=proposed, author_email="visitor@example.net", **more
    )


def logged_in(person):
    client = Client()
    client.force_login(person)
    read_in_english(client)
    return client


def test_a_manager_sees_what_is_suggested_and_not_by_whom(manager):
    correction(manager, comment="I am your neighbour")
    correction(manager, field="closed_on", proposed="It has closed")
    client = logged_in(manager.user)

    page = client.get(PAGE).content.decode()
    space = client.get("/espace/").content.decode()

    assert "Mons" in page
    assert "Namur" in page
    assert "1 correction suggested" in space
    for hidden in ("visitor@example.net", "neighbour", "It has closed"):
        assert hidden not in page


def test_what_a_manager_writes_is_the_word_of_the_organisation_and_the_author_is_told(manager):
    one = correction(manager)

    logged_in(manager.user).post(PAGE, {"write": "1", "correction": one.pk, "value": "Namur"})

    one.refresh_from_db()
    manager.actor.refresh_from_db()
    held = manager.actor.field_sources.get(field="city", state=FieldSource.State.CURRENT)
    assert (one.status, one.decided_by) == (Correction.Status.APPLIED, manager.user)
    assert (manager.actor.city, held.method) == ("Namur", FieldSource.Method.OWNER)
    mail = Message.objects.get(to="visitor@example.net")
    assert "a été vérifiée et appliquée" in mail.text
    assert "L’équipe" not in mail.text


def test_a_manager_refuses_with_a_reason_only(manager):
    one = correction(manager)
    client = logged_in(manager.user)

    without = client.post(PAGE, {"refuse": "1", "correction": one.pk, "reason": " "}, follow=True)
    client.post(PAGE, {"refuse": "1", "correction": one.pk, "reason": "We are still in Mons."})

    one.refresh_from_db()
    assert "Say why the correction is refused" in without.content.decode()
    assert (one.status, one.reason) == (Correction.Status.REFUSED, "We are still in Mons.")


def test_a_choice_is_made_in_the_record_and_then_settled(manager):
    one = correction(manager, field="kind", proposed="School")
    client = logged_in(manager.user)

    client.post(PAGE, {"write": "1", "correction": one.pk, "value": "School"})
    one.refresh_from_db()
    waits = one.status
    client.post(PAGE, {"done": "1", "correction": one.pk})

    one.refresh_from_db()
    manager.actor.refresh_from_db()
    assert (waits, one.status) == (Correction.Status.WAITING, Correction.Status.APPLIED)
    assert manager.actor.kind == "studio"


def test_what_only_the_team_decides_stays_with_it(manager):
    one = correction(manager, field="closed_on", proposed="It has closed")

    answer = logged_in(manager.user).post(PAGE, {"done": "1", "correction": one.pk}, follow=True)

    one.refresh_from_db()
    assert one.status == Correction.Status.WAITING
    assert "Only the team decides on this." in answer.content.decode()


def test_decided_twice_it_is_decided_once(manager):
    one = correction(manager)
    client = logged_in(manager.user)
    client.post(PAGE, {"write": "1", "correction": one.pk, "value": "Namur"})

    again = client.post(PAGE, {"refuse": "1", "correction": one.pk, "reason": "No."}, follow=True)

    one.refresh_from_db()
    assert one.status == Correction.Status.APPLIED
    assert "already decided" in again.content.decode()


def test_nobody_else_sees_or_decides(manager):
    one, other = correction(manager), CorrectionFactory(actor=ActorFactory(slug="other"), field="city")
    stranger = logged_in(PersonFactory(email="stranger@home.example"))

    assert stranger.get(PAGE).status_code == 404
    assert stranger.post(PAGE, {"done": "1", "correction": one.pk}).status_code == 404
    assert Client().get(PAGE).status_code == 302
    mine = logged_in(manager.user)
    for key in (other.pk, "x", "9" * 30, "-1"):
        assert mine.post(PAGE, {"done": "1", "correction": key}).status_code == 404
    with pytest.raises(MembershipRefused):
        actions.apply_own_correction(other, by=manager.user, value="Mons")
    assert not Correction.objects.exclude(status=Correction.Status.WAITING).exists()


@pytest.mark.parametrize("value", ["", "x" * 9000, "\x00", "<b>", "=1+1"])
def test_hostile_values_break_nothing(manager, value):
    one = correction(manager, field="website")

    answer = logged_in(manager.user).post(
        PAGE, {"write": "1", "correction": one.pk, "value": value}, follow=True
    )

    assert answer.status_code == 200
