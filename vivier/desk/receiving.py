"""Files sent to the desk: weighed, kept under a name of ours, never under the sender's."""

import secrets
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from vivier.core.scanning import refuse_infected
from vivier.core.sheets import MOST_BYTES

SHEETS = ".csv,.tsv,.txt,.xlsx,text/csv"


class SheetField(forms.FileField):
    """A CSV or XLSX file of at most 20 MB."""

    widget = forms.FileInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs["accept"] = SHEETS

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse what is too large before anything is read."""
        sent = super().clean(data, initial)
        if sent and (sent.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1_000_000}
            )
        if sent:
            refuse_infected(sent)
        return sent


def keep(sent: Any, folder: str) -> Path:
    """Store an upload under VAR in a file nobody can guess, and return where."""
    home = Path(settings.VAR) / folder
    home.mkdir(parents=True, exist_ok=True)
    path = home / secrets.token_hex(12)
    with path.open("wb") as file:
        for block in sent.chunks(1 << 20):
            file.write(block)
    return path


def original_name(sent: Any) -> str:
    """Return the sender's name of the file, fit to be shown."""
    name = str(sent.name or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(one for one in name if one.isprintable())[:120]
