"""Why the directory refuses a deed; every text can be shown to the person who tried."""

from typing import Any


class DirectoryRefusal(Exception):
    """The deed is refused; `str()` of it is a sentence for people."""


class NotPublishable(DirectoryRefusal):
    """The record lacks something without which it cannot be shown."""


class InvalidValue(DirectoryRefusal):
    """A value that its field cannot hold."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class EditConflict(DirectoryRefusal):
    """Somebody changed the record since the person read it: both versions are here to compare."""

    def __init__(
        self, message: str, *, version: int, current: dict[str, Any], proposed: dict[str, Any]
    ) -> None:
        super().__init__(message)
        self.version = version
        self.current = current
        self.proposed = proposed


class TooManySuggestions(DirectoryRefusal):
    """One address suggests more than the team could read."""


class AlreadyDecided(DirectoryRefusal):
    """The correction was applied or refused before."""


class ReasonMissing(DirectoryRefusal):
    """A refusal without a reason."""


class RelationRefused(DirectoryRefusal):
    """A relation that cannot be: twice the same, or with itself."""


class LoadRefused(DirectoryRefusal):
    """A row of a dataset that cannot be stored; nothing of the dataset was."""


class SourceRefused(DirectoryRefusal):
    """A source, or a sheet of it, that cannot be named, mapped or read."""


class RefreshRefused(DirectoryRefusal):
    """A set of changes that cannot be decided, applied or undone any more."""
