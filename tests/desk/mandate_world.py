"""One small mandate with one of everything, and all the addresses of its screens."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.mandate.conftest import World, person
from tests.mandate_factories import (
    ActivityFundingFactory,
    BudgetLineFactory,
    DeliverableFactory,
    FlatRateFactory,
    InstalmentFactory,
    MandateFactory,
    MandateIndicatorFactory,
    ObligationFactory,
    TargetFactory,
)
from tests.speaking import read_in_english
from vivier.mandate import actions
from vivier.mandate.models import (
    AccountingImport,
)

D = Decimal


@pytest.fixture
def world() -> World:
    mandate = MandateFactory(title_fr="Référent", amount_eur=D("10000.00"))
    line = BudgetLineFactory(mandate=mandate, code="P1", title_fr="Services", planned_eur=D("5000.00"))
    return World(mandate, line, person("accountant", "Ana"), person("coordinator", "Coline"))


@pytest.fixture
def full(world):
    """The world with one of everything; returns the addresses of all pages that are read."""
    activity = ActivityFundingFactory(activity__objective__mandate=world.mandate).activity
    deliverable = DeliverableFactory(activity=activity, due_on=date(2026, 2, 1))
    TargetFactory(indicator=MandateIndicatorFactory(mandate=world.mandate, objective=activity.objective))
    InstalmentFactory(mandate=world.mandate)
    obligation = ObligationFactory(mandate=world.mandate, needs=["minutes"])
    FlatRateFactory(mandate=world.mandate)
    expense = world.submitted()
    sheet = actions.open_sheet(
        actions.name_member("Marie", function="Coordination", by=world.accountant),
        month=date(2026, 3, 1),
        by=world.accountant,
    )
    batch = AccountingImport.objects.create(name="a.csv", digest="0", columns=["Date"], rows=[[2, ["x"]]])
    key = world.mandate.pk
    return {
        "read": [
            *("/desk/mandates/", f"/desk/mandates/{key}/", f"/desk/mandates/{key}/budget/"),
            *(f"/desk/mandates/{key}/structure/", f"/desk/mandates/deliverables/{deliverable.pk}/"),
            *(
                "/desk/mandates/expenses/",
                "/desk/mandates/expenses/results/",
                f"/desk/mandates/expenses/{expense.pk}/",
            ),
            *(
                "/desk/mandates/staff-time/",
                f"/desk/mandates/staff-time/{sheet.pk}/",
                "/desk/mandates/obligations/",
            ),
            *(f"/desk/mandates/obligations/{obligation.pk}/", "/desk/mandates/obligations/obligations.ics"),
            *("/desk/mandates/mandates.csv", f"/desk/mandates/{key}/budget.csv"),
            *(f"/desk/mandates/{key}/structure.csv", "/desk/mandates/expenses/expenses.csv"),
            *("/desk/mandates/staff-time/hours.csv", "/desk/mandates/obligations/list.csv"),
            reverse("desk_evidence", args=[expense.evidence.first().pk]),
        ],
        "enter": [
            "/desk/mandates/expenses/new/",
            "/desk/mandates/accounts-files/",
            f"/desk/mandates/accounts-files/{batch.pk}/",
        ],
        "run": [
            *("/desk/mandates/new/", "/desk/mandates/funders/", f"/desk/mandates/{key}/change/"),
            f"/desk/mandates/{key}/amend/",
            *(f"/desk/mandates/parts/line/{world.line.pk}/", f"/desk/mandates/parts/objective/new/{key}/"),
        ],
    }


def inside(client, who):
    client.force_login(who)
    read_in_english(client)
    return client
