"""Freezing and signing: canonical JSON, a hash chain over all reports, HMAC-SHA256 with our own key."""

import hashlib
import hmac
import json
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from vivier.mandate.models import Report, Seal


@dataclass(frozen=True, slots=True)
class Problem:
    """What does not hold in a frozen report, in one sentence."""

    reference: str
    because: str


def canonical(content: dict[str, Any]) -> bytes:
    """Return the one way these values are written: sorted names, no spaces, UTF-8, no fractions."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def hash_of(previous: str, reference: str, at: str, digest: str) -> str:
    """Return the link of the chain: what came before, which report, when, and its content."""
    return hashlib.sha256("\n".join((previous, reference, at, digest)).encode()).hexdigest()


def key_id(key: str) -> str:
    """Return a name for a key that says nothing of the key."""
    return hashlib.sha256(b"report key " + key.encode()).hexdigest()[:16]


def signature_of(key: str, link: str) -> str:
    """Return our signature under a link of the chain."""
    secret = hashlib.sha256(b"vivier report signature " + key.encode()).digest()
    return hmac.new(secret, link.encode(), hashlib.sha256).hexdigest()


def seal(report: Report, content: dict[str, Any], *, at: datetime) -> Seal:
    """Write the frozen copy after the last one; the caller holds the transaction and the journal's turn."""
    last = Seal.objects.select_for_update().order_by("-sequence").defer("packed", "packed_rows").first()
    rows = canonical(content.get("rows") or {})
    said = {name: value for name, value in content.items() if name != "rows"}
    text = canonical(said | {"rows_digest": hashlib.sha256(rows).hexdigest()})
    digest = hashlib.sha256(text).hexdigest()
    previous = last.hash if last else ""
    link = hash_of(previous, report.reference, moment(at), digest)
    made = Seal(
        report=report,
        sequence=(last.sequence if last else 0) + 1,
        at=at,
        packed=zlib.compress(text, 6),
        packed_rows=zlib.compress(rows, 6),
        digest=digest,
        previous_hash=previous,
        hash=link,
        key_id=key_id(settings.REPORT_KEY),
        signature=signature_of(settings.REPORT_KEY, link),
    )
    made.save()
    return made


def moment(at: datetime) -> str:
    """Return a moment as the chain writes it: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_signed_by_us(key_name: str, link: str, signature: str) -> bool | None:
    """Say whether a signature is ours; None when we no longer have its key."""
    keys = {key_id(key): key for key in (settings.REPORT_KEY, *settings.REPORT_KEY_FALLBACKS)}
    key = keys.get(key_name)
    return None if key is None else hmac.compare_digest(signature_of(key, link), signature)


def problems_of(one: Seal, *, with_rows: bool = True) -> list[Problem]:
    """Return what does not hold in one frozen report, whatever stands before it."""
    reference = one.report.reference
    found = []
    if not _holds_content(one):
        found.append(_("its content was changed"))
    elif with_rows and not _holds_rows(one):
        found.append(_("the rows behind its figures were changed"))
    if one.hash != hash_of(one.previous_hash, reference, moment(one.at), one.digest):
        found.append(_("its place in the chain, its number or its moment was changed"))
    signed = is_signed_by_us(one.key_id, one.hash, one.signature)
    if signed is not True:
        found.append(
            _("its signature is not ours")
            if signed is False
            else _("the key that signed it is not known here")
        )
    return [Problem(reference, because) for because in found]


def _holds_content(one: Seal) -> bool:
    try:
        return hashlib.sha256(one.content).hexdigest() == one.digest
    except zlib.error:
        return False


def _holds_rows(one: Seal) -> bool:
    try:
        digest: bool = json.loads(one.content)["rows_digest"] == hashlib.sha256(one.rows).hexdigest()
    except (zlib.error, KeyError):
        return False
    return digest


def problems_of_all() -> list[Problem]:
    """Return what does not hold in the whole chain, the first report first."""
    found: list[Problem] = []
    previous, expected = "", 1
    for one in Seal.objects.select_related("report").iterator(chunk_size=20):
        if (one.previous_hash, one.sequence) != (previous, expected):
            found.append(Problem(one.report.reference, _("a report before it was removed, added or changed")))
        found += problems_of(one)
        previous, expected = one.hash, one.sequence + 1
    return found + _missing()


def _missing() -> list[Problem]:
    unsealed = Report.objects.exclude(state=Report.State.DRAFT).filter(seal__isnull=True)
    return [Problem(one.reference, _("its frozen copy is gone")) for one in unsealed]


def signature_of_files(key_name: str, digests: dict[str, str]) -> str:
    """Return our signature under the files of a ZIP, with the key of that name; empty without it."""
    keys = {key_id(key): key for key in (settings.REPORT_KEY, *settings.REPORT_KEY_FALLBACKS)}
    key = keys.get(key_name)
    return signature_of(key, hashlib.sha256(canonical(digests)).hexdigest()) if key else ""
