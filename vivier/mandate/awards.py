"""What was awarded to the reference organisation, as 360Giving (1.4): one grant for each public mandate."""

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from vivier.directory.models import Actor
from vivier.mandate.models import Funder, Mandate

Json = dict[str, Any]
# Of the list of organisation identifiers (org-id.guide): the Belgian register of enterprises.
REGISTER = "BE-BCE_KBO"
OWN_LIST = "360G-vivier"


def package_of(mandates: Iterable[Mandate]) -> Json:
    """Return the package; the schema asks for at least one grant in it."""
    recipient = _recipient()
    with override("fr"):
        grants = [_grant(one, recipient) for one in mandates]
    return {
        "version": "1.4",
        "title": settings.INSTANCE_NAME,
        "publisher": {"name": recipient["name"], "website": settings.SITE_URL},
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "accessURL": f"{settings.SITE_URL}{reverse('web:mandates')}",
        "grants": grants,
    }


def _grant(mandate: Mandate, recipient: Json) -> Json:
    title = mandate.title.text
    url = f"{settings.SITE_URL}{reverse('web:mandate', args=[mandate.slug])}"
    return {
        "id": f"{OWN_LIST}-{mandate.slug}",
        "title": f"[{_('Demonstration')}] {title}" if mandate.is_demo else title,
        "description": _description(mandate),
        "currency": "EUR",
        "amountAwarded": float(mandate.amount_eur),
        "awardDate": mandate.starts_on.isoformat(),
        "plannedDates": [
            {"startDate": mandate.starts_on.isoformat(), "endDate": mandate.ends_on.isoformat()}
        ],
        "url": url,
        "recipientOrganization": [recipient],
        "fundingOrganization": [_funder(mandate.funder)],
        **({"dataSource": mandate.source_url} if mandate.source_url else {}),
    }


def _description(mandate: Mandate) -> str:
    parts = [mandate.note.text or mandate.title.text]
    if mandate.legal_reference:
        parts.append(mandate.legal_reference)
    if mandate.is_amount_minimum:
        parts.append(_("The source only says “more than” this amount."))
    return " ".join(parts)


def _recipient() -> Json:
    actor = Actor.objects.published().filter(slug=settings.REFERENCE_ACTOR).first()
    if actor is None:
        return {"id": f"{OWN_LIST}-org-reference", "name": settings.INSTANCE_NAME}
    return _organisation(actor, actor.name)


def _funder(funder: Funder) -> Json:
    if funder.actor is not None:
        return _organisation(funder.actor, funder.name)
    name = re.sub(r"[^a-z0-9]+", "-", funder.name.lower()).strip("-")
    return {"id": f"{OWN_LIST}-org-{name or funder.pk}", "name": funder.name}


def _organisation(actor: Actor, name: str) -> Json:
    number = actor.enterprise_number
    return {
        "id": f"{REGISTER}-{number}" if number else f"{OWN_LIST}-org-{actor.slug}",
        "name": name,
        **({"companyNumber": number} if number else {}),
        **({"url": actor.website} if actor.website else {}),
    }
