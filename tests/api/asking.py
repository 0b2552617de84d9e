"""Ask the API as a program would."""

from typing import Any

ROOT = "/api/v1"
LISTS = (
    "actors",
    "opportunities",
    "residencies",
    "events",
    "places",
    "indicators",
    "counts",
    "disciplines",
    "territories",
)


def read(client: Any, path: str, **parameters: Any) -> Any:
    """Return the JSON of an answer that must be there."""
    answer = client.get(f"{ROOT}/{path}", parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()


def found(client: Any, path: str, key: str = "slug", **parameters: Any) -> list[str]:
    """Return one field of every row of a list."""
    return [row[key] for row in read(client, path, **parameters)["results"]]
