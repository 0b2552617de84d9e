"""What people ask for: the need as they told it, what the team entered of it, and how far it is."""

from datetime import date
from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.directory.models import Actor
from vivier.reference.models import Discipline, Territory


class Subject(models.TextChoices):
    FINANCE = "finance", _("Finding money")
    TRAINING = "training", _("Learning, training")
    ABROAD = "abroad", _("Going abroad")
    SPACE = "space", _("A place to work or to show")
    PARTNERS = "partners", _("Partners, clients, a team")
    LEGAL = "legal", _("Status, contracts, rights")
    PROTOTYPE = "prototype", _("Making a prototype")
    BUSINESS = "business", _("Business plan, strategy")
    VISIBILITY = "visibility", _("Being seen and known")
    OTHER = "other", _("Something else")


class Channel(models.TextChoices):
    WEB = "web", _("web form")
    PHONE = "phone", _("phone")
    VISIT = "visit", _("visit")
    PAPER = "paper", _("paper form")
    MAIL = "mail", _("e-mail")
    EVENT = "event", _("met at an event")


class NeedQuerySet(models.QuerySet["Need"]):
    def counted(self) -> Self:
        """Every need once: without those merged into another."""
        return self.filter(merged_into__isnull=True)

    def open(self) -> Self:
        """Needs on which something still has to happen."""
        return self.filter(state__in=OPEN_STATES)

    def to_enter(self) -> Self:
        """Needs the team has not entered yet, the most urgent first."""
        waiting = self.counted().filter(entered_at__isnull=True, erased_at__isnull=True)
        return waiting.order_by("enter_by", "received_at", "pk")

    def late(self, today: date) -> Self:
        """Needs that should have been entered before today."""
        return self.to_enter().filter(enter_by__lt=today)

    def visible_to_partner(self, partner: Any) -> Self:
        """Needs referred to a partner: a partner sees no other."""
        return self.filter(referrals__partner=partner).exclude(referrals__state="recalled").distinct()

    def of_person(self, user: Any) -> Self:
        """Needs a person sent while logged in."""
        return self.filter(user=user)

    def for_list(self) -> Self:
        """Everything one line of a list shows, in a fixed number of queries."""
        return self.select_related("territory", "actor").prefetch_related(
            "disciplines", "referrals__partner__actor"
        )


class Need(models.Model):
    """Something a person or an organisation asks for; its state follows from what was done with it."""

    class State(models.TextChoices):
        NEW = "new", _("to be entered")
        ENTERED = "entered", _("to be referred")
        REFERRED = "referred", _("with a partner")
        TAKEN = "taken", _("taken in hand")
        HELPED = "helped", _("help offered")
        CLOSED = "closed", _("closed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Who(models.TextChoices):
        ARTIST = "artist", _("An artist")
        FREELANCE = "freelance", _("Self-employed")
        COMPANY = "company", _("A company")
        ASSOCIATION = "association", _("An association")
        COLLECTIVE = "collective", _("A collective")
        PROJECT = "project", _("Somebody with a project, nothing founded yet")
        STUDENT = "student", _("A student")
        JOBSEEKER = "jobseeker", _("Looking for work")
        HUB = "hub", _("A hub or a place")
        SCHOOL = "school", _("A school or a research centre")
        CLUSTER = "cluster", _("A cluster or a federation")
        PUBLIC = "public", _("A public body")

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    submission = models.UUIDField(_("one-time form number"), unique=True, default=uuid4)
    link_epoch = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text=_("Raised to end every secret link of this need.")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.NEW, db_index=True
    )
    channel = models.CharField(_("came by"), max_length=8, choices=Channel.choices, default=Channel.WEB)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fr")

    # As the person told it.
    subject = models.CharField(_("about"), max_length=12, choices=Subject.choices)
    sought = models.TextField(_("what is sought"), max_length=4000, blank=True)
    who = models.CharField(_("who asks"), max_length=12, choices=Who.choices, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=20, choices=Actor.LegalForm.choices, blank=True)
    stage = models.CharField(_("stage"), max_length=15, choices=Actor.Stage.choices, blank=True)
    place = models.CharField(_("place, as written"), max_length=120, blank=True)
    territory = models.ForeignKey(
        Territory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("territory"),
    )
    disciplines = models.ManyToManyField(
        Discipline, blank=True, related_name="+", verbose_name=_("disciplines")
    )
    name = models.CharField(_("name"), max_length=150, blank=True)
    organisation = models.CharField(_("organisation"), max_length=255, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    best_time = models.CharField(_("best time to be reached"), max_length=120, blank=True)
    actor = models.ForeignKey(
        Actor,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name=_("record"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="needs"
    )

    # As the team entered it: whatever becomes of it.
    project_name = models.CharField(_("name of the project"), max_length=255, blank=True)
    holders = models.TextField(_("holders of the project"), max_length=1000, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)
    enter_by = models.DateField(_("to be entered by"), db_index=True, help_text=_("That day included."))
    entered_at = models.DateTimeField(_("entered"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who of the team wrote it down for the person; nobody for the web form."),
    )
    referred_at = models.DateTimeField(_("first referred"), null=True, blank=True)
    answered_at = models.DateTimeField(_("first answer of a partner"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)
    counted_as = models.UUIDField(
        null=True,
        editable=False,
        db_index=True,
        help_text=_("A number drawn when a need of its record is erased, the same for all of them."),
    )
    counted_before = models.JSONField(
        default=list,
        editable=False,
        help_text=_("For each merge of its record, the last one at the end: its mark, the number before it."),
    )
    sender = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)

    objects = NeedQuerySet.as_manager()

    get_state_display = display_of("state", State)
    get_subject_display = display_of("subject", Subject)
    get_channel_display = display_of("channel", Channel)
    get_who_display = display_of("who", Who)
    get_stage_display = display_of("stage", Actor.Stage)
    get_legal_form_display = display_of("legal_form", Actor.LegalForm)

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ("-received_at", "-pk")
        default_permissions = ()
        indexes = (models.Index(fields=["state", "received_at"], name="need_state_received"),)
        constraints = (
            models.CheckConstraint(
                name="need_past_new_was_entered",
                condition=Q(state__in=("new", "withdrawn")) | Q(entered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="need_closed_says_when",
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="need_withdrawn_says_when",
                condition=~Q(state="withdrawn") | Q(withdrawn_at__isnull=False),
            ),
            models.CheckConstraint(
                name="need_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("pk")),
            ),
        )

    def __str__(self) -> str:
        """The reference alone: journals and logs show it, and it says nothing of the person."""
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def title(self) -> str:
        """What the team and the applicant call it."""
        return self.project_name or self.organisation or self.reference

    def is_late(self, today: date) -> bool:
        """Whether it should have been entered before this day and is not."""
        return self.entered_at is None and self.erased_at is None and self.enter_by < today


OPEN_STATES = (
    Need.State.NEW,
    Need.State.ENTERED,
    Need.State.REFERRED,
    Need.State.TAKEN,
    Need.State.HELPED,
)
# What says something of the person: emptied by an erasure, shown to nobody without consent.
PERSONAL = (
    "sought",
    "place",
    "name",
    "organisation",
    "email",
    "phone",
    "best_time",
    "project_name",
    "holders",
)
CONTACT = ("name", "email", "phone", "best_time")


class Draft(models.Model):
    """A need somebody is still telling, one question after the other; forgotten after a month."""

    key = models.UUIDField(unique=True, default=uuid4)
    answers = models.JSONField(default=dict)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="fr")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    sender = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("need being told")
        verbose_name_plural = _("needs being told")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
