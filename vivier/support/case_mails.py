"""The mails about a case: something new, a step that is due, the four questions; never what was written."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from vivier.core.written_dates import written
from vivier.outbox import actions as outbox
from vivier.outbox.rendering import absolute
from vivier.support import recipients
from vivier.support.case_links import of_reader, of_survey
from vivier.support.links import of_need
from vivier.support.mails import address, cause_of
from vivier.support.models import CaseReader, Need, NextAction, Partner, Referral, Side
from vivier.support.recipients import Recipient


def survey(need: Need) -> None:
    """Ask the applicant how it went."""
    outbox.post(
        key=f"need-survey:{need.pk}",
        to=need.email,
        template="support/mails/survey",
        context={
            "reference": need.reference,
            "name": need.name,
            "url": address("web:need_survey", need.language, of_survey(need)),
        },
        language=need.language,
        cause=cause_of(need),
        confidential=True,
    )


def news(reader: CaseReader, counts: Mapping[str, int], *, since: datetime | None) -> int:
    """Tell one side that something new waits in its case; return to how many addresses."""
    people = _people(reader.need, Side(reader.side), reader.partner)
    for one in people:
        with translation.override(one.language):
            words = [_counted(kind, count) for kind, count in counts.items()]
        key = f"case-news:{reader.pk}:{since and since.timestamp()}:{one.key}"
        _about_a_case(one, reader, "case_news", key=key, context={"news": words})
    return len(people)


def step_due(action: NextAction, *, step: int, today: date) -> int:
    """Remind the owner of a next step; return to how many addresses. What is to be done stays on the page."""
    reader, _new = CaseReader.objects.get_or_create(
        need=action.need, side=action.owner, partner=action.owner_partner
    )
    if reader.is_stopped or action.due_on is None:
        return 0
    people = _people(action.need, Side(action.owner), action.owner_partner)
    for one in people:
        with translation.override(one.language):
            day = written(action.due_on, "DATE_FORMAT")
        context = {"day": day, "is_today": action.due_on == today, "is_over": action.due_on < today}
        key = f"case-step:{action.pk}:{step}:{one.key}"
        _about_a_case(one, reader, "step_due", key=key, context=context)
    return len(people)


def _people(need: Need, side: Side, partner: Partner | None) -> list[Recipient]:
    if partner is not None:
        return recipients.of_partner(partner)
    return recipients.of_applicant(need) if side == Side.APPLICANT else recipients.of_team(need)


def _about_a_case(
    one: Recipient, reader: CaseReader, template: str, *, key: str, context: Mapping[str, Any]
) -> None:
    outbox.post(
        key=key,
        to=one.email,
        template=f"support/mails/{template}",
        context={
            "reference": reader.need.reference,
            "side": reader.side,
            "url": _case_address(reader, one.language),
            **context,
        },
        language=one.language,
        cause=cause_of(reader.need),
        unsubscribe=address("web:need_mails", one.language, of_reader(reader)),
        confidential=True,
    )


def _case_address(reader: CaseReader, language: str) -> str:
    """The applicant comes by the secret link; partners and the team log in."""
    if reader.side == Side.APPLICANT:
        return address("web:need_case", language, of_need(reader.need))
    if reader.partner_id is None:
        return absolute(reverse("space_need_case", args=[reader.need_id]))
    referral = Referral.objects.filter(need=reader.need_id, partner=reader.partner_id).order_by("-pk").first()
    return absolute(reverse("space_case", args=[referral.pk if referral else 0]))


def _counted(kind: str, count: int) -> str:
    said = {
        "casenote": ngettext("%(count)d note", "%(count)d notes", count),
        "casedocument": ngettext("%(count)d document", "%(count)d documents", count),
        "nextaction": ngettext("%(count)d next step", "%(count)d next steps", count),
        "meeting": ngettext("%(count)d meeting", "%(count)d meetings", count),
        "suggestion": ngettext("%(count)d proposal", "%(count)d proposals", count),
        "cancelled": ngettext("%(count)d meeting called off", "%(count)d meetings called off", count),
    }
    return said[kind] % {"count": count}


def handed_back(referral: Referral) -> int:
    """Tell who looks after the need that a partner was silent or said no; return to how many addresses."""
    need = referral.need
    people = recipients.of_team(need, referral.sent_by)
    for one in people:
        with translation.override(one.language):
            words = {"subject": str(need.get_subject_display()), "said": str(referral.get_state_display())}
        said = referral.state if referral.state != Referral.State.SENT else ""
        outbox.post(
            key=f"referral-back:{referral.pk}:{said or 'silence'}:{one.key}",
            to=one.email,
            template="support/mails/handed_back",
            context={
                "reference": need.reference,
                "partner": str(referral.partner),
                "is_silent": not said,
                "url": absolute(reverse("desk_referral", args=[referral.pk])),
                **words,
            },
            language=one.language,
            cause=cause_of(need),
            confidential=True,
        )
    return len(people)
