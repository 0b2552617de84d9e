"""What a partner is shown of a need: line by line, only what the applicant agreed to."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from vivier.core.translation import label_of
from vivier.support.consenting import sees
from vivier.support.models import Answer, Consent, Need, Referral


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a page says of a need; `is_long` for texts of several lines."""

    label: str
    value: str
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What one partner sees: nothing without consent, the need, or the need with who asks."""

    level: str
    lines: tuple[Line, ...]
    others: tuple[Answer, ...]

    @property
    def with_contact(self) -> bool:
        return self.level == Consent.Sees.CONTACT


def seen_by_partner(referral: Referral) -> Seen:
    """Return what the partner of a referral sees now, and what other partners agreed to share with it."""
    level = sees(referral)
    if not level:
        return Seen("", (), ())
    lines = lines_of(referral.need)
    if level == Consent.Sees.CONTACT:
        lines = (*contact_of(referral.need), *lines)
    return Seen(level, lines, _shared(referral))


def _shared(referral: Referral) -> tuple[Answer, ...]:
    rows = Answer.objects.filter(referral__need=referral.need_id, is_shared=True)
    return tuple(rows.exclude(referral=referral.pk).select_related("referral__partner__actor"))


def lines_of(need: Need) -> tuple[Line, ...]:
    """What is asked, without anything that names who asks."""
    place = label_of(need.territory) if need.territory is not None else need.place
    disciplines = ", ".join(label_of(row) for row in need.disciplines.all())
    return _filled(
        Line(_("About"), need.get_subject_display()),
        Line(_("What is sought"), need.sought, is_long=True),
        Line(_("Who asks"), need.get_who_display()),
        Line(_("Legal form"), need.get_legal_form_display()),
        Line(_("Stage"), need.get_stage_display()),
        Line(_("Place"), place),
        Line(_("Disciplines"), disciplines),
    )


def contact_of(need: Need) -> tuple[Line, ...]:
    """Who asks, and how to reach them."""
    return _filled(
        Line(_("Name"), need.name),
        Line(_("Organisation"), need.organisation),
        Line(_("Project"), need.project_name),
        Line(_("Holders of the project"), need.holders),
        Line(_("E-mail"), need.email),
        Line(_("Phone"), need.phone),
        Line(_("Best time to be reached"), need.best_time),
    )


def _filled(*lines: Line) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.value)
