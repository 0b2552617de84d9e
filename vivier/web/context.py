"""What every page may show about the site itself."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from vivier.core.translation import current_language
from vivier.newsroom.models import news_url


def site(request: HttpRequest) -> dict[str, Any]:
    """Names, languages and whether this is a demonstration."""
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "product_name": settings.PRODUCT_NAME,
        "instance_name": settings.INSTANCE_NAME,
        "instance_tagline": settings.INSTANCE_TAGLINE,
        "site_url": settings.SITE_URL,
        "brand_stylesheet": settings.BRAND_STYLESHEET,
        "is_demo_site": settings.DEMO,
        "alternates": LazyAlternates(request),
        "menu": menu_of(request.path),
        "news_url": news_url(),
    }


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the main menu."""

    url: str
    label: str
    is_current: bool


@lru_cache(maxsize=len(settings.LANGUAGES))
def _menu(language: str) -> tuple[tuple[str, str], ...]:
    with override(language):
        return (
            (reverse("web:actors"), _("Directory")),
            (reverse("web:opportunities"), _("Opportunities")),
            (reverse("web:agenda"), _("Agenda")),
            (reverse("web:places"), _("Places")),
            (news_url(language), _("News")),
            (reverse("web:observatory"), _("Figures")),
        )


def menu_of(path: str) -> list[Entry]:
    """Return the main menu in the page's language, with the entry the page belongs to."""
    return [Entry(url, label, path.startswith(url)) for url, label in _menu(current_language())]


class LazyAlternates:
    """The address of the same page in each language, worked out only when the template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __iter__(self) -> Any:
        return iter(self._all)

    @cached_property
    def _all(self) -> list[dict[str, Any]]:
        missing = getattr(self.request, "missing_languages", ())
        return [
            {"code": code, "name": name, "url": self._address(code), "exists": code not in missing}
            for code, name in settings.LANGUAGES
        ]

    def _address(self, code: str) -> str:
        try:
            match = getattr(self.request, "resolver_match", None) or resolve(self.request.path_info)
        except Resolver404:
            return f"/{code}/"
        own = getattr(self.request, "alternate_urls", None)
        if own is not None:
            return str(own.get(code, f"/{code}/"))
        with override(code):
            try:
                url = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
            except NoReverseMatch:
                return f"/{code}/"
        query = self.request.META.get("QUERY_STRING", "")
        return f"{url}?{query}" if query else url
