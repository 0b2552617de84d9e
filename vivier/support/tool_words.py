"""What a partner's tool says, read strictly: a field nobody declared is refused rather than ignored."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from vivier.support.models import Answer, Outcome

LONGEST_TEXT = 2000
MOST_JOBS = 30_000


class InvalidBody(Exception):
    """A field that is missing, unknown or cannot be; for programs, in English."""

    def __init__(self, name: str, code: str, message: str) -> None:
        super().__init__(message)
        self.name, self.code = name, code

    def as_error(self) -> dict[str, str]:
        """Return it as the API names what it refuses."""
        return {"parameter": self.name, "code": self.code, "message": str(self)}


@dataclass(frozen=True, slots=True)
class SaidAnswer:
    """An answer to a referral."""

    kind: str
    text: str
    is_shared: bool


@dataclass(frozen=True, slots=True)
class SaidOutcome:
    """What came of it."""

    result: str
    what: str
    amount_eur: Decimal | None
    jobs: int | None


def answer_in(body: Mapping[str, Any]) -> SaidAnswer:
    """Read an answer. Raises InvalidBody."""
    _only(body, "kind", "text", "is_shared")
    is_shared = body.get("is_shared", False)
    if not isinstance(is_shared, bool):
        raise InvalidBody("is_shared", "no_boolean", "true or false is needed here.")
    kind = _one_of(body, "kind", Answer.Kind.values)
    return SaidAnswer(kind, _text(body, "text", LONGEST_TEXT), is_shared)


def outcome_in(body: Mapping[str, Any]) -> SaidOutcome:
    """Read an outcome; the amount comes as a text such as "1200.50". Raises InvalidBody."""
    _only(body, "result", "what", "amount_eur", "jobs")
    jobs = body.get("jobs")
    if jobs is not None and (
        isinstance(jobs, bool) or not isinstance(jobs, int) or not 0 <= jobs <= MOST_JOBS
    ):
        raise InvalidBody("jobs", "out_of_bounds", f"A number from 0 to {MOST_JOBS} is needed here.")
    result = _one_of(body, "result", Outcome.Result.values)
    return SaidOutcome(result, _text(body, "what", 500), _amount(body.get("amount_eur")), jobs)


def _only(body: Mapping[str, Any], *names: str) -> None:
    unknown = sorted(str(name) for name in body if name not in names)
    if unknown:
        raise InvalidBody(unknown[0][:60], "unknown_field", "There is no such field.")


def _one_of(body: Mapping[str, Any], name: str, values: list[str]) -> str:
    said = body.get(name)
    if not isinstance(said, str) or said not in values:
        raise InvalidBody(name, "unknown_value", f"One of {', '.join(values)} is needed here.")
    return said


def _text(body: Mapping[str, Any], name: str, most: int) -> str:
    said = body.get(name, "")
    if not isinstance(said, str) or len(said) > most:
        raise InvalidBody(name, "too_long", f"A text of at most {most} characters is needed here.")
    if "\x00" in said or any("\ud800" <= one <= "\udfff" for one in said):
        raise InvalidBody(name, "unstorable", "The text holds characters that cannot be stored.")
    return said


def _amount(said: Any) -> Decimal | None:
    if said is None:
        return None
    try:
        amount = Decimal(said) if isinstance(said, str) and len(said) <= 20 else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite() or not 0 <= amount < Decimal(10) ** 10:
        raise InvalidBody("amount_eur", "no_amount", 'A text such as "1200.50" is needed here.')
    if amount != amount.quantize(Decimal("0.01")):
        raise InvalidBody("amount_eur", "no_amount", "At most two decimals.")
    return amount
