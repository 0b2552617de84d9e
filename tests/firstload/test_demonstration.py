"""The demonstration: labelled, dated from today, idempotent; the shipped sector loads without a fault."""

from datetime import date

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from vivier.accounts.models import User
from vivier.agenda.models import Event
from vivier.directory.models import Actor, Correction, Membership
from vivier.firstload.demonstration import create_accounts, load_demonstration
from vivier.firstload.demonstration_missions import load_cases
from vivier.firstload.sector import load_sector
from vivier.missions.figures import totals
from vivier.missions.models import Mission
from vivier.newsroom import loading as newsroom
from vivier.opportunities.models import Call
from vivier.outbox.models import Message
from vivier.support.models import Adviser, CaseNote, Need, Outcome, Partner, Survey

DATA = settings.ROOT / "data"


@pytest.mark.django_db
def test_the_shipped_sector_and_the_demonstration_load_whole_labelled_and_dated_from_today():
    report = load_sector(DATA / "icc-wallonia", apply=True)
    newsroom.store_articles(DATA / "articles")
    load_demonstration(DATA / "demonstration")
    load_demonstration(DATA / "demonstration")
    create_accounts(DATA / "demonstration")

    created = {one.table: one.created for one in report.outcomes}
    expected = {"organisations": 229, "relations": 187, "opportunities": 84, "events": 65, "indicators": 97}
    assert report.problems == []
    assert {table: created[table] for table in expected} == expected
    assert Call.objects.filter(is_demo=False).exclude(criteria=None).distinct().count() >= 60
    assert Actor.objects.filter(is_demo=True).count() == 12
    assert Actor.objects.filter(name__contains="(démonstration)", is_demo=False).count() == 0
    assert Call.objects.filter(is_demo=True).count() == 10
    assert Event.objects.filter(is_demo=True).count() == 14
    assert Correction.objects.filter(is_demo=True, status="waiting").count() == 8
    assert all(event.starts_on > timezone.localdate() for event in Event.objects.filter(is_demo=True))
    assert all(call.closes_at > timezone.now() for call in Call.objects.filter(is_demo=True))
    assert set(User.objects.filter(is_demo=True).values_list("role", flat=True)) == set(User.Role.values)
    needs = Need.objects.filter(is_demo=True)
    assert (needs.count(), Need.objects.count()) == (52, 52)
    assert all("(démonstration)" in need.name for need in needs)
    assert set(needs.values_list("state", flat=True)) >= set(Need.State.values) - {"withdrawn"}
    assert (timezone.now() - needs.earliest("received_at").received_at).days > 500
    assert Need.objects.late(timezone.localdate()).exists()
    assert Partner.objects.filter(is_demo=True).count() == 16
    assert all(partner.email.endswith("@demo.example") for partner in Partner.objects.all())
    assert Adviser.objects.count() == 1
    assert Message.objects.filter(cause__startswith="need:").count() == 0
    assert list(Mission.objects.order_by("starts_on").values_list("is_demo", flat=True)) == [True, True]
    assert totals(date(2000, 1, 1), date(2100, 1, 1)).missions == 0
    whole = totals(date(2000, 1, 1), date(2100, 1, 1), with_demo=True)
    assert (whole.missions, whole.participants, whole.contracts, whole.unknown_amounts) == (2, 6, 2, 1)
    assert CaseNote.objects.values("need").distinct().count() >= 15
    assert set(Outcome.objects.values_list("side", flat=True)) == {"partner", "applicant"}
    assert Survey.objects.filter(answered_at__isnull=False).exists()
    assert load_cases(DATA / "demonstration").created == 0
    assert Membership.objects.filter(user__is_demo=True).count() == 1


@pytest.mark.django_db
def test_preparing_a_demonstration_is_refused_elsewhere():
    with pytest.raises(CommandError, match="VIVIER_MODE=demo"):
        call_command("prepare_demo")
