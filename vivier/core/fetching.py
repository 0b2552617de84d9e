"""The one way out: an address is fetched only when every machine it leads to is a public one.

The name is resolved first, every address it gives is checked, and the connection is made to the checked
address, not to the name again, so that a name that changes its answer gains nothing. Each redirect is
checked anew. No proxy is used, no cookie kept, no credential sent.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.translation import gettext as _

from vivier.core.refusals import NotFetched

SECONDS = 10.0
MOST_BYTES = 5_000_000
MOST_REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
AGENT = "Vivier (reads open data; one request at a time)"
_MOVED = {301, 302, 303, 307, 308}
_FOR_GOOD = {301, 308}
_GONE = {404, 410}
_BLOCK = 1 << 16

# Says whether a machine may be asked: its IP address as a text, and the port.
Allow = Callable[[str, int], bool]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: its final address, its type, its bytes."""

    url: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Reached:
    """What an address answers: its status, where its redirects end, whether all of them say "for good"."""

    status: int
    url: str
    moved_for_good: bool


def is_public(address: str, port: int) -> bool:
    """Say whether an IP address belongs to the public internet, and the port is the web's."""
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inside is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inside = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(str(inside), port)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and port in PORTS.values()


def fetch(url: str, *, accept: str = "application/json", allow: Allow = is_public) -> Fetched:
    """Return what a web address gives, or raise NotFetched; `allow` is replaced in tests only."""
    until = time.monotonic() + SECONDS
    for _step in range(MOST_REDIRECTS + 1):
        parts = _parts(url)
        answer, connection = _ask(parts, {"Accept": accept}, allow, until)
        try:
            if answer.status in _MOVED and answer.headers.get("Location"):
                url = urljoin(url, answer.headers["Location"])
                continue
            if answer.status != 200:
                raise NotFetched(_("The address answers %(status)s.") % {"status": answer.status})
            return Fetched(url, answer.headers.get_content_type(), _body(answer, connection, until))
        finally:
            connection.close()
    raise NotFetched(_("The address redirects more than %(most)s times.") % {"most": MOST_REDIRECTS})


def send(url: str, body: bytes, headers: Mapping[str, str], *, allow: Allow = is_public) -> int:
    """Send bytes by POST to a web address and return the status of its answer; raises NotFetched.

    No redirect is followed, and what the answer says is not read.
    """
    until = time.monotonic() + SECONDS
    answer, connection = _ask(_parts(url), {"Accept": "*/*", **headers}, allow, until, "POST", body)
    connection.close()
    return answer.status


def reach(url: str, *, allow: Allow = is_public) -> Reached:
    """Say whether an address answers, with HEAD, and GET of one byte where HEAD is refused; no body is read.

    Raises NotFetched when nobody answers in time.
    """
    until = time.monotonic() + SECONDS
    found = _follow(url, "HEAD", allow, until)
    if found.status < 400 or found.status in _GONE:
        return found
    return _follow(url, "GET", allow, until)


def _follow(url: str, method: str, allow: Allow, until: float) -> Reached:
    """Go where the redirects of an address lead."""
    for_good, first = True, url
    for _step in range(MOST_REDIRECTS + 3):
        extra = {"Accept": "*/*"} | ({"Range": "bytes=0-0"} if method == "GET" else {})
        answer, connection = _ask(_parts(url), extra, allow, until, method)
        connection.close()
        if answer.status not in _MOVED or not answer.headers.get("Location"):
            return Reached(answer.status, url, for_good and url != first)
        for_good = for_good and answer.status in _FOR_GOOD
        url = urljoin(url, answer.headers["Location"]).split("#", 1)[0]
    raise NotFetched(_("The address redirects more than %(most)s times.") % {"most": MOST_REDIRECTS + 2})


def _parts(url: str) -> SplitResult:
    """Take an address apart; refuse what is not the plain web."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotFetched(_("This is not a web address.")) from error
    if parts.scheme not in PORTS or not parts.hostname or any(ord(one) < 33 for one in url):
        raise NotFetched(_("This is not a web address."))
    if parts.username is not None or parts.password is not None:
        raise NotFetched(_("An address with a name and a password is not fetched."))
    if port is not None and port < 1:
        raise NotFetched(_("This is not a web address."))
    return parts


def _ask(
    parts: SplitResult,
    extra: dict[str, str],
    allow: Allow,
    until: float,
    method: str = "GET",
    body: bytes | None = None,
) -> tuple[http.client.HTTPResponse, http.client.HTTPConnection]:
    port = parts.port or PORTS[parts.scheme]
    host = str(parts.hostname)
    connection = _Connection(host, port, _checked(host, port, allow), allow, until)
    connection.secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"User-Agent": AGENT, "Accept-Encoding": "identity", **extra}
    try:
        connection.request(method, path, body=body, headers=headers)
        return connection.getresponse(), connection
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        connection.close()
        raise NotFetched(_("The address cannot be reached: %(why)s") % {"why": str(error)[:200]}) from error
    except NotFetched:
        connection.close()
        raise


def _checked(host: str, port: int, allow: Allow) -> list[str]:
    """Resolve a name; return its addresses when every one of them may be asked."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFetched(_("Nobody knows the machine “%(host)s”.") % {"host": host[:100]}) from error
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not addresses or not all(allow(one, port) for one in addresses):
        raise NotFetched(_("This address leads to a machine that is not asked."))
    return addresses


class _Connection(http.client.HTTPConnection):
    """Connects to an address that was checked, and checks once more whom it reached."""

    def __init__(self, host: str, port: int, addresses: list[str], allow: Allow, until: float) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self.addresses = addresses
        self.allow = allow
        self.until = until
        self.secure = False

    def connect(self) -> None:
        """Connect to the first address that answers."""
        error: OSError | None = None
        for address in self.addresses:
            try:
                sock = socket.create_connection((address, self.port), timeout=_left(self.until))
            except OSError as failed:
                error = failed
                continue
            if not self.allow(str(sock.getpeername()[0]), self.port):
                sock.close()
                raise NotFetched(_("This address leads to a machine that is not asked."))
            if self.secure:
                sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)
            self.sock: Any = sock
            return
        raise error or OSError("no address")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise NotFetched(_("The address takes longer than %(most)s seconds.") % {"most": round(SECONDS)})
    return left


def _body(answer: http.client.HTTPResponse, connection: http.client.HTTPConnection, until: float) -> bytes:
    """Read an answer piece by piece, within its time and size."""
    found = bytearray()
    try:
        while True:
            left = _left(until)
            if connection.sock is not None:
                connection.sock.settimeout(left)
            block = answer.read1(_BLOCK)
            if not block:
                return bytes(found)
            found += block
            if len(found) > MOST_BYTES:
                most = MOST_BYTES // 1_000_000
                raise NotFetched(_("The answer is larger than %(most)s MB.") % {"most": most})
    except (OSError, http.client.HTTPException) as error:
        raise NotFetched(_("The answer breaks off: %(why)s") % {"why": str(error)[:200]}) from error
