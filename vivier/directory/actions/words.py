"""What people do with the words of the search: give an idea more words, switch one off or on again."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core.names import address_of
from vivier.directory.models.words import GivenWord, key_of_word
from vivier.directory.refusals import InvalidValue
from vivier.directory.vocabulary import Idea, ideas
from vivier.search import store
from vivier.search.analysis import STOP_WORDS, words_of
from vivier.search.remaking import remake_having
from vivier.search.vocabulary import MAX_FORM

if TYPE_CHECKING:
    from vivier.accounts.models import User

MOST_WORDS, LONGEST = 20, 100


@transaction.atomic
def give_words(
    words: Sequence[str], *, concept: str = "", language: str = "", by: "User | None"
) -> tuple[list[GivenWord], int]:
    """Let an idea, or a new one, be found by more words; return them and how many records are read again.

    Raises `InvalidValue` for a word nobody could search for, one that is there already, or an unknown idea.
    """
    wanted = _checked(words)
    known = {idea.code: idea for idea in ideas()}
    if concept:
        idea = known.get(concept)
        if idea is None:
            raise InvalidValue("concept", _("There is no such idea. Choose one of the list."))
    else:
        if len(wanted) < 2:
            raise InvalidValue("words", _("Give at least two words that mean the same, or choose an idea."))
        idea = Idea(_new_code(wanted[0], known), wanted[0], ())
    _refuse_known(wanted, idea)
    given = [
        GivenWord.objects.create(concept=idea.code, word=word, key=key_of_word(word), language=language)
        for word in wanted
    ]
    for row in given:
        changes = {"concept": [None, idea.code], "word": [None, row.word], "language": [None, language]}
        journal.record("search_word.given", row, by=by, changes=changes)
    return given, _take_effect(wanted)


@transaction.atomic
def switch_word(concept: str, word: str, *, on: bool, by: "User | None") -> int:
    """Use a word of an idea or not, wherever it comes from; return how many records are read again.

    Switching twice is switching once. Raises `InvalidValue` when the idea has no such word.
    """
    idea = next((one for one in ideas() if one.code == concept), None)
    key = key_of_word(word)
    found = next((one for one in idea.words if key_of_word(one.text) == key), None) if idea else None
    if found is None:
        raise InvalidValue("word", _("This word is not there any more."))
    if found.is_off is not on:
        return 0
    row, _is_new = GivenWord.objects.update_or_create(
        concept=concept,
        key=key,
        defaults={"is_off": not on, "decided_at": timezone.now(), "came_along": not found.is_given},
        create_defaults={
            "word": found.text,
            "language": found.language,
            "is_off": not on,
            "came_along": True,
        },
    )
    verb = "search_word.switched_on" if on else "search_word.switched_off"
    journal.record(verb, row, by=by, changes={"is_off": [on, not on]})
    return _take_effect([found.text])


def _checked(words: Sequence[str]) -> list[str]:
    clean = [" ".join(word.replace("\x00", "").split()) for word in words]
    wanted = list({key_of_word(word): word for word in clean if word}.values())
    if not wanted:
        raise InvalidValue("words", _("Give at least one word."))
    if len(wanted) > MOST_WORDS:
        raise InvalidValue("words", _("Give at most %(count)d words at once.") % {"count": MOST_WORDS})
    for word in wanted:
        found = words_of(word)
        is_searchable = any(one.whole not in STOP_WORDS for one in found)
        if len(word) > LONGEST or len(found) > MAX_FORM or not is_searchable:
            raise InvalidValue(
                "words",
                _("“%(word)s” cannot be searched for: give one to %(count)d words, with letters or figures.")
                % {"word": word[:60], "count": MAX_FORM},
            )
    return wanted


def _refuse_known(wanted: Sequence[str], idea: Idea) -> None:
    known = {key_of_word(word.text): word for word in idea.words}
    for word in wanted:
        found = known.get(key_of_word(word))
        if found is not None:
            text = (
                _("“%(word)s” is a word of this idea, but switched off: switch it on in the list.")
                if found.is_off
                else _("“%(word)s” is a word of this idea already.")
            )
            raise InvalidValue("words", text % {"word": word})


def _new_code(word: str, known: dict[str, Idea]) -> str:
    code = base = f"word:{address_of(word, length=60)}"
    number = 2
    while code in known:
        code, number = f"{base}-{number}", number + 1
    return code


def _take_effect(words: Sequence[str]) -> int:
    """Questions know the words when the transaction ends; records that have them are read again."""
    transaction.on_commit(store.announce_words, robust=True)
    return remake_having(words)
