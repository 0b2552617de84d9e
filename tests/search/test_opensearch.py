"""The same search over an OpenSearch server: a small one of ours, and a real one when OPENSEARCH_URL is set."""

import os
import uuid
from datetime import date

import pytest

from tests.search.opensearch_server import Indexes, serve
from vivier.search import opensearch, vocabulary
from vivier.search.engine import count_by_kind, search
from vivier.search.models import IndexChange
from vivier.search.query import Query
from vivier.search.queue import apply_waiting, changed
from vivier.search.rebuild import rebuild
from vivier.search.vocabulary import Concept

pytestmark = pytest.mark.django_db
REAL = os.environ.get("OPENSEARCH_URL", "")
NAMUR, LIEGE = (50.467, 4.867), (50.633, 5.567)


@pytest.fixture
def indexes():
    return Indexes()


@pytest.fixture(
    params=["ours", pytest.param("real", marks=pytest.mark.skipif(not REAL, reason="no OPENSEARCH_URL"))]
)
def server(request, settings, indexes, monkeypatch):
    games = Concept("discipline:games", ("Jeu vidéo", "Video games", "game", "58.21"))
    monkeypatch.setattr(vocabulary, "_providers", [lambda: [games]])
    monkeypatch.setattr(vocabulary, "_known", {})
    settings.OPENSEARCH_ALIAS = f"vivier-test-{uuid.uuid4().hex[:8]}"
    if request.param == "real":
        settings.OPENSEARCH_URL = REAL
        yield None
        for index in opensearch._indexes_of(settings.OPENSEARCH_ALIAS):
            opensearch._call("DELETE", f"/{index}")
        return
    served = serve(indexes)
    settings.OPENSEARCH_URL = f"http://somebody:secret@127.0.0.1:{served.server_port}"
    yield served
    served.shutdown()
    served.server_close()


@pytest.fixture
def stocked(server, shelf):
    shelf.put(
        "KIKK",
        texts={"fr": "Jeux vidéo à Namur"},
        facets={"kind": ("hub",)},
        latitude=NAMUR[0],
        longitude=NAMUR[1],
    )
    shelf.put("KIKK Festival", facets={"kind": ("festival",)}, day=date(2026, 3, 1), completeness=1.0)
    shelf.put(
        "Théâtre de Liège",
        facets={"kind": ("venue",)},
        day=date(2026, 1, 1),
        latitude=LIEGE[0],
        longitude=LIEGE[1],
    )
    shelf.put("Haute École Albert Jacquard", facets={"kind": ("school",)})
    rebuild()
    return shelf


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kikk", ["KIKK", "KIKK Festival"]),
        ("theatre", ["Théâtre de Liège"]),
        ("theatr", ["Théâtre de Liège"]),
        ("theater", ["Théâtre de Liège"]),
        ("HEAJ", ["Haute École Albert Jacquard"]),
        ("game ", ["KIKK"]),
        ("58.21", ["KIKK"]),
        ('"ecole albert"', ["Haute École Albert Jacquard"]),
        ("xyzzyx", []),
    ],
)
def test_words_find_what_the_embedded_index_finds(stocked, titles, text, expected):
    assert titles(text) == expected


def test_filters_facets_and_kinds(stocked):
    results = search(Query(filters={"kind": ("hub",)}, facets=("kind",), kinds=("actor",)))

    assert (results.total, results.facets) == (
        1,
        {"kind": {"festival": 1, "hub": 1, "school": 1, "venue": 1}},
    )
    assert count_by_kind("kikk") == {"actor": 2}
    assert search(Query(kinds=("event",))).total == 0


def test_sorting_pages_and_places(stocked, titles):
    assert titles("", sort="name") == [
        "Haute École Albert Jacquard",
        "KIKK",
        "KIKK Festival",
        "Théâtre de Liège",
    ]
    assert titles("", sort="-day")[:2] == ["KIKK Festival", "Théâtre de Liège"]
    assert titles("", sort="name", offset=1, limit=2) == ["KIKK", "KIKK Festival"]
    assert titles("", box=(50.4, 4.5, 50.5, 5.0)) == ["KIKK"]
    assert titles("", near=(*NAMUR, 54.0), sort="name") == ["KIKK", "Théâtre de Liège"]
    assert len(titles("", limit=None)) == 4


def test_did_you_mean_and_words_nobody_has_together(stocked):
    assert search(Query(text="festvial x")).suggestion == "festival x"
    relaxed = search(Query(text="kikk theatre jacquard"))
    assert relaxed.total == 0
    assert search(Query(text="kikk theatre kikk")).relaxed is True


def test_an_edit_is_found_a_row_gone_is_not(stocked, titles):
    stocked.items[1].title = "Renommé"
    del stocked.items[2]
    for pk in (1, 2, 77):
        changed("actor", pk)

    assert apply_waiting() == 3
    assert (titles("renomme"), titles("festival ")) == (["Renommé"], [])
    assert list(IndexChange.objects.all()) == []


def test_a_rebuild_moves_the_alias_and_leaves_one_index(stocked, indexes, titles):
    stocked.put("Nouveau")
    rebuild()

    assert titles("nouveau") == ["Nouveau"]
    if indexes.entries:
        assert len(indexes.entries) == 1
        assert not any(names for alias, names in indexes.aliases.items() if alias.endswith("-building"))


def test_an_edit_during_a_rebuild_is_in_both_and_never_overwritten_by_the_older_row(
    stocked, registry, titles
):
    old = dict(stocked.items)

    def rows():
        found = [type(item)(item.pk, item.title, dict(item.extra)) for item in old.values()]
        stocked.items[1].title = "Entre-temps"
        changed("actor", 1)
        apply_waiting()
        return found

    reads = iter([rows])

    def once_then_as_it_is():
        return next(reads, stocked.source().queryset)()

    registry.register(registry.Source("actor", once_then_as_it_is, stocked.build))
    rebuild()

    assert titles("entre-temps") == ["Entre-temps"]


@pytest.mark.parametrize(
    "text", ['"', "\x00", "x" * 10_000, "a OR b", "((", "*", "\ud800", "facets.kind:x", "🎮"]
)
def test_hostile_words_get_an_answer(stocked, caplog, text):
    results = search(Query(text=text, filters={"kind": (text,)}, facets=("kind",)))

    assert results.total == 0
    assert caplog.records == []


@pytest.mark.parametrize("box", [(float("nan"),) * 4, (51.0, 0.0, 50.0, 9.0)])
def test_an_impossible_place_finds_nothing(stocked, box):
    assert search(Query(box=box, facets=("kind",))).total == 0


def test_what_the_server_refuses_stays_in_the_queue(stocked, indexes):
    if not indexes.entries:
        pytest.skip("a real server is not made to refuse")
    changed("actor", 1)
    indexes.full = True

    with pytest.raises(opensearch.OpenSearchError, match="refused 1 entries"):
        apply_waiting()
    assert IndexChange.objects.count() == 1

    indexes.full = False
    assert apply_waiting() == 1


def test_a_server_that_is_away_gives_empty_pages_and_loses_no_edit(
    shelf, settings, caplog, django_capture_on_commit_callbacks
):
    settings.OPENSEARCH_URL = "http://127.0.0.1:9"

    with django_capture_on_commit_callbacks(execute=True):
        changed("actor", shelf.put("KIKK"))

    assert search(Query(text="kikk", facets=("kind",))).facets == {"kind": {}}
    assert count_by_kind("kikk") == {}
    assert IndexChange.objects.count() == 1
    assert "stays in the queue" in caplog.text
