"""Rows of a dataset become schemes and calls: idempotent, and never over what a person wrote here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from vivier.core.load_counts import LoadCounts
from vivier.core.names import fold
from vivier.core.translation import LANGUAGES
from vivier.directory.models import Actor
from vivier.directory.naming import KnownNames
from vivier.opportunities import fields
from vivier.opportunities.actions import calls as actions
from vivier.opportunities.conditions.criteria import InvalidRule, parse_criteria
from vivier.opportunities.conditions.whereabouts import place_for
from vivier.opportunities.models import Call, Scheme
from vivier.opportunities.refusals import LoadRefused, NotPublishable, OpportunityRefusal
from vivier.opportunities.status import ZONE, end_of_day, start_of_day

if TYPE_CHECKING:
    from vivier.accounts.models import User

Texts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    """One line of a list of opportunities; without an hour the closing day counts until its end."""

    title: str
    kind: str
    issuer: str
    line: int
    summary_fr: str = ""
    audience: list[str] = field(default_factory=list)
    disciplines: list[str] = field(default_factory=list)
    place: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    closes_at: time | None = None
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    currency: str = ""
    eligibility_fr: str = ""
    url: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """The scheme one opportunity belongs to, and which edition of it this is."""

    opportunity_title: str
    scheme_title: str
    edition: str = ""
    is_permanent: bool | None = None


@transaction.atomic
def store_opportunities(
    rows: Iterable[OpportunityRow],
    schemes: Iterable[SchemeRow] = (),
    criteria: Mapping[str, list[Any]] | None = None,
    translations: Texts | None = None,
    *,
    by: "User | None",
    scheme_translations: Texts | None = None,
    checked_on: date | None = None,
    is_demo: bool = False,
) -> LoadCounts:
    """Create and publish the opportunities that are new, update the others; one bad row undoes everything.

    `criteria` and `translations` are kept by the title of the opportunity, `scheme_translations` by that of
    the scheme or by the name of an edition; fields are named as in {"title_en": …, "eligibility_en": …}.
    """
    store = _Store(
        by,
        {row.opportunity_title: row for row in schemes},
        criteria or {},
        translations or {},
        scheme_translations or {},
        checked_on,
        is_demo=is_demo,
    )
    for row in rows:
        try:
            store.take(row)
        except LoadRefused:
            raise
        except (OpportunityRefusal, InvalidRule) as error:
            raise LoadRefused(_("line %(line)s: %(why)s") % {"line": row.line, "why": error}) from error
    return store.counts


class _Store:
    """One load under way."""

    def __init__(
        self,
        by: "User | None",
        schemes: Mapping[str, SchemeRow],
        criteria: Mapping[str, list[Any]],
        translations: Texts,
        scheme_translations: Texts,
        checked_on: date | None,
        *,
        is_demo: bool,
    ) -> None:
        self.by, self.is_demo, self.checked_on = by, is_demo, checked_on
        self.scheme_rows, self.criteria = schemes, criteria
        self.translations, self.scheme_translations = translations, scheme_translations
        self.counts = LoadCounts()
        self.names = KnownNames()
        self.schemes = {fold(scheme.title_fr): scheme for scheme in Scheme.objects.select_related("issuer")}
        calls = list(Call.objects.all())
        self.calls = {call.title_fr: call for call in calls}
        self.calls |= {call.loaded["title_fr"]: call for call in calls if call.loaded.get("title_fr")}

    def take(self, row: OpportunityRow) -> None:
        """Store one row."""
        values = self._values(row)
        conditions = [each.to_data() for each in parse_criteria(self.criteria.get(row.title, []))]
        call = self.calls.get(row.title)
        if call is None:
            self._create(row, values, conditions)
        elif self._update(call, values, conditions):
            self.counts.changed += 1
        else:
            self.counts.unchanged += 1

    def _create(self, row: OpportunityRow, values: dict[str, Any], conditions: list[Any]) -> None:
        call = actions.create_call(values["scheme"], by=self.by, values=values)
        self.calls[row.title] = call
        if conditions:
            actions.set_criteria(call, conditions, by=self.by)
        self._remember(call, values, conditions)
        self.counts.created += 1
        try:
            actions.publish_call(call, by=self.by, from_dataset=True)
        except NotPublishable as error:
            self.counts.notes.append(_("line %(line)s: %(why)s") % {"line": row.line, "why": error})

    def _update(self, call: Call, values: dict[str, Any], conditions: list[Any]) -> bool:
        """Write what the file changed since it was last read, where nobody wrote something else here."""
        wanted = {
            name: value
            for name, value in values.items()
            if self._may_write(call, name, fields.read(call, name), value)
        }
        written = actions.update_call(call, by=self.by, changes=wanted)
        now = [actions.stored(row) for row in call.criteria.all()]
        untouched = now == call.loaded.get("criteria", [])
        criteria_written = untouched and bool(conditions or now) and self._set_criteria(call, conditions)
        self._remember(call, values, conditions)
        return bool(written) or criteria_written

    def _set_criteria(self, call: Call, conditions: list[Any]) -> bool:
        return actions.set_criteria(call, conditions, by=self.by)

    @staticmethod
    def _may_write(call: Call, name: str, current: Any, value: Any) -> bool:
        if fields.same(current, value):
            return False
        return fields.same(current, None) or (
            name in call.loaded and fields.plain(current) == call.loaded[name]
        )

    @staticmethod
    def _remember(call: Call, values: Mapping[str, Any], conditions: list[Any]) -> None:
        loaded = {name: fields.plain(value) for name, value in values.items()} | {"criteria": conditions}
        if loaded != call.loaded:
            Call.objects.filter(pk=call.pk).update(loaded=loaded)
            call.loaded = loaded

    def _values(self, row: OpportunityRow) -> dict[str, Any]:
        """What the row says; an empty cell means "not seen", so it says nothing."""
        about = self.scheme_rows.get(row.title, SchemeRow(row.title, row.title))
        opens = start_of_day(row.opens_on) if row.opens_on else None
        values = {
            "scheme": self._scheme(about.scheme_title, row.issuer),
            "edition": about.edition,
            "is_permanent": about.is_permanent,
            "kind": row.kind,
            "title_fr": row.title,
            "summary_fr": row.summary_fr,
            "eligibility_fr": row.eligibility_fr,
            "audiences": row.audience,
            "disciplines": row.disciplines,
            "place": row.place,
            "territory": place_for(row.place),
            "opens_at": opens,
            "closes_at": closing_moment(row.closes_on, row.closes_at),
            "closes_on_day": row.closes_at is None,
            "amount_min": row.amount_min,
            "amount_max": row.amount_max,
            "currency": row.currency,
            "url": row.url,
            "source_url": row.source_url,
            "checked_on": self.checked_on,
            "is_demo": self.is_demo,
            **self.translations.get(row.title, {}),
            **self.scheme_translations.get(about.edition, {}),
        }
        said = {name: value for name, value in values.items() if value not in (None, "", [])}
        return {name: fields.clean(name, value) for name, value in said.items()}

    def _scheme(self, title: str, issuer: str) -> Scheme:
        """The scheme of this title, made when it is new; a scheme that is there keeps what people wrote."""
        known = self.schemes.get(fold(title))
        if known is None:
            actor = self._actor(issuer)
            known = actions.create_scheme(
                title_fr=title, by=self.by, issuer=actor, issuer_name=issuer, is_demo=self.is_demo
            )
            self.schemes[fold(title)] = known
        self._complete(known, title, issuer)
        return known

    def _complete(self, scheme: Scheme, title: str, issuer: str) -> None:
        """Fill in what is still empty: translations, and the issuer's record once there is one."""
        texts = self.scheme_translations.get(title, {})
        names = [f"title_{language}" for language in LANGUAGES]
        new = {name: texts[name] for name in names if texts.get(name) and not getattr(scheme, name)}
        actor = None if scheme.issuer_id else self._actor(issuer)
        if new or actor:
            for name, text in new.items():
                setattr(scheme, name, text[:255])
            if actor:
                scheme.issuer, scheme.issuer_name = actor, ""
            scheme.save()

    def _actor(self, name: str) -> Actor | None:
        return self.names.find(name) if name.strip() else None


def closing_moment(day: date | None, hour: time | None) -> datetime | None:
    """The last minute that counts: the hour given, else the end of that day in Belgium."""
    if day is None:
        return None
    return end_of_day(day) if hour is None else datetime.combine(day, hour, tzinfo=ZONE)
