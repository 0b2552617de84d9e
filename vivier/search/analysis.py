"""How text becomes words: accents, apostrophes, hyphens, elisions and endings forgiven, codes kept."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from vivier.core.names import fold

MAX_QUERY = 400
MAX_WORDS = 12
MAX_LETTERS = 40
# Longer texts are hardly ever those of another record.
SHARED_LETTERS = 80
MIN_INITIALS, MAX_INITIALS = 3, 8
LANGUAGES = {"fr": "french", "en": "english", "nl": "dutch", "de": "german"}
_ARTICLES = {
    "fr": "le la les un une des du de et ou a au aux en dans par pour sur avec ce ces qui que est l d",
    "en": "the a an of and or for in on to with by at is are",
    "nl": "de het een van en voor in op met te",
    "de": "der die das und fur mit von ein eine im zu den dem",
}
STOP_WORDS = frozenset(word for words in _ARTICLES.values() for word in words.split())

_SIGNS = str.maketrans(dict.fromkeys("’‘ʼ`´′", "'") | dict.fromkeys("‐‑‒–—―−", "-"))
# One step for what people write here; anything else takes the long way.
_PLAIN = {code: fold(chr(code)) for code in range(0x250)} | _SIGNS
_TOKEN = re.compile(r"[^\W_]+(?:[.'\-][^\W_]+)*")
_ELISION = re.compile(r"^(?:[ldjmnstc]|qu|jusqu|lorsqu|puisqu)'(?=.)")
_CODE = re.compile(r"^\d+(?:\.\d+)+$")
_GAPS = re.compile(r"[\W_]+")
_DIGIT = re.compile(r"\d")
_NUMBER_IN_GROUPS = re.compile(r"\b(\d{4})[ .](\d{3})[ .](\d{3})\b")
_QUOTED = re.compile(r'"([^"]+)"|«([^»]+)»|“([^”]+)”')


@dataclass(frozen=True, slots=True)
class Word:
    """One word as written: its parts, and the same without apostrophe, hyphen or dot."""

    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person typed, understood: words to find, phrases to find as they stand."""

    words: tuple[Word, ...]
    phrases: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...]
    last_is_open: bool


def plain(text: str) -> str:
    """Return the text in lower case without accents, safe to hand to the index."""
    if text.isascii():
        folded = text.lower().replace("`", "'")
    else:
        folded = text.translate(_PLAIN)
        if not folded.isascii():
            folded = fold(text.encode("utf-8", "replace").decode().translate(_SIGNS))
    return _NUMBER_IN_GROUPS.sub(r"\1\2\3", folded) if _DIGIT.search(folded) else folded


def words_of(text: str) -> list[Word]:
    """Return the words of a text in order."""
    return [_word(token) for token in _TOKEN.findall(plain(text))]


def _word(token: str) -> Word:
    if token.isalnum():
        return Word(_cut(token), (_cut(token),))
    token = _ELISION.sub("", token)
    if _CODE.match(token):
        return Word(_cut(token.replace(".", "")), (_cut(token),))
    parts = re.split(r"[.'\-]", token)
    whole = _cut("".join(parts))
    if all(len(part) == 1 for part in parts):
        return Word(whole, (whole,))
    long_parts = tuple(_cut(part) for part in parts if len(part) > 1)
    return Word(whole, long_parts or (whole,))


def is_code(text: str) -> bool:
    """Tell numbers and codes, where another digit is another thing."""
    return _DIGIT.search(text) is not None


def _cut(word: str) -> str:
    return word[:MAX_LETTERS]


def tokens_of(text: str) -> list[str]:
    """Return what the index keeps of a text: its words in order, then those written in one piece."""
    chunks = _chunks(text)
    tokens = _parts_of(chunks)
    joined = {whole for chunk in chunks for whole in chunk.joined}
    return [*tokens, *sorted(joined)] if joined else tokens


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What stands between two blanks: parts of words, words with parts in one piece, all letters."""

    parts: tuple[str, ...]
    joined: tuple[str, ...]
    letters: str


@lru_cache(maxsize=64)  # a name is asked for three times in a row
def _chunks(text: str) -> tuple[_Chunk, ...]:
    """Return the chunks of a text in order; the same few come again and again."""
    if _DIGIT.search(text):
        text = plain(text)  # a number may have blanks inside
    return tuple(
        [_chunk(found) if len(found) <= MAX_LETTERS else _read_chunk(found) for found in text.split()]
    )


def _read_chunk(text: str) -> _Chunk:
    folded = plain(text)
    words = [_word(written) for written in _TOKEN.findall(folded)]
    parts = tuple(part for word in words for part in word.parts)
    joined = {word.whole for word in words if word.whole not in word.parts}
    return _Chunk(parts, tuple(sorted(joined)), _GAPS.sub("", folded))


_chunk = lru_cache(maxsize=100_000)(_read_chunk)


def _parts_of(chunks: Iterable[_Chunk]) -> list[str]:
    return [part for chunk in chunks for part in chunk.parts]


def exact_forms(names: Iterable[str]) -> list[str]:
    """Return whole names, with and without their articles, to recognise a name typed in full."""
    forms: set[str] = set()
    for name in names:
        chunks = _chunks(name)
        tokens = _parts_of(chunks)
        kept = _without_stop_words(tokens)
        letters = "".join([chunk.letters for chunk in chunks])
        forms |= {" ".join(tokens)[:200], " ".join(kept)[:200], "".join(tokens)[:200], letters[:200]}
    return sorted(forms - {""})


def initials_of(names: Iterable[str]) -> list[str]:
    """Return the acronyms people make of names of three words or more, also when they stop early.

    "Haute École Albert Jacquard" gives hea and heaj; "Agence du Numérique" adn.
    """
    found: set[str] = set()
    for name in names:
        tokens = _parts_of(_chunks(name))
        if len(tokens) < MIN_INITIALS:
            continue
        kept = _without_stop_words(tokens)
        for words in (tokens, kept) if len(kept) < len(tokens) else (tokens,):
            letters = "".join([token[0] for token in words[:MAX_INITIALS]])
            found.update([letters[:length] for length in range(MIN_INITIALS, len(letters) + 1)])
    return sorted(found)


def _without_stop_words(tokens: Iterable[str]) -> list[str]:
    return [token for token in tokens if token not in STOP_WORDS]


def written_in(text: str, language: str) -> tuple[Sequence[str], Sequence[str]]:
    """Return what the index keeps of a text in a language: its words, and the same without their endings."""
    if len(text) <= SHARED_LETTERS:
        return _shared(text, language)
    tokens = tokens_of(text)
    return tokens, stems_of(tokens, language)


@lru_cache(maxsize=20_000)  # towns, disciplines, kinds: the same on many records
def _shared(text: str, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    tokens = tokens_of(text)
    return tuple(tokens), tuple(stems_of(tokens, language))


@cache
def _stemmer(language: str) -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer(LANGUAGES[language])).build()


def stems_of(tokens: Iterable[str], language: str) -> list[str]:
    """Return the tokens without their endings, as one language forms them."""
    if language not in LANGUAGES:
        return []
    return [_stem(token, language) for token in tokens]


@lru_cache(maxsize=200_000)
def _stem(token: str, language: str) -> str:
    stem = next(iter(_stemmer(language).analyze(token)), token)
    # The French stemmer leaves "jeux", "lieux" as they are.
    return stem[:-1] if language == "fr" and stem.endswith("eux") else stem


def stems_in_all(tokens: Iterable[str]) -> list[str]:
    """Return the distinct stems of words whose language is not known."""
    return sorted({stem for token in tokens for stem in _stems(token)})


@lru_cache(maxsize=200_000)
def _stems(token: str) -> tuple[str, ...]:
    return tuple({_stem(token, language) for language in LANGUAGES})


def understand(text: str) -> Asked:
    """Read what a person typed; anything at all is a valid question."""
    text = text[:MAX_QUERY]
    phrases = [next(filter(None, found)) for found in _QUOTED.findall(text)]
    words = words_of(_QUOTED.sub(" ", text))
    quoted = [tuple(part for word in words_of(phrase) for part in word.parts) for phrase in phrases]
    kept = [word for word in words if word.whole not in STOP_WORDS] or ([] if any(quoted) else words)
    last_is_open = bool(kept) and kept[-1] == words[-1] and not text[-1].isspace() and '"' not in text[-1]
    return Asked(
        words=tuple(dict.fromkeys(kept))[:MAX_WORDS],
        phrases=tuple(phrase[:MAX_WORDS] for phrase in quoted if phrase)[:MAX_WORDS],
        titles=tuple(exact_forms([text])),
        last_is_open=last_is_open and len(set(kept)) <= MAX_WORDS,
    )
