"""The tree of pages: one root and one news index per language, and the site that serves them."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext, override
from wagtail.models import Locale, Page, Site

from vivier.core.translation import LANGUAGES
from vivier.newsroom.models import NewsIndexPage, RootPage, news_slug


def ensure_site(languages: Iterable[str] = LANGUAGES) -> dict[str, NewsIndexPage]:
    """Make what is missing and return the news index of each language; French is the first root."""
    indexes: dict[str, NewsIndexPage] = {}
    original: RootPage | None = None
    for language in languages:
        locale, _new = Locale.objects.get_or_create(language_code=language)
        root = _root(locale, original)
        original = original or root
        indexes[language] = _index(root, next(iter(indexes.values()), None))
    if original is not None:
        _site(original)
    return indexes


def _root(locale: Locale, original: RootPage | None) -> RootPage:
    found = RootPage.objects.filter(locale=locale).first()
    if found is not None:
        return found
    code = str(locale.language_code)
    root = RootPage(title=f"{settings.INSTANCE_NAME} ({code})", slug=f"site-{code}", locale=locale)
    if original is not None:
        root.translation_key = original.translation_key
    top = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
    added: RootPage = top.add_child(instance=root)
    return added


def _index(root: RootPage, original: NewsIndexPage | None) -> NewsIndexPage:
    found = NewsIndexPage.objects.child_of(root).first()
    if found is not None:
        return found
    code = str(root.locale.language_code)
    with override(code):
        index = NewsIndexPage(title=gettext("News"), slug=news_slug(code), locale=root.locale)
    if original is not None:
        index.translation_key = original.translation_key
    added: NewsIndexPage = root.add_child(instance=index)
    return added


def _site(root: RootPage) -> None:
    """Serve the French root by default and take away the page that Wagtail welcomes people with."""
    address = urlsplit(settings.SITE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    old = site.root_page if site.root_page_id else None
    wanted = (address.hostname or "localhost", address.port or 80, settings.INSTANCE_NAME, root.pk)
    if (site.hostname, site.port, site.site_name, site.root_page_id) != wanted:
        site.hostname, site.port, site.site_name = wanted[:3]
        site.root_page = root
        site.save()
    if old is not None and old.specific_class is Page:
        old.delete()
