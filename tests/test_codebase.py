"""The house keeps its own rules: sizes, names, floors, words and files."""

import ast
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = [path for path in sorted((ROOT / "vivier").rglob("*.py")) if "migrations" not in path.parts]
ALL_PYTHON = [*MODULES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "benchmarks").rglob("*.py"))]
# Where a piece of HTML is declared safe, and why it may be.
MARKED_SAFE = {
    "core/templatetags/components.py",  # motifs: our own numbers and colours
}
EMPTY_NAMES = {"utils", "helpers", "services", "managers", "common", "misc", "tools"}


def tracked() -> list[str]:
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    return listing.stdout.splitlines()


def test_files_have_at_most_400_lines():
    long = [
        f"{path.relative_to(ROOT)} has {lines} lines"
        for path in ALL_PYTHON
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    ]

    assert long == []


def test_functions_have_at_most_40_lines():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {lines} lines"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > 40
    ]

    assert long == []


def test_no_file_has_an_empty_name():
    assert [path for path in MODULES if path.stem in EMPTY_NAMES or path.parent.name in EMPTY_NAMES] == []


def test_no_todo_without_an_issue_number():
    todos = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\b(TODO|FIXME|XXX)\b", line) and not re.search(r"#\d+", line)
    ]

    assert todos == []


def test_public_functions_say_what_they_do():
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in MODULES
        if path.name in {"actions.py", "loading.py", "journal.py", "criteria.py", "exports.py", "names.py"}
        or path.parent.name == "actions"
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert silent == []


def test_safe_html_is_declared_only_where_it_is_reviewed():
    found = {
        str(path.relative_to(ROOT / "vivier"))
        for path in MODULES
        if "mark_safe(" in path.read_text(encoding="utf-8")
    }
    templates = [
        path
        for path in (ROOT / "vivier").rglob("*.html")
        if "|safe" in path.read_text(encoding="utf-8") or "autoescape off" in path.read_text(encoding="utf-8")
    ]

    assert found <= MARKED_SAFE
    assert templates == []


def test_templates_have_no_inline_script_or_style():
    # Mails are no pages: mail programs read nothing but style on the element itself.
    pages = [path for path in (ROOT / "vivier").rglob("*.html") if "mails" not in path.parts]
    inline = [
        str(path.relative_to(ROOT))
        for path in pages
        if re.search(
            r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*(src=|nonce=))", path.read_text(encoding="utf-8")
        )
    ]

    assert inline == []


def test_locks_name_no_index_host_and_hash_every_package():
    for name in ("requirements.lock", "requirements-dev.lock"):
        lock = (ROOT / name).read_text(encoding="utf-8")

        assert "://" not in lock
        assert len(re.findall(r"^\S+==", lock, re.MULTILINE)) <= lock.count("--hash=sha256:")


def test_at_most_forty_direct_dependencies():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"^dependencies = \[(.*?)^\]", project, re.MULTILINE | re.DOTALL)

    assert block is not None
    assert block.group(1).count('",') <= 40


def test_no_machine_path_or_index_host_in_the_project():
    pattern = re.compile(
        r"(^|[^\w./-])/(work|root|home/\w+)/|py" r"pi\.org|python" r"hosted|npm" r"js\.(org|com)"
    )
    found = [
        name
        for name in tracked()
        if (ROOT / name).suffix in {".py", ".md", ".html", ".toml", ".css", ".js", ".sh", ".json", ".csv", ""}
        and (ROOT / name).is_file()
        and pattern.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
    ]

    assert found == []


def test_no_large_file_is_committed():
    assert [
        name for name in tracked() if (ROOT / name).is_file() and (ROOT / name).stat().st_size > 1_500_000
    ] == []
