"""The pages of the directory: the list with its map, one record, a correction, downloads."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vivier.accounts import journal, sentences
from vivier.accounts.models import JournalEntry
from vivier.accounts.rules import reads_the_journal, works_at_the_desk
from vivier.core.exports import write_csv, write_geojson, write_xlsx
from vivier.core.translation import current_language
from vivier.core.ways import Way, ways
from vivier.directory import actions
from vivier.directory.documents import UNKNOWN
from vivier.directory.models import Actor
from vivier.directory.questions import RADII_KM
from vivier.directory.refusals import DirectoryRefusal
from vivier.directory.survivors import keys_within
from vivier.search.query import Results
from vivier.web.files import actor_formats
from vivier.web.forms.directory import (
    MAP_FIELD,
    PAGE_SIZE,
    SORTS,
    SUGGESTED,
    ActorSearch,
    CorrectionForm,
    asked_field,
)
from vivier.web.leading_on import leads_on
from vivier.web.remembering import remembered
from vivier.web.senders import correction_of, sender_of
from vivier.web.showing import actor_facts, actor_list, actor_page
from vivier.web.showing.in_api import in_api
from vivier.web.showing.maps import territory_map
from vivier.web.waiting import told_to_wait

JOURNAL_ROWS = 30
WAYS = {"rss": "actors_feed", "atom": "actors_feed_atom", "json": "actors_feed_json"}
TABLES = {"csv": write_csv, "xlsx": write_xlsx}
EXPORTS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json; charset=utf-8",
}


class WrittenList(NamedTuple):
    """The list of actors, written: its title, HTML, address without a page number, how to follow it."""

    title: str
    main: str
    address: str
    ways: list[Way]


class WrittenActor(NamedTuple):
    """One record, written: its title, a sentence about it, its HTML, and the facts for machines."""

    title: str
    description: str
    main: str
    linked: dict[str, Any]


def actors(request: HttpRequest) -> HttpResponse:
    """List the actors found, with filters, counts and the map of the same results."""
    htmx: Any = getattr(request, "htmx", None)
    is_update = bool(htmx) and not htmx.history_restore_request
    asked = request.META.get("QUERY_STRING", "")
    written = remembered(("actors", asked, is_update), lambda: _write_list(request, is_update=is_update))
    if is_update:
        answer = HttpResponse(written.main, headers={"HX-Push-Url": f"{request.path}{written.address}"})
    else:
        answer = render(request, "web/directory/actor_list.html", {"written": written})
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _write_list(request: HttpRequest, *, is_update: bool) -> WrittenList:
    search = ActorSearch(request.GET)
    context = _list_context(search, search.results()) | {"is_update": is_update}
    title = str(render_to_string("web/directory/title.html", context)).strip()
    part = "update" if is_update else "page"
    template = f"web/directory/actor_list.html#{part}"
    main = render_to_string(template, context | {"title": title}, request)
    return WrittenList(title, main, search.address(page=None).rstrip("?"), context["ways"])


def _list_context(search: ActorSearch, results: Results) -> dict[str, Any]:
    disciplines = actor_list.discipline_labels()
    query = search.address(view=None, sort=None).rstrip("?")
    page = Paginator(range(results.total), PAGE_SIZE).get_page(search.page_number)
    cards = actor_list.cards(results.pks, disciplines)
    return {
        "search": search,
        "results": results,
        "page": page,
        "cards": cards,
        "groups": actor_list.groups(search, results, disciplines),
        "chips": actor_list.chips(search, disciplines),
        "ways_out": [] if results.total else actor_list.ways_out(search, disciplines),
        "suggestion_url": search.address(q=results.suggestion) if results.suggestion else "",
        "fallback": next((card.about for card in cards if card.about.is_fallback), None),
        "sorts": SORTS.items(),
        "radii": RADII_KM,
        "query_string": search.address(),
        "ways": ways({kind: reverse(f"web:{name}") for kind, name in WAYS.items()}, query),
        "api_url": in_api("actors", search.state()) if search.territory or not search.place_text else "",
        "alert_subject": "actors",
        "alert_query": search.query_of_alert,
    } | _map_context(search, results)


def _map_context(search: ActorSearch, results: Results) -> dict[str, Any]:
    counts = results.facets[MAP_FIELD]
    context: dict[str, Any] = {
        "map_href": f"{search.address(commune=None)}&".replace("?&", "?"),
        "map_here": f"{search.address(box=None)}&box=".replace("?&", "?"),
        "map_url": f"{search.address(view=None if search.shows_table else 'table')}#map",
        "unplaced": counts.get(UNKNOWN, 0),
    }
    if search.shows_table:
        return context | {"map_table": actor_list.by_commune(counts)}
    return context | {"map": territory_map(counts, selected=search.values("commune"))}


@leads_on
def actor(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one record with everything that hangs on it; drafts and the journal to the team."""
    if works_at_the_desk.test(request.user) or reads_the_journal.test(request.user):
        written = _write_actor(request, slug)
    else:
        written = remembered(("actor", slug), lambda: _write_actor(request, slug))
    return render(request, "web/directory/actor.html", {"written": written})


def _told(shown: Actor, *, also: list[int]) -> list[tuple[JournalEntry, str, list[tuple[str, str, str]]]]:
    """Return the newest entries of the journal in words: what was done, and what it changed."""
    rows = journal.entries_of(shown, also=also).select_related("content_type")[:JOURNAL_ROWS]
    return [(one, sentences.sentence(one), sentences.details(one)) for one in rows]


def _write_actor(request: HttpRequest, slug: str) -> WrittenActor:
    shown = get_object_or_404(Actor.objects.visible_to(request.user), slug=slug)
    page = actor_page.actor_page(shown)
    origins = actor_facts.origins(page)
    reads_journal = reads_the_journal.test(request.user)
    took_over = keys_within(shown.pk) if reads_journal else []
    context = {
        "actor": shown,
        "page": page,
        "origins": origins,
        "facts": actor_facts.facts(page, origins),
        "described": next((one for one in origins if one.field == "description_fr" and one.is_shown), None),
        "journal": _told(shown, also=took_over) if reads_journal else None,
    }
    return WrittenActor(
        title=shown.name,
        description=actor_list.shortened(shown.description.text),
        main=render_to_string("web/directory/actor.html#page", context, request),
        linked=actor_formats.schema_org(page),
    )


@leads_on
def actor_vcard(request: HttpRequest, slug: str) -> HttpResponse:
    """Give one record as a vCard."""
    shown = get_object_or_404(Actor.objects.visible_to(request.user), slug=slug)
    card = actor_formats.vcard(actor_page.actor_page(shown))
    return HttpResponse(
        card,
        content_type="text/vcard; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{shown.slug}.vcf"'},
    )


def actors_export(request: HttpRequest, fmt: str) -> StreamingHttpResponse:
    """Give every record of the same question as a file, row by row."""
    if fmt not in EXPORTS:
        raise Http404
    keys = ActorSearch(request.GET).everything()
    pieces = (
        write_geojson(actor_formats.features(keys))
        if fmt == "geojson"
        else TABLES[fmt](actor_formats.columns(), actor_formats.rows(keys))
    )
    name = f"{_('actors')}-{timezone.localdate():%Y-%m-%d}.{fmt}"
    return StreamingHttpResponse(
        _spoken_in(get_language() or "fr", pieces),
        content_type=EXPORTS[fmt],
        headers={"Content-Disposition": content_disposition_header(True, name) or ""},
    )


def _spoken_in(language: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Keep the language of the request while the file is made, after the view has answered."""
    with override(language):
        yield from pieces


@require_http_methods(["GET", "HEAD", "POST"])
@leads_on
def actor_correction(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a correction from anybody and say what happens to it."""
    shown = get_object_or_404(Actor.objects.published(), slug=slug)
    address = reverse("web:actor_correction", args=[slug])
    sent = correction_of(shown, request.GET.get("sent", ""))
    context: dict[str, Any] = {"actor": shown, "sent": sent}
    if sent:
        return render(request, "web/directory/correction.html", context)
    form = CorrectionForm(request.POST or None, initial={"field": asked_field(request.GET.get("field", ""))})
    refused: DirectoryRefusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            correction = actions.suggest_correction(
                shown, sender=sender_of(request), language=current_language(), **form.cleaned_data
            )
        except DirectoryRefusal as refusal:
            form.add_error(None, str(refusal))
            refused = refusal
        else:
            return redirect(f"{address}?sent={correction.submission}")
    status = 422 if form.is_bound else 200
    context |= {"form": form, "now": actor_facts.now_says(shown, SUGGESTED)}
    return told_to_wait(render(request, "web/directory/correction.html", context, status=status), refused)
