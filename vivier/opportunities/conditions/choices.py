"""What a person chooses from when writing a condition: facts in groups, values by name, names looked up."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vivier.core.names import fold, sort_key
from vivier.core.translation import label_of
from vivier.directory.models import Actor
from vivier.directory.survivors import current_addresses
from vivier.opportunities.conditions.asking import choices_of
from vivier.opportunities.conditions.naming import Names
from vivier.opportunities.conditions.rule_reader import VOCABULARY, InvalidRule, parse_rule
from vivier.opportunities.conditions.rules import Asked
from vivier.opportunities.conditions.saying import RuleWords, labels_of_disciplines
from vivier.opportunities.conditions.whereabouts import place_for
from vivier.opportunities.conditions.written import QUESTION
from vivier.opportunities.models import Criterion, Scheme
from vivier.reference import lookup
from vivier.reference.models import Territory

FACTS: tuple[tuple[Promise, tuple[tuple[str, Promise], ...]], ...] = (
    (
        gettext_lazy("Where"),
        (
            ("territory", gettext_lazy("Where it is established")),
            ("residence", gettext_lazy("Where the person lives")),
        ),
    ),
    (
        gettext_lazy("Who"),
        (
            ("kind", gettext_lazy("Kind of organisation or person")),
            ("audience", gettext_lazy("Public it belongs to")),
            ("legal_form", gettext_lazy("Legal form")),
            ("headcount", gettext_lazy("Number of people")),
            ("age_years", gettext_lazy("Age of the organisation")),
        ),
    ),
    (
        gettext_lazy("Activity"),
        (
            ("discipline", gettext_lazy("Disciplines")),
            ("nace", gettext_lazy("Activity in the register (NACE-BEL)")),
        ),
    ),
    (
        gettext_lazy("Project"),
        (
            ("stage", gettext_lazy("Stage of the project")),
            ("product_age_years", gettext_lazy("Age of the product")),
            ("cofinancing_percent", gettext_lazy("Own share of the budget")),
        ),
    ),
    (
        gettext_lazy("Ties"),
        (
            ("member_of", gettext_lazy("Member of an organisation")),
            ("obtained", gettext_lazy("What it obtained before")),
        ),
    ),
    (gettext_lazy("Anything else"), ((QUESTION, gettext_lazy("A question to the person")),)),
)
UNITS: Mapping[str, Promise] = {
    "headcount": gettext_lazy("people, in full-time equivalents"),
    "age_years": pgettext_lazy("unit", "years"),
    "product_age_years": pgettext_lazy("unit", "years"),
    "cofinancing_percent": pgettext_lazy("unit", "%"),
}
# Facts whose values are looked up by name, because nobody could read a list of them all.
LOOKED_UP = frozenset({"territory", "residence", "nace", "member_of", "obtained"})
# Layers offered by name; the others are found when their name is written.
_OFFERED = frozenset(Territory.Kind.values) - {Territory.Kind.CANTON, Territory.Kind.JUDICIAL}
MOST_OFFERED, MOST_ALIKE = 300, 5


class NotFound(Exception):
    """Nothing, or more than one thing, has the name somebody wrote; `str()` of it is for people."""


class Vocabulary:
    """Values of facts by name; everything needed from the database is read once, when it is first needed."""

    def __init__(self, addresses: Iterable[str] = ()) -> None:
        self._addresses = set(addresses)

    @cached_property
    def words(self) -> RuleWords:
        """Say rules and values in words."""
        return RuleWords(self._names, self._disciplines)

    @cached_property
    def _disciplines(self) -> dict[str, dict[str, str]]:
        return labels_of_disciplines()

    @cached_property
    def _names(self) -> dict[str, Names]:
        """The names of the organisations and schemes at these addresses."""
        if not self._addresses:
            return {"member_of": {}, "obtained": {}}
        asked = sorted(self._addresses)
        now = dict(zip(asked, current_addresses(asked), strict=True))
        rows = dict(Actor.objects.published().filter(slug__in=now.values()).values_list("slug", "name"))
        schemes = Scheme.objects.filter(slug__in=asked)
        return {
            "member_of": {slug: rows[current] for slug, current in now.items() if current in rows},
            "obtained": {scheme.slug: str(scheme) for scheme in schemes},
        }

    def is_known(self, fact: str, code: str) -> bool:
        """Say whether a value can be kept: a code of the vocabulary, or an address that leads somewhere."""
        if fact in ("member_of", "obtained"):
            return code in self._names[fact]
        if fact == "discipline":
            return code in self._disciplines
        return fact not in VOCABULARY or code in VOCABULARY[fact]

    def choices(self, fact: str) -> list[tuple[str, str]]:
        """Return all values of a fact with their names; none for a fact that is looked up."""
        if fact in LOOKED_UP:
            return []
        if fact == "discipline":
            codes: Iterable[str] = self._disciplines
        elif fact in ("legal_form", "stage"):
            return list(choices_of("form" if fact == "legal_form" else fact, {}))
        else:
            codes = sorted(VOCABULARY[fact], key=lambda code: sort_key(self.words.label(fact, code)))
        return [(code, self.words.label(fact, code)) for code in codes]

    def offered(self, fact: str) -> list[str]:
        """Return names to choose from while one writes."""
        if fact in ("territory", "residence"):
            return sorted(self._places, key=sort_key)
        if fact == "member_of":
            rows = Actor.objects.published().filter(reverse_relations__kind="member_of").distinct()
            return [_named(*row) for row in rows.values_list("name", "slug")[:MOST_OFFERED]]
        if fact == "obtained":
            return [_named(str(row), row.slug) for row in Scheme.objects.all()[:MOST_OFFERED]]
        return [texts["fr"] for texts in self.questions.values() if "fr" in texts][:MOST_OFFERED]

    @cached_property
    def _places(self) -> dict[str, str]:
        """The codes of the territories offered, by a name nobody else has."""
        by_name: dict[str, list[Territory]] = {}
        for row in lookup.territories().values():
            if row.kind in _OFFERED:
                by_name.setdefault(label_of(row), []).append(row)
        return {
            name if len(rows) == 1 else f"{name} ({row.get_kind_display()})": row.code
            for name, rows in by_name.items()
            for row in rows
        }

    @property
    def questions(self) -> dict[str, dict[str, str]]:
        """Return the questions that conditions ask today: words by language, by name, the newest first."""
        return self._asked[0]

    @property
    def asked(self) -> Counter[str]:
        """Return in how many conditions each question stands, by its name."""
        return self._asked[1]

    @cached_property
    def _asked(self) -> tuple[dict[str, dict[str, str]], Counter[str]]:
        found: dict[str, dict[str, str]] = {}
        counts: Counter[str] = Counter()
        for data in Criterion.objects.order_by("-pk").values_list("rule", flat=True).iterator():
            try:
                atoms = list(parse_rule(data).atoms())
            except InvalidRule:
                continue
            for atom in atoms:
                if isinstance(atom, Asked):
                    found.setdefault(atom.question, dict(atom.text))
            counts.update({atom.question for atom in atoms if isinstance(atom, Asked)})
        return found, counts

    def find(self, fact: str, text: str) -> list[str]:
        """Return the codes of what somebody wrote. Raises NotFound with what else it might be."""
        if fact == "nace":
            return _activities(text)
        if fact in ("territory", "residence"):
            return [self._place(text)]
        found = _organisation(text) if fact == "member_of" else _scheme(text)
        self._names[fact][found[0]] = found[1]
        return [found[0]]

    def _place(self, text: str) -> str:
        wanted = fold(text)
        if lookup.territory(text.upper()) is not None:
            return text.upper()
        named = {name: code for name, code in self._places.items() if fold(name) == wanted}
        alike = [name for name in self._places if fold(name).startswith(f"{wanted} (")]
        if len(named) == 1 and not alike:
            return next(iter(named.values()))
        if alike:
            raise NotFound(_several(text, alike))
        by_label = [row.code for row in lookup.territories().values() if fold(label_of(row)) == wanted]
        place = lookup.territory(by_label[0]) if len(by_label) == 1 else place_for(text)
        if place is None:
            near = [name for name in self._places if wanted in fold(name)]
            raise NotFound(_nobody(text, near))
        return place.code


def _activities(text: str) -> list[str]:
    codes = [code for code in text.replace(",", " ").replace(";", " ").split() if code]
    try:
        parse_rule({"fact": "nace", "in": codes})
    except InvalidRule as error:
        raise NotFound(_("Write codes such as 62, 62.0 or 62.01, with a space between two.")) from error
    return codes


def _named(name: str, address: str) -> str:
    return f"{name} ({address})"


def _address_in(text: str) -> str:
    """Return what stands in the last parentheses of "Name (address)", else the whole."""
    return text.rpartition("(")[2].rstrip(") ") if text.endswith(")") else text


def _organisation(text: str) -> tuple[str, str]:
    rows = Actor.objects.published()
    return _one(
        text,
        list(rows.filter(slug=_address_in(text)).values_list("slug", "name")),
        list(rows.filter(sort_name=sort_key(text)).values_list("slug", "name")[: MOST_ALIKE + 1]),
        list(rows.filter(sort_name__icontains=sort_key(text)).values_list("slug", "name")[:MOST_ALIKE]),
    )


def _scheme(text: str) -> tuple[str, str]:
    def pairs(wanted: Q) -> list[tuple[str, str]]:
        return [(row.slug, str(row)) for row in Scheme.objects.filter(wanted)[: MOST_ALIKE + 1]]

    exact = Q(title_fr__iexact=text) | Q(title_en__iexact=text)
    near = Q(title_fr__icontains=text) | Q(title_en__icontains=text)
    return _one(text, pairs(Q(slug=_address_in(text))), pairs(exact), pairs(near))


def _one(text: str, *found: list[tuple[str, str]]) -> tuple[str, str]:
    """Return the only one of the first list that is not empty, unless it only resembles."""
    for rows in found[:-1]:
        if len(rows) == 1:
            return rows[0]
        if rows:
            raise NotFound(_several(text, [_named(name, slug) for slug, name in rows]))
    raise NotFound(_nobody(text, [_named(name, slug) for slug, name in found[-1]]))


def _several(text: str, names: Iterable[str]) -> str:
    words = _("Several are called “%(text)s”. Write one of these: %(names)s.")
    return words % {"text": text, "names": _some(names)}


def _nobody(text: str, near: Iterable[str]) -> str:
    if names := _some(near):
        return _("Nothing is called “%(text)s”. Did you mean: %(names)s?") % {"text": text, "names": names}
    return _("Nothing is called “%(text)s”.") % {"text": text}


def _some(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)[:MOST_ALIKE])
