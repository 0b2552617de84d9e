"""Which column of somebody's table holds which field: guessed from its name and content, then confirmed."""

import re
from collections.abc import Callable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vivier.core import columns as columns_of
from vivier.core.columns import Vocabulary
from vivier.core.sheets import whole
from vivier.directory.fields import label_of_field
from vivier.registers.actions import digits_of
from vivier.registers.refusals import RegisterRefusal

Mapped = dict[str, str]
# What columns are called in French, Dutch, English and German, folded; the most telling words first.
HEADERS: dict[str, tuple[str, ...]] = {
    "external_id": (
        "id", "identifiant", "identifier", "external id", "reference", "ref", "code", "kennung", "cle",
        "ref membre", "numero de membre", "n de membre", "n membre", "matricule", "member id", "member no",
        "member number", "membership no", "membership number", "lidnummer", "lidnr", "mitgliedsnummer",
        "mitgliedsnr",
    ),
    "name": (
        "nom", "name", "naam", "denomination", "raison sociale", "organisation", "organisatie",
        "organization",
        "nom de l organisation", "nom de la structure", "structure", "acteur", "benaming", "bezeichnung",
        "company", "societe", "bedrijf", "firma", "association",
    ),
    "enterprise_number": (
        "numero d entreprise", "numero entreprise", "n d entreprise", "n entreprise", "bce", "kbo", "n bce",
        "ondernemingsnummer", "kbo nummer", "enterprise number", "company number", "unternehmensnummer",
        "tva", "numero de tva", "n tva", "vat", "vat number", "btw", "btw nummer", "mwst",
    ),
    "kind": ("type", "genre", "kind", "soort", "art", "type d acteur", "categorie", "category"),
    "legal_form": ("forme juridique", "statut juridique", "legal form", "rechtsvorm", "rechtsform", "statut"),
    "disciplines": (
        "discipline", "disciplines", "secteur", "secteurs", "sector", "sectoren", "domaine", "domain",
        "domein",
        "bereich", "sparte", "disziplin",
    ),
    "roles": ("role", "roles", "rol", "rollen", "rolle", "fonction"),
    "city": (
        "ville", "commune", "localite", "city", "town", "municipality", "gemeente", "stad", "plaats", "ort",
        "stadt", "gemeinde", "place",
    ),
    "postal_code": (
        "code postal", "cp", "postal code", "postcode", "zip", "zip code", "zipcode", "plz", "postleitzahl",
    ),
    "website": ("site web", "site internet", "website", "web", "url", "site", "webseite", "www", "internet"),
    "email": ("e mail", "email", "mail", "courriel", "adresse e mail", "e mailadres", "e mail adresse"),
    "description_fr": ("description", "description fr", "description francais", "presentation", "activite"),
    "description_nl": ("beschrijving", "omschrijving", "description nl"),
    "description_en": ("description en", "description english", "about"),
    "description_de": ("beschreibung", "description de"),
    "headcount_low": ("effectif", "employes", "personnel", "headcount", "employees", "personeel", "etp"),
    "founded_on": (
        "date de creation", "creation", "fonde le", "founded on", "founded", "start date", "oprichtingsdatum",
        "opgericht", "gruendungsdatum", "grundungsdatum", "gegrundet",
    ),
    "closed_on": ("date de cessation", "cessation", "closed on", "end date", "stopzetting", "schliessung"),
    "former_names": ("ancien nom", "anciens noms", "former name", "former names", "vroegere naam", "fruher"),
}  # fmt: skip
TARGETS = tuple(HEADERS)
_LABELS: dict[str, Promise] = {"external_id": _("Identifier of the source")}
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE)
_WEB = re.compile(
    r"^(https?://|www\.)\S+\.\S+$|^[\w-]+(\.[\w-]+)*\.(be|com|org|net|eu|fr|nl|brussels)/?$", re.IGNORECASE
)
_POSTCODE = re.compile(r"^(B-?)?\d{4}$", re.IGNORECASE)


def label_of(target: str) -> str:
    """Return what people call a field a column can hold."""
    label = str(_LABELS.get(target) or label_of_field(target))
    return label[:1].upper() + label[1:]


def is_number(text: str) -> bool:
    """Say whether a text is an enterprise number, however it is written."""
    digits = re.sub(r"\D", "", whole(text))
    if len(digits) not in {9, 10}:
        return False
    try:
        return bool(digits_of(digits))
    except RegisterRefusal:
        return False


_CONTENT: dict[str, Callable[[str], bool]] = {
    "email": lambda text: bool(_EMAIL.match(text)),
    "website": lambda text: bool(_WEB.match(text)),
    "enterprise_number": is_number,
    "postal_code": lambda text: bool(_POSTCODE.match(whole(text))),
}


_WORDS = Vocabulary(HEADERS, _CONTENT, needed="name")


def guess(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Mapped:
    """Return the likely column of each field, from names in four languages and from some rows."""
    return columns_of.guess(columns, rows, _WORDS)


def settle(columns: Sequence[str], rows: Sequence[Sequence[str]], remembered: Mapping[str, str]) -> Mapped:
    """Return the mapping to begin with: what a person confirmed for this source, else the guess."""
    return columns_of.settle(columns, rows, remembered, _WORDS)
