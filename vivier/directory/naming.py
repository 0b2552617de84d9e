"""Which record a name means: its name today, a name it had in a source, or a former name."""

from collections.abc import Iterable
from typing import Any

from vivier.core.names import fold
from vivier.directory.models import Actor, FieldSource, FormerName


class KnownNames:
    """All names of all records, read once; a name of today wins over an older one."""

    def __init__(self, *, former: bool = True) -> None:
        self._keys: dict[str, int] = {}
        if former:
            self._learn(FormerName.objects.order_by("-pk").values_list("name", "actor_id"))
        self._learn(FieldSource.objects.filter(field="name").order_by("-pk").values_list("value", "actor_id"))
        self._learn(Actor.objects.order_by("-pk").values_list("name", "pk"))

    def _learn(self, pairs: Iterable[tuple[Any, int]]) -> None:
        for name, key in pairs:
            self.add(str(name), key)

    def add(self, name: str, key: int) -> None:
        """Learn one name of a record."""
        self._keys[fold(name.strip())] = key

    def key_of(self, name: str) -> int | None:
        """Return the primary key of the record that the name means, or None."""
        return self._keys.get(fold(name.strip()))

    def find(self, name: str) -> Actor | None:
        """Return the record that the name means, or None."""
        key = self.key_of(name)
        return Actor.objects.get(pk=key) if key else None
