"""What may be asked of the list of news, and its tabs."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from vivier.newsroom.models import ArticlePage, ArticleQuerySet, Category

PAGE_SIZE = 13  # one that leads, and a dozen


@dataclass(frozen=True, slots=True)
class Tab:
    """One category and how many articles it holds."""

    label: str
    query: str
    count: int
    is_current: bool


class NewsFilter(forms.Form):
    """A category and a page; anything else is ignored."""

    category = forms.SlugField(max_length=60, required=False)
    page = forms.IntegerField(min_value=1, max_value=10_000, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.is_valid()

    @property
    def category_slug(self) -> str:
        return self.cleaned_data.get("category") or ""

    @property
    def page_number(self) -> int:
        return self.cleaned_data.get("page") or 1

    def articles(self) -> ArticleQuerySet:
        """Return the articles asked for, newest first."""
        found = ArticlePage.objects.for_list()
        return found.filter(category__slug=self.category_slug) if self.category_slug else found

    def tabs(self) -> list[Tab]:
        """Return "everything" and each category that has an article."""
        counted = ArticlePage.objects.for_list().order_by().values_list("category").annotate(n=Count("pk"))
        counts = dict(counted)
        everything = Tab(_("All news"), "?", sum(counts.values()), not self.category_slug)
        return [everything] + [
            Tab(str(one), f"?{urlencode({'category': one.slug})}", counts.get(one.pk, 0), is_current)
            for one in Category.objects.all()
            if (is_current := one.slug == self.category_slug) or counts.get(one.pk)
        ]
