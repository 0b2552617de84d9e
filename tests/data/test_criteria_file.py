"""The criteria, schemes and translations shipped with the facts agree with them."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from vivier.opportunities.conditions.criteria import InvalidRule, parse_criterion
from vivier.opportunities.conditions.rule_reader import VOCABULARY

FOLDER = Path(__file__).resolve().parents[2] / "data" / "icc-wallonia"
LANGUAGES = {"fr", "en", "nl", "de"}
TEXTS = {
    ("opportunity", "summary"): ("opportunities", "title"),
    ("opportunity", "eligibility"): ("opportunities", "title"),
    ("organisation", "description"): ("organisations", "name"),
    ("event", "summary"): ("events", "title"),
    ("indicator", "title"): ("indicators", "indicator"),
    ("indicator", "unit"): ("indicators", "unit"),
    ("indicator", "territory"): ("indicators", "territory"),
    ("indicator", "scope"): ("indicators", "scope"),
    ("scheme", "title"): ("schemes", "scheme_title"),
}
NAMES = {
    ("opportunity", "title"): ("opportunities", "title"),
    ("opportunity", "place"): ("opportunities", "title"),
    ("event", "title"): ("events", "title"),
    ("event", "place"): ("events", "title"),
    ("event", "city"): ("events", "title"),
    ("scheme", "edition"): ("schemes", "edition"),
}


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def criteria_by_title() -> dict[str, list[dict[str, Any]]]:
    data = json.loads((FOLDER / "criteria.json").read_text(encoding="utf-8"))
    criteria: dict[str, list[dict[str, Any]]] = data["criteria"]
    return criteria


def all_criteria() -> Iterator[tuple[str, dict[str, Any]]]:
    for title, criteria in criteria_by_title().items():
        for criterion in criteria:
            yield title, criterion


def atoms(rule: dict[str, Any]) -> Iterator[dict[str, Any]]:
    inside = [*rule.get("all", []), *rule.get("any", []), *([rule["not"]] if "not" in rule else [])]
    if not inside:
        yield rule
    for part in inside:
        yield from atoms(part)


def all_atoms() -> Iterator[dict[str, Any]]:
    for _title, criterion in all_criteria():
        yield from atoms(criterion["rule"])


def values_of(fact: str) -> set[str]:
    return {
        value
        for atom in all_atoms()
        if atom.get("fact") == fact
        for value in (*atom.get("in", ()), *atom.get("not_in", ()))
    }


def test_criteria_cover_most_of_the_opportunities_and_nothing_else():
    titles = {row["title"] for row in rows("opportunities")}

    assert set(criteria_by_title()) - titles == set()
    assert len(criteria_by_title()) >= 60


def test_every_call_has_one_to_five_criteria_with_their_own_keys():
    for title, criteria in criteria_by_title().items():
        assert 1 <= len(criteria) <= 5, title
        assert len({criterion["key"] for criterion in criteria}) == len(criteria), title


def test_every_rule_is_understood():
    for title, criterion in all_criteria():
        parsed = parse_criterion(criterion)

        assert parsed.key == criterion["key"], title
        assert parsed.rule.to_data() == criterion["rule"], title


def test_a_rule_with_an_unknown_value_would_be_refused():
    _title, criterion = next(all_criteria())
    spoilt = {**criterion, "rule": {"fact": "kind", "in": ["unicorn"]}}

    with pytest.raises(InvalidRule, match="unicorn"):
        parse_criterion(spoilt)


def test_every_criterion_keeps_its_sentence_in_french_and_english():
    for title, criterion in all_criteria():
        assert criterion["text"].keys() == {"fr", "en"}, title
        assert all(text.strip() for text in criterion["text"].values()), title


def test_disciplines_are_those_of_the_vocabulary():
    known = {row["code"] for row in rows("disciplines")}

    assert values_of("discipline") - known == set()


@pytest.mark.parametrize("fact", ["kind", "audience", "legal_form", "stage"])
def test_codes_are_those_of_the_contract(fact):
    assert values_of(fact)
    assert values_of(fact) - VOCABULARY[fact] == set()


def test_territories_are_known_regions_communities_or_countries():
    known = {"03000", "04000", "COM-FR", "BE", "DE", "FR", "EU", "EEA"}

    assert (values_of("territory") | values_of("residence")) - known == set()


def test_one_question_has_one_text_in_four_languages():
    texts: dict[str, set[str]] = {}
    for atom in all_atoms():
        if "question" in atom:
            assert set(atom["text"]) == LANGUAGES, atom["question"]
            texts.setdefault(atom["question"], set()).add(json.dumps(atom["text"], sort_keys=True))

    assert {question for question, found in texts.items() if len(found) != 1} == set()
    assert len({next(iter(found)) for found in texts.values()}) == len(texts)


def test_schemes_name_every_opportunity_exactly_once():
    titles = [row["title"] for row in rows("opportunities")]

    assert sorted(row["opportunity_title"] for row in rows("schemes")) == sorted(titles)
    assert len(titles) == 84


def test_scheme_lines_are_complete_and_editions_do_not_repeat():
    editions = Counter((row["scheme_title"], row["edition"]) for row in rows("schemes"))

    assert {row["is_permanent"] for row in rows("schemes")} == {"yes", "no", ""}
    assert [row for row in rows("schemes") if not row["scheme_title"]] == []
    assert [edition for edition, times in editions.items() if times > 1] == []


def test_no_closed_call_is_called_permanent():
    closing = {row["title"] for row in rows("opportunities") if row["closes_on"]}
    permanent = {row["opportunity_title"] for row in rows("schemes") if row["is_permanent"] == "yes"}

    assert permanent
    assert permanent & closing == set()


@pytest.mark.parametrize(("kind", "field"), TEXTS)
def test_every_text_has_an_english_translation(kind, field):
    table, column = TEXTS[kind, field]
    expected = {row[column] for row in rows(table) if row[column]}
    translated = {row["key"] for row in rows("translations") if (row["kind"], row["field"]) == (kind, field)}

    assert translated == expected


def test_translations_name_things_that_exist_once_and_are_never_empty():
    known = {**TEXTS, **NAMES}
    lines = Counter((row["kind"], row["key"], row["field"], row["language"]) for row in rows("translations"))

    assert [line for line, times in lines.items() if times > 1] == []
    for row in rows("translations"):
        table, column = known[row["kind"], row["field"]]
        assert row["key"] in {fact[column] for fact in rows(table)}, row
        assert row["text"].strip(), row
        assert row["language"] == "en", row


def test_tables_keep_their_line_ends():
    for path in sorted(FOLDER.glob("*.csv")):
        text = path.read_bytes()
        assert text.count(b"\r\n") == text.count(b"\n"), path.name
