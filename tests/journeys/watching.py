"""Listens to a page while a person uses it, and says what no page may ever do."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

# What the browser says of the machine's graphics, not of the page.
SLOW_GRAPHICS = "GL Driver Message"


@dataclass
class Watch:
    """What went wrong behind the back of the person: console, foreign requests, broken answers."""

    host: str
    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def listen_to(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda fault: self.faults.append(f"script error: {fault.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def unexpected(self) -> list[str]:
        return [fault for fault in self.faults if not any(text in fault for text in self.expected)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and SLOW_GRAPHICS not in message.text:
            self.faults.append(f"console {message.type}: {message.text} ({_where(message)})")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.netloc != self.host:
            self.faults.append(f"request to another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"answer {response.status}: {response.url}")


def _where(message: ConsoleMessage) -> str:
    place = message.location
    return f"{place.get('url', '')}:{place.get('lineNumber', '')}"


def cookies_of(page: Page) -> list[str]:
    return [cookie["name"] for cookie in page.context.cookies()]
