"""What the house keeps about a person, by module: which data, why, how long; for them to read and to take.

Each module says what it keeps when the application starts; `covers` names the columns of its tables that
hold a person or a mail address, so that none is forgotten.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vivier.accounts.addresses import confirmed_addresses
from vivier.accounts.models import JournalEntry
from vivier.accounts.second_factor import has_second_factor

if TYPE_CHECKING:
    from vivier.accounts.models import User

Words = str | Promise
Rows = Iterable[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of data about people; `rows` gives those of a person in the order of `columns`.

    `erase` takes them away, or the person out of them, when the account is closed; without it they stay,
    and `kept` says why.
    """

    name: str
    label: Words
    why: Words
    kept: Words
    columns: Mapping[str, Words]
    rows: Callable[["User"], Rows]
    covers: tuple[str, ...] = ()
    erase: Callable[["User"], None] | None = None

    def records(self, person: "User") -> list[dict[str, Any]]:
        """Return the data of a person by the names of the columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows(person)]


_holdings: dict[str, Holding] = {}


def register(*holdings: Holding) -> None:
    """Say what a module keeps about people; a name is registered once."""
    _holdings.update({one.name: one for one in holdings})


def all_holdings() -> list[Holding]:
    """Return what every module keeps, in the order of the applications."""
    return list(_holdings.values())


def _account(person: "User") -> Rows:
    addresses = ", ".join(confirmed_addresses(person))
    role, language = person.get_role_display(), person.get_language_display()
    second = has_second_factor(person)
    yield (
        person.email,
        addresses,
        person.name,
        role,
        language,
        person.date_joined,
        person.last_login,
        second,
    )


def _deeds(person: "User") -> Rows:
    rows = JournalEntry.objects.filter(by=person).order_by("-sequence")
    return rows.values_list("at", "verb", "object_label", "reason").iterator(chunk_size=2000)


ACCOUNT = Holding(
    name="account",
    label=_("My account"),
    why=_(
        "To let you log in, and to write to you in your language. You gave it when you opened the account."
    ),
    kept=_("As long as the account is open."),
    columns={
        "email": _("e-mail"),
        "confirmed_addresses": _("confirmed addresses"),
        "name": _("name"),
        "role": _("role"),
        "language": _("language of the mails"),
        "joined": _("joined"),
        "last_login": _("last log-in"),
        "second_factor": _("second factor"),
    },
    rows=_account,
    covers=("accounts.user.email",),
)
JOURNAL = Holding(
    name="journal",
    label=_("What I did here"),
    why=_("To be able to say who changed what, as those who give public money ask."),
    kept=_("For good: entries are only ever added, and each seals the one before."),
    columns={"at": _("when"), "verb": _("what"), "record": _("record"), "reason": _("reason")},
    rows=_deeds,
    covers=("accounts.journalentry.by",),
)
