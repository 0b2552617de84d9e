"""One search over everything: what may be asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_LETTERS = 200
KINDS = {
    "actor": _("Actors"),
    "opportunity": _("Opportunities"),
    "event": _("Events"),
    "article": _("News"),
    "place": _("Places"),
    "residency": _("Residencies"),
    "indicator": _("Figures"),
    "page": _("Texts of the site"),
}

# What one record of the kind is, beside its name.
KIND_OF_ONE = {
    "actor": _("Actor"),
    "opportunity": _("Opportunity"),
    "event": _("Event"),
    "article": _("Article"),
    "place": _("Place"),
    "residency": _("Residency"),
    "indicator": _("Figure"),
    "page": _("Text of the site"),
}


class SearchForm(forms.Form):
    """The words, the type chosen and the page; anything else is ignored."""

    q = forms.CharField(required=False, strip=True)
    kind = forms.ChoiceField(choices=[("", ""), *KINDS.items()], required=False)
    page = forms.IntegerField(min_value=1, max_value=10_000, required=False)

    def asked(self) -> tuple[str, str, int]:
        """Return text, kind and page, each at its default when it makes no sense."""
        self.is_valid()
        known = self.cleaned_data
        return (known.get("q") or "")[:MOST_LETTERS], known.get("kind") or "", known.get("page") or 1
