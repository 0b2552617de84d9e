"""What keeps something due from being sent: its order, its documents, the conditions of an instalment."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from vivier.mandate.conditions import verdicts_on
from vivier.mandate.models import DocumentKind, Obligation, Report

Kind = Obligation.Kind
# The documents a report is, once it is handed in, and the kind of obligation it answers.
PAPERS: dict[str, frozenset[str]] = {
    Report.Kind.ACTIVITY: frozenset({DocumentKind.ACTIVITY_REPORT}),
    Report.Kind.FINANCIAL: frozenset({DocumentKind.STATEMENT, DocumentKind.CLAIM, DocumentKind.DECLARATION}),
}
ANSWERS: dict[str, str] = {
    Report.Kind.ACTIVITY: Kind.ACTIVITY_REPORT,
    Report.Kind.FINANCIAL: Kind.FINANCIAL_REPORT,
}
_STANDING = (Report.State.SUBMITTED, Report.State.APPROVED)


def standing_report(obligation: Obligation) -> Report | None:
    """Return the report that was handed in for an obligation and not sent back."""
    standing = [one for one in obligation.reports.all() if one.state in _STANDING]
    return max(standing, key=lambda one: one.pk, default=None)


def documents_there(obligation: Obligation) -> set[str]:
    """Return the kinds of documents an obligation has: those attached, and the papers of its report."""
    there = {one.kind for one in obligation.evidence.all() if one.withdrawn_at is None}
    report = standing_report(obligation)
    return there | (PAPERS[report.kind] if report else set())


def missing_documents(obligation: Obligation, *, given: Collection[str] = ()) -> list[str]:
    """Return the names of the documents an obligation needs and lacks; `given` are about to be there."""
    there = documents_there(obligation) | set(given)
    return [str(DocumentKind(kind).label) for kind in obligation.needs if kind not in there]


def hindrances(obligation: Obligation, *, given: Collection[str] = ()) -> list[str]:
    """Return what keeps an obligation from being sent, each in one sentence."""
    found = []
    if obligation.after and obligation.after.state != Obligation.State.APPROVED:
        found.append(_("“%(first)s” has to be approved first.") % {"first": obligation.after})
    missing = missing_documents(obligation, given=given)
    found += [_("Missing: %(document)s.") % {"document": one} for one in missing]
    if obligation.kind == Kind.INSTALMENT and obligation.instalment:
        for one in verdicts_on(obligation.instalment):
            if one.met is not True:
                words = {"condition": one.condition.text, "because": one.because}
                found.append(_("Condition not met: %(condition)s (%(because)s).") % words)
    return found


def hindrances_of(report: Report) -> list[str]:
    """Return what keeps a report from being handed in for the obligation it names."""
    obligation = report.obligation
    if obligation is None or obligation.state == Obligation.State.SENT:
        return []
    if obligation.state != Obligation.State.DUE:
        words = {"obligation": obligation, "state": obligation.get_state_display()}
        return [_("“%(obligation)s” is already “%(state)s”: choose what this report is due for.") % words]
    return hindrances(obligation, given=PAPERS[report.kind])
