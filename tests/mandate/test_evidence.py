"""Documents: recognised by what they hold, kept once, never changed, never removed."""

import pytest

from tests.mandate.conftest import pdf
from tests.mandate_factories import DeliverableFactory
from vivier.mandate import actions
from vivier.mandate.models import Evidence, EvidenceFile, Expense
from vivier.mandate.refusals import Immutable, InvalidValue, NotAllowed


def attach(thing, by, content, kind="invoice", name="facture n°1.pdf"):
    return actions.attach_evidence(thing, by=by, name=name, content=content, kind=kind)


def test_a_document_is_kept_under_its_hash_and_once(world):
    expense, other = world.enter(), world.enter()

    first = attach(expense, world.accountant, pdf("a"))
    again = attach(expense, world.accountant, pdf("a"), name="copy.pdf")
    elsewhere = attach(other, world.accountant, pdf("a"))

    assert first == again
    assert first.file == elsewhere.file
    assert (first.name, first.file.content_type, EvidenceFile.objects.count()) == (
        "facture n_1.pdf",
        "application/pdf",
        1,
    )
    assert bytes(EvidenceFile.objects.get().content) == pdf("a")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.4 cut off",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"PK\x03\x04" + b"0" * 100,
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
        b"%PDF-1.4 %%EOF" + b"x" * (10 * 1024 * 1024),
        b"MZ\x90\x00",
    ],
)
def test_hostile_documents_are_refused_with_a_sentence(world, content):
    with pytest.raises(InvalidValue) as refused:
        attach(world.enter(), world.accountant, content)

    assert refused.value.field == "file"
    assert str(refused.value).startswith("The file is")
    assert Evidence.objects.count() == 0


def test_a_kind_of_document_is_of_the_list(world):
    with pytest.raises(InvalidValue):
        attach(world.enter(), world.accountant, pdf("a"), kind="bribe")


def test_evidence_is_neither_changed_nor_removed(world):
    evidence = attach(world.enter(), world.accountant, pdf("a"))
    evidence.name = "other.pdf"

    for deed in (
        evidence.save,
        lambda: evidence.save(update_fields=["name"]),
        evidence.delete,
        lambda: Evidence.objects.update(name="x"),
        lambda: Evidence.objects.all().delete(),
        lambda: Evidence.objects.bulk_create([]),
        EvidenceFile.objects.get().save,
        EvidenceFile.objects.get().delete,
        EvidenceFile.objects.all().delete,
        lambda: EvidenceFile.objects.update(size=0),
    ):
        with pytest.raises(Immutable):
            deed()

    assert Evidence.objects.get().name == "facture n_1.pdf"


def test_a_withdrawn_document_stays_and_counts_no_more(world):
    expense = world.complete()
    invoice = expense.evidence.get(kind="invoice")

    actions.withdraw_evidence(invoice, by=world.accountant)
    actions.withdraw_evidence(Evidence.objects.get(pk=invoice.pk), by=world.accountant)

    assert Evidence.objects.get(pk=invoice.pk).withdrawn_by == world.accountant
    assert list(expense.evidence.standing().values_list("kind", flat=True)) == ["payment"]
    assert Expense.objects.get(pk=expense.pk).evidence.count() == 2


def test_only_a_coordinator_adds_to_a_deliverable(world):
    deliverable = DeliverableFactory()

    with pytest.raises(NotAllowed):
        attach(deliverable, world.accountant, pdf("a"), kind="delivery")

    assert attach(deliverable, world.coordinator, pdf("a"), kind="delivery").deliverable == deliverable
