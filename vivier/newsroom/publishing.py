"""What Wagtail tells us when a page is published, withdrawn or deleted: the search index follows."""

from collections.abc import Sequence
from typing import Any

from django.db.models.signals import post_delete
from wagtail.signals import page_published, page_unpublished

from vivier.newsroom.models import ArticlePage, TextPage
from vivier.search import queue


def _changed(sender: type[Any], instance: ArticlePage, **_facts: Any) -> None:  # noqa: ARG001 -- a receiver
    """Every version of the story is queued: which one stands for it may have changed."""
    versions = ArticlePage.objects.filter(translation_key=instance.translation_key)
    for key in {instance.pk, *versions.values_list("pk", flat=True)}:
        queue.changed("article", key)


def _text_changed(sender: type[Any], instance: TextPage, **_facts: Any) -> None:  # noqa: ARG001 -- a receiver
    """Versions of a text share its slug."""
    versions = TextPage.objects.filter(slug=instance.slug)
    for key in {instance.pk, *versions.values_list("pk", flat=True)}:
        queue.changed("page", key)


def citations_changed(keys: Sequence[int]) -> None:
    """Queue the articles of citations that go with an actor into another."""
    through: Any = ArticlePage.actors.through
    rows = through.objects.filter(pk__in=keys)
    queue.all_changed("article", sorted(set(rows.values_list("articlepage_id", flat=True))))


def listen() -> None:
    """Follow what editors do in the back office."""
    for model, name, changed in (
        (ArticlePage, "article", _changed),
        (TextPage, "text", _text_changed),
    ):
        page_published.connect(changed, sender=model, dispatch_uid=f"{name}_published")
        page_unpublished.connect(changed, sender=model, dispatch_uid=f"{name}_unpublished")
        post_delete.connect(changed, sender=model, dispatch_uid=f"{name}_deleted")
