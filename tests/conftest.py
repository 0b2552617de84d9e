"""Shared fixtures: nothing leaves the machine, every test has its own search index."""

import gc
import os
import socket
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import django.test.client
import pytest
from _pytest.runner import runtestprotocol
from django.conf import settings as instance
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

from tests import dealing, prepared
from tests.frames import with_room
from vivier.accounts.models import User
from vivier.opportunities import stock
from vivier.reference import lookup
from vivier.search.rebuild import rebuild

LEFT_OUT = pytest.StashKey[dict[str, int]]()
_connect = socket.socket.connect
_find_files = WhiteNoiseMiddleware.add_files_from_finders
gc.set_threshold(50_000, 20, 50)  # the suite makes many short-lived objects and few circles


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On another database than the default, run what a database can change: the rest has been run.

    Many cases of one function ask a database the same: a share of them is dealt to it, never none; --everything
    runs them all (docs/decisions/0018-what-the-second-database-runs.md).
    """
    if "DATABASE_URL" not in os.environ or config.getoption("--everything"):
        return
    asking = [item for item in items if _asks_the_database(item)]
    dealt = dealing.dealt(asking)
    kept = set(dealt)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    config.stash[LEFT_OUT] = {
        "tests no database can change": len(items) - len(asking),
        "cases dealt to the default database only": len(asking) - len(dealt),
    }
    items[:] = dealt


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a test as pytest does, with room for its frames: a tenth of the time went into asking for it again."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    with_room(partial(runtestprotocol, item, nextitem=nextitem))
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what was left out to the process that reports, when there are several."""
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["left_out"] = session.config.stash.get(LEFT_OUT, {})


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", {})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for what, number in config.stash.get(LEFT_OUT, {}).items():
        terminalreporter.write_line(f"{number} {what}")


def _asks_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"})


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--everything", action="store_true", help="also what no database can change")


@pytest.fixture(scope="session", autouse=True)
def files_found_once() -> Iterator[None]:
    """Look for the static files once: every client of every test would do it again."""
    found: dict[str, Any] = {}

    def once(self: WhiteNoiseMiddleware) -> None:
        if not found:
            _find_files(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def contexts_kept_once() -> Iterator[None]:
    """Keep what a page was rendered from, not what each template it includes was: some hundred copies a page."""
    keep = django.test.client.store_rendered_templates

    def keep_first(store: dict[str, Any], signal: Any, sender: Any, template: Any, context: Any, **more: Any):
        if "context" not in store:
            keep(store, signal, sender, template, context, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django.test.client, "store_rendered_templates", keep_first)
        yield


@pytest.fixture(scope="session", autouse=True)
def passwords_hashed_lightly() -> Iterator[None]:
    """Hash with the algorithm of production at its lowest cost: what it costs is not ours to prove."""
    with pytest.MonkeyPatch.context() as patch:
        for name, least in {"time_cost": 1, "memory_cost": 8, "parallelism": 1}.items():
            patch.setattr(Argon2PasswordHasher, name, least)
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Make the test database from the migrated copy (see `tests/prepared.py`)."""
    usual = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            connection.settings_dict["TEST"]["TEMPLATE"] = prepared.template()
        name = connection.creation._create_test_db(verbosity=0, autoclobber=True)
        connection.close()
        instance.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        prepared.fill()
    yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(usual, verbosity=0)


@pytest.fixture(autouse=True)
def network_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "unix"
        if host not in {"127.0.0.1", "::1", "localhost", "unix"}:
            raise RuntimeError(f"a test tried to reach {host}")
        _connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def own_index(settings: object, tmp_path: Path) -> None:
    """Give each test an empty index of its own."""
    settings.SEARCH_INDEX = tmp_path / "search"
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Forget what an earlier test left behind: territories, published opportunities, a language."""
    translation.activate(instance.LANGUAGE_CODE)
    lookup.forget()
    stock.forget()


@pytest.fixture
def coordinator(db: None) -> User:
    return User.objects.create_user("coordinator@example.org", role=User.Role.COORDINATOR, is_staff=True)


@pytest.fixture
def editor(db: None) -> User:
    return User.objects.create_user("editor@example.org", role=User.Role.EDITOR, is_staff=True)


@pytest.fixture
def administrator(db: None) -> User:
    return User.objects.create_user("administrator@example.org", role=User.Role.ADMINISTRATOR, is_staff=True)


@pytest.fixture
def member(db: None) -> User:
    return User.objects.create_user("member@example.org", role=User.Role.MEMBER)


@pytest.fixture
def auditor(db: None) -> User:
    return User.objects.create_user("auditor@example.org", role=User.Role.AUDITOR)


@pytest.fixture
def indexed(db: None) -> Callable[[], dict[str, int]]:
    """Give a callable that makes the test's search index from what the database holds now."""
    return rebuild
