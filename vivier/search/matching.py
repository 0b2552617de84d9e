"""From what a person typed to clauses of the engine; its own query language is never used."""

from collections.abc import Iterable

from tantivy import Occur, Query, Searcher

from vivier.search.analysis import STOP_WORDS, Asked, Word, stems_in_all
from vivier.search.entries import schema
from vivier.search.vocabulary import Span, Vocabulary

EXACT_NAME, PHRASE = 40.0, 12.0
WHOLE = {"title": 8.0, "names": 5.0, "texts": 1.5}
STEMS = {"title_stems": 4.0, "text_stems": 1.0}
BEGINNING = {"title": 4.0, "names": 3.0, "texts": 0.8}
MISSPELT = {"title": 2.5, "names": 2.0, "texts": 0.5}
INITIALS = 6.0
# What a concept found counts: the one named, and the wider ones it is part of.
CONCEPT, WIDER_CONCEPT = 2.5, 0.8
ALL_WORDS_FIRST = 100.0
# One edit up to five letters, two beyond; a word two edits away is half as good.
LETTERS_FOR_ONE_TYPO, LETTERS_FOR_TWO = 4, 6
SECOND_TYPO = 0.5
LETTERS_FOR_BEGINNING_IN_TEXTS = 3


def all_words(asked: Asked, searcher: Searcher, vocabulary: Vocabulary) -> Query:
    """Match records that have every word and every phrase, whole names first."""
    musts = [(Occur.Must, clause) for clause in _clauses(asked, searcher, vocabulary)]
    return Query.boolean_query(musts + [(Occur.Should, clause) for clause in _whole_names(asked)])


def most_words(asked: Asked, searcher: Searcher, vocabulary: Vocabulary, *, at_least: int) -> Query:
    """Match records that have at least so many of the words; those with all of them first."""
    some = [(Occur.Should, clause) for clause in _clauses(asked, searcher, vocabulary)]
    complete = Query.const_score_query(all_words(asked, searcher, vocabulary), ALL_WORDS_FIRST)
    enough = Query.boolean_query(some, minimum_number_should_match=at_least)
    return Query.boolean_query([(Occur.Must, enough), (Occur.Should, complete)])


def begun_names(asked: Asked, searcher: Searcher) -> Query:
    """Match records whose names have every word, the last perhaps unfinished: to propose while one types."""
    last = len(asked.words) - 1
    words = [
        _in_names(word.whole, searcher, is_open=place == last)
        if word.parts == (word.whole,)
        else _best(
            [
                _in_names(word.whole, searcher, is_open=place == last),
                every([_in_names(part, searcher, is_open=place == last) for part in word.parts]),
            ]
        )
        for place, word in enumerate(asked.words)
    ]
    musts = [(Occur.Must, clause) for clause in words]
    return Query.boolean_query(musts + [(Occur.Should, clause) for clause in _whole_names(asked)])


def _in_names(text: str, searcher: Searcher, *, is_open: bool) -> Query:
    clauses = [
        _term(name, text, boost)
        for name, boost in (*WHOLE.items(), ("initials", INITIALS))
        if name != "texts" and searcher.doc_freq(name, text)
    ]
    if is_open:
        clauses += _beginning(text, searcher, in_texts=False)
    if not clauses:
        clauses = _misspelt(text, in_texts=False, is_open=is_open)
    return _best(clauses)


def clause_count(asked: Asked, vocabulary: Vocabulary) -> int:
    """Return how many things were asked for; words that name one concept are one thing."""
    return len(vocabulary.spans(asked.words)) + len(asked.phrases)


def _clauses(asked: Asked, searcher: Searcher, vocabulary: Vocabulary) -> list[Query]:
    spans = vocabulary.spans(asked.words)
    last = len(spans) - 1
    words = [
        _span(span, searcher, vocabulary, is_open=asked.last_is_open and place == last)
        for place, span in enumerate(spans)
    ]
    return words + [_phrase(phrase) for phrase in asked.phrases]


def _span(span: Span, searcher: Searcher, vocabulary: Vocabulary, *, is_open: bool) -> Query:
    """Match the words themselves, or the concept they name; who has both comes first."""
    last = len(span.words) - 1
    clauses = [
        _word(word, searcher, is_open=is_open and place == last) for place, word in enumerate(span.words)
    ]
    words = clauses[0] if len(clauses) == 1 else every(clauses)
    concepts = [_term("concepts", code, CONCEPT) for code in span.concepts]
    concepts += [_term("concepts", code, WIDER_CONCEPT) for code in vocabulary.wider(span.concepts)]
    if not concepts:
        return words
    return Query.boolean_query([(Occur.Should, words), (Occur.Should, _best(concepts))])


def _whole_names(asked: Asked) -> list[Query]:
    named = [Query.term_query(schema(), "exact", form) for form in asked.titles]
    found = [Query.const_score_query(Query.disjunction_max_query(named), EXACT_NAME)] if named else []
    parts = [part for word in asked.words for part in word.parts]
    if len(parts) > 1:
        found.append(Query.boost_query(Query.phrase_query(schema(), "title", parts, slop=1), 2.0))
    return found


def _phrase(tokens: tuple[str, ...]) -> Query:
    if len(tokens) == 1:
        return _best(_term(name, tokens[0], boost) for name, boost in WHOLE.items())
    fields = {"title": PHRASE, "names": PHRASE, "texts": 2.0}
    return _best(
        Query.boost_query(Query.phrase_query(schema(), name, list(tokens)), boost)
        for name, boost in fields.items()
    )


def _word(word: Word, searcher: Searcher, *, is_open: bool) -> Query:
    """Match the word written in one piece, or all its parts."""
    whole = token(word.whole, searcher, is_open=is_open)
    if word.parts == (word.whole,):
        return whole
    parts = [part for part in word.parts if part not in STOP_WORDS] or list(word.parts)
    each = [
        (Occur.Must, token(part, searcher, is_open=is_open and place == len(parts) - 1))
        for place, part in enumerate(parts)
    ]
    return _best([whole, Query.boolean_query(each)])


def token(text: str, searcher: Searcher, *, is_open: bool = False) -> Query:
    """Match one word: as it stands, its other endings, its beginning while typed, its misspellings."""
    clauses = [_term(name, text, boost) for name, boost in WHOLE.items() if searcher.doc_freq(name, text)]
    if searcher.doc_freq("initials", text):
        clauses.append(_term("initials", text, INITIALS))
    is_name = bool(clauses) and any(searcher.doc_freq(name, text) for name in ("title", "names", "initials"))
    for name, boost in STEMS.items():
        clauses += [_term(name, stem, boost) for stem in _stems(text) if searcher.doc_freq(name, stem)]
    is_known = bool(clauses)
    if is_open:
        begun = _beginning(text, searcher, in_texts=not is_known)
        is_name = is_name or bool(begun)
        clauses += begun
    if not is_name:
        clauses += _misspelt(text, in_texts=not clauses, is_open=is_open)
    return _best(clauses)


def is_known(word: Word, searcher: Searcher) -> bool:
    """Tell whether some record has the word: as written, with another ending, as a beginning, in parts."""
    if _is_code(word.whole) or _is_somewhere(word.whole, searcher):
        return True
    return word.parts != (word.whole,) and all(_is_somewhere(part, searcher) for part in word.parts)


def _is_somewhere(text: str, searcher: Searcher) -> bool:
    if any(searcher.doc_freq(name, text) for name in (*WHOLE, "initials")):
        return True
    if any(searcher.doc_freq(name, stem) for stem in _stems(text) for name in STEMS):
        return True
    return any(searcher.terms_with_prefix(name, text, limit=1) for name in BEGINNING)


def _stems(text: str) -> list[str]:
    return [] if _is_code(text) else stems_in_all([text])


def _beginning(text: str, searcher: Searcher, *, in_texts: bool) -> list[Query]:
    in_texts = in_texts and len(text) >= LETTERS_FOR_BEGINNING_IN_TEXTS
    return [
        _fuzzy(name, text, 0, boost, is_open=True)
        for name, boost in BEGINNING.items()
        if (in_texts or name != "texts") and searcher.terms_with_prefix(name, text, limit=1)
    ]


def _misspelt(text: str, *, in_texts: bool, is_open: bool) -> list[Query]:
    if _is_code(text) or len(text) < LETTERS_FOR_ONE_TYPO:
        return []
    fields = {name: boost for name, boost in MISSPELT.items() if in_texts or name != "texts"}
    clauses = [_fuzzy(name, text, 1, boost) for name, boost in fields.items()]
    if len(text) >= LETTERS_FOR_TWO:
        clauses += [_fuzzy(name, text, 2, boost * SECOND_TYPO) for name, boost in fields.items()]
    if is_open and len(text) > LETTERS_FOR_ONE_TYPO:
        clauses += [_fuzzy(name, text, 1, boost / 2, is_open=True) for name, boost in fields.items()]
    return clauses


def _is_code(text: str) -> bool:
    """Tell numbers and codes, where another digit is another thing."""
    return any(letter.isdigit() for letter in text)


def _term(name: str, text: str, boost: float) -> Query:
    return Query.boost_query(Query.term_query(schema(), name, text), boost)


def _fuzzy(name: str, text: str, typos: int, boost: float, *, is_open: bool = False) -> Query:
    fuzzy = Query.fuzzy_term_query(schema(), name, text, distance=typos, prefix=is_open)
    return Query.boost_query(fuzzy, boost)


def every(clauses: list[Query]) -> Query:
    """Match what all of the clauses match; everything when there is none."""
    if not clauses:
        return Query.all_query()
    return Query.boolean_query([(Occur.Must, clause) for clause in clauses])


def silent(clause: Query) -> Query:
    """Match the same without a word in the order."""
    return Query.const_score_query(clause, 0.0)


def _best(clauses: Iterable[Query]) -> Query:
    clauses = list(clauses)
    return Query.disjunction_max_query(clauses, tie_breaker=0.1) if clauses else Query.empty_query()
