"""Why the outbox refuses a deed; every text can be shown to the person who tried."""


class OutboxRefusal(Exception):
    """The deed is refused; `str()` of it is a sentence for people."""


class InvalidAddress(OutboxRefusal):
    """No mail can be written to this."""


class AlreadyLeft(OutboxRefusal):
    """The mail was sent, is being sent, or was cancelled."""


class ContentErased(OutboxRefusal):
    """The mail's content is no longer kept, so it cannot be sent again."""


class NoTransaction(RuntimeError):
    """A mail was written outside the transaction of its cause: a mistake in the code, not of a person."""
