"""What company registers say, the definitions of the sector, and every import."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vivier.core.choices import display_of
from vivier.core.translation import LocalText, in_language


class SectorDefinition(models.Model):
    """One version of one answer to the question which activities make the sector; several coexist."""

    slug = models.SlugField(_("short name"), max_length=60)
    name_fr = models.CharField(_("name (French)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    name_nl = models.CharField(_("name (Dutch)"), max_length=200, blank=True)
    name_de = models.CharField(_("name (German)"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=500)
    caution_fr = models.TextField(_("caution (French)"), blank=True)
    caution_en = models.TextField(_("caution (English)"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    is_used = models.BooleanField(
        _("used by imports"),
        default=False,
        help_text=_("An enterprise is in the sector when one used definition names it."),
    )
    edited_at = models.DateTimeField(_("last change"), null=True, blank=True)
    first_used_at = models.DateTimeField(_("used since"), null=True, blank=True)

    class Meta:
        verbose_name = _("definition of the sector")
        verbose_name_plural = _("definitions of the sector")
        ordering = ("slug", "-version")
        constraints = (
            models.UniqueConstraint(fields=["slug", "version"], name="definition_version_once"),
            models.UniqueConstraint(
                fields=["slug"],
                condition=models.Q(is_used=True),
                name="one_used_version_of_a_definition",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, v{self.version}"

    @property
    def name(self) -> LocalText:
        return in_language(self, "name")


class SectorCode(models.Model):
    """One activity that a definition counts in, wholly or in part."""

    definition = models.ForeignKey(SectorDefinition, on_delete=models.CASCADE, related_name="codes")
    nace_version = models.CharField(_("version of NACE"), max_length=4)
    code = models.CharField(
        _("code"), max_length=7, help_text=_("Digits without dot; all codes below it count too.")
    )
    domain = models.CharField(_("domain"), max_length=40)
    weight = models.DecimalField(_("weight"), max_digits=3, decimal_places=2, default=1)
    confidence = models.CharField(_("confidence"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("activity of a definition")
        verbose_name_plural = _("activities of a definition")
        ordering = ("nace_version", "code")
        constraints = (
            models.UniqueConstraint(fields=["definition", "nace_version", "code"], name="sector_code_once"),
            models.CheckConstraint(
                name="sector_weight_between_0_and_1", condition=models.Q(weight__gt=0, weight__lte=1)
            ),
        )

    def __str__(self) -> str:
        return f"{self.nace_version} {self.code}"


class WatchedNumber(models.Model):
    """An enterprise that no definition names and that the directory follows all the same."""

    number = models.CharField(_("enterprise number"), max_length=10, unique=True)
    why = models.CharField(_("reason"), max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("watched number")
        verbose_name_plural = _("watched numbers")
        ordering = ("number",)

    def __str__(self) -> str:
        return self.number


class Objection(models.Model):
    """Somebody who does not want to be taken from the register; only a keyed hash of the number is kept."""

    number_hash = models.CharField(max_length=64, unique=True)
    received_on = models.DateField(_("received on"))

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        default_permissions = ()

    def __str__(self) -> str:
        return self.number_hash[:12]


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def applied(self) -> Self:
        """Runs whose content stands, the one applied last first."""
        last = models.F("ended_at").desc(nulls_last=True)
        return self.filter(state=ImportRun.State.APPLIED).order_by(last, "-pk")


class ImportRun(models.Model):
    """One reading of an extract of a register: what came, what it changed, what was left out."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        READING = "reading", _("being read")
        READ = "read", _("read, not applied")
        APPLIED = "applied", _("applied")
        UNCHANGED = "unchanged", _("nothing new")
        REFUSED = "refused", pgettext_lazy("of an import", "refused")
        CANCELLED = "cancelled", _("stopped")
        FAILED = "failed", _("failed")
        ROLLED_BACK = "rolled_back", _("taken back")

    class Mode(models.TextChoices):
        FULL = "full", _("full extract")
        UPDATE = "update", _("update")

    register = models.CharField(_("register"), max_length=20, default="kbo")
    path = models.CharField(_("file or folder"), max_length=500)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.WAITING, db_index=True
    )
    mode = models.CharField(_("kind of extract"), max_length=6, choices=Mode.choices, blank=True)
    extract_number = models.PositiveIntegerField(_("extract number"), null=True, blank=True)
    extract_date = models.DateField(_("extract date"), null=True, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    files = models.JSONField(_("files"), default=dict, help_text=_("SHA-256 of each file."))
    sizes = models.JSONField(_("sizes"), default=dict, help_text=_("Bytes of each file."))
    counts = models.JSONField(_("counts"), default=dict)
    step = models.CharField(_("step"), max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    why = models.TextField(_("reason"), blank=True)
    why_shape = models.TextField(blank=True, editable=False, help_text=_("The reason, untranslated."))
    why_words: Any = models.JSONField(default=dict, editable=False, help_text=_("What its holes hold."))
    may_override = models.BooleanField(default=False)
    is_acceptable = models.BooleanField(
        default=False, help_text=_("Refused for a difference that a coordinator may accept.")
    )
    compared_with = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    wants_to_apply = models.BooleanField(default=False)
    file_deleted_at = models.DateTimeField(_("file deleted"), null=True, blank=True)
    stop_asked = models.BooleanField(default=False)
    resumed = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    get_state_display = display_of("state", State)
    get_mode_display = display_of("mode", Mode)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.register} {self.extract_number or '?'}"

    @property
    def is_over(self) -> bool:
        return self.state not in {self.State.WAITING, self.State.READING}


class RejectedRow(models.Model):
    """A row of an extract that was left out, with its file and line."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rejected")
    file = models.CharField(_("file"), max_length=60)
    line = models.PositiveIntegerField(_("line"))
    why = models.CharField(_("reason"), max_length=200)
    said = models.CharField(_("what it says"), max_length=300, blank=True)

    class Meta:
        ordering = ("file", "line", "pk")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class RegisterRecord(models.Model):
    """What the register says of one enterprise of the sector, as of the last extract applied."""

    number = models.CharField(_("enterprise number"), max_length=10, primary_key=True)
    name = models.CharField(_("name"), max_length=320)
    said: Any = models.JSONField(_("what the register says"))
    digest = models.CharField(max_length=32)
    gone_on = models.DateField(_("no longer in the register since"), null=True, blank=True, db_index=True)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="records")

    class Meta:
        verbose_name = _("register record")
        verbose_name_plural = _("register records")
        ordering = ("number",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class RecordChange(models.Model):
    """How one import changes one record: what stood before, what stands after (None: not there)."""

    class Kind(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        GONE = "gone", _("no longer there")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    number = models.CharField(max_length=10)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    before: Any = models.JSONField(null=True)
    after: Any = models.JSONField(null=True)
    digest = models.CharField(max_length=32, blank=True)

    get_kind_display = display_of("kind", Kind)

    class Meta:
        ordering = ("number",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["run", "number"], name="one_change_per_record_and_run"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    @property
    def known(self) -> dict[str, Any]:
        """What the register says after the change; before it, of a record that is gone."""
        return self.after or self.before or {}

    @property
    def name(self) -> str:
        return str(self.known.get("name", ""))
