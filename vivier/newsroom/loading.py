"""Files become pages: categories, authors, articles with their translations, texts of the house."""

import csv
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from vivier.agenda.models import Event
from vivier.core.load_counts import LoadCounts
from vivier.core.names import fold
from vivier.directory.naming import KnownNames
from vivier.newsroom import frontmatter, markup
from vivier.newsroom.frontmatter import Unreadable, Written
from vivier.newsroom.models import ArticlePage, AuthorPage, Category, NewsIndexPage, RootPage, TextPage
from vivier.newsroom.site import ensure_site
from vivier.opportunities.models import Call
from vivier.reference.models import Discipline

__all__ = ["ensure_site", "store_articles", "store_drafts", "store_texts"]


class LoadRefused(Exception):
    """A file that cannot be stored; nothing of the load was."""


@dataclass(slots=True)
class _Library:
    """Everything an article may name, read once."""

    indexes: dict[str, NewsIndexPage]
    categories: dict[str, Category]
    authors: dict[tuple[str, str], AuthorPage]
    disciplines: dict[str, Discipline]
    actors: KnownNames
    calls: dict[str, Call]
    events: dict[str, Event]
    counts: LoadCounts = field(default_factory=LoadCounts)


@transaction.atomic
def store_articles(folder: Path, *, is_demo: bool = False) -> LoadCounts:
    """Publish the articles of a folder; the same files again change nothing, editors' work stays."""
    indexes = ensure_site()
    _store_categories(folder / "categories.csv")
    _store_authors(folder / "authors.csv", indexes)
    library = _library(indexes)
    written = [_read(path) for path in sorted(folder.glob("*.md")) if path.name != "README.md"]
    originals = [one for one in written if not one.text("translation_of")]
    translations = [one for one in written if one.text("translation_of")]
    for one in (*originals, *translations):
        _store_article(one, library, is_demo=is_demo)
    return library.counts


@transaction.atomic
def store_texts(folder: Path) -> LoadCounts:
    """Publish the texts of the house, one page per text and language."""
    ensure_site()
    roots = {str(root.locale.language_code): root for root in RootPage.objects.select_related("locale")}
    counts = LoadCounts()
    for path in sorted(folder.glob("*.*.md")):
        written = _read(path)
        root = roots.get(written.text("language"))
        if root is None or not written.text("slug"):
            raise LoadRefused(_("%(file)s: the slug or the language is missing.") % {"file": path.name})
        page = TextPage.objects.child_of(root).filter(slug=written.text("slug")).first()
        sister = TextPage.objects.filter(slug=written.text("slug")).order_by("pk").first()
        page = page or TextPage(slug=written.text("slug"), locale=root.locale)
        if page.pk is None and sister is not None:
            page.translation_key = sister.translation_key

        def fill(page: TextPage, written: Written = written) -> None:
            page.title = page.draft_title = written.text("title")
            page.body = markup.from_markdown(written.body)

        _store(page, root, _digest(written), fill, counts, written.file)
    return counts


@transaction.atomic
def store_drafts(path: Path) -> LoadCounts:
    """Add articles that wait for an editor, as a demonstration needs them; those already there stay."""
    library = _library(ensure_site())
    today = timezone.localdate()
    for row in _rows(path):
        index = library.indexes[row["language"]]
        if ArticlePage.objects.child_of(index).filter(slug=row["slug"]).exists():
            library.counts.unchanged += 1
            continue
        page = ArticlePage(slug=row["slug"], locale=index.locale, live=False, is_demo=True)
        page.is_ready_for_review = row["state"] == "review"
        page.editors_note = row["missing_fr"]
        _fill_article(page, _written(row, today), library)
        index.add_child(instance=page)
        page.save_revision(clean=False)
        library.counts.created += 1
    return library.counts


def _written(row: Mapping[str, str], today: date) -> Written:
    """Return one line of a table as if it were a file."""
    head: dict[str, Any] = {name: row[name] for name in ("title", "intro", "category", "author")}
    for name in ("disciplines", "actors"):
        head[name] = [one.strip() for one in row[name].split(";") if one.strip()]
    head["published_on"] = today - timedelta(days=int(row["days_ago"] or 0))
    return Written(head, row["body"], row["slug"])


def _read(path: Path) -> Written:
    try:
        return frontmatter.read(path)
    except Unreadable as error:
        raise LoadRefused(str(error)) from error


def _digest(written: Written) -> str:
    content = json.dumps([written.head, written.body], default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _library(indexes: dict[str, NewsIndexPage]) -> _Library:
    authors = AuthorPage.objects.select_related("locale")
    return _Library(
        indexes=indexes,
        categories={row.slug: row for row in Category.objects.all()},
        authors={(row.slug, str(row.locale.language_code)): row for row in authors},
        disciplines={row.code: row for row in Discipline.objects.all()},
        actors=KnownNames(),
        calls={fold(row.title_fr): row for row in Call.objects.order_by("is_demo", "-pk")},
        events={fold(row.title_fr): row for row in Event.objects.order_by("is_demo", "-pk")},
    )


def _store_categories(path: Path) -> None:
    for position, row in enumerate(_rows(path)):
        titles = {name: row[name] for name in ("title_fr", "title_en", "title_nl", "title_de")}
        values = {**titles, "motif_scheme": row["scheme"], "position": position}
        Category.objects.get_or_create(slug=row["slug"], defaults=values)


def _store_authors(path: Path, indexes: Mapping[str, NewsIndexPage]) -> None:
    for row in _rows(path):
        key = None
        for language in ("fr", "en"):
            index = indexes[language]
            page = AuthorPage.objects.child_of(index).filter(slug=row["slug"]).first()
            if page is None:
                page = AuthorPage(
                    slug=row["slug"],
                    title=row[f"name_{language}"],
                    about=row[f"about_{language}"],
                    locale=index.locale,
                )
                page.translation_key = key or page.translation_key
                index.add_child(instance=page)
            key = page.translation_key


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _store_article(written: Written, library: _Library, *, is_demo: bool) -> None:
    index = library.indexes.get(written.text("language"))
    if index is None or not written.text("slug"):
        raise LoadRefused(_("%(file)s: the slug or the language is missing.") % {"file": written.file})
    page = ArticlePage.objects.child_of(index).filter(slug=written.text("slug")).first()
    page = page or ArticlePage(slug=written.text("slug"), locale=index.locale, is_demo=is_demo)
    if page.pk is None and (translated := written.text("translation_of")):
        original = ArticlePage.objects.filter(slug=translated).first()
        if original is None:
            raise LoadRefused(
                _("%(file)s: the original “%(slug)s” is missing.")
                % {"file": written.file, "slug": translated}
            )
        page.translation_key = original.translation_key

    def fill(page: ArticlePage) -> None:
        _fill_article(page, written, library)

    _store(page, index, _digest(written), fill, library.counts, written.file)


def _store(
    page: Any, parent: Page, digest: str, fill: Callable[[Any], None], counts: LoadCounts, file: str
) -> None:
    """Publish a new page, or an old one whose file changed and that no editor has touched."""
    if page.pk and page.loaded_hash == digest:
        counts.unchanged += 1
        return
    if page.pk and page.latest_revision and page.latest_revision.user_id:
        counts.refused += 1
        counts.notes.append(_("%(file)s: the page stays as an editor wrote it.") % {"file": file})
        return
    is_new = page.pk is None
    fill(page)
    page.loaded_hash = digest
    if is_new:
        parent.add_child(instance=page)
    page.save_revision().publish()
    counts.created += is_new
    counts.changed += not is_new


def _fill_article(page: ArticlePage, written: Written, library: _Library) -> None:
    category = library.categories.get(written.text("category"))
    if category is None:
        raise LoadRefused(
            _("%(file)s: unknown category “%(slug)s”.")
            % {"file": written.file, "slug": written.text("category")}
        )
    page.title = page.draft_title = written.text("title")
    page.intro = written.text("intro")
    page.category = category
    page.author = library.authors.get((written.text("author"), page.language))
    page.published_on = written.head["published_on"]
    page.photo_credit = written.text("photo_credit")
    page.body = [("text", markup.from_markdown(written.body))]
    page.sources = "\n".join(written.list("sources"))
    page.disciplines.set(_disciplines(written, library))
    page.actors.set(_named(written, "actors", library.actors.find, library.counts))
    page.calls.set(
        _named(written, "opportunities", lambda name: library.calls.get(fold(name)), library.counts)
    )
    page.events.set(_named(written, "events", lambda name: library.events.get(fold(name)), library.counts))


def _disciplines(written: Written, library: _Library) -> list[Discipline]:
    codes = written.list("disciplines")
    unknown = [code for code in codes if code not in library.disciplines]
    if unknown:
        said = {"file": written.file, "codes": ", ".join(unknown)}
        raise LoadRefused(_("%(file)s: unknown discipline: %(codes)s.") % said)
    return [library.disciplines[code] for code in codes]


def _named(written: Written, name: str, find: Callable[[str], Any], counts: LoadCounts) -> list[Any]:
    found = []
    for wanted in written.list(name):
        row = find(wanted)
        if row is None:
            counts.refused += 1
            counts.notes.append(
                _("%(file)s: no record is called “%(name)s”.") % {"file": written.file, "name": wanted}
            )
        else:
            found.append(row)
    return found
