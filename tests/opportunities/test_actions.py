"""What people do with opportunities is checked, journalled and found at once; what is wrong is refused in words."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from tests.factories import ActorFactory, CallFactory, CriterionFactory, DisciplineFactory, SchemeFactory
from vivier.accounts.models import JournalEntry
from vivier.opportunities.actions.calls import (
    create_call,
    create_scheme,
    publish_call,
    set_criteria,
    stored,
    update_call,
    withdraw_call,
)
from vivier.opportunities.models import Call, Criterion, Scheme
from vivier.opportunities.refusals import EditConflict, InvalidCall, InvalidCriteria, NotPublishable
from vivier.search.models import IndexChange

pytestmark = pytest.mark.django_db
ADULT = {
    "key": "adult",
    "text": {"fr": "Être majeur.", "en": "Be an adult."},
    "article": "Art. 1",
    "rule": {"question": "adult", "text": {"fr": "Avez-vous 18 ans ?"}, "expects": True},
}
WALLOON = {
    "key": "walloon",
    "text": {"fr": "Être wallon."},
    "article": "",
    "rule": {"fact": "territory", "in": ["03000"]},
}


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def journal() -> list[tuple[str, object]]:
    return [(entry.verb, entry.by) for entry in JournalEntry.objects.order_by("sequence")]


def test_a_scheme_and_its_call_are_created_as_drafts_and_written_down(coordinator):
    issuer = ActorFactory(name="Wallimage")
    games = DisciplineFactory(code="jeu_video")

    scheme = create_scheme(title_fr=" Wallimage Gaming ", issuer=issuer, issuer_name="x", by=coordinator)
    values = {
        "title_fr": "Wallimage Gaming 2027",
        "kind": "funding",
        "audiences": ["artist", "entrepreneur"],
        "disciplines": [games],
        "amount_max": Decimal(5000),
        "closes_at": datetime(2027, 1, 1, 11, 0, 59, tzinfo=UTC),
    }
    call = create_call(scheme, by=coordinator, values=values)

    assert (scheme.slug, scheme.issued_by, scheme.issuer_name) == ("wallimage-gaming", "Wallimage", "")
    assert (call.slug, call.state) == ("wallimage-gaming-2027", Call.State.DRAFT)
    assert call.audiences == ["entrepreneur", "artist"]
    assert list(call.disciplines.all()) == [games]
    assert call.closes_at == datetime(2027, 1, 1, 11, 0, tzinfo=UTC)
    assert journal() == [("scheme.created", coordinator), ("opportunity.created", coordinator)]


def test_two_calls_of_one_title_get_two_addresses(coordinator):
    scheme = SchemeFactory()
    values = {"title_fr": "Bourse", "kind": "funding"}

    addresses = [create_call(scheme, by=coordinator, values=values).slug for _ in range(3)]

    assert addresses == ["bourse", "bourse-2", "bourse-3"]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"title_fr": "  "}, "title_fr", "cannot be blank"),
        ({"kind": "gift"}, "kind", "Kind"),
        ({"audiences": ["kings"]}, "audiences", "kings"),
        ({"disciplines": ["alchemy"]}, "disciplines", "alchemy"),
        ({"url": "javascript:alert(1)"}, "url", "Official page"),
        ({"amount_min": Decimal(-1)}, "amount_min", "negative"),
        ({"amount_min": Decimal(9), "amount_max": Decimal(3)}, "amount_max", "below the lowest"),
        ({"summary_fr": "a\x00b"}, "summary_fr", "cannot be stored"),
        ({"state": "published"}, "state", "not a field"),
        ({"slug": "mine"}, "slug", "not a field"),
        ({"currency": "EURO"}, "currency", "Currency"),
    ],
)
def test_what_a_field_cannot_hold_is_refused_and_nothing_is_kept(values, field, words, coordinator):
    scheme = SchemeFactory()

    with pytest.raises(InvalidCall, match=words) as refused:
        create_call(scheme, by=coordinator, values={"title_fr": "Bourse", "kind": "funding"} | values)

    assert refused.value.field == field
    assert (Call.objects.count(), journal()) == (0, [])


def test_a_call_cannot_close_before_it_opens(coordinator):
    call = CallFactory(opens_at=datetime(2027, 2, 1, tzinfo=UTC))

    with pytest.raises(InvalidCall, match="cannot close before it opens"):
        update_call(call, by=coordinator, changes={"closes_at": datetime(2027, 1, 1, tzinfo=UTC)})

    assert Call.objects.get().closes_at is None


def test_an_update_writes_down_what_changed_and_nothing_else(coordinator):
    design = DisciplineFactory(code="design")
    call = CallFactory(title_fr="Avant", amount_max=Decimal(5), disciplines=[DisciplineFactory(code="mode")])
    before = call.updated_at

    changes = {"title_fr": "Après", "amount_max": Decimal("5.00"), "disciplines": ["design"]}
    changed = update_call(call, by=coordinator, changes=changes, reason="coquille")

    assert changed == {"title_fr": ["Avant", "Après"], "disciplines": [["mode"], ["design"]]}
    assert (call.title_fr, list(call.disciplines.all())) == ("Après", [design])
    assert call.updated_at > before
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.changes, entry.reason) == ("opportunity.changed", changed, "coquille")
    assert list(IndexChange.objects.values_list("source", "key")) == [("opportunity", str(call.pk))]


def test_an_update_that_changes_nothing_leaves_no_trace(coordinator):
    call = CallFactory(title_fr="Bourse")
    before = call.updated_at

    assert update_call(call, by=coordinator, changes={"title_fr": "Bourse ", "place": ""}) == {}

    call.refresh_from_db()
    assert (call.updated_at, journal()) == (before, [])


def test_the_second_writer_is_told(coordinator):
    call = CallFactory()
    seen = call.updated_at
    update_call(call, by=coordinator, changes={"place": "Namur"}, expected=seen)

    with pytest.raises(EditConflict, match="while you were editing"):
        update_call(call, by=coordinator, changes={"place": "Liège"}, expected=seen)

    assert Call.objects.get().place == "Namur"


def test_publishing_refuses_with_every_reason_at_once(coordinator):
    scheme = SchemeFactory(issuer_name="")
    call = CallFactory(
        scheme=scheme, state=Call.State.DRAFT, summary_fr="", url="", source_url="", eligibility_fr=""
    )

    with pytest.raises(NotPublishable) as refused:
        publish_call(call, by=coordinator)

    assert str(refused.value) == (
        "Before it is published, this opportunity needs: a summary, an issuer, "
        "the address of its official page or of its source, for whom it is, or who may apply."
    )
    assert (Call.objects.get().state, journal()) == (Call.State.DRAFT, [])


def test_publishing_and_withdrawing_are_two_deeds_each_done_once(coordinator):
    call = CallFactory(state=Call.State.DRAFT, eligibility_fr="Toute personne.")

    publish_call(call, by=coordinator)
    publish_call(call, by=coordinator)
    withdraw_call(call, by=coordinator, reason="doublon")

    assert call.state == Call.State.DRAFT
    assert [verb for verb, _by in journal()] == ["opportunity.published", "opportunity.withdrawn"]
    assert JournalEntry.objects.latest("sequence").reason == "doublon"


def test_criteria_are_replaced_in_order_and_read_back_as_stored(coordinator):
    call = CallFactory()
    CriterionFactory(call=call, key="old")

    assert set_criteria(call, [ADULT, WALLOON], by=coordinator) is True
    assert set_criteria(call, [WALLOON, ADULT], by=coordinator) is True
    assert set_criteria(call, [WALLOON, ADULT], by=coordinator) is False

    assert [stored(row) for row in call.criteria.all()] == [WALLOON, ADULT]
    assert [verb for verb, _by in journal()] == ["opportunity.criteria_set"] * 2


@pytest.mark.parametrize(
    ("criteria", "path"),
    [
        ([{**ADULT, "rule": {"fact": "colour", "in": ["red"]}}], "criteria[0].rule.fact"),
        ([ADULT, ADULT], "criteria[1].key"),
        (["adult"], "criteria[0]"),
        ([{**ADULT, "text": {}}], "criteria[0].text"),
    ],
)
def test_criteria_nobody_could_test_are_refused_with_their_place(criteria, path, coordinator):
    call = CallFactory()
    kept = CriterionFactory(call=call)

    with pytest.raises(InvalidCriteria, match="cannot be read") as refused:
        set_criteria(call, criteria, by=coordinator)

    assert refused.value.path == path
    assert list(Criterion.objects.all()) == [kept]


def test_helpers_of_the_query_agree_with_the_status():
    now = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)
    last_minute = CallFactory(closes_at=now.replace(second=0))
    CallFactory(closes_at=now.replace(second=0) - timedelta(minutes=1))
    later = CallFactory(closes_at=now + timedelta(days=3))
    upcoming = CallFactory(opens_at=now + timedelta(days=1), closes_at=now + timedelta(days=2))
    permanent = CallFactory(is_permanent=True)
    CallFactory()

    assert list(Call.objects.closing_after(now)) == [last_minute, upcoming, later]
    assert set(Call.objects.open_at(now)) == {last_minute, later, permanent}


def test_a_scheme_needs_a_title(coordinator):
    with pytest.raises(InvalidCall, match="needs a title"):
        create_scheme(title_fr=" ", by=coordinator)

    assert Scheme.objects.count() == 0


def test_whether_it_is_permanent_may_become_unknown_again():
    call = CallFactory(is_permanent=True)

    update_call(call, by=None, changes={"is_permanent": None})

    call.refresh_from_db()
    assert call.is_permanent is None
