"""The words people and lists use for a legal form, and the form they mean."""

import re

from vivier.core.names import fold
from vivier.directory.models import Actor

_Form = Actor.LegalForm
_WORDS: dict[str, str] = {
    "asbl": _Form.ASBL,
    "vzw": _Form.ASBL,
    "association sans but lucratif": _Form.ASBL,
    "aisbl": _Form.AISBL,
    "ivzw": _Form.AISBL,
    "fondation": _Form.FOUNDATION,
    "fondation privee": _Form.FOUNDATION,
    "fondation d utilite publique": _Form.FOUNDATION,
    "srl": _Form.SRL,
    "sprl": _Form.SRL,
    "sprlu": _Form.SRL,
    "bv": _Form.SRL,
    "bvba": _Form.SRL,
    "societe a responsabilite limitee": _Form.SRL,
    "sa": _Form.SA,
    "nv": _Form.SA,
    "societe anonyme": _Form.SA,
    "sc": _Form.SC,
    "scrl": _Form.SC,
    "cooperative": _Form.SC,
    "societe cooperative": _Form.SC,
    "snc": _Form.SNC,
    "societe en nom collectif": _Form.SNC,
    "scomm": _Form.SCOMM,
    "scs": _Form.SCOMM,
    "societe en commandite": _Form.SCOMM,
    "sa de droit public": _Form.PUBLIC_BODY,
    "personne morale de droit public": _Form.PUBLIC_BODY,
    "intercommunale": _Form.PUBLIC_BODY,
    "etablissement public": _Form.PUBLIC_BODY,
    "personne physique": _Form.NATURAL_PERSON,
    "independant": _Form.NATURAL_PERSON,
    "association de fait": _Form.DE_FACTO,
    "societe etrangere": _Form.FOREIGN_COMPANY,
}


def legal_form_of(words: str) -> str | None:
    """Return the legal form that the words mean, "" when there are none, None when nobody knows them."""
    known = re.sub(r"[^a-z]+", " ", fold(words.replace(".", ""))).strip()
    if not known:
        return "" if not words.strip() else None
    code = known.replace(" ", "_")
    return _WORDS.get(known) or (code if code in _Form.values else None)
