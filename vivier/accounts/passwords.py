"""How long a password must be: longer for those who hold other people's trust."""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vivier.accounts.models import User
from vivier.accounts.roles import TRUSTED_ROLES


class UnlikeThePersonValidator(UserAttributeSimilarityValidator):
    """Not the name or the address over again."""

    def get_help_text(self) -> str:
        """Say the rule beside the field."""
        return _("Not your name, nor your address.")


class UncommonValidator(CommonPasswordValidator):
    """None of the passwords everybody tries first."""

    def get_help_text(self) -> str:
        """Say the rule beside the field."""
        return _("Several words of your own are better than one with signs.")


class LengthByRoleValidator:
    """At least `members` characters, `trusted` for the team, advisers and auditors; at most `longest`."""

    def __init__(self, members: int = 12, trusted: int = 16, longest: int = 128) -> None:
        self.members, self.trusted, self.longest = members, trusted, longest

    def _shortest(self, user: User | None) -> int:
        return self.trusted if user is not None and user.role in TRUSTED_ROLES else self.members

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse what is too short for this person, or too long to be hashed."""
        shortest = self._shortest(user)
        if len(password) < shortest:
            raise ValidationError(
                ngettext(
                    "This password is too short: at least %(count)d character.",
                    "This password is too short: at least %(count)d characters.",
                    shortest,
                )
                % {"count": shortest},
                code="password_too_short",
            )
        if len(password) > self.longest:
            raise ValidationError(
                _("This password is too long: at most %(count)d characters.") % {"count": self.longest},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        """Say the rule beside the field."""
        return _("At least %(members)d characters, %(trusted)d for the team, advisers and auditors.") % {
            "members": self.members,
            "trusted": self.trusted,
        }
