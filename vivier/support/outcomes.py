"""What both sides say came of a need, side by side, and where they differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from vivier.support.models import Outcome, Side

FIELDS = ("result", "amount_eur", "jobs")


@dataclass(frozen=True, slots=True)
class Told:
    """The newest telling of one side; `partner` is its key, None for the applicant."""

    partner: int | None
    outcome: Outcome
    differs: tuple[str, ...] = ()


def newest(outcomes: Iterable[Outcome]) -> dict[int | None, Outcome]:
    """The last telling of each side, by partner's key; None is the applicant."""
    rows = sorted(outcomes, key=lambda one: (one.at, one.pk))
    return {one.partner_id if one.side == Side.PARTNER else None: one for one in rows}


def side_by_side(outcomes: Iterable[Outcome]) -> list[Told]:
    """The applicant first, then the partners, each with the fields in which it differs from the applicant.

    What one side did not tell is no difference: it is unknown.
    """
    last = newest(outcomes)
    said = last.get(None)
    rows = [] if said is None else [Told(None, said)]
    partners = sorted(((key, one) for key, one in last.items() if key is not None), key=lambda pair: pair[0])
    for key, one in partners:
        rows.append(Told(key, one, _differences(said, one)))
    return rows


def _differences(first: Outcome | None, second: Outcome) -> tuple[str, ...]:
    if first is None:
        return ()
    return tuple(name for name in FIELDS if _differ(getattr(first, name), getattr(second, name)))


def _differ(first: Any, second: Any) -> bool:
    return first not in (None, "") and second not in (None, "") and first != second
