"""Schemes, their calls, the criteria that say who may apply, and what actors answer to them."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.core.translation import LocalText, current_language, in_language
from vivier.directory.models import Actor
from vivier.reference.models import Discipline, Territory


class Kind(models.TextChoices):
    FUNDING = "funding", _("Funding")
    CALL = "call", _("Call for projects")
    SUPPORT = "support", _("Support")
    RESIDENCY = "residency", _("Residency")
    MISSION = "mission", _("Mission abroad")
    TRAINING = "training", _("Training")
    PRIZE = "prize", _("Prize")
    JOB = "job", _("Job")


class Audience(models.TextChoices):
    ENTREPRENEUR = "entrepreneur", _("Companies and self-employed")
    PROJECT_HOLDER = "project_holder", _("Project holders")
    ARTIST = "artist", _("Artists")
    STUDENT = "student", _("Students")
    JOBSEEKER = "jobseeker", _("Job seekers")
    ASSOCIATION = "association", _("Associations")
    HUB = "hub", _("Hubs and places")
    CLUSTER = "cluster", _("Clusters and federations")


class Scheme(models.Model):
    """A lasting *dispositif* of one issuer; its dated editions are calls."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    title_fr = models.CharField(_("title (French)"), max_length=255)
    title_en = models.CharField(_("title (English)"), max_length=255, blank=True)
    title_nl = models.CharField(_("title (Dutch)"), max_length=255, blank=True)
    title_de = models.CharField(_("title (German)"), max_length=255, blank=True)
    issuer = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="schemes",
        verbose_name=_("issuer"),
    )
    issuer_name = models.CharField(
        _("issuer's name"), max_length=255, blank=True, help_text=_("When the issuer has no record here.")
    )
    is_demo = models.BooleanField(_("demonstration"), default=False)

    class Meta:
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")
        ordering = ("title_fr",)

    def __str__(self) -> str:
        return self.title.text

    @property
    def title(self) -> LocalText:
        return in_language(self, "title")

    @property
    def issued_by(self) -> str:
        return self.issuer.name if self.issuer else self.issuer_name


class CallQuerySet(models.QuerySet["Call"]):
    def published(self) -> Self:
        return self.filter(state=Call.State.PUBLISHED)

    def for_list(self) -> Self:
        """Everything one line of a list shows, in a fixed number of queries."""
        return self.select_related("scheme__issuer").prefetch_related("disciplines")

    def closing_after(self, now: datetime) -> Self:
        """Those with a closing minute that is not over yet, the nearest first."""
        return self.filter(closes_at__gt=now - timedelta(minutes=1)).order_by("closes_at", "title_fr")

    def open_at(self, now: datetime) -> Self:
        """Those that surely take applications now: not before the opening, not after the last minute.

        Without a closing date only a permanent one counts: for the others nobody knows.
        """
        begun = Q(opens_at__isnull=True) | Q(opens_at__lte=now)
        not_over = Q(closes_at__gt=now - timedelta(minutes=1)) | Q(closes_at__isnull=True, is_permanent=True)
        return self.filter(begun, not_over)


class Call(models.Model):
    """One edition of a scheme that people can apply to; a permanent scheme has one call without an end."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="calls", verbose_name=_("scheme")
    )
    edition = models.CharField(_("edition (French)"), max_length=80, blank=True)
    edition_en = models.CharField(_("edition (English)"), max_length=80, blank=True)
    edition_nl = models.CharField(_("edition (Dutch)"), max_length=80, blank=True)
    edition_de = models.CharField(_("edition (German)"), max_length=80, blank=True)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title_fr = models.CharField(_("title (French)"), max_length=255)
    title_en = models.CharField(_("title (English)"), max_length=255, blank=True)
    title_nl = models.CharField(_("title (Dutch)"), max_length=255, blank=True)
    title_de = models.CharField(_("title (German)"), max_length=255, blank=True)
    summary_fr = models.TextField(_("summary (French)"), blank=True)
    summary_en = models.TextField(_("summary (English)"), blank=True)
    summary_nl = models.TextField(_("summary (Dutch)"), blank=True)
    summary_de = models.TextField(_("summary (German)"), blank=True)
    eligibility_fr = models.TextField(_("who may apply (French)"), blank=True)
    eligibility_en = models.TextField(_("who may apply (English)"), blank=True)
    eligibility_nl = models.TextField(_("who may apply (Dutch)"), blank=True)
    eligibility_de = models.TextField(_("who may apply (German)"), blank=True)
    audiences = models.JSONField(_("for whom"), default=list, blank=True)
    disciplines = models.ManyToManyField(
        Discipline, blank=True, related_name="calls", verbose_name=_("disciplines")
    )
    place = models.CharField(_("place (French)"), max_length=200, blank=True)
    place_en = models.CharField(_("place (English)"), max_length=200, blank=True)
    place_nl = models.CharField(_("place (Dutch)"), max_length=200, blank=True)
    place_de = models.CharField(_("place (German)"), max_length=200, blank=True)
    territory = models.ForeignKey(
        Territory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="calls",
        verbose_name=_("territory"),
    )
    is_permanent = models.BooleanField(
        _("permanent"), null=True, help_text=_("Unknown when nobody said; unknown is not no.")
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("The last minute that still counts.")
    )
    closes_on_day = models.BooleanField(
        _("only the closing day is known"), default=True, help_text=_("The hour is then the end of that day.")
    )
    amount_min = models.DecimalField(_("amount from"), max_digits=14, decimal_places=2, null=True, blank=True)
    amount_max = models.DecimalField(
        _("amount up to"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    url = models.URLField(_("official page"), max_length=500, blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    loaded = models.JSONField(
        default=dict,
        editable=False,
        help_text=_("What the last file said."),
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CallQuerySet.as_manager()

    get_kind_display = display_of("kind", Kind)

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ("-closes_at", "title_fr")
        indexes = (models.Index(fields=["state", "closes_at"], name="call_state_closes"),)
        constraints = (
            models.CheckConstraint(
                name="call_opens_before_it_closes",
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(opens_at__lte=F("closes_at")),
            ),
            models.CheckConstraint(
                name="call_amounts_in_order",
                condition=Q(amount_min__isnull=True)
                | Q(amount_max__isnull=True)
                | Q(amount_min__lte=F("amount_max")),
            ),
        )

    def __str__(self) -> str:
        return self.title.text

    def get_absolute_url(self) -> str:
        return reverse("web:opportunity", args=[self.slug])

    @property
    def title(self) -> LocalText:
        return in_language(self, "title")

    @property
    def summary(self) -> LocalText:
        return in_language(self, "summary")

    @property
    def eligibility(self) -> LocalText:
        return in_language(self, "eligibility")

    @property
    def place_name(self) -> str:
        """The place in the language of the page; names of places need no other mark."""
        return getattr(self, f"place_{current_language()}", "") or self.place

    @property
    def edition_name(self) -> str:
        return getattr(self, f"edition_{current_language()}", "") or self.edition


class Criterion(models.Model):
    """One condition of a call: the human sentence and, beside it, the rule a machine can test."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(_("key"), max_length=64)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text_fr = models.CharField(_("condition (French)"), max_length=2000, blank=True)
    text_en = models.CharField(_("condition (English)"), max_length=2000, blank=True)
    text_nl = models.CharField(_("condition (Dutch)"), max_length=2000, blank=True)
    text_de = models.CharField(_("condition (German)"), max_length=2000, blank=True)
    article = models.CharField(_("article of the rules"), max_length=500, blank=True)
    rule = models.JSONField(_("rule"))

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=["call", "key"], name="criterion_key_once_per_call"),)

    def __str__(self) -> str:
        return self.text.text

    @property
    def text(self) -> LocalText:
        return in_language(self, "text")


class Response(models.Model):
    """What an actor answers to a call: not for us and why, applied, obtained; the latest answer counts."""

    class Kind(models.TextChoices):
        NOT_FOR_ME = "not_for_me", _("Not for us")
        APPLIED = "applied", _("Applied")
        OBTAINED = "obtained", _("Obtained")

    class Because(models.TextChoices):
        DISCIPLINE = "discipline", _("It is not our field")
        PLACE = "place", _("It is not where we work")
        SIZE = "size", _("It is too large or too small for us")
        TIMING = "timing", _("It is not the right moment")
        CONDITIONS = "conditions", _("A condition excludes us")
        OTHER = "other", _("Another reason")

    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="responses", verbose_name=_("actor")
    )
    call = models.ForeignKey(
        Call, on_delete=models.CASCADE, related_name="responses", verbose_name=_("opportunity")
    )
    kind = models.CharField(_("answer"), max_length=10, choices=Kind.choices)
    because = models.CharField(_("why"), max_length=10, choices=Because.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    get_kind_display = display_of("kind", Kind)
    get_because_display = display_of("because", Because)

    class Meta:
        verbose_name = _("answer to an opportunity")
        verbose_name_plural = _("answers to opportunities")
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(fields=["actor", "call"], name="response_once_per_actor_and_call"),
        )

    def __str__(self) -> str:
        return f"{self.actor} · {self.call}: {self.get_kind_display()}"


class StoredMatch(models.Model):
    """One place in the list of the best actors of a call, as of the last night; never edited."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="matches")
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="matches")
    position = models.PositiveSmallIntegerField(_("place in the list"))
    score = models.FloatField(_("relevance"))
    is_eligible = models.BooleanField(_("meets every condition"))
    made_at = models.DateTimeField(_("worked out"))

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ("call", "position")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["call", "actor"], name="stored_match_once_per_call_and_actor"),
        )

    def __str__(self) -> str:
        return f"{self.call} · {self.position} · {self.actor}"
