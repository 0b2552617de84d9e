"""Residencies: written down, changed, published; lengths and payers in words; unknown stays unknown."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from tests.factories import ActorFactory, CallFactory, DisciplineFactory, ResidencyFactory, SchemeFactory
from vivier.accounts.models import JournalEntry
from vivier.opportunities.actions import residencies as actions
from vivier.opportunities.models import PastStay, Residency
from vivier.opportunities.refusals import EditConflict, InvalidCall, LoadRefused, NotPublishable
from vivier.opportunities.residencies import describing as residencies
from vivier.opportunities.residencies.linked_data import of_residency
from vivier.opportunities.residencies.loading import ResidencyRow, store_residencies

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (None, None, ""),
        (21, 21, "3 weeks"),
        (21, None, "3 weeks"),
        (24, 34, "24 days to 34 days"),
        (30, 90, "1 month to 3 months"),
        (1, 1, "1 day"),
        (None, 365, "1 year"),
    ],
)
def test_a_length_is_told_in_the_unit_people_use(low, high, words):
    assert residencies.length_in_words(Residency(days_min=low, days_max=high)) == words


@pytest.mark.parametrize(
    ("pays", "fee", "paid"),
    [
        ({}, None, None),
        ({"fee": "host"}, None, True),
        ({"fee": "nobody"}, None, False),
        ({"lodging": "host"}, None, None),
        ({}, Decimal(500), True),
    ],
)
def test_whether_the_artist_is_paid_may_be_unknown(pays, fee, paid):
    assert residencies.is_paid(Residency(pays=pays, fee_amount=fee)) is paid


def test_a_residency_is_written_down_changed_and_published(coordinator):
    design = DisciplineFactory(code="design")
    row = actions.create_residency(
        by=coordinator, values={"name": " Le Moulin ", "disciplines": ["design"], "pays": {"fee": "host"}}
    )
    assert (row.name, row.slug, row.state, list(row.disciplines.all())) == (
        "Le Moulin",
        "le-moulin",
        "draft",
        [design],
    )

    with pytest.raises(NotPublishable, match="who hosts"):
        actions.publish_residency(row, by=coordinator)
    changes = {"host_name": "Moulin", "url": "https://example.org/", "days_min": "21", "lodging": "yes"}
    assert set(actions.update_residency(row, by=coordinator, changes=changes)) == set(changes)
    assert actions.update_residency(row, by=coordinator, changes=changes) == {}
    actions.publish_residency(row, by=coordinator)
    assert Residency.objects.published().get().days_min == 21
    verbs = list(JournalEntry.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["residency.created", "residency.changed", "residency.published"]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"days_min": 10, "days_max": 5},
        {"days_min": -1},
        {"days_min": "x"},
        {"fee_amount": "-1"},
        {"fee_amount": "1e9999"},
        {"lodging": "castle"},
        {"pays": {"fee": "king"}},
        {"pays": {"crown": "host"}},
        {"disciplines": ["nothing"]},
        {"url": "javascript:alert(1)"},
        {"description_fr": "\x00"},
        {"slug": "x"},
    ],
)
def test_what_a_residency_cannot_hold_is_refused(changes):
    row = ResidencyFactory()
    before = Residency.objects.values().get()

    with pytest.raises(InvalidCall):
        actions.update_residency(row, by=None, changes=changes)
    assert Residency.objects.values().get() == before


def test_two_who_edit_at_once_do_not_overwrite_each_other():
    row = ResidencyFactory()
    seen = row.updated_at
    actions.update_residency(row, by=None, changes={"city": "Namur"}, expected=seen)

    with pytest.raises(EditConflict):
        actions.update_residency(row, by=None, changes={"city": "Mons"}, expected=seen)
    assert Residency.objects.get().city == "Namur"


def test_somebody_is_once_in_residence_a_year():
    row, actor = ResidencyFactory(), ActorFactory()
    for _time in range(2):
        actions.add_stay(row, by=None, actor=actor, year=2024)
    actions.add_stay(row, by=None, name="Collectif X", year=None)

    assert [str(one) for one in row.stays.all()] == [f"{actor.name} (2024)", "Collectif X"]
    for wrong in ({"name": " "}, {"name": "X", "year": 1492}):
        with pytest.raises(InvalidCall):
            actions.add_stay(row, by=None, **({"year": None} | wrong))
    assert PastStay.objects.count() == 2


def test_the_next_dates_are_the_calls_of_its_scheme():
    now = timezone.now()
    scheme = SchemeFactory()
    late = CallFactory(scheme=scheme, closes_at=now + timedelta(days=60), title_fr="Tard")
    soon = CallFactory(scheme=scheme, closes_at=now + timedelta(days=6), title_fr="Bientôt")
    over = CallFactory(scheme=scheme, closes_at=now - timedelta(days=6), title_fr="Passé")
    unknown = CallFactory(scheme=scheme, title_fr="Inconnu")

    coming, others = residencies.dated([late, over, unknown, soon], now)

    assert [one.call for one in coming] == [soon, late]
    assert [one.call for one in others] == [over, unknown]


def test_completeness_counts_a_no_as_known():
    empty = residencies.completeness(Residency(name="X"), disciplines=0)
    assert (empty.percent, len(empty.missing)) == (0, 11)
    full = Residency(
        host_name="Y", city="Namur", days_min=7, lodging="no", description_fr="a", equipment_fr="b",
        accessibility_fr="c", languages=["fr"], url="https://example.org/",
        pays=dict.fromkeys(Residency.Item.values, "nobody"),
    )  # fmt: skip
    assert residencies.completeness(full, disciplines=1) == residencies.Whole(100, ())


def test_linked_data_leaves_out_what_nobody_knows():
    row = ResidencyFactory(host_name="", host=ActorFactory(name="Moulin", status="draft"))

    found = of_residency(row)

    assert found["provider"] == {"@type": "Organization", "name": "Moulin"}
    assert not {"areaServed", "description", "sameAs", "availableChannel"} & set(found)


def test_a_load_creates_once_updates_its_own_words_and_keeps_peoples(coordinator):
    DisciplineFactory(code="design")
    row = ResidencyRow(
        "Moulin",
        "Une maison",
        2,
        disciplines=["design"],
        days_min=21,
        city="Namur",
        url="https://example.org/",
    )
    counts = [store_residencies([row], by=None, checked_on=None) for _time in range(2)]
    assert [(one.created, one.changed, one.unchanged) for one in counts] == [(1, 0, 0), (0, 0, 1)]
    actions.update_residency(Residency.objects.get(), by=coordinator, changes={"city": "Jambes"})

    newer = ResidencyRow(
        "Moulin",
        "Une maison",
        2,
        disciplines=["design"],
        days_min=28,
        city="Dinant",
        url="https://example.org/",
    )
    store_residencies([newer], by=None, checked_on=None)

    stored = Residency.objects.get()
    assert (stored.city, stored.days_min, stored.state) == ("Jambes", 28, "published")


def test_one_bad_row_of_a_load_undoes_everything():
    rows = [
        ResidencyRow("A", "X", 2, url="https://example.org/"),
        ResidencyRow("B", "X", 3, lodging="castle", url="https://example.org/"),
    ]
    with pytest.raises(LoadRefused, match="line 3"):
        store_residencies(rows, by=None, checked_on=None)
    assert Residency.objects.count() == 0
