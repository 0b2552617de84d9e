"""A clock for the steps of a benchmark: on the wall and of the processor."""

import time
from collections.abc import Callable
from typing import Any


class Clock:
    """Measures steps in seconds and prints each."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.processor: dict[str, float] = {}

    def time(self, name: str, step: Callable[[], Any]) -> Any:
        """Do a step and return what it returns."""
        begun, used = time.perf_counter(), time.process_time()
        result = step()
        self.seconds[name] = round(time.perf_counter() - begun, 3)
        self.processor[name] = round(time.process_time() - used, 3)
        wall, processor = self.seconds[name], self.processor[name]
        print(f"{name:<56}{wall:>9.3f} s{processor:>9.3f} s of a processor", flush=True)
        return result
