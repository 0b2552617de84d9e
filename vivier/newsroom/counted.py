"""What a mandate counts of the newsroom: its articles."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from vivier.core.translation import LANGUAGES
from vivier.mandate.indicators.registry import Query
from vivier.mandate.indicators.subjects import (
    Column,
    Day,
    Distinct,
    Filter,
    Rows,
    Subject,
    Words,
    of_discipline,
)
from vivier.newsroom.models import ArticlePage, Category


def _of_category(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(category__slug__in=values)


def _in_language(rows: Rows, values: list[str]) -> Rows:
    return rows.filter(locale__in=Locale.objects.filter(language_code__in=values))


def _categories() -> dict[str, Words]:
    return {one.slug: str(one) for one in Category.objects.all()}


ARTICLES = Subject(
    code="articles",
    name=_("Articles"),
    one_row=_("One row is one article, in one language."),
    perimeter=_("Articles that are published; drafts are left out."),
    base=ArticlePage.objects.live,
    days={"published": Day(_("its date"), "published_on")},
    filters={
        "category": Filter(_("category"), _categories, _of_category),
        "language": Filter(_("language"), lambda: {code: code for code in LANGUAGES}, _in_language),
        "discipline": of_discipline("disciplines"),
    },
    distincts={"story": Distinct(_("article, in whatever language"), "translation_key")},
    related=("category", "locale"),
    columns=(
        Column(_("article"), lambda row: row.title),
        Column(_("date"), lambda row: row.published_on),
        Column(_("category"), lambda row: str(row.category)),
        Column(_("language"), lambda row: row.locale.language_code),
    ),
    demo="is_demo",
    order=("published_on", "pk"),
)

ARTICLES_PUBLISHED = Query(
    "articles_published",
    _("Articles published"),
    _("Different articles dated in the period; an article in two languages counts once."),
    _("articles"),
    {"what": "articles", "day": "published", "distinct": "story"},
)
