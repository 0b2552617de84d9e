"""When an article is published or taken off: every hour the clocks show is taken, the missing one explained."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.newsroom.pages import article
from vivier.core.clock_changes import MomentField
from vivier.newsroom.models import ArticlePage, TextPage


@pytest.mark.parametrize("model", [ArticlePage, TextPage])
@pytest.mark.parametrize("name", ["go_live_at", "expire_at"])
def test_the_schedule_of_a_page_takes_the_hour_that_comes_twice_and_explains_the_missing_one(model, name):
    field = model.get_edit_handler().get_form_class().base_fields[name]

    assert isinstance(field, MomentField)
    assert isinstance(field.widget, forms.DateTimeInput)
    assert field.clean("2027-10-31 02:30") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    with translation.override("en"), pytest.raises(ValidationError, match="There is no 02:30 on"):
        field.clean("2027-03-28 02:30")
    assert field.clean("") is None


@pytest.mark.django_db
def test_an_article_is_scheduled_for_the_hour_that_comes_twice(coordinator):
    page = article("une-nuit")
    form_class = page.get_edit_handler().get_form_class()
    shown = form_class(instance=page, for_user=coordinator)
    data = {name: value for name, value in shown.initial.items() if isinstance(value, str)}
    form = form_class(
        {**data, "body-count": "0", "go_live_at": "2027-10-31 02:30"}, instance=page, for_user=coordinator
    )
    form.is_valid()

    assert "go_live_at" not in form.errors
    assert form.cleaned_data["go_live_at"] == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
