"""What the team gives when it decides on a claim."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from vivier.directory.models import Claim


class ClaimFilters(WagtailFilterSet):  # type: ignore[misc]
    """Which claims to list."""

    actor = django_filters.CharFilter(
        field_name="actor__sort_name", lookup_expr="icontains", label=gettext_lazy("Record")
    )

    class Meta:
        model = Claim
        fields = ("state", "way", "actor")


class ReasonForm(forms.Form):
    """Why the claim is refused, in words its author reads."""

    reason = forms.CharField(
        label=gettext_lazy("Reason, for the person who claims the record"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EndForm(forms.Form):
    """Whose membership ends, and why."""

    end = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    reason = forms.CharField(
        label=gettext_lazy("Reason, for the person"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"auto_id": False}))
