"""Mandates of the demonstration: one closed, on public facts; current ones, invented, with a fixed seed.

Everything goes through the deeds people use, with the demonstration's accountant and coordinator, so that
whatever the rules refuse is not there either. Dates count from the day of the load.
"""

import json
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone, translation

from vivier.accounts.models import User
from vivier.core.money import percent_of
from vivier.directory.models import Actor
from vivier.firstload.accounts_given import give_account, plan_parts, spans_of
from vivier.firstload.sector import Outcome
from vivier.firstload.spending import BEGAN, charge_flat_rates, correct, prove, spend, work
from vivier.mandate import actions
from vivier.mandate.actions.amending import Decision, amend_mandate
from vivier.mandate.actions.measuring import count_by
from vivier.mandate.indicators.periods import Period
from vivier.mandate.models import (
    Activity,
    ActivityFunding,
    BudgetLine,
    CoFunding,
    Deliverable,
    FlatRate,
    Funder,
    Indicator,
    Instalment,
    InstalmentCondition,
    Mandate,
    Objective,
    Obligation,
    Target,
    Threshold,
)

FILE = "mandates.json"
EXPENSES = 66
WORDS = ("title_fr", "title_en", "note_fr", "note_en")


@dataclass(slots=True)
class Loading:
    """What was made so far, by its key in the file."""

    today: date
    by: User
    start: date
    funders: dict[str, Funder] = field(default_factory=dict)
    mandates: dict[str, Mandate] = field(default_factory=dict)
    lines: dict[str, BudgetLine] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    # Why each planned value was missed, should it be missed, by the key of the target.
    why: dict[int, str] = field(default_factory=dict)

    def month(self, number: int, day: int = 28) -> date:
        """Return a day of the month so many months after the start."""
        return _months_after(self.start, number, day)


def _months_after(start: date, number: int, day: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + number, 12)
    return date(year, month + 1, min(day, monthrange(year, month + 1)[1]))


@transaction.atomic
def load_mandates(folder: Path, *, expenses: int = EXPENSES, months: int = BEGAN + 1) -> Outcome:
    """Load the mandates and their life, the last `months` of work; what is there already does not change."""
    data = json.loads((folder / FILE).read_bytes())
    known = Mandate.objects.filter(slug__in=[one["slug"] for one in data["mandates"]]).count()
    if known:
        return Outcome("mandates", 0, 0, known)
    coordinator = User.objects.filter(is_demo=True, role=User.Role.COORDINATOR).order_by("pk").first()
    accountant = User.objects.filter(is_demo=True, role=User.Role.ACCOUNTANT).order_by("pk").first()
    if coordinator is None or accountant is None:
        return Outcome("mandates", 0, 0, 0)
    today = timezone.localdate()
    loading = Loading(today, coordinator, _months_after(today.replace(day=1), -BEGAN, 1))
    with translation.override("fr"):
        for one in data["funders"]:
            loading.funders[one["key"]] = _funder(one, coordinator)
        for one in data["mandates"]:
            _mandate(loading, one)
        for one in data["mandates"]:
            _shares(loading, one)
            _due(loading, one)
        spend(loading, data["purchases"], expenses, accountant)
        work(loading, data["team"], accountant, months)
        charge_flat_rates(loading, accountant)
        for one in data["mandates"]:
            give_account(loading, one)
            _amend(loading, one)
        correct(loading, accountant)
    return Outcome("mandates", len(data["mandates"]), 0, 0)


def _save(model: Any, by: User, **values: Any) -> Any:
    return actions.save_part(model(**values), by=by)


def _words(one: dict[str, Any]) -> dict[str, str]:
    return {name: one[name] for name in WORDS if name in one}


def _funder(one: dict[str, Any], by: User) -> Funder:
    actor = Actor.objects.filter(name=one.get("actor", "")).first()
    values = {name: one[name] for name in ("name", "short_name", "kind", "is_demo")}
    return _save(Funder, by, **values, actor=actor)  # type: ignore[no-any-return]


def _mandate(loading: Loading, one: dict[str, Any]) -> None:
    """Write one mandate with its lines, rates, thresholds and structure."""
    fixed = "starts_on" in one
    first = date.fromisoformat(one["starts_on"]) if fixed else loading.start
    last = date.fromisoformat(one["ends_on"]) if fixed else loading.month(one["months"] - 1, 31)
    mandate = _save(
        Mandate,
        loading.by,
        **_words(one),
        slug=one["slug"],
        funder=loading.funders[one["funder"]],
        legal_reference=one["legal_reference"],
        source_url=one.get("source_url", ""),
        starts_on=first,
        ends_on=last,
        paid_until=None if fixed else _months_after(last, 2, 28),
        amount_eur=Decimal(one["amount_eur"]),
        is_amount_minimum=one.get("is_amount_minimum", False),
        vat=one.get("vat", Mandate.Vat.EXCLUDED),
        state=one["state"],
        is_demo=one["is_demo"],
    )
    loading.mandates[one["slug"]] = mandate
    for position, line in enumerate(one["lines"]):
        _line(loading, mandate, line, position)
    for rate in one.get("rates", ()):
        _save(FlatRate, loading.by, **rate | {"value": Decimal(rate["value"])}, mandate=mandate, since=first)
    for threshold in one.get("thresholds", ()):
        _save(
            Threshold,
            loading.by,
            mandate=mandate,
            from_eur=Decimal(threshold["from_eur"]),
            needs=threshold["needs"],
            since=first,
        )
    for position, objective in enumerate(one["objectives"]):
        _objective(loading, mandate, objective, position)
        _indicators(loading, mandate, objective, spans_of(loading, one))


def _amend(loading: Loading, one: dict[str, Any]) -> None:
    """Have the funder give more time, where the file says so."""
    if "amendment" not in one:
        return
    decided, mandate = one["amendment"], loading.mandates[one["slug"]]
    decision = Decision(
        dated_on=min(loading.month(*decided["decided"]), loading.today),
        reference=decided["reference"],
        text=decided["text"],
        submission=uuid5(NAMESPACE_URL, f"demonstration/amendment/{mandate.slug}"),
        paid_until=_months_after(mandate.ends_on, decided["paid_months"], 28),
    )
    amend_mandate(mandate, decision, by=loading.by)


def _line(loading: Loading, mandate: Mandate, one: dict[str, Any], position: int) -> None:
    line = _save(
        BudgetLine,
        loading.by,
        **_words(one),
        mandate=mandate,
        position=position,
        code=one["code"],
        account=one["account"],
        category=one["category"],
        planned_eur=Decimal(one["planned_eur"]),
        cap_eur=Decimal(one["cap_eur"]) if "cap_eur" in one else None,
        share=Decimal(one.get("share", "100")),
        needs=one["needs"],
    )
    loading.lines[one["code"]] = line
    if "cofunding" in one:
        other = one["cofunding"]
        funder = loading.funders[other["funder"]]
        _save(CoFunding, loading.by, line=line, funder=funder, share=Decimal(other["share"]))


def _objective(loading: Loading, mandate: Mandate, one: dict[str, Any], position: int) -> None:
    by = loading.by
    objective = _save(Objective, by, **_words(one), mandate=mandate, code=one["code"], position=position)
    for number, activity in enumerate(one["activities"]):
        made = _save(
            Activity,
            by,
            **_words(activity),
            objective=objective,
            code=activity["code"],
            position=number,
            starts_on=loading.month(activity["from"], 1),
            ends_on=loading.month(activity["to"], 31),
        )
        loading.activities[activity["code"]] = made
        for place, deliverable in enumerate(activity["deliverables"]):
            _deliverable(loading, made, deliverable, place)


def _indicators(loading: Loading, mandate: Mandate, objective: dict[str, Any], spans: list[Period]) -> None:
    """Write the indicators of an objective: counted by the platform where it can, else told by hand."""
    home = mandate.objectives.get(code=objective["code"])
    for one in objective.get("indicators", ()):
        query = one.get("query", "")
        indicator = _save(
            Indicator,
            loading.by,
            **_words(one),
            **{name: one[name] for name in ("code", "unit", "direction")},
            mandate=mandate,
            objective=home,
        )
        if query:
            indicator = count_by(indicator, source=Indicator.Source.CODE, query=query, by=loading.by)
        _save(
            Target,
            loading.by,
            indicator=indicator,
            planned=Decimal(one["planned"]),
            starts_on=mandate.starts_on,
            ends_on=mandate.ends_on,
        )
        plan_parts(loading, indicator, one, spans)


def _deliverable(loading: Loading, activity: Activity, one: dict[str, Any], position: int) -> None:
    made = _save(
        Deliverable,
        loading.by,
        **_words(one),
        activity=activity,
        code=one["code"],
        due_on=loading.month(one["month"], 20),
        position=position,
    )
    if one["state"] == Deliverable.State.PLANNED:
        return
    there = one["state"] in (Deliverable.State.DELIVERED, Deliverable.State.ACCEPTED)
    on = min(loading.month(one["month"], 17), loading.today) if there else None
    actions.set_deliverable_state(
        made, by=loading.by, state=one["state"], on=on, comment=one.get("comment", "")
    )
    if there:
        prove(made, "delivery", f"Livrable {one['code']} : {made.title_fr}", loading.by)


def _shares(loading: Loading, one: dict[str, Any]) -> None:
    """Share activities among mandates: the home's share first makes room."""
    for objective in one["objectives"]:
        for activity in objective["activities"]:
            shares = {slug: Decimal(share) for slug, share in activity.get("shares", {}).items()}
            if not shares:
                continue
            row = loading.activities[activity["code"]]
            home = row.fundings.get()
            home.share = 100 - sum(shares.values(), Decimal(0))
            actions.save_part(home, by=loading.by)
            for slug, share in shares.items():
                mandate = loading.mandates[slug]
                _save(ActivityFunding, loading.by, activity=row, mandate=mandate, share=share)


def _due(loading: Loading, one: dict[str, Any]) -> None:
    """Write instalments and obligations, those of the past with their documents."""
    mandate, by = loading.mandates[one["slug"]], loading.by
    for number, part in enumerate(one["instalments"], 1):
        instalment = _save(
            Instalment,
            by,
            mandate=mandate,
            position=number,
            kind=part["kind"],
            amount_eur=percent_of(mandate.amount_eur, Decimal(part["percent"])),
            expected_on=loading.month(part["month"], 15),
        )
        for condition in part["conditions"]:
            share = condition.get("spent_percent")
            values = condition | {"spent_percent": Decimal(share) if share else None}
            _save(InstalmentCondition, by, instalment=instalment, **values)
        if "received" in part:
            actions.receive_instalment(instalment, by=by, on=loading.month(part["received"], 8))
    made: dict[str, Obligation] = {}
    for row in one["obligations"]:
        made[row["key"]] = _obligation(loading, mandate, row, made)


def _obligation(
    loading: Loading, mandate: Mandate, one: dict[str, Any], made: dict[str, Obligation]
) -> Obligation:
    due_on = (
        loading.today + timedelta(days=one["days"])
        if "days" in one
        else loading.month(one["month"], one["day"])
    )
    row: Obligation = _save(
        Obligation,
        loading.by,
        **_words(one),
        mandate=mandate,
        kind=one["kind"],
        due_on=due_on,
        starts_at=time.fromisoformat(one["at"]) if "at" in one else None,
        place=one.get("place", ""),
        needs=one["needs"],
        after=made.get(one.get("after", "")),
        instalment=mandate.instalments.filter(position=one.get("instalment", 0)).first(),
    )
    if "done" in one:
        for kind in one["needs"]:
            prove(row, kind, str(row.title_fr), loading.by)
        row = actions.send_obligation(row, by=loading.by, on=min(due_on, loading.today))
        if one["done"] == "approved":
            row = actions.approve_obligation(row, by=loading.by, on=min(due_on, loading.today))
    return row
