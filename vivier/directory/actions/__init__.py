"""What people do with the records of actors, one file a subject."""

from vivier.directory.actions.corrections import (
    SUGGESTIONS_PER_DAY,
    SUGGESTIONS_PER_HOUR,
    apply_correction,
    refuse_correction,
    suggest_correction,
)
from vivier.directory.actions.links import add_label, add_relation, add_site, remove_relation
from vivier.directory.actions.lookalikes import attach_change, detach_change, mark_lookalikes
from vivier.directory.actions.merging import merge_actors
from vivier.directory.actions.pairs import (
    ask_to_stop,
    begin_search,
    carry_out_search,
    go_on,
    propose_pair,
    put_off,
    reopen_pair,
    tell_apart,
)
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
    "ask_to_stop",
    "attach_change",
    "begin_search",
    "can_still_be_undone",
    "carry_out_search",
    "confirm_actor",
    "count_changes",
    "count_decisions",
    "create_actor",
    "decide_changes",
    "detach_change",
    "drop_changes",
    "go_on",
    "mark_lookalikes",
    "merge_actors",
    "propose_changes",
    "propose_pair",
    "publish_actor",
    "put_off",
    "refuse_correction",
    "remove_relation",
    "rename_actor",
    "reopen_pair",
    "still_open",
    "suggest_correction",
    "tell_apart",
    "undo_changes",
    "undo_merge",
    "unpublish_actor",
    "update_actor",
]
