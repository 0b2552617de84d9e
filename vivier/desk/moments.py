"""Moments in Wagtail's own forms, such as when a page is published: every hour the clocks show is taken."""

from django.db.models import DateTimeField
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminDateTimeInput

from vivier.core.clock_changes import MomentField


def take_every_hour() -> None:
    """Have Wagtail's forms read moments as ours do: an hour that comes twice is the first of the two."""
    register_form_field_override(
        DateTimeField, override={"form_class": MomentField, "widget": AdminDateTimeInput}
    )
