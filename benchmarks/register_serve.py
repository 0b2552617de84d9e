"""Pages asked and a record edited while an import of the register is applied: latencies and refusals."""

import contextlib
import http.client
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from benchmarks.pages import BIN, ROOT, environment, free_port, pages, prepare, wait_for

PER_SECOND = 10
MOST_MS = 600
EDITOR = """
import json, sys, time
from vivier.directory import actions
from vivier.directory.models import Actor, FieldSource
actor = Actor.objects.order_by("pk").first()
waits, refused, turn = [], [], 0
print("ready", flush=True)
import select
while not select.select([sys.stdin], [], [], 0.5)[0]:
    turn += 1
    begun = time.perf_counter()
    try:
        changes = {"city": f"Namur {turn}"}
        actions.update_actor(actor, by=None, method=FieldSource.Method.TEAM, changes=changes)
    except Exception as error:
        refused.append(f"{type(error).__name__}: {error}")
    waits.append(time.perf_counter() - begun)
print(json.dumps({"edits": len(waits), "slowest": max(waits, default=0), "refused": refused}))
"""


def serve_during_import(extract: Path) -> dict[str, Any]:
    """Serve the demonstration with one worker, import and refresh beside it, ask list pages all the while."""
    base = ROOT / "var" / "bench" / "actors-0"
    prepare(base, 0)
    folder = Path(tempfile.mkdtemp(prefix="vivier-serve-", dir=base.parent))
    shutil.copytree(base, folder, dirs_exist_ok=True)
    env = environment(folder)
    subprocess.run([BIN / "vivier", "migrate", "-v0"], env=env, check=True)
    subprocess.run([BIN / "vivier", "load_definitions"], env=env, check=True, stdout=subprocess.DEVNULL)
    port, paths = free_port(), pages(folder)["list"]
    command = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws"]
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(
        [BIN / "granian", *command, "--log-level", "error", "vivier.wsgi:application"],
        env=env, cwd=ROOT, stdout=log, stderr=log,
    )  # fmt: skip
    try:
        for _attempt in range(5):
            with contextlib.suppress(SystemExit):
                wait_for(port)
                break
        _ask(port, paths, lambda spent: spent < 5)  # warms up
        quiet = _ask(port, paths, lambda spent: spent < 15)
        during = _during(env, extract, port, paths)
        locked = "database is locked" in (folder / "server.log").read_text()
    finally:
        server.terminate()
        server.wait(20)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)
    met = (
        during["list"]["p95"] <= MOST_MS
        and not during["list"]["failures"]
        and not during["editor"]["refused"]
    )
    found = {"quiet": quiet, **during, "locked": locked, "met": met and not locked}
    print(f"\npages asked {PER_SECOND} times a second beside the import: {json.dumps(found)}")
    return found


def _during(env: dict[str, str], extract: Path, port: int, paths: list[str]) -> dict[str, Any]:
    """Ask pages and edit a record until the import and the refresh are done."""
    steps: list[str | Path] = [sys.executable, ROOT / "benchmarks" / "register_steps.py", "full", extract]
    editor = subprocess.Popen(
        [BIN / "vivier", "shell", "-v", "0", "-c", EDITOR],
        env=env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    if editor.stdout is None or "ready" not in editor.stdout.readline():
        raise SystemExit("The editor did not start.")
    work = subprocess.Popen(["nice", *steps], env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    asked = _ask(port, paths, lambda _spent: work.poll() is None)
    said = json.loads((work.communicate()[0].strip() or "{}").splitlines()[-1])
    edits = json.loads(editor.communicate("\n")[0].strip().splitlines()[-1])
    return {"import": said, "list": asked, "editor": edits}


def _ask(port: int, paths: list[str], going: Any) -> dict[str, Any]:
    """Ask for the paths in turn, ten a second, while `going(seconds)`; return latencies."""
    begun, latencies, failures = time.perf_counter(), list[float](), list[int]()

    def ask(turn: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        due = time.perf_counter() + turn / PER_SECOND
        while going(time.perf_counter() - begun):
            time.sleep(max(0.0, due - time.perf_counter()))
            sent = max(due, time.perf_counter() - 2 / PER_SECOND)  # late is counted, but not for ever
            connection.request("GET", paths[turn % len(paths)])
            answer = connection.getresponse()
            answer.read()
            latencies.append(time.perf_counter() - sent)
            failures.extend([answer.status] if answer.status != 200 else [])
            turn, due = turn + 2, max(due + 2 / PER_SECOND, time.perf_counter())

    threads = [threading.Thread(target=ask, args=(turn,)) for turn in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    ordered = sorted(latencies) or [0.0]
    at = {f"p{share}": round(1000 * ordered[int(len(ordered) * share / 100) - 1]) for share in (50, 95)}
    slowest = round(1000 * ordered[-1])
    return {"asked": len(latencies), **at, "slowest": slowest, "failures": len(failures)}


if __name__ == "__main__":
    serve_during_import(Path(sys.argv[1]).resolve())
