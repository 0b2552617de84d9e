"""The days a figure is about, the first and the last included, as the clocks of the site show them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware

from vivier.core.written_dates import written


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, both ends included."""

    starts_on: date
    ends_on: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first moment of the period and the first moment after it, in the site's time zone."""
        after = self.ends_on + timedelta(days=1)
        return make_aware(datetime.combine(self.starts_on, time.min)), make_aware(
            datetime.combine(after, time.min)
        )

    def contains(self, other: "Period") -> bool:
        """Say whether every day of another period lies in this one."""
        return self.starts_on <= other.starts_on and other.ends_on <= self.ends_on

    def __str__(self) -> str:
        first, last = (written(day, "DATE_FORMAT") for day in (self.starts_on, self.ends_on))
        return f"{first} – {last}"
