"""What the reader of a page of the newsroom sees beside the page itself."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse

from vivier.core.translation import LANGUAGES
from vivier.core.ways import ways
from vivier.directory.models import Actor
from vivier.newsroom import linked_data
from vivier.newsroom.listing import PAGE_SIZE, NewsFilter
from vivier.newsroom.models import ArticlePage, AuthorPage, NewsIndexPage, news_url
from vivier.newsroom.related import articles_related_to

WAYS = {"rss": "news_feed", "atom": "news_feed_atom", "json": "news_feed_json"}


def of_index(_page: NewsIndexPage, request: HttpRequest) -> dict[str, Any]:
    """The articles, the one that leads, and the categories."""
    asked = NewsFilter(request.GET)
    pages = Paginator(asked.articles(), PAGE_SIZE).get_page(asked.page_number)
    articles = list(pages.object_list)
    leads = pages.number == 1 and bool(articles)
    tabs = asked.tabs()
    query = f"?category={asked.category_slug}" if asked.category_slug else ""
    _set_alternates(request, {language: news_url(language) for language in LANGUAGES})
    return {
        "page": pages,
        "lead": articles[0] if leads else None,
        "articles": articles[1:] if leads else articles,
        "tabs": tabs,
        "category": next((tab for tab in tabs if tab.is_current and tab.query != "?"), None),
        "category_slug": asked.category_slug,
        "elsewhere": sum(article.is_fallback for article in articles),
        "ways": ways({kind: reverse(f"web:{name}") for kind, name in WAYS.items()}, query),
    }


def of_article(article: ArticlePage, request: HttpRequest) -> dict[str, Any]:
    """What it cites, what is close to it, and the same article in other languages."""
    _set_alternates(request, _translations(article))
    cited = article.actors.filter(status=Actor.Status.PUBLISHED).select_related("territory")
    return {
        "actors": list(cited),
        "calls": list(article.calls.published().select_related("scheme__issuer")),
        "events": list(article.events.published().for_list()),
        "disciplines": list(article.disciplines.all()),
        "related": articles_related_to(article),
        "linked": linked_data.of_article(article),
    }


def of_author(author: AuthorPage, request: HttpRequest) -> dict[str, Any]:
    """Everything this author signed."""
    asked = NewsFilter(request.GET)
    signed = ArticlePage.objects.live().public().filter(author=author).with_cards()
    pages = Paginator(signed, PAGE_SIZE).get_page(asked.page_number)
    _set_alternates(request, _translations(author))
    return {"page": pages, "articles": list(pages.object_list)}


def _translations(page: ArticlePage | AuthorPage) -> dict[str, str]:
    found = page.get_translations(inclusive=True).live().select_related("locale")
    return {one.language: one.get_absolute_url() for one in found}


def _set_alternates(request: HttpRequest, urls: dict[str, str]) -> None:
    """Say where the same page is in each language; where it is not, the reader gets that language's news."""
    everywhere = {language: urls.get(language) or news_url(language) for language in LANGUAGES}
    request.alternate_urls = everywhere  # type: ignore[attr-defined]
    request.missing_languages = everywhere.keys() - urls.keys()  # type: ignore[attr-defined]
