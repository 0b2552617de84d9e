"""An opportunity as the search index sees it, without its status: the clock changes that, not an edit."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from vivier.core.names import sort_key
from vivier.core.translation import LANGUAGES, label_of
from vivier.opportunities.models import Audience, Call
from vivier.search.sources import Document, Source


def rows() -> QuerySet[Call]:
    """Return what the index may know of: published calls, with all that a document needs."""
    return Call.objects.published().for_list().order_by("pk")


def calls_of_schemes(schemes: Sequence[int]) -> Sequence[int]:
    """Return the keys of the calls whose entries speak of these schemes' issuers."""
    return list(Call.objects.filter(scheme__in=schemes).values_list("pk", flat=True))


def document(call: Call) -> Document:
    """Return the index entry of one call."""
    titles = {getattr(call, f"title_{language}") for language in LANGUAGES} - {"", call.title_fr}
    scheme = call.scheme
    schemes = {getattr(scheme, f"title_{language}") for language in LANGUAGES} - {"", call.title_fr}
    closes = call.closes_at
    return Document(
        key=f"opportunity:{call.pk}",
        kind="opportunity",
        title=call.title_fr,
        names=tuple(sorted(titles | schemes)),
        texts={language: " ".join(_words(call, language)) for language in LANGUAGES},
        facets={
            "discipline": tuple(row.code for row in call.disciplines.all()),
            "kind": (call.kind,),
            "audience": tuple(call.audiences),
            "issuer": (scheme.issuer.slug,) if scheme.issuer else (),
            "demo": ("yes",) if call.is_demo else ("no",),
        },
        sort_name=sort_key(call.title_fr),
        day=timezone.localdate(closes) if closes else None,
        updated=timezone.localdate(call.updated_at),
    )


def _words(call: Call, language: str) -> Iterator[str]:
    """What one may search an opportunity by, in one language."""
    yield getattr(call, f"summary_{language}")
    yield getattr(call, f"eligibility_{language}")
    yield call.edition
    yield call.scheme.issued_by
    yield call.place
    yield from (label_of(row, language) for row in call.disciplines.all())
    with override(language):
        yield call.get_kind_display()
        yield from (str(Audience(code).label) for code in call.audiences if code in Audience.values)


SOURCE = Source("opportunity", rows, document)
