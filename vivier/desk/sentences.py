"""The journal in words: what was done, and what a change changed."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.accounts.models import JournalEntry

LONGEST_VALUE = 200

WORDS = {
    "access.denied": gettext_lazy("was refused a page"),
    "account.added": gettext_lazy("opened an account"),
    "account.deactivated": gettext_lazy("closed an account"),
    "account.logged_in": gettext_lazy("logged in"),
    "account.logged_out": gettext_lazy("logged out"),
    "account.login_failed": gettext_lazy("a log-in failed"),
    "account.password_chosen": gettext_lazy("chose a password"),
    "account.reactivated": gettext_lazy("opened an account again"),
    "account.renamed": gettext_lazy("changed a name"),
    "account.role_assigned": gettext_lazy("gave a role"),
    "account.second_factor_added": gettext_lazy("activated a second factor"),
    "account.second_factor_removed": gettext_lazy("removed a second factor"),
    "actor.absorbed": gettext_lazy("merged the record into another"),
    "actor.confirmed": gettext_lazy("confirmed that the record is right"),
    "actor.created": gettext_lazy("opened a record"),
    "actor.erased": gettext_lazy("deleted a record after an objection"),
    "actor.merged": gettext_lazy("merged another record into this one"),
    "actor.orphaned": gettext_lazy("the record has no main manager any more"),
    "actor.published": gettext_lazy("published a record"),
    "actor.register_withdrawn": gettext_lazy("took off a record what the register said"),
    "actor.removed": gettext_lazy("removed a draft record"),
    "actor.unmerged": gettext_lazy("undid a merge"),
    "actor.unpublished": gettext_lazy("took a record off the site"),
    "actor.updated": gettext_lazy("changed a record"),
    "actorlabel.added": gettext_lazy("added a label"),
    "actorlabel.changed": gettext_lazy("changed a label"),
    "actorlabel.removed": gettext_lazy("removed a label"),
    "call.removed": gettext_lazy("removed a draft opportunity"),
    "claim.contested": gettext_lazy("objected to a claim"),
    "claim.delayed": gettext_lazy("a claim is proved and waits seven days"),
    "claim.evidence_read": gettext_lazy("read the evidence of a claim"),
    "claim.evidence_sent": gettext_lazy("sent evidence for a claim"),
    "claim.granted": gettext_lazy("a claim was granted"),
    "claim.refused": gettext_lazy("refused a claim"),
    "claim.started": gettext_lazy("asked for a code to claim a record"),
    "claim.waits": gettext_lazy("a claim waits for the team"),
    "claim.withdrawn": gettext_lazy("withdrew a claim"),
    "claims.pruned": gettext_lazy("erased the evidence of old claims"),
    "correction.applied": gettext_lazy("applied a correction"),
    "correction.refused": gettext_lazy("refused a correction"),
    "correction.reopened": gettext_lazy("took back a decision on a correction"),
    "correction.suggested": gettext_lazy("a correction was suggested"),
    "definition.activities_changed": gettext_lazy("changed the activities of a definition of the sector"),
    "definition.changed": gettext_lazy("changed a definition of the sector"),
    "definition.copied": gettext_lazy("made a new version of a definition of the sector"),
    "definition.created": gettext_lazy("began a definition of the sector"),
    "definition.not_used": gettext_lazy("told imports to use a definition no more"),
    "definition.removed": gettext_lazy("removed a definition of the sector"),
    "definition.used": gettext_lazy("told imports to use a definition of the sector"),
    "discipline.changed": gettext_lazy("changed a discipline"),
    "discipline.created": gettext_lazy("added a discipline"),
    "discipline.removed": gettext_lazy("removed a discipline"),
    "duplicate.later": gettext_lazy("put off saying whether two records are the same"),
    "duplicate.not_same": gettext_lazy("said that two records are not the same"),
    "duplicate.proposed": gettext_lazy("put two records side by side"),
    "duplicate.waiting": gettext_lazy("took back what was said of two records"),
    "duplicates.search_begun": gettext_lazy("began a search for duplicates"),
    "duplicates.search_stopped": gettext_lazy("stopped a search for duplicates"),
    "duplicates.searched": gettext_lazy("searched for duplicates"),
    "event.cancelled": gettext_lazy("cancelled an event"),
    "event.changed": gettext_lazy("changed an event"),
    "event.created": gettext_lazy("wrote down an event"),
    "event.published": gettext_lazy("published an event"),
    "event.reinstated": gettext_lazy("took back the cancellation of an event"),
    "event.removed": gettext_lazy("removed a draft event"),
    "event.withdrawn": gettext_lazy("took an event off the site"),
    "feed.failed": gettext_lazy("a feed could not be read"),
    "figure.added": gettext_lazy("added a figure"),
    "figure.changed": gettext_lazy("changed a figure"),
    "figure.removed": gettext_lazy("removed a figure"),
    "figures.loaded": gettext_lazy("loaded figures from a file"),
    "import.applied": gettext_lazy("applied an import"),
    "import.begun": gettext_lazy("began an import"),
    "import.cancelled": gettext_lazy("an import was stopped"),
    "import.difference_accepted": gettext_lazy("accepted the difference of an import"),
    "import.failed": gettext_lazy("an import failed"),
    "import.read": gettext_lazy("read an extract of a register"),
    "import.refused": gettext_lazy("an import was refused"),
    "import.rolled_back": gettext_lazy("took an import back"),
    "import.stop_asked": gettext_lazy("asked an import to stop"),
    "import.unchanged": gettext_lazy("read an extract that changed nothing"),
    "indicator.changed": gettext_lazy("changed an indicator"),
    "indicator.created": gettext_lazy("added an indicator"),
    "indicator.removed": gettext_lazy("removed an indicator"),
    "invitation.accepted": gettext_lazy("accepted an invitation"),
    "invitation.sent": gettext_lazy("invited somebody to manage a record"),
    "invitation.withdrawn": gettext_lazy("took an invitation back"),
    "journal.exported": gettext_lazy("downloaded the journal"),
    "label.added": gettext_lazy("added a label"),
    "list.exported": gettext_lazy("downloaded a list"),
    "mail.cancelled": gettext_lazy("cancelled a mail"),
    "mail.parked_sent_again": gettext_lazy("had parked mails sent again"),
    "mail.sent_again": gettext_lazy("had a mail sent again"),
    "mail.trial": gettext_lazy("tried whether mail works"),
    "membership.added": gettext_lazy("gave a record to a manager"),
    "membership.changed": gettext_lazy("changed the role of a manager"),
    "membership.removed": gettext_lazy("took a record from a manager"),
    "number.not_watched": gettext_lazy("stopped watching an enterprise number"),
    "number.watched": gettext_lazy("watches an enterprise number"),
    "opportunity.answer_withdrawn": gettext_lazy("took an answer to an opportunity back"),
    "opportunity.answered": gettext_lazy("answered to an opportunity"),
    "opportunity.changed": gettext_lazy("changed an opportunity"),
    "opportunity.call_out_undone": gettext_lazy("took mails about an opportunity back"),
    "opportunity.called_out": gettext_lazy("told people of an opportunity"),
    "opportunity.copied": gettext_lazy("opened the next edition of an opportunity"),
    "opportunity.proposal_accepted": gettext_lazy("took over a proposed opportunity"),
    "opportunity.proposal_refused": gettext_lazy("refused a proposed opportunity"),
    "opportunity.proposed": gettext_lazy("proposed an opportunity"),
    "opportunity.tried": gettext_lazy("tried the conditions of an opportunity"),
    "opportunity.created": gettext_lazy("opened an opportunity"),
    "opportunity.criteria_set": gettext_lazy("changed the conditions of an opportunity"),
    "opportunity.published": gettext_lazy("published an opportunity"),
    "opportunity.withdrawn": gettext_lazy("took an opportunity off the site"),
    "place.changed": gettext_lazy("changed a place"),
    "place.created": gettext_lazy("wrote down a place"),
    "place.removed": gettext_lazy("removed a place"),
    "refresh.accepted": gettext_lazy("accepted changes"),
    "refresh.applied": gettext_lazy("applied changes"),
    "refresh.attached": gettext_lazy("attached a proposed record to one that is there"),
    "refresh.declined": gettext_lazy("declined changes"),
    "refresh.detached": gettext_lazy("took back that a proposed record is one that is there"),
    "refresh.dropped": gettext_lazy("dropped changes"),
    "refresh.proposed": gettext_lazy("changes were proposed"),
    "refresh.undone": gettext_lazy("undid changes"),
    "register.objection": gettext_lazy("recorded an objection"),
    "relation.added": gettext_lazy("added a relation"),
    "relation.changed": gettext_lazy("changed a relation"),
    "relation.removed": gettext_lazy("removed a relation"),
    "scheme.changed": gettext_lazy("changed a scheme"),
    "scheme.created": gettext_lazy("wrote down a scheme"),
    "scheme.removed": gettext_lazy("removed a scheme"),
    "series.changed": gettext_lazy("changed a series"),
    "series.created": gettext_lazy("named a series"),
    "series.removed": gettext_lazy("removed a series"),
    "sheet.chosen": gettext_lazy("chose a sheet of a workbook"),
    "sheet.mapped": gettext_lazy("said what the columns of a spreadsheet hold"),
    "sheet.received": gettext_lazy("sent a spreadsheet"),
    "site.added": gettext_lazy("added a site"),
    "site.changed": gettext_lazy("changed a site"),
    "site.removed": gettext_lazy("removed a site"),
    "source.changed": gettext_lazy("changed a source of data"),
    "source.named": gettext_lazy("wrote down a source of data"),
    "source.removed": gettext_lazy("forgot a source of data"),
    "term.changed": gettext_lazy("changed a term"),
    "term.created": gettext_lazy("added a term"),
    "term.removed": gettext_lazy("removed a term"),
}


def sentence(entry: JournalEntry) -> str:
    """Say what was done; a verb nobody put into words yet is shown as it is written."""
    return str(WORDS.get(entry.verb, entry.verb))


def details(entry: JournalEntry) -> list[tuple[str, str, str]]:
    """Return what changed: the field's name, what it said, what it says."""
    model = entry.content_type.model_class() if entry.content_type else None
    found = []
    for field, pair in entry.changes.items():
        before, after = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
        words = _words(model, field)
        found.append((_label(model, field), _shown(before, words), _shown(after, words)))
    return found


def _words(model: Any, field: str) -> dict[Any, Any]:
    """What the codes of a field are called."""
    try:
        return dict(getattr(model._meta.get_field(field), "flatchoices", None) or ()) if model else {}
    except FieldDoesNotExist:
        return {}


def _label(model: Any, field: str) -> str:
    try:
        return capfirst(str(model._meta.get_field(field).verbose_name)) if model else field
    except (FieldDoesNotExist, AttributeError):
        return field.replace("_", " ")


def _shown(value: Any, words: dict[Any, Any]) -> str:
    if value in (None, "", []):
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _cut(", ".join(_shown(one, words) for one in value))
    return _cut(str(words.get(value, value)) if isinstance(value, str | int) else str(value))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
