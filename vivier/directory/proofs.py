"""Which e-mail addresses prove that somebody speaks for an organisation.

An address counts when a source of the directory already shows it for the organisation, or when it lies on the
organisation's own web domain. The address of a natural person in a register never counts, nor does anything
that only an unknown visitor suggested.
"""

from dataclasses import dataclass

from vivier.directory import domains
from vivier.directory.models import Actor, Claim, FieldSource

Method, Kind = FieldSource.Method, Actor.Kind
_TRUSTED = frozenset({Method.DATASET, Method.REGISTER, Method.OWNER, Method.TEAM})
# Houses whose domain gives mailboxes to many who do not speak for them: students, officials.
_LARGE_HOUSES = frozenset({Kind.SCHOOL, Kind.RESEARCH, Kind.PUBLIC_BODY})


@dataclass(frozen=True, slots=True)
class Proof:
    """How an address proves it: the way, and whether the team still has to look."""

    way: str
    needs_the_team: bool = False


def proof_of(actor: Actor, address: str) -> Proof | None:
    """Return what holding an address proves about a record; None when it proves nothing."""
    wanted = address.strip().lower()
    if wanted and wanted == public_address(actor).lower():
        return Proof(Claim.Way.CODE)
    domain = domains.domain_of(wanted)
    if domain and not domains.is_anybodys(domain) and domain == web_domain(actor):
        is_large = actor.kind in _LARGE_HOUSES or domains.is_part_of_a_house(actor.website)
        return Proof(Claim.Way.DOMAIN, needs_the_team=is_large)
    return None


def public_address(actor: Actor) -> str:
    """Return the address a source shows for the organisation and that a code may go to; "" for none."""
    method = _method_of(actor, "email") if actor.email else ""
    if method not in _TRUSTED or (method == Method.REGISTER and is_natural_person(actor)):
        return ""
    return actor.email


def writable_address(actor: Actor) -> str:
    """Return the organisation's own address for a warning; addresses from a register are never written to."""
    address = public_address(actor)
    return "" if address and _method_of(actor, "email") == Method.REGISTER else address


def web_domain(actor: Actor) -> str:
    """Return the domain of the organisation's website when a source that counts names it; "" otherwise."""
    if not actor.website or _method_of(actor, "website") not in _TRUSTED:
        return ""
    return domains.own_domain(actor.website)


def masked(address: str) -> str:
    """Return an address as a form may show it: its domain only."""
    return f"…@{domains.domain_of(address)}" if address else ""


def is_natural_person(actor: Actor) -> bool:
    """Say whether a record is that of a person rather than of an organisation."""
    return actor.kind == Kind.PERSON or actor.legal_form == Actor.LegalForm.NATURAL_PERSON


def _method_of(actor: Actor, field: str) -> str:
    current = actor.field_sources.filter(field=field, state=FieldSource.State.CURRENT)
    return current.values_list("method", flat=True).first() or ""
