"""Tell a need: question after question, then once and for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.directory.models import Actor
from vivier.support import mails
from vivier.support.askers import number_of
from vivier.support.clock import day_of, last_day
from vivier.support.consenting import WORDING
from vivier.support.models import Channel, Consent, Draft, Need
from vivier.support.references import new_reference
from vivier.support.refusals import InvalidNeed, NeedRefused, TooManyNeeds
from vivier.support.telling import SHARING, Told, clean

if TYPE_CHECKING:
    from vivier.accounts.models import User

PER_HOUR, PER_DAY = 5, 15
DRAFTS_PER_DAY = 40
FORGOTTEN_AFTER = timedelta(days=30)
MOST_ANSWERS = 20_000  # characters in all, far beyond what the questions allow


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a need came in: when, by which way, in which language, from which sender, about which record."""

    received_at: datetime
    channel: str = Channel.WEB.value
    language: str = "fr"
    sender: str = ""
    actor: Actor | None = None
    is_demo: bool = False


@transaction.atomic
def start(*, language: str, sender: str = "", by: "User | None" = None, actor: Actor | None = None) -> Draft:
    """Open a need to be told; what the record says is there already. Raises TooManyNeeds."""
    recent = Draft.objects.filter(sender=sender, created_at__gt=timezone.now() - timedelta(days=1))
    if sender and recent.count() >= DRAFTS_PER_DAY:
        raise TooManyNeeds(_("That is a lot for one day. Please call us, or come back tomorrow."))
    return Draft.objects.create(language=language, sender=sender, user=by, answers=_known(actor, by))


def _known(actor: Actor | None, by: "User | None") -> dict[str, Any]:
    """What need not be asked again: what the published record says, and who is logged in."""
    known: dict[str, Any] = {}
    if by is not None:
        known |= {"name": by.name, "email": by.email}
    if actor is not None:
        place = actor.territory.code if actor.territory else ""
        known |= {
            "actor": actor.pk,
            "organisation": actor.name,
            "stage": actor.stage,
            "legal_form": actor.legal_form,
            "place": " ".join((actor.postal_code, actor.city)).strip() or place,
            "disciplines": list(actor.disciplines.values_list("code", flat=True)),
        }
    return {name: value for name, value in known.items() if value}


@transaction.atomic
def save_answers(key: UUID, answers: Mapping[str, Any]) -> Draft:
    """Keep the answers to one question. Raises NeedRefused when nothing is being told under this number."""
    draft = Draft.objects.select_for_update().filter(key=key).first()
    if draft is None:
        raise NeedRefused(_("This need was sent, or nobody went on with it for a month: begin a new one."))
    draft.answers = draft.answers | dict(answers)
    if sum(len(str(value)) for value in draft.answers.values()) > MOST_ANSWERS:
        raise InvalidNeed("sought", _("Please keep it shorter."))
    draft.updated_at = timezone.now()
    draft.save(update_fields=["answers", "updated_at"])
    return draft


@transaction.atomic
def send(key: UUID, *, sender: str = "", by: "User | None" = None) -> Need:
    """Send what was told; sent twice it is one need. Raises InvalidNeed, NeedRefused, TooManyNeeds."""
    draft = Draft.objects.select_for_update().filter(key=key).first()
    if draft is None:
        return _sent_before(key)
    actor = Actor.objects.published().filter(pk=draft.answers.get("actor") or 0).first()
    arrival = Arrival(timezone.now(), language=draft.language, sender=sender, actor=actor)
    need = submit(draft.answers, arrival, submission=key, by=by)
    draft.delete()
    return need


def _sent_before(key: UUID) -> Need:
    need = Need.objects.filter(submission=key).first()
    if need is None:
        raise NeedRefused(_("This need was sent, or nobody went on with it for a month: begin a new one."))
    return need


@transaction.atomic
def submit(
    answers: Mapping[str, Any],
    arrival: Arrival,
    *,
    submission: UUID | None = None,
    by: "User | None" = None,
    recorded_by: "User | None" = None,
) -> Need:
    """Receive a need and start its clock; who left an address is told. The same submission is one need.

    `by` is the person who asks, when logged in; `recorded_by` who of the team writes it down for them.
    Raises InvalidNeed, TooManyNeeds.
    """
    number = submission or uuid4()
    already = Need.objects.filter(submission=number).first()
    if already:
        return already
    told = clean(answers)
    _slow_down(arrival.sender)
    need, is_new = _write(told, arrival, number, by, recorded_by)
    if not is_new:  # the twin of this form came in at the same moment
        return need
    need.disciplines.set(told.disciplines)
    _write_consent(need, told.sharing, arrival, recorded_by)
    journal.record("need.received", need, by=recorded_by or by, changes={"channel": [None, arrival.channel]})
    mails.received(need)
    return need


def _write(
    told: Told, arrival: Arrival, number: UUID, by: "User | None", recorded_by: "User | None"
) -> tuple[Need, bool]:
    values = dict(told.columns) | {
        "reference": _free_reference(arrival.received_at),
        "channel": arrival.channel,
        "language": arrival.language,
        "sender": arrival.sender,
        "actor": arrival.actor,
        "counted_as": number_of(arrival.actor),
        "user": by,
        "recorded_by": recorded_by,
        "received_at": arrival.received_at,
        "enter_by": last_day(arrival.received_at, settings.NEED_DAYS),
        "is_demo": arrival.is_demo,
    }
    return Need.objects.get_or_create(submission=number, defaults=values)


def _free_reference(moment: datetime) -> str:
    while True:
        reference = new_reference(day_of(moment).year)
        if not Need.objects.filter(reference=reference).exists():
            return reference


def _write_consent(need: Need, sharing: str, arrival: Arrival, recorded_by: "User | None") -> None:
    sees = SHARING[sharing]
    if sees is not None:
        Consent.objects.create(
            need=need,
            sees=sees,
            how=arrival.channel,
            wording=WORDING,
            asked_at=arrival.received_at,
            decided_at=arrival.received_at,
            recorded_by=recorded_by,
        )


def _slow_down(sender: str) -> None:
    now = timezone.now()
    sent = Need.objects.filter(sender=sender)
    limits = ((timedelta(hours=1), PER_HOUR), (timedelta(days=1), PER_DAY))
    if sender and any(sent.filter(received_at__gt=now - time).count() >= most for time, most in limits):
        raise TooManyNeeds(
            _("Many needs came from your connection in a short time. Call us, or try again in an hour.")
        )


def forget_drafts() -> int:
    """Erase what nobody went on telling for a month; return how many."""
    gone, _each = Draft.objects.filter(updated_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()
    return gone
