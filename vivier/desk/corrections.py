"""Deciding on a correction, and taking the decision back."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.desk.forms.actors import ActorForm
from vivier.directory import actions, fields
from vivier.directory.correction_mails import hold_back_answer
from vivier.directory.models import Actor, Correction, FieldSource
from vivier.directory.refusals import AlreadyDecided

# What has to be kept to take a decision back: the values of the record before it.
Undo = dict[str, Any]


class DecisionForm(forms.Form):
    """The value to write, checked as the record's own form checks it."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, correction: Correction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.correction = correction
        actor = correction.actor
        self.initial["version"] = actor.version
        if correction.field in fields.TRACKED:
            record_form = ActorForm(instance=actor)
            field = record_form.fields[correction.field]
            field.help_text = ""
            self.fields["value"] = field
            self.initial["value"] = self._proposed(record_form)

    def _proposed(self, record_form: ActorForm) -> Any:
        """Start from what is proposed when the field can hold it, else from what is there."""
        name, proposed = self.correction.field, self.correction.proposed
        if name not in fields.PLAIN:
            return record_form.get_initial_for_field(record_form.fields[name], name)
        choices = dict(getattr(record_form.fields[name], "choices", None) or {})
        by_label = {str(label).casefold(): key for key, label in choices.items()}
        return by_label.get(proposed.strip().casefold(), proposed) if choices else proposed

    def clean_value(self) -> Any:
        """Give the directory codes and lists."""
        value = self.cleaned_data["value"]
        if self.correction.field == "former_names":
            return [line.strip() for line in value.splitlines() if line.strip()]
        return value


class RefusalForm(forms.Form):
    """Why the correction is refused."""

    reason = forms.CharField(
        label=gettext_lazy("Reason, for the person who suggested it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def shown_now(correction: Correction) -> str:
    """What the field of the record says now, in words."""
    actor = correction.actor
    if not correction.field:
        return ""
    if correction.field == "disciplines":
        return ", ".join(str(one) for one in actor.disciplines.all())
    if correction.field == "roles":
        return ", ".join(str(one) for one in actor.roles.all())
    if correction.field == "territory":
        return str(actor.territory or "")
    display = getattr(actor, f"get_{correction.field}_display", None)
    value = display() if display else fields.read(actor, correction.field)
    return ", ".join(value) if isinstance(value, list) else str(value if value is not None else "")


@transaction.atomic
def apply(correction: Correction, *, by: User, value: Any = None, version: int | None = None) -> Undo:
    """Apply the correction and return what taking it back needs."""
    before = fields.read(correction.actor, correction.field) if correction.field else None
    update = actions.apply_correction(correction, by=by, value=value, expected_version=version)
    return {"field": correction.field, "value": before} if update.changed else {}


@transaction.atomic
def take_back(correction: Correction, *, by: User, undo: Undo) -> None:
    """Put the correction back into the queue, and the record as it was when the correction had changed it."""
    locked = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    if locked.status == Correction.Status.WAITING:
        raise AlreadyDecided(_("This correction already waits again."))
    before = locked.status
    if undo.get("field"):
        actions.update_actor(
            Actor.objects.get(pk=locked.actor_id),
            by=by,
            method=FieldSource.Method.TEAM,
            changes={undo["field"]: undo["value"]},
            reason=_("A correction is taken back."),
        )
    locked.status, locked.reason, locked.decided_by, locked.decided_at = (
        Correction.Status.WAITING,
        "",
        None,
        None,
    )
    locked.save(update_fields=["status", "reason", "decided_by", "decided_at"])
    hold_back_answer(locked)
    changes: journal.Changes = {"correction": [before, locked.status]}
    journal.record("correction.reopened", locked.actor, by=by, changes=changes)
