"""Where django-allauth asks us: passwords, throttles, mails, secrets at rest."""

import base64
import hashlib
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from vivier.accounts import actions, journal
from vivier.accounts.addresses import owner_of
from vivier.accounts.models import User


class Here:
    """What mails call this site: its configured name and address, never the host of the request."""

    name = settings.INSTANCE_NAME
    domain = settings.SITE_URL


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Our rules on allauth's flows, and our words where it refuses."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "cannot_remove_primary_email": _("This is your main address: choose another main one first."),
        "duplicate_email": _("This address is in your account already."),
        "email_password_mismatch": _("The address or the password is not right."),
        "email_taken": _("This address has an account already."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your password."),
        "invalid_login": _("The address or the password is not right."),
        "invalid_password_reset": _("This link no longer works. Ask for a new one."),
        "max_email_addresses": _("An account has at most %d addresses."),
        "too_many_login_attempts": _("Too many attempts failed. Wait a few minutes, then try again."),
        "unverified_primary_email": _("Confirm this address first: then it can be the main one."),
        "same_as_current": _("This is the present one: write another."),
        "rate_limited": _("That is too much at once. Wait a few minutes, then try again."),
    }

    def set_password(self, user: User, password: str) -> None:
        """Set a password the person chose; every flow of allauth comes through here."""
        actions.choose_password(user, password=password)

    def save_user(self, request: Any, user: User, form: Any, commit: bool = True) -> User:
        """Remember in which language somebody opened their account."""
        language = (get_language() or "")[:2]
        user.language = language if language in dict(settings.LANGUAGES) else ""
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def pre_authenticate(self, request: Any, **credentials: Any) -> None:
        """Count the attempt; answer 429 when there were too many, whoever asks."""
        self._login_failed_rl_usage = ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed",
            key=self._get_login_attempts_cache_key(request, **credentials),
        )
        if not self._login_failed_rl_usage:
            raise ImmediateHttpResponse(ratelimit.respond_429(request))

    def authentication_failed(self, request: Any, **credentials: Any) -> None:  # noqa: ARG002
        """Write the failure down; the same work for known and unknown addresses."""
        person = User.objects.filter(email__iexact=credentials.get("email", "")).first()
        journal.record("account.login_failed", person, by=None)

    def _get_login_attempts_cache_key(self, request: Any, **credentials: Any) -> str:  # noqa: ARG002
        """Count per account whatever host name the request came to."""
        return str(credentials.get("email", credentials.get("username", ""))).strip().casefold()

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Offer the password and the app; a code by mail would only prove what the session already shows."""
        methods = super().get_reauthentication_methods(user)
        return [one for one in methods if one["id"] in {"reauthenticate", "mfa_reauthenticate"}]

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Build the link on the configured address."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def get_email_confirmation_url(self, request: Any, emailconfirmation: Any) -> str:
        """Build the link on the configured address; it leads back to the page the account was opened for."""
        link = settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])
        wanted = get_next_redirect_url(request) if request else ""
        if not wanted or not wanted.startswith("/"):
            return link
        login = f"{reverse('account_login')}?{urlencode({'next': wanted})}"
        return f"{link}?{urlencode({'next': login})}"

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of an address, and nobody else, that it already has an account."""
        context = {
            "signup_url": settings.SITE_URL + reverse("account_signup"),
            "password_reset_url": settings.SITE_URL + reverse("account_reset_password"),
        }
        self.send_mail("account/email/account_already_exists", email, context)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sign mails with the configured name and address."""
        if "signup_url" in context:
            context = context | {"signup_url": settings.SITE_URL + reverse("account_signup")}
        words = {"request": self.request, "email": email, "current_site": Here, **context}
        person = context.get("user") or owner_of(email)
        with override(getattr(person, "language", "") or get_language() or settings.LANGUAGE_CODE):
            self.render_mail(template_prefix, email, words).send()


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keep the secrets of authenticator apps encrypted at rest; refuse in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the code of this moment. Wait for the next one and type it."),
        "unverified_email": _("Confirm your e-mail address first: then you can turn the second factor on."),
        "add_email_blocked": _("While the second factor is on, no address is added. Turn it off first."),
        "cannot_delete_authenticator": _("The second factor stays on for this account."),
        "cannot_generate_recovery_codes": _("Turn the second factor on first: spare codes go with it."),
    }

    def _keys(self) -> MultiFernet:
        secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        digests = (hashlib.sha256(f"vivier.second-factor:{secret}".encode()).digest() for secret in secrets)
        return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])

    def encrypt(self, text: str) -> str:
        """Encrypt with the key in use."""
        return self._keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt with the key in use or one it replaced."""
        return self._keys().decrypt(encrypted_text.encode()).decode()
