"""A bounded load from a second process on the loopback interface: requests per second and latencies."""

import argparse
import http.client
import json
import random
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """Requests per second, latencies in milliseconds, and answers that were not 200."""

    per_second: float
    p50: float
    p95: float
    failures: int


def run(port: int, paths: list[str], *, seconds: float, connections: int) -> Measure:
    """Ask for the paths in random order over keep-alive connections until the time is over."""
    latencies: list[float] = []
    failures = [0]
    stop = time.perf_counter() + seconds

    def ask(seed: int) -> None:
        chosen = random.Random(seed)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        own = []
        while time.perf_counter() < stop:
            begin = time.perf_counter()
            connection.request("GET", chosen.choice(paths))
            answer = connection.getresponse()
            answer.read()
            own.append(time.perf_counter() - begin)
            failures[0] += answer.status != 200
        latencies.extend(own)

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(connections)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - begin
    ordered = sorted(latencies) or [0.0]
    at = lambda share: round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)  # noqa: E731
    return Measure(round(len(latencies) / spent, 1), at(0.5), at(0.95), failures[0])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("seconds", type=float)
    parser.add_argument("connections", type=int)
    arguments = parser.parse_args()
    paths = json.loads(input())
    print(
        json.dumps(
            run(arguments.port, paths, seconds=arguments.seconds, connections=arguments.connections).__dict__
        )
    )
