"""Why an extract could not be read, in the language of who looks; the readers write it in English."""

import re
from collections.abc import Iterator
from functools import cache

from django.utils.translation import gettext, gettext_noop

REASONS = (
    gettext_noop("What was read could not be kept: is the disk full?"),
    gettext_noop("%(file)s is neither a folder nor a ZIP file."),
    gettext_noop("The ZIP file %(file)s is damaged or cut off: download it again."),
    gettext_noop("The ZIP file holds %(files)s files; an extract has at most %(most)s."),
    gettext_noop("The ZIP file holds “%(file)s”, which no extract has."),
    gettext_noop("“%(file)s” would expand more than %(most)s times."),
    gettext_noop("Unpacked, the ZIP file would be larger than %(most)s GB."),
    gettext_noop("“%(file)s” is larger than the ZIP file says."),
    gettext_noop("There is no meta.csv: this is not an extract of the company register."),
    gettext_noop("meta.csv does not say %(name)s."),
    gettext_noop("meta.csv says the extract is “%(said)s”, not full or update."),
    gettext_noop("meta.csv says extract number “%(said)s”, which is no number."),
    gettext_noop("meta.csv says the date “%(said)s”, not dd-mm-yyyy."),
    gettext_noop("%(file)s.csv is missing."),
    gettext_noop("%(file)s.csv has no column %(columns)s; its first line says: %(said)s"),
    gettext_noop("%(file)s.csv names a column twice."),
    gettext_noop("%(file)s.csv ends in the middle of a line: it is cut off. Download it again."),
    gettext_noop("%(file)s is not a UTF-8 CSV file."),
    gettext_noop("%(file)s cannot be read as CSV; its lines may end in different ways."),
)
_HOLE = re.compile(r"%\((\w+)\)s")


def in_words(why: str) -> str:
    """Return the reason in the language of the page; one that nobody translated as it was written."""
    shape, words, text = taken_apart(why)
    return gettext(shape) % words if shape else text


def taken_apart(why: str) -> tuple[str, dict[str, str | float | None], str]:
    """Return the known sentence and what its holes hold, or no sentence and the whole text."""
    for reason, shape in _shapes():
        if said := shape.fullmatch(why):
            return reason, dict(said.groupdict()), ""
    return "", {}, why


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((reason, re.compile("".join(_pieces(reason)), re.DOTALL)) for reason in REASONS)


def _pieces(reason: str) -> Iterator[str]:
    for place, piece in enumerate(_HOLE.split(reason)):
        yield f"(?P<{piece}>.*)" if place % 2 else re.escape(piece)
