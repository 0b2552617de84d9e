"""The small shapes that all answers share: coded values, texts with their language, links."""

from decimal import Decimal
from enum import Enum
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_noop as _
from ninja import Field, Schema

from vivier.core.translation import LocalText, label_of
from vivier.reference import lookup
from vivier.reference.models import Discipline


class Coded(Schema):
    """A value of a vocabulary."""

    code: str = Field(description=_("Stable code, the one that filters take."))
    label: str = Field(description=_("The word in the language of the answer."))


class Text(Schema):
    """A text and the language it is really in."""

    text: str = Field(description=_("The text; empty when no language has it."))
    language: str = Field(description=_("The language it is really in."))
    is_fallback: bool = Field(description=_("True when the language asked for has no text."))


class Area(Schema):
    """A territory."""

    code: str = Field(description=_("Statbel NIS code, ISO country code, EU, EEA or COM-…"))
    label: str = Field(description=_("The word in the language of the answer."))
    kind: str = Field(description=_("Which layer it is: commune, province, region, country…"))


class Linked(Schema):
    """Something with a page of its own, when it is public."""

    name: str
    slug: str | None = Field(description=_("Null when it has no public page here."))
    url: str | None = Field(description=_("Its page."))
    api_url: str | None = Field(description=_("The same thing in this API."))


class Spot(Schema):
    """Where to draw it on a map."""

    latitude: float
    longitude: float
    precision: str = Field(description=_("Layer whose centre it is, usually the commune; never an address."))


Made = dict[str, Any]


def absolute(path: str) -> str:
    """Return an address people can follow from anywhere."""
    return f"{settings.SITE_URL}{path}"


def api_url(operation: str, *args: str) -> str:
    """Return the address of an operation of this API."""
    return absolute(reverse(f"api:{operation}", args=args))


def text(value: LocalText) -> Made:
    return {"text": value.text, "language": value.language, "is_fallback": value.is_fallback}


def choice(value: Any) -> Made | None:
    """Return a model's choice as code and label; None when nothing is known."""
    if not value:
        return None
    if not isinstance(value, Enum):
        raise TypeError(f"{value!r} is not a choice")
    return {"code": value.value, "label": str(getattr(value, "label", value))}


def discipline(row: Discipline) -> Made:
    return {"code": row.code, "label": label_of(row)}


def area(code: str | None) -> Made | None:
    """Return a territory by its code, from the tables read once per process."""
    known = lookup.territory(code) if code else None
    return {"code": known.code, "label": label_of(known), "kind": known.kind} if known else None


def spot(code: str | None) -> Made | None:
    """Return the centre of a territory."""
    known = lookup.territory(code) if code else None
    if known is None or known.latitude is None or known.longitude is None:
        return None
    return {"latitude": known.latitude, "longitude": known.longitude, "precision": known.kind}


def number(value: Decimal | None) -> int | float | None:
    """Return a decimal as the JSON number with the same digits."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
