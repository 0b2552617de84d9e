"""A residency in schema.org's words; what is not known is left out."""

from typing import Any

from django.conf import settings

from vivier.opportunities.models import Residency


def of_residency(residency: Residency) -> dict[str, Any]:
    """Return a Service offered by its host at a place."""
    host = residency.public_host
    provider: dict[str, Any] | None = None
    if residency.hosted_by:
        provider = {"@type": "Organization", "name": residency.hosted_by}
        if host:
            provider["url"] = settings.SITE_URL + host.get_absolute_url()
    address = f"{settings.SITE_URL}{residency.get_absolute_url()}"
    place = {"@type": "Place", "address": {"@type": "PostalAddress", "addressLocality": residency.city}}
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Service",
        "@id": address,
        "serviceType": "Artist residency",
        "name": residency.name,
        "description": residency.description.text,
        "provider": provider,
        "areaServed": place if residency.city else None,
        "availableChannel": {
            "@type": "ServiceChannel",
            "serviceUrl": residency.url,
            "availableLanguage": residency.languages,
        }
        if residency.url and residency.languages
        else None,
        "sameAs": residency.url,
        "url": address,
    }
    return {name: fact for name, fact in facts.items() if fact}
