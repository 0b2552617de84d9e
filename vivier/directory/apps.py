from django.apps import AppConfig

HANGS_ON_A_RECORD = (
    "actor_disciplines.actor",
    "actorlabel.actor",
    "actorrole.actor",
    "correction.actor",
    "externalid.actor",
    "fieldsource.actor",
    "formername.actor",
    "membership.actor",
    "proposedchange.actor",
    "relation.source",
    "relation.target",
    "site.actor",
)


class DirectoryConfig(AppConfig):
    name = "vivier.directory"

    def ready(self) -> None:
        """Make actors findable; say what follows a record that goes into another."""
        from vivier.directory import following  # noqa: PLC0415 -- models are not loaded before
        from vivier.directory.documents import SOURCE  # noqa: PLC0415 -- for the line above
        from vivier.search import sources  # noqa: PLC0415 -- for the line above

        sources.register(SOURCE)
        for label in HANGS_ON_A_RECORD:
            following.follows(f"directory.{label}")
        for label in ("duplicateproposal.first", "duplicateproposal.second", "mergerecord.kept"):
            following.stays(f"directory.{label}")
