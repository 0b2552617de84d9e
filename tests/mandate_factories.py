"""Factories of the mandate: one per model, the smallest valid row."""

from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from tests.factories import PersonFactory
from vivier.mandate import models

D = Decimal


class FunderFactory(DjangoModelFactory):
    class Meta:
        model = models.Funder

    name = factory.Sequence(lambda n: f"Funder {n}")
    kind = models.Funder.Kind.REGION


class MandateFactory(DjangoModelFactory):
    """A current mandate of the year 2026."""

    class Meta:
        model = models.Mandate

    slug = factory.Sequence(lambda n: f"mandate-{n}")
    title_fr = factory.Sequence(lambda n: f"Mandat {n}")
    funder = factory.SubFactory(FunderFactory)
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 12, 31)
    amount_eur = D("100000.00")
    state = models.Mandate.State.CURRENT


class InstalmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Instalment

    mandate = factory.SubFactory(MandateFactory)
    position = factory.Sequence(lambda n: n + 1)
    kind = models.Instalment.Kind.INTERIM
    amount_eur = D("10000.00")


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = models.Objective

    mandate = factory.SubFactory(MandateFactory)
    code = factory.Sequence(lambda n: f"O{n}")
    title_fr = factory.Sequence(lambda n: f"Objectif {n}")


class ActivityFactory(DjangoModelFactory):
    class Meta:
        model = models.Activity

    objective = factory.SubFactory(ObjectiveFactory)
    code = factory.Sequence(lambda n: f"A{n}")
    title_fr = factory.Sequence(lambda n: f"Activité {n}")


class ActivityFundingFactory(DjangoModelFactory):
    class Meta:
        model = models.ActivityFunding

    activity = factory.SubFactory(ActivityFactory)
    mandate = factory.SelfAttribute("activity.objective.mandate")
    share = D(100)


class DeliverableFactory(DjangoModelFactory):
    class Meta:
        model = models.Deliverable

    activity = factory.SubFactory(ActivityFactory)
    code = factory.Sequence(lambda n: f"L{n}")
    title_fr = factory.Sequence(lambda n: f"Livrable {n}")


class MandateIndicatorFactory(DjangoModelFactory):
    class Meta:
        model = models.Indicator

    mandate = factory.SubFactory(MandateFactory)
    code = factory.Sequence(lambda n: f"IND-{n}")
    title_fr = factory.Sequence(lambda n: f"Indicateur {n}")
    unit = "acteurs"


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = models.Target

    indicator = factory.SubFactory(MandateIndicatorFactory)
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 12, 31)
    planned = D(100)


class BudgetLineFactory(DjangoModelFactory):
    """A line that asks for no document of its own."""

    class Meta:
        model = models.BudgetLine

    mandate = factory.SubFactory(MandateFactory)
    code = factory.Sequence(lambda n: f"P{n + 100}")
    title_fr = factory.Sequence(lambda n: f"Poste {n}")
    category = models.Category.SERVICES
    planned_eur = D("50000.00")


class FlatRateFactory(DjangoModelFactory):
    class Meta:
        model = models.FlatRate

    mandate = factory.SubFactory(MandateFactory)
    kind = models.FlatRate.Kind.HOUR
    function = "Coordination"
    value = D("45.0000")
    since = date(2026, 1, 1)


class ExpenseFactory(DjangoModelFactory):
    """A draft of 1,210.00 € including VAT, on no line yet; see `charged_expense`."""

    class Meta:
        model = models.Expense
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: 50_000 + n)
    supplier = factory.Sequence(lambda n: f"Supplier {n}")
    supplier_key = factory.LazyAttribute(lambda one: one.supplier.lower())
    invoice_number = factory.Sequence(lambda n: f"2026/{n}")
    invoice_key = factory.LazyAttribute(lambda one: one.invoice_number.replace("/", ""))
    dated_on = date(2026, 3, 15)
    description = "Workshop"
    category = models.Category.SERVICES
    amount_excl_eur = D("1000.00")
    vat_eur = D("210.00")
    amount_incl_eur = factory.LazyAttribute(lambda one: one.amount_excl_eur + one.vat_eur)
    entered_by = factory.SubFactory(PersonFactory)
    submission = factory.LazyFunction(uuid4)

    @factory.post_generation
    def on(self, _create, extracted, **_options):
        """`on=[(line, share, amount)]`: the lines that pay it."""
        for line, share, amount in extracted or ():
            models.ExpenseShare.objects.create(expense=self, line=line, share=D(share), amount_eur=D(amount))


class EvidenceFileFactory(DjangoModelFactory):
    class Meta:
        model = models.EvidenceFile

    content = factory.Sequence(lambda n: b"%%PDF-1.4 %d %%%%EOF" % n)
    digest = factory.LazyAttribute(lambda one: sha256(one.content).hexdigest())
    size = factory.LazyAttribute(lambda one: len(one.content))
    content_type = "application/pdf"


class EvidenceFactory(DjangoModelFactory):
    """Give it what it proves: `expense=`, `deliverable=`, `hand_value=` or `obligation=`."""

    class Meta:
        model = models.Evidence

    file = factory.SubFactory(EvidenceFileFactory)
    kind = models.DocumentKind.INVOICE
    name = "document.pdf"


class StaffMemberFactory(DjangoModelFactory):
    class Meta:
        model = models.StaffMember

    name = factory.Sequence(lambda n: f"Colleague {n}")
    function = "Coordination"


class TimeSheetFactory(DjangoModelFactory):
    class Meta:
        model = models.TimeSheet

    member = factory.SubFactory(StaffMemberFactory)
    month = date(2026, 3, 1)


class ObligationFactory(DjangoModelFactory):
    class Meta:
        model = models.Obligation

    mandate = factory.SubFactory(MandateFactory)
    kind = models.Obligation.Kind.OTHER
    title_fr = factory.Sequence(lambda n: f"Échéance {n}")
    due_on = date(2026, 12, 1)
