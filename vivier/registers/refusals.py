"""Why a register is not read or applied; the text can be shown to a person."""

from django.utils.formats import number_format
from django.utils.translation import gettext

Words = dict[str, str | float | None]  # what the holes of a kept sentence hold


def said(shape: str, words: Words) -> str:
    """Return a kept sentence in the reader's language, its numbers as that language writes them."""
    return gettext(shape) % {
        hole: number_format(word) if isinstance(word, float) else word for hole, word in words.items()
    }


class RegisterRefusal(Exception):
    """Something about a register that cannot be done; the text says why."""


class KeptRefusal(RegisterRefusal):
    """A refusal that is kept with a run: its sentence untranslated, and what it names.

    `shape` is a message marked with `gettext_noop`, `words` what its %(holes)s hold: text or numbers.
    """

    def __init__(self, shape: str, **words: str | float | None) -> None:
        super().__init__(shape, words)
        self.shape, self.words = shape, words

    def __str__(self) -> str:
        return said(self.shape, self.words)


class AlreadyRunning(KeptRefusal):
    """Another import is being read now."""


class ImportRefused(KeptRefusal):
    """The extract was refused before anything was touched."""


class DifferenceRefused(ImportRefused):
    """The extract was refused for a difference that a coordinator may accept after looking at it."""


class Stopped(RegisterRefusal):
    """Somebody asked the import to stop."""


class NotRolledBack(RegisterRefusal):
    """The import cannot be taken back."""
