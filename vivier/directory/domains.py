"""Domains of the web and of mail: whose they are, as far as three lists of ours tell (`data/claims/`)."""

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings

FOLDER = settings.ROOT / "data" / "claims"


def domain_of(address: str) -> str:
    """Return the domain of an e-mail address, as it is written in DNS; "" when there is none."""
    return _ascii(address.rpartition("@")[2]) if "@" in address else ""


def own_domain(website: str) -> str:
    """Return the domain that an organisation registered for its website; "" when the site is somebody else's.

    A page further down (`https://big-house.example/teams/ours`) is a page of that house, whose mailboxes are
    those of many others: only a whole website counts.
    """
    try:
        parts = urlsplit(website)
        host = _ascii(parts.hostname or "")
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not _is_front_page(parts.path):
        return ""
    domain = registrable(host)
    return "" if not domain or {host, domain} & (_listed("shared_hosts") | _providers()) else domain


def is_part_of_a_house(website: str) -> bool:
    """Say whether a website is a branch of a larger one: `lab.university.example`."""
    host = _ascii(urlsplit(website).hostname or "").removeprefix("www.")
    return host != registrable(host)


def registrable(host: str) -> str:
    """Return the part of a host that was registered: `www.studio.co.uk` → `studio.co.uk`; "" for none."""
    labels = host.split(".")
    if len(labels) < 2 or not all(labels) or labels[-1].isdigit():
        return ""
    parts = 3 if ".".join(labels[-2:]) in _listed("public_suffixes") else 2
    return ".".join(labels[-parts:]) if len(labels) >= parts else ""


def is_anybodys(domain: str) -> bool:
    """Say whether anybody can open a mailbox under a domain."""
    return bool({domain, registrable(domain)} & _providers())


def _is_front_page(path: str) -> bool:
    """The root, or the root in a language: `/`, `/fr/`, `/en-be`, `/index.html`."""
    step = path.strip("/").lower()
    return not step or len(step) == 2 or (len(step) == 5 and step[2] in "-_") or step.startswith("index.")


def _ascii(host: str) -> str:
    try:
        return host.strip().strip(".").lower().encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _providers() -> frozenset[str]:
    return _listed("mailbox_providers")


@lru_cache(maxsize=3)
def _listed(name: str) -> frozenset[str]:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
