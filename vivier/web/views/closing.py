"""Close one's own account: what goes, what stays, and the password once more."""

from typing import Any

from django import forms
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from vivier.accounts import own_data
from vivier.accounts.actions import LastAdministrator, NotAllowed
from vivier.accounts.actions_closing import close_account
from vivier.web.people import person_of


class CloseForm(forms.Form):
    """The password, so that nobody else closes an account left open on a screen."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, person: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        self.person = person

    def clean_password(self) -> str:
        """Refuse a wrong one."""
        password = str(self.cleaned_data["password"])
        if not self.person.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return password


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def space_close(request: HttpRequest) -> HttpResponse:
    """Say what closing does; with the password it is done."""
    person = person_of(request)
    form = CloseForm(person, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            close_account(person, by=person)
        except (NotAllowed, LastAdministrator) as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            return render(request, "web/space/closed.html")
    context = {"form": form, "stays": [own_data.JOURNAL]}
    return render(request, "web/space/close.html", context, status=422 if form.is_bound else 200)
