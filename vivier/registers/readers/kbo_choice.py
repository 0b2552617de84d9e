"""One record for each enterprise of the sector, chosen among all that the register says of it.

The rules when there are several of a kind, always ending in an order that no two rows share:

- **In the sector** is an enterprise with a wanted activity, its own or of one of its establishments, and one
  that is watched by its number. The same activity in several groups counts once; main if it is main anywhere.
- **Name**: its own before an establishment's; the official name (001), then a trade name (003), an
  abbreviation (002), the name of a branch (004); French, language unknown, Dutch, German, English; then by
  the alphabet. A natural person is shown by its trade name when there is one.
- **Place**: the seat; else the establishment with a wanted activity, then the oldest, then the smallest
  number. A struck-off address is not used. Of two at one place the first by postal code, street, house,
  box, town, country.
- **Website, telephone**: its own first, then by the alphabet. E-mail addresses are not read at all: the
  licence of the register forbids to use them for mailing.
- **Natural persons**: business name, activities and commune only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from vivier.core.ahead import made_ahead
from vivier.registers.readers.kbo_tables import BETWEEN, PARTS, Connection, day, dotted

LANGUAGES = {"1": "fr", "2": "nl", "3": "de", "4": "en"}
NATURAL_PERSON = "1"
AT_ONCE = 20_000  # records chosen by one round of queries
_LANGUAGE_RANK = "list_position(['1', '0', '2', '3', '4'], language)"
_KIND_RANK = "list_position(['001', '003', '002', '004'], kind)"
_PERSONS_RANK = "list_position(['003', '001', '002', '004'], kind)"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the register says of one enterprise, in our words. Empty texts: it does not say."""

    number: str
    is_person: bool
    name: str
    names: tuple[tuple[str, str, str], ...]  # (kind of name, language, name)
    form: str
    situation: str
    started_on: date | None
    country: str
    postal_code: str
    town: str
    street: str
    house: str
    box: str
    placed_by: str  # "seat", "establishment" or ""
    website: str
    telephone: str
    activities: tuple[tuple[str, str, bool], ...]  # (version of NACE-BEL, code, main)
    establishments: int


# The rows of a layer are taken apart (`PARTS`, in the order of the file's columns, number first) only once
# they are known to be of the sector: in tables of their own, or DuckDB would do it with all of them before.
_SECTOR = """
CREATE OR REPLACE TEMP TABLE sector AS
SELECT number, version, code, bool_or(main) AS main FROM (
    SELECT h.k AS number, version, code, main FROM hits h SEMI JOIN enterprise e ON e.k = h.k {only_h}
    UNION ALL
    SELECT s.enterprise, version, code, main FROM hits h JOIN establishment s ON s.k = h.k
    SEMI JOIN enterprise e ON e.k = s.enterprise {only_s}
) GROUP BY ALL;
CREATE OR REPLACE TEMP TABLE all_numbers AS
SELECT number FROM sector UNION SELECT k FROM enterprise e SEMI JOIN watched w ON w.k = e.k {only_e};
"""
_LOT = f"""
CREATE OR REPLACE TEMP TABLE numbers AS
SELECT number FROM all_numbers WHERE number BETWEEN {{first}} AND {{last}};
CREATE OR REPLACE TEMP TABLE their_sites AS
SELECT s.k, s.enterprise, {PARTS} AS said FROM establishment s SEMI JOIN numbers n ON n.number = s.enterprise;
CREATE OR REPLACE TEMP TABLE members AS
SELECT number AS k, number, true AS own, NULL::DATE AS since, true AS active FROM numbers
UNION ALL
SELECT k, enterprise, false, {day("said[2]")}, k IN (SELECT k FROM hits) FROM their_sites;
CREATE OR REPLACE TEMP TABLE their_enterprises AS
SELECT e.k, {PARTS} AS said FROM enterprise e SEMI JOIN numbers n ON n.number = e.k;
CREATE OR REPLACE TEMP TABLE chosen_enterprise AS
SELECT k, said[3] AS situation, said[4] AS person, {day("said[7]")} AS started_on,
    coalesce(nullif(said[6], ''), said[5], '') AS form FROM their_enterprises
QUALIFY row_number() OVER (PARTITION BY k ORDER BY started_on NULLS LAST, person, form, situation) = 1;
"""
_NAMES = f"""
CREATE OR REPLACE TEMP TABLE their_words AS
SELECT m.number, m.own, e.person, m.k, {PARTS} AS said
FROM denomination d JOIN members m ON m.k = d.k JOIN chosen_enterprise e ON e.k = m.number;
CREATE OR REPLACE TEMP TABLE their_names AS
SELECT number, own, person, k, nullif(said[2], '') AS language, lpad(nullif(said[3], ''), 3, '0') AS kind,
    trim(regexp_replace(replace(array_to_string(said[4:], {BETWEEN}), chr(0), ''), '\\s+', ' ', 'g')) AS name
FROM their_words;
CREATE OR REPLACE TEMP TABLE chosen_names AS
SELECT number, list({{'kind': kind, 'language': language, 'name': name}} ORDER BY rank) AS names FROM (
    SELECT number, kind, language, name, row_number() OVER (PARTITION BY number ORDER BY
        CASE WHEN person = '{NATURAL_PERSON}' THEN {_PERSONS_RANK} ELSE NULL END NULLS LAST,
        own DESC, {_KIND_RANK} NULLS LAST, {_LANGUAGE_RANK} NULLS LAST, name, k, kind, language
    ) AS rank
    FROM their_names WHERE name <> ''
    QUALIFY row_number() OVER (PARTITION BY number, kind, language, name ORDER BY own DESC, k) = 1
) GROUP BY number;
"""
_EITHER = "CASE WHEN trim({0}) <> '' THEN trim({0}) ELSE trim({1}) END"
_PLACES = f"""
CREATE OR REPLACE TEMP TABLE their_places AS
SELECT m.*, {PARTS} AS said FROM address a JOIN members m ON m.k = a.k;
CREATE OR REPLACE TEMP TABLE chosen_places AS
SELECT number, country, postal_code, town, street, house, box, own FROM (
    SELECT * EXCLUDE said, {_EITHER.format("said[4]", "said[3]")} AS country, trim(said[5]) AS postal_code,
        {_EITHER.format("said[7]", "said[6]")} AS town, {_EITHER.format("said[9]", "said[8]")} AS street,
        trim(said[10]) AS house, trim(said[11]) AS box FROM their_places
    WHERE len(said) = 13 AND said[13] = '' AND said[2] IN ('REGO', 'BAET'))
QUALIFY row_number() OVER (PARTITION BY number ORDER BY own DESC, active DESC, since NULLS LAST, k,
    postal_code, street, house, box, town, country) = 1;
"""
_CONTACTS = f"""
CREATE OR REPLACE TEMP TABLE their_contacts AS
SELECT m.number, m.own, {PARTS} AS said FROM contact c JOIN members m ON m.k = c.k;
CREATE OR REPLACE TEMP TABLE chosen_contacts AS
SELECT number, first(value ORDER BY rank) FILTER (kind = 'WEB') AS web,
    first(value ORDER BY rank) FILTER (kind = 'TEL') AS tel
FROM (SELECT number, said[3] AS kind, left(trim(array_to_string(said[4:], {BETWEEN})), 254) AS value,
      row_number() OVER (PARTITION BY number, kind ORDER BY own DESC, value) AS rank
      FROM their_contacts WHERE said[3] IN ('WEB', 'TEL')) GROUP BY number;
"""
_RECORDS = """
SELECT e.k, e.person, e.form, e.situation, e.started_on, to_json(n.names),
       p.country, p.postal_code, p.town, p.street, p.house, p.box, p.own, c.web, c.tel,
       a.said, coalesce(s.count, 0)
FROM chosen_enterprise e LEFT JOIN chosen_names n ON n.number = e.k
LEFT JOIN chosen_places p ON p.number = e.k
LEFT JOIN chosen_contacts c ON c.number = e.k
LEFT JOIN (SELECT number, concat('[', string_agg(
        concat('[', to_json(version), ',', to_json(code), ',', main, ']'), ',' ORDER BY version, code), ']')
    AS said FROM sector SEMI JOIN numbers USING (number) GROUP BY number) a ON a.number = e.k
LEFT JOIN (SELECT enterprise, count(*) AS count FROM their_sites GROUP BY enterprise) s ON s.enterprise = e.k
ORDER BY e.k
"""


def choose(sql: Connection, *, watched: Iterable[str], only: Iterable[str] | None = None) -> Iterator[Chosen]:
    """Yield the records of the sector by number; `only` some numbers when given. The views must be open.

    Some thousand are chosen while those before are used.
    """
    _note_numbers(sql, "watched", watched)
    restrict = {"only_h": "", "only_s": "", "only_e": ""}
    if only is not None:
        _note_numbers(sql, "chosen_only", only)
        restrict = {
            "only_h": "SEMI JOIN chosen_only o ON o.k = h.k",
            "only_s": "SEMI JOIN chosen_only o ON o.k = s.enterprise",
            "only_e": "SEMI JOIN chosen_only o ON o.k = e.k",
        }
    sql.execute(_SECTOR.format(**restrict))
    lots = sql.execute(
        "SELECT min(number), max(number) FROM"
        f" (SELECT number, (row_number() OVER (ORDER BY number) - 1) // {AT_ONCE} AS lot FROM all_numbers)"
        " GROUP BY lot ORDER BY lot"
    ).fetchall()
    for rows in made_ahead(lots, lambda lot: _rows_of(sql, *lot)):
        yield from map(_chosen, rows)


def _rows_of(sql: Connection, first: int, last: int) -> list[tuple[Any, ...]]:
    """Choose the records of the sector from one number to another."""
    for step in (_LOT.format(first=first, last=last), _NAMES, _PLACES, _CONTACTS):
        sql.execute(step)
    return sql.execute(_RECORDS).fetchall()


def _note_numbers(sql: Connection, table: str, numbers: Iterable[str]) -> None:
    said = [
        int(one.replace(".", "") or 0) for one in numbers
    ]  # handed over: written out, they are read slowly
    sql.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT unnest(?::UBIGINT[]) AS k", [said])


def nameless(one: Chosen) -> bool:
    """Say whether the register gives the enterprise no name at all."""
    return not one.name


def _chosen(row: tuple[Any, ...]) -> Chosen:
    k, person, form, situation, started_on, names, *place, own, web, tel, activities, establishments = row
    all_names = tuple(
        [(one["kind"] or "", LANGUAGES.get(one["language"], ""), one["name"]) for one in orjson.loads(names)]
        if names
        else ()
    )
    is_person = person == NATURAL_PERSON
    country, postal_code, town, street, house, box = [_whole(one) for one in place]
    return Chosen(
        number=dotted(str(k)),
        is_person=is_person,
        name=all_names[0][2] if all_names else "",
        names=all_names[:1] if is_person else all_names,
        form="" if is_person or not form else form.zfill(3),
        situation=situation.zfill(3) if situation else "",
        started_on=None if is_person else started_on,
        country=country,
        postal_code=postal_code,
        town=town,
        street="" if is_person else street,
        house="" if is_person else house,
        box="" if is_person else box,
        placed_by="" if own is None else "seat" if own else "establishment",
        website="" if is_person else _whole(web),
        telephone="" if is_person else _whole(tel),
        activities=tuple([tuple(one) for one in orjson.loads(activities or "[]")]),
        establishments=establishments,
    )


def _whole(text: str | None) -> str:
    return text.replace("\0", "") if text else ""
