"""What Wagtail tells us when a page is published, withdrawn or deleted: the search index follows."""

from collections.abc import Sequence
from typing import Any

from django.db.models.signals import post_delete
from wagtail.signals import page_published, page_unpublished

from vivier.newsroom.models import ArticlePage
from vivier.search import queue


def _changed(sender: type[Any], instance: ArticlePage, **_facts: Any) -> None:  # noqa: ARG001 -- a receiver
    """Every version of the story is queued: which one stands for it may have changed."""
    versions = ArticlePage.objects.filter(translation_key=instance.translation_key)
    for key in {instance.pk, *versions.values_list("pk", flat=True)}:
        queue.changed("article", key)


def citations_changed(keys: Sequence[int]) -> None:
    """Queue the articles of citations that go with an actor into another."""
    through: Any = ArticlePage.actors.through
    rows = through.objects.filter(pk__in=keys)
    queue.all_changed("article", sorted(set(rows.values_list("articlepage_id", flat=True))))


def listen() -> None:
    """Follow what editors do in the back office."""
    page_published.connect(_changed, sender=ArticlePage, dispatch_uid="article_published")
    page_unpublished.connect(_changed, sender=ArticlePage, dispatch_uid="article_unpublished")
    post_delete.connect(_changed, sender=ArticlePage, dispatch_uid="article_deleted")
