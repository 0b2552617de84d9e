"""Why the directory refuses a deed; every text can be shown to the person who tried."""

from typing import Any

from vivier.core.refusals import TooOften


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


class TooManySuggestions(DirectoryRefusal, TooOften):
    """One address suggests more than the team could read."""


class AlreadyDecided(DirectoryRefusal):
    """The correction was applied or refused before."""


class ReasonMissing(DirectoryRefusal):
    """A refusal without a reason."""


class RelationRefused(DirectoryRefusal):
    """A relation that cannot be: twice the same, or with itself."""


class LoadRefused(DirectoryRefusal):
    """A row of a dataset that cannot be stored; nothing of the dataset was."""


class NotYours(DirectoryRefusal):
    """Somebody who neither manages the record nor works at the desk."""


class LinkRefused(DirectoryRefusal):
    """A mailed link that is unknown, used, too old, or no longer its reader's."""


class SourceRefused(DirectoryRefusal):
    """A source, or a sheet of it, that cannot be named, mapped or read."""


class RefreshRefused(DirectoryRefusal):
    """A set of changes that cannot be decided, applied or undone any more."""


class PairRefused(DirectoryRefusal):
    """A decision on two records that cannot be taken any more."""


class MergeRefused(DirectoryRefusal):
    """Two records that cannot become one, or a merge that cannot be undone; `merge` is in the way."""

    def __init__(self, message: str, *, merge: Any = None) -> None:
        super().__init__(message)
        self.merge = merge


class TooManyClaims(DirectoryRefusal, TooOften):
    """One person asks for more codes, or sends more invitations, than anybody needs."""


class ClaimRefused(DirectoryRefusal):
    """A claim that cannot be made, decided, contested or withdrawn any more."""


class WrongCode(DirectoryRefusal):
    """A code that is wrong, used, too old or tried too often; the text never says which."""


class MembershipRefused(DirectoryRefusal):
    """A change to the managers of a record that may not be."""


class InvitationRefused(DirectoryRefusal):
    """An invitation that is over, or was meant for another address."""
