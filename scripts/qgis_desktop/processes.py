"""What /proc says about processes: who descends from whom, who is alive, how much memory they hold. Linux, reads only.

A process is named by its id and its start time, since ids are used again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

ENGINE_MODULE = "mosaic_qgis.engine.server"

_PPID, _START_TIME = 1, 19
"""Places in /proc/PID/stat, counted from the process's state."""


@dataclass(frozen=True, kw_only=True)
class Process:
    """One process that was seen."""

    pid: int
    started: int
    """Clock ticks after the system's start."""
    command: str
    """Its command line, arguments separated by spaces."""

    @property
    def is_alive(self) -> bool:
        """Whether this very process still runs; a zombie does not."""
        stat = _stat(self.pid)
        return stat is not None and int(stat[_START_TIME]) == self.started and stat[0] != "Z"

    @property
    def is_engine(self) -> bool:
        """Whether it is the plugin's engine."""
        return ENGINE_MODULE in self.command

    @property
    def resident_megabytes(self) -> float:
        """Memory that only it can have filled (anonymous and shared pages, mapped files left out); 0 when it is gone."""
        kilobytes = 0
        for line in _read(self.pid, "status").splitlines():
            if line.startswith(("RssAnon:", "RssShmem:")):
                kilobytes += int(line.split()[1])
        return kilobytes / 1024


def process(pid: int) -> Process | None:
    """The process of an id; None when there is none, or only a zombie, which has forgotten its command."""
    stat = _stat(pid)
    if stat is None or stat[0] == "Z":
        return None
    command = _read(pid, "cmdline").replace("\0", " ").strip()
    return Process(pid=pid, started=int(stat[_START_TIME]), command=command)


def descendants(pid: int) -> list[Process]:
    """All processes below `pid`, nearest first."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))) is not None:
            children.setdefault(int(stat[_PPID]), []).append(int(entry.name))
    found: list[Process] = []
    row = children.get(pid, [])
    while row:
        found += [known for child in row if (known := process(child)) is not None]
        row = [grandchild for child in row for grandchild in children.get(child, [])]
    return found


def wait_for_end(known: list[Process], timeout_s: float) -> list[Process]:
    """Wait until all of them have ended; those that have not in time."""
    deadline = time.monotonic() + timeout_s
    while alive := [one for one in known if one.is_alive]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.02)
    return alive


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the state on (what stands before it may hold spaces and brackets)."""
    text = _read(pid, "stat")
    return text.rpartition(")")[2].split() if text else None


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
