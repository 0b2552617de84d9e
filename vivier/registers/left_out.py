"""Why rows of an extract were left out, in the language of who looks; the readers write it in English."""

from django.utils.translation import gettext, gettext_noop

REASONS = (
    gettext_noop("nobody has this number"),
    gettext_noop("the activity code has no five or seven digits"),
    gettext_noop("the enterprise is not in the extract"),
    gettext_noop("the number has no ten digits that check"),
    gettext_noop("the start date is not a day dd-mm-yyyy"),
    gettext_noop("the type of enterprise is not 0, 1 or 2"),
    gettext_noop("there is no name"),
)


def in_words(why: str) -> str:
    """Return the reason in the language of the page; one that nobody translated as it was written."""
    return gettext(why) if why in REASONS else why
