"""What people do with the records of actors, one file a subject."""

from vivier.directory.actions.corrections import (
    SUGGESTIONS_PER_DAY,
    SUGGESTIONS_PER_HOUR,
    apply_correction,
    refuse_correction,
    suggest_correction,
)
from vivier.directory.actions.links import add_label, add_relation, add_site, remove_relation
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
    count_changes,
    count_decisions,
    decide_changes,
    drop_changes,
    propose_changes,
    still_open,
)
from vivier.directory.actions.sources import (
    change_source,
    check_sheet,
    map_sheet,
    name_source,
    propose_sheet,
    read_feed,
    receive_sheet,
    remove_source,
)
from vivier.directory.actions.undoing import can_still_be_undone, undo_changes

__all__ = [
    "SUGGESTIONS_PER_DAY",
    "SUGGESTIONS_PER_HOUR",
    "add_label",
    "add_relation",
    "add_site",
    "apply_changes",
    "apply_correction",
    "can_still_be_undone",
    "change_source",
    "check_sheet",
    "confirm_actor",
    "count_changes",
    "count_decisions",
    "create_actor",
    "decide_changes",
    "drop_changes",
    "map_sheet",
    "name_source",
    "propose_changes",
    "propose_sheet",
    "publish_actor",
    "read_feed",
    "receive_sheet",
    "refuse_correction",
    "remove_relation",
    "remove_source",
    "rename_actor",
    "still_open",
    "suggest_correction",
    "undo_changes",
    "unpublish_actor",
    "update_actor",
]
