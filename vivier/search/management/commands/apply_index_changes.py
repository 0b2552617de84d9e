"""Apply the index changes that wait, for instance after a crash."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from vivier.search.queue import apply_waiting


class Command(BaseCommand):
    help = "Apply the index changes that wait in the queue."

    def handle(self, *_args: Any, **_options: Any) -> None:
        applied = apply_waiting(wait=60)
        self.stdout.write(_("%(count)d changes applied to the index.") % {"count": applied})
