"""What people add to indicators: composed counts, values told by hand with evidence, gaps explained."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.mandate.actions.evidence import attach_evidence
from vivier.mandate.actions.locking import must_run
from vivier.mandate.indicators import registry
from vivier.mandate.indicators.definitions import checked
from vivier.mandate.indicators.periods import Period
from vivier.mandate.models import DocumentKind, GapComment, HandValue, Indicator, Target
from vivier.mandate.refusals import InvalidValue, NotTheRightState, ReasonMissing

Source = Indicator.Source
_MOST = Decimal("999999999999.99")


@transaction.atomic
def count_by(indicator: Indicator, *, source: str, query: str = "", parts: Any = None, by: User) -> Indicator:
    """Say how an indicator is counted: by a query in code, a composed definition, or by hand."""
    must_run(by)
    locked = Indicator.objects.select_for_update().get(pk=indicator.pk)
    before = _counted(locked)
    if source not in Source.values:
        raise InvalidValue("source", _("Say where the figure comes from."))
    if source == Source.CODE and query not in registry.queries():
        raise InvalidValue("query", _("Choose one of the counts of the platform."))
    locked.source = source
    locked.query = query if source == Source.CODE else ""
    locked.definition = checked(parts).as_json() if source == Source.COMPOSED else {}
    changes: Mapping[str, list[Any]] = {"counted": [before, _counted(locked)]}
    if before != _counted(locked):
        locked.save(update_fields=["source", "query", "definition"])
        journal.record("indicator.counted", locked, by=by, changes=dict(changes))
    return locked


@transaction.atomic
def tell_value(
    indicator: Indicator,
    period: Period,
    *,
    value: Decimal,
    note: str,
    by: User,
    document: tuple[str, bytes] | None = None,
) -> HandValue:
    """Tell a value by hand, with the name and bytes of what proves it; a former value is kept, replaced.

    Raises InvalidValue, and then keeps nothing.
    """
    must_run(by)
    locked = Indicator.objects.select_for_update().select_related("mandate").get(pk=indicator.pk)
    if locked.source != Source.HAND:
        raise NotTheRightState(_("The platform counts this indicator: nobody tells it by hand."))
    if not note.strip():
        raise ReasonMissing(_("Say how it was counted."))
    if period.ends_on < period.starts_on:
        raise InvalidValue("ends_on", _("The last day comes before the first one."))
    if not value.is_finite() or abs(value) > _MOST:
        raise InvalidValue("value", _("Write a number."))
    told = _told(locked, period, value, note.strip()[:2000], by)
    if document:
        attach_evidence(told, by=by, name=document[0], content=document[1], kind=DocumentKind.OTHER)
    return told


def _told(locked: Indicator, period: Period, value: Decimal, note: str, by: User) -> HandValue:
    former = locked.hand_values.filter(
        starts_on=period.starts_on, ends_on=period.ends_on, replaced_by__isnull=True
    ).first()
    if former and (former.value, former.note) == (value, note):
        return former
    told = HandValue.objects.create(
        indicator=locked,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        value=value,
        note=note,
        by=by,
    )
    if former:
        former.replaced_by = told
        former.save(update_fields=["replaced_by"])
    old = str(former.value) if former else None
    journal.record("indicator.told", locked, by=by, changes={"value": [old, str(value)]}, reason=note)
    return told


@transaction.atomic
def explain_gap(target: Target, *, text: str, by: User) -> GapComment:
    """Say why a target was missed or passed; the newest explanation counts, the same twice is one."""
    must_run(by)
    Target.objects.select_for_update().get(pk=target.pk)
    if not text.strip():
        raise ReasonMissing(_("Write why the figure differs from what was planned."))
    newest = target.comments.first()
    if newest and newest.text == text.strip():
        return newest
    comment = GapComment.objects.create(target=target, text=text.strip()[:4000], by=by)
    journal.record("indicator.gap_explained", target.indicator, by=by, reason=text.strip()[:2000])
    return comment


def _counted(indicator: Indicator) -> dict[str, Any]:
    return {
        "source": str(indicator.source),
        "query": indicator.query,
        "definition": indicator.definition,
    }
