"""The reasons of an order in words: what really moved the rank, never a number."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from vivier.opportunities.conditions.explaining import label_of_code
from vivier.opportunities.relevance.order import Moved

MOST_CODES = 3
# What is counted but is no reason to show a person: the deadline stands beside it, exposure is our own care.
_SILENT = frozenset({"always", "newcomer", "nace"})


def reasons_in_words(
    reasons: Iterable[Moved], disciplines: Mapping[str, str], precedents: Sequence[str] = ()
) -> tuple[str, ...]:
    """One short sentence per reason, the strongest first."""
    said = (_words(reason, disciplines, precedents) for reason in reasons if reason.kind not in _SILENT)
    return tuple(sentence for sentence in said if sentence)


def _words(reason: Moved, disciplines: Mapping[str, str], precedents: Sequence[str]) -> str:
    if reason.kind == "scheme":
        if not precedents:
            return _("Similar actors obtained it before")
        return _("Similar actors obtained it before: %(names)s") % {"names": ", ".join(precedents)}
    if reason.kind == "word":
        return _("The same words: %(words)s") % {"words": ", ".join(reason.codes[:MOST_CODES])}
    fact = "territory" if reason.kind == "place" else reason.kind
    labels = ", ".join(label_of_code(fact, code, disciplines) for code in reason.codes[:MOST_CODES])
    sentences = {
        "discipline": _("Shared discipline: %(what)s"),
        "place": _("Same place: %(what)s"),
        "stage": _("Same stage: %(what)s"),
        "audience": _("Meant for: %(what)s"),
    }
    return sentences[reason.kind] % {"what": labels}
