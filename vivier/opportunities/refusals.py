"""Why a deed on opportunities is refused; every text can be shown to the person who tried."""

from vivier.core.refusals import TooOften


class OpportunityRefusal(Exception):
    """The deed is refused; `str()` of it is a sentence for people."""


class InvalidCall(OpportunityRefusal):
    """A value that its field cannot hold."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class InvalidCriteria(OpportunityRefusal):
    """Criteria that the engine cannot read; `path` says where."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


class NotPublishable(OpportunityRefusal):
    """The call lacks something without which nobody could use it."""


class EditConflict(OpportunityRefusal):
    """Somebody changed the call since the person read it."""


class LoadRefused(OpportunityRefusal):
    """A row of a dataset that cannot be stored; nothing of the dataset was."""


class NotTried(OpportunityRefusal):
    """Conditions nobody has tried as they are, or that cannot come out in all three ways."""


class ProposalRefused(OpportunityRefusal):
    """A proposal that cannot be sent or decided any more."""


class TooManyProposals(ProposalRefused, TooOften):
    """One sender proposes too much in a short time."""


class NotAPartner(OpportunityRefusal):
    """Something done in the name of an organisation by somebody who may not, or not by themselves."""


class InvalidResponse(OpportunityRefusal):
    """An answer to an opportunity that cannot be written down."""


class SourceRefused(OpportunityRefusal):
    """A source of opportunities that cannot be named, read, decided on or undone as asked."""
