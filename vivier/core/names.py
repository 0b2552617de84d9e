"""Names as people sort, compare and address them: accents, apostrophes and articles forgiven."""

import re
import unicodedata

from django.utils.text import slugify

_ARTICLE = re.compile(r"^(?:(?:le|la|les|the|de|het|een|der|die|das)\s+|[ld]['’ʼ]\s*)", re.IGNORECASE)
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O"})


def fold(text: str) -> str:
    """Return the text in lower case without accents or ligatures."""
    if text.isascii():
        return text.lower()
    if max(text) < _AFTER_LATIN:
        return text.translate(_LATIN)
    return _folded(text)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


_AFTER_LATIN = "\u0250"
# What people write here, letter by letter, once: texts are folded by the million.
_LATIN = {code: _folded(chr(code)) for code in range(ord(_AFTER_LATIN))}


def sort_key(name: str) -> str:
    """Return what a list is sorted by: "L'Estampe" under E, "Wap's Hub" beside "Waps"."""
    folded = fold(_ARTICLE.sub("", name.strip()))
    return re.sub(r"[^0-9a-z]+", " ", folded.replace("'", "").replace("’", "")).strip()[:255]


def address_of(name: str, *, length: int = 80) -> str:
    """Return the last part of an address made from a name ("St'art Invest" → "start-invest")."""
    slug = slugify(fold(name).replace("'", "").replace("’", ""))
    return slug[:length].strip("-") or "sans-nom"
