"""What the mail server's answer means for a mail: try later, or never again."""

import re
import smtplib
from dataclasses import dataclass

_ENHANCED = re.compile(r"\b5\.([67])\.\d{1,3}\b")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do after a failure.

    `for_good`: park the mail; `bad_address`: write down that the address takes no mail;
    `server_down`: the server itself does not answer, so no other mail of this run is tried.
    """

    answer: str
    for_good: bool = False
    bad_address: bool = False
    server_down: bool = False


def verdict_on(error: Exception) -> Verdict:
    """Read an error of sending one mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return _answered(code, _text(answer))
    if isinstance(error, smtplib.SMTPDataError):
        return _answered(error.smtp_code, _text(error.smtp_error))
    if isinstance(error, smtplib.SMTPSenderRefused):  # our own sender: no fault of the recipient's
        return Verdict(f"{error.smtp_code} {_text(error.smtp_error)}")
    if isinstance(error, smtplib.SMTPException | OSError):
        return Verdict(f"{type(error).__name__}: {error}", server_down=True)
    if isinstance(error, ValueError):  # a header or an address no mail can carry
        return Verdict(f"{type(error).__name__}: {error}", for_good=True)
    return Verdict(f"{type(error).__name__}: {error}")


def _answered(code: int, text: str) -> Verdict:
    answer = f"{code} {text}".strip()
    if code < 500:
        return Verdict(answer, server_down=code == 421)
    # x.6.x and x.7.x speak of the content and of rules of the server, not of the address.
    return Verdict(answer, for_good=True, bad_address=not _ENHANCED.search(text))


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
