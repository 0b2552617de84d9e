"""The mail with the four questions; what names a person stays behind its secret link."""

from vivier.outbox import actions as outbox
from vivier.support.case_links import of_survey
from vivier.support.mails import address, cause_of
from vivier.support.models import Need


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
