"""What may be asked of the observatory; whatever makes no sense counts as not asked."""

from vivier.observatory.selection import FILTERS, Selection
from vivier.web.forms.agenda import Listing, Values

PAGE_SIZE = 120


class FigureSearch(Listing):
    """Words, topics, territories and kinds of source; `indicator` narrows a download to some pages."""

    filters = (*FILTERS, "indicator")
    topic, territory, source, indicator = (Values(required=False) for _name in (*FILTERS, "indicator"))

    def selection(self) -> Selection:
        """Return what is asked as the observatory understands it."""
        return Selection(self.text, {name: self.values(name) for name in self.filters})

    @property
    def is_open(self) -> bool:
        """Whether nothing is asked: the whole observatory."""
        return not self.text and not any(self.values(name) for name in self.filters)
