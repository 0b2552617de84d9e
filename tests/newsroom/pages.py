"""Pages for tests: published where the site keeps them, the smallest that is valid."""

from typing import Any

from vivier.newsroom.models import ArticlePage, AuthorPage, Category, RootPage, TextPage
from vivier.newsroom.site import ensure_site


def category(slug: str = "namur", **titles: str) -> Category:
    """Return a category, made when it is missing."""
    found, _new = Category.objects.get_or_create(
        slug=slug, defaults={"title_fr": slug.capitalize(), **titles}
    )
    return found


def author(slug: str = "redaction", language: str = "fr") -> AuthorPage:
    """Return an author of one language."""
    index = ensure_site()[language]
    page: AuthorPage | None = AuthorPage.objects.child_of(index).filter(slug=slug).first()
    return page or index.add_child(
        instance=AuthorPage(title=slug.capitalize(), slug=slug, locale=index.locale)
    )


def article(
    slug: str, language: str = "fr", original: ArticlePage | None = None, **facts: Any
) -> ArticlePage:
    """Publish an article; with an original it is its translation."""
    index = ensure_site()[language]
    related = {name: facts.pop(name, []) for name in ("disciplines", "actors", "calls", "events")}
    values = {
        "title": slug.replace("-", " ").capitalize(),
        "intro": "Une introduction.",
        "body": [("text", "<p>Un texte.</p>")],
        "category": facts.pop("category", None) or category(),
        **facts,
    }
    page = ArticlePage(slug=slug, locale=index.locale, **values)
    if original is not None:
        page.translation_key = original.translation_key
    for name, things in related.items():
        getattr(page, name).set(things)
    index.add_child(instance=page)
    return page


def text(slug: str, language: str = "fr", body: str = "<p>Bonjour.</p>", **facts: Any) -> TextPage:
    """Publish a text of the house."""
    ensure_site()
    root = RootPage.objects.get(locale__language_code=language)
    page = TextPage(slug=slug, title=facts.pop("title", slug), body=body, locale=root.locale, **facts)
    root.add_child(instance=page)
    return page
