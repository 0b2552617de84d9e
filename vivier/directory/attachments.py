"""Documents handed in as evidence: recognised by what they contain, never by their name."""

import re
import warnings
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from vivier.directory.refusals import InvalidValue

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 60_000_000
_IMAGES = {"PNG": ("image/png", ".png"), "JPEG": ("image/jpeg", ".jpg")}
_UNSAFE = re.compile(r"[^\w.() -]+")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document as it came, what it really is, and its SHA-256."""

    name: str
    content_type: str
    content: bytes

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


def read_attachment(name: str, content: bytes) -> Attachment:
    """Return a PDF, PNG or JPEG of at most 10 MB; refuse anything else with a sentence."""
    if len(content) > MOST_BYTES:
        raise InvalidValue("file", _("The file is larger than 10 MB."))
    found = ("application/pdf", ".pdf") if _is_pdf(content) else _image(content)
    if found is None:
        raise InvalidValue("file", _("The file is neither a PDF nor a PNG or JPEG picture."))
    return Attachment(_clean_name(name, found[1]), found[0], content)


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]


def _image(content: bytes) -> tuple[str, str] | None:
    if not content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return None
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(content), formats=list(_IMAGES)) as picture:
            warnings.simplefilter("ignore")
            if picture.width * picture.height > MOST_PIXELS:
                return None
            kind = picture.format
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    return _IMAGES.get(kind or "")


def _clean_name(name: str, ending: str) -> str:
    stem = _UNSAFE.sub("_", name.rpartition("/")[2].rpartition("\\")[2].rpartition(".")[0]).strip(" ._")
    return f"{stem[:100] or 'document'}{ending}"
