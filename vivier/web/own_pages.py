"""What the newsroom keeps of who wrote and changed pages."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Comment, CommentReply, ModelLogEntry, PageLogEntry

from vivier.accounts.own_data import Holding

if TYPE_CHECKING:
    from vivier.accounts.models import User


def _deeds(person: "User") -> Iterable[Sequence[Any]]:
    for kind in (PageLogEntry, ModelLogEntry):
        rows = kind.objects.filter(user=person).order_by("pk")
        yield from rows.values_list("timestamp", "action", "label").iterator(chunk_size=2000)


def _comments(person: "User") -> Iterable[Sequence[Any]]:
    for kind in (Comment, CommentReply):
        yield from kind.objects.filter(user=person).order_by("pk").values_list("created_at", "text")


PAGES = Holding(
    name="pages",
    label=_("Articles and pages I worked on"),
    why=_("So that the editors know who changed what, and can go back."),
    kept=_("As long as the page."),
    columns={"at": _("when"), "verb": _("what"), "page": _("page")},
    rows=_deeds,
    covers=("wagtailcore.pagelogentry.user", "wagtailcore.modellogentry.user"),
)
PAGE_COMMENTS = Holding(
    name="page_comments",
    label=_("Comments I left on drafts"),
    why=_("To work on an article together."),
    kept=_("Until the comment is taken away, or the page."),
    columns={"at": _("when"), "text": _("text")},
    rows=_comments,
    covers=("wagtailcore.comment.user", "wagtailcore.commentreply.user"),
)
