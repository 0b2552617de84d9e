"""An opportunity in schema.org's words, for search engines and other platforms."""

from typing import Any

from django.conf import settings

from vivier.opportunities.models import Audience, Call, Kind
from vivier.opportunities.status import Status

Data = dict[str, Any]
_MONEY = frozenset({Kind.FUNDING, Kind.CALL, Kind.PRIZE, Kind.RESIDENCY})


def linked_data_of(call: Call, status: Status) -> Data:
    """A grant when money is given, a job posting for a job, else a service; unknown values are left out."""
    build = _job if call.kind == Kind.JOB else _grant if call.kind in _MONEY else _service
    return _known(
        {
            "@context": "https://schema.org",
            "@id": _address(call),
            "url": _address(call),
            "name": call.title.text,
            "description": call.summary.text,
            "sameAs": call.url,
            "potentialAction": _application(call, status),
            **build(call),
        }
    )


def _application(call: Call, status: Status) -> Data | None:
    """How and when one can apply; nothing once it is closed."""
    if status is Status.CLOSED or not call.url:
        return None
    return _known(
        {
            "@type": "ApplyAction",
            "target": call.url,
            "startTime": call.opens_at.isoformat() if call.opens_at else None,
            "endTime": call.closes_at.isoformat() if call.closes_at else None,
        }
    )


def _known(data: Data) -> Data:
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}


def _address(call: Call) -> str:
    return f"{settings.SITE_URL}{call.get_absolute_url()}"


def _issuer(call: Call) -> Data:
    issuer = call.scheme.issuer
    data: Data = {"@type": "Organization", "name": call.scheme.issued_by}
    if issuer is not None:
        data["url"] = issuer.website or f"{settings.SITE_URL}{issuer.get_absolute_url()}"
    return data


def _amount(call: Call) -> Data | None:
    low, high = call.amount_min, call.amount_max
    if low is None and high is None:
        return None
    data: Data = {"@type": "MonetaryAmount", "currency": call.currency or "EUR"}
    if low is not None and low == high:
        return data | {"value": float(low)}
    bounds = {"minValue": low, "maxValue": high}
    return data | {name: float(value) for name, value in bounds.items() if value is not None}


def _audience(call: Call) -> list[Data]:
    labels = dict(Audience.choices)
    return [
        {"@type": "Audience", "audienceType": str(labels[code])} for code in call.audiences if code in labels
    ]


def _place(call: Call) -> Data | None:
    return {"@type": "AdministrativeArea", "name": call.place_name} if call.place_name else None


def _grant(call: Call) -> Data:
    return {"@type": "MonetaryGrant", "amount": _amount(call), "funder": _issuer(call)}


def _service(call: Call) -> Data:
    return {
        "@type": "GovernmentService" if call.kind == Kind.SUPPORT else "Service",
        "serviceType": str(call.get_kind_display()),
        "provider": _issuer(call),
        "audience": _audience(call),
        "areaServed": _place(call),
    }


def _job(call: Call) -> Data:
    data: Data = {
        "@type": "JobPosting",
        "title": call.title.text,
        "datePosted": call.created_at.date().isoformat(),
        "validThrough": call.closes_at.isoformat() if call.closes_at else None,
        "hiringOrganization": _issuer(call),
    }
    if call.place_name:
        data["jobLocation"] = {"@type": "Place", "address": call.place_name}
    return data
