"""A record for other software: schema.org, vCard, downloads, entries of feeds."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.core.exports import Feature
from vivier.core.translation import label_of
from vivier.directory.documents import UNKNOWN, layers
from vivier.directory.models import Actor
from vivier.reference import lookup
from vivier.web.files.feeds import Entry, identity_of
from vivier.web.showing import actor_list
from vivier.web.showing.actor_page import ActorPage

CHUNK = 500
_Kind = Actor.Kind
SCHEMA_TYPES = {
    _Kind.SCHOOL: "EducationalOrganization",
    _Kind.PUBLIC_BODY: "GovernmentOrganization",
    _Kind.MEDIA: "NewsMediaOrganization",
    _Kind.RESEARCH: "ResearchOrganization",
    _Kind.ENTERPRISE: "Corporation",
    _Kind.ASSOCIATION: "NGO",
}
_FOLD_AT = 73


def web_address(actor: Actor) -> str:
    """Return the full address of a record."""
    return f"{settings.SITE_URL}{actor.get_absolute_url()}"


def is_sole_trader(actor: Actor) -> bool:
    """Of a natural person, open data gives the name, the activity and the commune, nothing else."""
    return actor.kind == _Kind.PERSON or actor.legal_form == Actor.LegalForm.NATURAL_PERSON


def schema_org(page: ActorPage) -> dict[str, Any]:
    """Return the record in the words of schema.org."""
    actor = page.actor
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": SCHEMA_TYPES.get(_Kind(actor.kind), "Organization"),
        "@id": web_address(actor),
        "name": actor.name,
        "url": actor.website or web_address(actor),
        "mainEntityOfPage": web_address(actor),
        "sameAs": [actor.website] if actor.website else None,
        "description": actor.description.text,
        "alternateName": [former.name for former in page.former_names],
        "email": actor.email,
        "foundingDate": actor.founded_on,
        "dissolutionDate": actor.closed_on,
        "knowsAbout": [link.label for link in page.disciplines],
        "identifier": actor.enterprise_number,
        "dateModified": actor.updated_at,
    }
    if actor.city or page.place:
        town = actor.city or label_of(page.place)
        data["address"] = {"@type": "PostalAddress", "addressLocality": town, "postalCode": actor.postal_code}
        if page.place and "BE" in page.place.chain:
            data["address"]["addressCountry"] = "BE"
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def vcard(page: ActorPage) -> str:
    """Return the record as a vCard 3.0, which every address book reads."""
    actor = page.actor
    name = _escaped(actor.name)
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{name}", f"N:{name};;;;", f"ORG:{name}"]
    if actor.city or actor.postal_code:
        lines.append(f"ADR;TYPE=WORK:;;;{_escaped(actor.city)};;{_escaped(actor.postal_code)};")
    lines += [f"EMAIL;TYPE=INTERNET:{_escaped(actor.email)}"] if actor.email else []
    lines += [f"URL:{_escaped(actor.website)}"] if actor.website else []
    if page.disciplines:
        lines.append("CATEGORIES:" + ",".join(_escaped(link.label) for link in page.disciplines))
    if actor.description.text:
        lines.append(f"NOTE:{_escaped(actor.description.text)}")
    lines += [f"SOURCE:{_escaped(web_address(actor))}", f"UID:{_escaped(web_address(actor))}"]
    lines += [f"REV:{actor.updated_at:%Y%m%dT%H%M%SZ}", "END:VCARD"]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text: str) -> str:
    for character in ("\\", ";", ","):
        text = text.replace(character, f"\\{character}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """Fold a line at 75 octets without cutting a character in two."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _FOLD_AT:
            pieces.append(piece)
            piece, size = "", 0
        piece += character
        size += octets
    return "\r\n ".join([*pieces, piece])


def columns() -> list[str]:
    """Return the headings of the download."""
    return [
        _("Name"),
        _("Former names"),
        _("Kind"),
        _("Legal form"),
        _("Disciplines"),
        _("Roles"),
        _("Town"),
        _("Postal code"),
        _("Commune"),
        _("Commune (NIS)"),
        _("Province"),
        _("Website"),
        _("Description"),
        _("Closed on"),
        _("Updated on"),
        _("Confirmed on"),
        _("Record"),
        _("Demonstration"),
    ]


def rows(keys: Iterable[int]) -> Iterator[list[Any]]:
    """Yield one row per record, in order, without holding them all."""
    for actor in _actors(keys):
        yield _row(actor)


def _row(actor: Actor) -> list[Any]:
    place = actor.territory
    private = is_sole_trader(actor)
    return [
        actor.name,
        [former.name for former in actor.former_names.all()],
        actor.get_kind_display(),
        actor.get_legal_form_display(),
        [label_of(discipline) for discipline in actor.disciplines.all()],
        [role.get_kind_display() for role in actor.roles.all()],
        actor.city,
        "" if private else actor.postal_code,
        label_of(place) if place else "",
        place.code if place else "",
        _province(actor),
        "" if private else actor.website,
        "" if private else actor.description.text,
        actor.closed_on,
        timezone.localdate(actor.updated_at),
        actor.confirmed_on,
        web_address(actor),
        _("yes") if actor.is_demo else _("no"),
    ]


def _province(actor: Actor) -> str:
    code = layers(actor.territory)["province"][0]
    return "" if code == UNKNOWN else lookup.name_of(code)


def features(keys: Iterable[int]) -> Iterator[Feature]:
    """Yield one feature per record, at the centre of its commune; those without a place are kept too."""
    names = (
        "name",
        "kind",
        "disciplines",
        "roles",
        "commune",
        "nis",
        "province",
        "website",
        "url",
        "updated",
        "demo",
    )
    for actor in _actors(keys):
        place = actor.territory
        values = (
            actor.name,
            actor.kind,
            [discipline.code for discipline in actor.disciplines.all()],
            [role.kind for role in actor.roles.all()],
            label_of(place) if place else None,
            place.code if place else None,
            _province(actor) or None,
            None if is_sole_trader(actor) else actor.website or None,
            web_address(actor),
            timezone.localdate(actor.updated_at),
            actor.is_demo,
        )
        yield Feature(
            place.latitude if place else None,
            place.longitude if place else None,
            dict(zip(names, values, strict=True)),
        )


def _actors(keys: Iterable[int]) -> Iterator[Actor]:
    wanted = list(keys)
    rows = (
        Actor.objects.published()
        .select_related("territory")
        .defer("territory__boundary")
        .prefetch_related("disciplines", "roles", "former_names")
    )
    for start in range(0, len(wanted), CHUNK):
        found = rows.in_bulk(wanted[start : start + CHUNK])
        yield from (found[key] for key in wanted[start : start + CHUNK] if key in found)


def entries(keys: Sequence[int]) -> list[Entry]:
    """Return these records for feed readers; of a natural person no text, as in open data."""
    rows = Actor.objects.published().select_related("territory").defer("territory__boundary")
    found = rows.prefetch_related("disciplines").in_bulk(keys)
    return [_entry(found[key]) for key in keys if key in found]


def _entry(actor: Actor) -> Entry:
    about = "" if is_sole_trader(actor) else actor_list.shortened(actor.description.text)
    where = actor.city or (label_of(actor.territory) if actor.territory else "")
    facts = " · ".join(part for part in (str(actor.get_kind_display()), where) if part)
    return Entry(
        identity=identity_of("actor", actor.pk, actor.created_at),
        title=actor.name,
        url=actor.get_absolute_url(),
        text="\n".join(part for part in (facts, about) if part),
        created=actor.created_at,
        updated=actor.updated_at,
        categories=tuple(label_of(one) for one in actor.disciplines.all()),
    )
