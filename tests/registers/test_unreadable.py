"""What the readers say of an extract that they cannot read is said in the language of who looks."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

from vivier.registers import readers, unreadable


def _said_by_the_readers():
    """Yield every sentence with which a reader refuses, its holes filled with “x”."""
    for path in Path(readers.__file__).parent.glob("kbo_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "BadExtract":
                said = node.args[0]
                parts = said.values if isinstance(said, ast.JoinedStr) else [said]
                yield "".join(str(one.value) if isinstance(one, ast.Constant) else "x" for one in parts)


def test_every_refusal_of_the_readers_is_known(monkeypatch):
    monkeypatch.setattr(unreadable, "gettext", lambda text: f"§{text}")

    unknown = [one for one in _said_by_the_readers() if not unreadable.in_words(one).startswith("§")]

    assert len(list(_said_by_the_readers())) >= 15
    assert unknown == []


@pytest.mark.parametrize(
    "why",
    [
        "enterprise.csv has no column A, B; its first line says: 100 %; %(file)s\nX",
        "The ZIP file holds “../../evil.csv”, which no extract has.",
        "A sentence that nobody wrote.",
    ],
)
def test_what_the_file_says_stays_in_the_sentence(why):
    with translation.override("en"):
        assert unreadable.in_words(why) == why
