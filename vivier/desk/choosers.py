"""Dialogs that pick one record by its name: actors, schemes, series, places, territories."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from vivier.agenda.models import Place, Series
from vivier.core.names import sort_key
from vivier.directory.models import Actor
from vivier.opportunities.models import Scheme
from vivier.reference.models import Territory

LONGEST_SEARCH = 100


class SearchByNameForm(BaseFilterForm):  # type: ignore[misc]
    """One field that finds records by a part of their name."""

    columns: tuple[str, ...] = ()

    q = forms.CharField(
        label=_("Search by name"),
        max_length=LONGEST_SEARCH,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what has the words in one of its names."""
        words = self.cleaned_data.get("q") or ""
        if not words:
            return objects
        self.is_searching, self.search_query = True, words
        wanted = Q()
        for column in self.columns:
            text = sort_key(words) if column == "sort_name" else words
            wanted |= Q(**{f"{column}__icontains": text})
        return objects.filter(wanted)


class PickOnlyViewSet(ChooserViewSet):  # type: ignore[misc]
    """A dialog that picks; records are opened on their own page, by their own deed."""

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{**kwargs, "create_url_name": None})  # type: ignore[no-any-return]

    def get_urlpatterns(self) -> list[Any]:
        """Everything but the page that would create."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


def _search_by(*names: str) -> type[SearchByNameForm]:
    return type("SearchForm", (SearchByNameForm,), {"columns": names})


def _chooser(namespace: str, model: Any, icon: str, choose: Any, *names: str) -> PickOnlyViewSet:
    form = _search_by(*names)
    attributes = {"filter_form_class": form}
    return PickOnlyViewSet(
        namespace,
        url_prefix=namespace.replace("desk_", "").replace("_", "-"),
        model=model,
        icon=icon,
        choose_one_text=choose,
        choose_another_text=_("Choose another"),
        choose_view_class=type("Choose", (ChooseView,), attributes),
        choose_results_view_class=type("ChooseResults", (ChooseResultsView,), attributes),
        per_page=12,
        register_widget=False,
    )


actor_chooser = _chooser("desk_actor_chooser", Actor, "group", _("Choose an actor"), "sort_name")
scheme_chooser = _chooser(
    "desk_scheme_chooser", Scheme, "tasks", _("Choose a scheme"), "title_fr", "title_en"
)
series_chooser = _chooser("desk_series_chooser", Series, "rotate", _("Choose a series"), "name")
place_chooser = _chooser("desk_place_chooser", Place, "home", _("Choose a place"), "sort_name")
territory_chooser = _chooser(
    "desk_territory_chooser", Territory, "site", _("Choose a territory"), "label_fr", "label_nl", "code"
)
ALL = (actor_chooser, scheme_chooser, series_chooser, place_chooser, territory_chooser)

ActorChooser = actor_chooser.widget_class
SchemeChooser = scheme_chooser.widget_class
SeriesChooser = series_chooser.widget_class
PlaceChooser = place_chooser.widget_class
TerritoryChooser = territory_chooser.widget_class
