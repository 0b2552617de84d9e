"""The journal in words: what was done, and what a change changed."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.accounts import mandate_sentences, opportunity_sentences
from vivier.accounts.list_names import name_of_list
from vivier.accounts.models import JournalEntry

LONGEST_VALUE = 200

WORDS = (
    {
        "access.denied": gettext_lazy("was refused a page"),
        "account.added": gettext_lazy("opened an account"),
        "account.closed": gettext_lazy("closed their own account"),
        "account.data_exported": gettext_lazy("took their own data"),
        "account.deactivated": gettext_lazy("closed an account"),
        "account.language_chosen": gettext_lazy("chose a language for mails"),
        "account.logged_in": gettext_lazy("logged in"),
        "account.logged_out": gettext_lazy("logged out"),
        "account.login_failed": gettext_lazy("a log-in failed"),
        "account.password_chosen": gettext_lazy("chose a password"),
        "account.reactivated": gettext_lazy("opened an account again"),
        "account.renamed": gettext_lazy("changed a name"),
        "account.role_assigned": gettext_lazy("gave a role"),
        "account.second_factor_added": gettext_lazy("activated a second factor"),
        "account.second_factor_forgotten": gettext_lazy("took away a lost second factor"),
        "account.second_factor_removed": gettext_lazy("removed a second factor"),
        "accounts.dropped": gettext_lazy("set a file of the accounts aside"),
        "accounts.mapped": gettext_lazy("said what the columns of a file of the accounts hold"),
        "accounts.received": gettext_lazy("sent a file of the accounts"),
        "accounts.taken_in": gettext_lazy("took expenses in from the accounts"),
        "activity.added": gettext_lazy("added an activity"),
        "activity.changed": gettext_lazy("changed an activity"),
        "activity.removed": gettext_lazy("took away an activity"),
        "activityfunding.added": gettext_lazy("added the share of an activity"),
        "activityfunding.changed": gettext_lazy("changed the share of an activity"),
        "activityfunding.removed": gettext_lazy("took away the share of an activity"),
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
        "budgetline.added": gettext_lazy("added a budget line"),
        "budgetline.changed": gettext_lazy("changed a budget line"),
        "budgetline.removed": gettext_lazy("took away a budget line"),
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
        "cofunding.added": gettext_lazy("added a co-funding"),
        "cofunding.changed": gettext_lazy("changed a co-funding"),
        "cofunding.removed": gettext_lazy("took away a co-funding"),
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
        "deliverable.added": gettext_lazy("added a deliverable"),
        "deliverable.changed": gettext_lazy("changed a deliverable"),
        "deliverable.removed": gettext_lazy("took away a deliverable"),
        "deliverable.stands": gettext_lazy("said where a deliverable stands"),
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
        "evidence.attached": gettext_lazy("attached a document"),
        "evidence.read": gettext_lazy("read a document"),
        "evidence.withdrawn": gettext_lazy("set a document aside"),
        "expense.accepted": gettext_lazy("accepted an expense"),
        "expense.changed": gettext_lazy("changed an expense"),
        "expense.corrected": gettext_lazy("accepted a correction of an expense"),
        "expense.correction_entered": gettext_lazy("entered a correction of an expense"),
        "expense.entered": gettext_lazy("entered an expense"),
        "expense.payment_added": gettext_lazy("wrote down a payment"),
        "expense.payment_removed": gettext_lazy("took back a payment"),
        "expense.refused": gettext_lazy("refused an expense"),
        "expense.reopened": gettext_lazy("took back the acceptance of an expense"),
        "expense.sent_back": gettext_lazy("sent an expense back to be put right"),
        "expense.submitted": gettext_lazy("submitted an expense"),
        "expense.withdrawn": gettext_lazy("withdrew an expense"),
        "feed.failed": gettext_lazy("a feed could not be read"),
        "figure.added": gettext_lazy("added a figure"),
        "figure.changed": gettext_lazy("changed a figure"),
        "figure.removed": gettext_lazy("removed a figure"),
        "figures.loaded": gettext_lazy("loaded figures from a file"),
        "flatrate.added": gettext_lazy("added a flat rate"),
        "flatrate.changed": gettext_lazy("changed a flat rate"),
        "flatrate.removed": gettext_lazy("took away a flat rate"),
        "funder.added": gettext_lazy("added a funder"),
        "funder.changed": gettext_lazy("changed a funder"),
        "funder.removed": gettext_lazy("took away a funder"),
        "import.applied": gettext_lazy("applied an import"),
        "import.begun": gettext_lazy("began an import"),
        "import.cancelled": gettext_lazy("an import was stopped"),
        "import.difference_accepted": gettext_lazy("accepted the difference of an import"),
        "import.file_deleted": gettext_lazy("the file of an import was deleted: nothing needs it any more"),
        "import.failed": gettext_lazy("an import failed"),
        "import.read": gettext_lazy("read an extract of a register"),
        "import.refused": gettext_lazy("an import was refused"),
        "import.rolled_back": gettext_lazy("took an import back"),
        "import.stop_asked": gettext_lazy("asked an import to stop"),
        "import.unchanged": gettext_lazy("read an extract that changed nothing"),
        "indicator.added": gettext_lazy("added an indicator of a mandate"),
        "indicator.changed": gettext_lazy("changed an indicator"),
        "indicator.created": gettext_lazy("added an indicator"),
        "indicator.removed": gettext_lazy("removed an indicator"),
        "instalment.added": gettext_lazy("added an instalment"),
        "instalment.changed": gettext_lazy("changed an instalment"),
        "instalment.claimed": gettext_lazy("claimed an instalment"),
        "instalment.received": gettext_lazy("the money of an instalment came"),
        "instalment.returned": gettext_lazy("an instalment is expected again"),
        "instalment.removed": gettext_lazy("took away an instalment"),
        "instalmentcondition.added": gettext_lazy("added a condition of an instalment"),
        "instalmentcondition.changed": gettext_lazy("changed a condition of an instalment"),
        "instalmentcondition.removed": gettext_lazy("took away a condition of an instalment"),
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
        "mandate.added": gettext_lazy("added a mandate"),
        "mandate.changed": gettext_lazy("changed a mandate"),
        "mandate.removed": gettext_lazy("took away a mandate"),
        "membership.added": gettext_lazy("gave a record to a manager"),
        "membership.changed": gettext_lazy("changed the role of a manager"),
        "membership.removed": gettext_lazy("took a record from a manager"),
        "case.action_done": gettext_lazy("a step of a case is done"),
        "case.casedocument": gettext_lazy("added a document to a case"),
        "case.casenote": gettext_lazy("wrote a note in a case"),
        "case.document_read": gettext_lazy("read a document of a case"),
        "case.meeting": gettext_lazy("set a meeting of a case"),
        "case.meeting_cancelled": gettext_lazy("called a meeting of a case off"),
        "case.nextaction": gettext_lazy("planned a step of a case"),
        "case.outcome_told": gettext_lazy("the outcome of a need was told"),
        "case.read": gettext_lazy("read a case"),
        "case.suggestion": gettext_lazy("proposed something to an applicant"),
        "case.survey_answered": gettext_lazy("an applicant answered the four questions"),
        "case.survey_sent": gettext_lazy("asked an applicant the four questions"),
        "mission.accepted": gettext_lazy("a participant said yes to a mission"),
        "mission.answered": gettext_lazy("answered a question about a mission"),
        "mission.asked": gettext_lazy("a participant asked about a mission"),
        "mission.cancelled": gettext_lazy("called a mission off"),
        "mission.changed": gettext_lazy("changed a mission"),
        "mission.confirmed": gettext_lazy("confirmed a participant of a mission"),
        "mission.contact_noted": gettext_lazy("a contact made on a mission was written down"),
        "mission.created": gettext_lazy("wrote down a mission"),
        "mission.declined": gettext_lazy("a participant said no to a mission"),
        "mission.free_seat": gettext_lazy("a free seat went to the first of the waiting list"),
        "mission.invited": gettext_lazy("invited an actor on a mission"),
        "mission.participant_changed": gettext_lazy("changed how a participant is reached"),
        "mission.plan_changed": gettext_lazy("changed a line of the plan of a mission"),
        "mission.plan_sent": gettext_lazy("told participants of the plan of a mission"),
        "mission.plan_struck": gettext_lazy("struck a line out of the plan of a mission"),
        "mission.planned": gettext_lazy("added a line to the plan of a mission"),
        "mission.published": gettext_lazy("published a mission"),
        "mission.result_taken_back": gettext_lazy("took a result of a mission back"),
        "mission.result_told": gettext_lazy("a result of a mission was told"),
        "mission.shortlisted": gettext_lazy("put actors on the shortlist of a mission"),
        "mission.step_done": gettext_lazy("a step after a mission is done"),
        "mission.unlisted": gettext_lazy("took an actor off the shortlist of a mission"),
        "mission.waiting": gettext_lazy("a participant is on the waiting list of a mission"),
        "mission.withdrawn": gettext_lazy("withdrew a participant from a mission"),
        "need.merged": gettext_lazy("said that a need is another one told twice"),
        "need.unmerged": gettext_lazy("said that a need is one by itself after all"),
        "partner.hook_set": gettext_lazy("said where a partner’s tool is told"),
        "partner.key_made": gettext_lazy("made a key to the API for a partner"),
        "partner.key_revoked": gettext_lazy("revoked a key to the API of a partner"),
        "referral.read": gettext_lazy("a partner’s tool read a referral"),
        "number.not_watched": gettext_lazy("stopped watching an enterprise number"),
        "number.watched": gettext_lazy("watches an enterprise number"),
        "objective.added": gettext_lazy("added an objective"),
        "objective.changed": gettext_lazy("changed an objective"),
        "objective.removed": gettext_lazy("took away an objective"),
        "obligation.added": gettext_lazy("added an obligation"),
        "obligation.approved": gettext_lazy("an obligation was approved"),
        "obligation.cancelled": gettext_lazy("cancelled an obligation"),
        "obligation.changed": gettext_lazy("changed an obligation"),
        "obligation.removed": gettext_lazy("took away an obligation"),
        "obligation.returned": gettext_lazy("an obligation came back"),
        "obligation.sent": gettext_lazy("sent what was due"),
        "opportunity.answer_withdrawn": gettext_lazy("took an answer to an opportunity back"),
        "opportunity.answered": gettext_lazy("answered to an opportunity"),
        "opportunity.call_out_undone": gettext_lazy("took mails about an opportunity back"),
        "opportunity.called_out": gettext_lazy("told people of an opportunity"),
        "opportunity.changed": gettext_lazy("changed an opportunity"),
        "opportunity.copied": gettext_lazy("opened the next edition of an opportunity"),
        "opportunity.created": gettext_lazy("opened an opportunity"),
        "opportunity.criteria_set": gettext_lazy("changed the conditions of an opportunity"),
        "opportunity.proposal_accepted": gettext_lazy("took over a proposed opportunity"),
        "opportunity.proposal_refused": gettext_lazy("refused a proposed opportunity"),
        "opportunity.proposed": gettext_lazy("proposed an opportunity"),
        "opportunity.published": gettext_lazy("published an opportunity"),
        "opportunity.tried": gettext_lazy("tried the conditions of an opportunity"),
        "opportunity.withdrawn": gettext_lazy("took an opportunity off the site"),
        "place.changed": gettext_lazy("changed a place"),
        "place.created": gettext_lazy("wrote down a place"),
        "place.removed": gettext_lazy("removed a place"),
        "refresh.accepted": gettext_lazy("accepted changes"),
        "need.answered": gettext_lazy("a partner answered"),
        "need.closed": gettext_lazy("closed a need"),
        "need.consent": gettext_lazy("wrote down what the applicant agrees to"),
        "need.consent_asked": gettext_lazy("asked the applicant about a partner"),
        "need.entered": gettext_lazy("entered a need"),
        "need.erased": gettext_lazy("erased who asked"),
        "need.escalated": gettext_lazy("a partner never answered"),
        "need.received": gettext_lazy("a need came in"),
        "need.referral_recalled": gettext_lazy("took a need back from a partner"),
        "need.referred": gettext_lazy("handed a need to a partner"),
        "need.reopened": gettext_lazy("opened a need again"),
        "need.withdrawn": gettext_lazy("a need was withdrawn"),
        "partner.adviser": gettext_lazy("named somebody who answers for a partner"),
        "partner.adviser_left": gettext_lazy("somebody answers for a partner no more"),
        "partner.away": gettext_lazy("wrote down an absence of a partner"),
        "partner.back": gettext_lazy("took back an absence of a partner"),
        "partner.changed": gettext_lazy("changed a partner"),
        "partner.intake": gettext_lazy("wrote down what a partner takes"),
        "partner.intake_dropped": gettext_lazy("took back something a partner takes"),
        "partner.opened": gettext_lazy("made an organisation a partner"),
        "refresh.applied": gettext_lazy("applied changes"),
        "refresh.attached": gettext_lazy("attached a proposed record to one that is there"),
        "refresh.declined": gettext_lazy("declined changes"),
        "refresh.detached": gettext_lazy("took back that a proposed record is one that is there"),
        "refresh.dropped": gettext_lazy("dropped changes"),
        "refresh.left_over": gettext_lazy("took what was left undecided into a review of its own"),
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
        "sheet.file_deleted": gettext_lazy(
            "the file of a spreadsheet was deleted: nothing needs it any more"
        ),
        "sheet.mapped": gettext_lazy("said what the columns of a spreadsheet hold"),
        "sheet.received": gettext_lazy("sent a spreadsheet"),
        "site.added": gettext_lazy("added a site"),
        "site.changed": gettext_lazy("changed a site"),
        "site.removed": gettext_lazy("removed a site"),
        "source.changed": gettext_lazy("changed a source of data"),
        "source.named": gettext_lazy("wrote down a source of data"),
        "source.removed": gettext_lazy("forgot a source of data"),
        "staffmember.added": gettext_lazy("named a team member"),
        "target.added": gettext_lazy("added a target"),
        "target.changed": gettext_lazy("changed a target"),
        "target.removed": gettext_lazy("took away a target"),
        "term.changed": gettext_lazy("changed a term"),
        "term.created": gettext_lazy("added a term"),
        "term.removed": gettext_lazy("removed a term"),
        "threshold.added": gettext_lazy("added a threshold"),
        "threshold.changed": gettext_lazy("changed a threshold"),
        "threshold.removed": gettext_lazy("took away a threshold"),
        "timesheet.charged": gettext_lazy("charged the hours of a month"),
        "timesheet.opened": gettext_lazy("opened a time sheet"),
        "timesheet.written": gettext_lazy("wrote hours down"),
    }
    | opportunity_sentences.WORDS
    | mandate_sentences.WORDS
)


def sentence(entry: JournalEntry) -> str:
    """Say what was done; a verb nobody put into words yet is shown as it is written."""
    if entry.verb == "list.exported":
        taken = entry.changes.get("list")
        name = name_of_list(str(taken[1])) if isinstance(taken, list) and len(taken) == 2 else ""
        return _("downloaded a list: %(name)s") % {"name": name} if name else of_verb(entry.verb)
    return of_verb(entry.verb)


def of_verb(verb: str) -> str:
    """Say what a verb of the journal means; one that nobody put into words is given back."""
    return str(WORDS.get(verb, verb))


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
