"""An HTTP server of files with byte ranges and latency, cheap per request, for measuring. Standard library only.

    range_server.py FOLDER [--latency-ms 50]

Listens on loopback, at a port of the system's choice, prints `{"port": …, "url": …}` as its first line, and ends when its
standard input does. It answers GET and HEAD, whole files and single ranges, on connections that stay open. Each answer
begins the latency after its request came in; requests on several connections wait side by side, as over a real line.

`GET /.counts` tells what was asked so far (`POST /.counts` also starts anew), without latency and uncounted:
`{"requests": …, "heads": …, "body_bytes": …, "connections": …, "most_at_once": …, "round_trips": …}`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import mmap
import os
import socket
import sys
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOOPBACK = "127.0.0.1"
COUNTS_PATH = "/.counts"
LONGEST_HEAD_BYTES = 65_536
SEND_BUFFER_BYTES = 2 * 1024 * 1024
"""Of each connection, so that an answer leaves in one call."""


@dataclass(slots=True)
class Counts:
    """What was asked since the start or the last reset."""

    requests: int = 0
    heads: int = 0
    body_bytes: int = 0
    connections: int = 0
    most_at_once: int = 0
    """Requests that were waiting for their answer at the same time, at most."""
    round_trips: int = 0
    """The longest chain of requests each of which came in after the one before it was answered."""


@dataclass(frozen=True, slots=True)
class File:
    """An open file of the folder."""

    number: int
    """Its descriptor."""
    content: memoryview
    tag: str


class Files:
    """The files of a folder, opened once: an answer copies nothing but what is sent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._known: dict[str, File | None] = {}

    def find(self, path: str) -> File | None:
        """The file at a URL's path; None when there is none below the folder."""
        if path not in self._known:
            self._known[path] = self._open(path)
        return self._known[path]

    def _open(self, path: str) -> File | None:
        place = (self._folder / unquote(path).lstrip("/")).resolve()
        if not place.is_relative_to(self._folder) or not place.is_file():
            return None
        number = os.open(place, os.O_RDONLY)
        status = os.fstat(number)
        content = mmap.mmap(number, 0, access=mmap.ACCESS_READ) if status.st_size else b""
        return File(number, memoryview(content), f'"{status.st_mtime_ns:x}-{status.st_size:x}"')


class State:
    """What all connections share."""

    def __init__(self, files: Files, latency_s: float) -> None:
        self.files = files
        self.latency_s = latency_s
        self.counts = Counts()
        self.waiting = 0


class Connection(asyncio.Protocol):
    """One keep-alive connection; answers leave in the order of the requests, as all wait equally long."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        line = transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        self._state.counts.connections += 1

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio gives it
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head, self._received = self._received[:end], self._received[end + 4 :]
            self._take(head)
        if len(self._received) > LONGEST_HEAD_BYTES and self._transport is not None:
            self._transport.abort()

    def _take(self, head: bytes) -> None:
        lines = head.decode("latin-1").split("\r\n")
        method, target, *_ = [*lines[0].split(" "), "", ""]
        wanted = next((line[6:].strip() for line in lines[1:] if line[:6].lower() == "range:"), None)
        path = urlsplit(target).path
        state = self._state
        if path == COUNTS_PATH:
            body = json.dumps(asdict(state.counts)).encode()
            if method == "POST":
                state.counts = Counts()
            self._send(answer_head(200, len(body), {"Content-Type": "application/json"}), body)
            return
        state.counts.requests += 1
        state.counts.heads += method == "HEAD"
        state.waiting += 1
        state.counts.most_at_once = max(state.counts.most_at_once, state.waiting)
        asyncio.get_running_loop().call_later(
            state.latency_s, self._answer, method, path, wanted, state.counts, state.counts.round_trips + 1
        )

    def _answer(self, method: str, path: str, wanted: str | None, counts: Counts, round_trip: int) -> None:
        """`counts`: those in force when the request came; `round_trip`: its place in the longest chain of requests."""
        state = self._state
        state.waiting -= 1
        counts.round_trips = max(counts.round_trips, round_trip)
        if self._transport is None:
            return
        if method not in {"GET", "HEAD"}:
            self._send(answer_head(405, 0, {"Allow": "GET, HEAD"}), b"")
            return
        found = state.files.find(path)
        if found is None:
            self._send(answer_head(404, 0, {}), b"")
            return
        fields = {"ETag": found.tag, "Accept-Ranges": "bytes"}
        size = len(found.content)
        start, stop, status = 0, size, 200
        if wanted is not None:
            part = byte_range(wanted, size)
            if part is None:
                self._send(answer_head(416, 0, {"Content-Range": f"bytes */{size}"}), b"")
                return
            start, stop = part
            status = 206
            fields["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
        head = answer_head(status, stop - start, fields)
        if method == "HEAD":
            self._send(head, b"")
            return
        counts.body_bytes += stop - start
        self._send_part(head, found, start, stop)

    def _send(self, head: bytes, body: bytes) -> None:
        if self._transport is not None:
            self._transport.write(head + body)

    def _send_part(self, head: bytes, file: File, start: int, stop: int) -> None:
        """Send a part of a file, mostly without copying it."""
        transport = self._transport
        if transport is None:
            return
        transport.write(head)
        if not transport.get_write_buffer_size():
            # What the connection does not take, or has lost its reader for, is the transport's.
            with suppress(OSError):
                start += os.sendfile(transport.get_extra_info("socket").fileno(), file.number, start, stop - start)
        if start < stop:
            transport.write(file.content[start:stop])


REASONS = {200: "OK", 206: "Partial Content", 404: "Not Found", 405: "Method Not Allowed", 416: "Range Not Satisfiable"}


def answer_head(status: int, length: int, fields: dict[str, str]) -> bytes:
    """Status line and fields of an answer with a body of `length` bytes."""
    lines = [f"HTTP/1.1 {status} {REASONS[status]}", f"Content-Length: {length}"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def byte_range(wanted: str, size: int) -> tuple[int, int] | None:
    """Half-open range for a Range field of one range; None when it lies outside, or is none."""
    unit, _, span = wanted.partition("=")
    first, dash, last = span.strip().partition("-")
    if unit.strip().lower() != "bytes" or not dash or not (first + last).isdigit():
        return None
    if not first:
        return (max(0, size - int(last)), size) if int(last) and size else None
    start, stop = int(first), min(int(last) + 1, size) if last else size
    return (start, stop) if start < stop else None


async def serve(folder: Path, latency_s: float) -> None:
    """Serve until standard input ends."""
    state = State(Files(folder), latency_s)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(state), LOOPBACK, 0, backlog=1024)
    port = server.sockets[0].getsockname()[1]
    print(json.dumps({"port": port, "url": f"http://{LOOPBACK}:{port}"}), flush=True)
    ended = asyncio.Event()

    def wait_for_end() -> None:
        sys.stdin.buffer.read()
        # The loop may be closed already when the server was interrupted.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=wait_for_end, daemon=True).start()
    await ended.wait()
    server.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--latency-ms", type=float, default=50.0)
    arguments = parser.parse_args()
    if not arguments.folder.is_dir():
        parser.error(f"{arguments.folder} must be a folder")
    asyncio.run(serve(arguments.folder, arguments.latency_ms / 1000))


if __name__ == "__main__":
    main()
