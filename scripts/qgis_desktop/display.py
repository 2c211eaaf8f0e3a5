"""A display for QGIS: the user's own where it works, else a virtual one with a window manager. Outside of QGIS.

Starts and ends Xvfb and openbox; everything it starts dies with it, even when it is killed.
"""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

_START_TIMEOUT_S = 20.0
_STOP_TIMEOUT_S = 5.0
SIZE = "1600x1000x24"


class DisplayError(RuntimeError):
    """There is no display to be had."""


def dies_with_parent(command: Sequence[str | Path]) -> list[str]:
    """The command, to be killed by the kernel when the process that starts it ends."""
    return ["setpriv", "--pdeathsig", "KILL", *map(str, command)]


def users_display(environment: Mapping[str, str]) -> str | None:
    """The user's X display if a program can really open it, else None."""
    name = environment.get("DISPLAY")
    if not name:
        return None
    try:
        command = ["xdotool", "getdisplaygeometry"]
        probe = subprocess.run(command, check=False, env=dict(environment), capture_output=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return name if probe.returncode == 0 else None


class VirtualDisplay:
    """Xvfb on a free display number, with openbox so that windows are placed, raised and focused as a person sees it."""

    def __init__(self, folder: Path) -> None:
        """`folder`: where the two programs log to."""
        self._folder = folder
        self._started: list[subprocess.Popen[bytes]] = []
        self.name = ""

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self.name = f":{self._start_server()}"
            self._start_window_manager()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End both programs. Idempotent."""
        while self._started:
            program = self._started.pop()
            program.terminate()
            try:
                program.wait(_STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()

    def screenshot(self, path: Path) -> None:
        """The whole screen as PNG."""
        screenshot(self.name, path)

    def _start_server(self) -> int:
        read_end, write_end = os.pipe()
        # -noreset: else the server starts anew, and refuses clients meanwhile, when its last client has gone.
        # -dpi 96: Qt scales its windows by anything else.
        options = ["-screen", "0", SIZE, "-dpi", "96", "-nolisten", "tcp", "-noreset"]
        command = ["Xvfb", "-displayfd", str(write_end), *options]
        try:
            server = self._start("xvfb", command, os.environ, pass_fds=(write_end,))
        finally:
            os.close(write_end)
        with open(read_end, "rb") as numbers:
            line = _line_within(numbers.fileno(), _START_TIMEOUT_S)
        if not line.isdigit():
            raise DisplayError(
                f"Xvfb must say its display number, got {line!r}, status {server.poll()}: {self._log('xvfb')}"
            )
        return int(line)

    def _start_window_manager(self) -> None:
        manager = self._start("openbox", ["openbox", "--sm-disable"], os.environ | {"DISPLAY": self.name})
        deadline = time.monotonic() + _START_TIMEOUT_S
        # Without a window manager nobody knows the current desktop.
        probe, environment = ["xdotool", "get_desktop"], os.environ | {"DISPLAY": self.name}
        while subprocess.run(probe, check=False, env=environment, capture_output=True, timeout=10).returncode != 0:
            if manager.poll() is not None or time.monotonic() > deadline:
                raise DisplayError(
                    f"openbox must start on {self.name}, status {manager.poll()}: {self._log('openbox')}"
                )
            time.sleep(0.02)

    def _start(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], pass_fds: Sequence[int] = ()
    ) -> subprocess.Popen[bytes]:
        with (self._folder / f"{name}.log").open("wb") as log:
            program = subprocess.Popen(
                dies_with_parent(command),
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=pass_fds,
            )
        self._started.append(program)
        return program

    def _log(self, name: str) -> str:
        return (self._folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")[-2000:]


def screenshot(display: str, path: Path) -> None:
    """The whole screen of a display as PNG, taken from outside: it works when QGIS hangs."""
    subprocess.run(
        ["import", "-display", display, "-window", "root", str(path)], check=True, capture_output=True, timeout=20
    )


def _line_within(descriptor: int, timeout_s: float) -> str:
    """The first line that can be read in time; what there is of it otherwise."""
    text = b""
    deadline = time.monotonic() + timeout_s
    while b"\n" not in text and (rest := deadline - time.monotonic()) > 0:
        if select.select([descriptor], [], [], rest)[0]:
            piece = os.read(descriptor, 64)
            if not piece:
                break
            text += piece
    return text.decode(errors="replace").strip()
