"""An indicator in schema.org's words: a Dataset that names its sources and its files."""

from collections.abc import Mapping
from typing import Any

from vivier.observatory.models import Figure, Indicator


def of_indicator(
    row: Indicator, figures: list[Figure], *, address: str, files: Mapping[str, str]
) -> dict[str, Any]:
    """Return the JSON-LD of one indicator; `files` maps media types to the addresses of downloads."""
    years = sorted({figure.year for figure in figures if figure.year is not None})
    places = list(dict.fromkeys(str(figure.territory_text) for figure in figures if figure.territory))
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": row.name.text,
        "description": _described(row),
        "url": address,
        "isAccessibleForFree": True,
        "variableMeasured": {"@type": "PropertyValue", "name": row.name.text, "unitText": row.unit_text.text},
        "isBasedOn": list(dict.fromkeys(figure.source_url for figure in figures)),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": url}
            for kind, url in files.items()
        ],
    }
    if years:
        data["temporalCoverage"] = str(years[0]) if len(years) == 1 else f"{years[0]}/{years[-1]}"
    if places:
        data["spatialCoverage"] = [{"@type": "Place", "name": name} for name in places]
    return data


def _described(row: Indicator) -> str:
    return " ".join(text for text in (row.definition.text, row.caveat.text) if text) or row.name.text
