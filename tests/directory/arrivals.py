"""Records a register might propose, for the tests of what they look like."""

from vivier.directory import actions
from vivier.directory.fields import Value
from vivier.directory.models import ChangeSet, FieldSource
from vivier.directory.provenance import Source
from vivier.directory.refresh import Arrival


def proposed(*names: str, **values: Value) -> ChangeSet:
    """Propose a new association per name, as the register would."""
    arrivals = [
        Arrival(
            f"04031707{n:02d}", {"name": name, "kind": "association", "disciplines": ["arts_scene"], **values}
        )
        for n, name in enumerate(names)
    ]
    source = Source(FieldSource.Method.REGISTER, "The register")
    return actions.propose_changes(arrivals, kind="register", label="BCE 1", source=source, by=None)
