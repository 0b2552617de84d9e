"""The answer to who suggested a correction: applied or refused, in the language of the page, once."""

import contextlib

from django.utils.text import capfirst
from django.utils.translation import override

from vivier.directory.fields import label_of_field
from vivier.directory.models import Actor, Correction
from vivier.outbox import actions as outbox
from vivier.outbox.models import Message
from vivier.outbox.refusals import AlreadyLeft, InvalidAddress
from vivier.outbox.rendering import absolute


def tell_author(correction: Correction) -> Message | None:
    """Write the answer to a decided correction; None when nobody asked for one or it was given already.

    It leaves after a minute, so that a decision taken back at once tells nobody anything. The caller
    holds the correction's lock.
    """
    if not correction.author_email:
        return None
    template = f"directory/mails/correction_{correction.status}"
    given = answers_to(correction)
    told = [one for one in given if one.state != Message.State.CANCELLED]
    if told and told[-1].template == template:
        return None
    with override(correction.language), contextlib.suppress(InvalidAddress):
        return outbox.post(
            key=f"correction:{correction.pk}:{correction.status}:{len(given)}",
            to=correction.author_email,
            template=template,
            context=_words(correction),
            language=correction.language,
            cause=_cause(correction),
            hold=outbox.UNDO,
        )
    return None


def answers_to(correction: Correction) -> list[Message]:
    """Return the answers written so far, oldest first, without what they say."""
    return list(Message.objects.filter(cause=_cause(correction)).defer("text", "html").order_by("pk"))


def hold_back_answer(correction: Correction) -> None:
    """Cancel an answer that has not left, because its decision is taken back."""
    for answer in answers_to(correction):
        with contextlib.suppress(AlreadyLeft):
            outbox.cancel(answer.key)


def _cause(correction: Correction) -> str:
    return f"correction:{correction.pk}"


def _words(correction: Correction) -> dict[str, str]:
    actor = correction.actor
    published = actor.status == Actor.Status.PUBLISHED
    return {
        "record": actor.name,
        "record_url": absolute(actor.get_absolute_url()) if published else "",
        "field": capfirst(str(label_of_field(correction.field))) if correction.field else "",
        "proposed": correction.proposed,
        "reason": correction.reason,
    }
