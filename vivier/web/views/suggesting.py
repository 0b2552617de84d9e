"""What the search field proposes while one types: names of records, with what they are."""

from django.http import HttpRequest, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from vivier.core.pace import Pace
from vivier.search.engine import search
from vivier.search.query import Query
from vivier.web.finding import rows_behind
from vivier.web.forms.search import KIND_OF_ONE, SearchForm

FEWEST_LETTERS, MOST = 2, 8
SECONDS_KEPT = 60
# A person who types quickly asks some five times a second.
_pace = Pace(per_second=10, burst=40)


def suggest(request: HttpRequest) -> JsonResponse:
    """Answer `{"suggestions": [{"label", "kind", "about", "url"}]}`: at most eight, none for one letter."""
    if wait := _pace.wait_of(request.META):
        said = _("Too many questions at once. Wait a moment.")
        return JsonResponse({"error": said}, status=429, headers={"Retry-After": str(wait)})
    text, kind, _page = SearchForm(request.GET).asked()
    found = []
    if len(text) >= FEWEST_LETTERS:
        kinds = (kind,) if kind else tuple(KIND_OF_ONE)
        found = rows_behind(search(Query(text=text, kinds=kinds, limit=MOST, in_names=True)).hits)
    answer = JsonResponse(
        {
            "suggestions": [
                {"label": row.title, "kind": str(KIND_OF_ONE[row.kind]), "about": row.meta, "url": row.url}
                for row in found
            ]
        }
    )
    answer.headers["Cache-Control"] = f"public, max-age={SECONDS_KEPT}"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer
