"""Editing the shared vocabulary: disciplines and terms."""

from typing import TYPE_CHECKING

from django.db import models

from vivier.desk import saving
from vivier.desk.forms.base import RecordForm, formfield
from vivier.reference.models import Discipline, Term

if TYPE_CHECKING:
    from vivier.accounts.models import User

LABELS = ("label_fr", "label_en", "label_nl", "label_de")


class WordForm(RecordForm):
    """A word of the vocabulary; its code is its identity and never changes."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if self.instance.pk and "code" in self.fields:
            self.fields["code"].disabled = True

    def create(self, *, by: "User") -> models.Model:
        """Add the word."""
        word = self._meta.model(**self.values())
        saving.create(word, by=by)
        return word

    def update(self, *, by: "User") -> models.Model:
        """Write what differs."""
        word = self._meta.model._default_manager.get(pk=self.instance.pk)
        saving.update(word, self.values(*(name for name in self.fields if name != "code")), by=by)
        return word


class DisciplineForm(WordForm):
    """One field of creation."""

    class Meta:
        model = Discipline
        fields = ("code", *LABELS, "description_fr", "nace_codes", "position")
        formfield_callback = formfield


class TermForm(WordForm):
    """A finer word: a skill or a need."""

    class Meta:
        model = Term
        fields = ("kind", "code", *LABELS, "domain")
        formfield_callback = formfield
