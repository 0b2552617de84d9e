"""The demonstration: labelled, dated from today, idempotent; the shipped sector loads without a fault."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from vivier.accounts.models import User
from vivier.agenda.models import Event
from vivier.directory.models import Actor, Correction, Membership
from vivier.firstload.demonstration import create_accounts, load_demonstration
from vivier.firstload.sector import load_sector
from vivier.newsroom import loading as newsroom
from vivier.opportunities.models import Call

DATA = settings.ROOT / "data"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load the shipped sector and the demonstration once for this file, in one transaction that is undone."""
    from django.db import transaction

    settings.SEARCH_INDEX = tmp_path_factory.mktemp("index")
    with django_db_blocker.unblock(), transaction.atomic():
        report = load_sector(DATA / "icc-wallonia", apply=True)
        newsroom.store_articles(DATA / "articles")
        load_demonstration(DATA / "demonstration")
        load_demonstration(DATA / "demonstration")
        create_accounts(DATA / "demonstration")
        yield report
        transaction.set_rollback(True)


def test_the_shipped_sector_loads_whole(loaded):
    created = {one.table: one.created for one in loaded.outcomes}

    assert loaded.problems == []
    assert created["organisations"] == 229
    assert created["relations"] == 187
    assert created["opportunities"] == 84
    assert created["events"] == 65
    assert created["indicators"] == 97


def test_at_least_sixty_real_opportunities_have_machine_criteria(loaded):
    real = Call.objects.filter(is_demo=False)

    assert real.count() == 84
    assert real.exclude(criteria=None).distinct().count() >= 60


def test_demonstration_records_are_all_labelled_and_loaded_once(loaded):
    assert Actor.objects.filter(is_demo=True).count() == 12
    assert Actor.objects.filter(name__contains="(démonstration)", is_demo=False).count() == 0
    assert Call.objects.filter(is_demo=True).count() == 10
    assert Event.objects.filter(is_demo=True).count() == 14
    assert Correction.objects.filter(is_demo=True, status="waiting").count() == 8


def test_demonstration_dates_count_from_today(loaded):
    today = timezone.localdate()

    assert all(event.starts_on > today for event in Event.objects.filter(is_demo=True))
    assert all(call.closes_at > timezone.now() for call in Call.objects.filter(is_demo=True))
    assert min(call.closes_at for call in Call.objects.filter(is_demo=True)) < timezone.now() + timedelta(
        days=5
    )


def test_there_is_one_account_per_role(loaded):
    roles = list(User.objects.filter(is_demo=True).values_list("role", flat=True))

    assert set(roles) == set(User.Role.values)
    assert Membership.objects.filter(user__is_demo=True).count() == 1


@pytest.mark.django_db
def test_preparing_a_demonstration_is_refused_elsewhere():
    with pytest.raises(CommandError, match="VIVIER_MODE=demo"):
        call_command("prepare_demo")
