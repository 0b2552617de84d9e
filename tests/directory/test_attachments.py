"""Evidence is recognised by what it contains, never by its name."""

from io import BytesIO

import pytest
from PIL import Image

from vivier.directory.attachments import MOST_BYTES, read_attachment
from vivier.directory.refusals import InvalidValue

PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"


def picture(kind):
    file = BytesIO()
    Image.new("RGB", (3, 3)).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("statutes.pdf", PDF, ("statutes.pdf", "application/pdf")),
        ("statutes.exe", PDF, ("statutes.pdf", "application/pdf")),
        ("photo.png", picture("PNG"), ("photo.png", "image/png")),
        ("photo.png", picture("JPEG"), ("photo.jpg", "image/jpeg")),
        ("../../etc/pass\nwd.pdf", PDF, ("pass_wd.pdf", "application/pdf")),
        ('C:\\fakepath\\a"b<c>.pdf', PDF, ("a_b_c.pdf", "application/pdf")),
        (".pdf", PDF, ("document.pdf", "application/pdf")),
        ("Écrits & statuts.pdf", PDF, ("Écrits _ statuts.pdf", "application/pdf")),
    ],
)
def test_what_a_document_is(name, content, expected):
    found = read_attachment(name, content)

    assert (found.name, found.content_type) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04",
        b"%PDF-1.7 cut off",
        picture("PNG")[:20],
        picture("GIF"),
        b"\xff\xd8\xff" + b"x" * 100,
    ],
)
def test_anything_else_is_refused(content):
    with pytest.raises(InvalidValue, match="neither"):
        read_attachment("statutes.pdf", content)


def test_ten_megabytes_are_the_most():
    whole = PDF[:-6] + b" " * (MOST_BYTES - len(PDF)) + PDF[-6:]
    assert read_attachment("a.pdf", whole).content_type == "application/pdf"

    with pytest.raises(InvalidValue, match="10 MB"):
        read_attachment("a.pdf", whole + b" ")
