"""A tiny registry for the tests of the index: rows are plain objects on a shelf."""

from dataclasses import dataclass, field

from vivier.core.names import sort_key
from vivier.search.sources import Document, Source


@dataclass
class Item:
    pk: int
    title: str
    extra: dict = field(default_factory=dict)


@dataclass
class Shelf:
    """Rows of one kind; taking one away is what unpublishing is elsewhere."""

    kind: str = "actor"
    items: dict[int, Item] = field(default_factory=dict)

    def put(self, title: str, **extra) -> int:
        pk = max(self.items, default=0) + 1
        self.items[pk] = Item(pk, title, extra)
        return pk

    def source(self) -> Source:
        return Source(self.kind, lambda: list(self.items.values()), self.build)

    def build(self, item: Item) -> Document:
        return Document(
            key=f"{self.kind}:{item.pk}",
            kind=self.kind,
            title=item.title,
            **({"sort_name": sort_key(item.title)} | item.extra),
        )
