"""A real server on a loopback port for as long as a test session needs it.

Owns the life of one server process: free port, bounded wait until it answers, log file, certain end. It knows no
protocol but "does something listen"; the modules beside it say which program to run and how to talk to it.
Standard library only, so that every interpreter of the project can use it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Self

SERVERS = Path(__file__).resolve().parent
REPOSITORY = SERVERS.parents[1]
#: What `install.sh` leaves behind: the virtual environments, `node_modules` and the database template.
INSTALLED = REPOSITORY / "build" / "servers"
LOOPBACK = "127.0.0.1"

_POLL_INTERVAL_S = 0.02
_START_ATTEMPTS = 3


class ServerError(RuntimeError):
    """A server could not be started or stopped; the message carries the end of its log."""


def free_port() -> int:
    """A TCP port of the loopback interface that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], bool], timeout_s: float) -> bool:
    """Ask until the condition holds; False when it does not within the time."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_INTERVAL_S)
    return True


def installed(*parts: str) -> Path:
    """A path below the installed servers.

    Raises:
        ServerError: when it is not there, with the command that installs it.
    """
    path = INSTALLED.joinpath(*parts)
    if not path.exists():
        raise ServerError(f"test servers must be installed, {path} is missing: run {SERVERS / 'install.sh'}")
    return path


class ServerProcess:
    """One server program with a folder, a port and a log of its own. Subclasses say what to run.

    `start` and `stop` are idempotent; the object is also a context manager. Not thread-safe.
    """

    name: ClassVar[str]
    #: How long the program may take until it answers.
    start_timeout_s: ClassVar[float] = 30.0
    #: How it is asked to end, and how long it may take before it is killed.
    stop_signal: ClassVar[str] = "SIGTERM"
    stop_grace_s: ClassVar[float] = 3.0

    #: All servers that this process started and has not stopped yet.
    running: ClassVar[list[ServerProcess]] = []

    def __init__(self) -> None:
        self.port = 0
        self._guard: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None

    def command(self) -> Sequence[str | Path]:
        """The program and its arguments; `self.port` and `self.folder` are set."""
        raise NotImplementedError

    def environment(self) -> Mapping[str, str]:
        """Variables for the program, beside a minimal set; nothing else of the test's environment reaches it."""
        return {}

    def prepare(self) -> None:
        """Write what the program needs into `self.folder`, before it starts."""

    def is_ready(self) -> bool:
        """Whether the program answers. Asked often; must not block for long."""
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, self.port), timeout=1):
            return True
        return False

    def populate(self) -> None:
        """Bring the answering server into the state that tests find: users, policies, settings."""

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def folder(self) -> Path:
        """The server's own temporary folder; removed by `stop`."""
        if self._folder is None:
            raise ServerError(f"{self.name} is not running: call start() first")
        return self._folder

    @property
    def log_file(self) -> Path:
        """What the program wrote to its standard output and error."""
        return self.folder / "server.log"

    def log_tail(self, offset: int = 0, limit: int = 4000) -> str:
        """The end of the log, at most `limit` bytes, nothing before `offset`."""
        with self.log_file.open("rb") as log:
            size = log.seek(0, os.SEEK_END)
            log.seek(max(offset, size - limit))
            return log.read().decode(errors="replace")

    def start(self) -> Self:
        """Start the program and wait until it answers.

        Raises:
            ServerError: when it ends or does not answer in time.
        """
        if self._guard is not None:
            return self
        self._folder = Path(tempfile.mkdtemp(prefix=f"mosaic-{self.name}-"))
        try:
            self._launch()
            self.running.append(self)
            self.populate()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End the program and remove its folder."""
        self._end_process()
        if self in self.running:
            self.running.remove(self)
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc_info: object) -> None:
        self.stop()

    def _end_process(self) -> None:
        guard, self._guard = self._guard, None
        if guard is not None and guard.stdin is not None:
            guard.stdin.close()
            guard.wait(self.stop_grace_s + 5)

    def _launch(self) -> None:
        # Between asking for a free port and listening on it somebody else may take it: try another one then.
        for attempt in range(1, _START_ATTEMPTS + 1):
            self.port = free_port()
            self.prepare()
            guard = self._guard = self._spawn()
            wait_until(self._has_ended_or_answers, self.start_timeout_s)
            if guard.poll() is None and self.is_ready():
                return
            problem = "does not answer" if guard.poll() is None else f"ended with status {guard.poll()}"
            lost_port = "in use" in self.log_tail() or "EADDRINUSE" in self.log_tail()
            if not lost_port or attempt == _START_ATTEMPTS:
                raise ServerError(f"{self.name} on port {self.port} {problem}. End of its log:\n{self.log_tail()}")

    def _has_ended_or_answers(self) -> bool:
        return self._guard is None or self._guard.poll() is not None or self.is_ready()

    def _spawn(self) -> subprocess.Popen[bytes]:
        guard = [sys.executable, "-I", "-S", str(SERVERS / "guard.py"), self.stop_signal, str(self.stop_grace_s)]
        inherited = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ}
        with self.log_file.open("wb") as log:
            return subprocess.Popen(
                [*guard, *map(str, self.command())],
                env={"LC_ALL": "C.UTF-8", **inherited, **self.environment()},
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
