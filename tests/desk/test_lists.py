"""Lists of the desk: they say where one is and what they hold, leave as files, and put codes into words."""

import re
from uuid import uuid4

import pytest
from django.conf import settings as project
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests.factories import ActorFactory, CorrectionFactory
from tests.speaking import read_in_english
from vivier.accounts.models import JournalEntry
from vivier.accounts.sentences import WORDS
from vivier.opportunities.models import OpportunityProposal

pytestmark = pytest.mark.django_db
CALL = re.compile(r'journal\.record\(\s*"([a-z_]+\.[a-z_]+)"')


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def logged_in(client, coordinator):
    client.force_login(coordinator)
    read_in_english(client)
    return client


def text_of(answer):
    return b"".join(answer.streaming_content).decode()


def test_a_list_says_where_it_is_what_it_holds_and_that_it_is_empty(logged_in):
    page = logged_in.get(reverse("desk_corrections")).content.decode()
    narrowed = logged_in.get(reverse("desk_corrections") + "?actor=nothing").content.decode()

    assert 'aria-label="Where you are"' in page
    assert '<a href="/desk/">My day</a>' in page
    assert "What people say a record should say" in page
    assert "No correction waits." in page
    assert "Nothing matches these filters" in narrowed


def test_corrections_leave_as_a_file_of_the_same_filter_and_it_is_written_down(logged_in):
    CorrectionFactory(actor=ActorFactory(name="Atelier"), field="city", proposed="Mons")
    CorrectionFactory(actor=ActorFactory(name="Ailleurs"), field="city", proposed="Liège")

    page = logged_in.get(reverse("desk_corrections") + "?actor=atelier").content.decode()
    file = text_of(logged_in.get(reverse("desk_corrections") + "?actor=atelier&export=csv"))

    assert "?actor=atelier&amp;export=csv" in page
    assert "Atelier,town,Mons" in file.replace("city", "town")
    assert "Ailleurs" not in file
    entry = JournalEntry.objects.filter(verb="list.exported").get()
    assert entry.changes == {"list": [None, "corrections"], "format": [None, "csv"]}


def test_proposals_leave_as_a_file_without_who_proposed(logged_in):
    OpportunityProposal.objects.create(
        title="Bourse des ateliers", text="…", author_email="secret@example.org", submission=uuid4()
    )

    file = text_of(logged_in.get(reverse("desk_proposals") + "?export=csv"))

    assert "Bourse des ateliers" in file
    assert "secret@example.org" not in file


@pytest.mark.parametrize("who", ["editor", "member"])
def test_files_of_corrections_are_for_those_who_manage_records(client, request, who):
    client.force_login(request.getfixturevalue(who))

    answer = client.get(reverse("desk_corrections") + "?export=csv")

    assert answer.status_code in {302, 403}
    assert not JournalEntry.objects.filter(verb="list.exported").exists()


@pytest.mark.parametrize("kind", ["pdf", "", "../csv"])
def test_a_file_nobody_offers_is_the_list_itself(logged_in, kind):
    answer = logged_in.get(f"{reverse('desk_corrections')}?export={kind}")

    assert answer.status_code == 200
    assert not answer.streaming


def test_a_list_costs_the_same_for_few_and_many(logged_in):
    CorrectionFactory()
    logged_in.get(reverse("desk_corrections"))  # the first page of a session remembers who came
    costs = []
    for more in (0, 12):
        CorrectionFactory.create_batch(more)
        with CaptureQueriesContext(connection) as queries:
            logged_in.get(reverse("desk_corrections"))
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_every_deed_written_in_the_code_has_words_in_the_journal():
    written = {
        verb
        for path in (project.ROOT / "vivier").rglob("*.py")
        for verb in CALL.findall(path.read_text(encoding="utf-8"))
    }

    assert len(written) > 100
    assert sorted(written - WORDS.keys()) == []
