"""The one log-in page, for the site and the desk."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings

from vivier.accounts.models import User

DEMO_ACCOUNTS_SHOWN = 12


class LoginPage(LoginView):  # type: ignore[misc]
    """allauth's log-in, which names the demonstration accounts when this is a demonstration."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add the demonstration accounts; never outside a demonstration."""
        if settings.DEMO:
            people = User.objects.filter(is_demo=True, is_active=True).order_by("role", "email")
            context["demo_accounts"] = people[:DEMO_ACCOUNTS_SHOWN]
        return super().get_context_data(**context)
