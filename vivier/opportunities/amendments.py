"""Changes that others propose to a published call: kept beside what it said, compared, applied."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from vivier.opportunities import fields
from vivier.opportunities.models import Call, OpportunityProposal

# What anybody may propose to write differently; texts are those of the page's language.
TEXTS = ("title", "summary", "eligibility")
PLAIN = ("url", "opens_at", "closes_at", "amount_min", "amount_max")


class Difference(NamedTuple):
    """One field: what it said when the change was proposed, what it says now, what is proposed."""

    field: str
    then: Any
    now: Any
    proposed: Any

    @property
    def has_moved(self) -> bool:
        """Whether somebody changed the field since it was proposed."""
        return self.then != self.now


def of_call(call: Call, said: Mapping[str, Any], language: str) -> dict[str, list[Any]]:
    """Return {field: [what it says, what is proposed]} of what differs; raises InvalidCall."""
    wanted = {
        (f"{name}_{language}" if name in TEXTS else name): value
        for name, value in said.items()
        if name in (*TEXTS, *PLAIN) and value not in (None, "")
    }
    cleaned = {field: fields.clean(field, value) for field, value in wanted.items()}
    now = {field: fields.read(call, field) for field in fields.ALL}
    fields.check_together({**now, **cleaned})
    return {
        field: [fields.plain(now[field]), fields.plain(value)]
        for field, value in cleaned.items()
        if not fields.same(now[field], value)
    }


def differences(proposal: OpportunityProposal) -> list[Difference]:
    """Return what a proposal would change, beside what the call says now."""
    if proposal.call is None:
        return []
    return [
        Difference(field, then, fields.plain(fields.read(proposal.call, field)), proposed)
        for field, (then, proposed) in proposal.amendments.items()
    ]


def values_of(proposal: OpportunityProposal, wanted: Iterable[str]) -> dict[str, Any]:
    """Return the proposed values of these fields as the call can hold them."""
    chosen = set(wanted)
    values = {
        field: fields.from_plain(field, proposed)
        for field, (_then, proposed) in proposal.amendments.items()
        if field in chosen
    }
    closes = values.get("closes_at")
    # Who gives a day without an hour means all of it.
    day_only = {"closes_on_day": (closes.hour, closes.minute) == (23, 59)} if closes else {}
    return values | day_only
