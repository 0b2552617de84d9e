"""The desk's own settings of one person, without what our account pages already do."""

from typing import Any

from wagtail.admin.views.account import AccountView

# Names, addresses and passwords change in the member space; pictures are not kept.
ELSEWHERE = frozenset({"name_email", "avatar", "password"})


class DeskSettingsView(AccountView):  # type: ignore[misc]
    """Language, theme and notifications of the desk."""

    def get_panels(self) -> list[Any]:
        """Leave out what belongs to the account pages."""
        return [panel for panel in super().get_panels() if panel.name not in ELSEWHERE]
