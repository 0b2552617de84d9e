"""List and detail pages under load on one core, beside "hello" and a minimal Django list in the same run.

    .venv/bin/python benchmarks/pages.py [--actors 50000] [--seconds 6] [--connections 4]

Goals: list with facets at 100 requests a second or more, detail at 200 or more, p95 at most 200 ms.
The server is pinned to one core, the load comes from a second process on another. Ends with one line of JSON.
"""

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
BIN = Path(sys.executable).parent
LOAD = ROOT / "benchmarks" / "load.py"
GOALS = {"list": 100, "detail": 200}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return the environment of a demonstration in a folder, on its own SQLite whatever is asked for."""
    ours = {"VIVIER_MODE": "demo", "VIVIER_VAR": str(folder), "LOG_LEVEL": "ERROR", "PYTHONPATH": str(ROOT)}
    ours["API_PER_MINUTE"] = "0"  # one machine asks as fast as it can
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**own, **ours, **more}


def prepare(folder: Path, actors: int) -> None:
    """Build the database, the index and the static files once per size."""
    if (folder / ".ready").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [BIN / "vivier", "prepare_demo"], env=environment(folder), check=True, stdout=subprocess.DEVNULL
    )
    if actors:
        program = f"from benchmarks.generated import add_actors; add_actors({actors})"
        subprocess.run(
            [BIN / "vivier", "shell", "-v", "0", "-c", program], env=environment(folder), cwd=ROOT, check=True
        )
        subprocess.run(
            [BIN / "vivier", "reindex"], env=environment(folder), check=True, stdout=subprocess.DEVNULL
        )
    (folder / ".ready").touch()


def measure(
    application: str, env: dict[str, str], cases: dict[str, list[str]], options: argparse.Namespace
) -> dict:
    """Serve on one core and ask each case's paths from another; return {case: measure}."""
    port = free_port()
    command = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws"]
    server = subprocess.Popen(
        ["taskset", "-c", "0", BIN / "granian", *command, "--log-level", "error", application],
        env=env,
        cwd=ROOT,
    )
    try:
        wait_for(port)
        return {name: ask(port, paths, options) for name, paths in cases.items()}
    finally:
        server.terminate()
        server.wait(20)


def wait_for(port: int) -> None:
    for _attempt in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The server did not start.")


def ask(port: int, paths: list[str], options: argparse.Namespace) -> dict:
    last = str(max(1, (os.cpu_count() or 1) - 1))
    for seconds in (1.5, options.seconds):  # the first warms up
        answer = subprocess.run(
            ["taskset", "-c", last, sys.executable, LOAD, str(port), str(seconds), str(options.connections)],
            input=json.dumps(paths) + "\n",
            capture_output=True,
            text=True,
            check=True,
        )
    return json.loads(answer.stdout)


def pages(folder: Path) -> dict[str, list[str]]:
    """Return the addresses asked: plain, filtered, searched and far lists; details at random."""
    program = "from benchmarks.generated import addresses; import json; print(json.dumps(addresses()))"
    answer = subprocess.run(
        [BIN / "vivier", "shell", "-v", "0", "-c", program],
        env=environment(folder),
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(answer.stdout.strip().splitlines()[-1])
    random.Random(1).shuffle(found["detail"])
    return {"list": found["list"], "detail": found["detail"][:400]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actors", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--connections", type=int, default=4)
    options = parser.parse_args()
    bench = ROOT / "var" / "bench"
    bench.mkdir(parents=True, exist_ok=True)
    minimal = {**os.environ, "MINIMAL_DATABASE": str(bench / "minimal.sqlite3")}
    results = {
        f"reference {name}": measured
        for name, measured in measure(
            "benchmarks.minimal_site:application", minimal, {"hello": ["/hello"], "rows": ["/rows"]}, options
        ).items()
    }
    for size in (0, options.actors):
        folder = bench / f"actors-{size}"
        prepare(folder, size)
        label = f"{size} generated" if size else "demo data"
        measured = measure("vivier.wsgi:application", environment(folder), pages(folder), options)
        results |= {f"{name}, {label}": one for name, one in measured.items()}
    report(results)


def report(results: dict[str, dict]) -> None:
    rows = results["reference rows"]["per_second"] or 1
    print(f"{'page':<28}{'req/s':>9}{'× rows':>8}{'p50 ms':>8}{'p95 ms':>8}{'not 200':>9}")
    for name, one in results.items():
        ratio = one["per_second"] / rows
        print(
            f"{name:<28}{one['per_second']:>9}{ratio:>8.2f}{one['p50']:>8}{one['p95']:>8}{one['failures']:>9}"
        )
    met = {
        name: one["per_second"] >= GOALS[name.split(",")[0]] and one["p95"] <= 200 and not one["failures"]
        for name, one in results.items()
        if not name.startswith("reference")
    }
    print(json.dumps({"benchmark": "pages", "results": results, "goals_met": met}))


if __name__ == "__main__":
    main()
