"""Long work on opportunities, done in the background."""

from django.utils import timezone
from django_tasks import task

from vivier.opportunities import nightly


@task()
def match_everyone() -> dict[str, int]:
    """Work out whom each current call concerns."""
    return nightly.match_everyone(now=timezone.now())
