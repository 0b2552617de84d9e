"""The open data as a DCAT-AP 3 catalogue in JSON-LD, for portals that harvest."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from vivier.core.translation import current_language
from vivier.web.files import dumping
from vivier.web.files.opendata import Dataset, downloads

IANA = "https://www.iana.org/assignments/media-types/"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "spdx": "http://spdx.org/rdf/terms#",
}
LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
LANGUAGES = {"fr": "FRA", "en": "ENG", "nl": "NLD", "de": "DEU"}
THEME = "http://publications.europa.eu/resource/authority/data-theme/EDUC"
MONTHLY = "http://publications.europa.eu/resource/authority/frequency/MONTHLY"


def catalogue() -> dict[str, Any]:
    """Return the catalogue: every dataset of the open data page, the dated dumps."""
    page = f"{settings.SITE_URL}{reverse('web:open_data')}"
    datasets = [_dataset(one, page) for one in downloads()["datasets"]]
    return {
        "@context": CONTEXT,
        "@id": f"{page}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _said(settings.INSTANCE_NAME),
        "dct:description": _said(settings.INSTANCE_TAGLINE or settings.INSTANCE_NAME),
        "dct:publisher": _publisher(),
        "dct:language": {"@id": LANGUAGE + LANGUAGES[current_language()]},
        "foaf:homepage": {"@id": settings.SITE_URL},
        "dcat:dataset": [*datasets, *_dumped(page)],
    }


def _said(text: str) -> dict[str, str]:
    return {"@language": current_language(), "@value": str(text)}


def _publisher() -> dict[str, Any]:
    return {"@id": settings.SITE_URL, "@type": "foaf:Agent", "foaf:name": settings.INSTANCE_NAME}


def _described(key: str, title: str, about: str, page: str, licence: str) -> dict[str, Any]:
    return {
        "@id": f"{page}#h-{key}",
        "@type": "dcat:Dataset",
        "dct:identifier": key,
        "dct:title": _said(title),
        "dct:description": _said(about),
        "dct:publisher": _publisher(),
        "dcat:theme": {"@id": THEME},
        "dcat:landingPage": {"@id": page},
        **({"dct:license": {"@id": licence}} if licence else {}),
    }


def _file(url: str, media_type: str, licence: str, **more: Any) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": {"@id": IANA + media_type},
        **({"dct:license": {"@id": licence}} if licence else {}),
        **more,
    }


def _dataset(one: Dataset, page: str) -> dict[str, Any]:
    known = _described(one.key, one.title, f"{one.about} {one.licence}", page, one.licence_url)
    files = [_file(each.url, each.media_type, one.licence_url) for each in one.downloads]
    return known | {"dcat:distribution": files}


def _dumped(page: str) -> list[dict[str, Any]]:
    return [
        _described(f"dump-{one.day}", f"{settings.INSTANCE_NAME} {one.day}", "Monthly dump.", page, "")
        | {
            "dct:issued": {"@type": "xsd:date", "@value": one.day.isoformat()},
            "dct:accrualPeriodicity": {"@id": MONTHLY},
            "dcat:distribution": [
                _file(
                    f"{settings.SITE_URL}{reverse('web:dump', args=[one.day.isoformat(), name])}",
                    dumping.MEDIA_TYPES[Path(name).suffix],
                    "",
                    **{"dcat:byteSize": size},
                )
                for name, size in one.files
            ],
        }
        for one in dumping.dumps()
    ]
