"""Documents that prove: kept as they came, named by their hash, never changed."""

from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.mandate.models.budget import DocumentKind
from vivier.mandate.models.expenses import Expense
from vivier.mandate.models.indicators import HandValue
from vivier.mandate.models.obligations import Obligation
from vivier.mandate.models.structure import Deliverable
from vivier.mandate.refusals import Immutable

PROVES = ("expense", "deliverable", "hand_value", "obligation")


class KeptQuerySet(models.QuerySet[Any]):
    """Rows that are only added to, one at a time."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002 -- any call is refused
        raise Immutable("Evidence is only added to; withdrawing it is a deed of its own.")

    update = delete = bulk_update = bulk_create = update_or_create = _refuse


class EvidenceFile(models.Model):
    """The bytes of a document, once for each SHA-256."""

    digest = models.CharField(_("SHA-256"), max_length=64, unique=True)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("size in bytes"))
    content = models.BinaryField()

    objects = KeptQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest[:12]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write new bytes; bytes that exist are refused."""
        if not self._state.adding:
            raise Immutable("The bytes of a document are never changed.")
        super().save(*args, **(kwargs | {"force_insert": True}))

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002 -- any call is refused
        """Refuse."""
        raise Immutable("The bytes of a document are never removed.")


class EvidenceQuerySet(KeptQuerySet):
    def standing(self) -> Self:
        """Evidence that was not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Evidence(models.Model):
    """A document that proves one thing; a correction is new evidence, the former stays, withdrawn."""

    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="uses")
    kind = models.CharField(_("kind"), max_length=16, choices=DocumentKind.choices)
    name = models.CharField(_("name"), max_length=120)
    expense = models.ForeignKey(
        Expense, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    deliverable = models.ForeignKey(
        Deliverable, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    hand_value = models.ForeignKey(
        HandValue, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    get_kind_display = display_of("kind", DocumentKind)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("supporting document")
        verbose_name_plural = _("supporting documents")
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                name="evidence_proves_one_thing",
                condition=Q(expense__isnull=False, deliverable=None, hand_value=None, obligation=None)
                | Q(expense=None, deliverable__isnull=False, hand_value=None, obligation=None)
                | Q(expense=None, deliverable=None, hand_value__isnull=False, obligation=None)
                | Q(expense=None, deliverable=None, hand_value=None, obligation__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write new evidence; afterwards only its withdrawal is written."""
        if not self._state.adding and set(kwargs.get("update_fields") or ()) != {
            "withdrawn_at",
            "withdrawn_by",
        }:
            raise Immutable("Evidence is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002 -- any call is refused
        """Refuse."""
        raise Immutable("Evidence is never removed.")
