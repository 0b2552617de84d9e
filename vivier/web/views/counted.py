"""The figures we count ourselves: list, page, download, widget, territories side by side."""

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from vivier.core.exports import write_csv, write_xlsx
from vivier.observatory.computed.counting import Line, choices_in, counted
from vivier.observatory.computed.data import as_data
from vivier.observatory.computed.measures import BREAKDOWNS, MEASURES, Choice, Measure
from vivier.observatory.computed.showing import (
    NotCounted,
    Shown,
    chosen,
    crossed,
    definition_name,
    holds,
    labels,
    series,
    shown,
    side_by_side,
    snapshot_of,
)
from vivier.observatory.models import Snapshot
from vivier.web.showing import counting

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITERS = {"csv": (write_csv, "text/csv"), "xlsx": (write_xlsx, XLSX)}
MOST_SIDE_BY_SIDE = 4
ASKED = ("by", "definition", "nace", "snapshot")


def counted_list(request: HttpRequest) -> HttpResponse:
    """Show every figure counted from our own records, with its total today."""
    taken = Snapshot.objects.light().first()
    cards = [(measure, _total(taken, measure)) for measure in MEASURES.values()] if taken else []
    context = {"cards": cards, "snapshot": taken, "snapshots": Snapshot.objects.light()[:24]}
    return render(request, "web/observatory/counted_list.html", context)


def _total(taken: Snapshot, measure: Measure) -> Line | None:
    if not holds(taken, measure):
        return None
    return counted(taken, measure, chosen(measure, taken, "", "")).total


def _table(request: HttpRequest, slug: str) -> Shown:
    """Return the table an address asks for; a table nobody counts is not found, and says what there is."""
    asked = {name: request.GET.get(name, "") for name in ASKED}
    try:
        found = shown(slug, **asked)
    except NotCounted as refusal:
        raise Http404(str(refusal)) from refusal
    if found is None:
        raise Http404(_("Nothing has been counted yet."))
    return found


def counted_measure(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one figure: numbers, drawing, how it is counted, what is withheld."""
    table = _table(request, slug)
    measure, taken = table.measure, table.snapshot
    known = choices_in(taken, measure)
    definitions = sorted({one.definition for one in known if one.definition})
    found = series(measure, table.choice)
    context = {
        "table": table,
        "measure": measure,
        "drawing": counting.drawn(table),
        "map": counting.canton_map(table),
        "tabs": [(name, BREAKDOWNS[name], name == table.by) for name in measure.breakdowns],
        "definitions": [(slug, definition_name(taken, slug)) for slug in definitions],
        "versions": sorted({one.nace for one in known if one.nace}),
        "side_by_side": side_by_side(measure, taken, table.choice.nace) if definitions else [],
        "series": found,
        "curve": counting.curve(found),
        "embed": f"{settings.SITE_URL}{_address('counted_embed', table)}",
        "files": [(label, _address("counted_export", table, fmt)) for label, fmt in FORMATS],
        "api": f"{settings.SITE_URL}{reverse('api:counted_figure', args=[slug])}{_query(table)}",
    }
    return render(request, "web/observatory/counted.html", context)


FORMATS = (("CSV", "csv"), ("XLSX", "xlsx"), ("JSON", "json"))


def _query(table: Shown) -> str:
    asked = {"by": table.by, "definition": table.choice.definition, "nace": table.choice.nace}
    pairs = {name: value for name, value in asked.items() if value} | {"snapshot": table.snapshot.pk}
    return "?" + "&".join(f"{name}={value}" for name, value in pairs.items())


def _address(name: str, table: Shown, *more: str) -> str:
    return reverse(f"web:{name}", args=[table.measure.slug, *more]) + _query(table)


def counted_export(request: HttpRequest, slug: str, fmt: str) -> HttpResponse | StreamingHttpResponse:
    """Download one table."""
    table = _table(request, slug)
    if fmt == "json":
        return JsonResponse(as_data(table), json_dumps_params={"ensure_ascii": False})
    if fmt not in WRITERS:
        raise Http404
    write, content_type = WRITERS[fmt]
    answer = StreamingHttpResponse(write(counting.columns(), counting.rows(table)), content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-{table.by}.{fmt}"'
    return answer


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "script-src": [NONE], "form-action": [NONE]})
def counted_embed(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one table alone, for the page of a partner: no cookie, no script, a link to the figure."""
    table = _table(request, slug)
    context = {
        "table": table,
        "measure": table.measure,
        "drawing": counting.drawn(table),
        "map": counting.canton_map(table),
        "address": f"{settings.SITE_URL}{_address('counted_measure', table)}",
    }
    answer = render(request, "web/observatory/embed.html", context)
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def territories(request: HttpRequest) -> HttpResponse:
    """Put up to four provinces side by side, discipline by discipline."""
    taken, asked = _taken(request), request.GET.getlist("place")[:MOST_SIDE_BY_SIDE]
    compared = {slug: one for slug, one in MEASURES.items() if len(one.columns()) > len(one.breakdowns)}
    measure = compared.get(request.GET.get("figure", "")) or MEASURES["actors"]
    if taken is None:
        return render(request, "web/observatory/territories.html", {"snapshot": None})
    known = choices_in(taken, measure)
    choice = chosen(measure, taken, "", "") if known else Choice()
    found = counted(taken, measure, choice)
    words = labels("province")
    provinces = [line for line in found.tables["province"] if line.code]
    codes = [line.code for line in provinces if line.code in asked] or [
        line.code for line in provinces[:MOST_SIDE_BY_SIDE]
    ]
    totals = {line.code: line for line in provinces}
    context = {
        "snapshot": taken,
        "measure": measure,
        "figures": list(compared.values()),
        "places": [(line.code, words(line.code), line.code in codes) for line in provinces],
        "heads": [(words(code), totals[code]) for code in codes],
        "rows": [
            (label, list(zip(map(words, codes), lines, strict=True)))
            for label, lines in crossed(measure, choice, taken, codes)
        ],
    }
    return render(request, "web/observatory/territories.html", context)


def _taken(request: HttpRequest) -> Snapshot | None:
    try:
        return snapshot_of(request.GET.get("snapshot", ""))
    except NotCounted as refusal:
        raise Http404(str(refusal)) from refusal
