"""Wagtail's choosers without inline scripts, so that the desk keeps the site's strict script policy.

Wagtail writes `<script>new Chooser("id", {...})</script>` beside each chooser. We write the same call as
data, and `desk.js` makes it: also for rows and dialogs that arrive later.
"""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser


def _render(
    self: BaseChooser, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
) -> SafeString:
    del renderer
    if not attrs or "id" not in attrs:
        raise TypeError("A chooser cannot be drawn without an id.")
    try:
        data = self.get_value_data(value)
    except (TypeError, ValueError, OverflowError):  # sent by no browser: nothing is chosen
        data = None
    starter, arguments = self.js_constructor, [attrs["id"], self.get_js_init_options(attrs["id"], name, data)]
    if isinstance(self, AdminTaskChooser):  # the one chooser that is started by a function
        starter, arguments = "createTaskChooser", arguments[:1]
    return format_html(
        '{}<template data-start="{}" data-arguments="{}"></template>',
        self.render_html(name, data, attrs),
        starter,
        json.dumps(arguments),
    )


def install() -> None:
    """Replace the drawing of every chooser; called once when the desk is ready."""
    BaseChooser.render = _render
