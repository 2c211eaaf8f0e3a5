"""A server of a folder with byte ranges, in this process: counts, refuses, holds back, changes its files. For tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

BOUND_S = 30


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request."""

    name: str
    method: str
    range: str | None
    headers: dict[str, str]
    """Names in lower case."""
    port: int
    """The client's, which tells connections apart."""


class RangeServer(ThreadingHTTPServer):
    """Serves a folder with byte ranges; can refuse, or hold requests until several have come."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), partial(RangeHandler, folder))
        self.asked: list[Asked] = []
        self.status_of: dict[str, int] = {}
        """Answers other than the file, by name."""
        self.passing: dict[str, list[int]] = {}
        """Such answers, each given once, by name."""
        self.redirect_of: dict[str, str] = {}
        self.tag_of: dict[str, str] = {}
        """ETags other than the one of the file's size and time; an empty one is not sent."""
        self.has_ranges = True
        self.together = 0
        self.most_together = 0
        self.lock = threading.Condition()
        self.release = threading.Event()
        self.release.set()

    @property
    def requests(self) -> list[str]:
        """Names of the files that were asked for."""
        return [asked.name for asked in self.asked]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients may hang up."""


class RangeHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer takes 40 ms
    server: RangeServer

    def __init__(self, folder: Path, *arguments) -> None:
        self.folder = folder
        super().__init__(*arguments)

    def log_message(self, *_arguments) -> None:
        """Nothing to say."""

    def do_HEAD(self) -> None:
        self.answer(with_body=False)

    def do_GET(self) -> None:
        self.answer(with_body=True)

    def answer(self, *, with_body: bool) -> None:
        name = self.path.split("?")[0].lstrip("/")
        server, wanted = self.server, self.headers.get("Range")
        headers = {key.lower(): value for key, value in self.headers.items()}
        with server.lock:
            port = self.client_address[1]
            server.asked.append(Asked(name=name, method=self.command, range=wanted, headers=headers, port=port))
            server.together += 1
            server.most_together = max(server.most_together, server.together)
            passing = server.passing.get(name)
            status = passing.pop(0) if passing else 0
            server.lock.notify_all()
        server.release.wait(BOUND_S)
        with server.lock:
            server.together -= 1
        if name in server.redirect_of:
            self.send(307, b"", {"Location": server.redirect_of[name]}, with_body=with_body)
            return
        path = self.folder / name
        status = status or server.status_of.get(name, 200 if path.is_file() else 404)
        body = path.read_bytes() if status == 200 else b"no"
        fields = {"Accept-Ranges": "bytes"} if server.has_ranges else {}
        if status == 200:
            facts = path.stat()
            tag = server.tag_of.get(name, f'"{facts.st_mtime_ns}-{facts.st_size}"')
            if tag:
                fields["ETag"] = tag
            if tag and self.headers.get("If-None-Match") == tag:
                self.send(304, b"", fields, with_body=False)
                return
            if wanted and server.has_ranges:
                first, last = wanted.removeprefix("bytes=").split("-")
                total, start = len(body), int(first)
                if start >= total:
                    self.send(416, b"", {"Content-Range": f"bytes */{total}"}, with_body=False)
                    return
                body, status = body[start : int(last) + 1 if last else total], 206
                fields["Content-Range"] = f"bytes {start}-{start + len(body) - 1}/{total}"
        self.send(status, body, fields, with_body=with_body)

    def send(self, status: int, body: bytes, fields: dict[str, str], *, with_body: bool) -> None:
        self.send_response(status)
        for key, value in fields.items():
            self.send_header(key, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)


@contextmanager
def serving(folder: Path) -> Iterator[RangeServer]:
    """A running server of a folder."""
    made = RangeServer(folder)
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.release.set()
        made.shutdown()
        made.server_close()
        thread.join(BOUND_S)
