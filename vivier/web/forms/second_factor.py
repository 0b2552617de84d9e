"""The forms of the second factor, in our words."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _


def _say(field: forms.Field, *, label: Any, help_text: Any = "") -> None:
    """Name a field that waits for digits."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs["inputmode"] = "numeric"


class EnterCodeForm(AuthenticateForm):  # type: ignore[misc]
    """The code at the log-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], label=_("The code"), help_text=_("Six digits, or a spare code."))
        self.fields["code"].widget.attrs.pop("inputmode")  # spare codes may hold letters


class ConfirmCodeForm(ReauthenticateForm):  # type: ignore[misc]
    """The code asked again before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], label=_("The code"), help_text=_("Six digits, or a spare code."))
        self.fields["code"].widget.attrs.pop("inputmode")


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code, which proves that the app knows the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], label=_("The six digits your app shows now"))
