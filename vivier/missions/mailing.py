"""The mails of missions: an invitation, and news about one's seat."""

from django.utils import timezone
from django.utils.translation import override

from vivier.core.translation import in_language
from vivier.core.written_dates import written
from vivier.missions.links import address_of
from vivier.missions.models import Participant
from vivier.outbox import actions as outbox

# What each piece of news is called in the key of its mail and in the template.
NEWS = ("accepted", "waiting", "free_seat", "confirmed", "withdrawn", "answered", "cancelled", "plan")


def cause_of(participant: Participant) -> str:
    """Return what the mails to a participant name as their cause."""
    return f"mission:{participant.mission_id}/{participant.pk}"


def invite_by_mail(participant: Participant, *, note: str) -> None:
    """Write the invitation with its secret link; once for each sending."""
    outbox.post(
        key=f"mission-invitation:{participant.pk}:{participant.link_version}",
        to=participant.email,
        template="missions/mails/invitation",
        context=_words(participant) | {"note": note},
        language=participant.language,
        cause=cause_of(participant),
        confidential=True,
    )


def tell(participant: Participant, news: str, *, said: str = "") -> bool:
    """Write a piece of NEWS to a participant; False when no address is known."""
    if news not in NEWS:
        raise ValueError(news)
    if not participant.email:
        return False
    outbox.post(
        key=f"mission-news:{participant.pk}:{news}:{timezone.now().timestamp():.6f}",
        to=participant.email,
        template="missions/mails/news",
        context=_words(participant) | {"news": news, "said": said},
        language=participant.language,
        cause=cause_of(participant),
        confidential=True,
    )
    return True


def _words(participant: Participant) -> dict[str, str]:
    mission, language = participant.mission, participant.language
    with override(language):
        answer_by = written(mission.answer_by, "DATE_FORMAT") if mission.answer_by else ""
        days = " – ".join(
            dict.fromkeys(written(day, "DATE_FORMAT") for day in (mission.starts_on, mission.ends_on))
        )
    return {
        "title": in_language(mission, "title", language).text,
        "places": mission.places,
        "days": days,
        "answer_by": answer_by,
        "actor": participant.actor.name,
        "link": address_of(participant),
    }
