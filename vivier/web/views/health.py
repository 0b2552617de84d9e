"""Is the process alive, and can it do its work."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from vivier.outbox.sending import oldest_waiting


def live(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- a view
    """Say that the process answers."""
    return JsonResponse({"status": "alive"})


def ready(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- a view
    """Say whether the database answers, 503 when it does not, and how long the oldest mail waits.

    A mail that waits makes no page fail: its age in seconds is there to be watched, null when none waits.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        age = oldest_waiting()
    except DatabaseError:
        return JsonResponse({"status": "not ready", "database": "down"}, status=503)
    oldest = int(age.total_seconds()) if age is not None else None
    return JsonResponse({"status": "ready", "database": "up", "oldest_mail_seconds": oldest})
