"""Why a run ended as it did: kept untranslated, read in the language of who looks."""

from dataclasses import dataclass, field
from typing import Self

from vivier.registers.models import ImportRun
from vivier.registers.refusals import KeptRefusal, Words, said


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence with holes (`gettext_noop`) and what they hold, or a `text` that nobody translates."""

    shape: str = ""
    words: Words = field(default_factory=dict)
    text: str = ""

    @classmethod
    def of(cls, refusal: KeptRefusal) -> Self:
        """Return what a refusal says."""
        return cls(refusal.shape, refusal.words)

    def keep_with(self, run: ImportRun) -> None:
        """Write it on a run that is saved later; its `why` says it as this process speaks."""
        run.why_shape, run.why_words = self.shape, self.words
        run.why = self.text or (said(self.shape, self.words) if self.shape else "")


NO_REASON = Reason()


def in_words(run: ImportRun) -> str:
    """Return why a run ended so, in the reader's language; what has no shape as it was said."""
    return said(run.why_shape, run.why_words) if run.why_shape else run.why
