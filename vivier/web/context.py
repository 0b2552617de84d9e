"""What every page may show about the site itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import override

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
        "news_url": news_url(),
    }


class LazyAlternates:
    """The address of the same page in each language, worked out only when the template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __iter__(self) -> Any:
        missing = getattr(self.request, "missing_languages", ())
        for code, name in settings.LANGUAGES:
            yield {"code": code, "name": name, "url": self._address(code), "exists": code not in missing}

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
