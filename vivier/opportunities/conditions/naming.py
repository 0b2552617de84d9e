"""The organisations and schemes that rules name by their addresses."""

from collections.abc import Iterable

from vivier.directory.models import Actor
from vivier.directory.survivors import current_addresses
from vivier.opportunities.conditions.rule_reader import ADDRESSED_FACTS
from vivier.opportunities.conditions.rules import AnyListed, Rule
from vivier.opportunities.models import Scheme

Names = dict[str, str]


def names_in(rules: Iterable[Rule]) -> dict[str, Names]:
    """Return the names of what the rules list, by address, by fact (member_of, obtained); known ones."""
    asked = addresses_in(rules)
    found: dict[str, Names] = {fact: {} for fact in asked}
    if "member_of" in asked:
        now = dict(zip(asked["member_of"], current_addresses(asked["member_of"]), strict=True))
        rows = dict(Actor.objects.published().filter(slug__in=now.values()).values_list("slug", "name"))
        found["member_of"] = {slug: rows[current] for slug, current in now.items() if current in rows}
    if "obtained" in asked:
        schemes = Scheme.objects.filter(slug__in=asked["obtained"])
        found["obtained"] = {scheme.slug: str(scheme) for scheme in schemes}
    return found


def addresses_in(rules: Iterable[Rule]) -> dict[str, set[str]]:
    """Return by fact the addresses that the rules list."""
    asked: dict[str, set[str]] = {}
    for rule in rules:
        for atom in rule.atoms():
            if isinstance(atom, AnyListed) and atom.fact in ADDRESSED_FACTS:
                asked.setdefault(atom.fact, set()).update(atom.values)
    return asked


def unknown_addresses(rule: Rule) -> list[str]:
    """Return the addresses a rule lists at which there is no published organisation or no scheme."""
    known = names_in([rule])
    return sorted(slug for fact, asked in addresses_in([rule]).items() for slug in asked - known[fact].keys())
