"""Who asked to be told about what, what they were told, and what they want to hear no more of."""

from secrets import token_hex

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.agenda.models import Event, Place
from vivier.core.choices import display_of
from vivier.directory.models import Actor
from vivier.opportunities.models import Call, Scheme

LONGEST_QUERY = 2000


def new_mark() -> str:
    """Return a short word that says which call to people a link came from, and cannot be guessed."""
    return token_hex(5)


class Subscriber(models.Model):
    """One address, in lower case, and how it wants to be told; nothing leaves before a confirmation."""

    class Frequency(models.TextChoices):
        WEEKLY = "weekly", _("Once a week, on Monday morning")
        DAILY = "daily", _("Every morning, when there is something new")
        IMMEDIATE = "immediate", _("As soon as there is something new")

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fr")
    frequency = models.CharField(
        _("how often"), max_length=10, choices=Frequency.choices, default=Frequency.WEEKLY
    )
    due_at = models.DateTimeField(_("next look"), default=timezone.now, db_index=True)
    created_at = models.DateTimeField(default=timezone.now)
    counted_as = models.UUIDField(
        null=True,
        editable=False,
        help_text=_("A number drawn when something it was told is first kept without it."),
    )

    get_frequency_display = display_of("frequency", Frequency)

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")

    def __str__(self) -> str:
        return self.email


class Subscription(models.Model):
    """One thing somebody wants to hear of, with the proof that they asked for it."""

    class Subject(models.TextChoices):
        SEARCH = "search", _("New opportunities of a search")
        ACTORS = "actors", _("New records of a search in the directory")
        EVENTS = "events", _("New events of a search in the agenda")
        PROFILE = "profile", _("New opportunities that fit")
        RECORD = "record", _("New opportunities that fit a record, and calls of the team")
        ACTOR = "actor", _("New opportunities and events of an organisation")
        SCHEME = "scheme", _("New editions of an opportunity")
        PLACE = "place", _("New events in a place")
        DEADLINE = "deadline", _("A reminder before a deadline")

    class State(models.TextChoices):
        ASKED = "asked", _("to be confirmed")
        ACTIVE = "active", _("active")
        STOPPED = "stopped", _("stopped")

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    subject = models.CharField(_("about"), max_length=10, choices=Subject.choices)
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(_("its name"), max_length=120, blank=True)
    by_mail = models.BooleanField(
        _("by mail"), default=True, help_text=_("Otherwise it is kept in the space and sends nothing.")
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    key = models.CharField(
        max_length=64,
        blank=True,
        help_text=_("A search in short, empty for a record: each is there once for each subscriber."),
    )
    wording = models.CharField(
        max_length=20, help_text=_("The version of the words under which the person agreed.")
    )
    sender = models.CharField(max_length=64, blank=True, db_index=True)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    get_subject_display = display_of("subject", Subject)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["subscriber", "subject", "key"], condition=~Q(key=""), name="subscription_search_once"
            ),
            *(
                models.UniqueConstraint(
                    fields=["subscriber", "subject", thing], name=f"subscription_{thing}_once"
                )
                for thing in ("actor", "scheme", "call", "place")
            ),
            models.CheckConstraint(
                name="subscription_active_was_confirmed",
                condition=~Q(state="active") | Q(confirmed_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.subscriber} · {self.subject}"


class Told(models.Model):
    """What an address was told of one thing: once, and once more for each change that matters.

    Once the address is gone its number stays with what it was told of opportunities, to be counted.
    """

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, null=True, related_name="told")
    counted_as = models.UUIDField(null=True, editable=False, db_index=True)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, null=True, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, related_name="+")
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, null=True, related_name="+")
    facts = models.JSONField(default=dict)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["subscriber", "call"], name="told_once"),
            models.UniqueConstraint(fields=["subscriber", "event"], name="told_event_once"),
            models.UniqueConstraint(fields=["subscriber", "actor"], name="told_actor_once"),
            models.CheckConstraint(
                name="told_somebody_or_counted",
                condition=Q(subscriber__isnull=False, counted_as__isnull=True)
                | Q(subscriber__isnull=True, counted_as__isnull=False, call__isnull=False),
            ),
            models.CheckConstraint(
                name="told_of_one_thing",
                condition=Q(call__isnull=False, event__isnull=True, actor__isnull=True)
                | Q(call__isnull=True, event__isnull=False, actor__isnull=True)
                | Q(call__isnull=True, event__isnull=True, actor__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.subscriber or '–'} · {self.thing}"

    @property
    def thing(self) -> Call | Event | Actor | None:
        """What it is about."""
        return self.call or self.event or self.actor


class CallOut(models.Model):
    """The team told people of one call: to whom, with which words, and whether it was taken back."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="call_outs")
    note = models.CharField(_("your two lines"), max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    keys = models.JSONField(default=list, help_text=_("The keys of its mails."))
    submission = models.UUIDField(_("one-time form number"), unique=True)
    mark = models.CharField(
        max_length=16, unique=True, default=new_mark, help_text=_("Stands in the links of its mails.")
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("call to people")
        verbose_name_plural = _("calls to people")
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.call} · {self.at:%Y-%m-%d}"


class ReachedFor(models.Model):
    """A call to people reached somebody who asked to be told for a record, and asks no more: without whom."""

    call_out = models.ForeignKey(CallOut, on_delete=models.CASCADE, related_name="reached_for")
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("record reached by a call")
        verbose_name_plural = _("records reached by a call")
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["call_out", "actor"], name="reached_for_once"),)

    def __str__(self) -> str:
        return f"{self.call_out} · {self.actor}"


class MailedVisits(models.Model):
    """How often the page of a call was opened from mails on one day, in total: nothing about who did."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="mailed_visits")
    mark = models.CharField(max_length=16, help_text=_("Of a call to people; or what kind of mail it was."))
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("visits"), default=0)

    class Meta:
        verbose_name = _("visits from mails")
        verbose_name_plural = _("visits from mails")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["call", "mark", "day"], name="mailed_visits_once_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.call} · {self.day}: {self.count}"


class Declined(models.Model):
    """A scheme an address wants to hear no more of, whatever its edition."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="declined")
    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["subscriber", "scheme"], name="declined_once"),)

    def __str__(self) -> str:
        return f"{self.subscriber} · {self.scheme}"
