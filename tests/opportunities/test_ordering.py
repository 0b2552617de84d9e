"""The order of what fits, both ways, with reasons; answers count; the night's lists."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone, translation

from tests.factories import ActorFactory, CallFactory, DisciplineFactory, MembershipFactory
from vivier.accounts.models import JournalEntry
from vivier.opportunities.actions.calls import set_criteria
from vivier.opportunities.actions.responses import respond, withdraw_response
from vivier.opportunities.fitting.ordering import calls_for, matches_of_call, records, times_shown
from vivier.opportunities.fitting.reasons import reasons_in_words
from vivier.opportunities.models import Call, Response, StoredMatch
from vivier.opportunities.refusals import InvalidResponse

pytestmark = pytest.mark.django_db
ASSOCIATIONS = {"key": "form", "text": {"en": "ASBL"}, "rule": {"fact": "legal_form", "in": ["asbl"]}}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def games():
    return DisciplineFactory(code="jeu_video", label_en="Games")


@pytest.fixture
def music():
    return DisciplineFactory(code="musique", label_en="Music")


def call_of(*disciplines, title="Aide", criteria=(ASSOCIATIONS,), **values):
    call = CallFactory(title_fr=title, is_permanent=True, **values)
    call.disciplines.set(disciplines)
    set_criteria(call, criteria, by=None)
    return Call.objects.get(pk=call.pk)


def read(actor):
    return records().get(pk=actor.pk)


def titles(suggestions):
    return [one.match.call.title_fr for one in suggestions]


def test_what_is_shared_comes_first_and_says_why(games, music):
    actor = ActorFactory(name="Pixel", legal_form="asbl", disciplines=[games])
    for n in range(3):
        call_of(music, title=f"Musique {n}")
    call_of(games, title="Jeux")

    found = calls_for(read(actor), now=timezone.now())

    assert titles(found)[0] == "Jeux"
    assert reasons_in_words(found[0].reasons, {"jeu_video": "Games"})[0] == "Shared discipline: Games"
    assert reasons_in_words(found[1].reasons, {}) == ()


def test_eligibility_decides_before_relevance(games, music):
    actor = ActorFactory(legal_form="srl", disciplines=[games])
    call_of(games, title="Jeux, associations")
    call_of(
        music,
        title="Musique, sociétés",
        criteria=[{**ASSOCIATIONS, "rule": {"fact": "legal_form", "in": ["srl"]}}],
    )

    assert titles(calls_for(read(actor), now=timezone.now())) == ["Musique, sociétés"]


def test_what_similar_actors_obtained_moves_the_order(games, member):
    calls = [call_of(title=f"Aide {letter}") for letter in "ABCD"]
    for name in ("Radio Campus", "Radio Libre", "Radio Nord"):
        known = ActorFactory(name=name, legal_form="asbl")
        MembershipFactory(actor=known, user=member)
        respond(known, calls[3], kind="obtained", by=member)
    somebody = ActorFactory(name="Radio Sud", legal_form="asbl")

    found = calls_for(read(somebody), now=timezone.now())

    assert titles(found)[0] == "Aide D"
    assert reasons_in_words(found[0].reasons, {}) == ("Similar actors obtained it before",)
    assert set(found[0].precedents) <= {"Radio Campus", "Radio Libre", "Radio Nord"}


def test_what_is_not_for_us_is_no_longer_proposed_until_taken_back(games, member):
    actor = ActorFactory(legal_form="asbl", disciplines=[games])
    MembershipFactory(actor=actor, user=member)
    call = call_of(games)

    response = respond(actor, call, kind="not_for_me", because="timing", by=member)
    assert titles(calls_for(read(actor), now=timezone.now())) == []
    assert matches_of_call(call, now=timezone.now()).eligible == ()

    withdraw_response(response, by=member)
    assert titles(calls_for(read(actor), now=timezone.now())) == ["Aide"]


def test_an_answer_is_written_once_and_journalled(member):
    actor, call = ActorFactory(), CallFactory()
    MembershipFactory(actor=actor, user=member)

    for _twice in range(2):
        respond(actor, call, kind="applied", by=member)
    respond(actor, call, kind="obtained", because="timing", by=member)

    assert list(Response.objects.values_list("kind", "because")) == [("obtained", "")]
    assert JournalEntry.objects.filter(verb="opportunity.answered").count() == 2


@pytest.mark.parametrize("kind", ["", "rien", "\x00", "obtained' OR 1=1"])
def test_an_answer_nobody_knows_is_refused(member, kind):
    actor = MembershipFactory(user=member).actor

    with pytest.raises(InvalidResponse, match="Choose one"):
        respond(actor, CallFactory(), kind=kind, by=member)


def test_only_those_who_look_after_a_record_answer_for_it(member, coordinator):
    actor, call = ActorFactory(), CallFactory()

    with pytest.raises(InvalidResponse, match="look after"):
        respond(actor, call, kind="applied", by=member)
    respond(actor, call, kind="applied", by=coordinator)

    assert Response.objects.count() == 1


def test_a_draft_takes_no_answer(member):
    actor = MembershipFactory(user=member).actor

    with pytest.raises(InvalidResponse, match="no longer published"):
        respond(actor, CallFactory(state=Call.State.DRAFT), kind="applied", by=member)


def test_a_call_says_whom_it_concerns_and_what_is_missing_most(games):
    ActorFactory(name="Sûre", legal_form="asbl", disciplines=[games])
    for n in range(3):
        ActorFactory(name=f"Sait pas {n}", kind="association", legal_form="", disciplines=[games])
    ActorFactory(name="Exclue", legal_form="srl", kind="enterprise")

    found = matches_of_call(call_of(games), now=timezone.now())

    assert [one.actor.name for one in found.eligible] == ["Sûre"]
    assert (found.eligible_total, found.to_check_total) == (1, 3)
    assert found.missing_most.name == "legal_form"


def test_the_night_stores_the_same_actors_as_the_call_finds_by_day(games, music, capsys):
    for n in range(6):
        ActorFactory(name=f"Jeu {n}", legal_form="asbl" if n % 2 else "srl", disciplines=[games])
    ActorFactory(name="Musicienne", legal_form="asbl", disciplines=[music])
    call, now = call_of(games), timezone.now()
    by_day = [one.actor.pk for one in matches_of_call(call, now=now).eligible if one.score > 0]

    for _twice in range(2):
        call_command("match_everyone")

    stored = StoredMatch.objects.filter(call=call, is_eligible=True)
    assert set(stored.values_list("actor_id", flat=True)) == set(by_day)
    assert list(stored.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4]
    assert times_shown()[by_day[0]] == 1
    assert "7 actors, 1 opportunities, 4 places stored." in capsys.readouterr().out


def test_a_closed_call_has_no_list(games):
    ActorFactory(legal_form="asbl", disciplines=[games])
    call_of(games, closes_at=timezone.now() - timedelta(days=2))

    call_command("match_everyone")

    assert StoredMatch.objects.count() == 0


@pytest.mark.parametrize("tie", ["avec", "dans", "Après", "within", "tussen", "zwischen"])
def test_words_that_tie_others_together_are_no_reason(tie):
    actor = ActorFactory(name=f"Théâtre {tie} marionnettes", legal_form="asbl")
    call_of(title=f"Aide {tie} plateau")
    call_of(title="Aide aux marionnettes")
    for n in range(3):
        call_of(title=f"Aide {n}")

    found = calls_for(read(actor), now=timezone.now())
    said = [reasons_in_words(one.reasons, {}) for one in found]

    assert ("The same words: marionnettes",) in said
    assert not any(tie.lower() in words.lower() for words in (" ".join(one) for one in said))


def test_shared_words_are_shown_as_people_write_them():
    actor = ActorFactory(name="Théâtre du Pré", legal_form="asbl")
    call_of(title="Aide au théâtre")
    for n in range(3):
        call_of(title=f"Aide {n}")

    found = calls_for(read(actor), now=timezone.now())

    assert reasons_in_words(found[0].reasons, {}) == ("The same words: théâtre",)
