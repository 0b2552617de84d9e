"""Builds the demonstration once for a whole run, and serves it as `make demo` does."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Site:
    """A demonstration that answers on this machine."""

    address: str
    folder: Path

    def at(self, path: str) -> str:
        return f"{self.address}{path}"

    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def errors(self, *, since: int) -> list[str]:
        """What the server complained about after this length of its log."""
        return [line for line in self.log()[since:].splitlines() if " ERROR " in line]


def build(folder: Path) -> Path:
    """Build the demonstration under the folder; of several processes the first builds, the others wait."""
    folder.mkdir(parents=True, exist_ok=True)
    built = folder / "demonstration"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            _begin_migrated(built)
            command = [sys.executable, "manage.py", "prepare_demo", "--no-color"]
            done = subprocess.run(
                command, cwd=ROOT, env=environment(built), capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise RuntimeError(f"The demonstration cannot be built:\n{done.stdout}\n{done.stderr}")
            (folder / "ready").touch()
    return built


def _begin_migrated(built: Path) -> None:
    """Begin with the migrated database the suite has made (tests/prepared.py), where there is one."""
    made = next((ROOT / "var" / "test").glob("migrated-*.sqlite3"), None)
    if made is not None:
        built.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, built / "db.sqlite3")


def copy(built: Path, to: Path) -> Path:
    """Give a test that writes a demonstration of its own; the static files stay shared."""
    shutil.copytree(built, to, ignore=shutil.ignore_patterns("static", "*-shm", "server.log"))
    (to / "static").symlink_to(built / "static")
    return to


@contextmanager
def served(folder: Path, *, processes: int = 2) -> Iterator[Site]:
    """Serve the folder on a free port, until the block ends; where nobody writes one process says as much as two."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(processes), "--no-ws", "--log-level", "warning", "vivier.wsgi:application"),
    ]
    with (folder / "server.log").open("wb") as log:
        settings = environment(folder) | {"PORT": str(port)}
        server = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
    site = Site(f"http://127.0.0.1:{port}", folder)
    try:
        _wait_until_ready(site, server)
        yield site
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def environment(folder: Path) -> dict[str, str]:
    """Keep the machine's own environment, without the settings of the test process."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "STATIC_ROOT"}}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "vivier.settings",
        "VIVIER_MODE": "demo",
        "VIVIER_VAR": str(folder),
        "PYTHONWARNINGS": "default",
    }


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(site: Site, server: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < give_up:
        if server.poll() is not None:
            break
        try:
            with urlopen(site.at("/health/ready"), timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"The demonstration does not answer:\n{site.log()}")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
