"""Keep the catalogues true: `update` merges new messages, `check` fails on one without a translation."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "vivier" / "locale"
LANGUAGES = ("fr", "en", "nl", "de")


def template() -> Catalog:
    """Extract every message of the code and the templates, as Django's makemessages sees them."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "vivier"
        shutil.copytree(
            ROOT / "vivier",
            copy,
            ignore=shutil.ignore_patterns("static", "migrations", "locale", "__pycache__"),
        )
        (copy / "locale" / "en").mkdir(parents=True)
        subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-wrap", "--no-obsolete"],
            cwd=copy,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": ""},
            check=True,
            capture_output=True,
        )
        with (copy / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as file:
            return read_po(file)


def catalogue(language: str) -> Catalog:
    """Read a language's catalogue."""
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language, domain="django")


def update(languages: tuple[str, ...] = LANGUAGES) -> None:
    """Merge new messages into each catalogue; drop those no longer used."""
    wanted = template()
    for language in languages:
        known = catalogue(language)
        known.update(wanted, no_fuzzy_matching=True, update_header_comment=False)
        known.obsolete.clear()
        with (LOCALE / language / "LC_MESSAGES" / "django.po").open("wb") as file:
            write_po(file, known, width=110, omit_header=False, no_location=True, sort_output=True)


def gaps(language: str, wanted: Catalog) -> list[str]:
    """Return the messages that a language lacks; English needs only its plural forms and addresses."""
    known = catalogue(language)
    found = []
    for message in wanted:
        if not message.id or (language == "en" and message.context != "address"):
            continue
        translated = known.get(message.id, message.context)
        texts = translated.string if translated else ""
        if not texts or (isinstance(texts, tuple | list) and not all(texts)) or translated.fuzzy:
            found.append(message.id if isinstance(message.id, str) else message.id[0])
    return found


def check() -> int:
    """Print what is missing; return 1 when something is."""
    wanted = template()
    failed = False
    for language in LANGUAGES:
        missing = gaps(language, wanted)
        if missing:
            failed = True
            sys.stdout.write(
                f"{language}: {len(missing)} messages without a translation, such as {missing[:5]!r}\n"
            )
    sys.stdout.write("Some messages are not translated.\n" if failed else "Every message is translated.\n")
    return int(failed)


if __name__ == "__main__":
    if sys.argv[1:2] == ["update"]:
        update(tuple(sys.argv[2:]) or LANGUAGES)
    else:
        sys.exit(check())
