"""Everything the house keeps about the person who is logged in: a page to read, a file to take."""

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vivier.accounts import journal, own_data, sentences
from vivier.accounts.own_data import Holding
from vivier.web.people import person_of

SHOWN = 50


@cache_control(private=True, no_store=True)
@require_safe
def space_data(request: HttpRequest) -> HttpResponse:
    """Show what is kept, why and how long; of long lists the first rows."""
    person = person_of(request)
    parts = [_part(one, person) for one in own_data.all_holdings()]
    return render(request, "web/space/data.html", {"parts": parts, "shown": SHOWN})


def _part(holding: Holding, person: Any) -> dict[str, Any]:
    rows = list(islice(holding.rows(person), SHOWN + 1))
    return {
        "holding": holding,
        "columns": list(holding.columns.values()),
        "rows": [_cells(holding, row) for row in rows[:SHOWN]],
        "is_cut": len(rows) > SHOWN,
    }


def _cells(holding: Holding, row: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Return the cells of a row, each with the words of its column."""
    return [
        (name, _said(key, value)) for (key, name), value in zip(holding.columns.items(), row, strict=True)
    ]


def _said(key: str, value: Any) -> Any:
    if key == "verb":
        return sentences.of_verb(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value


@cache_control(private=True, no_store=True)
@require_safe
def space_data_file(request: HttpRequest) -> HttpResponse:
    """Give all of it as JSON, and write down that it was taken."""
    person = person_of(request)
    whole = {
        "site": settings.SITE_URL,
        "person": person.email,
        "made_at": timezone.now(),
        "contact": settings.SITE_EMAIL,
        "data": [
            {
                "name": one.name,
                "label": str(one.label),
                "why": str(one.why),
                "kept": str(one.kept),
                "rows": one.records(person),
            }
            for one in own_data.all_holdings()
        ],
    }
    journal.record("account.data_exported", person, by=person)
    body = json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="my-data-{timezone.localdate()}.json"'
    return answer
