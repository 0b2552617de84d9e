"""Disciplines, terms and territories in the desk."""

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from django.utils.translation import gettext_lazy as _

from vivier.accounts.models import User
from vivier.desk import saving
from vivier.desk.forms.vocabulary import DisciplineForm, TermForm
from vivier.desk.records import Deed, RecordViewSet
from vivier.reference.models import Discipline, Term, Territory

LABELS = {
    "code": _("Code"),
    "label_fr": _("Label (French)"),
    "label_en": _("Label (English)"),
    "label_nl": _("Label (Dutch)"),
    "label_de": _("Label (German)"),
}


def _remove(word: Any, by: User, reason: str) -> None:
    saving.remove(word, by=by, reason=reason)


def _is_unused(word: Discipline) -> bool:
    return not (word.actors.exists() or word.calls.exists() or word.events.exists())


def _without_outlines(rows: QuerySet[Territory]) -> QuerySet[Territory]:
    return rows.defer("boundary", "chain")


def _removal(offered: Any) -> Deed:
    return Deed(
        "remove",
        _("Remove the word"),
        _remove,
        offered,
        "bin",
        question=_("The word leaves the vocabulary for good; the journal keeps it."),
        done=_("Removed."),
        reason_needed=True,
        leads_to_list=True,
    )


class DisciplineViewSet(RecordViewSet):
    """The sector's fields of creation."""

    model = Discipline
    icon = "tag"
    name = "desk_discipline"
    url_prefix = "disciplines"
    menu_label = _("Disciplines")
    menu_name = "disciplines"
    form = DisciplineForm
    deeds = (_removal(_is_unused),)
    ordering = "position"
    search_fields = ("label_fr", "label_en", "code")
    list_display: Any = ("label_fr", "code", "position")
    export_filename = "disciplines"
    list_export = ("code",)
    export_headings = LABELS


class TermViewSet(RecordViewSet):
    """Skills and needs."""

    model = Term
    icon = "tag"
    name = "desk_term"
    url_prefix = "terms"
    menu_label = _("Skills and needs")
    menu_name = "terms"
    form = TermForm
    deeds = (_removal(lambda _term: True),)
    ordering = "label_fr"
    search_fields = ("label_fr", "label_en", "code")
    list_filter = ("kind", "domain")
    list_display: Any = ("label_fr", "kind", "domain", "code")
    export_filename = "terms"
    list_export = ("code",)
    export_headings = LABELS | {"get_kind_display": _("Kind"), "domain": _("Domain")}


class TerritoryViewSet(RecordViewSet):
    """Layers of the map; read only, they come from the statistical office."""

    model = Territory
    icon = "site"
    name = "desk_territory"
    url_prefix = "territories"
    menu_label = _("Territories")
    menu_name = "territories"
    can_be_added = False
    for_list = staticmethod(_without_outlines)
    ordering = "label_fr"
    search_fields = ("label_fr", "label_nl", "code")
    list_filter = ("kind",)
    list_display: Any = ("label_fr", "kind", "code", "label_nl", "label_de")
    export_filename = "territories"
    list_export = ("code",)
    export_headings = LABELS | {"get_kind_display": _("Kind")}

    def get_urlpatterns(self) -> list[Any]:
        """Only lists: nothing is edited here."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(edit_url_name=None, **kwargs)

    def register_admin_url_finder(self) -> None:
        """There is no page to find."""
