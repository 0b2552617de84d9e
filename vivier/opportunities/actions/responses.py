"""What people answer to an opportunity in the name of an actor they look after."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal, rules
from vivier.directory.models import Actor, Membership
from vivier.opportunities.models import Call, Response
from vivier.opportunities.refusals import InvalidResponse

if TYPE_CHECKING:
    from vivier.accounts.models import User


@transaction.atomic
def respond(actor: Actor, call: Call, *, kind: str, by: "User", because: str = "") -> Response:
    """Write down what the actor answers; the same answer twice changes nothing."""
    _check_may_answer(actor, by)
    if kind not in Response.Kind.values or (because and because not in Response.Because.values):
        raise InvalidResponse(_("Choose one of the answers."))
    if call.state != Call.State.PUBLISHED:
        raise InvalidResponse(_("This opportunity is no longer published."))
    because = because if kind == Response.Kind.NOT_FOR_ME else ""
    Actor.objects.select_for_update().get(pk=actor.pk)
    known = Response.objects.filter(actor=actor, call=call).first()
    if known is not None and (known.kind, known.because) == (kind, because):
        return known
    before = known.kind if known else None
    response = known or Response(actor=actor, call=call)
    response.kind, response.because, response.by, response.at = kind, because, by, timezone.now()
    response.save()
    journal.record("opportunity.answered", actor, by=by, changes={"answer": [before, f"{call.slug}: {kind}"]})
    return response


@transaction.atomic
def withdraw_response(response: Response, *, by: "User") -> None:
    """Take an answer back: the opportunity is proposed again."""
    _check_may_answer(response.actor, by)
    changes: journal.Changes = {"answer": [f"{response.call.slug}: {response.kind}", None]}
    journal.record("opportunity.answer_withdrawn", response.actor, by=by, changes=changes)
    response.delete()


def _check_may_answer(actor: Actor, by: "User") -> None:
    looks_after = Membership.objects.filter(actor=actor, user=by).exists()
    if not looks_after and not rules.manages_records.test(by):
        raise InvalidResponse(_("Only those who look after this record answer in its name."))
