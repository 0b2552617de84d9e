"""Makes the tables of an empty database in a quarter of the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.apps import apps
from django.db.migrations.state import ModelState, ProjectState


@contextmanager
def tables_made_quickly() -> Iterator[None]:
    """Within the block migrations draw up a new model alone, not every model related to it once more.

    Django draws up some hundred models again for each table it adds, in case they point to it; nothing points
    to a table that was not there. What is made is the same (docs/decisions/0019-one-first-migration.md).
    """
    kept = ProjectState.add_model, apps.get_swappable_settings_name
    ProjectState.add_model = _add_model_alone  # type: ignore[method-assign]
    # Asked 60 000 times, of every model each time.
    apps.get_swappable_settings_name = cache(kept[1])  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = kept[0]  # type: ignore[method-assign]
        apps.get_swappable_settings_name = kept[1]  # type: ignore[method-assign]


def _add_model_alone(self: ProjectState, model_state: ModelState) -> None:
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:  # type: ignore[attr-defined]
        self.resolve_model_relations(key)
    if "apps" in self.__dict__:  # hasattr would make them
        self.apps.render_multiple([model_state])
