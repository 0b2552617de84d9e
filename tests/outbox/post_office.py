"""A real SMTP server that keeps what it receives and answers what a test tells it to."""

import asyncio
import socket
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class PostOffice:
    """`refuse_rcpt` and `refuse_data` are answers to give in turn; None accepts. `pause`: seconds before
    each answer to a mail; `received`: parsed mails in order; `connections`: how many were opened."""

    def __init__(self) -> None:
        self.port = free_port()
        self.received: list[Any] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.refuse_rcpt: list[str | None] = []
        self.refuse_data: list[str | None] = []
        self.pause = 0.0
        self.connections = 0
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> "PostOffice":
        self._controller.start()
        self.connections = 0  # the controller knocks once itself
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()

    async def handle_EHLO(self, _server, session, _envelope, hostname, responses) -> list[str]:  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:  # noqa: N802
        answer = self.refuse_rcpt.pop(0) if self.refuse_rcpt else None
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802
        answer = self.refuse_data.pop(0) if self.refuse_data else None
        if answer:
            return answer
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        await asyncio.sleep(self.pause)
        return "250 OK"

    @property
    def message_ids(self) -> list[str]:
        return [str(one["Message-ID"]) for one in self.received]
