"""Why an alert is refused; the text is shown to the person."""

from vivier.core.refusals import TooOften


class AlertRefusal(Exception):
    """What was asked cannot be done; the message says why and what helps."""


class NothingAsked(AlertRefusal):
    """Neither words nor filters nor a record: everything would be too much for a mail."""


class TooManyAsked(AlertRefusal, TooOften):
    """Many subscriptions from one sender or for one address in a short time."""


class TooMuchKept(AlertRefusal):
    """A page and a mail can hold only so much."""


class NeedsAnAccount(AlertRefusal):
    """Only an account has a space to keep something in."""


class NotConfirmed(AlertRefusal):
    """The address has not said yes to this."""


class LinkExpired(AlertRefusal):
    """The confirmation came too late, or the link is not one of ours."""


class NobodyToTell(AlertRefusal):
    """A call to people none of whom asked to be told, or all of whom know."""


class TooLate(AlertRefusal):
    """Mails that have left cannot be taken back."""
