"""What people do with the records of actors, one file a subject."""

from vivier.directory.actions.corrections import (
    SUGGESTIONS_PER_DAY,
    SUGGESTIONS_PER_HOUR,
    apply_correction,
    refuse_correction,
    suggest_correction,
)
from vivier.directory.actions.links import add_label, add_relation, add_site, remove_relation
from vivier.directory.actions.merging import merge_actors
from vivier.directory.actions.records import (
    confirm_actor,
    create_actor,
    publish_actor,
    rename_actor,
    unpublish_actor,
    update_actor,
)
from vivier.directory.actions.refreshing import (
    apply_changes,
    can_still_be_undone,
    count_changes,
    count_decisions,
    decide_changes,
    drop_changes,
    propose_changes,
    still_open,
    undo_changes,
)
from vivier.directory.actions.unmerging import undo_merge

__all__ = [
    "SUGGESTIONS_PER_DAY",
    "SUGGESTIONS_PER_HOUR",
    "add_label",
    "add_relation",
    "add_site",
    "apply_changes",
    "apply_correction",
    "can_still_be_undone",
    "confirm_actor",
    "count_changes",
    "count_decisions",
    "create_actor",
    "decide_changes",
    "drop_changes",
    "merge_actors",
    "propose_changes",
    "publish_actor",
    "refuse_correction",
    "remove_relation",
    "rename_actor",
    "still_open",
    "suggest_correction",
    "undo_changes",
    "undo_merge",
    "unpublish_actor",
    "update_actor",
]
