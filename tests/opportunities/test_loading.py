"""A dataset becomes opportunities: twice changes nothing, and what people wrote here stays."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.utils.translation import override

from tests.factories import ActorFactory, DisciplineFactory
from tests.opportunities.places import small_belgium
from vivier.accounts.models import JournalEntry
from vivier.core.load_counts import LoadCounts
from vivier.opportunities.actions.calls import set_criteria, update_call, withdraw_call
from vivier.opportunities.loading import (
    OpportunityRow,
    SchemeRow,
    closing_moment,
    store_opportunities,
)
from vivier.opportunities.models import Call, Criterion, Scheme
from vivier.opportunities.refusals import LoadRefused

pytestmark = pytest.mark.django_db
CRITERION = {
    "key": "walloon",
    "text": {"fr": "Être établi en Wallonie.", "en": "Be established in Wallonia."},
    "article": "Art. 2",
    "rule": {"fact": "territory", "in": ["03000"]},
}


def row(**changes) -> OpportunityRow:
    values = {
        "title": "Wallimage Gaming 2022 - production",
        "kind": "funding",
        "issuer": "Wallimage",
        "line": 2,
        "summary_fr": "Un appel.",
        "audience": ["entrepreneur"],
        "disciplines": ["jeu_video"],
        "place": "Namur",
        "closes_on": date(2022, 5, 4),
        "amount_max": Decimal(500_000),
        "currency": "EUR",
        "eligibility_fr": "Sociétés.",
        "url": "https://example.org/appel",
        "source_url": "https://example.org/source",
    }
    return OpportunityRow(**(values | changes))


SCHEME = SchemeRow(row().title, "Wallimage Gaming", "2022, 2e appel", is_permanent=False)


@pytest.fixture(autouse=True)
def vocabulary():
    DisciplineFactory(code="jeu_video")
    small_belgium()
    with override("en"):
        yield


def load(*rows: OpportunityRow, by=None, **given) -> LoadCounts:
    return store_opportunities(
        rows or [row()],
        [SCHEME],
        given.pop("criteria", {row().title: [CRITERION]}),
        {row().title: {"title_en": "Production call", "place_en": "Namur (city)"}},
        by=by,
        scheme_translations={
            "Wallimage Gaming": {"title_en": "Wallimage games"},
            "2022, 2e appel": {"edition_en": "2022, 2nd call"},
        },
        checked_on=date(2026, 11, 22),
        **given,
    )


def test_a_row_becomes_a_published_call_of_its_scheme_with_its_criteria(coordinator):
    issuer = ActorFactory(name="Wallimage")

    counts = load(by=coordinator)

    call = Call.objects.get()
    assert counts == LoadCounts(created=1)
    assert (call.state, call.scheme.title_fr, call.scheme.title_en) == (
        Call.State.PUBLISHED,
        "Wallimage Gaming",
        "Wallimage games",
    )
    assert (call.scheme.issuer, call.scheme.issuer_name) == (issuer, "")
    assert (call.edition, call.edition_en, call.is_permanent) == ("2022, 2e appel", "2022, 2nd call", False)
    assert (call.title_en, call.place_en, call.territory.code) == ("Production call", "Namur (city)", "92094")
    assert call.closes_at == datetime(2022, 5, 4, 21, 59, tzinfo=UTC)
    assert call.closes_on_day is True
    assert [one.code for one in call.disciplines.all()] == ["jeu_video"]
    assert (call.checked_on, call.amount_max, call.audiences) == (
        date(2026, 11, 22),
        Decimal(500_000),
        ["entrepreneur"],
    )
    criterion = call.criteria.get()
    assert (criterion.key, criterion.text_en, criterion.article) == (
        "walloon",
        "Be established in Wallonia.",
        "Art. 2",
    )
    assert {entry.by for entry in JournalEntry.objects.all()} == {coordinator}


def test_the_same_file_twice_changes_nothing():
    load()
    before = (list(Call.objects.values()), list(Scheme.objects.values()), list(Criterion.objects.values()))
    entries = JournalEntry.objects.count()

    counts = load()

    assert counts == LoadCounts(unchanged=1)
    assert (
        list(Call.objects.values()),
        list(Scheme.objects.values()),
        list(Criterion.objects.values()),
    ) == before
    assert JournalEntry.objects.count() == entries


def test_what_the_file_changes_is_changed():
    load()

    counts = load(
        row(summary_fr="Un autre appel.", closes_on=date(2022, 6, 1), closes_at=time(12, 0)),
        criteria={row().title: [{**CRITERION, "article": "Art. 3"}]},
    )

    call = Call.objects.get()
    assert counts == LoadCounts(changed=1)
    assert (call.summary_fr, call.closes_on_day) == ("Un autre appel.", False)
    assert call.closes_at == datetime(2022, 6, 1, 10, 0, tzinfo=UTC)
    assert call.criteria.get().article == "Art. 3"


def test_what_people_wrote_here_outlives_every_load(coordinator):
    load()
    call = Call.objects.get()
    update_call(call, by=coordinator, changes={"title_fr": "Mieux dit", "summary_fr": "Notre résumé."})
    set_criteria(call, [{**CRITERION, "article": "Art. 9"}], by=coordinator)
    withdraw_call(call, by=coordinator)

    counts = load(row(summary_fr="Le fichier insiste.", eligibility_fr="Nouvelle phrase."))
    again = load(row(summary_fr="Le fichier insiste.", eligibility_fr="Nouvelle phrase."))

    call = Call.objects.get()
    assert (counts, again) == (LoadCounts(changed=1), LoadCounts(unchanged=1))
    assert (call.title_fr, call.summary_fr) == ("Mieux dit", "Notre résumé.")
    assert call.eligibility_fr == "Nouvelle phrase."
    assert call.criteria.get().article == "Art. 9"
    assert call.state == Call.State.DRAFT


def test_an_empty_cell_says_nothing_and_erases_nothing():
    load()

    counts = load(row(place="", amount_max=None, summary_fr="", closes_on=None))

    call = Call.objects.get()
    assert counts == LoadCounts(unchanged=1)
    assert (call.place, call.amount_max, call.summary_fr) == ("Namur", Decimal(500_000), "Un appel.")


def test_an_issuer_without_record_is_named_and_linked_once_there_is_one():
    load()
    assert Scheme.objects.get().issuer_name == "Wallimage"

    issuer = ActorFactory(name="Wallimage")
    load()

    scheme = Scheme.objects.get()
    assert (scheme.issuer, scheme.issuer_name) == (issuer, "")


def test_without_a_scheme_row_a_call_is_its_own_scheme():
    load(row(title="Bourse seule"))

    assert Call.objects.get().scheme.title_fr == "Bourse seule"


@pytest.mark.parametrize(
    ("broken", "criteria", "words"),
    [
        (row(line=7, disciplines=["alchimie"]), {}, "line 7: .*alchimie"),
        (row(line=8, audience=["kings"]), {}, "line 8: .*kings"),
        (row(line=9, opens_on=date(2023, 1, 1)), {}, "line 9: .*before it opens"),
        (row(line=10), {row().title: [{"key": "x"}]}, "line 10: criteria"),
        (row(line=11, url="ftp//"), {}, "line 11: "),
    ],
)
def test_one_bad_row_undoes_everything_and_names_its_line(broken, criteria, words):
    good = row(title="Bonne ligne", line=2)

    with pytest.raises(LoadRefused, match=words):
        load(good, broken, criteria=criteria)

    assert (Call.objects.count(), Scheme.objects.count(), JournalEntry.objects.count()) == (0, 0, 0)


def test_a_row_nobody_could_use_is_kept_as_a_draft_and_noted():
    counts = load(row(summary_fr="", line=4))

    assert (counts.created, Call.objects.get().state) == (1, Call.State.DRAFT)
    assert counts.notes == ["line 4: Before it is published, this opportunity needs: a summary."]


@pytest.mark.parametrize(
    ("day", "hour", "moment"),
    [
        (None, None, None),
        (date(2026, 3, 29), None, datetime(2026, 3, 29, 21, 59, tzinfo=UTC)),
        (date(2026, 10, 25), None, datetime(2026, 10, 25, 22, 59, tzinfo=UTC)),
        (date(2026, 12, 11), time(12, 0), datetime(2026, 12, 11, 11, 0, tzinfo=UTC)),
    ],
)
def test_a_closing_day_without_hour_lasts_until_its_end_in_belgium(day, hour, moment):
    assert closing_moment(day, hour) == moment
