"""What the open data page offers: every list in every format, its licence, its number of rows."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.agenda.models import Event, Place
from vivier.directory.models import Actor
from vivier.newsroom.models import ArticlePage
from vivier.observatory.computed.measures import MEASURES
from vivier.observatory.models import Figure
from vivier.opportunities.models import Call, Residency
from vivier.reference.models import Discipline, Territory

FACTS = gettext_lazy("Facts read in public pages; each row names its source. Free to reuse: name the source.")
STATBEL = gettext_lazy("Statbel, CC BY 4.0: write “Source: Statbel”.")
OWN_VOCABULARY = gettext_lazy("Our own vocabulary, CC0: no condition.")
OWN_COUNTS = gettext_lazy("Our own counts, CC0: no condition.")
OWN_TEXTS = gettext_lazy("Our own texts; feeds for readers and for quoting with a link.")
CC_BY, CC_ZERO = (
    "https://creativecommons.org/licenses/by/4.0/",
    "https://creativecommons.org/publicdomain/zero/1.0/",
)
MEDIA_TYPES = {
    "CSV": "text/csv",
    "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "GeoJSON": "application/geo+json",
    "iCalendar": "text/calendar",
    "RSS": "application/rss+xml",
    "Atom": "application/atom+xml",
    "JSON Feed": "application/feed+json",
    "JSON": "application/json",
}


@dataclass(frozen=True, slots=True)
class Download:
    """One format of a dataset."""

    label: str
    url: str

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.label]


@dataclass(frozen=True, slots=True)
class Dataset:
    """One list: what it holds, how many rows, how to get it, under which licence."""

    key: str
    icon: str
    title: str
    about: str
    count: int
    downloads: tuple[Download, ...]
    licence: Any
    licence_url: str = ""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A few lines to start with, in one language."""

    language: str
    about: str
    code: str


def downloads() -> dict[str, Any]:
    """Return everything the page shows, in a fixed number of queries."""
    datasets = [
        _actors(),
        _opportunities(),
        _events(),
        _places(),
        _residencies(),
        _figures(),
        _counts(),
        _vocabularies(),
        _territories(),
        _news(),
    ]
    return {"datasets": datasets, "snippets": _snippets(), "catalogue": _catalogue(datasets)}


def _files(route: str, *formats: str) -> tuple[Download, ...]:
    labels = {label.lower(): label for label in MEDIA_TYPES}
    return tuple(Download(labels[fmt], _absolute(reverse(f"web:{route}", args=[fmt]))) for fmt in formats)


def _one(label: str, route: str) -> Download:
    return Download(label, _absolute(reverse(route)))


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _actors() -> Dataset:
    return Dataset(
        "actors",
        "building-2",
        _("Actors"),
        _("Organisations and independents: kind, roles, disciplines, commune, website."),
        Actor.objects.published().count(),
        (
            *_files("actors_export", "csv", "xlsx", "geojson"),
            _one("Atom", "web:actors_feed_atom"),
            _one("JSON", "api:actors"),
        ),
        FACTS,
    )


def _opportunities() -> Dataset:
    return Dataset(
        "opportunities",
        "ticket",
        _("Opportunities"),
        _("Funding, calls, residencies, training, missions, prizes and jobs, open and past."),
        Call.objects.published().count(),
        (
            *_files("opportunities_export", "csv", "xlsx"),
            _one("iCalendar", "web:opportunities_ics"),
            _one("RSS", "web:opportunities_feed"),
            _one("Atom", "web:opportunities_feed_atom"),
            _one("JSON Feed", "web:opportunities_feed_json"),
            _one("JSON", "api:opportunities"),
        ),
        _("Facts read in public pages, each with its source; European calls: © European Union, CC BY 4.0."),
        CC_BY,
    )


def _events() -> Dataset:
    return Dataset(
        "events",
        "calendar",
        _("Events"),
        _("Festivals, exhibitions, missions and meetings, coming and past."),
        Event.objects.published().count(),
        tuple(
            Download(one.label, f"{one.url}?when=all")
            for one in (
                *_files("agenda_export", "csv", "xlsx"),
                _one("iCalendar", "web:agenda_ics"),
                _one("RSS", "web:agenda_feed"),
                _one("Atom", "web:agenda_feed_atom"),
                _one("JSON", "api:events"),
            )
        ),
        FACTS,
    )


def _places() -> Dataset:
    return Dataset(
        "places",
        "map-pin",
        _("Places"),
        _("Hubs, exhibition places and halls."),
        Place.objects.count(),
        (*_files("places_export", "csv", "xlsx", "geojson"), _one("JSON", "api:places")),
        FACTS,
    )


def _residencies() -> Dataset:
    return Dataset(
        "residencies",
        "calendar",
        _("Residencies"),
        _("Who hosts, how long, lodging, who pays what, equipment, languages."),
        Residency.objects.published().count(),
        (
            *_files("residencies_export", "csv", "xlsx", "geojson"),
            _one("RSS", "web:residencies_feed"),
            _one("JSON", "api:residencies"),
        ),
        FACTS,
    )


def _figures() -> Dataset:
    return Dataset(
        "indicators",
        "chart-column",
        _("Figures"),
        _("Published values about the sector, each with its source, year and perimeter."),
        Figure.objects.count(),
        (*_files("indicators_export", "csv", "xlsx"), _one("JSON", "api:indicators")),
        FACTS,
    )


def _counts() -> Dataset:
    return Dataset(
        "counts",
        "chart-column",
        _("Figures we count"),
        _("Numbers counted from a kept snapshot of the directory and the company register."),
        len(MEASURES),
        (_one("JSON", "api:counts"),),
        OWN_COUNTS,
        CC_ZERO,
    )


def _vocabularies() -> Dataset:
    return Dataset(
        "disciplines",
        "tag",
        _("Disciplines"),
        _("The sector’s own vocabulary in four languages, with the NACE codes that come near."),
        Discipline.objects.count(),
        (_one("JSON", "api:disciplines"),),
        OWN_VOCABULARY,
        CC_ZERO,
    )


def _territories() -> Dataset:
    return Dataset(
        "territories",
        "layers",
        _("Territories"),
        _("Communes, provinces, regions and communities with their codes; boundaries on request."),
        Territory.objects.count(),
        (_one("JSON", "api:territories"),),
        STATBEL,
        CC_BY,
    )


def _news() -> Dataset:
    return Dataset(
        "news",
        "newspaper",
        _("News"),
        _("The articles of the newsroom, for feed readers."),
        ArticlePage.objects.live().count(),
        (_one("RSS", "web:news_feed"), _one("Atom", "web:news_feed_atom")),
        OWN_TEXTS,
    )


_PYTHON = """import json
from urllib.request import urlopen

address = "{actors}?territory=90000&size=100"
while address:
    with urlopen(address) as answer:
        page = json.load(answer)
    for actor in page["results"]:
        print(actor["name"], actor["city"], actor["is_demo"], sep="\\t")
    address = page["next"]"""

_JAVASCRIPT = """const answer = await fetch("{opportunities}?status=open&lang=fr");
const page = await answer.json();
for (const call of page.results) {{
  console.log(call.title.text, call.closes_at, call.url);
}}"""

_CURL = """curl -o acteurs.csv '{csv}'
curl '{events}?when=coming&size=5'"""


def _snippets() -> tuple[Snippet, ...]:
    addresses = {name: _absolute(reverse(f"api:{name}")) for name in ("actors", "opportunities", "events")}
    addresses["csv"] = _absolute(reverse("web:actors_export", args=["csv"]))
    return (
        Snippet(
            "cURL", _("A spreadsheet of all actors, then the next five events."), _CURL.format(**addresses)
        ),
        Snippet(
            "Python", _("Every actor of the province of Namur, page after page."), _PYTHON.format(**addresses)
        ),
        Snippet("JavaScript", _("What is open now, from any web page."), _JAVASCRIPT.format(**addresses)),
    )


def _catalogue(datasets: list[Dataset]) -> dict[str, Any]:
    """Return the page for search engines of data, in schema.org's words."""
    return {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "name": f"{settings.INSTANCE_NAME}: {_('Open data')}",
        "url": _absolute(reverse("web:open_data")),
        "dataset": [_described(one) for one in datasets],
    }


def _described(dataset: Dataset) -> dict[str, Any]:
    files = [
        {"@type": "DataDownload", "encodingFormat": one.media_type, "contentUrl": one.url}
        for one in dataset.downloads
    ]
    known = {
        "@type": "Dataset",
        "name": dataset.title,
        "description": f"{dataset.about} {dataset.licence}",
        "isAccessibleForFree": True,
        "distribution": files,
    }
    return known | ({"license": dataset.licence_url} if dataset.licence_url else {})
