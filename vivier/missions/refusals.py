"""Why a deed on missions is refused; every text can be shown to the person who tried."""


class MissionRefusal(Exception):
    """The deed is refused; `str()` of it is a sentence for people."""


class InvalidMission(MissionRefusal):
    """A value that its field cannot hold."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class NotNow(MissionRefusal):
    """The participant or the mission is past the state in which this can be done."""


class EditConflict(MissionRefusal):
    """Somebody changed the mission since the person read it."""


class ReasonMissing(MissionRefusal):
    """Somebody else must be told why, and nothing was said."""
