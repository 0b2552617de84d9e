"""The words for what was asked, what changed and why something is told."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from vivier.alerts.models import Subscription
from vivier.alerts.wanting import FILTERS, TEXT, parameters_of
from vivier.core.translation import label_of
from vivier.directory.models import Actor
from vivier.opportunities import wording
from vivier.opportunities.answers import read_answers
from vivier.opportunities.models import Audience, Call, Kind
from vivier.outbox.rendering import absolute
from vivier.reference.models import Discipline

MATERIAL = ("opens_at", "closes_at", "amount_min", "amount_max", "currency")


def address_of(name: str, language: str, *args: object) -> str:
    """Return the full address of a page of the site in a language."""
    with translation.override(language):
        return absolute(reverse(name, args=[*args]))


def subject_words(subscription: Subscription, language: str) -> str:
    """Say in one line what somebody asked to be told about."""
    with translation.override(language):
        subject = Subscription.Subject(subscription.subject)
        if subject is Subscription.Subject.SEARCH:
            return _("New opportunities: %(what)s") % {"what": " · ".join(_search_words(subscription.query))}
        if subject is Subscription.Subject.PROFILE:
            said = " · ".join(_profile_words(subscription.query))
            return _("New opportunities that fit: %(who)s") % {"who": said}
        if subject is Subscription.Subject.RECORD:
            return _("New opportunities for %(name)s") % {"name": subscription.actor}
        if subject is Subscription.Subject.ACTOR:
            return _("New opportunities of %(name)s") % {"name": subscription.actor}
        if subject is Subscription.Subject.SCHEME:
            return _("New editions of “%(title)s”") % {"title": subscription.scheme}
        return _("The deadline of “%(title)s”") % {"title": subscription.call}


def _search_words(query: str) -> Iterator[str]:
    asked = parameters_of(query)
    for text in asked.getlist(TEXT):
        yield _("“%(words)s”") % {"words": text}
    labels: dict[str, dict[str, str]] = {
        "kind": {code: str(label) for code, label in Kind.choices},
        "audience": {code: str(label) for code, label in Audience.choices},
        "discipline": _disciplines(),
        "issuer": dict(Actor.objects.filter(slug__in=asked.getlist("issuer")).values_list("slug", "name")),
        "amount": {},
    }
    for name in FILTERS:
        for value in asked.getlist(name):
            yield labels[name].get(value, value)


def _profile_words(query: str) -> Iterator[str]:
    answers = read_answers(parameters_of(query))
    labels = _disciplines()
    yield from (wording.who_label(word) for word in answers.who)
    yield from (where for where in (answers.where,) if where)
    yield from (labels.get(code, code) for code in answers.disciplines)
    yield from (wording.stage_label(answers.stage) for _once in [1] if answers.stage)
    yield from (str(Kind(code).label) for code in answers.look)


def _disciplines() -> dict[str, str]:
    return {one.code: label_of(one) for one in Discipline.objects.all()}


def page_of(subscription: Subscription, language: str) -> str:
    """Return the full address of the page where the person asked for it, with what they asked."""
    with translation.override(language):
        if subscription.subject == Subscription.Subject.SEARCH:
            path = f"{reverse('web:opportunities')}?{subscription.query}"
        elif subscription.subject == Subscription.Subject.PROFILE:
            path = f"{reverse('web:for_you')}?{subscription.query}"
        elif subscription.subject == Subscription.Subject.RECORD and subscription.actor is not None:
            path = f"{reverse('web:for_you')}?{urlencode({'actor': subscription.actor.slug})}"
        elif subscription.actor is not None:
            path = f"{reverse('web:opportunities')}?{urlencode({'issuer': subscription.actor.slug})}"
        elif subscription.call is not None:
            path = subscription.call.get_absolute_url()
        else:
            path = reverse("web:opportunities")
    return absolute(path)


def facts_of(call: Call) -> dict[str, str]:
    """Return what matters to somebody who was told: dates and amounts as strings; absent when unknown."""
    facts = {name: getattr(call, name) for name in MATERIAL}
    return {name: _stored(value) for name, value in facts.items() if value not in (None, "")}


def _stored(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return str(value.normalize()) if isinstance(value, Decimal) else str(value)


def changes_in(before: dict[str, str], call: Call) -> tuple[str, ...]:
    """Say what changed since somebody was told, one sentence each; nothing when nothing that matters did."""
    after = facts_of(call)
    found = []
    for name, words in (("opens_at", _("Opening")), ("closes_at", _("Deadline"))):
        if before.get(name) != after.get(name):
            old, new = _day(before.get(name)), _day(after.get(name))
            found.append(_("%(what)s: %(new)s (it was %(old)s)") % {"what": words, "new": new, "old": old})
    old_amount, new_amount = _amount(before), _amount(after)
    if old_amount != new_amount:
        found.append(
            _("%(what)s: %(new)s (it was %(old)s)")
            % {
                "what": _("Amount"),
                "new": new_amount or _("not stated"),
                "old": old_amount or _("not stated"),
            }
        )
    return tuple(found)


def _day(stored: str | None) -> str:
    moment = parse_datetime(stored) if stored else None
    return wording.moment_words(moment, day_only=False) if moment else _("not stated")


def _amount(facts: dict[str, str]) -> str:
    low, high = (Decimal(facts[name]) if name in facts else None for name in ("amount_min", "amount_max"))
    return wording.amount_words(low, high, facts.get("currency", "EUR"))
