"""PDF of our own documents: tagged, the same bytes each time, nothing fetched."""

import os
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from vivier.core import pdf
from vivier.core.refusals import PdfUnavailable

pytestmark = pytest.mark.skipif(not pdf.is_available(), reason="the system library Pango is not installed")

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = """<!doctype html><html lang="fr"><head><title>Rapport d’activité</title>
<meta name="dcterms.created" content="2026-01-31T10:00:00Z"></head>
<body><h1>Rapport</h1><table><caption>Dépenses</caption><thead><tr><th scope="col">Poste</th><th scope="col">Montant</th></tr></thead>
<tbody><tr><th scope="row">Événements</th><td>1 200,00 €</td></tr></tbody></table>%s</body></html>"""


def uncompressed(content: bytes) -> str:
    """Return the objects of a PDF as text."""
    parts = [content]
    for stream in re.findall(rb"stream\n(.*?)\nendstream", content, re.DOTALL):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(parts).decode("latin-1")


def test_the_same_document_gives_the_same_bytes_in_another_process():
    here = pdf.made_of(DOCUMENT % "")

    script = (
        "import sys, django; django.setup();"
        "from vivier.core import pdf; sys.stdout.buffer.write(pdf.made_of(sys.stdin.read()))"
    )
    rooms = {"DJANGO_SETTINGS_MODULE": "tests.few_rooms", "ROOMS": "django.contrib.staticfiles vivier.core"}
    there = subprocess.run(
        [sys.executable, "-c", script],
        input=(DOCUMENT % "").encode(),
        env=os.environ | rooms,
        cwd=ROOT,
        capture_output=True,
        check=True,
    )

    assert here == pdf.made_of(DOCUMENT % "")
    assert here == there.stdout


def test_a_document_is_tagged_and_says_its_language_title_and_date():
    text = uncompressed(pdf.made_of(DOCUMENT % ""))

    assert "/Marked true" in text
    assert "(fr)" in text
    assert "D:20260131100000Z" in text
    assert "pdfuaid" in text
    assert {"/H1", "/Table", "/Caption", "/TH", "/TD"} <= set(re.findall(r"/S (/\w+)", text))
    assert "/Headers [(h3) (h2)]" in text


@pytest.mark.parametrize("style", ["", "<style>caption{break-after:auto!important}</style>"])
def test_a_table_that_begins_at_the_foot_of_a_page_is_a_table_of_the_next(style):
    rows = "".join(f"<tr><th scope='row'>{n}</th><td>{n},00 €</td></tr>" for n in range(9))
    table = f"<table><caption>At the foot</caption><tbody>{rows}</tbody></table>"
    filled = "".join(
        f'<div class="new-page" style="height:{mm}mm"></div>{table}' for mm in range(238, 252, 2)
    )

    text = uncompressed(pdf.made_of(DOCUMENT % f"{style}{filled}"))

    assert text.count("/S /Caption") == 1 + len(range(238, 252, 2))
    assert len(re.findall(r"/S /TH\b", text)) == 3 + 9 * len(range(238, 252, 2))


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/x.png",
        "file:///etc/passwd",
        "https://example.org/x.png",
        "../../../settings.py",
        "//evil.invalid/x.png",
    ],
)
def test_a_document_fetches_nothing_but_our_own_files(address, caplog):
    made = pdf.made_of(DOCUMENT % f'<img src="{address}" alt="a picture">')

    assert made.startswith(b"%PDF-1.7")
    assert "/XObject" not in uncompressed(made).replace("/XObject <<>>", "")
    assert "may not fetch" in caplog.text


def test_a_machine_without_pango_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    class Missing:
        def find_spec(self, name, _path=None, _target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint")
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])

    with pytest.raises(PdfUnavailable, match="libpango"):
        pdf.made_of(DOCUMENT % "")
    assert not pdf.is_available()
