"""People who log in, and the journal of what was done."""

from typing import Any, ClassVar, NoReturn, Self

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def administrators(self) -> Self:
        return self.filter(role=User.Role.ADMINISTRATOR)


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person who can log in; without a password only a reset lets them in."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        user.join_group()
        if user.is_demo or user.is_superuser:  # made by somebody at the command line, who knows the address
            user.vouch_for_address()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(
            email, password, role=User.Role.ADMINISTRATOR, is_staff=True, is_superuser=True, **fields
        )

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account; what they may do follows from their role and their memberships."""

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        ADVISER = "adviser", _("Partner adviser")
        EDITOR = "editor", _("Editor")
        COORDINATOR = "coordinator", _("Coordinator")
        ACCOUNTANT = "accountant", _("Accountant")
        AUDITOR = "auditor", _("Auditor")
        ADMINISTRATOR = "administrator", _("Administrator")

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=15, choices=Role.choices, default=Role.MEMBER)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the back office"), default=False)
    is_demo = models.BooleanField(_("demonstration account"), default=False)
    must_choose_password = models.BooleanField(
        _("must choose a new password"),
        default=False,
        help_text=_("The password was chosen under the rules of a role with less trust."),
    )
    session_epoch = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Raised to end every open session of this person.")
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("email",)

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def join_group(self) -> None:
        """Put the person into the group of their role, and into no other role's group."""
        wanted, _created = Group.objects.get_or_create(name=group_name(self.role))
        others = [group_name(role) for role in self.Role.values if role != self.role]
        self.groups.remove(*self.groups.filter(name__in=others))
        self.groups.add(wanted)

    def vouch_for_address(self) -> None:
        """Write down that the address is really theirs, so that logging in asks for no confirmation."""
        addresses: Any = apps.get_model("account", "EmailAddress")
        addresses.objects.update_or_create(
            user=self, email=self.email, defaults={"verified": True, "primary": True}
        )

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Tie sessions to the password and to the epoch, so that raising either ends them."""
        salt = "vivier.accounts.models.User.get_session_auth_hash"
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()


def group_name(role: str) -> str:
    """Return the name of the group that carries a role's permissions."""
    return f"vivier:{role}"


class AppendOnly(Exception):
    """Somebody tried to change or remove what may only be added to."""


class JournalQuerySet(models.QuerySet["JournalEntry"]):
    def for_list(self) -> Self:
        """Everything one line of the journal shows, in a fixed number of queries."""
        return self.select_related("by", "content_type")

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002 -- any call is refused
        raise AppendOnly("The journal is only ever added to, one entry at a time.")

    update = delete = bulk_update = bulk_create = update_or_create = _refuse


class JournalEntry(models.Model):
    """One thing that somebody, or the system, did to one record; never changed, never removed."""

    sequence = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    verb = models.CharField(_("what"), max_length=60, db_index=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    content_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("kind of record")
    )
    object_id = models.CharField(max_length=40, blank=True)
    object_label = models.CharField(_("record"), max_length=255, blank=True)
    changes = models.JSONField(_("changes"), default=dict)
    reason = models.TextField(_("reason"), blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = JournalQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ("-sequence",)
        default_permissions = ("view",)
        indexes = (models.Index(fields=["content_type", "object_id"], name="journal_by_record"),)

    def __str__(self) -> str:
        return f"{self.verb} {self.object_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new entry; an entry that exists is refused."""
        if not self._state.adding:
            raise AppendOnly("A journal entry is never changed.")
        super().save(*args, **(kwargs | {"force_insert": True}))

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002 -- any call is refused
        """Refuse."""
        raise AppendOnly("A journal entry is never removed.")


class JournalSeal(models.Model):
    """The one row that counts the entries and names the last, so that cutting the end off shows."""

    entries = models.PositiveBigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (models.CheckConstraint(name="journal_has_one_seal", condition=models.Q(pk=1)),)

    def __str__(self) -> str:
        return f"{self.entries} {self.last_hash[:12]}"


class SharedValue(models.Model):
    """A short-lived value that every worker must see: throttles, used codes (Django's database cache)."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "shared_values"
        default_permissions = ()

    def __str__(self) -> str:
        return self.cache_key
