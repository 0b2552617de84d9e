"""What may be asked of the directory, and what a person may write to correct a record."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from vivier.directory.fields import label_of_field
from vivier.directory.questions import FILTERS, RADII_KM, box_of, place_called
from vivier.reference.models import Territory
from vivier.search import engine
from vivier.search.query import Box, Near, Query, Results

PAGE_SIZE = 20
LAST_PAGE = 500  # deeper than anybody reads; the export gives everything
MOST_VALUES = 30
MAP_FIELD = "spot"
SORTS = {"relevance": _("Relevance"), "name": _("Name, A to Z"), "updated": _("Recently updated")}
_INDEX_SORTS = {"relevance": "relevance", "name": "name", "updated": "-updated"}
_CODE = re.compile(r"[\w.-]{1,40}\Z", re.ASCII)
_TOWN_AND_RADIUS = re.compile(r"^(?P<town>.+?),?\s+(?P<km>\d{1,3})\s*km$", re.IGNORECASE)


class Codes(forms.Field):
    """Several codes of one filter; what cannot be a code is dropped, and so is what is too much."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> tuple[str, ...]:
        given = value if isinstance(value, list) else []
        return tuple(dict.fromkeys(code for code in given if _CODE.match(code)))[:MOST_VALUES]


class ActorSearch(forms.Form):
    """The words, the place and the filters; whatever makes no sense counts as not asked."""

    q = forms.CharField(max_length=200, required=False)
    place = forms.CharField(max_length=120, required=False)
    km = forms.TypedChoiceField(
        choices=[("", ""), *((str(km), "") for km in RADII_KM)], coerce=int, empty_value=None, required=False
    )
    box = forms.CharField(max_length=80, required=False)
    discipline, kind, role, province, commune, website = (Codes(required=False) for _name in FILTERS)
    sort = forms.ChoiceField(choices=list(SORTS.items()), required=False)
    view = forms.ChoiceField(choices=[("map", ""), ("table", "")], required=False)
    page = forms.IntegerField(min_value=1, max_value=10_000, required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.is_valid()
        self.asked: dict[str, Any] = self.cleaned_data
        self._read_radius()

    def _read_radius(self) -> None:
        """ "Namur, 30 km" in the place field says both."""
        written = _TOWN_AND_RADIUS.match(self.asked.get("place") or "")
        if written and not self.asked.get("km"):
            self.asked["place"] = written["town"]
            self.asked["km"] = min(RADII_KM, key=lambda km: abs(km - int(written["km"])))

    @property
    def text(self) -> str:
        return self.asked.get("q") or ""

    @property
    def place_text(self) -> str:
        return self.asked.get("place") or ""

    @property
    def radius_km(self) -> int | None:
        return self.asked.get("km")

    @property
    def box_text(self) -> str:
        """The part of the map asked for, "west,south,east,north" in degrees; "" when it is none."""
        written = "".join((self.asked.get("box") or "").split())
        return written if box_of(written) else ""

    @property
    def shows_table(self) -> bool:
        return self.asked.get("view") == "table"

    @property
    def usual_order(self) -> str:
        """The order when none is chosen: by relevance when there are words, else by name."""
        return "relevance" if self.text else "name"

    @property
    def order(self) -> str:
        return self.asked.get("sort") or self.usual_order

    @property
    def page_number(self) -> int:
        return min(self.asked.get("page") or 1, LAST_PAGE)

    @cached_property
    def territory(self) -> Territory | None:
        """The territory that the place field means, or None when nobody knows it."""
        return place_called(self.place_text) if self.place_text else None

    @property
    def is_around(self) -> bool:
        """Whether a radius around a point is asked, rather than a whole territory."""
        return bool(self.radius_km and self.territory and self.territory.latitude is not None)

    def values(self, name: str) -> tuple[str, ...]:
        return self.asked.get(name) or ()

    def state(self) -> dict[str, Any]:
        """What is asked, as parameters of an address; defaults are left out."""
        asked: dict[str, Any] = {"q": self.text, "place": self.place_text}
        asked["km"] = self.radius_km if self.place_text else None
        asked["box"] = self.box_text
        asked |= {name: self.values(name) for name in FILTERS}
        asked["sort"] = self.order if self.order != self.usual_order else None
        asked["view"] = "table" if self.shows_table else None
        return {name: value for name, value in asked.items() if value}

    def address(self, **changes: Any) -> str:
        """Return the query string of what is asked, with some parameters changed (None removes one)."""
        return address_of({name: value for name, value in (self.state() | changes).items() if value})

    def query(self, **changes: Any) -> Query:
        """Return the question for the index; `leave_out` names a parameter to forget."""
        left_out = changes.pop("leave_out", None)
        filters = {
            field: self.values(name)
            for name, field in FILTERS.items()
            if self.values(name) and name != left_out
        }
        near = None
        if self.territory and left_out != "place":
            if self.is_around and left_out != "km":
                near = self._circle(changes.pop("km", self.radius_km))
            else:
                filters["territory"] = (self.territory.code,)
        asked: dict[str, Any] = {
            "text": "" if left_out == "q" else self.text,
            "kinds": ("actor",),
            "filters": filters,
            "near": near,
            "box": self._box() if left_out != "box" else None,
            "sort": _INDEX_SORTS[self.order],
        }
        return Query(**(asked | changes))

    def _circle(self, km: int) -> Near | None:
        place = self.territory
        if place is None or place.latitude is None or place.longitude is None:
            return None
        return place.latitude, place.longitude, float(km)

    def _box(self) -> Box | None:
        return box_of(self.box_text)

    def results(self) -> Results:
        """Ask the index for one page, with the counts of every filter and of the map."""
        fields = (*FILTERS.values(), MAP_FIELD)
        found = engine.search(self._page(self.page_number, fields))
        last = max(1, -(-found.total // PAGE_SIZE))
        if self.page_number > last:
            self.asked["page"] = last
            found = engine.search(self._page(last, fields))
        return found

    def _page(self, number: int, fields: tuple[str, ...]) -> Query:
        return self.query(offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE, facets=fields)

    def last_changed(self, most: int) -> tuple[int, ...]:
        """Return the keys of at most `most` records found, the last changed first."""
        return engine.search(self.query(sort="-updated", limit=most)).pks

    @property
    def query_of_alert(self) -> str:
        """Return the words, the place and the filters as an alert takes them."""
        return self.address(sort=None, view=None).removeprefix("?")

    def everything(self) -> tuple[int, ...]:
        """Return the keys of every record found, in order."""
        return engine.search(self.query(limit=None)).pks

    def how_many(self, **changes: Any) -> int:
        """Return how many records a changed question would find."""
        return engine.search(self.query(limit=1, **changes)).total


def address_of(parameters: Mapping[str, Any]) -> str:
    """Return a query string; several values of one name stand one after the other."""
    return f"?{urlencode(parameters, doseq=True)}"


SUGGESTED = (
    "name",
    "description_fr",
    "website",
    "city",
    "kind",
    "disciplines",
    "roles",
    "legal_form",
    "closed_on",
)

_SUGGESTED_WORDS = {"description_fr": _("Description"), "closed_on": _("It has closed")}


def asked_field(name: str) -> str:
    """Return the field that a link says is wrong, when it is one people may correct."""
    return name if name in SUGGESTED else ""


class CorrectionForm(forms.Form):
    """What should the record say, and how do you know; no account needed."""

    field = forms.ChoiceField(label=_("What is wrong?"), required=False)
    proposed = forms.CharField(
        label=_("What should it say?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what the record should say.")},
    )
    comment = forms.CharField(
        label=_("How do you know?"),
        help_text=_("A web address, a document, or “I work there”."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    author_email = forms.EmailField(
        max_length=254,
        label=_("Your e-mail, if you want an answer"),
        help_text=_("Only the team sees it, and only to answer you."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        named = [
            (field, _SUGGESTED_WORDS.get(field) or str(label_of_field(field)).capitalize())
            for field in SUGGESTED
        ]
        choice: Any = self.fields["field"]
        choice.choices = [*named, ("", _("Something else"))]
        if not self.is_bound:
            self.initial.setdefault("submission", uuid4())
