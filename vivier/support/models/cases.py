"""The case of a need: what each side writes, who may read it, what came of it."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.agenda.models import Event
from vivier.core.choices import display_of
from vivier.opportunities.models import Call
from vivier.support.models.needs import Need
from vivier.support.models.partners import Partner


class Side(models.TextChoices):
    TEAM = "team", _("the team")
    PARTNER = "partner", _("a partner")
    APPLICANT = "applicant", _("the applicant")


class Visibility(models.TextChoices):
    APPLICANT = "applicant", _("The applicant, the partners of the case and the team")
    PARTNERS = "partners", _("The partners of the case and the team")
    OWN = "own", _("My own organisation alone")


_BY_PARTNER = Q(side="partner", partner__isnull=False) | (~Q(side="partner") & Q(partner__isnull=True))


class CaseEntry(models.Model):
    """Something one side put into the case, with who may read it; the form that made it, once."""

    side = models.CharField(_("from"), max_length=10, choices=Side.choices)
    visibility = models.CharField(
        _("who may read it"), max_length=10, choices=Visibility.choices, default=Visibility.PARTNERS
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    submission = models.UUIDField(_("one-time form number"), unique=True, default=uuid4)
    # Every kind of entry has its own `need` and `partner`: None for the team and the applicant.
    need: Any
    partner: Any

    get_side_display = display_of("side", Side)
    get_visibility_display = display_of("visibility", Visibility)

    class Meta:
        abstract = True

    @property
    def whose(self) -> str:
        """Which side it came from, by name when it is a partner."""
        return str(self.partner) if self.partner else str(self.get_side_display())


class CaseNote(CaseEntry):
    """A note in the timeline."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="notes")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("note"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("note of a case")
        verbose_name_plural = _("notes of cases")
        ordering = ("at", "pk")
        default_permissions = ()
        constraints = (models.CheckConstraint(name="case_note_from_one_side", condition=_BY_PARTNER),)

    def __str__(self) -> str:
        return str(self.need)


class NextAction(CaseEntry):
    """Something one side does until a day."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="actions")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    what = models.CharField(_("what is to be done"), max_length=300, blank=True)
    owner = models.CharField(_("by whom"), max_length=10, choices=Side.choices)
    owner_partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(_("until"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0, editable=False)

    get_owner_display = display_of("owner", Side)

    class Meta:
        verbose_name = _("next action")
        verbose_name_plural = _("next actions")
        ordering = (F("due_on").asc(nulls_last=True), "pk")
        default_permissions = ()
        constraints = (models.CheckConstraint(name="case_action_from_one_side", condition=_BY_PARTNER),)

    def __str__(self) -> str:
        return str(self.need)

    @property
    def owned_by(self) -> str:
        """Whose turn it is."""
        return str(self.owner_partner) if self.owner_partner else str(self.get_owner_display())


class Meeting(CaseEntry):
    """A meeting about the case, for the calendars of those who may read it."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="meetings")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    what = models.CharField(_("about"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    place = models.CharField(_("place or link"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ("starts_at", "pk")
        default_permissions = ()
        constraints = (
            models.CheckConstraint(name="case_meeting_from_one_side", condition=_BY_PARTNER),
            models.CheckConstraint(name="case_meeting_ends_later", condition=Q(ends_at__gt=F("starts_at"))),
        )

    def __str__(self) -> str:
        return str(self.need)


class CaseDocument(CaseEntry):
    """A document of the case, kept as it came; in the database, never under the web root."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="documents")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name of the file"), max_length=150)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("document of a case")
        verbose_name_plural = _("documents of cases")
        ordering = ("at", "pk")
        default_permissions = ()
        constraints = (models.CheckConstraint(name="case_document_from_one_side", condition=_BY_PARTNER),)

    def __str__(self) -> str:
        return str(self.need)


class Suggestion(CaseEntry):
    """An opportunity or an event somebody proposes to the applicant, and why."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="suggestions")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    why = models.CharField(_("why"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("proposal to an applicant")
        verbose_name_plural = _("proposals to applicants")
        ordering = ("at", "pk")
        default_permissions = ()
        constraints = (
            models.CheckConstraint(name="case_suggestion_from_one_side", condition=_BY_PARTNER),
            models.CheckConstraint(
                name="case_suggestion_of_one_thing",
                condition=Q(call__isnull=False, event__isnull=True)
                | Q(call__isnull=True, event__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.need)

    @property
    def thing(self) -> Call | Event:
        found = self.call or self.event
        if found is None:
            raise ValueError("a suggestion is of a call or of an event")
        return found


class Outcome(models.Model):
    """What came of a need as one side tells it; each telling is a row, the newest of a side counts."""

    class Result(models.TextChoices):
        OBTAINED = "obtained", _("Obtained")
        PARTLY = "partly", _("Obtained in part")
        NOT = "not", _("Not obtained")
        RUNNING = "running", _("Still running")

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="outcomes")
    side = models.CharField(_("told by"), max_length=10, choices=Side.choices)
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="outcomes"
    )
    result = models.CharField(_("result"), max_length=10, choices=Result.choices)
    what = models.CharField(_("what was obtained"), max_length=500, blank=True)
    amount_eur = models.DecimalField(
        _("amount in euros"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    jobs = models.PositiveSmallIntegerField(_("jobs created or kept"), null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    submission = models.UUIDField(_("one-time form number"), unique=True, default=uuid4)

    get_result_display = display_of("result", Result)
    get_side_display = display_of("side", Side)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ("at", "pk")
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                name="outcome_told_by_one_side",
                condition=Q(side="partner", partner__isnull=False)
                | Q(side="applicant", partner__isnull=True),
            ),
            models.CheckConstraint(
                name="outcome_amount_is_not_negative",
                condition=Q(amount_eur__isnull=True) | Q(amount_eur__gte=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.need} · {self.side}"


class Survey(models.Model):
    """Four questions to the applicant, once a case is over; any may be left out."""

    class Said(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("In part")
        NO = "no", _("No")

    need = models.OneToOneField(Need, on_delete=models.CASCADE, related_name="survey")
    in_time = models.CharField(
        _("Did somebody answer you in good time?"), max_length=6, choices=Said.choices, blank=True
    )
    right_person = models.CharField(
        _("Did you reach the right people?"), max_length=6, choices=Said.choices, blank=True
    )
    moved_on = models.CharField(
        _("Did it move your project on?"), max_length=6, choices=Said.choices, blank=True
    )
    recommends = models.CharField(
        _("Would you advise others to ask?"), max_length=6, choices=Said.choices, blank=True
    )
    comment = models.TextField(_("A word to the team"), max_length=2000, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.need)


class NeedMerge(models.Model):
    """Two needs are one: which went into which, by whom, and whether that was undone."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="merges")
    into = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="absorbed")
    reason = models.CharField(_("why they are one"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("merge of needs")
        verbose_name_plural = _("merges of needs")
        ordering = ("at", "pk")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["need"], condition=Q(undone_at__isnull=True), name="need_merged_once_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.need} → {self.into}"
