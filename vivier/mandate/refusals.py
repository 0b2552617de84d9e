"""Why the mandate refuses a deed; every text can be shown to the person who tried."""


class MandateRefusal(Exception):
    """The deed is refused; `str()` of it is a sentence for people."""


class InvalidValue(MandateRefusal):
    """A value that cannot be stored; `field` names where it was."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class SharesTooHigh(MandateRefusal):
    """More than a hundred per cent of one thing would be paid."""


class NotTheRightState(MandateRefusal):
    """The deed does not fit where the thing stands now."""


class SamePerson(MandateRefusal):
    """Who entered or changed an expense does not decide about it."""


class NotAllowed(MandateRefusal):
    """The person's role does not do this."""


class ReasonMissing(MandateRefusal):
    """Sending back or refusing without a word helps nobody."""


class NotReady(MandateRefusal):
    """Something is missing or wrong; `problems` has one sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class EditConflict(MandateRefusal):
    """Somebody else changed it meanwhile."""


class Immutable(MandateRefusal):
    """Evidence is never changed and never removed."""


class ImportRefused(MandateRefusal):
    """An accounting file that cannot be taken in."""
