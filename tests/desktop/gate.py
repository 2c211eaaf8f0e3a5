"""A web server of which a part comes only when it may, for what happens while something is under way. Test side.

The gate is a file, so that the scenario inside QGIS can open it: as long as it is missing, requests for that part wait.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

_LOOK_S = 0.02
_LONGEST_S = 120.0


class GatedServer:
    """Serves a folder; use as a context manager."""

    def __init__(
        self, folder: Path, gate: Path, waits: Callable[[Path], bool] = lambda path: path.suffix == ".mosaicjson"
    ) -> None:
        """`waits`: whether a file waits for the gate."""
        self.waited = 0
        """How many requests had to wait."""
        self._closed = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_HEAD(self) -> None:
                self.do_GET()

            def do_GET(self) -> None:
                path = folder / self.path.partition("?")[0].lstrip("/")
                if waits(path):
                    server._wait_for(gate)
                if not path.is_file():
                    self.send_error(404)
                    return
                body = path.read_bytes()
                wanted, status = self.headers.get("Range"), 200
                content_range = ""
                if wanted:
                    first, _, last = wanted.removeprefix("bytes=").partition("-")
                    begin, end = int(first), min(int(last or len(body) - 1), len(body) - 1)
                    content_range, status = f"bytes {begin}-{end}/{len(body)}", 206
                    body = body[begin : end + 1]
                self.send_response(status)
                if content_range:
                    self.send_header("Content-Range", content_range)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing on stderr."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """Who gives up does not hear the answer: that is what these tests are about."""

        self._http = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def _wait_for(self, gate: Path) -> None:
        if not gate.exists():
            self.waited += 1
        for _ in range(round(_LONGEST_S / _LOOK_S)):
            if gate.exists() or self._closed.wait(_LOOK_S):
                return

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._http.shutdown()
        self._http.server_close()
