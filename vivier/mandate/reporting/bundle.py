"""Everything of a frozen report in one ZIP: papers, workbook, content, documents, a manifest to verify."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from vivier.core import pdf
from vivier.mandate.models import EvidenceFile, Report, Seal
from vivier.mandate.reporting import papers, sealing
from vivier.mandate.reporting.sealing import Problem
from vivier.mandate.reporting.workbook import workbook_of

Content = dict[str, Any]
MANIFEST, CONTENT, ROWS = "manifest.json", "content.json", "rows.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_BLOCK = 1 << 16
_MOST_ENTRIES = 50_000
_MOST_MANIFEST = 20_000_000


def mark_of(one: Seal | None) -> papers.Mark:
    """Return what papers say of a seal."""
    return papers.Mark(one.digest, one.hash, one.signature) if one else papers.Mark()


def bundle_of(report: Report) -> Iterator[bytes]:
    """Yield the ZIP of a report that was handed in, in pieces; made twice it has the same bytes."""
    with tempfile.TemporaryFile() as file:
        write_bundle(report, file)
        file.seek(0)
        while block := file.read(_BLOCK):
            yield block


def write_bundle(report: Report, file: IO[bytes]) -> None:
    """Write the ZIP; its manifest names every file with its digest, and carries the seal."""
    one = Seal.objects.get(report=report)
    digests: dict[str, str] = {}
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in _files(one):
            digests[name] = hashlib.sha256(content).hexdigest()
            _write(archive, name, content)
        _write(archive, MANIFEST, sealing.canonical(_manifest(one, digests)))


def _files(one: Seal) -> Iterable[tuple[str, bytes]]:
    content: Content = json.loads(one.content)
    yield CONTENT, one.content
    yield ROWS, one.rows
    mark = mark_of(one)
    for paper in papers.papers_of(content["report"]["kind"]):
        yield f"{paper.code}.html", papers.html_of(paper, content, mark, every_row=True).encode()
        if pdf.is_available():
            yield f"{paper.code}.pdf", papers.pdf_of(paper, content, mark)
    yield "workbook.xlsx", b"".join(workbook_of(content, json.loads(one.rows)))
    yield from _documents(content)


def _documents(content: Content) -> Iterable[tuple[str, bytes]]:
    """The supporting documents the index names, once for each digest, read one by one."""
    named: dict[str, str] = {}
    for row in content.get("evidence", ()):
        named.setdefault(
            row["digest"], f"documents/{row['expense']}-{row['digest'][:12]}{_ending(row['type'])}"
        )
    for figure in content.get("figures", ()):
        for told in figure["hand"]:
            for row in told["evidence"]:
                ending = Path(row["name"]).suffix.lower()[:5]
                named.setdefault(row["digest"], f"documents/{figure['code']}-{row['digest'][:12]}{ending}")
    for digest, name in sorted(named.items(), key=lambda pair: pair[1]):
        found = EvidenceFile.objects.filter(digest=digest).values_list("content", flat=True).first()
        if found is not None:
            yield name, bytes(found)


def _ending(content_type: str) -> str:
    return {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}.get(content_type, "")


def _manifest(one: Seal, digests: dict[str, str]) -> Content:
    return {
        "report": one.report.reference,
        "at": sealing.moment(one.at),
        "digest": one.digest,
        "previous_hash": one.previous_hash,
        "hash": one.hash,
        "key_id": one.key_id,
        "signature": one.signature,
        "files": digests,
        "files_signature": sealing.signature_of_files(one.key_id, digests),
    }


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(entry, content, compresslevel=6)


def problems_of_bundle(path: Path) -> list[Problem]:
    """Return what does not hold in a ZIP somebody brings, without asking the database; raises OSError."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _problems_in(archive)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, RuntimeError) as error:
        return [Problem(path.name, _("it is no report of ours: %(error)s") % {"error": error})]


def _problems_in(archive: zipfile.ZipFile) -> list[Problem]:
    names = archive.namelist()
    if len(names) > _MOST_ENTRIES or archive.getinfo(MANIFEST).file_size > _MOST_MANIFEST:
        return [Problem("ZIP", _("it holds more than a report of ours"))]
    manifest = json.loads(archive.read(MANIFEST))
    reference = str(manifest["report"])
    found = [
        Problem(reference, _("%(file)s was changed or is missing") % {"file": name})
        for name, digest in manifest["files"].items()
        if name not in names or _digest_in(archive, name) != digest
    ]
    added = sorted(set(names) - set(manifest["files"]) - {MANIFEST})
    found += [Problem(reference, _("%(file)s was added") % {"file": name}) for name in added]
    return found + _problems_of_seal(reference, manifest)


def _problems_of_seal(reference: str, manifest: Content) -> list[Problem]:
    link = sealing.hash_of(manifest["previous_hash"], reference, manifest["at"], manifest["digest"])
    found = []
    if manifest["files"].get(CONTENT) != manifest["digest"] or link != manifest["hash"]:
        found.append(Problem(reference, _("its place in the chain, its number or its moment was changed")))
    signed = sealing.is_signed_by_us(manifest["key_id"], manifest["hash"], manifest["signature"])
    files = sealing.signature_of_files(manifest["key_id"], manifest["files"])
    if signed is None:
        found.append(Problem(reference, _("the key that signed it is not known here")))
    elif not signed or files != manifest["files_signature"]:
        found.append(Problem(reference, _("its signature is not ours")))
    return found


def _digest_in(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
