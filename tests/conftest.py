"""Shared fixtures: nothing leaves the machine, every test has its own search index."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from vivier.accounts.models import User
from vivier.opportunities import stock
from vivier.reference import lookup
from vivier.search.rebuild import rebuild

_connect = socket.socket.connect


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
    """Forget what an earlier test left in memory: territories, published opportunities."""
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
