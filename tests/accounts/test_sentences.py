"""The journal in words."""

import pytest

from vivier.accounts.models import JournalEntry
from vivier.accounts.sentences import sentence


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("expenses", "downloaded a list: expenses"),
        ("budget-the-mandate", "downloaded a list: budget"),
        ("support.Need", "downloaded a list: needs"),
        ("nobody-named-it", "downloaded a list"),
    ],
)
def test_the_journal_says_which_list_was_taken(code, words):
    entry = JournalEntry(verb="list.exported", changes={"list": [None, code], "format": [None, "csv"]})

    assert sentence(entry) == words
