"""What a page answers to who asked too often: the sentence it shows, 429, and when to come back."""

from typing import TypeVar

from django.http import HttpResponse

from vivier.core.refusals import TooOften

Answer = TypeVar("Answer", bound=HttpResponse)


def told_to_wait(answer: Answer, refusal: Exception | None) -> Answer:
    """Return a page that shows a refusal, as 429 with `Retry-After` (seconds) when it was asked too often."""
    if isinstance(refusal, TooOften):
        answer.status_code = 429
        answer.headers["Retry-After"] = str(refusal.wait)
    return answer
