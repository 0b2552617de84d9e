"""Pictures of articles are served; nothing else of the uploaded files is."""

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db

CONTENT = b"written in a file that is not a picture"


def test_a_picture_is_served_in_a_sandbox(client):
    folder = settings.MEDIA_ROOT / "images"
    folder.mkdir(parents=True)
    (folder / "one.png").write_bytes(b"\x89PNG\r\n")

    answer = client.get("/media/images/one.png")

    assert (answer.status_code, answer["Content-Type"], b"".join(answer)) == (
        200,
        "image/png",
        b"\x89PNG\r\n",
    )
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.cookies == {}


@pytest.mark.parametrize(
    "path",
    [
        "images/two.png",
        "original_images/one.png",
        "documents/x.pdf",
        "images/../secret",
        "images/%2e%2e/secret",
    ],
)
def test_other_files_are_not_found(client, path):
    for name in ("original_images/one.png", "documents/x.pdf", "secret"):
        file = settings.MEDIA_ROOT / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(CONTENT)

    answer = client.get(f"/media/{path}")

    assert answer.status_code == 404
    assert CONTENT not in getattr(answer, "content", b"")
