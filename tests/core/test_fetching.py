"""The one way out: public machines only, checked when named and when reached, in time and in size."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import translation

from vivier.core import fetching
from vivier.core.fetching import fetch, is_public
from vivier.core.refusals import NotFetched


class Handler(BaseHTTPRequestHandler):
    def do_HEAD(self):
        if self.server.refuses_head:
            self.send_response(405)
            self.end_headers()
        else:
            self.do_GET()

    def do_GET(self):
        self.server.asked.append((self.command, self.headers["Range"]))
        status, headers, body = self.server.pages.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_args):
        pass


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def server():
    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.pages, served.asked, served.refuses_head = {}, [], False
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield served
    served.shutdown()
    served.server_close()


def here(server, path="/"):
    return f"http://127.0.0.1:{server.server_port}{path}"


def anybody(_address, _port):
    return True


def test_an_address_gives_its_type_and_its_bytes(server):
    server.pages["/a?b=1"] = (200, {"Content-Type": "application/json; charset=utf-8"}, b"{}")

    found = fetch(here(server, "/a?b=1"), allow=anybody)

    assert (found.content_type, found.body) == ("application/json", b"{}")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
        "2001:db8::1", "localhost", "", "1",
    ],
)  # fmt: skip
def test_machines_that_are_not_public_are_not_asked(address):
    assert not is_public(address, 443)


@pytest.mark.parametrize(("address", "port"), [("93.184.216.34", 443), ("2606:4700::1111", 80)])
def test_public_machines_are_asked_on_the_ports_of_the_web(address, port):
    assert is_public(address, port)
    assert not is_public(address, 22)
    assert not is_public(address, 8080)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://0/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
        "http://2130706433/", "http://0x7f.1/", "https://127.0.0.1/",
    ],
)  # fmt: skip
def test_this_machine_is_not_asked_however_it_is_written(url):
    with pytest.raises(NotFetched, match=r"not asked|Nobody knows"):
        fetch(url)


@pytest.mark.parametrize(
    "url",
    [
        "", "file:///etc/passwd", "ftp://example.org/", "gopher://x/", "//example.org", "http://", "javascript:1",
        "http://a:b@example.org/", "http://example.org:99999/", "http://[::1", "http://exa mple.org/",
        "http://example.org/\r\nX: y", "http://example.org:0/",
    ],
)  # fmt: skip
def test_what_is_not_the_plain_web_is_refused(url):
    with pytest.raises(NotFetched):
        fetch(url, allow=anybody)


def test_another_port_than_the_webs_is_refused(server):
    with pytest.raises(NotFetched, match="not asked"):
        fetch(here(server))


def test_a_name_that_changes_its_answer_gains_nothing(server, monkeypatch):
    asked = []

    def checked(address, port):
        asked.append((address, port))
        return len(asked) == 1

    with pytest.raises(NotFetched, match="not asked"):
        fetch(here(server), allow=checked)

    assert asked == [("127.0.0.1", server.server_port)] * 2


def test_one_forbidden_address_among_several_is_enough(monkeypatch):
    answers = [(socket.AF_INET, 1, 6, "", (one, 80)) for one in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_args, **_kwargs: answers)

    with pytest.raises(NotFetched, match="not asked"):
        fetch("http://example.org/")


def test_three_redirects_are_followed_and_a_fourth_is_not(server):
    for n in range(5):
        server.pages[f"/{n}"] = (302, {"Location": f"/{n + 1}"}, b"")
    server.pages["/5"] = (200, {}, b"end")

    assert fetch(here(server, "/2"), allow=anybody).body == b"end"
    with pytest.raises(NotFetched, match="more than 3 times"):
        fetch(here(server, "/1"), allow=anybody)


@pytest.mark.parametrize("target", ["http://10.0.0.1/", "file:///etc/passwd", "http://a:b@example.org/"])
def test_each_redirect_is_checked(server, target):
    server.pages["/"] = (302, {"Location": target}, b"")

    with pytest.raises(NotFetched):
        fetch(here(server), allow=lambda address, _port: address == "127.0.0.1")


@pytest.mark.parametrize("status", [204, 304, 401, 404, 500])
def test_an_answer_that_is_none_says_its_number(server, status):
    server.pages["/"] = (status, {}, b"")

    with pytest.raises(NotFetched, match=str(status)):
        fetch(here(server), allow=anybody)


def test_too_much_is_refused_whatever_length_is_promised(server, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_BYTES", 100_000)
    server.pages["/"] = (200, {}, b"x" * 200_000)

    with pytest.raises(NotFetched, match="larger than"):
        fetch(here(server), allow=anybody)


def test_what_is_too_slow_is_given_up(monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(NotFetched):
            fetch(f"http://127.0.0.1:{port}/", allow=anybody)


def test_an_answer_that_drips_is_given_up(monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.5)
    stop = threading.Event()

    def drip(listening):
        sock, _address = listening.accept()
        with sock:
            sock.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
            while not stop.wait(0.05):
                try:
                    sock.sendall(b"x")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,), daemon=True)
        thread.start()
        with pytest.raises(NotFetched, match="longer than"):
            fetch(f"http://127.0.0.1:{listening.getsockname()[1]}/", allow=anybody)
        stop.set()
        thread.join(2)


def test_bytes_are_sent_as_they_are_and_no_redirect_is_followed(server):
    sent = []

    def do_post(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        sent.append((self.path, body, self.headers["X-Sign"]))
        self.send_response(302)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    Handler.do_POST = do_post
    try:
        status = fetching.send(here(server, "/in"), b'{"a": 1}', {"X-Sign": "s"}, allow=anybody)
    finally:
        del Handler.do_POST

    assert (status, sent) == (302, [("/in", b'{"a": 1}', "s")])
    with pytest.raises(NotFetched):
        fetching.send(here(server, "/in"), b"", {})


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        ({"/": (200, {}, b"x")}, (200, "/", False)),
        ({"/": (301, {"Location": "/new"}, b""), "/new": (200, {}, b"")}, (200, "/new", True)),
        ({"/": (302, {"Location": "/new"}, b""), "/new": (200, {}, b"")}, (200, "/new", False)),
        ({"/": (301, {"Location": "/new#part"}, b""), "/new": (404, {}, b"")}, (404, "/new", True)),
        ({}, (404, "/", False)),
    ],
)
def test_an_address_is_reached_without_its_body(server, pages, found):
    server.pages.update(pages)

    reached = fetching.reach(here(server), allow=anybody)

    assert (reached.status, reached.url, reached.moved_for_good) == (
        found[0],
        here(server, found[1]),
        found[2],
    )


def test_where_head_is_refused_one_byte_is_asked_for(server):
    server.pages["/"] = (200, {}, b"x")
    server.refuses_head = True

    assert fetching.reach(here(server), allow=anybody).status == 200
    assert server.asked[-1] == ("GET", "bytes=0-0")


def test_redirects_in_a_circle_and_machines_inside_are_not_reached(server):
    server.pages["/"] = (302, {"Location": "/"}, b"")
    with pytest.raises(NotFetched, match="redirects more than"):
        fetching.reach(here(server), allow=anybody)
    with pytest.raises(NotFetched, match="not asked"):
        fetching.reach(here(server))
