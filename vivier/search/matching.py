"""From what a person typed to clauses of the engine; its own query language is never used.

Whether a record has a word is asked of one field that holds all its words, endings, acronyms and concepts
(`everything`): short lists, quickly intersected. What the word is worth there is added only for records that
have all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from tantivy import Occur, Query

from vivier.search.analysis import MAX_INITIALS, MIN_INITIALS, STOP_WORDS, Asked, Word, is_code, stems_in_all
from vivier.search.entries import CONCEPT_MARK, INITIALS_MARK, NAMES_MARK, SHORT_BEGINNING, schema
from vivier.search.reader import Reader
from vivier.search.vocabulary import Span, Vocabulary

EXACT_NAME, PHRASE = 40.0, 12.0
WHOLE = {"title": 7.0, "names": 3.0, "texts": 1.0}
STEMS = {"title_stems": 2.0, "text_stems": 0.5}
BEGINNING = {"title": 4.0, "names": 3.0, "texts": 0.8}
SHORT_MARKS = {"title": "", "names": NAMES_MARK}
MISSPELT = {"title": 2.5, "names": 2.0, "texts": 0.5}
INITIALS = 6.0
# What a concept found counts: the one named, and the wider ones it is part of.
CONCEPT, WIDER_CONCEPT = 2.5, 0.8
ALL_WORDS_FIRST = 100.0
FEW = 5
# One edit up to five letters, two beyond; a word two edits away is half as good.
LETTERS_FOR_ONE_TYPO, LETTERS_FOR_TWO = 4, 6
SECOND_TYPO = 0.5
LETTERS_FOR_BEGINNING_IN_TEXTS = 3
# A word in so many names is not the beginning of another; one in more texts than this is no slip.
NAMES_WITH_A_WHOLE_WORD, MOST_TEXTS_WITH_A_SLIP = 25, 10
# Beyond so many things asked, every choice of all but one is too long a question.
MOST_THINGS_TO_CHOOSE_FROM = 6


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing asked for: any of `found` makes a record have it, `worth` says how well it has it.

    What takes long to find is not looked for twice: then `scored` matches the same and is the worth as well.
    """

    found: tuple[Query, ...]
    worth: tuple[Query, ...] = ()
    scored: Query | None = None

    @property
    def counted(self) -> Query:
        """Match what has the thing."""
        return any_of(self.found)

    @property
    def ranked(self) -> Query:
        """Match the same; together with `worth` it says how well."""
        return weightless(self.counted) if self.scored is None else self.scored

    @property
    def full(self) -> Query:
        """Match what has the thing, with all that it is worth."""
        return _lifted(self.ranked, self.worth)


@dataclass(frozen=True, slots=True, eq=False)
class Clauses:
    """What makes a record one of those asked for: only matching (`counting`), or weighing too (`scored`).

    `scored` stands for some of `counting` when records are sorted; the others are in `plain`.
    """

    counting: tuple[Query, ...]
    plain: tuple[Query, ...]
    scored: tuple[Query, ...] = ()
    wished: tuple[Query, ...] = ()

    def counted(self, narrowed: Sequence[Query] = ()) -> Query:
        """Match the records among those that are left."""
        return every([*self.counting, *narrowed])

    def ranked(self, narrowed: Sequence[Query] = ()) -> Query:
        """Match the same and weigh them."""
        plain = [*self.plain, *narrowed]
        found = every([*([weightless(every(plain))] if plain else []), *self.scored])
        return _lifted(found, self.wished)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was typed, read with the words of one state of the index."""

    things: tuple[Thing, ...]
    names: tuple[Query, ...]
    is_whole_name: bool

    @property
    def known(self) -> tuple[Thing, ...]:
        """The things that some record may have."""
        return tuple(thing for thing in self.things if thing.found)

    def all_of_it(self) -> Clauses:
        """Match records that have everything asked, whole names first."""
        counting = tuple(thing.counted for thing in self.things)
        plain = tuple(thing.counted for thing in self.things if thing.scored is None)
        scored = tuple(thing.scored for thing in self.things if thing.scored is not None)
        return Clauses(counting, plain, scored, self._wished())

    def most_of_it(self, at_least: int, *, some_have_all: bool) -> Clauses:
        """Match records that have at least so many of the things; those with all of them first."""
        each = [thing.counted for thing in self.known]
        counting = (_so_many(each, at_least),)
        complete = [Query.const_score_query(every(each), ALL_WORDS_FIRST)] if some_have_all else []
        wished = (*self._wished(), *complete)
        if all(thing.scored is None for thing in self.known):
            return Clauses(counting, counting, (), wished)
        scored = _so_many([thing.ranked for thing in self.known], at_least)
        return Clauses(counting, (), (scored,), wished)

    def _wished(self) -> tuple[Query, ...]:
        return (*(clause for thing in self.things for clause in thing.worth), *self.names)


def read(asked: Asked, searcher: Reader, vocabulary: Vocabulary) -> Reading:
    """Read words, concepts and phrases; without any of them there is no thing."""
    spans = vocabulary.spans(asked.words)
    last = len(spans) - 1
    things = [
        _span(span, searcher, vocabulary, is_open=asked.last_is_open and place == last)
        for place, span in enumerate(spans)
    ]
    things += [_whole(_phrase(phrase)) for phrase in asked.phrases]
    exact = [form for form in asked.titles if searcher.doc_freq("exact", form)]
    return Reading(tuple(things), tuple(whole_names(asked, exact, searcher)), bool(exact))


def _whole(clause: Query) -> Thing:
    return Thing((clause,), scored=clause)


def _lifted(found: Query, wished: Iterable[Query]) -> Query:
    """Add what records found are worth, one wish after the other: each is looked up only where needed."""
    for clause in wished:
        found = Query.boolean_query([(Occur.Must, found), (Occur.Should, clause)])
    return found


def _so_many(found: Sequence[Query], at_least: int) -> Query:
    if at_least == 1:
        return any_of(found)
    if at_least == len(found):
        return every(found)
    if at_least == len(found) - 1 and len(found) <= MOST_THINGS_TO_CHOOSE_FROM:
        return Query.disjunction_max_query([every(chosen) for chosen in combinations(found, at_least)])
    some = [(Occur.Should, clause) for clause in found]
    return Query.boolean_query(some, minimum_number_should_match=at_least)


def _span(span: Span, searcher: Reader, vocabulary: Vocabulary, *, is_open: bool) -> Thing:
    """Match the words themselves, or the concept they name; who has both comes first."""
    last = len(span.words) - 1
    words = [
        _word(word, searcher, is_open=is_open and place == last) for place, word in enumerate(span.words)
    ]
    thing = words[0] if len(words) == 1 else _together(words)
    concepts = dict.fromkeys(vocabulary.wider(span.concepts), WIDER_CONCEPT)
    concepts |= dict.fromkeys(span.concepts, CONCEPT)
    known = {code: boost for code, boost in concepts.items() if searcher.doc_freq("concepts", code)}
    if not known:
        return thing
    named = [has(CONCEPT_MARK + code) for code in span.concepts]
    worth = [term("concepts", code, boost) for code, boost in known.items()]
    if len(words) == 1 and thing.scored is None and not span.is_added:
        # Who has a word that names a concept has the concept.
        return Thing(tuple(named), (*thing.worth, *worth))
    scored = thing.scored and any_of([thing.scored, *named])
    return Thing((*thing.found, *named), (*thing.worth, *worth), scored)


def _together(words: Sequence[Thing]) -> Thing:
    """Join words that are one thing: what each is worth counts only for records that have them all."""
    counted = every([word.counted for word in words])
    worth = [clause for word in words for clause in word.worth]
    scored = _lifted(every([word.ranked for word in words]), worth)
    if any(word.scored is not None for word in words):
        return Thing((counted,), scored=scored)
    return Thing((counted,), (scored,))


def whole_names(asked: Asked, exact: Sequence[str], searcher: Reader) -> list[Query]:
    """Lift records whose whole name was typed (`exact` forms that exist), or its words side by side."""
    named = [Query.term_query(schema(), "exact", form) for form in exact]
    found = [Query.const_score_query(any_of(named), EXACT_NAME)] if named else []
    parts = [part for word in asked.words for part in word.parts]
    if len(parts) > 1 and all(searcher.doc_freq("title", part) for part in parts):
        found.append(Query.boost_query(Query.phrase_query(schema(), "title", parts, slop=1), 2.0))
    return found


def _phrase(tokens: tuple[str, ...]) -> Query:
    if len(tokens) == 1:
        return best_of(term(name, tokens[0], boost) for name, boost in WHOLE.items())
    fields = {"title": PHRASE, "names": PHRASE, "texts": 2.0}
    return best_of(
        Query.boost_query(Query.phrase_query(schema(), name, list(tokens)), boost)
        for name, boost in fields.items()
    )


def _word(word: Word, searcher: Reader, *, is_open: bool) -> Thing:
    """Match the word written in one piece, or all its parts."""
    if word.parts == (word.whole,):
        return _token(word.whole, searcher, is_open=is_open)
    parts = [part for part in word.parts if part not in STOP_WORDS] or list(word.parts)
    each = [
        _token(part, searcher, is_open=is_open and place == len(parts) - 1)
        for place, part in enumerate(parts)
    ]
    together = _together(each)
    is_known = all(forms_of(part, searcher) for part in parts)
    whole = _token(word.whole, searcher, is_open=is_open, may_be_misspelt=not is_known)
    if not whole.found:
        return together
    if whole.scored is None and together.scored is None:
        return Thing((*whole.found, *together.found), (best_of([*whole.worth, *together.worth]),))
    return Thing((*whole.found, *together.found), scored=best_of([whole.full, together.full]))


def _token(text: str, searcher: Reader, *, is_open: bool, may_be_misspelt: bool = True) -> Thing:
    """Match one word: as it stands, its other endings, its beginning while typed, its misspellings."""
    forms = forms_of(text, searcher)
    fields = (
        {name: searcher.doc_freq(name, text) for name in WHOLE} if text in forms else dict.fromkeys(WHOLE, 0)
    )
    is_acronym = INITIALS_MARK + text in forms
    found = [has(form) for form in forms]
    worth = [term(name, text, boost) for name, boost in WHOLE.items() if fields[name]]
    if is_acronym:
        worth.append(term("initials", text, INITIALS))
    known = {"title_stems": max(fields["title"], fields["names"]), "text_stems": fields["texts"]}
    for stem in forms:
        # A stem in as many records as the word says nothing that the word does not.
        worth += [
            term(name, stem, STEMS[name]) for name in STEMS if searcher.doc_freq(name, stem) > known[name]
        ]
    is_finished = max(fields["title"], fields["names"]) >= NAMES_WITH_A_WHOLE_WORD
    begun = beginning(text, searcher, in_texts=not forms) if is_open and not is_finished else []
    is_name = fields["title"] or fields["names"] or is_acronym
    if may_be_misspelt and not (begun or is_name) and fields["texts"] <= MOST_TEXTS_WITH_A_SLIP:
        begun = misspelt(text, searcher, in_texts=not forms, is_open=is_open)
    if begun:
        return Thing((*found, *begun), scored=best_of([*worth, *begun, *found]))
    return Thing(tuple(found), tuple(worth))


def forms_of(text: str, searcher: Reader) -> list[str]:
    """Return what records have of a word: itself, its acronym, the endings that more records have."""
    count = searcher.doc_freq("everything", text)
    forms = [text] if count else []
    forms += [stem for stem in stems_of(text) if searcher.doc_freq("everything", stem) > count]
    if not MIN_INITIALS <= len(text) <= MAX_INITIALS:
        return forms
    initials = INITIALS_MARK + text
    return [*forms, initials] if searcher.doc_freq("everything", initials) else forms


@lru_cache(maxsize=50_000)
def stems_of(text: str) -> tuple[str, ...]:
    """Return the word without its ending as each language forms it; codes have none."""
    return () if is_code(text) else tuple(stems_in_all([text]))


def is_known(word: Word, searcher: Reader) -> bool:
    """Tell whether some record has the word: as written, with another ending, as a beginning, in parts."""
    if is_code(word.whole) or _is_somewhere(word.whole, searcher):
        return True
    return word.parts != (word.whole,) and all(_is_somewhere(part, searcher) for part in word.parts)


def _is_somewhere(text: str, searcher: Reader) -> bool:
    if forms_of(text, searcher):
        return True
    return any(searcher.begins(name, text) for name in BEGINNING)


def beginning(text: str, searcher: Reader, *, in_texts: bool) -> list[Query]:
    """Match words that begin so."""
    in_texts = in_texts and len(text) >= LETTERS_FOR_BEGINNING_IN_TEXTS
    names = [name for name in BEGINNING if in_texts or name != "texts"]
    return [begun for name in names if (begun := _begun(name, text, searcher)) is not None]


def _begun(name: str, text: str, searcher: Reader) -> Query | None:
    """Match words of a field that begin so; None when there is none."""
    boost = BEGINNING[name]
    if name in SHORT_MARKS and len(text) <= SHORT_BEGINNING:
        short = SHORT_MARKS[name] + text
        if not searcher.doc_freq("begun", short):
            return None
        return Query.const_score_query(Query.term_query(schema(), "begun", short, "basic"), boost)
    if not searcher.begins(name, text):
        return None
    return fuzzy(name, text, 0, boost, is_open=True)


def misspelt(text: str, searcher: Reader, *, in_texts: bool, is_open: bool) -> list[Query]:
    """Match words one edit away; two edits too where one finds little."""
    if is_code(text) or len(text) < LETTERS_FOR_ONE_TYPO:
        return []
    fields = {name: boost for name, boost in MISSPELT.items() if in_texts or name != "texts"}
    clauses = [fuzzy(name, text, 1, boost) for name, boost in fields.items()]
    if is_open and len(text) > LETTERS_FOR_ONE_TYPO:
        clauses += [fuzzy(name, text, 1, boost / 2, is_open=True) for name, boost in fields.items()]
    if len(text) >= LETTERS_FOR_TWO and _find_few(text, clauses, searcher):
        clauses += [fuzzy(name, text, 2, boost * SECOND_TYPO) for name, boost in fields.items()]
    return clauses


def _find_few(text: str, clauses: Sequence[Query], searcher: Reader) -> bool:
    """Tell whether one edit finds less than `FEW` records, asked one after the other: names mostly do."""
    found = {(place.segment_ord, place.doc) for place in searcher.named_alike(text, 1)}
    if len(found) >= FEW:
        return False
    for clause in clauses:
        hits = searcher.search(clause, FEW, count=False).hits
        found.update([(place.segment_ord, place.doc) for _, place in hits])
        if len(found) >= FEW:
            return False
    return True


def has(form: str) -> Query:
    """Match records with this form of a word, without a word in their order."""
    return Query.boost_query(Query.term_query(schema(), "everything", form, "basic"), 0.0)


def term(name: str, text: str, boost: float) -> Query:
    """Match one word of a field."""
    return Query.boost_query(Query.term_query(schema(), name, text), boost)


def fuzzy(name: str, text: str, typos: int, boost: float, *, is_open: bool = False) -> Query:
    """Match a word at most so many edits away, or one that begins so."""
    near = Query.fuzzy_term_query(schema(), name, text, distance=typos, prefix=is_open)
    return Query.boost_query(near, boost)


def every(clauses: Sequence[Query]) -> Query:
    """Match what all of the clauses match; everything when there is none."""
    if not clauses:
        return Query.all_query()
    if len(clauses) == 1:
        return clauses[0]
    return Query.boolean_query([(Occur.Must, clause) for clause in clauses])


def any_of(clauses: Sequence[Query]) -> Query:
    """Match what one of the clauses matches, the more the better; nothing when there is none."""
    if not clauses:
        return Query.empty_query()
    if len(clauses) == 1:
        return clauses[0]
    return Query.boolean_query([(Occur.Should, clause) for clause in clauses])


def best_of(clauses: Iterable[Query]) -> Query:
    """Match what one of the clauses matches; the best one counts."""
    clauses = list(clauses)
    return Query.disjunction_max_query(clauses, tie_breaker=0.1) if clauses else Query.empty_query()


def weightless(clause: Query) -> Query:
    """Match the same without a word in the order, and without the work of weighing."""
    return Query.const_score_query(clause, 0.0)
