"""Which activities make the sector: the used definitions, ready to be asked about thousands of activities."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from vivier.reference.models import ActivityCode
from vivier.registers.models import Objection, SectorCode, SectorDefinition, WatchedNumber
from vivier.registers.readers.kbo_layers import Wanted, hash_of

DIGITS = 5
MOST_KEPT = 10_000  # answers about the same activities
Activity = tuple[str, str, bool]  # version of NACE, code, whether it is the main one
Rank = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """One reason for being in the sector: a definition, its version, the activity and how much it weighs."""

    definition: str
    version: int
    nace_version: str
    code: str
    weight: str
    domain: str

    def as_data(self) -> list[str | int]:
        return [self.definition, self.version, self.nace_version, self.code, self.weight, self.domain]


@dataclass(slots=True)
class Sectors:
    """The used definitions by (version of NACE, first digits of a code)."""

    by_code: dict[tuple[str, str], list[SectorCode]] = field(default_factory=lambda: defaultdict(list))
    _met: dict[tuple[str, str], list[SectorCode]] = field(default_factory=dict)
    _ranked: dict[Activity, list[tuple[str, Rank, Membership]]] = field(default_factory=dict)
    _said: dict[tuple[tuple[str, str, bool], ...], list[list[str | int]]] = field(default_factory=dict)

    @classmethod
    def used(cls) -> "Sectors":
        """Read the definitions that imports use."""
        sectors = cls()
        for code in SectorCode.objects.filter(definition__is_used=True).select_related("definition"):
            sectors.by_code[code.nace_version, code.code].append(code)
        return sectors

    @classmethod
    def newest(cls) -> "Sectors":
        """Read the newest version of every definition, used by imports or not."""
        sectors = cls()
        versions = dict(SectorDefinition.objects.order_by("version").values_list("slug", "version"))
        for code in SectorCode.objects.select_related("definition"):
            if versions[code.definition.slug] == code.definition.version:
                sectors.by_code[code.nace_version, code.code].append(code)
        return sectors

    def reasons(self, activities: Iterable[tuple[str, str, bool]]) -> Iterator[SectorCode]:
        """Yield every activity of a used definition that one of these activities is or belongs to."""
        for version, code, _main in activities:
            yield from self._naming(version, code)

    def _naming(self, version: str, code: str) -> list[SectorCode]:
        """Return what names an activity, found once for each."""
        known = self._met.get((version, code))
        if known is None:
            begins = [(version, code[:length]) for length in range(2, DIGITS + 1)]
            known = [one for begin in begins for one in self.by_code.get(begin, ())]
            self._met[version, code] = known
        return known

    def said_of(self, activities: tuple[tuple[str, str, bool], ...]) -> list[list[str | int]]:
        """Return `memberships` as they are kept; the same activities are looked at once."""
        said = self._said.get(activities)
        if said is None:
            if len(self._said) >= MOST_KEPT:
                self._said.clear()
            said = self._said[activities] = [one.as_data() for one in self.memberships(activities)]
        return said

    def memberships(self, activities: Iterable[tuple[str, str, bool]]) -> list[Membership]:
        """Return why these activities are in the sector, the heaviest reason first of each definition."""
        best: dict[str, tuple[Rank, Membership]] = {}
        for version, code, main in activities:
            for slug, rank, reason in self._ranked_reasons(version, code, main):
                known = best.get(slug)
                if known is None or rank < known[0]:
                    best[slug] = (rank, reason)
        return [reason for _rank, reason in (best[slug] for slug in sorted(best))]

    def _ranked_reasons(self, version: str, code: str, main: bool) -> list[tuple[str, Rank, Membership]]:
        """Return why one activity is in the sector: definition, rank (least first) and reason; made once."""
        known = self._ranked.get((version, code, main))
        if known is None:
            known = self._ranked[version, code, main] = []
            for one in self._naming(version, code):
                slug, weight = one.definition.slug, f"{one.weight:.2f}"
                reason = Membership(slug, one.definition.version, version, code, weight, one.domain)
                known.append((slug, (-one.weight, not main, version != "2025", code), reason))
        return known


def wanted_codes() -> Wanted:
    """Return (version, five digits) of every activity that any definition names, used or not."""
    prefixes: dict[str, set[str]] = defaultdict(set)
    for version, code in SectorCode.objects.values_list("nace_version", "code"):
        prefixes[version].add(code[:DIGITS])
    wanted = {(version, code) for version, codes in prefixes.items() for code in codes if len(code) == DIGITS}
    short = {
        version: tuple(code for code in codes if len(code) < DIGITS) for version, codes in prefixes.items()
    }
    for version, dotted in ActivityCode.objects.filter(version__in=short).values_list("version", "code"):
        code = dotted.replace(".", "")[:DIGITS]
        if len(code) == DIGITS and short[version] and code.startswith(short[version]):
            wanted.add((version, code))
    return frozenset(wanted)


def current_definitions() -> list[str]:
    """Return the short names of the definitions that imports use."""
    return list(SectorDefinition.objects.filter(is_used=True).values_list("slug", flat=True))


def used_definitions() -> str:
    """Return a text that changes when other definitions are used, or when one of them was edited."""
    used = SectorDefinition.objects.filter(is_used=True).values_list("slug", "version")
    return ", ".join(f"{slug} {version}" for slug, version in used)


def watched_numbers() -> str:
    """Return a text that changes when other numbers are watched or objections came."""
    numbers = WatchedNumber.objects.values_list("number", flat=True)
    return hash_of(
        [*numbers, *Objection.objects.order_by("number_hash").values_list("number_hash", flat=True)]
    )
