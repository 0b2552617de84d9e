"""A need handed to a partner, and what the partner answered."""

from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.support.models.needs import OPEN_STATES, Need
from vivier.support.models.partners import Partner


class ReferralQuerySet(models.QuerySet["Referral"]):
    def waiting(self) -> Self:
        """Referrals without an answer."""
        return self.filter(state=Referral.State.SENT)

    def running(self) -> Self:
        """Referrals that take up a partner: waiting for it, or in its hands."""
        return self.filter(state__in=RUNNING)

    def counted(self) -> Self:
        """Referrals that figures count: all but those the team itself took back."""
        return self.exclude(counted_state=Referral.Counted.RECALLED)

    def occupying(self) -> Self:
        """Running referrals whose need is still open: they count against what a partner takes at once."""
        return self.running().filter(need__state__in=OPEN_STATES)

    def of_partners_of(self, user: Any) -> Self:
        """Referrals to the partners a person advises for."""
        return self.filter(partner__advisers__user=user)

    def for_list(self) -> Self:
        """Everything one line of a list shows, in a fixed number of queries."""
        return self.select_related("need__territory", "partner__actor").prefetch_related("need__disciplines")


class Referral(models.Model):
    """A need handed to one partner; the answer is its last one."""

    class State(models.TextChoices):
        SENT = "sent", _("waits for an answer")
        TAKEN = "taken", _("taken in hand")
        HELPED = "helped", _("help offered")
        CANNOT = "cannot", _("cannot help")
        UNREACHABLE = "unreachable", _("could not reach the person")
        NOT_FOR_ME = "not_for_me", _("not for this partner")
        RECALLED = "recalled", _("taken back")

    class Counted(models.TextChoices):
        """The same for figures and files: what was done until the applicant ended it stays what it was."""

        SENT = "sent", _("waits for an answer")
        TAKEN = "taken", _("taken in hand")
        HELPED = "helped", _("help offered")
        CANNOT = "cannot", _("cannot help")
        UNREACHABLE = "unreachable", _("could not reach the person")
        NOT_FOR_ME = "not_for_me", _("not for this partner")
        ENDED = "ended", _("ended by who asked, before an answer")
        RECALLED = "recalled", _("taken back")

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="referrals")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="referrals")
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.SENT, db_index=True
    )
    link_epoch = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text=_("Raised to end every mailed link of this referral.")
    )
    message = models.TextField(_("message to the partner"), max_length=2000, blank=True)
    verdict = models.CharField(
        _("did it fit"), max_length=8, help_text=_("met, not_met or unknown, that day")
    )
    override = models.TextField(_("why all the same"), max_length=1000, blank=True)
    conflicts = models.JSONField(_("links between partner and applicant"), default=list)
    instead_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaced_by"
    )
    sent_at = models.DateTimeField(_("sent"), default=timezone.now, db_index=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(_("handed back to the coordinator"), null=True, blank=True)
    answered_at = models.DateTimeField(_("first answer"), null=True, blank=True)
    recalled_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    recalled_from = models.CharField(
        max_length=12,
        blank=True,
        editable=False,
        help_text=_("The state it had when the applicant, not the team, ended it: its work still counts."),
    )
    counted_state = models.GeneratedField(
        expression=Case(
            When(recalled_from="taken", then=Value("taken")),
            When(recalled_from="sent", then=Value("ended")),
            default=F("state"),
        ),
        output_field=models.CharField(_("state, as counted"), max_length=12, choices=Counted.choices),
        db_persist=True,
    )

    objects = ReferralQuerySet.as_manager()

    get_state_display = display_of("state", State)

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ("sent_at", "pk")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["need", "partner"], condition=~Q(state="recalled"), name="referral_once_a_partner"
            ),
            models.CheckConstraint(
                name="referral_answered_says_when",
                condition=Q(state__in=("sent", "recalled")) | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_recalled_from_only_when_recalled",
                condition=Q(recalled_from="") | Q(state="recalled", recalled_from__in=("sent", "taken")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.need} · {self.partner}"


RUNNING = (Referral.State.SENT, Referral.State.TAKEN)
# The same as `occupying`, for a count beside partners.
OCCUPIES = Q(referrals__state__in=RUNNING, referrals__need__state__in=OPEN_STATES)


class Answer(models.Model):
    """What a partner said about a referral, one row each time; the newest is the referral's state."""

    class Kind(models.TextChoices):
        TAKEN = "taken", _("We take it in hand")
        HELPED = "helped", _("We offered help")
        CANNOT = "cannot", _("We cannot help")
        UNREACHABLE = "unreachable", _("We could not reach the person")
        NOT_FOR_ME = "not_for_me", _("It is not for us")

    class Way(models.TextChoices):
        SPACE = "space", _("own page")
        LINK = "link", _("mailed link")
        DESK = "desk", _("written down by the team")
        API = "api", _("own tool")

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(_("answer"), max_length=12, choices=Kind.choices)
    text = models.TextField(_("in your words"), max_length=2000, blank=True)
    suggests = models.ForeignKey(
        Partner,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner suggested instead"),
    )
    is_shared = models.BooleanField(_("other partners of this need may read it"), default=False)
    way = models.CharField(max_length=6, choices=Way.choices, default=Way.SPACE)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    submission = models.UUIDField(_("one-time form number"), unique=True, default=uuid4)

    get_kind_display = display_of("kind", Kind)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ("at", "pk")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.referral} · {self.kind}"
