"""Why a deed on needs is refused; every text can be shown to the person who tried."""

from vivier.core.refusals import TooOften


class SupportRefusal(Exception):
    """The deed is refused; `str()` of it is a sentence for people."""


class InvalidNeed(SupportRefusal):
    """An answer that its field cannot hold, or one that is missing."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class TooManyNeeds(SupportRefusal, TooOften):
    """One sender asks for more in a day than anybody needs."""


class LinkRefused(SupportRefusal):
    """A secret link that is unknown, too old, or no longer opens anything."""


class NeedRefused(SupportRefusal):
    """A need that cannot be entered, closed, reopened, withdrawn or erased as it is."""


class ReferralRefused(SupportRefusal):
    """A need that cannot be handed to this partner."""


class ConsentMissing(ReferralRefused):
    """The applicant did not agree that this partner sees the need."""


class ReasonMissing(SupportRefusal):
    """A choice against the rules without a reason."""


class AnswerRefused(SupportRefusal):
    """An answer that cannot be given, or not by this person."""


class PartnerRefused(SupportRefusal):
    """A partner, an intake or an absence that cannot be written down."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class CaseRefused(SupportRefusal):
    """Something that cannot be written into a case, or not by this side."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ToolRefused(SupportRefusal):
    """A key or a webhook that cannot be made."""


class KeyEnded(ToolRefused):
    """A key to the API that opened something once and opens nothing any more."""
