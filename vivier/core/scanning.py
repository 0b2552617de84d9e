"""Files people send, shown to a virus scanner before anything reads them; off unless a setting names one.

`UPLOAD_SCANNER` is empty, `clamd:/run/clamav/clamd.ctl`, `clamd:host:3310`, or a command to which the path of
a copy is added (`clamdscan --no-summary --fdpass`): it ends with 0 when the file is clean, with 1 when it is
not. A file that could not be looked at is refused too.
"""

import logging
import shlex
import socket
import subprocess
from tempfile import NamedTemporaryFile
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)
SECONDS = 300
BLOCK = 1 << 20
_MOST_ANSWER = 4_096


def refuse_infected(sent: "UploadedFile[Any]") -> None:
    """Validate a file of a form: raise ValidationError when something is found in it, or nobody answers."""
    scanner = settings.UPLOAD_SCANNER
    if not scanner:
        return
    try:
        found = _by_clamd(sent, scanner) if scanner.startswith("clamd:") else _by_command(sent, scanner)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        log.exception("the virus scanner did not answer")
        raise ValidationError(
            _("The file could not be checked for viruses, so it was not kept. Send it again later.")
        ) from error
    finally:
        sent.seek(0)
    if found is not None:
        log.warning("an upload was refused: %s", found)
        raise ValidationError(_("The virus scanner found something in this file: it was not kept."))


class ScannedFileField(forms.FileField):
    """A file of a form that the scanner sees before anything reads it."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse what the scanner finds, or cannot look at."""
        sent = super().clean(data, initial)
        if sent and sent is not initial:
            refuse_infected(sent)
        return sent


def _by_command(sent: "UploadedFile[Any]", scanner: str) -> str | None:
    """Run the command on a file; return what it says of an infected one, None of a clean one."""
    with NamedTemporaryFile(prefix="vivier-scanned-") as copy:
        for block in sent.chunks(BLOCK):
            copy.write(block)
        copy.flush()
        done = subprocess.run(  # noqa: S603 -- the operator's own command, without a shell
            [*shlex.split(scanner), copy.name],
            capture_output=True,
            timeout=SECONDS,
            check=False,
            text=True,
            errors="replace",
        )
    if done.returncode not in {0, 1}:
        raise ValueError(f"the scanner ended with {done.returncode}: {done.stderr[:200]}")
    return (done.stdout.strip()[:200] or "infected") if done.returncode else None


def _by_clamd(sent: "UploadedFile[Any]", scanner: str) -> str | None:
    """Send a file to clamd (INSTREAM); return the name of what it found, None when it found nothing."""
    with _connected(scanner.removeprefix("clamd:")) as clamd:
        clamd.sendall(b"zINSTREAM\0")
        for block in sent.chunks(BLOCK):
            if block:
                clamd.sendall(len(block).to_bytes(4, "big") + block)
        clamd.sendall(bytes(4))
        said = b""
        while not said.endswith(b"\0") and len(said) < _MOST_ANSWER and (some := clamd.recv(1_024)):
            said += some
    answer = said.rstrip(b"\0").decode("utf-8", "replace").removeprefix("stream: ").strip()
    if answer == "OK":
        return None
    if answer.endswith(" FOUND"):
        return answer.removesuffix(" FOUND")[:200]
    raise ValueError(f"clamd said {answer[:200]!r}")


def _connected(where: str) -> socket.socket:
    if where.startswith("/"):
        clamd = socket.socket(socket.AF_UNIX)
        clamd.settimeout(SECONDS)
        try:
            clamd.connect(where)
        except OSError:
            clamd.close()
            raise
        return clamd
    host, _colon, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)
