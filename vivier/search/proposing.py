"""Names that may be meant, while a person is still typing."""

from tantivy import Occur, Query

from vivier.search.analysis import Asked
from vivier.search.matching import (
    INITIALS,
    WHOLE,
    beginning,
    best_of,
    every,
    fuzzy,
    misspelt,
    term,
    whole_names,
)
from vivier.search.reader import Reader

NAME_BEGUN = 6.0


def begun_names(asked: Asked, searcher: Reader) -> Query:
    """Match records whose names have every word, the last perhaps unfinished; nothing without words."""
    if not asked.words:
        return Query.empty_query()
    last = len(asked.words) - 1
    words = [
        _in_names(word.whole, searcher, is_open=place == last)
        if word.parts == (word.whole,)
        else best_of(
            [
                _in_names(word.whole, searcher, is_open=place == last),
                every([_in_names(part, searcher, is_open=place == last) for part in word.parts]),
            ]
        )
        for place, word in enumerate(asked.words)
    ]
    exact = [form for form in asked.titles if searcher.doc_freq("exact", form)]
    whole = whole_names(asked, exact, searcher)
    if asked.titles:
        # Names that begin with it, and first those that lack a single letter.
        begun = max(asked.titles, key=len)
        whole += [fuzzy("exact", begun, typos, NAME_BEGUN, is_open=not typos) for typos in (0, 1)]
    musts = [(Occur.Must, clause) for clause in words]
    return Query.boolean_query(musts + [(Occur.Should, clause) for clause in whole])


def _in_names(text: str, searcher: Reader, *, is_open: bool) -> Query:
    clauses = [
        term(name, text, boost)
        for name, boost in (*WHOLE.items(), ("initials", INITIALS))
        if name != "texts" and searcher.doc_freq(name, text)
    ]
    if is_open:
        clauses += beginning(text, searcher, in_texts=False)
    if not clauses:
        clauses = misspelt(text, searcher, in_texts=False, is_open=is_open)
    return best_of(clauses)
