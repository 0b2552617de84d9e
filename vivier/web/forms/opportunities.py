"""What may be asked of the list of opportunities; whatever makes no sense counts as not asked."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.opportunities import catalogue
from vivier.opportunities.catalogue import Asked, Entry, Listing
from vivier.search import engine
from vivier.search.query import Query, Results
from vivier.web.forms import agenda

PAGE_SIZE = 25
SORTS = {
    "relevance": _("Relevance"),
    "deadline": _("Deadline"),
    "newest": _("Newest"),
    "amount": _("Highest amount"),
}


class CallSearch(agenda.Listing):
    """The words, the filters and the order."""

    filters = catalogue.FIELDS
    kind, audience, discipline, status, issuer, amount = (
        agenda.Values(required=False) for _name in catalogue.FIELDS
    )
    sort = forms.ChoiceField(choices=list(SORTS.items()), required=False)

    @property
    def usual_order(self) -> str:
        """The order when none is asked; the address does not carry it."""
        return "relevance" if self.text else "deadline"

    @property
    def order(self) -> str:
        return self.asked.get("sort") or self.usual_order

    def state(self) -> dict[str, Any]:
        return super().state() | {"sort": None if self.order == self.usual_order else self.order}

    def orders(self) -> list[tuple[str, str, bool]]:
        """Return the orders to choose from; the usual one has no value, so that it follows the words."""
        return [
            ("" if value == self.usual_order else value, str(label), value == self.order)
            for value, label in SORTS.items()
            if value != "relevance" or self.text
        ]

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @cached_property
    def entries(self) -> list[Entry]:
        return catalogue.entries(self.now)

    @cached_property
    def found(self) -> Results | None:
        """What the index answers to the words, or None without words."""
        if not self.text:
            return None
        return engine.search(Query(text=self.text, kinds=("opportunity",), limit=None))

    @cached_property
    def listing(self) -> Listing:
        """The calls asked for, in order, with the counts of every filter."""
        filters = {name: self.values(name) for name in self.filters}
        found = None if self.found is None else self.found.pks
        return catalogue.listing(self.entries, Asked(filters, found, self.order))

    @property
    def query_of_alert(self) -> str:
        """Return the words and filters as an alert takes them, without order, status or page."""
        return self.address(sort=None, status=None).removeprefix("?")

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or any(self.values(name) for name in self.filters))
