"""One run of pip as a child process: started, followed, cancelled, never left behind.

QGIS side, without QGIS. Owns the process and the threads that read it. Never decides what pip is told to do.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final, cast

from .install_failures import EnvironmentFailure
from .pip_output import PipProgress

POLL_S: Final = 0.1
STALL_S: Final = 600.0
"""So long may pip neither print nor unpack anything before it counts as stuck."""
END_S: Final = 10.0


def run_pip(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    log: Path,
    progress: PipProgress,
    unpacked: Callable[[], int],
    report: Callable[[float, str], None],
    cancelled: Callable[[], bool],
    stall_s: float = STALL_S,
) -> None:
    """Run pip to its end. Blocks; ``report`` and ``cancelled`` are called on this thread, about ten times a second.

    Args:
        command: the whole command line, through pip_runner.py.
        environment: the child's whole environment.
        log: where the command line tells pip to write its log; read after a failure.
        progress: takes the output.
        unpacked: how many packages are unpacked by now.
        report: receives the fraction (0 to 0.95, never falling) and what is being done.
        cancelled: True ends pip and raises.
        stall_s: bound for a silent pip.

    Raises:
        EnvironmentFailure: with pip's reason, or ``cancelled``, ``stalled``, ``no_pip``.
    """
    process = _start(command, environment)
    lines: queue.Queue[str | None] = queue.Queue()
    reader = threading.Thread(
        target=_read, args=(cast("IO[bytes]", process.stdout), lines), name="pip output", daemon=True
    )
    reader.start()
    try:
        _follow(lines, progress, unpacked, report, cancelled, stall_s)
        status = process.wait(END_S)
    except subprocess.TimeoutExpired as exc:
        raise EnvironmentFailure("stalled", "pip closed its output and did not end: it was stopped.") from exc
    finally:
        kill(process)
        reader.join(END_S)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
    if status != 0:
        raise progress.failure(status, log.read_text(encoding="utf-8", errors="replace") if log.exists() else "")


def _start(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    options: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        options = {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    try:
        # Standard input stays open and empty: its end tells the child that this process is gone.
        return subprocess.Popen(  # nosec B603: our own command line, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=Path(command[0]).anchor,
            **options,
        )
    except OSError as exc:
        raise EnvironmentFailure("no_python", f"The interpreter {command[0]} cannot be started: {exc}.") from exc


def _read(stream: IO[bytes], lines: queue.Queue[str | None]) -> None:
    try:
        for line in stream:
            lines.put(line.decode("utf-8", "replace"))
    except (OSError, ValueError):
        pass  # the pipe was closed under the thread after a kill; the end below says the rest
    finally:
        lines.put(None)


def _follow(
    lines: queue.Queue[str | None],
    progress: PipProgress,
    unpacked: Callable[[], int],
    report: Callable[[float, str], None],
    cancelled: Callable[[], bool],
    stall_s: float,
) -> None:
    quiet_since = time.monotonic()
    count = 0
    while True:
        if cancelled():
            raise EnvironmentFailure("cancelled", "The set-up of the engine was cancelled; nothing was left behind.")
        try:
            line = lines.get(timeout=POLL_S)
        except queue.Empty:
            now_unpacked = unpacked() if progress.is_unpacking else 0
            if now_unpacked != count:
                count, quiet_since = now_unpacked, time.monotonic()
                progress.unpacked(count)
        else:
            if line is None:
                return
            quiet_since = time.monotonic()
            progress.feed(line)
        report(progress.fraction, progress.text)
        if time.monotonic() - quiet_since > stall_s:
            raise EnvironmentFailure("stalled", f"Nothing happened for {stall_s:.0f} seconds while fetching packages.")


def kill(process: subprocess.Popen[bytes]) -> None:
    """End the process and everything that it started, if it still runs. Bounded."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        system = os.environ.get("SYSTEMROOT", r"C:\Windows")
        subprocess.run(  # nosec B603: a program of Windows by its full path, and a number
            [rf"{system}\System32\taskkill.exe", "/F", "/T", "/PID", str(process.pid)],
            check=False, capture_output=True, timeout=END_S, creationflags=subprocess.CREATE_NO_WINDOW,
        )  # fmt: skip
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(END_S)
