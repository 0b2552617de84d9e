"""The words of the search in the desk: what means the same, what the team gave or switched off."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.core.names import fold
from vivier.desk.forms.words import IdeasForm, WordsForm
from vivier.desk.listing import FORMATS, download
from vivier.directory import actions
from vivier.directory.refusals import InvalidValue
from vivier.directory.vocabulary import Idea, ideas
from vivier.search import unanswered
from vivier.search.models import IndexChange

PER_PAGE = 25
UNANSWERED_SHOWN = 30
COLUMNS = ("concept", "label", "broader", "word", "language", "given_by", "in_use")


class SearchWordsView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """Ideas with their words; a form to give more; each word switched off or on."""

    template_name = "desk/search_words.html"
    header_icon = "tag"
    page_title = gettext_lazy("Words of the search")

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them."""
        return self._show()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Give words, or switch one."""
        if "give" in request.POST:
            return self._give(WordsForm(list(ideas()), request.POST))
        if "concept" in request.POST and "word" in request.POST:
            return self._switch(request.POST["concept"], request.POST["word"], on="on" in request.POST)
        return redirect("desk_search_words")

    def _give(self, form: WordsForm) -> HttpResponse:
        if not form.is_valid():
            return self._show(form=form, status=422)
        try:
            given, read_again = actions.give_words(**form.cleaned_data, by=self.request.user)  # type: ignore[arg-type]
        except InvalidValue as error:
            form.add_error(error.field, str(error))
            return self._show(form=form, status=422)
        said = ngettext("The word is in use.", "The words are in use.", len(given))
        messages.success(self.request, f"{said} {_read_again(read_again)}")
        return self._back()

    def _switch(self, concept: str, word: str, *, on: bool) -> HttpResponse:
        try:
            read_again = actions.switch_word(concept, word, on=on, by=self.request.user)  # type: ignore[arg-type]
        except InvalidValue as error:
            messages.error(self.request, str(error))
        else:
            said = _("The word is in use again.") if on else _("The word is switched off.")
            messages.success(self.request, f"{said} {_read_again(read_again)}")
        return self._back()

    def _back(self) -> HttpResponse:
        """Return to the ideas that were shown."""
        answer = redirect("desk_search_words")
        asked = self.request.META.get("QUERY_STRING", "")
        if asked:
            answer["Location"] += f"?{asked}"
        return answer

    def _show(self, *, form: WordsForm | None = None, status: int = 200) -> HttpResponse:
        known = list(ideas())
        asked = IdeasForm(self.request.GET)
        page = Paginator(_asked_for(known, asked), PER_PAGE).get_page(self.request.GET.get("page"))
        first = {"words": self.request.GET.get("words", "")[:200]}
        context = self.get_context_data(
            page=page,
            asked=asked,
            form=form or WordsForm(known, initial=first),
            waiting=IndexChange.objects.count(),
            unanswered=list(unanswered.frequent()[:UNANSWERED_SHOWN]),
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


def _read_again(count: int) -> str:
    if not count:
        return _("No record has it yet.")
    return ngettext(
        "%(count)d record that has it is read again.", "%(count)d records that have it are read again.", count
    ) % {"count": count}


def _asked_for(known: list[Idea], asked: IdeasForm) -> list[Idea]:
    """Narrow the ideas; without a question the towns, which only have their official names, are left out."""
    asked.is_valid()
    text, changed = fold(asked.cleaned_data.get("q") or ""), asked.cleaned_data.get("changed")
    found = known
    if changed:
        found = [one for one in found if any(word.is_given or word.is_off for word in one.words)]
    elif not text:
        found = [one for one in found if not one.code.startswith("territory:")]
    if text:
        found = [one for one in found if any(text in fold(word.text) for word in one.words)]
    return sorted(found, key=lambda one: fold(one.label))


def search_words_file(_request: HttpRequest, kind: str) -> HttpResponseBase:
    """Answer with every word of every idea as CSV or XLSX."""
    if kind not in FORMATS:
        return HttpResponse(status=404)
    return download(kind, "search-words", COLUMNS, _rows())


def _rows() -> Iterator[tuple[Any, ...]]:
    for idea in ideas():
        for word in idea.words:
            origin = "team" if word.is_given else "vocabulary"
            yield (idea.code, idea.label, idea.broader, word.text, word.language, origin, not word.is_off)
