"""An HTTP server with bad manners, for what no real server can be made to do on demand. In process.

Each path has a script: the answers it gives, one per request, the last one for ever. Answers can be refused, delayed,
cut short, dripped or withheld. Every request is kept, so that a test can say what the client really sent.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from .process import LOOPBACK


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One reply of the server."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    #: Wait this long before the status line.
    delay_s: float = 0
    #: Send only so many bytes of the body (the length header promises all of them), then hang up.
    cut_at: int | None = None
    #: Send the body in pieces of this many bytes …
    piece_bytes: int | None = None
    #: … with such a pause after each.
    pause_s: float = 0
    #: Read the request and never answer; the connection stays open until the server stops.
    silent: bool = False
    #: Close the connection without a word.
    hang_up: bool = False

    @classmethod
    def of_json(cls, value: Any, **options: Any) -> Self:
        """A reply with a JSON body."""
        headers = {"Content-Type": "application/json", **options.pop("headers", {})}
        return cls(body=json.dumps(value).encode(), headers=headers, **options)


@dataclass(frozen=True, kw_only=True)
class Received:
    """One request as it came in."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    #: `time.monotonic()` at its arrival.
    at_s: float
    #: The name in the certificate that the client presented; empty without one.
    presented: str = ""

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class LoopbackServer:
    """A threaded HTTP server inside the test process. Subclasses answer each request in `respond`."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    def respond(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request; called on a thread of its own."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        if self._server is None:
            raise RuntimeError("the server must be started before it has an address: call start()")
        scheme = "http" if self._tls is None else "https"
        return f"{scheme}://{LOOPBACK}:{self._server.server_address[1]}"

    def start(self) -> Self:
        """Listen; it can be asked at once."""
        if self._server is None:
            owner = self

            class Handler(BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"

                def __getattr__(self, name: str) -> Any:
                    if name.startswith("do_"):
                        return lambda: owner.respond(self)
                    raise AttributeError(name)

                def log_message(self, format: str, *args: object) -> None:
                    """Tests look at the requests kept, not at a log."""

            self._server = _Server((LOOPBACK, 0), Handler)
            if self._tls is not None:
                # Hands are shaken on the thread of the connection.
                self._server.socket = self._tls.wrap_socket(
                    self._server.socket, server_side=True, do_handshake_on_connect=False
                )
            self._server.daemon_threads = True
            self._server.block_on_close = False
            self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
            self._thread.start()
        return self

    def stop(self) -> None:
        """Close the port; requests that are being answered slowly end by themselves."""
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc_info: object) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is not let in is what some tests are about: it is heard out, so that it reads why."""
        if not isinstance(sys.exc_info()[1], ssl.SSLError):
            super().handle_error(request, client_address)
            return
        with socket.socket(fileno=os.dup(request.fileno())) as plain, suppress(OSError):
            plain.settimeout(5)
            while plain.recv(4096):
                pass


class ScriptedServer(LoopbackServer):
    """Plays the scripts given by `script`; a path without one is answered 404."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(tls)
        self._scripts: dict[str, list[Answer]] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        #: All requests so far, in the order of their arrival.
        self.received: list[Received] = []

    def script(self, path: str, *answers: Answer) -> str:
        """Say what a path answers, whatever the method; returns its URL. A query string does not matter."""
        if not answers:
            raise ValueError(f"a script must have at least one answer, {path} was given none")
        with self._lock:
            self._scripts[path] = list(answers)
        return f"{self.url}{path}"

    def received_at(self, path: str) -> list[Received]:
        """The requests for one path."""
        with self._lock:
            return [request for request in self.received if request.path == path]

    def stop(self) -> None:
        self._stopped.set()
        super().stop()

    def respond(self, request: BaseHTTPRequestHandler) -> None:
        url = urlsplit(request.path)
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        received = Received(
            method=request.command,
            path=url.path,
            query=tuple(parse_qsl(url.query, keep_blank_values=True)),
            headers=dict(request.headers.items()),
            body=body,
            at_s=time.monotonic(),
            presented=_name_presented(request.connection),
        )
        with self._lock:
            self.received.append(received)
            script = self._scripts.get(url.path, [Answer(status=404)])
            answer = script.pop(0) if len(script) > 1 else script[0]
        self._play(request, answer)

    def _play(self, request: BaseHTTPRequestHandler, answer: Answer) -> None:
        if answer.silent:
            self._stopped.wait()
        if answer.silent or answer.hang_up:
            request.close_connection = True
            request.connection.shutdown(socket.SHUT_RDWR)
            return
        self._stopped.wait(answer.delay_s)
        request.send_response(answer.status)
        for name, value in answer.headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(answer.body)))
        request.end_headers()
        if request.command == "HEAD":
            return
        body = answer.body if answer.cut_at is None else answer.body[: answer.cut_at]
        step = answer.piece_bytes or max(len(body), 1)
        try:
            for start in range(0, len(body), step):
                request.wfile.write(body[start : start + step])
                self._stopped.wait(answer.pause_s)
        except (BrokenPipeError, ConnectionResetError):
            request.close_connection = True  # the client had enough of it, which is what such scripts are for
        if answer.cut_at is not None:
            request.close_connection = True


def _name_presented(connection: socket.socket) -> str:
    shown = connection.getpeercert() if isinstance(connection, ssl.SSLSocket) else None
    return dict(part[0] for part in (shown or {}).get("subject", ())).get("commonName", "")
