"""Amounts in euros written out, as claims for payment ask for: French of Belgium, Dutch, German, English.

Plain Python, from nothing to a cent under ten thousand million euros (the most a `EuroField` holds).
"""

from collections.abc import Callable
from decimal import Decimal

THOUSAND, MILLION, MILLIARD = 1000, 1_000_000, 1_000_000_000
_MOST = 10 * MILLIARD


def _list(words: str) -> list[str]:
    return words.split()


_FR = _list(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf"
)
_FR_TENS = _list("- dix vingt trente quarante cinquante soixante septante quatre-vingt nonante")
_NL = _list(
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
    "zeventien achttien negentien"
)
_NL_TENS = _list("- tien twintig dertig veertig vijftig zestig zeventig tachtig negentig")
_DE = _list(
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn"
)
_DE_TENS = _list("- zehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
_EN = _list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_EN_TENS = _list("- ten twenty thirty forty fifty sixty seventy eighty ninety")


def amount_in_words(amount: Decimal, language: str) -> str:
    """Return "mille deux cent cinquante euros et cinquante centimes"; French for a language not known here.

    Raises ValueError on an amount that is negative, finer than a cent or too large.
    """
    cents = amount * 100
    if not amount.is_finite() or cents != cents.to_integral_value() or not 0 <= amount < _MOST:
        raise ValueError(f"{amount} is no amount that can be written out")
    whole, rest = divmod(int(cents), 100)
    return _WRITERS.get(language, _french_amount)(whole, rest)


def _french_amount(whole: int, cents: int) -> str:
    of = "d’" if whole >= MILLION and whole % MILLION == 0 else ""
    euros = f"{_french(whole)} {of}euro{'s' if whole > 1 else ''}"
    return f"{euros} et {_french(cents)} centime{'s' if cents > 1 else ''}" if cents else euros


def _french(number: int) -> str:
    if number < MILLION:
        return _french_thousands(number)
    size, name = (MILLIARD, "milliard") if number >= MILLIARD else (MILLION, "million")
    many, rest = divmod(number, size)
    said = f"{_french(many)} {name}{'s' if many > 1 else ''}"
    return f"{said} {_french(rest)}" if rest else said


def _french_thousands(number: int) -> str:
    many, rest = divmod(number, THOUSAND)
    if not many:
        return _french_hundreds(number)
    said = "mille" if many == 1 else f"{_french_hundreds(many, before_thousand=True)} mille"
    return f"{said} {_french_hundreds(rest)}" if rest else said


def _french_hundreds(number: int, *, before_thousand: bool = False) -> str:
    """Cent and quatre-vingt take an s at the end of a number, not before mille."""
    many, rest = divmod(number, 100)
    end = "" if before_thousand else "s"
    if not many:
        return _french_tens(rest) + (end if rest == 80 else "")
    said = "cent" if many == 1 else f"{_FR[many]} cent"
    if not rest:
        return said + (end if many > 1 else "")
    return f"{said} {_french_tens(rest)}{end if rest == 80 else ''}"


def _french_tens(number: int) -> str:
    if number < len(_FR):
        return _FR[number]
    ten, one = divmod(number, 10)
    if not one:
        return _FR_TENS[ten]
    return f"{_FR_TENS[ten]} et un" if one == 1 and ten != 8 else f"{_FR_TENS[ten]}-{_FR[one]}"


def _dutch_amount(whole: int, cents: int) -> str:
    euros = f"{_dutch(whole)} euro"
    return f"{euros} en {_dutch(cents)} cent" if cents else euros


def _dutch(number: int) -> str:
    if number == 1:
        return "één"
    parts = []
    for size, name in ((MILLIARD, "miljard"), (MILLION, "miljoen")):
        many, number = divmod(number, size)
        if many:
            parts.append(f"{_dutch(many)} {name}")
    many, rest = divmod(number, THOUSAND)
    if many:
        parts.append("duizend" if many == 1 else f"{_dutch_hundreds(many)}duizend")
    if rest or not parts:
        parts.append(_dutch_hundreds(rest))
    return " ".join(parts)


def _dutch_hundreds(number: int) -> str:
    many, rest = divmod(number, 100)
    said = "" if not many else "honderd" if many == 1 else f"{_NL[many]}honderd"
    return said + (_dutch_tens(rest) if rest or not many else "")


def _dutch_tens(number: int) -> str:
    if number < len(_NL):
        return _NL[number]
    ten, one = divmod(number, 10)
    if not one:
        return _NL_TENS[ten]
    return f"{_NL[one]}{'ën' if _NL[one].endswith('e') else 'en'}{_NL_TENS[ten]}"


def _german_amount(whole: int, cents: int) -> str:
    euros = f"{_german(whole)} Euro"
    return f"{euros} und {_german(cents)} Cent" if cents else euros


def _german(number: int) -> str:
    if number == 1:
        return "ein"
    parts = []
    for size, one, many_of in ((MILLIARD, "Milliarde", "Milliarden"), (MILLION, "Million", "Millionen")):
        many, number = divmod(number, size)
        if many:
            parts.append(f"eine {one}" if many == 1 else f"{_german(many)} {many_of}")
    many, rest = divmod(number, THOUSAND)
    said = f"{_german_hundreds(many)}tausend" if many else ""
    if rest or not (said or parts):
        said += _german_hundreds(rest) + ("s" if rest % 100 == 1 else "")
    return " ".join([*parts, said] if said else parts)


def _german_hundreds(number: int) -> str:
    many, rest = divmod(number, 100)
    said = f"{_DE[many]}hundert" if many else ""
    return said + (_german_tens(rest) if rest or not many else "")


def _german_tens(number: int) -> str:
    if number < len(_DE):
        return _DE[number]
    ten, one = divmod(number, 10)
    return f"{_DE[one]}und{_DE_TENS[ten]}" if one else _DE_TENS[ten]


def _english_amount(whole: int, cents: int) -> str:
    euros = f"{_english(whole)} euro{'' if whole == 1 else 's'}"
    return f"{euros} and {_english(cents)} cent{'' if cents == 1 else 's'}" if cents else euros


def _english(number: int) -> str:
    parts = []
    for size, name in ((MILLIARD, "billion"), (MILLION, "million"), (THOUSAND, "thousand")):
        many, number = divmod(number, size)
        if many:
            parts.append(f"{_english_hundreds(many)} {name}")
    if number or not parts:
        parts.append(f"{'and ' if parts and number < 100 else ''}{_english_hundreds(number)}")
    return " ".join(parts)


def _english_hundreds(number: int) -> str:
    many, rest = divmod(number, 100)
    if not many:
        return _english_tens(rest)
    return f"{_EN[many]} hundred" + (f" and {_english_tens(rest)}" if rest else "")


def _english_tens(number: int) -> str:
    if number < len(_EN):
        return _EN[number]
    ten, one = divmod(number, 10)
    return f"{_EN_TENS[ten]}-{_EN[one]}" if one else _EN_TENS[ten]


_WRITERS: dict[str, Callable[[int, int], str]] = {
    "fr": _french_amount,
    "nl": _dutch_amount,
    "de": _german_amount,
    "en": _english_amount,
}
