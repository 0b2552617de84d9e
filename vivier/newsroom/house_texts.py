"""The texts of the house (accessibility, privacy…) as the search knows them: one entry for all versions."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.html import strip_tags

from vivier.core.translation import LANGUAGES, current_language
from vivier.newsroom.models import TextPage
from vivier.search.sources import Document, Source


def versions_for_reader(keys: Iterable[int]) -> dict[int, TextPage]:
    """Return, for any version of each text, the one in the reader's language or the next best."""
    slugs = dict(TextPage.objects.filter(pk__in=list(keys)).values_list("pk", "slug"))
    by_slug = _by_slug(set(slugs.values()))
    order = (current_language(), *LANGUAGES)
    best = {slug: min(pages, key=lambda page: _rank(page, order)) for slug, pages in by_slug.items()}
    return {key: best[slug] for key, slug in slugs.items() if slug in best}


def texts() -> list[TextPage]:
    """Return the version of each published text that stands for it in the index, the others beside it."""
    found = []
    for pages in _by_slug().values():
        ranked = sorted(pages, key=lambda page: _rank(page, LANGUAGES))
        ranked[0].versions = ranked  # type: ignore[attr-defined]
        found.append(ranked[0])
    return found


def _by_slug(slugs: set[str] | None = None) -> dict[str, list[TextPage]]:
    pages = TextPage.objects.live().public().select_related("locale").order_by("pk")
    found: dict[str, list[TextPage]] = defaultdict(list)
    for page in pages if slugs is None else pages.filter(slug__in=slugs):
        found[page.slug].append(page)
    return found


def _rank(page: TextPage, order: tuple[str, ...]) -> int:
    return order.index(page.language) if page.language in order else len(order)


def document(text: TextPage) -> Document:
    """Return the index entry of one text."""
    versions: list[TextPage] = getattr(text, "versions", [text])
    return Document(
        key=f"page:{text.pk}",
        kind="page",
        title=text.title,
        names=tuple(dict.fromkeys(page.title for page in versions[1:])),
        texts={page.language: strip_tags(page.body) for page in versions},
        sort_name=text.title,
    )


SOURCE = Source("page", texts, document)
