"""One record for each enterprise of the sector, chosen among all that the register says of it.

The rules when there are several of a kind, always ending in an order that no two rows share:

- **In the sector** is an enterprise with a wanted activity, its own or of one of its establishments, and one
  that is watched by its number. The same activity in several groups counts once; main if it is main anywhere.
- **Name**: its own before an establishment's; the official name (001), then a trade name (003), an
  abbreviation (002), the name of a branch (004); French, language unknown, Dutch, German, English; then by
  the alphabet. A natural person is shown by its trade name when there is one.
- **Place**: the seat; else the establishment with a wanted activity, then the oldest, then the smallest
  number. A struck-off address is not used. Of two at one place the first by postal code, street, house, box.
- **Website, telephone**: its own first, then by the alphabet. E-mail addresses are not read at all: the
  licence of the register forbids to use them for mailing.
- **Natural persons**: business name, activities and commune only.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from vivier.registers.readers.kbo_tables import Connection, dotted

LANGUAGES = {"1": "fr", "2": "nl", "3": "de", "4": "en"}
NATURAL_PERSON = "1"
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


_MEMBERS = """
CREATE OR REPLACE TEMP TABLE sector AS
SELECT number, version, code, bool_or(main) AS main FROM (
    SELECT h.k AS number, version, code, main FROM hits h SEMI JOIN enterprise e ON e.k = h.k {only_h}
    UNION ALL
    SELECT s.enterprise, version, code, main FROM hits h JOIN establishment s ON s.k = h.k
    SEMI JOIN enterprise e ON e.k = s.enterprise {only_s}
) GROUP BY ALL;
CREATE OR REPLACE TEMP TABLE numbers AS
SELECT number FROM sector UNION SELECT k FROM enterprise e SEMI JOIN watched w ON w.k = e.k {only_e};
CREATE OR REPLACE TEMP TABLE members AS
SELECT number AS k, number, true AS own, NULL::DATE AS since, true AS active FROM numbers
UNION ALL
SELECT s.k, s.enterprise, false, s.started_on, s.k IN (SELECT k FROM hits) FROM establishment s
SEMI JOIN numbers n ON n.number = s.enterprise;
CREATE OR REPLACE TEMP TABLE chosen_enterprise AS
SELECT * FROM enterprise e SEMI JOIN numbers n ON n.number = e.k
QUALIFY row_number() OVER (PARTITION BY k ORDER BY started_on NULLS LAST, person, form, situation) = 1;
"""
_NAMES = f"""
CREATE OR REPLACE TEMP TABLE their_names AS
SELECT number, own, person, k, language, lpad(kind, 3, '0') AS kind,
    trim(regexp_replace(replace(name, chr(0), ''), '\\s+', ' ', 'g')) AS name
FROM (SELECT m.number, m.own, e.person, m.k, d.language, d.kind, d.name
      FROM denomination d JOIN members m ON m.k = d.k JOIN chosen_enterprise e ON e.k = m.number);
CREATE OR REPLACE TEMP TABLE chosen_names AS
SELECT number, list({{'kind': kind, 'language': language, 'name': name}} ORDER BY rank) AS names FROM (
    SELECT number, kind, language, name, row_number() OVER (PARTITION BY number ORDER BY
        CASE WHEN person = '{NATURAL_PERSON}' THEN {_PERSONS_RANK} ELSE NULL END NULLS LAST,
        own DESC, {_KIND_RANK} NULLS LAST, {_LANGUAGE_RANK} NULLS LAST, name, k
    ) AS rank
    FROM their_names WHERE name <> ''
    QUALIFY row_number() OVER (PARTITION BY number, kind, language, name ORDER BY own DESC, k) = 1
) GROUP BY number;
"""
_PLACES = """
CREATE OR REPLACE TEMP TABLE chosen_places AS
SELECT number, country, postal_code, town, street, house, box, own FROM (
    SELECT m.*, a.country, trim(a.postal_code) AS postal_code, a.town, a.street, trim(a.house) AS house,
        trim(a.box) AS box FROM address a JOIN members m ON m.k = a.k
    WHERE NOT a.struck_off AND a.kind IN ('REGO', 'BAET'))
QUALIFY row_number() OVER (PARTITION BY number ORDER BY own DESC, active DESC, since NULLS LAST, k,
    postal_code, street, house, box, town) = 1;
"""
_CONTACTS = """
CREATE OR REPLACE TEMP TABLE chosen_contacts AS
SELECT number, first(value ORDER BY rank) FILTER (kind = 'WEB') AS web,
    first(value ORDER BY rank) FILTER (kind = 'TEL') AS tel
FROM (SELECT m.number, c.kind, c.value,
      row_number() OVER (PARTITION BY m.number, c.kind ORDER BY m.own DESC, c.value) AS rank
      FROM contact c JOIN members m ON m.k = c.k WHERE c.kind IN ('WEB', 'TEL')) GROUP BY number;
"""
_RECORDS = """
SELECT e.k, e.person, e.form, e.situation, e.started_on, to_json(n.names),
       p.country, p.postal_code, p.town, p.street, p.house, p.box, p.own, c.web, c.tel,
       to_json((SELECT list([s.version, s.code, CASE WHEN s.main THEN 'main' ELSE '' END]
                ORDER BY s.version, s.code) FROM sector s WHERE s.number = e.k)),
       (SELECT count(*) FROM members m WHERE m.number = e.k AND NOT m.own)
FROM chosen_enterprise e LEFT JOIN chosen_names n ON n.number = e.k
LEFT JOIN chosen_places p ON p.number = e.k
LEFT JOIN chosen_contacts c ON c.number = e.k ORDER BY e.k
"""


def choose(
    sql: Connection, *, watched: Iterable[str], only: Iterable[str] | None = None, batch: int = 5_000
) -> Iterator[Chosen]:
    """Yield the records of the sector by number; `only` some numbers when given. The views must be open."""
    _note_numbers(sql, "watched", watched)
    restrict = {"only_h": "", "only_s": "", "only_e": ""}
    if only is not None:
        _note_numbers(sql, "chosen_only", only)
        restrict = {
            "only_h": "SEMI JOIN chosen_only o ON o.k = h.k",
            "only_s": "SEMI JOIN chosen_only o ON o.k = s.enterprise",
            "only_e": "SEMI JOIN chosen_only o ON o.k = e.k",
        }
    sql.execute(_MEMBERS.format(**restrict))
    for step in (_NAMES, _PLACES, _CONTACTS):
        sql.execute(step)
    rows = sql.execute(_RECORDS)
    while some := rows.fetchmany(batch):
        yield from (_chosen(row) for row in some)


def _note_numbers(sql: Connection, table: str, numbers: Iterable[str]) -> None:
    said = ", ".join(f"({int(one.replace('.', '') or 0)})" for one in numbers) or "(0)"
    sql.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT k::UBIGINT AS k FROM (VALUES {said}) x (k)")


def nameless(one: Chosen) -> bool:
    """Say whether the register gives the enterprise no name at all."""
    return not one.name


def _chosen(row: tuple[object, ...]) -> Chosen:
    k, person, form, situation, started_on, names, *place, own, web, tel, activities, establishments = row
    all_names = tuple(
        (one["kind"] or "", LANGUAGES.get(one["language"], ""), one["name"])
        for one in json.loads(str(names or "[]"))
    )
    is_person = person == NATURAL_PERSON
    country, postal_code, town, street, house, box = (str(one or "").replace("\0", "") for one in place)
    return Chosen(
        number=dotted(str(k)),
        is_person=is_person,
        name=all_names[0][2] if all_names else "",
        names=all_names[:1] if is_person else all_names,
        form="" if is_person or not form else str(form).zfill(3),
        situation=str(situation).zfill(3) if situation else "",
        started_on=None if is_person or not isinstance(started_on, date) else started_on,
        country=country,
        postal_code=postal_code,
        town=town,
        street="" if is_person else street,
        house="" if is_person else house,
        box="" if is_person else box,
        placed_by="" if own is None else "seat" if own else "establishment",
        website="" if is_person else str(web or "").replace("\0", ""),
        telephone="" if is_person else str(tel or "").replace("\0", ""),
        activities=tuple((one[0], one[1], bool(one[2])) for one in json.loads(str(activities or "[]"))),
        establishments=int(str(establishments)),
    )
