"""Reading settings from the environment."""

import os
from pathlib import Path


class MissingSetting(Exception):
    """A setting that production needs is absent or unsafe; the text says which and what to do."""


def text(name: str, default: str = "") -> str:
    """Return the variable, stripped, or the default."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    """Return True for 1, true, yes, on (any case); anything else that is set is False."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """Return the variable as a whole number; raise MissingSetting when it is not one."""
    value = text(name, str(default))
    if not value.lstrip("-").isdigit():
        raise MissingSetting(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Return a comma separated list without its empty items."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def numbers(name: str, default: str) -> list[int]:
    """Return a comma separated list of rising whole numbers above 0; raise MissingSetting otherwise."""
    found = words(name, default)
    values = [int(one) for one in found if one.isdigit()]
    if len(values) != len(found) or values != sorted(set(values)) or not all(values):
        raise MissingSetting(f"{name} must be rising whole numbers, such as {default}, not {text(name)!r}.")
    return values


def path(name: str, default: Path) -> Path:
    """Return the variable as an absolute path."""
    return Path(text(name) or default).absolute()
