"""NACE-BEL codes and legal forms, from the `bce-codes-to-label` package."""

from collections.abc import Mapping
from typing import Any

from bce_codes_to_label import legal_forms, nace

from vivier.reference.tables import Row

LANGUAGES = ("fr", "en", "nl", "de")


def activity_codes() -> list[Row]:
    """Return the three versions of NACE-BEL; codes are written with their dot, as in 90.03."""
    return [
        {"version": code["version"], "code": code["value_dot"], **_labels(code)}
        for code in nace.codes.values()
    ]


def juridical_forms() -> list[Row]:
    """Return the legal forms that the company register uses."""
    return [{"code": code, **_labels(labels)} for code, labels in legal_forms.codes.items()]


def _labels(entry: Mapping[str, Any]) -> dict[str, str]:
    return {f"label_{language}": _calm(entry.get(f"label_{language}") or "") for language in LANGUAGES}


def _calm(label: str) -> str:
    """The heads of sections are in capitals: write them as a sentence."""
    return label.capitalize() if label.isupper() else label
