"""A story is an article with its translations: the index knows it once, readers get their version."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import override

from vivier.core.translation import LANGUAGES, current_language, label_of
from vivier.directory.models import Actor
from vivier.newsroom.models import ArticlePage, texts_of
from vivier.search.sources import Document, Source


def versions_for_reader(keys: Iterable[int]) -> dict[int, ArticlePage]:
    """Return, for any version of each story, the one in the reader's language or the next best."""
    stories = dict(ArticlePage.objects.filter(pk__in=list(keys)).values_list("pk", "translation_key"))
    best = ArticlePage.objects.live().public().filter(translation_key__in=stories.values())
    rows = {page.translation_key: page for page in best.best_for(current_language()).with_cards()}
    return {key: rows[story] for key, story in stories.items() if story in rows}


def stories() -> list[ArticlePage]:
    """Return the version of each published story that stands for it in the index, the others beside it."""
    pages = ArticlePage.objects.live().public().select_related("locale", "category", "author")
    versions: dict[Any, list[ArticlePage]] = defaultdict(list)
    for page in pages.prefetch_related("disciplines", "actors", "calls", "events").order_by("pk"):
        versions[page.translation_key].append(page)
    return [_with_versions(found) for found in versions.values()]


def _with_versions(found: list[ArticlePage]) -> ArticlePage:
    order = {language: place for place, language in enumerate(LANGUAGES)}
    ranked = sorted(found, key=lambda page: order.get(page.language, len(order)))
    ranked[0].versions = ranked
    return ranked[0]


def document(story: ArticlePage) -> Document:
    """Return the index entry of one story."""
    versions: list[ArticlePage] = getattr(story, "versions", [story])
    texts = {language: " ".join(_topics(story, language)) for language in LANGUAGES}
    for page in versions:
        texts[page.language] = " ".join([_prose(page), texts.get(page.language, "")])
    return Document(
        key=f"article:{story.pk}",
        kind="article",
        title=story.title,
        names=tuple(dict.fromkeys(page.title for page in versions[1:])),
        texts=texts,
        facets={
            "discipline": tuple(one.code for one in story.disciplines.all()),
            "kind": (story.category.slug,),
            "year": (str(story.published_on.year),),
            "demo": ("yes",) if story.is_demo else ("no",),
        },
        sort_name=story.title,
        day=story.published_on,
    )


def _prose(page: ArticlePage) -> str:
    return f"{page.intro} {strip_tags(' '.join(texts_of(list(page.body.raw_data))))}"


def _topics(story: ArticlePage, language: str) -> Iterator[str]:
    yield from (label_of(one, language) for one in story.disciplines.all())
    yield from (one.name for one in story.actors.all() if one.status == Actor.Status.PUBLISHED)
    with override(language):
        yield str(story.category)


SOURCE = Source("article", stories, document)
