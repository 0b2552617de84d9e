"""Damaged and hostile extracts given to the import, and what became of each: one table, one line of JSON.

    .venv/bin/python benchmarks/hostile_extracts.py

Before each attempt the register holds forty records; a refusal must leave them, whatever could be read must
be read, and nothing may end with an error that is no sentence. Exits with an error when one did.
"""

import copy
import json
import os
import random
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
RECORDS = 40
Spoil = Callable[[Path], Path]

# Names that have broken programs before: quoting, scripts, formulas, directions, marks, length, nothing.
NAUGHTY = (
    '"',
    "'",
    "''",
    '""Le "Petit" Théâtre""',
    "a,b;c\td",
    "NULL",
    "null",
    "undefined",
    "None",
    "nan",
    "true",
    "0",
    "1e400",
    "-1",
    "1/0",
    "0xabad1dea",
    "../../etc/passwd",
    "%00",
    "%s%s%s%n",
    "{{ 7*7 }}",
    "${jndi:ldap://x}",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "=1+1",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+1",
    "'; DROP TABLE registers_registerrecord; --",
    "' OR 1=1 --",
    "1;DROP TABLE users",
    "\\",
    "\\\\",
    "\\u0041",
    "ﬁ ﬂ Ⅻ",
    "İstanbul ı",
    "ẞ ß",
    "Ω≈ç√∫",
    "Ａｔｅｌｉｅｒ",
    "Z͑ͫ̓ͪ̂ͫ̽a̴̙̤l̩̟g͚̗o̩̮",
    "אבג المسرح",
    "\u202eevil\u202c",
    "\u200b",
    "\ufeffA",
    "名前",
    "👩‍👩‍👧‍👦",
    "𝕬𝖙𝖊𝖑𝖎𝖊𝖗",
    "x" * 320,
    "é" * 320,
    "a\nb",
    "a\r\nb",
    "  spaced   out  ",
    "ÃƒÂ©tÃƒÂ©",
    "\x07bell",
    "Con",
    "aux.txt",
    "--help",
    "-rf /",
    "#",
    "?",
    "&amp;",
    "&",
    "C:\\",
    "~",
    "$HOME",
    "`id`",
    "|",
    "*",
)


def truncated(table: str, share: float) -> Spoil:
    """Cut a file off after a share of its bytes."""

    def spoil(folder: Path) -> Path:
        path = folder / f"{table}.csv"
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
        return folder

    return spoil


def swapped(table: str, *, with_names: bool) -> Spoil:
    """Swap the first two columns of a file, with their names or under the old ones."""

    def spoil(folder: Path) -> Path:
        path = folder / f"{table}.csv"
        lines = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
        turned = [[line[1], line[0], *line[2:]] for line in lines]
        kept = turned if with_names else [lines[0], *turned[1:]]
        path.write_text("\n".join(",".join(line) for line in kept) + "\n", encoding="utf-8")
        return folder

    return spoil


def rewritten(table: str, change: Callable[[bytes], bytes]) -> Spoil:
    """Change the bytes of a file."""

    def spoil(folder: Path) -> Path:
        path = folder / f"{table}.csv"
        path.write_bytes(change(path.read_bytes()))
        return folder

    return spoil


def zipped(**more: bytes) -> Spoil:
    """Make a ZIP of the folder with more members than it should have."""

    def spoil(folder: Path) -> Path:
        path = folder.with_suffix(".zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for one in sorted(folder.glob("*.csv")):
                archive.write(one, one.name)
            for name, content in more.items():
                archive.writestr(name, content)
        return path

    return spoil


def cut_zip(share: float) -> Spoil:
    def spoil(folder: Path) -> Path:
        path = zipped()(folder)
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
        return path

    return spoil


def noise(folder: Path) -> Path:
    """Replace a file by bytes at random."""
    (folder / "denomination.csv").write_bytes(random.Random(1).randbytes(50_000))
    return folder


def attempts() -> Iterator[tuple[str, Spoil]]:
    yield "nothing wrong", lambda folder: folder
    for table in ("enterprise", "establishment", "denomination", "address", "contact", "activity"):
        for share in (0.5, 0.98):
            yield f"{table}.csv cut off at {share:.0%}", truncated(table, share)
        yield f"{table}.csv empty", truncated(table, 0)
        yield f"{table}.csv: two columns swapped with their names", swapped(table, with_names=True)
        yield f"{table}.csv: two columns swapped under the old names", swapped(table, with_names=False)
    yield "meta.csv cut off", truncated("meta", 0.3)
    yield "a file of random bytes", noise
    yield "a file in Latin-1", rewritten("denomination", lambda b: b.decode().encode("latin-1", "replace"))
    yield "a file in UTF-16", rewritten("denomination", lambda b: b.decode().encode("utf-16"))
    yield "Windows line ends", rewritten("enterprise", lambda b: b.replace(b"\n", b"\r\n"))
    yield "NUL bytes in names", rewritten("denomination", lambda b: b.replace(b"Maison", b"Mai\0son"))
    yield "a quote that never closes", rewritten("denomination", lambda b: b + b'"0403.170.701","1","001","')
    yield "a line of 10 MB", rewritten("denomination", lambda b: b + b'"' + b"x" * 10_000_000 + b'"\n')
    yield "a ZIP, nothing wrong", zipped()
    yield "a ZIP cut off in the middle", cut_zip(0.5)
    yield "a ZIP without its last bytes", cut_zip(0.999)
    yield "a ZIP with 200 files", zipped(**{f"f{n}.csv": b"x" for n in range(200)})
    yield "a ZIP bomb (100 MB of zeros)", zipped(**{"bomb.csv": b"0" * 100_000_000})
    yield "a ZIP with ../../evil.csv", zipped(**{"../../evil.csv": b"x"})
    yield "a ZIP with /tmp/evil.csv", zipped(**{"/tmp/evil.csv": b"x"})
    yield "a ZIP with a\\..\\evil.csv", zipped(**{"a\\..\\evil.csv": b"x"})
    yield "a ZIP with a program", zipped(**{"setup.exe": b"MZ"})
    yield "a ZIP in a ZIP", zipped(**{"inner.zip": b"PK"})


def world_of(names: tuple[str, ...] = ()) -> Any:
    from tests.registers.extracts import World

    world = World()
    for base in range(RECORDS):
        key = world.enterprise(4_031_700 + base, f"Maison d'été {base}")
        world.address(world.establishment(20_000_000 + base, key), "4000", "Liège")
        web = {"EntityContact": "ENT", "ContactType": "WEB", "Value": "www.example.org"}
        world.add("contact", EntityNumber=key, **web)
    for base, name in enumerate(names):
        world.enterprise(4_032_700 + base, name)
    return world


def try_one(spoil: Spoil, world: Any, home: Path) -> dict[str, Any]:
    """Import a good extract, then a spoilt one; say what became of the records."""
    from django.db import connection, transaction

    from vivier.registers import actions, imports
    from vivier.registers.models import ImportRun, RegisterRecord

    shutil.rmtree(home, ignore_errors=True)
    with transaction.atomic():
        ImportRun.objects.all().update(state="rolled_back")
        RegisterRecord.objects.all().delete()
    imports.carry_out(actions.begin_import(world.write(home / "good", extract=1), by=None, apply=True))
    before = list(RegisterRecord.objects.order_by("pk").values("number", "said", "gone_on"))
    path = spoil(world.write(home / "spoilt", extract=2))
    try:
        run = imports.carry_out(actions.begin_import(path, by=None, apply=True))
        said = {"state": str(run.state), "why": run.why, "left out": run.counts.get("rejected", 0)}
        said["listed"] = run.rejected.exclude(line=0).count()
    except Exception as error:
        said = {"state": "ERROR", "why": f"{type(error).__name__}: {error}"[:200]}
    after = list(RegisterRecord.objects.order_by("pk").values("number", "said", "gone_on"))
    said["records"] = "as before" if after == before else _changed(before, after)
    connection.close()
    said["well"] = said["state"] != "ERROR" and (said["state"] == "applied" or after == before)
    return said


def _changed(before: list[Any], after: list[Any]) -> str:
    return f"{sum(one not in after for one in before)} changed"


def names_survive(home: Path) -> dict[str, Any]:
    """Bring the naughty names into the register and the directory; return those that came out otherwise."""
    from django.core.management import call_command

    from vivier.directory.models import Actor
    from vivier.registers import actions, imports
    from vivier.registers.models import ImportRun, RegisterRecord

    ImportRun.objects.all().update(state="rolled_back")
    shutil.rmtree(home, ignore_errors=True)
    world = world_of(NAUGHTY)
    folder = world.write(home / "names", extract=9)
    run = imports.carry_out(actions.begin_import(folder, by=None, apply=True))
    call_command("refresh_directory", apply=True, stdout=open(os.devnull, "w"))  # noqa: PTH123, SIM115
    wanted = {name: " ".join(name.replace("\0", "").split()) for name in NAUGHTY}
    kept = set(RegisterRecord.objects.values_list("name", flat=True))
    shown = set(Actor.objects.values_list("name", flat=True))
    return {
        "state": str(run.state),
        "names": len(wanted),
        "not in the register as written": [name for name, said in wanted.items() if said not in kept],
        "not in the directory as written": [n for n, said in wanted.items() if said[:255] not in shown],
    }


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="vivier-hostile-"))
    os.environ |= {"VIVIER_MODE": "demo", "VIVIER_VAR": str(home / "var"), "LOG_LEVEL": "CRITICAL"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "vivier.settings"
    import django

    django.setup()
    from django.utils import translation

    from benchmarks.register_steps import prepare

    prepare(home)
    with translation.override("en"):
        world, found = world_of(), {}
        for name, spoil in attempts():
            found[name] = try_one(spoil, copy.deepcopy(world), home / "try")
            one = found[name]
            left_out = one.get("left out", 0)
            print(
                f"| {name} | {one['state']} | {one['records']} | {left_out} | {one['why'][:150]} |",
                flush=True,
            )
        names = names_survive(home / "try")
        print(names)
    shutil.rmtree(home, ignore_errors=True)
    print(json.dumps({"benchmark": "hostile_extracts", "tried": found, "names": names}))
    if not all(one["well"] for one in found.values()):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
