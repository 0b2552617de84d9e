"""The network of relations between actors: a drawing, the same as a table, and its downloads."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from vivier.core.exports import write_csv, write_xlsx
from vivier.directory.models import Actor, Relation
from vivier.observatory.graph import HEIGHT, WIDTH, drawing_of
from vivier.web.showing import relation_list

PAGE_SIZE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITERS = {"csv": (write_csv, "text/csv"), "xlsx": (write_xlsx, XLSX)}


def _asked(request: HttpRequest) -> list[str]:
    return [kind for kind in request.GET.getlist("kind") if kind in Relation.Kind.values]


def network(request: HttpRequest) -> HttpResponse:
    """Draw who funds, hosts, operates and belongs to whom; the table gives the same links."""
    kinds = _asked(request)
    rows = relation_list.relations(kinds)
    drawn = drawing_of(rows.order_by("pk").values_list("source_id", "target_id"))
    at = {spot.key: spot for spot in drawn.spots}
    names = Actor.objects.in_bulk(list(at))
    context = {
        "width": WIDTH,
        "height": HEIGHT,
        "spots": [(spot, names[spot.key]) for spot in drawn.spots if spot.key in names],
        "lines": [(at[one], at[other]) for one, other in drawn.lines],
        "left_out": drawn.left_out,
        "kinds": [(value, label, value in kinds) for value, label in Relation.Kind.choices],
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "query_string": "&".join(f"kind={kind}" for kind in kinds),
    }
    return render(request, "web/observatory/network.html", context)


def network_export(request: HttpRequest, fmt: str) -> StreamingHttpResponse:
    """Download the relations, one line each."""
    if fmt not in WRITERS:
        raise Http404
    write, content_type = WRITERS[fmt]
    written = write(relation_list.columns(), relation_list.rows(_asked(request)))
    answer = StreamingHttpResponse(written, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="relations.{fmt}"'
    return answer
