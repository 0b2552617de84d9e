"""The words for what was asked, and the page where it stands."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from vivier.agenda.models import Event, Place, Series
from vivier.alerts.models import Subscription
from vivier.alerts.parameters import names_of, parameters_of
from vivier.core.translation import label_of
from vivier.directory.models import Actor, ActorRole
from vivier.directory.survivors import current_addresses
from vivier.opportunities.conditions import wording
from vivier.opportunities.conditions.answers import read_answers
from vivier.opportunities.models import Audience, Call, Kind
from vivier.outbox.rendering import absolute
from vivier.reference import lookup
from vivier.reference.models import Discipline

_Subject = Subscription.Subject
Labels = Mapping[str, Mapping[str, str]]


def address_of(name: str, language: str, *args: object) -> str:
    """Return the full address of a page of the site in a language."""
    with translation.override(language):
        return absolute(reverse(name, args=[*args]))


def subject_words(subscription: Subscription, language: str) -> str:
    """Say in one line what somebody asked to be told about; what is not shown any more is not named."""
    with translation.override(language):
        subject = _Subject(subscription.subject)
        if subject in _SEARCHES:
            words = " · ".join(_search_words(subject, subscription.query))
            return subscription.name or _SEARCHES[subject](words)
        if subject is _Subject.PROFILE:
            said = " · ".join(_profile_words(subscription.query))
            return _("New opportunities that fit: %(who)s") % {"who": said}
        return _THINGS[subject](subscription)


_SEARCHES: Mapping[_Subject, Callable[[str], str]] = {
    _Subject.SEARCH: lambda what: _("New opportunities: %(what)s") % {"what": what},
    _Subject.ACTORS: lambda what: _("New in the directory: %(what)s") % {"what": what},
    _Subject.EVENTS: lambda what: _("New in the agenda: %(what)s") % {"what": what},
}


def _of_actor(subscription: Subscription) -> str:
    actor = subscription.actor
    if actor is None or actor.status != Actor.Status.PUBLISHED:
        return _("An organisation that is not shown at the moment")
    return _("New opportunities and events of %(name)s") % {"name": actor.name}


def _of_deadline(subscription: Subscription) -> str:
    call = subscription.call
    if call is None or call.state != Call.State.PUBLISHED:
        return _("The deadline of an opportunity that is not shown at the moment")
    return _("The deadline of “%(title)s”") % {"title": call}


_THINGS: Mapping[_Subject, Callable[[Subscription], str]] = {
    _Subject.RECORD: lambda one: _("New opportunities for %(name)s") % {"name": one.actor},
    _Subject.ACTOR: _of_actor,
    _Subject.SCHEME: lambda one: _("New editions of “%(title)s”") % {"title": one.scheme},
    _Subject.PLACE: lambda one: _("New events in: %(place)s") % {"place": one.place},
    _Subject.DEADLINE: _of_deadline,
}


def _search_words(subject: _Subject, query: str) -> Iterator[str]:
    asked = parameters_of(query)
    labels = _LABELS[subject](asked)
    km = "".join(asked.getlist("km")[:1])
    for name in names_of(subject):
        for value in asked.getlist(name):
            if name == "q":
                yield _("“%(words)s”") % {"words": value}
            elif name == "place" and km:
                yield _("Within %(km)s km of %(place)s") % {"km": km, "place": value}
            elif name == "box":
                yield _("A part of the map")
            elif name != "km":
                yield labels.get(name, {}).get(value, value)


def _labels_of_calls(asked: Any) -> Labels:
    slugs = asked.getlist("issuer")
    today = dict(zip(slugs, current_addresses(slugs), strict=True))
    shown = Actor.objects.published().filter(slug__in=today.values())
    names = dict(shown.values_list("slug", "name"))
    return {
        "kind": {code: str(label) for code, label in Kind.choices},
        "audience": {code: str(label) for code, label in Audience.choices},
        "discipline": _disciplines(),
        "issuer": {slug: str(names.get(now, slug)) for slug, now in today.items()},
    }


def _labels_of_actors(asked: Any) -> Labels:
    return {
        "kind": {code: str(label) for code, label in Actor.Kind.choices},
        "role": {code: str(label) for code, label in ActorRole.Kind.choices},
        "discipline": _disciplines(),
        "province": {code: lookup.name_of(code) for code in asked.getlist("province")},
        "commune": {code: lookup.name_of(code) for code in asked.getlist("commune")},
        "website": {"yes": _("With a website"), "no": _("Website unknown")},
    }


def _published(slugs: Sequence[str]) -> dict[str, str]:
    rows = Actor.objects.published().filter(slug__in=slugs)
    return dict(rows.values_list("slug", "name")) if slugs else {}


def _labels_of_events(asked: Any) -> Labels:
    return {
        "kind": {code: str(label) for code, label in Event.Kind.choices},
        "discipline": _disciplines(),
        "series": dict(Series.objects.filter(slug__in=asked.getlist("series")).values_list("slug", "name")),
        "place": dict(Place.objects.filter(slug__in=asked.getlist("place")).values_list("slug", "name")),
        "organiser": _published(asked.getlist("organiser")),
    }


_LABELS: Mapping[_Subject, Callable[[Any], Labels]] = {
    _Subject.SEARCH: _labels_of_calls,
    _Subject.ACTORS: _labels_of_actors,
    _Subject.EVENTS: _labels_of_events,
}


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


_LISTS = {
    _Subject.SEARCH: "web:opportunities",
    _Subject.ACTORS: "web:actors",
    _Subject.EVENTS: "web:agenda",
    _Subject.PROFILE: "web:for_you",
}


def page_of(subscription: Subscription, language: str) -> str:
    """Return the full address of the page where the person asked for it, with what they asked."""
    with translation.override(language):
        return absolute(_path_of(subscription))


def _path_of(subscription: Subscription) -> str:
    subject, actor, call = _Subject(subscription.subject), subscription.actor, subscription.call
    if subject in _LISTS:
        return f"{reverse(_LISTS[subject])}?{subscription.query}"
    if subject is _Subject.RECORD and actor is not None:
        return f"{reverse('web:for_you')}?{urlencode({'actor': actor.slug})}"
    if actor is not None and actor.status == Actor.Status.PUBLISHED:
        return actor.get_absolute_url()
    if call is not None and call.state == Call.State.PUBLISHED:
        return call.get_absolute_url()
    if subscription.place is not None:
        return subscription.place.get_absolute_url()
    return reverse("web:opportunities")
