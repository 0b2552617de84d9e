"""Actors of another Vivier, or of anybody who gives the same JSON, in the words of this directory."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.translation import gettext as _

from vivier.core.fetching import Allow, fetch, is_public
from vivier.core.refusals import NotFetched
from vivier.directory import fields
from vivier.directory.fields import Value
from vivier.directory.from_sheet import WrongCell, number_of
from vivier.directory.models import Actor, ActorRole
from vivier.directory.refresh import Arrival
from vivier.directory.refusals import InvalidValue
from vivier.reference.models import Discipline, Territory

MOST_PAGES = 2_000
_TEXTS = ("name", "city", "website", "enterprise_number", "postal_code", "email", "closed_on", "founded_on")
_DESCRIPTIONS = ("description_fr", "description_en", "description_nl", "description_de")
_COUNTS = ("headcount_low", "headcount_high")
_CODED: dict[str, Any] = {"kind": Actor.Kind, "legal_form": Actor.LegalForm, "stage": Actor.Stage}


@dataclass(slots=True)
class FeedReader:
    """Reads the pages of a list of actors, each item into an arrival; what cannot be used is told."""

    allow: Allow = is_public
    pages: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)

    def of(self, url: str, progress: Callable[[int], None] = lambda _count: None) -> Iterator[Arrival]:
        """Yield the actors of every page; raise NotFetched when a page cannot be had or is no such list."""
        disciplines = set(Discipline.objects.values_list("code", flat=True))
        territories = set(Territory.objects.values_list("code", flat=True))
        home = urlsplit(url)
        seen: set[str] = set()
        while url and url not in seen:
            seen.add(url)
            if len(seen) > MOST_PAGES:
                raise NotFetched(_("The feed has more than %(most)s pages.") % {"most": MOST_PAGES})
            items, following = self._page(url)
            for item in items:
                arrival = self._arrival(self._whole(item, home), disciplines, territories)
                if arrival:
                    yield arrival
            self.pages += 1
            progress(len(items))
            url = urljoin(url, following) if following else ""
            if url and _machine(urlsplit(url)) != _machine(home):
                raise NotFetched(_("The next page of the feed is on another machine."))

    def _page(self, url: str) -> tuple[list[Any], str]:
        said = self._json(url)
        items = said.get("results") if isinstance(said, dict) else None
        if not isinstance(items, list):
            raise NotFetched(_("The feed is not a list of actors as this API gives it."))
        following = said.get("next")
        return items, following if isinstance(following, str) else ""

    def _json(self, url: str) -> Any:
        try:
            return json.loads(fetch(url, allow=self.allow).body)
        except (ValueError, RecursionError) as error:
            raise NotFetched(_("The feed is not JSON.")) from error

    def _whole(self, item: Any, home: SplitResult) -> Any:
        """Return the whole record behind a line of a list; the line itself when it leads nowhere else."""
        if not isinstance(item, Mapping) or "enterprise_number" in item:
            return item
        address = item.get("api_url")
        if not isinstance(address, str) or _machine(urlsplit(address)) != _machine(home):
            return item
        found = self._json(address)
        return found if isinstance(found, Mapping) and found.get("slug") == item.get("slug") else item

    def _arrival(self, item: Any, disciplines: set[str], territories: set[str]) -> Arrival | None:
        """Read one actor; None when it is invented for a demonstration, or cannot be used."""
        if not isinstance(item, Mapping) or not isinstance(item.get("slug"), str) or not item["slug"]:
            self.wrong.append(("?", _("An item without a “slug”.")))
            return None
        if item.get("is_demo") is True:
            return None
        try:
            values = dict(_values(item, disciplines, territories))
        except InvalidValue as error:
            self.wrong.append((item["slug"][:100], str(error)))
            return None
        if not values.get("name"):
            self.wrong.append((item["slug"][:100], _("There is no name.")))
            return None
        kind = values.get("kind") or Actor.Kind.ASSOCIATION.value
        origin = {"placed_with": "commune"} if values.get("territory") else {}
        return Arrival(item["slug"][:120], values, origin, {"kind": kind})


def _values(
    item: Mapping[str, Any], disciplines: set[str], territories: set[str]
) -> Iterator[tuple[str, Value]]:
    """Yield the values an item speaks of; what is empty or absent is not spoken of."""
    yield from _plain_values(item)
    for name, choices in _CODED.items():
        code = _code(item.get(name))
        if code in choices.values:
            yield name, code
    if found := sorted(_codes(item, "disciplines") & disciplines):
        yield "disciplines", found
    if found := sorted(_codes(item, "roles") & set(ActorRole.Kind.values)):
        yield "roles", found
    code = _code(item.get("territory"))
    if code in territories:
        yield "territory", code


def _plain_values(item: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    for name in _TEXTS:
        if isinstance(item.get(name), str) and item[name].strip():
            yield name, fields.clean(name, _checked(name, item[name]))
    for name in _COUNTS:
        if isinstance(item.get(name), int) and not isinstance(item[name], bool):
            yield name, fields.clean(name, item[name])
    about = item.get("description")
    said = about if isinstance(about, Mapping) else {}
    name = f"description_{said.get('language')}"
    if name in _DESCRIPTIONS and isinstance(said.get("text"), str) and said["text"].strip():
        yield name, fields.clean(name, said["text"])


def _checked(name: str, text: str) -> str:
    if name == "enterprise_number":
        try:
            return number_of(text)
        except WrongCell as error:
            raise InvalidValue(name, str(error)) from error
    return text


def _machine(parts: SplitResult) -> tuple[str, str]:
    return parts.scheme, parts.netloc


def _codes(item: Mapping[str, Any], name: str) -> set[str]:
    listed = item.get(name)
    return {_code(one) for one in listed} - {""} if isinstance(listed, list) else set()


def _code(value: Any) -> str:
    """Return the code of {"code": …, "label": …}, or a bare code; "" of anything else."""
    found = value.get("code") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) else ""
