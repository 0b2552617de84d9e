"""The page of a call in the desk, filled in and sent as a browser does it, with script or without."""

from typing import Any, Self

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.desk.sending import fields_in
from vivier.opportunities.models import Call

FACT: dict[str, Any] = {"fact": "headcount", "below": 25}


class Page:
    """The page of a call, as a browser without script uses it."""

    def __init__(self, client: Client, call: Call) -> None:
        self.client, self.call = client, call
        self.address = reverse("desk_call:edit", args=[call.pk])
        opened: Any = client.get(self.address, {"language": "en"})
        self.html: str = opened.content.decode()
        self.fields = fields_in(self.html)

    def fill(self, **values: str | list[str]) -> Self:
        """Fill fields of the conditions: `0__line__1__low` is the field criteria-0-line-1-low."""
        for name, value in values.items():
            key = "criteria-" + name.replace("__", "-")
            self.fields[key] = value if isinstance(value, list) else [value]
        return self

    def press(self, asked: str, *, scripted: bool = True) -> Self:
        """Press a button of the conditions: their part comes back, or the whole page without script."""
        headers = {"X-Part": "conditions"} if scripted else {}
        answer: Any = self.client.post(self.address, self.fields | {"conditions": [asked]}, headers=headers)
        assert answer.status_code == 200
        self.html = answer.content.decode()
        others = {name: value for name, value in self.fields.items() if not name.startswith("criteria-")}
        self.fields = (others if scripted else {}) | fields_in(self.html)
        return self

    def save(self) -> HttpResponse:
        """Press the button that saves."""
        answer: Any = self.client.post(self.address, self.fields)
        self.html = answer.content.decode()
        return answer  # type: ignore[no-any-return]

    def rules(self) -> list[Any]:
        """Return the rules that are stored."""
        return list(self.call.criteria.values_list("rule", flat=True))


def one(key: str = "k", rule: dict[str, Any] | None = None, **said: Any) -> dict[str, Any]:
    """Return a condition in its stored form."""
    return {"key": key, "text": {"fr": f"Phrase {key}."}, "article": "", "rule": rule or FACT} | said
