"""What a kind of actor, or a word people choose for themselves, says about them and what it leaves open.

Plain Python. What it surely is (`is_`), what it may also be (`may_be`); everything else it is not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from vivier.opportunities.conditions.criteria import VOCABULARY, Fact

COMPANY_FORMS = frozenset({"srl", "sa", "sc", "snc", "scomm", "foreign_company"})
ASSOCIATION_FORMS = frozenset({"asbl", "aisbl", "foundation"})
ANY_FORM = VOCABULARY["legal_form"]
# Stands among the values of a fact when none of the official codes is sure; no rule can name it.
UNNAMED = "·"


@dataclass(frozen=True, slots=True)
class Trait:
    """The codes of one fact that something implies, and those it leaves open."""

    is_: frozenset[str] = frozenset()
    may_be: frozenset[str] = frozenset()


def trait(is_: str = "", may_be: str | frozenset[str] = "") -> Trait:
    return Trait(
        frozenset(is_.split()), may_be if isinstance(may_be, frozenset) else frozenset(may_be.split())
    )


@dataclass(frozen=True, slots=True)
class Profile:
    """What one word people choose for themselves implies."""

    kind: Trait
    audience: Trait
    legal_form: Trait
    is_person: bool = False


_PERSON = trait("natural_person")

# "project_holder" stays open for everybody: whoever has a project holds one.
PROFILES: Mapping[str, Profile] = {
    "artist": Profile(trait("person"), trait("artist", "project_holder"), _PERSON, is_person=True),
    "freelance": Profile(
        trait("person", "enterprise studio"), trait("entrepreneur", "project_holder"), _PERSON, is_person=True
    ),
    "company": Profile(
        trait("enterprise", "studio agency media incubator venue fund"),
        trait("entrepreneur", "project_holder"),
        trait("", COMPANY_FORMS),
    ),
    "association": Profile(
        trait("association", "festival media museum venue hub collective programme studio research"),
        trait("association", "project_holder entrepreneur"),
        trait("asbl", "aisbl foundation"),
    ),
    "collective": Profile(trait("collective"), trait("artist", "project_holder"), trait("de_facto")),
    "project": Profile(trait("person"), trait("project_holder"), _PERSON, is_person=True),
    "student": Profile(trait("person"), trait("student", "project_holder"), _PERSON, is_person=True),
    "jobseeker": Profile(trait("person"), trait("jobseeker", "project_holder"), _PERSON, is_person=True),
    "hub": Profile(
        trait("hub", "venue museum incubator festival association enterprise public_body"),
        trait("hub", "project_holder association entrepreneur"),
        trait("", ANY_FORM),
    ),
    "school": Profile(
        trait("school", "research association public_body"),
        trait("", "project_holder association"),
        trait("", ANY_FORM),
    ),
    "cluster": Profile(
        trait("cluster", "association"), trait("cluster", "project_holder association"), trait("", ANY_FORM)
    ),
    "public": Profile(trait("public_body", "agency fund programme"), trait("", "hub"), trait("public_body")),
}

# What else an actor of a kind may be called, and for whom opportunities it could be meant.
KINDS: Mapping[str, tuple[Trait, Trait]] = {
    "enterprise": (
        trait("enterprise", "studio agency media venue incubator"),
        trait("entrepreneur", "project_holder hub"),
    ),
    "studio": (
        trait("studio", "enterprise association collective agency"),
        trait("entrepreneur", "project_holder artist association"),
    ),
    "association": (
        trait("association", "hub cluster festival venue museum media collective incubator school research"),
        trait("association", "project_holder hub cluster entrepreneur"),
    ),
    "collective": (
        trait("collective", "association studio"),
        trait("artist", "project_holder association entrepreneur"),
    ),
    "person": (
        trait("person", "enterprise studio"),
        trait("", "artist entrepreneur project_holder student jobseeker"),
    ),
    "hub": (
        trait("hub", "association enterprise incubator venue public_body programme"),
        trait("hub", "association entrepreneur project_holder"),
    ),
    "cluster": (trait("cluster", "association programme"), trait("cluster", "association project_holder")),
    "incubator": (
        trait("incubator", "association enterprise hub programme"),
        trait("", "hub association entrepreneur project_holder"),
    ),
    "school": (
        trait("school", "research association public_body"),
        trait("", "association hub project_holder"),
    ),
    "research": (
        trait("research", "school association public_body"),
        trait("", "association hub project_holder"),
    ),
    "venue": (
        trait("venue", "association enterprise hub museum festival public_body"),
        trait("hub", "association entrepreneur project_holder"),
    ),
    "museum": (
        trait("museum", "association venue public_body"),
        trait("hub", "association project_holder"),
    ),
    "festival": (
        trait("festival", "association enterprise programme"),
        trait("", "hub association entrepreneur project_holder"),
    ),
    "media": (trait("media", "enterprise association"), trait("", "association entrepreneur project_holder")),
    "fund": (trait("fund", "enterprise public_body"), trait("", "entrepreneur project_holder")),
    "agency": (trait("agency", "enterprise public_body"), trait("", "entrepreneur project_holder")),
    "public_body": (trait("public_body", "agency fund programme"), trait("", "hub project_holder")),
    "programme": (trait("programme"), trait("", "project_holder hub association cluster")),
}


def fact_of(name: str, traits: Iterable[Trait], *, source: str, says: str, as_of: date | None = None) -> Fact:
    """A coded fact from what several words imply together: sure, open, and everything else excluded."""
    traits = tuple(traits)
    sure = frozenset[str]().union(*(each.is_ for each in traits))
    maybe = frozenset[str]().union(*(each.may_be for each in traits)) - sure
    return Fact(
        values=sure or frozenset({UNNAMED}),
        source=source,
        as_of=as_of,
        says=says,
        partial=bool(maybe),
        excluded=VOCABULARY[name] - sure - maybe,
    )
