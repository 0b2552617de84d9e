"""The nights the clocks change, in forms and in the agenda."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from tests.factories import CallFactory, EventFactory
from vivier.agenda import actions
from vivier.agenda.refusals import InvalidEvent
from vivier.core.clock_changes import MomentField, is_missing
from vivier.desk.forms.needs import OnBehalfForm
from vivier.desk.forms.opportunities import CallForm
from vivier.web.forms.cases import MeetingForm
from vivier.web.forms.own_calls import OwnCallForm


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2026-10-25T01:30", datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25T03:00", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        ("2026-03-29T01:59", datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        ("2026-03-29T03:00", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
    ],
)
def test_an_hour_that_comes_twice_is_the_first(said, moment):
    assert MomentField().clean(said) == moment


@pytest.mark.parametrize("said", ["2026-03-29T02:00", "2026-03-29T02:59"])
def test_an_hour_that_does_not_come_is_refused_with_what_to_do(said):
    with pytest.raises(ValidationError, match=r"There is no 02:.. on .* the clocks go forward by an hour"):
        MomentField().clean(said)


@pytest.mark.parametrize("said", ["yesterday", "2026-13-01T00:00", "\x00", "99999-01-01T00:00"])
def test_what_is_no_moment_is_refused_as_before(said):
    with pytest.raises(ValidationError, match="Enter a valid date/time"):
        MomentField().clean(said)


@pytest.mark.parametrize("form", [CallForm, OnBehalfForm, MeetingForm, OwnCallForm])
def test_every_form_that_asks_for_a_moment_asks_so(form):
    moments = [one for one in form.base_fields.values() if isinstance(one, forms.DateTimeField)]

    assert moments
    assert {type(one) for one in moments} == {MomentField}


@pytest.mark.django_db
def test_the_second_of_two_hours_stays_when_it_is_sent_back_as_it_was_shown():
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    shown = timezone.localtime(second).strftime("%Y-%m-%dT%H:%M")
    assert shown == "2026-10-25T02:30"
    form = CallForm(instance=CallFactory(closes_at=second, closes_on_day=False))
    data = {name: value for name, value in form.initial.items() if value is not None}
    kept = CallForm({**data, "closes_at": shown}, instance=form.instance)
    kept.is_valid()
    assert kept.cleaned_data["closes_at"] == second


@pytest.mark.django_db
def test_an_event_begins_at_an_hour_that_comes(coordinator):
    event = EventFactory()
    autumn = {"starts_on": date(2026, 10, 25), "ends_on": date(2026, 10, 25), "starts_at": time(2, 30)}
    actions.update_event(event, by=coordinator, changes=autumn)

    for changes in (
        {"starts_on": date(2026, 3, 29), "ends_on": date(2026, 3, 29), "starts_at": time(2, 30)},
        {"starts_on": date(2026, 3, 28), "ends_on": date(2026, 3, 29), "ends_at": time(2, 0)},
    ):
        with pytest.raises(InvalidEvent, match=r"There is no 02:.. on"):
            actions.update_event(event, by=coordinator, changes=changes)
    assert is_missing(date(2026, 3, 29), time(2, 0))
    assert not is_missing(date(2026, 3, 29), time(3, 0))
