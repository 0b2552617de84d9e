"""Questions that found nothing, counted without keeping what only one person may have typed.

Until a question came more than `RARE` times only a keyed hash of its words is kept with the count; then its
words, in the order of the alphabet, without capitals and accents. Nothing else is kept: no person, no
address, no time, only the last day. What looks like an address or a long number is never counted, and what
nobody asked for `DAYS` days is forgotten.
"""

from datetime import date, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F, QuerySet
from django.utils.crypto import salted_hmac

from vivier.search.analysis import MAX_QUERY, STOP_WORDS, words_of
from vivier.search.models import UnansweredSearch

RARE = 3
DAYS = 90
MOST_KEPT = 20_000
MOST_WORDS = 8
DIGITS_OF_A_NUMBER = 6


def note(text: str, *, today: date) -> None:
    """Count a question that found nothing; whatever goes wrong, the page is shown."""
    words = normalised(text)
    if not words:
        return
    mark = salted_hmac("vivier.search.unanswered", words, algorithm="sha256").hexdigest()
    try:
        with transaction.atomic():
            _count(mark, words, today)
    except DatabaseError:
        return


def _count(mark: str, words: str, today: date) -> None:
    rows = UnansweredSearch.objects.filter(mark=mark)
    if not rows.update(times=F("times") + 1, asked_on=today):
        if UnansweredSearch.objects.count() >= MOST_KEPT:
            return
        UnansweredSearch.objects.create(mark=mark, times=1, asked_on=today)
    rows.filter(times__gt=RARE, words="").update(words=words)


def normalised(text: str) -> str:
    """Return the words that count, sorted; "" for none and for what looks personal."""
    if "@" in text or sum(letter.isdigit() for letter in text) >= DIGITS_OF_A_NUMBER:
        return ""
    words = sorted({word.whole for word in words_of(text[:MAX_QUERY]) if word.whole not in STOP_WORDS})
    joined = " ".join(words)
    return joined if len(words) <= MOST_WORDS and len(joined) <= 100 else ""


def frequent() -> QuerySet[UnansweredSearch]:
    """Return the questions asked more than `RARE` times, the most frequent first."""
    return UnansweredSearch.objects.filter(times__gt=RARE).exclude(words="")


def forget_old(*, today: date) -> int:
    """Forget what nobody asked for long; return how many."""
    return UnansweredSearch.objects.filter(asked_on__lt=today - timedelta(days=DAYS)).delete()[0]
