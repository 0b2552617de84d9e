"""What may be asked of every operation: the language, a page, and nothing that is not declared."""

from collections.abc import Iterable
from typing import Annotated, Any, Generic, Literal, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Field, Schema
from pydantic import StringConstraints, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from vivier.api.answers import Made, absolute

Row = TypeVar("Row")
Language = Literal["fr", "en", "nl", "de"]
YesNo = Literal["yes", "no"]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.\-]{1,120}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=120)]
LAST_PAGE, LARGEST_PAGE, USUAL_PAGE = 10_000, 100, 25
MOST_VALUES = 30


class Asked(Schema):
    """The parameters of an operation; one that is not declared is refused rather than ignored."""

    lang: Language | None = Field(
        None, description=_("Language of labels and texts; else the Accept-Language header decides.")
    )

    @model_validator(mode="before")
    @classmethod
    def nothing_else(cls, data: Any, info: ValidationInfo) -> Any:
        """Refuse a parameter that nobody declared: a misspelt filter must not give everything."""
        request = (info.context or {}).get("request")
        unknown = sorted(set(request.GET) - set(cls.model_fields)) if request else []
        if unknown:
            raise PydanticCustomError(
                "unknown_parameter",
                "This operation has no parameter of this name.",
                {"parameter": unknown[0][:100]},
            )
        return data


class PageAsked(Asked):
    """The parameters of a list."""

    page: int = Field(1, ge=1, le=LAST_PAGE, description=_("Number of the page, from 1."))
    size: int = Field(USUAL_PAGE, ge=1, le=LARGEST_PAGE, description=_("Rows per page."))

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size


class Page(Schema, Generic[Row]):
    """One page of a list."""

    count: int = Field(description=_("How many rows there are in all pages."))
    page: int = Field(description=_("Number of this page."))
    size: int = Field(description=_("Rows per page."))
    next: str | None = Field(description=_("Address of the next page; null on the last one."))
    previous: str | None = Field(description=_("Address of the page before; null on the first one."))
    results: list[Row]

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """Name a page after its rows, as the documentation shows it."""
        return f"{params[0].__name__}Page"


def codes(words: str) -> Any:
    """Return the field of a filter that takes several codes: OR between them, AND with other filters."""
    return Field(default_factory=list, max_length=MOST_VALUES, description=words)


def page_of(request: HttpRequest, asked: PageAsked, count: int, rows: Iterable[Made]) -> Made:
    """Return a page with links to its neighbours."""
    last = min(max(1, -(-count // asked.size)), LAST_PAGE)
    return {
        "count": count,
        "page": asked.page,
        "size": asked.size,
        "next": _address(request, asked.page + 1) if asked.page < last else None,
        "previous": _address(request, min(asked.page - 1, last)) if asked.page > 1 else None,
        "results": list(rows),
    }


def _address(request: HttpRequest, page: int) -> str:
    kept = [(name, value) for name, values in request.GET.lists() for value in values if name != "page"]
    return absolute(f"{request.path}?{urlencode([*kept, ('page', page)])}")
