"""Stands before the Slack emulator: keeps what the bot calls, and has the response_urls."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Json = dict[str, Any]

RESPONSES = "/response/"
"""Where a response_url of ours begins; the emulator has none of its own."""
UPLOADS = "/upload/"
"""Where files are sent."""
_NOT_PASSED_ON = {"host", "connection", "content-length", "transfer-encoding"}


@dataclass(frozen=True)
class Call:
    """One Web API call of the bot: what it asked and what the emulator answered."""

    method: str
    asked: Json
    answered: Json


@dataclass
class Front:
    """A running front. The bot's SLACK_API_URL is `url` + "/api/"."""

    emulator: str
    port: int = 0
    calls: list[Call] = field(default_factory=list)
    responses: list[tuple[str, Json]] = field(default_factory=list)
    """What the bot posted to response_urls: the url's last part, and the body."""
    files: dict[str, bytes] = field(default_factory=dict)
    """What the bot uploaded, by the id of its file."""

    @property
    def url(self) -> str:
        """Where the bot finds Slack."""
        return f"http://127.0.0.1:{self.port}"

    def last(self, method: str) -> Call | None:
        """The latest call of this method."""
        return next((c for c in reversed(self.calls) if c.method == method), None)

    def responded(self, response_url: str) -> list[Json]:
        """What the bot posted to this response_url, oldest first."""
        name = response_url.rpartition("/")[2]
        return [body for at, body in list(self.responses) if at == name]


def _handler(front: Front) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._take()

        def do_POST(self) -> None:
            self._take()

        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.path.startswith(RESPONSES):
                front.responses.append((self.path.removeprefix(RESPONSES), json.loads(body)))
                self._answer(200, b"ok", "text/plain")
                return
            answer, answered = self._passed_on(body)
            if self.path.startswith(UPLOADS):
                front.files[self.path.rpartition("/")[2]] = body
            else:
                path, _, query = self.path.partition("?")
                asked = _arguments(query, body, self.headers.get("Content-Type") or "")
                told = json.loads(answered)
                front.calls.append(Call(path.removeprefix("/api/"), asked, told))
                if "upload_url" in told:
                    told["upload_url"] = front.url + urlsplit(told["upload_url"]).path
                    answered = json.dumps(told).encode()
            self._answer(answer.status, answered, answer.headers["Content-Type"])

        def _passed_on(self, body: bytes) -> tuple[HTTPResponse, bytes]:
            wire = HTTPConnection(urlsplit(front.emulator).netloc, timeout=10)
            kept = {k: v for k, v in self.headers.items() if k.lower() not in _NOT_PASSED_ON}
            try:
                wire.request(self.command, self.path, body or None, kept)
                answer = wire.getresponse()
                answered = answer.read()
            finally:
                wire.close()
            return answer, answered

        def _answer(self, status: int, body: bytes, content_type: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing: what passed is kept in `calls`."""

    return Handler


def _arguments(query: str, body: bytes, content_type: str) -> Json:
    if content_type.startswith("application/json"):
        parsed: Json = json.loads(body or b"{}")
        return {**dict(parse_qsl(query)), **parsed}
    return dict(parse_qsl(query)) | dict(parse_qsl(body.decode()))


@contextmanager
def front(emulator: str) -> Iterator[Front]:
    """Stand in front of the emulator at this address."""
    made = Front(emulator)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    server.daemon_threads = True
    made.port = server.server_port
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        serving.join(5)
