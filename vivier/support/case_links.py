"""The secret links of a survey and of a case's mails: signed, dead once the links of its need are ended."""

from django.core import signing

from vivier.support.models import CaseReader, Need, Survey

_SURVEY, _READER = "vivier.support.survey", "vivier.support.reader"


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


def of_reader(reader: CaseReader) -> str:
    """Return the secret with which one reader of a case stops its mails."""
    return signing.dumps([reader.pk, reader.need.link_epoch], salt=_READER)


def reader_of(token: str) -> CaseReader | None:
    """Return the reader this secret stands for, or None; of an erased need nobody."""
    try:
        key, epoch = signing.loads(token, salt=_READER)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = CaseReader.objects.filter(pk=key, need__link_epoch=epoch, need__erased_at__isnull=True)
    return rows.select_related("need").first()
