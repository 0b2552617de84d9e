"""A test database is migrated once per state of the migrations and copied afterwards: `python -m tests.prepared`.

SQLite keeps the copy in `var/test/`; PostgreSQL in a database named after the same state, used as a template.
"""

import hashlib
import os
import sqlite3
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from vivier.core.migrating import tables_made_quickly

ROOT = Path(__file__).resolve().parent.parent


def state() -> str:
    """Return a name for what the migrations of ours and of the locked libraries would make."""
    digest = hashlib.sha256()
    files = sorted((ROOT / "vivier").glob("*/migrations/*.py"))
    for path in [*files, ROOT / "requirements.lock"]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def kept() -> Path:
    """Return where the migrated SQLite database of this state is kept."""
    return ROOT / "var" / "test" / f"migrated-{state()}.sqlite3"


def migrate() -> None:
    """Make every table of the connected database by its migrations."""
    with tables_made_quickly():
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    call_command("createcachetable", verbosity=0)


def fill() -> None:
    """Give the connected, empty test database its tables: a copy when there is one, migrations otherwise."""
    if connection.vendor != "sqlite":
        if not _has_tables():
            migrate()
        return
    connection.ensure_connection()
    if kept().exists():
        with sqlite3.connect(kept()) as source:
            source.backup(connection.connection)
        source.close()
        return
    migrate()
    _keep()


def _has_tables() -> bool:
    return "django_migrations" in connection.introspection.table_names()


def _keep() -> None:
    kept().parent.mkdir(parents=True, exist_ok=True)
    written = kept().with_suffix(f".{os.getpid()}")
    with sqlite3.connect(written) as target:
        connection.connection.backup(target)
    target.close()
    written.replace(kept())
    for older in kept().parent.glob("migrated-*.sqlite3"):
        if older != kept():
            older.unlink(missing_ok=True)


def template() -> str | None:
    """Return the name of PostgreSQL's migrated database of this state when it exists."""
    name = f"migrated_{state()}"
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name])
        return name if cursor.fetchone() else None


def _prepare_postgres() -> None:
    if template():
        return
    name = f"migrated_{state()}"
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    connections.databases["default"]["NAME"] = connection.settings_dict["NAME"] = name
    migrate()
    connections.close_all()
    connection.settings_dict["NAME"] = "postgres"
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE true')


def prepare() -> None:
    """Make the copy of this state unless it is there."""
    if connection.vendor == "postgresql":
        _prepare_postgres()
    elif not kept().exists():
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = ":memory:"
        migrate()
        _keep()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vivier.settings")
    django.setup()
    prepare()
    sys.exit(0)
