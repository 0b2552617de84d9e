"""The desk's menu: what is done every day on top, the rest in a few groups, each entry for whom it is."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from vivier.accounts import rules
from vivier.accounts.permissions import rule_for

# Label, route, name, icon, place.
Entry = tuple[Any, str, str, str, int]

# Wagtail's own entries that lead nowhere here: accounts and groups have one page of ours.
HIDDEN = frozenset({"users", "groups", "help", "snippets"})

DAILY: tuple[Entry, ...] = (
    (_("My day"), "wagtailadmin_home", "my-day", "home", 10),
    (_("Needs"), "desk_needs", "needs", "help", 15),
    (_("Partners"), "desk_partners", "partners", "group", 16),
    (_("Missions"), "desk_missions", "missions", "globe", 29),
    (_("Categories of articles"), "wagtailsnippets_newsroom_category:list", "categories", "tag", 450),
    (_("Mails"), "desk_mails", "mails", "mail", 890),
    (_("Journal"), "desk_journal", "journal", "history", 900),
)
TO_DECIDE: tuple[Entry, ...] = (
    (_("Corrections"), "desk_corrections", "corrections", "comment", 10),
    (_("Claims"), "desk_claims", "claims", "key", 20),
    (_("Duplicates"), "desk_duplicates", "duplicates", "copy", 30),
    (_("Proposed opportunities"), "desk_proposals", "proposals", "plus", 40),
)
MANDATES: tuple[Entry, ...] = (
    (_("Mandates"), "desk_mandates", "all-mandates", "tasks", 10),
    (_("Expenses"), "desk_expenses", "expenses", "list-ul", 20),
    (_("Staff time"), "desk_time", "staff-time", "time", 30),
    (_("What is due"), "desk_obligations", "obligations", "calendar", 40),
    (_("Reports to funders"), "desk_reports", "mandate-reports", "doc-full", 50),
    (_("From the accounts"), "desk_accounting", "accounts-files", "upload", 60),
)
OPPORTUNITIES: tuple[Entry, ...] = (
    (_("Sources of opportunities"), "desk_call_sources", "call-sources", "download", 500),
    (_("Partners who publish"), "desk_publishers", "publishers", "group", 510),
    (_("What telling people brought"), "desk_call_reach", "call-reach", "mail", 520),
    (_("Links"), "desk_links", "links", "link", 530),
)
DATA: tuple[Entry, ...] = (
    (_("Imports"), "desk_imports", "imports", "download", 10),
    (_("Spreadsheets"), "desk_sheets", "sheets", "table", 20),
    (_("Feeds"), "desk_feeds", "feeds", "rotate", 30),
    (_("Watched numbers and objections"), "desk_numbers", "numbers", "view", 40),
    (_("Definitions of the sector"), "desk_definitions", "definitions", "clipboard-list", 50),
    (_("Incomplete records"), "desk_actor_incomplete", "incomplete", "draft", 60),
    (_("Dormant records"), "desk_actor_dormant", "dormant", "history", 70),
    (_("Records without a manager"), "desk_actor_orphans", "orphans", "user", 80),
    (_("Merges"), "desk_merges", "merges", "link", 90),
    (_("Words of the search"), "desk_search_words", "search-words", "search", 100),
)


class RuledMenuItem(MenuItem):  # type: ignore[misc]
    """A menu entry that shows to whom the permission table lets in."""

    def __init__(self, label: Any, route: str, **options: Any) -> None:
        super().__init__(label, reverse(route), **options)
        self.route = route

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask the permission table."""
        return rule_for(self.route).allows(request.user)


def entries(rows: tuple[Entry, ...]) -> list[MenuItem]:
    """Return the entries of a group."""
    return [
        RuledMenuItem(label, route, name=name, icon_name=icon, order=order)
        for label, route, name, icon, order in rows
    ]


def _group(label: Any, name: str, icon: str, order: int, rows: tuple[Entry, ...]) -> Callable[[], MenuItem]:
    return lambda: SubmenuMenuItem(label, Menu(items=entries(rows)), name=name, icon_name=icon, order=order)


def makers() -> list[Callable[[], MenuItem]]:
    """Return what makes each entry and group, once the addresses are known."""
    daily = [lambda row=row: entries((row,))[0] for row in DAILY]
    return [
        *daily,
        _group(_("To decide"), "to-decide", "check", 20, TO_DECIDE),
        _group(_("Mandates"), "mandates", "tasks", 35, MANDATES),
        _group(_("Data"), "data", "download", 145, DATA),
    ]


def tidy(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take away the entries that lead nowhere for this person; call Wagtail's reports what they are about."""
    hidden = HIDDEN if rules.works_at_the_desk.test(request.user) else HIDDEN | {"my-day"}
    items[:] = [item for item in items if item.name not in hidden]
    for item in items:
        if item.name == "reports":
            item.label = _("Follow-up of pages")
