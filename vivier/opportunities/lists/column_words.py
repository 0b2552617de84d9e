"""What columns of lists of opportunities are called in four languages, in feeds and in our own API."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vivier.core.columns import Vocabulary

# Folded; the most telling words first.
HEADERS: dict[str, tuple[str, ...]] = {
    "external_id": (
        "id", "guid", "identifiant", "identifier", "external id", "slug", "topicid", "topic id", "reference",
        "ref", "code", "kennung",
    ),
    "title": ("title", "titre", "titel", "intitule", "nom", "name", "naam", "bezeichnung", "appel", "call"),
    "scheme": ("scheme title", "scheme", "dispositif", "programme", "program", "regeling", "programm"),
    "edition": ("edition", "editie", "ausgabe", "annee", "year", "callidentifier", "call identifier"),
    "kind": ("kind", "type", "soort", "art", "categorie", "category", "nature"),
    "issuer": (
        "issuer name", "issuer", "emetteur", "organisme", "operateur", "porteur", "author", "creator",
        "aanbieder", "organisation", "organisator", "verstrekker", "anbieter", "organiser",
    ),
    "summary": (
        "summary", "resume", "description", "content", "presentation", "samenvatting", "beschrijving",
        "omschrijving", "beschreibung", "zusammenfassung", "texte", "text",
    ),
    "eligibility": (
        "eligibility", "eligibilite", "conditions", "criteres", "public", "voorwaarden", "bedingungen",
        "who may apply", "beneficiaires",
    ),
    "audiences": ("audiences", "audience", "publics", "pour qui", "doelgroep", "zielgruppe"),
    "disciplines": ("disciplines", "discipline", "secteur", "secteurs", "sector", "domaine", "disziplin"),
    "place": ("place", "lieu", "ville", "commune", "plaats", "ort", "territory", "territoire", "city"),
    "opens_at": (
        "opens at", "opens on", "opens", "ouverture", "date d ouverture", "start date", "opening",
        "startdate", "open vanaf", "date de debut",
    ),
    "closes_at": (
        "closes at", "closes on", "deadline", "date limite", "cloture", "echeance", "date de cloture",
        "closes", "closing date", "end date", "enddate", "uiterste datum", "indiendatum", "frist",
        "einsendeschluss", "date de fin",
    ),
    "is_permanent": ("is permanent", "permanent", "permanente", "doorlopend", "laufend"),
    "amount_min": ("amounts min", "amount min", "montant min", "montant minimum", "minimum"),
    "amount_max": (
        "amounts max", "amount max", "montant max", "montant maximum", "montant", "amount", "bedrag",
        "betrag", "maximum",
    ),
    "currency": ("amounts currency", "currency", "devise", "munt", "wahrung"),
    "url": (
        "official url", "url", "link", "lien", "portalurl", "portal url", "site", "page", "adresse web",
        "website", "webseite",
    ),
    "source_url": ("source url", "source"),
}  # fmt: skip
TARGETS = tuple(HEADERS)
LABELS: dict[str, Promise] = {
    "external_id": _("Identifier of the source"),
    "title": _("Title"),
    "scheme": _("Scheme"),
    "edition": _("Edition"),
    "kind": _("Kind"),
    "issuer": _("Issuer"),
    "summary": _("Summary"),
    "eligibility": _("Who may apply"),
    "audiences": _("For whom"),
    "disciplines": _("Disciplines"),
    "place": _("Place"),
    "opens_at": _("Opens"),
    "closes_at": _("Closes"),
    "is_permanent": _("Permanent"),
    "amount_min": _("Amount from"),
    "amount_max": _("Amount up to"),
    "currency": _("Currency"),
    "url": _("Official page"),
    "source_url": _("Source"),
}
_WEB = re.compile(r"^https?://\S+\.\S+$", re.IGNORECASE)
_DATED = re.compile(r"^(\d{4}-\d\d-\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{4}|\w{3}, \d{1,2} \w{3} \d{4})")
VOCABULARY = Vocabulary(
    HEADERS,
    {
        "url": lambda text: bool(_WEB.match(text)),
        "opens_at": lambda text: bool(_DATED.match(text)),
        "closes_at": lambda text: bool(_DATED.match(text)),
    },
    needed="title",
)


def label_of(target: str) -> str:
    """Return what people call a field that a column can hold."""
    return str(LABELS.get(target, target))
