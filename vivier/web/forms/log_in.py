"""The log-in form, in our words where the library's are odd."""

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy


class LogInForm(LoginForm):  # type: ignore[misc]
    """Address and password; staying logged in is a choice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "remember" in self.fields:
            self.fields["remember"].label = gettext_lazy("Stay logged in")
