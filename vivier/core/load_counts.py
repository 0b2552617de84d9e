"""What storing the rows of a dataset did: counted row by row, with what people should know about it."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class LoadCounts:
    """Rows created, changed, left as they were, refused for a person wrote otherwise; notes as sentences."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    notes: list[str] = field(default_factory=list)
