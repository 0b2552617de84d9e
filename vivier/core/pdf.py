"""Tagged PDF (PDF/UA-1) of HTML of our own: the same HTML gives the same bytes, and nothing is fetched."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

from vivier.core.refusals import PdfUnavailable

# Where stylesheets and fonts seem to live; no such host exists, and none is asked.
_STATIC = "https://static.invalid/"
_TYPES = {"css": "text/css", "woff2": "font/woff2", "svg": "image/svg+xml", "png": "image/png"}


def made_of(html: str, *, stylesheets: tuple[str, ...] = ("core/css/paper.css",)) -> bytes:
    """Return the PDF of a whole HTML document; `stylesheets` are names of static files.

    The document says its own title, language (`lang`) and moment (`<meta name="dcterms.created">`): nothing
    in the file depends on the clock, the machine's memory or chance. Raises PdfUnavailable, with a sentence
    that says what to install, when the system's text layout library is missing.
    """
    weasyprint = _library()
    fonts = weasyprint.text.fonts.FontConfiguration()
    fetcher = _own_files_only(weasyprint)
    sheets = [
        weasyprint.CSS(url=_STATIC + name, url_fetcher=fetcher, font_config=fonts) for name in stylesheets
    ]
    document = weasyprint.HTML(string=html, base_url=_STATIC, url_fetcher=fetcher)
    options = {
        "stylesheets": sheets,
        "pdf_variant": "pdf/ua-1",
        "pdf_identifier": hashlib.sha256(html.encode()).digest()[:16],
    }
    pages = document.render(font_config=fonts, **options)
    _own_captions_left_alone(pages)
    made: bytes = pages.write_pdf(finisher=_number_header_cells, **options)
    return made


def is_available() -> bool:
    """Say whether this machine can make a PDF."""
    try:
        _library()
    except PdfUnavailable:
        return False
    return True


def _library() -> Any:
    try:
        import weasyprint  # noqa: PLC0415 -- slow import, and its system parts may be missing
        import weasyprint.text.fonts  # noqa: PLC0415
    except OSError as error:
        raise PdfUnavailable(
            _(
                "PDF files cannot be made on this machine: the library Pango is missing "
                "(on Debian: apt install libpangoft2-1.0-0 libharfbuzz-subset0). "
                "The same document is there as a page and as a workbook."
            )
        ) from error
    return weasyprint


def _own_files_only(weasyprint: Any) -> Any:
    """Return what answers the document's addresses: static files of ours; everything else is refused."""

    class OwnFiles(weasyprint.urls.URLFetcher):  # type: ignore[misc,name-defined]
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 -- the library's signature
            name = urlsplit(url).path.lstrip("/")
            found = finders.find(name) if url.startswith(_STATIC) else None
            if not isinstance(found, str):
                raise ValueError(f"a document may not fetch {url!r}")
            kind = {"Content-Type": _TYPES.get(name.rsplit(".", 1)[-1], "application/octet-stream")}
            with open(found, "rb") as file:  # noqa: PTH123 -- a path from the finders
                return weasyprint.urls.URLFetcherResponse(url, file.read(), kind)

    return OwnFiles()


def _own_captions_left_alone(pages: Any) -> None:
    """Let a caption whose table begins on the next page be tagged: the library expects rows beside it."""
    for page in pages.pages:
        for box in page._page_box.descendants():
            if getattr(box, "is_table_wrapper", False) and not _has_table(box):
                box.is_table_wrapper = False


def _has_table(wrapper: Any) -> bool:
    return any(hasattr(child, "column_groups") for child in wrapper.children)


def _number_header_cells(_document: Any, pdf: Any) -> None:
    """Number header cells 1, 2, 3…: the library names them by their place in memory."""
    numbers: dict[str, str] = {}
    for thing in pdf.objects:
        if isinstance(thing, dict) and thing.get("S") == "/TH" and "ID" in thing:
            numbers[thing["ID"].string] = f"h{len(numbers) + 1}"
            thing["ID"].string = numbers[thing["ID"].string]
    for thing in pdf.objects:
        headers = thing["A"].get("Headers") if isinstance(thing, dict) and _is_cell(thing) else None
        for name in headers or ():
            name.string = numbers.get(name.string, name.string)


def _is_cell(thing: dict[str, Any]) -> bool:
    return thing.get("S") == "/TD" and isinstance(thing.get("A"), dict)
