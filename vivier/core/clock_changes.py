"""The two nights a year when the clocks change: an hour that comes twice, and one that does not come.

Written on the night the clocks go back, an hour that comes twice is the first of the two. The hour that is
left out in spring is refused.
"""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core.written_dates import written

FIRST_OF_TWO = gettext_lazy("On the night the clocks go back, an hour that comes twice is the first one.")


def is_missing(day: date, hour: time, zone: Any = None) -> bool:
    """Say whether the clocks skip this hour on that day."""
    there = zone or ZoneInfo(settings.TIME_ZONE)
    written_down = datetime.combine(day, hour.replace(tzinfo=None))
    shown = written_down.replace(tzinfo=there).astimezone(UTC).astimezone(there)
    return shown.replace(tzinfo=None) != written_down


def sentence_of_missing(day: date, hour: time) -> str:
    """Return why that hour is refused."""
    return _(
        "There is no %(hour)s on %(day)s: that night the clocks go forward by an hour. Write an hour before "
        "or after."
    ) % {"hour": f"{hour:%H:%M}", "day": written(day, "DATE_FORMAT")}


def moment_of(naive: datetime) -> datetime:
    """Return the moment the clocks here show this; of two the first. Raise ValidationError for none."""
    zone = get_current_timezone()
    if is_missing(naive.date(), naive.time(), zone):
        raise ValidationError(sentence_of_missing(naive.date(), naive.time()), code="missing_hour")
    # In UTC: Python never finds a moment of an hour that comes twice equal to one of another zone.
    return naive.replace(tzinfo=zone, fold=0).astimezone(UTC)


class MomentField(forms.DateTimeField):
    """A day and an hour as people write them; every hour the clocks show is accepted."""

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone" or error.params is None:
                raise
            return moment_of(error.params["datetime"])  # type: ignore[call-overload, index]

    def _clean_bound_field(self, bf: forms.BoundField) -> Any:
        """What comes back as it was shown stays what it was: the second of two hours, its seconds."""
        told, before = super()._clean_bound_field(bf), bf.initial  # type: ignore[misc]
        is_same = isinstance(before, datetime) and told is not None and _as_shown(before) == _as_shown(told)
        return before if is_same else told


def _as_shown(moment: datetime) -> datetime:
    local = moment.astimezone(get_current_timezone()) if moment.tzinfo else moment
    return local.replace(tzinfo=None, fold=0, second=0, microsecond=0)
