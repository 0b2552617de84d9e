"""People with an account, their roles, and whether they can log in; for administrators."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.password_reset import request_password_reset
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from vivier.accounts import actions
from vivier.accounts.actions_closing import forget_second_factor
from vivier.accounts.models import User
from vivier.accounts.second_factor import has_second_factor
from vivier.desk.forms.people import PersonForm
from vivier.desk.listing import StateColumn
from vivier.desk.records import Deed, RecordCreateView, RecordViewSet


def state_of(person: User) -> tuple[str, str]:
    """Return whether the account is open, and the words for it."""
    return ("published", str(_("Active"))) if person.is_active else ("draft", str(_("Closed")))


def _close(person: User, by: User, reason: str) -> None:
    actions.deactivate(person, by=by, reason=reason)


def _open(person: User, by: User, reason: str) -> None:
    actions.reactivate(person, by=by, reason=reason)


def _forget_factor(person: User, by: User, reason: str) -> None:
    """Take the lost second factor away, and tell its owner by mail."""
    forget_second_factor(person, by=by, reason=reason)
    words = "accounts/email/second_factor_forgotten"
    transaction.on_commit(lambda: get_adapter().send_mail(words, person.email, {"user": person}))


DEEDS = (
    Deed(
        "close",
        _("Close the account"),
        _close,
        lambda person: person.is_active,
        "lock",
        question=_(
            "Nobody can log in with it any more; open sessions end; what was done stays in the journal."
        ),
        done=_("The account is closed."),
        reason_needed=True,
    ),
    Deed(
        "open",
        _("Open the account again"),
        _open,
        lambda person: not person.is_active,
        "lock-open",
        question=_("The person can log in again with their password."),
        done=_("The account is open again."),
    ),
    Deed(
        "forget-second-factor",
        _("Telephone lost: take the second factor away"),
        _forget_factor,
        has_second_factor,
        "key",
        question=_(
            "Make sure first that it is really this person who asks. Their password alone opens the account"
            " afterwards; open sessions end, a mail tells them, and the desk asks for a new second factor."
        ),
        done=_("The second factor is taken away."),
        reason_needed=True,
    ),
)


class PersonCreateView(RecordCreateView):
    """A new account: its owner receives a link to choose a password."""

    def get_success_message(self, instance: User) -> str:
        """Say that a mail has left, and to whom."""
        return _("The account is open. A link to choose a password was mailed to %(email)s.") % {  # type: ignore[no-any-return]
            "email": instance.email
        }

    def save_instance(self) -> Any:
        """Open the account, then mail the link when it is surely open."""
        person = super().save_instance()
        transaction.on_commit(
            lambda: request_password_reset(
                self.request,
                person.email,  # type: ignore[attr-defined]
                [person],
                default_token_generator,
            )
        )
        return person


def _for_list(rows: QuerySet[User]) -> QuerySet[User]:
    return rows.annotate(membership_count=Count("memberships"))


class PersonViewSet(RecordViewSet):
    """Accounts."""

    model = User
    icon = "user"
    name = "desk_people"
    url_prefix = "people"
    menu_label = _("People and roles")
    menu_name = "people"
    add_view_class = PersonCreateView
    form = PersonForm
    deeds = DEEDS
    state_of = staticmethod(state_of)
    for_list = staticmethod(_for_list)
    ordering = "email"
    search_fields = ("email", "name")
    list_filter = ("role", "is_active", "is_demo")
    list_display: Any = (
        "email",
        "name",
        "role",
        Column("membership_count", label=_("Records managed"), sort_key="membership_count"),
        "last_login",
        StateColumn("is_active", label=_("State"), accessor=state_of, sort_key="is_active"),
    )
    export_filename = "people"
    list_export = ("email",)
    export_headings = {
        "email": _("E-mail"),
        "name": _("Name"),
        "get_role_display": _("Role"),
        "is_active": _("Active"),
        "last_login": _("Last log-in"),
        "date_joined": _("Joined"),
    }
