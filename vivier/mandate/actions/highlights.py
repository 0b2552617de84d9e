"""What a report in preparation tells of: chosen among real rows of its period."""

from django.db import transaction
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.mandate.actions.locking import must_run
from vivier.mandate.models import Highlight, Report, ReportTable
from vivier.mandate.refusals import InvalidValue, NotTheRightState
from vivier.mandate.reporting import tables, telling

MOST = 40
MOST_TABLES = 20


@transaction.atomic
def add_highlight(report: Report, *, subject: str, key: int, text: str, by: User) -> Highlight:
    """Tell of a row in somebody's words; the same row twice changes the words. Raises InvalidValue."""
    must_run(by)
    locked = _open(report)
    row = telling.row_of(locked, subject, key)
    telling.must_name_nobody(subject, row, text)
    count = locked.highlights.count()
    if count >= MOST:
        raise NotTheRightState(_("A report tells of at most %(most)s things.") % {"most": MOST})
    made, is_new = Highlight.objects.update_or_create(
        report=locked,
        subject=subject,
        key=key,
        defaults={
            "title": telling.title_of(subject, row),
            "address": telling.address_of(subject, row),
            "text": text.strip()[:2000],
        },
        create_defaults={
            "title": telling.title_of(subject, row),
            "address": telling.address_of(subject, row),
            "text": text.strip()[:2000],
            "position": count + 1,
        },
    )
    verb = "report.highlight_added" if is_new else "report.highlight_changed"
    journal.record(verb, locked, by=by, changes={"highlight": [None, made.title]})
    return made


@transaction.atomic
def remove_highlight(highlight: Highlight, *, by: User) -> None:
    """Leave it out of the report."""
    must_run(by)
    locked = _open(highlight.report)
    journal.record("report.highlight_removed", locked, by=by, changes={"highlight": [highlight.title, None]})
    highlight.delete()


@transaction.atomic
def add_table(report: Report, *, source: str, address: str, text: str, by: User) -> ReportTable:
    """Include a table of another room; the same one twice changes the words. Raises InvalidValue."""
    must_run(by)
    locked = _open(report)
    if locked.kind != Report.Kind.ACTIVITY:
        raise InvalidValue("source", _("Only an activity report includes tables."))
    found = tables.table_of(source, address)
    count = locked.tables.exclude(source=source, address=address).count()
    if count >= MOST_TABLES:
        raise NotTheRightState(_("A report includes at most %(most)s tables.") % {"most": MOST_TABLES})
    said = {"title": f"{found['title']}, {found['by']}"[:300], "text": text.strip()[:2000]}
    made, is_new = ReportTable.objects.update_or_create(
        report=locked,
        source=source,
        address=address,
        defaults=said,
        create_defaults=said | {"position": count + 1},
    )
    verb = "report.table_added" if is_new else "report.table_changed"
    journal.record(verb, locked, by=by, changes={"table": [None, f"{made.title} ({address})"]})
    return made


@transaction.atomic
def remove_table(table: ReportTable, *, by: User) -> None:
    """Leave a table out of the report."""
    must_run(by)
    locked = _open(table.report)
    journal.record("report.table_removed", locked, by=by, changes={"table": [table.title, None]})
    table.delete()


def _open(report: Report) -> Report:
    locked = Report.objects.select_for_update(of=("self",)).select_related("mandate").get(pk=report.pk)
    if locked.is_frozen:
        raise NotTheRightState(_("This report was handed in: what it tells does not change any more."))
    return locked
