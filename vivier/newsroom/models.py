"""The editorial pages: articles, their authors and categories, and the texts of the house."""

from functools import cached_property, lru_cache
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Count, IntegerField, OuterRef, Q, Subquery, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Locale, Page, PageManager, Site
from wagtail.query import PageQuerySet
from wagtail.rich_text import RichText
from wagtail.snippets.models import register_snippet

from vivier.agenda.models import Event
from vivier.core.motif import SCHEMES
from vivier.core.translation import LANGUAGES, current_language, in_language
from vivier.directory.models import Actor
from vivier.directory.survivors import current_keys
from vivier.newsroom import markup
from vivier.newsroom.blocks import FEATURES, ArticleBody
from vivier.opportunities.models import Call
from vivier.reference.models import Discipline


def news_slug(language: str) -> str:
    """Return the part of the address under which a language keeps its news."""
    with override(language):
        return pgettext("address", "news/").strip("/")


def news_url(language: str | None = None) -> str:
    """Return the address of the news of a language, without asking the database."""
    return _news_url(language or current_language())


@lru_cache(maxsize=len(LANGUAGES))
def _news_url(language: str) -> str:
    with override(language):
        return reverse("wagtail_serve", args=[f"{news_slug(language)}/"])


@register_snippet
class Category(models.Model):  # type: ignore[django-manager-missing]  # pages have managers of their own
    """A section of the newsroom; all languages share it."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title_fr = models.CharField(_("title (French)"), max_length=80)
    title_en = models.CharField(_("title (English)"), max_length=80, blank=True)
    title_nl = models.CharField(_("title (Dutch)"), max_length=80, blank=True)
    title_de = models.CharField(_("title (German)"), max_length=80, blank=True)
    motif_scheme = models.CharField(
        _("colours of its motifs"), max_length=12, choices=[(name, name) for name in SCHEMES], default="sapin"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    panels = (
        FieldPanel("title_fr"),
        FieldPanel("title_en"),
        FieldPanel("title_nl"),
        FieldPanel("title_de"),
        FieldPanel("slug"),
        FieldPanel("motif_scheme"),
        FieldPanel("position"),
    )

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("position", "title_fr")

    def __str__(self) -> str:
        return in_language(self, "title").text


class RootPage(Page):
    """The root of one language's pages; the home page itself is drawn by the site."""

    parent_page_types = ("wagtailcore.Page",)
    subpage_types = ("newsroom.NewsIndexPage", "newsroom.TextPage")

    class Meta:
        verbose_name = _("root of a language")
        verbose_name_plural = _("roots of languages")

    def serve(self, _request: HttpRequest, *_args: Any, **_options: Any) -> HttpResponse:
        return redirect("web:home")


class UnderNews:
    """A page whose address is worked out without asking the database: the news of its language, its slug."""

    slug: str
    locale: Locale

    @property
    def language(self) -> str:
        return str(self.locale.language_code)

    @property
    def is_fallback(self) -> bool:
        """Whether the page is in another language than the one that shows it."""
        return self.language != current_language()

    def get_absolute_url(self) -> str:
        return f"{news_url(self.language)}{self.slug}/"

    def get_url(self, request: HttpRequest | None = None, current_site: Site | None = None) -> str:  # noqa: ARG002 -- Wagtail's signature
        return self.get_absolute_url()

    url = property(get_url)


class NewsIndexPage(Page):
    """The news of one language; its slug is fixed, feeds and menus rely on it."""

    promote_panels = ()

    parent_page_types = ("newsroom.RootPage",)
    subpage_types = ("newsroom.ArticlePage", "newsroom.AuthorPage")
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from vivier.newsroom import reading  # noqa: PLC0415 -- reading needs these models

        return {**super().get_context(request, *args, **kwargs), **reading.of_index(self, request)}


class AuthorPageQuerySet(PageQuerySet):
    """Authors of articles."""

    def with_articles(self) -> Self:
        """Add `number_of_articles`: those that are published."""
        return self.annotate(number_of_articles=Count("articles", filter=Q(articles__live=True)))


class AuthorPage(UnderNews, Page):
    """A signature: a team, a role, or a person who agreed to be named."""

    about = models.TextField(_("about"), max_length=600, blank=True)

    objects = PageManager.from_queryset(AuthorPageQuerySet)()

    parent_page_types = ("newsroom.NewsIndexPage",)
    subpage_types = ()
    content_panels = (*Page.content_panels, FieldPanel("about"))

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from vivier.newsroom import reading  # noqa: PLC0415 -- reading needs these models

        return {**super().get_context(request, *args, **kwargs), **reading.of_author(self, request)}


class ArticleQuerySet(PageQuerySet):
    """Articles; each story once, in the reader's language when it exists there."""

    def in_language(self, language: str) -> Self:
        return self.filter(locale__language_code=language)

    def best_for(self, language: str) -> Self:
        """Keep each story once: in this language, else in French, else in the next language that has it."""
        order = [language, *(code for code in LANGUAGES if code != language)]
        ranks = [When(locale__language_code=code, then=Value(place)) for place, code in enumerate(order)]
        versions = (
            ArticlePage.objects.live()
            .filter(translation_key=OuterRef("translation_key"))
            .order_by(Case(*ranks, default=Value(len(order)), output_field=IntegerField()), "pk")
        )
        return self.filter(pk=Subquery(versions.values("pk")[:1]))

    def with_cards(self) -> Self:
        """Everything one line of a list shows, in a fixed number of queries, newest first."""
        cards = self.select_related("locale", "category", "author__locale", "photo")
        return cards.prefetch_related("photo__renditions").order_by("-published_on", "-pk")

    def for_list(self) -> Self:
        """Published stories as the reader of the current language finds them."""
        return self.live().public().best_for(current_language()).with_cards()


class ArticlePage(UnderNews, Page):
    """A story told by the newsroom."""

    intro = models.TextField(_("introduction"), max_length=500)
    body = StreamField(ArticleBody(), verbose_name=_("body"))
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="articles", verbose_name=_("category")
    )
    author = models.ForeignKey(
        AuthorPage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("author"),
    )
    published_on = models.DateField(_("date"), default=timezone.localdate, db_index=True)
    photo = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("photo"),
    )
    photo_alt = models.CharField(_("what the photo shows"), max_length=250, blank=True)
    photo_credit = models.CharField(_("credit of the picture"), max_length=200, blank=True)
    disciplines = ParentalManyToManyField(
        Discipline, blank=True, related_name="articles", verbose_name=_("disciplines")
    )
    actors = ParentalManyToManyField(
        Actor, blank=True, related_name="articles", verbose_name=_("actors it cites")
    )
    calls = ParentalManyToManyField(
        Call, blank=True, related_name="articles", verbose_name=_("opportunities it cites")
    )
    events = ParentalManyToManyField(
        Event, blank=True, related_name="articles", verbose_name=_("events it cites")
    )
    sources = models.TextField(
        _("sources"),
        blank=True,
        help_text=_("One address per line."),
        validators=[RegexValidator(r"^[^<>\"]*$")],
    )
    is_demo = models.BooleanField(_("demonstration"), default=False)
    is_ready_for_review = models.BooleanField(_("ready to be reviewed"), default=False)
    editors_note = models.TextField(
        _("note for the editors"), blank=True, help_text=_("What is still missing; never published.")
    )
    loaded_hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = PageManager.from_queryset(ArticleQuerySet)()

    parent_page_types = ("newsroom.NewsIndexPage",)
    subpage_types = ()
    exclude_fields_in_copy = ("loaded_hash",)
    content_panels = (
        *Page.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel(
            [FieldPanel("category"), FieldPanel("author"), FieldPanel("published_on")], _("Filed under")
        ),
        MultiFieldPanel(
            [FieldPanel("photo"), FieldPanel("photo_alt"), FieldPanel("photo_credit")], _("Picture")
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("disciplines"), FieldPanel("actors"), FieldPanel("calls"), FieldPanel("events")],
            _("What it is about"),
        ),
        FieldPanel("sources"),
        FieldPanel("is_demo"),
        MultiFieldPanel([FieldPanel("is_ready_for_review"), FieldPanel("editors_note")], _("Review")),
    )

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from vivier.newsroom import reading  # noqa: PLC0415 -- reading needs these models

        return {**super().get_context(request, *args, **kwargs), **reading.of_article(self, request)}

    @classmethod
    def from_serializable_data(cls, data: dict[str, Any], **options: Any) -> "ArticlePage | None":
        """Read a draft; an actor it cites that was merged since is cited as the record it is part of."""
        cited = current_keys(data.get("actors") or [])
        found: ArticlePage | None = super().from_serializable_data({**data, "actors": cited}, **options)
        return found

    @property
    def index_url(self) -> str:
        """Where all articles of the reader's language are."""
        return news_url()

    @cached_property
    def reading_minutes(self) -> int:
        return markup.minutes_to_read(" ".join(texts_of(list(self.body.raw_data))))

    @property
    def source_links(self) -> list[tuple[str, str]]:
        """Addresses and whose pages they are."""
        lines = (line.strip() for line in self.sources.splitlines())
        links = [line for line in lines if line.startswith(("https://", "http://"))]
        return [(link, _short_address(link)) for link in links]


def _short_address(link: str) -> str:
    """Return whose page it is and the last part of its address."""
    parts = urlsplit(link)
    last = parts.path.rstrip("/").rsplit("/", 1)[-1]
    return " · ".join(part for part in (parts.netloc.removeprefix("www."), last[:60]) if part)


def texts_of(value: Any) -> list[str]:
    """Return every piece of text of a stored body, whatever its depth."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, part in value.items() if key not in {"type", "id"} for text in texts_of(part)]
    return [text for part in value for text in texts_of(part)] if isinstance(value, list) else []


class TextPage(Page):
    """A text of the house: accessibility, privacy, credits…"""

    body = RichTextField(_("text"), features=FEATURES)
    loaded_hash = models.CharField(max_length=64, blank=True, editable=False)

    parent_page_types = ("newsroom.RootPage",)
    subpage_types = ()
    exclude_fields_in_copy = ("loaded_hash",)
    content_panels = (*Page.content_panels, FieldPanel("body"))

    class Meta:
        verbose_name = _("text of the house")
        verbose_name_plural = _("texts of the house")

    @classmethod
    def in_language(cls, slug: str) -> "TextPage | None":
        """Return the text in the reader's language, else in the first language that has it."""
        found = {
            page.language: page for page in cls.objects.live().filter(slug=slug).select_related("locale")
        }
        order = (current_language(), *LANGUAGES)
        return next((found[code] for code in order if code in found), None)

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        parts = super().get_url_parts(request)
        if parts is None:
            return None
        with override(self.language):
            return parts[0], parts[1], reverse("web:text", args=[self.slug])

    def serve(self, _request: HttpRequest, *_args: Any, **_options: Any) -> HttpResponse:
        return redirect(self.get_absolute_url())

    def get_absolute_url(self) -> str:
        with override(self.language):
            return reverse("web:text", args=[self.slug])

    @property
    def language(self) -> str:
        return str(self.locale.language_code)

    @property
    def is_fallback(self) -> bool:
        return self.language != current_language()

    @property
    def body_html(self) -> RichText:
        """The text with the site's own address, cleaned, ready to show."""
        return RichText(markup.with_email(markup.clean(self.body), settings.SITE_EMAIL))

    def clean(self) -> None:
        super().clean()
        self.body = markup.clean(self.body)
