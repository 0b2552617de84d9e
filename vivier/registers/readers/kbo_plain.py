"""Which lines of the five tables beside the activities are plain: written as the register writes them.

Of a plain line it is known without a CSV reader that DuckDB would read it and that no rule leaves it out: its
columns are as many as announced, each quoted whole or not at all, its letters are UTF-8, its number has ten
digits that check, and what its table asks for is there. Any other line is odd, and DuckDB has to say. The
test may call a good line odd, never a faulty one plain. A file with a quote that may run over several lines
is not told apart at all.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vivier.registers.readers.kbo_blocks import (
    COMMA,
    NEWLINE,
    QUOTE,
    RETURN,
    Block,
    Flags,
    NotPlain,
    Octets,
    Places,
    Words,
    are_digits,
    each,
)
from vivier.registers.readers.kbo_layout import COLUMNS
from vivier.registers.readers.kbo_numbers import Bases

Bits = npt.NDArray[np.uint64]  # one for each byte of a block, the first lowest
SHORTEST = 28  # letters of a line that can be plain
FIRST_PRINTED = 32


@dataclass(frozen=True, slots=True)
class Plain:
    """What was seen of the lines of a block: which are plain, those of them to keep, and whose they are.

    `bases` (and `enterprises`, of establishments) are 0 of odd lines.
    """

    plain: Flags
    kept: Flags
    bases: Bases
    enterprises: Bases


def plain_lines(block: Block, table: str) -> Plain:
    """Look at the lines of a block; raises NotPlain when they cannot be told apart."""
    words = block.words
    plain = _is_csv(block, len(COLUMNS[table])) & (block.ends - block.starts >= SHORTEST)
    bases, is_number, after = _numbers(words, block.starts)
    plain &= is_number
    kept, enterprises = plain, bases
    match table:
        case "enterprise":
            plain &= _looks_enterprise(block, words, after)
        case "denomination":
            plain &= _looks_named(words, after)
        case "contact":
            is_contact, is_mail = _contacts(words, after)
            plain &= is_contact
            kept = plain & ~is_mail
        case "establishment":
            enterprises, is_one, _end = _numbers(words, block.ends - 14)
            plain &= is_one & (_before(block, 15) == COMMA)
    if not plain.all():
        bases[~plain] = enterprises[~plain] = 0  # they may be no number at all
    return Plain(plain, kept, bases, enterprises)


# --- a line as CSV ----------------------------------------------------------------------------------------


def _is_csv(block: Block, columns: int) -> Flags:
    """Say of each line whether it is UTF-8 and so many columns, with quotes around whole columns only."""
    quotes, newlines = _bits(block, QUOTE), _bits(block, NEWLINE)
    inside = _inside(quotes)
    if np.any(inside & newlines):
        raise NotPlain
    between = _bits(block, COMMA) & ~inside
    edges = between | newlines
    opens, closes = quotes & inside, quotes & ~inside
    wrong = (opens & ~_one_later(edges)) | (closes & ~_one_earlier(edges))
    each_one = np.unpackbits(between.view(np.uint8), bitorder="little", count=len(block.octets))
    fine: Flags = np.add.reduceat(each_one, block.starts, dtype=np.uint16) == columns - 1
    if np.any(wrong):
        _mark(fine, block, np.unpackbits(wrong.view(np.uint8), bitorder="little", count=len(block.octets)))
    unprinted = np.less(block.octets, FIRST_PRINTED, out=block.flags[: len(block.octets)])
    if np.count_nonzero(unprinted) > len(block.ends):
        _mark(fine, block, unprinted & (block.octets != NEWLINE))
        if RETURN in block.octets:
            raise NotPlain  # another way to end a line
    return _in_utf8(fine, block)


def _bits(block: Block, octet: int) -> Bits:
    """Return one bit for each byte of a block that is this one."""
    size = len(block.octets)
    whole = -(-size // 64) * 64
    block.equal(octet)
    block.flags[size:whole] = False
    bits: Bits = np.packbits(block.flags[:whole], bitorder="little").view("<u8")
    return bits


def _inside(quotes: Bits) -> Bits:
    """Return the bytes from an opening quote to before the one that closes."""
    inside = quotes.copy()
    for by in (1, 2, 4, 8, 16, 32):
        inside ^= inside << np.uint64(by)
    is_open = np.bitwise_xor.accumulate(inside >> np.uint64(63))
    inside[1:] ^= np.uint64(0) - is_open[:-1]  # all ones where the word before ends inside
    return inside


def _one_later(bits: Bits) -> Bits:
    """Return the bytes after those given, and the first of all."""
    later = bits << np.uint64(1)
    later[1:] |= bits[:-1] >> np.uint64(63)
    later[0] |= np.uint64(1)
    return later


def _one_earlier(bits: Bits) -> Bits:
    """Return the bytes before those given."""
    earlier = bits >> np.uint64(1)
    earlier[:-1] |= bits[1:] << np.uint64(63)
    return earlier


def _mark(fine: Flags, block: Block, wrong: npt.NDArray[np.uint8] | Flags) -> None:
    """Call the lines odd that hold a wrong byte."""
    fine[np.searchsorted(block.ends, np.flatnonzero(wrong))] = False


def _in_utf8(fine: Flags, block: Block) -> Flags:
    """Leave fine only the lines that are UTF-8."""
    if int(block.octets.max()) < 128 or _is_utf8(block.octets.data):
        return fine
    beyond = np.unique(np.searchsorted(block.ends, np.flatnonzero(block.octets >= 128)))
    for at, line in zip(beyond.tolist(), block.lines(beyond), strict=True):
        fine[at] &= _is_utf8(line)
    return fine


def _is_utf8(said: memoryview | bytearray) -> bool:
    try:
        str(said, "utf-8")
    except UnicodeDecodeError:
        return False
    return True


# --- its number -------------------------------------------------------------------------------------------

Digits = tuple[Words, Words, Flags]  # eight in a word, the last two in another, whether all else is in place
_QUOTE, _DOT = np.uint64(QUOTE), np.uint64(ord("."))


def _numbers(words: Words, at: Places) -> tuple[Bases, Flags, Places]:
    """Read the quoted numbers that begin at these places: (first eight digits, is one, the place after)."""
    first, then = words[at], words[at + 8]
    of_site = _letters(first, 2, 1) == _DOT
    if not of_site.any():
        return *_number(*_of_enterprise(first, then)), at + 14
    if of_site.all():
        return *_number(*_of_site(first, then)), at + 15
    bases, is_number = _number(*_of_enterprise(first, then))
    others, is_other = _number(*_of_site(first, then))
    return np.where(of_site, others, bases), np.where(of_site, is_other, is_number), at + 14 + of_site


def _letters(word: Words, first: int, count: int, to: int = 0) -> Words:
    """Return some letters of words, moved to another place."""
    some: Words = ((word >> np.uint64(8 * first)) & each(255, count)) << np.uint64(8 * to)
    return some


def _of_enterprise(first: Words, then: Words) -> Digits:
    """Take `"0403.170.701"` apart."""
    digits = _letters(first, 1, 4) | _letters(first, 6, 2, 4)
    digits |= _letters(then, 0, 1, 6) | _letters(then, 2, 1, 7)
    return digits, _letters(then, 3, 2), _shaped(first, '"!!!!.!!') & _shaped(then, '!.!!!"!!')


def _of_site(first: Words, then: Words) -> Digits:
    """Take `"2.000.000.339"` apart."""
    digits = _letters(first, 1, 1) | _letters(first, 3, 3, 1) | _letters(first, 7, 1, 4)
    digits |= _letters(then, 0, 2, 5) | _letters(then, 3, 1, 7)
    return digits, _letters(then, 4, 2), _shaped(first, '"!.!!!.!') & _shaped(then, '!!.!!!"!')


def _number(eight: Words, two: Words, fits: Flags) -> tuple[Bases, Flags]:
    """Return the first eight digits as a number, and whether the last two check them."""
    base = _value(eight)
    is_number = fits & are_digits(eight, 8) & are_digits(two, 2)
    is_number &= np.uint64(97) - base % np.uint64(97) == _two(two)
    return base.astype(np.uint32), is_number


def _value(eight: Words) -> Words:
    """Return the number that eight digits write: as pairs, as fours, then all."""
    pairs = ((eight & each(15, 8)) * np.uint64(10 << 8 | 1)) >> np.uint64(8)
    fours = ((pairs & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(100 << 16 | 1)) >> np.uint64(16)
    whole: Words = ((fours & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(10_000 << 32 | 1)) >> np.uint64(32)
    return whole


def _two(word: Words, first: int = 0) -> Words:
    """Return the number that two digits of words write."""
    tens, ones = _letters(word, first, 1) & np.uint64(15), _letters(word, first + 1, 1) & np.uint64(15)
    number: Words = tens * np.uint64(10) + ones
    return number


def _shaped(word: Words, shape: str) -> Flags:
    """Say of words whether they are shaped so: `!` any letter, `_` a letter or digit, others as they are."""
    mask = int.from_bytes(bytes(0 if one in "!_" else 255 for one in shape), "little")
    value = int.from_bytes(bytes(0 if one in "!_" else ord(one) for one in shape), "little")
    shaped: Flags = (word & np.uint64(mask)) == np.uint64(value)
    if "_" in shape:
        # Of digits bit 4 is set, of letters bit 6; of quotes, commas, newlines and spaces neither.
        alone = np.uint64(int.from_bytes(bytes(0x40 if one == "_" else 0 for one in shape), "little"))
        shaped &= ((word | word << np.uint64(2)) & alone) == alone
    return shaped


# --- what its table asks for ------------------------------------------------------------------------------


def _looks_enterprise(block: Block, words: Words, after: Places) -> Flags:
    """Say whether the type is 0, 1 or 2 and the day of the beginning none or a day."""
    said = words[after + 8]
    kind = _letters(said, 5, 1)
    is_kind = (kind >= np.uint64(ord("0"))) & (kind <= np.uint64(ord("2")))
    return (
        _shaped(words[after], ',"__","_') & _shaped(said, '__","_",') & is_kind & _ends_with_day(block, words)
    )


def _ends_with_day(block: Block, words: Words) -> Flags:
    """Say whether the last column is empty or `dd-mm-yyyy`, quoted or not."""
    last = _before(block, 1)
    quoted = last == QUOTE
    at = block.ends - 10 - quoted
    is_day = _is_day(words[at], words[at + 2])
    opened = np.where(
        quoted, (_before(block, 12) == QUOTE) & (_before(block, 13) == COMMA), _before(block, 11) == COMMA
    )
    is_none_or_day: Flags = (last == COMMA) | (is_day & opened)
    return is_none_or_day


def _before(block: Block, letters: int) -> Octets:
    """Return the letter so far before the end of each line."""
    return block.octets[np.maximum(block.ends - letters, 0)]


_DAYS = np.array(
    [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.uint64
)  # the 29th of February is odd


def _is_day(first: Words, last: Words) -> Flags:
    """Say whether `first` (`dd-mm-yy`) and `last` (`-mm-yyyy`) write a day of a year from 1000 on."""
    day, month = _two(first), _two(first, 3)
    fits = _shaped(first, "!!-!!-!!") & are_digits(_letters(first, 0, 2) | _letters(first, 3, 2, 2), 4)
    fits &= are_digits(_letters(last, 4, 4), 4) & (_letters(last, 4, 1) > np.uint64(ord("0")))
    fits &= (day >= 1) & (month <= 12)
    is_day: Flags = fits & (day <= _DAYS[np.minimum(month, 12).astype(np.intp)])
    return is_day


def _looks_named(words: Words, after: Places) -> Flags:
    """Say whether there is a name that begins with a printed letter."""
    then = words[after + 8]
    initial = _letters(then, 4, 1)
    printed = (initial > np.uint64(32)) & (initial < np.uint64(127)) & (initial != _QUOTE)
    accented = initial == np.uint64(0xC3)  # À to ÿ: no kind of space begins so
    return _shaped(words[after], ',"_","__') & _shaped(then, '_","!!!!') & (printed | accented)


def _contacts(words: Words, after: Places) -> tuple[Flags, Flags]:
    """Say which are a website, a telephone or an e-mail address, and which are the last."""
    kind = words[after + 8]
    is_mail = _shaped(kind, 'EMAIL"!!')
    is_contact = is_mail | _shaped(kind, 'TEL"!!!!') | _shaped(kind, 'WEB"!!!!')
    return is_contact & _shaped(words[after], ',"___","'), is_mail
