"""The actors of the sector: one body or person, one record."""

from typing import Any, Self

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vivier.accounts import rules
from vivier.core.choices import display_of
from vivier.core.translation import LocalText, in_language
from vivier.reference.models import Discipline, Territory

# Addresses people click on: nothing but the web.
web_address = URLValidator(schemes=("http", "https"))


class ActorQuerySet(models.QuerySet["Actor"]):
    def published(self) -> Self:
        return self.filter(status=Actor.Status.PUBLISHED)

    def visible_to(self, user: Any) -> Self:
        """Published records for everybody; drafts too for the team."""
        return self.all() if rules.works_at_the_desk.test(user) else self.published()

    def managed_by(self, user: Any) -> Self:
        """Records that a person manages now."""
        return self.filter(memberships__user=user)

    def for_list(self) -> Self:
        """Everything one line of a list shows, in a fixed number of queries."""
        return self.select_related("territory").prefetch_related("disciplines", "roles")


class Actor(models.Model):
    """An organisation or a person active in the sector."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", _("Company")
        STUDIO = "studio", _("Studio")
        ASSOCIATION = "association", _("Association")
        COLLECTIVE = "collective", _("Collective")
        PERSON = "person", _("Independent")
        HUB = "hub", _("Creative hub")
        CLUSTER = "cluster", _("Cluster or federation")
        INCUBATOR = "incubator", _("Incubator")
        SCHOOL = "school", _("School")
        RESEARCH = "research", _("Research centre")
        VENUE = "venue", _("Venue")
        MUSEUM = "museum", _("Museum or exhibition place")
        FESTIVAL = "festival", _("Festival")
        MEDIA = "media", _("Media")
        FUND = "fund", _("Fund")
        AGENCY = "agency", _("Agency")
        PUBLIC_BODY = "public_body", _("Public body")
        PROGRAMME = "programme", _("Programme")

    class LegalForm(models.TextChoices):
        NATURAL_PERSON = "natural_person", _("Self-employed person")
        ASBL = "asbl", _("Non-profit association (ASBL)")
        AISBL = "aisbl", _("International non-profit association (AISBL)")
        FOUNDATION = "foundation", _("Foundation")
        SRL = "srl", _("Private limited company (SRL, formerly SPRL)")
        SA = "sa", _("Public limited company (SA)")
        SC = "sc", _("Cooperative (SC)")
        SNC = "snc", _("General partnership (SNC)")
        SCOMM = "scomm", _("Limited partnership (SComm)")
        PUBLIC_BODY = "public_body", _("Body under public law")
        DE_FACTO = "de_facto", _("De facto association")
        FOREIGN_COMPANY = "foreign_company", _("Foreign company")

    class Stage(models.TextChoices):
        IDEA = "idea", _("Idea")
        PROTOTYPE = "prototype", _("Prototype")
        LAUNCH = "launch", _("Launch")
        GROWTH = "growth", _("Growth")
        ESTABLISHED = "established", _("Established")

    name = models.CharField(_("name"), max_length=255)
    sort_name = models.CharField(max_length=255, editable=False)
    slug = models.SlugField(_("address"), max_length=90, unique=True)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    legal_form = models.CharField(_("legal form"), max_length=20, choices=LegalForm.choices, blank=True)
    enterprise_number = models.CharField(_("enterprise number"), max_length=10, blank=True)
    description_fr = models.TextField(_("description (French)"), blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    description_nl = models.TextField(_("description (Dutch)"), blank=True)
    description_de = models.TextField(_("description (German)"), blank=True)
    disciplines = models.ManyToManyField(
        Discipline, blank=True, related_name="actors", verbose_name=_("disciplines")
    )
    city = models.CharField(_("town"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    territory = models.ForeignKey(
        Territory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actors",
        verbose_name=_("commune"),
    )
    website = models.URLField(_("website"), max_length=500, blank=True, validators=[web_address])
    email = models.EmailField(_("public e-mail"), blank=True)
    headcount_low = models.PositiveIntegerField(_("headcount, from"), null=True, blank=True)
    headcount_high = models.PositiveIntegerField(_("headcount, to"), null=True, blank=True)
    stage = models.CharField(_("stage"), max_length=15, choices=Stage.choices, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    orphaned_on = models.DateField(
        _("without a main manager since"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The last main manager left on that day."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("last change"), default=timezone.now, editable=False, db_index=True)

    objects = ActorQuerySet.as_manager()

    get_kind_display = display_of("kind", Kind)
    get_legal_form_display = display_of("legal_form", LegalForm)
    get_stage_display = display_of("stage", Stage)

    class Meta:
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        ordering = ("sort_name",)
        # The state comes second: almost every row is published, and SQLite, when it finds an index that
        # begins with it, walks through all of them instead of taking twenty keys.
        indexes = (
            models.Index(fields=["sort_name", "status"], name="actor_sort_status"),
            models.Index(fields=["kind", "status"], name="actor_kind_status"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["enterprise_number"],
                condition=~Q(enterprise_number=""),
                name="actor_enterprise_number_once",
            ),
            models.CheckConstraint(
                name="actor_headcount_band_in_order",
                condition=Q(headcount_low__isnull=True)
                | Q(headcount_high__isnull=True)
                | Q(headcount_low__lte=F("headcount_high")),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("web:actor", args=[self.slug])

    @property
    def description(self) -> LocalText:
        return in_language(self, "description")


class ActorRole(models.Model):
    """One part an actor plays in the sector (funder, hub, organiser…), possibly for a time."""

    class Kind(models.TextChoices):
        REFERENCE = "reference", _("Reference organisation")
        FUNDER = "funder", _("Funder")
        TRAINER = "trainer", _("Trainer")
        HUB = "hub", _("Hub")
        EXPORTER = "exporter", _("Export support")
        CLUSTER = "cluster", _("Cluster")
        MEMBER = "member", _("Member of the sector")
        ORGANISER = "organiser", _("Organiser")
        EXHIBITOR = "exhibitor", _("Exhibitor")
        INCUBATOR = "incubator", _("Incubator")
        SUPPORT = "support", _("Support")
        RESIDENCY_HOST = "residency_host", _("Residency host")
        RESEARCH = "research", _("Research")
        OBSERVATORY = "observatory", _("Observatory")
        STRATEGIST = "strategist", _("Strategist")
        PRODUCER = "producer", _("Producer")
        PARTNER = "partner", _("Partner")
        MEDIA = "media", _("Media")

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="roles", db_index=False)
    kind = models.CharField(_("role"), max_length=20, choices=Kind.choices)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    get_kind_display = display_of("kind", Kind)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["actor", "kind"], name="actor_role_once"),)

    def __str__(self) -> str:
        return self.get_kind_display()


class FormerName(models.Model):
    """A name an actor no longer uses; search still finds it."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="former_names", db_index=False)
    name = models.CharField(_("former name"), max_length=255)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["actor", "name"], name="former_name_once"),)

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place where an actor is active, beside its main commune (*site d'activité*)."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="sites")
    label = models.CharField(_("name of the site"), max_length=120, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("town"), max_length=120, blank=True)
    territory = models.ForeignKey(
        Territory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sites",
        verbose_name=_("commune"),
    )

    class Meta:
        verbose_name = pgettext_lazy("of an actor", "site")
        verbose_name_plural = pgettext_lazy("of an actor", "sites")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.label or self.city


class ActorLabel(models.Model):
    """A label or seal an actor holds for a time."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="labels")
    name = models.CharField(_("label"), max_length=120)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Relation(models.Model):
    """A dated link from one actor to another (*funds*, *operates*, *member of*…) and where we read it."""

    class Kind(models.TextChoices):
        FUNDS = "funds", _("funds")
        OPERATES = "operates", _("operates")
        ORGANISES = "organises", _("organises")
        HOSTS = "hosts", _("hosts")
        MEMBER_OF = "member_of", _("is a member of")
        PARTNER_OF = "partner_of", _("is a partner of")

    source = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(_("relation"), max_length=15, choices=Kind.choices)
    target = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="reverse_relations", verbose_name=_("other actor")
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True, validators=[web_address])

    get_kind_display = display_of("kind", Kind)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["source", "kind", "target"], name="relation_once"),
            models.CheckConstraint(name="relation_between_two", condition=~Q(source=F("target"))),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.get_kind_display()} {self.target}"
