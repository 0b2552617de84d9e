"""Tables of an empty database are made quickly, and are the same."""

from django.apps import apps
from django.db import models
from django.db.migrations.operations import AddField, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from vivier.core.migrating import tables_made_quickly


def drawn_up(*operations: Operation) -> ProjectState:
    state = ProjectState()
    assert state.apps.get_models() == []  # drawn up from here on
    for operation in operations:
        operation.state_forwards("shop", state)
    return state


def relations(state: ProjectState) -> dict[str, list[str]]:
    """What each model has and is pointed to by."""
    return {
        model.__name__: sorted(f"{field.name} {field.related_model}" for field in model._meta.get_fields())
        for model in state.apps.get_models(include_auto_created=True)
    }


SHELF = CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))])
BOOK = CreateModel(
    "Book",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("shelf", models.ForeignKey("shop.Shelf", models.CASCADE)),
        ("sequels", models.ManyToManyField("shop.Book")),
    ],
)
LENDER = AddField("Shelf", "first", models.ForeignKey("shop.Book", models.CASCADE, null=True))


def test_a_new_model_is_drawn_up_with_all_its_relations():
    usual = relations(drawn_up(SHELF, BOOK, LENDER))

    with tables_made_quickly():
        quick = relations(drawn_up(SHELF, BOOK, LENDER))

    assert quick == usual
    assert set(usual) == {"Shelf", "Book", "Book_sequels"}


def test_what_was_drawn_up_before_is_not_drawn_up_again():
    with tables_made_quickly():
        state = drawn_up(SHELF)
        before = state.apps.get_model("shop", "Shelf")
        BOOK.state_forwards("shop", state)

    assert state.apps.get_model("shop", "Shelf") is before


def test_afterwards_everything_is_as_it_was():
    usual = ProjectState.add_model, apps.get_swappable_settings_name

    with tables_made_quickly():
        pass

    assert usual == (ProjectState.add_model, apps.get_swappable_settings_name)
