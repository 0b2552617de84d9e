"""What may be asked of the agenda and of the places; whatever makes no sense counts as not asked."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils import timezone

from vivier.agenda.selection import ALL, COMING, FACETS, FILTERS, PAST, UNDATED, Selection

PAGE_SIZE = 24
MOST_VALUES = 30
LONGEST_VALUE = 120
LAST_PAGE = 10_000
_TIMES = {COMING, PAST, ALL, UNDATED}
_YEAR = re.compile(r"(?:19|20|21)\d\d\Z", re.ASCII)


class Values(forms.Field):
    """Several values of one filter; what is too long or too much is dropped."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> tuple[str, ...]:
        given = value if isinstance(value, list) else []
        kept = (one for one in given if one.isprintable() and 0 < len(one) <= LONGEST_VALUE)
        return tuple(dict.fromkeys(kept))[:MOST_VALUES]


class Listing(forms.Form):
    """A list with words, filters and pages, whose state is its address."""

    filters: tuple[str, ...] = ()
    q = forms.CharField(max_length=200, required=False)
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.is_valid()
        self.asked: dict[str, Any] = self.cleaned_data

    @property
    def text(self) -> str:
        return self.asked.get("q") or ""

    @property
    def page_number(self) -> int:
        return self.asked.get("page") or 1

    def values(self, name: str) -> tuple[str, ...]:
        return self.asked.get(name) or ()

    def state(self) -> dict[str, Any]:
        """What is asked, as parameters of an address; defaults are left out."""
        return {"q": self.text} | {name: self.values(name) for name in self.filters}

    def address(self, **changes: Any) -> str:
        """Return the query string of what is asked, with some parameters changed (None removes one)."""
        return address_of(self.state() | changes)


class EventSearch(Listing):
    """The words, the filters and the time of the agenda."""

    filters = FILTERS
    kind, discipline, town, series, place, organiser = (Values(required=False) for _name in FILTERS)
    when = forms.CharField(max_length=10, required=False)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What is asked without a box of its own, for the form to carry along."""
        return [(name, value) for name in FILTERS if name not in FACETS for value in self.values(name)]

    @property
    def when_asked(self) -> str:
        said = self.asked.get("when") or ""
        return said if said in _TIMES or _YEAR.match(said) else COMING

    def state(self) -> dict[str, Any]:
        return super().state() | {"when": None if self.when_asked == COMING else self.when_asked}

    @property
    def query_of_alert(self) -> str:
        """Return the words and filters as an alert takes them, without a time."""
        return self.address(when=None).removeprefix("?")

    def selection(self) -> Selection:
        """Return what is asked as the agenda understands it."""
        values = {name: self.values(name) for name in FILTERS}
        return Selection(timezone.localdate(), self.text, self.when_asked, values)


class PlaceSearch(Listing):
    """The words and the filters of the list of places."""

    filters = ("kind", "town", "commune")
    kind = Values(required=False)
    town = Values(required=False)
    commune = Values(required=False)
    view = forms.ChoiceField(choices=[("map", ""), ("table", "")], required=False)

    @property
    def commune_values(self) -> tuple[str, ...]:
        return self.values("commune")

    @property
    def shows_table(self) -> bool:
        return self.asked.get("view") == "table"

    @property
    def query_of_alert(self) -> str:
        """Return what an alert about events takes of this: the words and the towns; "" without either."""
        return address_of({"q": self.text, "town": self.values("town")}).removeprefix("?")

    def state(self) -> dict[str, Any]:
        return super().state() | {"view": "table" if self.shows_table else None}


def address_of(parameters: Mapping[str, Any]) -> str:
    """Return a query string; several values of one name stand one after the other."""
    return f"?{urlencode({name: value for name, value in parameters.items() if value}, doseq=True)}"
