"""Which mail addresses are surely somebody's: confirmed in an account that is open."""

from typing import TYPE_CHECKING, Any

from django.apps import apps

if TYPE_CHECKING:
    from vivier.accounts.models import User


def confirmed_addresses(person: "User") -> list[str]:
    """Return the addresses a person confirmed in their account, in lower case."""
    rows = _confirmed().filter(user=person).order_by("-primary", "pk")
    return [str(email).lower() for email in rows.values_list("email", flat=True)]


def owner_of(address: str) -> "User | None":
    """Return whose open account confirmed this address, or None."""
    found = _confirmed().filter(email__iexact=address.strip(), user__is_active=True).select_related("user")
    row = found.order_by("pk").first()
    return row.user if row else None


def _confirmed() -> Any:
    addresses: Any = apps.get_model("account", "EmailAddress")
    return addresses.objects.filter(verified=True)
