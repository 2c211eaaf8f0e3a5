"""The servers of the benchmark: files with latency, and a tuned titiler. ENGINE side; ends only what it started."""

from __future__ import annotations

import json
import os
import queue
import secrets
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from benchmarks.runs import BUILD, PROGRAMS, ROOT, WORK

LATENCY_MS = 50.0
START_S = 60.0
_STOP_S = 5.0
_POLL_S = 0.05


class ServerError(RuntimeError):
    """A server did not start; the text holds what it said."""


class _Server:
    """A child process with a log; its standard input is kept open, its end asks the child to end."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str] | None = None) -> None:
        self._log = WORK / f"{name}.log"
        self._command, self._environment = command, environment
        self.process: subprocess.Popen[str] | None = None

    def _start(self) -> subprocess.Popen[str]:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", *self._command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=None if self._environment is None else dict(self._environment),
            )
        return self.process

    def _failed(self, what: str) -> ServerError:
        said = self._log.read_text(encoding="utf-8", errors="replace")[-2000:]
        return ServerError(f"{what}, status {self.process.poll() if self.process else None}: {said}")

    def __exit__(self, *exc_info: object) -> None:
        process = self.process
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        process.terminate()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class RangeServer(_Server):
    """Files of a folder over HTTP with latency (range_server.py)."""

    def __init__(self, folder: Path, latency_ms: float = LATENCY_MS) -> None:
        program = str(ROOT / "benchmarks" / "range_server.py")
        super().__init__(
            "range_server", [str(BUILD / "engine-python"), program, str(folder), "--latency-ms", str(latency_ms)]
        )
        self.url = ""

    @property
    def counts_url(self) -> str:
        """GET: what was asked so far; POST: the same, and starts anew."""
        return f"{self.url}/.counts"

    def __enter__(self) -> Self:
        process = self._start()
        lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=lambda: lines.put(process.stdout.readline()), daemon=True).start()
        try:
            self.url = json.loads(lines.get(timeout=START_S))["url"]
        except (queue.Empty, ValueError) as exc:
            self.__exit__()
            raise self._failed("the range server must say its address") from exc
        return self


class TileServer(_Server):
    """titiler.mosaic with two processes; nothing is in their caches but a tile of another mosaic."""

    WORKERS = 2

    def __init__(self, settings: Mapping[str, str]) -> None:
        """`settings`: GDAL's, as environment variables."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        # Somebody else may have taken the port meanwhile: only our own server knows this word.
        self._word = secrets.token_hex(8)
        python = str(BUILD / "titiler" / "bin" / "python")
        options = ["--port", str(self.port), "--workers", str(self.WORKERS), "--log-level", "warning"]
        super().__init__(
            "titiler",
            [python, "-m", "uvicorn", "titiler_app:app", "--app-dir", str(PROGRAMS), *options],
            {**os.environ, **settings, "MOSAIC_BENCH_WORD": self._word},
        )

    def tiles(self, document: str) -> str:
        """The address of a mosaic's tiles, with {z}, {x} and {y}."""
        path = "tiles/WebMercatorQuad/{z}/{x}/{y}"
        return f"http://127.0.0.1:{self.port}/{path}?tilesize=256&url={quote(document, safe='/')}"

    def layer_source(self, document: str, maxzoom: int) -> str:
        """The mosaic as QGIS's XYZ layer."""
        # QGIS decodes what divides parameters and leaves the rest as it is.
        return f"type=xyz&zmin=0&zmax={maxzoom}&url={quote(self.tiles(document), safe=':/{}?%')}"

    def warm_up(self, document: str, zoom: int, col: int, row: int) -> None:
        """Let each process draw a tile of another mosaic, so that everything is imported."""
        url = self.tiles(document).format(z=zoom, x=col, y=row)
        with ThreadPoolExecutor(4 * self.WORKERS) as pool:
            list(pool.map(lambda _: _get(url), range(8 * self.WORKERS)))

    def __enter__(self) -> Self:
        process = self._start()
        ends_s = time.monotonic() + START_S
        while True:
            try:
                if _get(f"http://127.0.0.1:{self.port}/word").decode() == self._word:
                    return self
            except urllib.error.URLError:
                pass
            if process.poll() is not None or time.monotonic() > ends_s:
                self.__exit__()
                raise self._failed(f"titiler must answer at port {self.port} within {START_S:g} s")
            time.sleep(_POLL_S)


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=START_S) as answer:
        body: bytes = answer.read()
    return body


def take_counts(counts_url: str) -> dict[str, Any]:
    """What the range server was asked since the last call."""
    with urllib.request.urlopen(urllib.request.Request(counts_url, method="POST"), timeout=START_S) as answer:
        counts: dict[str, Any] = json.load(answer)
    return counts
