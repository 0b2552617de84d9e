"""Which cases of a test function the second database runs: a share, never none, the same in every process.

Why: docs/decisions/0018-what-the-second-database-runs.md.
"""

import re
from collections import defaultdict
from typing import Any
from zlib import crc32

import pytest

# A few cases run whole; of more, the ends, one in so many of the others, and those with what databases store
# differently: NUL, halves of characters, long numbers.
FEW, SHARE = 3, 8
UNLIKE = re.compile(r"\\x00|%00|\\ud[89a-f]|\d{10}")
ADDRESS = re.compile(r" at 0x[0-9a-f]+")  # of an object in memory: another in each process


def dealt(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the cases of each function that the second database runs, in their order."""
    functions: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        functions[item.nodeid.partition("[")[0]].append(item)
    kept = set()
    for cases in functions.values():
        kept |= {*cases} if len(cases) <= FEW else {cases[0], cases[-1], *filter(_is_dealt, cases)}
    return [item for item in items if item in kept]


def _is_dealt(case: pytest.Item) -> bool:
    callspec = getattr(case, "callspec", None)
    return crc32(case.nodeid.encode()) % SHARE == 0 or bool(callspec and unlike(callspec.params))


def unlike(params: dict[str, Any]) -> bool:
    """Tell whether databases are known to store one of these differently."""
    return bool(UNLIKE.search(ADDRESS.sub("", repr(params))))
