"""What a list would change among our opportunities: new, changed, vanished; people's words stay."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from vivier.core.names import fold
from vivier.opportunities import fields
from vivier.opportunities.lists.from_tables import Entry
from vivier.opportunities.models import Call, CallChange, CallSource, CallTie

Kind = CallChange.Kind
# Written only beside the value they belong to: by themselves their usual value says nothing.
_BESIDE = {"closes_on_day": ("closes_at",), "currency": ("amount_max", "amount_min")}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one entry would change; values are kept as {field: [before, after]}, in plain form."""

    kind: str
    external_id: str
    title: str
    call: Call | None = None
    values: Mapping[str, list[Any]] = field(default_factory=dict)
    refused: Mapping[str, Any] = field(default_factory=dict)
    origin: Mapping[str, Any] = field(default_factory=dict)

    @property
    def says_anything(self) -> bool:
        return bool(self.kind != Kind.CHANGED or self.values or self.refused)


class Comparison:
    """A source's entries beside what is known: by its own identifiers, else by official page or title."""

    def __init__(self, source: CallSource) -> None:
        self.source = source
        rows = source.ties.select_related("call__territory").prefetch_related("call__disciplines")
        self.ties: dict[str, CallTie] = {tie.external_id: tie for tie in rows}
        self._tied = {tie.call_id for tie in self.ties.values()}
        self._by_url, self._by_title = _known()
        self.seen: set[str] = set()

    def of(self, entry: Entry) -> Proposal:
        """Return what an entry would change; a proposal that says nothing when it is known as it is."""
        self.seen.add(entry.external_id)
        tie = self.ties.get(entry.external_id)
        if tie is not None:
            values, refused = changes_of(tie.call, entry.values, tie.written)
            told = {name: value for name, value in refused.items() if tie.refused.get(name) != value}
            return Proposal(Kind.CHANGED, entry.external_id, entry.title, tie.call, values, told)
        known = self._alike(entry)
        if known is not None:
            self._tied.add(known.pk)
            values, refused = changes_of(known, entry.values, {})
            origin = {"alike": True}
            return Proposal(Kind.CHANGED, entry.external_id, entry.title, known, values, refused, origin)
        return self._new(entry)

    def _new(self, entry: Entry) -> Proposal:
        said = {"title_fr": entry.title, "kind": self.source.kind, **entry.values}
        values = {name: [None, fields.plain(value)] for name, value in said.items()}
        origin = {"scheme": entry.scheme or entry.title, "issuer": entry.issuer or self.source.name}
        return Proposal(Kind.NEW, entry.external_id, entry.title, None, values, {}, origin)

    def _alike(self, entry: Entry) -> Call | None:
        """An opportunity with the same official page or title, that no entry of this source is yet."""
        key = self._by_url.get(_address(entry.values.get("url") or "")) or self._by_title.get(
            fold(entry.title)
        )
        if key is None or key in self._tied:
            return None
        return Call.objects.select_related("territory").prefetch_related("disciplines").get(pk=key)

    def vanished(self, now: datetime) -> Iterator[Proposal]:
        """Yield what the list no longer holds and is not over; only for a source whose list is whole."""
        if not self.source.is_whole:
            return
        for tie in self.ties.values():
            over = tie.call.closes_at is not None and tie.call.closes_at < now
            if tie.external_id not in self.seen and tie.gone_at is None and not over:
                yield Proposal(Kind.VANISHED, tie.external_id, str(tie.call)[:255], tie.call)


def _known() -> tuple[dict[str, int], dict[str, int]]:
    rows = Call.objects.exclude(Q(title_fr="") & Q(url="")).order_by("-pk")
    by_url: dict[str, int] = {}
    by_title: dict[str, int] = {}
    for key, url, *titles in rows.values_list("pk", "url", "title_fr", "title_en", "title_nl", "title_de"):
        if url:
            by_url.setdefault(_address(url), key)
        for title in filter(None, titles):
            by_title.setdefault(fold(title), key)
    by_url.pop("", None)
    return by_url, by_title


def _address(url: str) -> str:
    """An official page as it is compared; the front page of a site is nobody's own page."""
    rest = url.partition("://")[2].removeprefix("www.").rstrip("/")
    return rest if "/" in rest else ""


def changes_of(
    call: Call, said: Mapping[str, Any], written: Mapping[str, Any]
) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """Return ({field: [before, after]}, {field: refused value}): a source corrects only its own words."""
    values: dict[str, list[Any]] = {}
    refused: dict[str, Any] = {}
    for name, value in said.items():
        now, new = fields.plain(_current(call, name)), fields.plain(value)
        if name in _BESIDE or fields.same(_current(call, name), value):
            continue
        if now in (None, "", []) or (name in written and now == written[name]):
            values[name] = [now, new]
        else:
            refused[name] = new
    for name, beside in _BESIDE.items():
        now = fields.plain(_current(call, name))
        if name in said and values.keys() & set(beside) and now != fields.plain(said[name]):
            values[name] = [now, fields.plain(said[name])]
    return values, refused


def _current(call: Call, name: str) -> Any:
    if name == "disciplines":
        return sorted(one.code for one in call.disciplines.all())
    return getattr(call, name)
