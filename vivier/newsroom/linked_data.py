"""An article in schema.org's words."""

from typing import Any

from django.conf import settings

from vivier.directory.models import Actor
from vivier.newsroom.models import ArticlePage


def of_article(article: ArticlePage) -> dict[str, Any]:
    """Return a NewsArticle; what is not known is left out."""
    address = f"{settings.SITE_URL}{article.get_absolute_url()}"
    changed = article.last_published_at
    cited = [actor for actor in article.actors.all() if actor.status == Actor.Status.PUBLISHED]
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "headline": article.title[:110],
        "description": article.intro,
        "inLanguage": article.language,
        "datePublished": article.published_on.isoformat(),
        "dateModified": max(article.published_on, changed.date()).isoformat() if changed else None,
        "articleSection": str(article.category),
        "author": _author(article),
        "publisher": {"@type": "Organization", "name": settings.INSTANCE_NAME, "url": settings.SITE_URL},
        "timeRequired": f"PT{article.reading_minutes}M",
        "about": [{"@type": "Organization", "name": actor.name} for actor in cited[:10]],
        "citation": [link for link, _host in article.source_links],
    }
    return {name: fact for name, fact in facts.items() if fact}


def _author(article: ArticlePage) -> dict[str, str] | None:
    if article.author is None:
        return None
    address = f"{settings.SITE_URL}{article.author.get_absolute_url()}"
    return {"@type": "Organization", "name": str(article.author), "url": address}
