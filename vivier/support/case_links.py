"""The secret link of a survey: signed, dead once the links of its need are ended."""

from django.core import signing

from vivier.support.models import Need, Survey

_SURVEY = "vivier.support.survey"


def of_survey(need: Need) -> str:
    """Return the secret with which the applicant answers the four questions."""
    return signing.dumps([need.pk, need.link_epoch], salt=_SURVEY)


def survey_of(token: str) -> Survey | None:
    """Return the survey this secret opens, or None; an erased need opens to nobody."""
    try:
        key, epoch = signing.loads(token, salt=_SURVEY)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = Survey.objects.filter(need=key, need__link_epoch=epoch, need__erased_at__isnull=True)
    return rows.select_related("need").first()
