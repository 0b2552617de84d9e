"""Why the agenda refuses a deed; every text can be shown to the person who tried."""


class AgendaRefusal(Exception):
    """The deed is refused; `str()` of it is a sentence for people."""


class InvalidEvent(AgendaRefusal):
    """A value that an event cannot hold."""


class NotPublishable(AgendaRefusal):
    """The event lacks something without which it cannot be shown."""


class ReasonMissing(AgendaRefusal):
    """A cancellation without a reason."""


class NothingToDo(AgendaRefusal):
    """The event already is what is asked."""


class LoadRefused(AgendaRefusal):
    """A row of a dataset that cannot be stored; nothing of the dataset was."""
