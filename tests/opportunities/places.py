"""A small Belgium for the tests: enough layers to be inside, outside and unsure."""

from tests.factories import TerritoryFactory
from vivier.reference import lookup
from vivier.reference.models import Territory

Kind = Territory.Kind
_ROWS = (
    ("EU", Kind.UNION, "Union européenne", ["EU"]),
    ("BE", Kind.COUNTRY, "Belgique", ["BE", "EU"]),
    ("FR", Kind.COUNTRY, "France", ["FR", "EU"]),
    ("LU", Kind.COUNTRY, "Luxembourg", ["LU", "EU"]),
    (
        "COM-FR",
        Kind.COMMUNITY,
        "Communauté française (Fédération Wallonie-Bruxelles)",
        ["COM-FR", "BE", "EU"],
    ),
    ("COM-DE", Kind.COMMUNITY, "Communauté germanophone", ["COM-DE", "BE", "EU"]),
    ("COM-NL", Kind.COMMUNITY, "Communauté flamande", ["COM-NL", "BE", "EU"]),
    ("02000", Kind.REGION, "Flandre", ["02000", "BE", "EU"]),
    ("03000", Kind.REGION, "Wallonie", ["03000", "BE", "EU"]),
    ("04000", Kind.REGION, "Bruxelles-Capitale", ["04000", "BE", "EU"]),
    ("90000", Kind.PROVINCE, "Province de Namur", ["90000", "03000", "BE", "EU"]),
    ("80000", Kind.PROVINCE, "Province du Luxembourg", ["80000", "03000", "BE", "EU"]),
    ("92094", Kind.COMMUNE, "Namur", ["92094", "90000", "03000", "COM-FR", "BE", "EU"]),
    ("63023", Kind.COMMUNE, "Eupen", ["63023", "03000", "COM-DE", "BE", "EU"]),
    ("44021", Kind.COMMUNE, "Gand", ["44021", "02000", "COM-NL", "BE", "EU"]),
    ("21004", Kind.COMMUNE, "Bruxelles", ["21004", "04000", "COM-FR", "COM-NL", "BE", "EU"]),
)


def small_belgium() -> dict[str, Territory]:
    """Create the territories and return them by code."""
    made = {
        code: TerritoryFactory(code=code, kind=kind, label_fr=label, label_en="", chain=chain)
        for code, kind, label, chain in _ROWS
    }
    lookup.forget()
    return made
