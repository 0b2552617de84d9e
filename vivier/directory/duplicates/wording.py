"""The reasons of a pair in words, in the reader's language."""

from django.utils.translation import gettext as _

from vivier.directory.duplicates.folding import words_of
from vivier.directory.duplicates.records import Reason

# Longer values are cut: a reason is one line.
LONGEST_VALUE = 80
# A name that is this much of the other is spelt almost like it.
ALMOST_ALL = 0.85


def words_for(reason: Reason) -> str:
    """Return one reason as a sentence, with the values compared when they help."""
    left, right = (_short(value) for value in reason.values)
    texts = _for(left, right) if reason.for_ else _against(left, right)
    return texts.get(reason.feature) or _other(reason)


def _for(left: str, right: str) -> dict[str, str]:
    both = {"left": left, "right": right}
    return {
        "words": _shared(left, right),
        "missing": _("Few words of one name are missing from the other."),
        "acronym": _("One name is made of the initials of the other."),
        "spelling": _spelling(left, right) % both,
        "figures": _("The figures in the names agree."),
        "department": _("Both belong to the same department or district."),
        "city": _("The town agrees."),
        "neighbours": _("Other spellings of the same organisation resemble both."),
        "rivals": _("No other record fits better."),
        "number": _("Same company number: %(left)s.") % both,
        "domain": _("Same web domain: %(left)s.") % both,
        "email": _("Same e-mail address."),
        "phone": _("Same telephone number."),
        "street": _("Same street: “%(left)s” and “%(right)s”.") % both,
        "postal_code": _("Same postal code: %(left)s.") % both,
        "activity": _("Similar activities."),
    }


def _spelling(left: str, right: str) -> str:
    one, other = sorted(("".join(words_of(text)) for text in (left, right)), key=len)
    if one and other.startswith(one) and len(one) < ALMOST_ALL * len(other):
        return _("One name begins with the other: “%(left)s” and “%(right)s”.")
    return _("The names are spelt almost alike: “%(left)s” and “%(right)s”.")


def _shared(left: str, right: str) -> str:
    if left == right:
        return _("The names share telling words: “%(words)s”.") % {"words": left}
    return _("The names share telling words: “%(left)s” and “%(right)s”.") % {"left": left, "right": right}


def _alone(left: str, right: str) -> str:
    """Say which words only one of the names has; either may have none."""
    if left and right:
        both = {"left": left, "right": right}
        return _("Telling words stand in one name only: “%(left)s” or “%(right)s”.") % both
    return _("Telling words stand in one name only: “%(words)s”.") % {"words": left or right}


def _against(left: str, right: str) -> dict[str, str]:
    both = {"left": left, "right": right}
    return {
        "words": _("The names share few telling words."),
        "missing": _alone(left, right),
        "acronym": _("Neither name is made of the initials of the other."),
        "spelling": _("The names are spelt differently: “%(left)s” and “%(right)s”.") % both,
        "figures": _("The figures in the names differ."),
        "department": _("The departments or districts differ."),
        "city": _("The towns differ."),
        "neighbours": _("No other spelling of the same organisation resembles both."),
        "rivals": _("Another record fits as well or better."),
        "number": _("Different company numbers: %(left)s and %(right)s.") % both,
        "domain": _("Different web domains: %(left)s and %(right)s.") % both,
        "email": _("Different e-mail addresses."),
        "phone": _("Different telephone numbers."),
        "street": _("Different streets: “%(left)s” and “%(right)s”.") % both,
        "postal_code": _("Different postal codes: %(left)s and %(right)s.") % both,
        "activity": _("Different activities."),
    }


def _other(reason: Reason) -> str:
    return _("Something else speaks for it.") if reason.for_ else _("Something else speaks against it.")


def _short(value: str) -> str:
    value = " ".join(value.split())
    return value if len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"
