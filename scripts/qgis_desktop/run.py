"""One run of the real QGIS desktop with a scenario inside it, watched from outside. Standard library only.

Owns the QGIS process from start to end: its environment, its bounded time, the memory of it and of its engine over time,
the evidence when it hangs, and which of its processes are left over. Ends only what it started, by process id.
What happens inside is a scenario's business (`inside/`).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import processes
from .display import dies_with_parent, screenshot
from .processes import Process
from .profile import Profile

LIBRARY = Path(__file__).resolve().parents[1]
DRIVER = LIBRARY / "qgis_desktop" / "inside" / "driver.py"

SAMPLE_INTERVAL_S = 0.25
HANG_S = 45.0
"""QGIS's window does not react for so long: it hangs. Above the plugin's longest wait on the main thread by far."""
EXIT_S = 30.0
"""How long QGIS may take to end after the scenario has asked it to."""
LEFT_OVER_S = 5.0

# A QGIS that finds the Python of a virtual environment or of pyenv first in PATH cannot import its own packages.
_SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"
_PASSED_ON = ("LANG", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "XAUTHORITY")


class RunError(AssertionError):
    """The run is not as it should be; the text says how, with the evidence."""


@dataclass(frozen=True, kw_only=True)
class MemorySample:
    """Memory at one moment."""

    seconds: float
    """Since the start of the run."""
    qgis_megabytes: float
    engine_megabytes: float
    """Of all engine processes together; 0 when none runs."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """What to run."""

    scenario: Path
    """A Python file with a generator function `scenario(desk)`."""
    folder: Path
    """Where everything about this run is kept; made anew. Must not be a temporary folder: QGIS asks about those at exit."""
    profile: Profile
    display: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """What the scenario gets as `desk.arguments`; JSON."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables beside the minimal set."""
    timeout_s: float = 120.0


@dataclass(kw_only=True)
class Outcome:
    """How a run went."""

    folder: Path
    exit_status: int | None = None
    """Of QGIS; negative: the signal that ended it; None: it had to be killed."""
    seconds: float = 0.0
    report: dict[str, Any] = field(default_factory=dict)
    """What the scenario reported: `steps`, `facts`, `longest_gap_ms`, `is_finished`."""
    messages: list[dict[str, str]] = field(default_factory=list)
    """QGIS's message log: `tag`, `level`, `text`."""
    stderr: str = ""
    memory: list[MemorySample] = field(default_factory=list)
    seen: list[Process] = field(default_factory=list)
    """All processes below QGIS that were ever seen."""
    left_over: list[Process] = field(default_factory=list)
    """Those which were still there some seconds after QGIS had gone."""
    hang: str = ""
    """Why it was killed, with the evidence; empty when it ended by itself."""

    def step(self, name: str) -> dict[str, Any]:
        """A step of the report. Raises RunError when it was never reached."""
        for step in self.report.get("steps", ()):
            if step["name"] == name:
                return dict(step)
        raise RunError(f"the step {name!r} was never reached\n{self.account()}")

    @property
    def failed_steps(self) -> list[dict[str, Any]]:
        """Steps that did not succeed."""
        return [step for step in self.report.get("steps", ()) if not step["ok"]]

    @property
    def python_errors(self) -> list[str]:
        """Exceptions that were logged or printed by anybody in QGIS's Python."""
        found = [f"{m['tag']}: {m['text']}" for m in self.messages if is_python_error(m)]
        if "Traceback (most recent call last)" in self.stderr:
            found.append(self.stderr[self.stderr.index("Traceback (most recent call last)") :][:3000])
        return found

    def account(self) -> str:
        """The whole run in a few lines, for a failing test."""
        lines = [f"QGIS ended with {self.exit_status} after {self.seconds:.1f} s; kept in {self.folder}"]
        lines += [
            f"  {'ok  ' if step['ok'] else 'FAIL'} {step['seconds']:6.2f} s, gap {step['longest_gap_ms']:5.0f} ms"
            f"  {step['name']}" + (f"\n       {step['message']}" if step["message"] else "")
            for step in self.report.get("steps", ())
        ]
        lines += [f"  log: [{m['tag']}] {m['level']}: {m['text']}" for m in self.messages if m["level"] != "Info"][-20:]
        lines += [f"  stderr: {line}" for line in self.stderr.splitlines()[-15:]]
        if self.hang:
            lines.append(self.hang)
        return "\n".join(lines)


def is_python_error(message: Mapping[str, str]) -> bool:
    """Whether a message of QGIS's log tells of an exception in Python."""
    return (
        message["tag"] in ("Python error", "Python warning") or "Traceback (most recent call last)" in message["text"]
    )


def run(job: Job, while_running: Callable[[Outcome, int], bool] | None = None) -> Outcome:
    """Run QGIS with the scenario until it has ended, one way or another.

    `while_running(outcome so far, pid of QGIS)` is called at each sample; when it answers True it has ended QGIS itself.
    """
    shutil.rmtree(job.folder, ignore_errors=True)
    job.folder.mkdir(parents=True)
    outcome = Outcome(folder=job.folder)
    started = time.monotonic()
    with (job.folder / "stdout.log").open("wb") as out, (job.folder / "stderr.log").open("wb") as err:
        qgis = subprocess.Popen(
            dies_with_parent(_command(job)),
            env=_environment(job),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        try:
            _watch(job, qgis, outcome, started, while_running)
        finally:
            _end(qgis, outcome)
    outcome.seconds = time.monotonic() - started
    outcome.left_over = processes.wait_for_end(outcome.seen, LEFT_OVER_S)
    for process in outcome.left_over:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    _collect(outcome)
    return outcome


def _command(job: Job) -> list[str]:
    options = ["--nologo", "--noversioncheck", "--skipbadlayers"]
    return ["qgis", "--profiles-path", str(job.profile.root), "--profile", "default", *options, "--code", str(DRIVER)]


def _environment(job: Job) -> dict[str, str]:
    """A minimal environment: nothing of the calling shell, virtual environment or test run gets into QGIS by accident."""
    home, runtime = job.profile.root / "home", job.profile.root / "run"
    home.mkdir(parents=True, exist_ok=True)
    runtime.mkdir(mode=0o700, exist_ok=True)
    job_file = job.folder / "job.json"
    details = {"scenario": str(job.scenario), "folder": str(job.folder), "library": str(LIBRARY)}
    details["arguments"] = dict(job.arguments)
    job_file.write_text(json.dumps(details, indent=1), encoding="utf-8")
    users_authority = Path.home() / ".Xauthority"
    authority = {"XAUTHORITY": str(users_authority)} if users_authority.exists() else {}
    inherited = {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
    return {
        "PATH": _SYSTEM_PATH,
        "LC_ALL": "C.UTF-8",
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "DISPLAY": job.display,
        "QT_QPA_PLATFORM": "xcb",
        # Software drawing: the same pixels on every machine, and no graphics driver that is missing under Xvfb.
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "QGIS_DESKTOP_JOB": str(job_file),
        **authority,
        **inherited,
        **job.environment,
    }


def _watch(
    job: Job,
    qgis: subprocess.Popen[bytes],
    outcome: Outcome,
    started: float,
    while_running: Callable[[Outcome, int], bool] | None,
) -> None:
    """Sample memory and processes until QGIS has ended; when it hangs, gather evidence."""
    alive, finished = job.folder / "alive", job.folder / "finished"
    seen: dict[tuple[int, int], Process] = {}
    while qgis.poll() is None:
        now = time.monotonic()
        below = processes.descendants(qgis.pid)
        # One that has just ended has no command line any more.
        seen |= {(one.pid, one.started): one for one in below if one.command or (one.pid, one.started) not in seen}
        outcome.seen = list(seen.values())
        outcome.memory.append(_sample(now - started, qgis.pid, below))
        if while_running is not None and while_running(outcome, qgis.pid):
            qgis.wait(EXIT_S)
            return
        reason = ""
        if now - started > job.timeout_s:
            reason = f"the run took more than {job.timeout_s:.0f} s"
        elif _age_s(alive) > HANG_S:
            reason = f"QGIS did not react for {HANG_S:.0f} s"
        elif finished.exists() and _age_s(finished) > EXIT_S:
            reason = f"QGIS did not end within {EXIT_S:.0f} s after it was asked to"
        if reason:
            outcome.hang = _evidence(job, qgis, reason)
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            qgis.wait(SAMPLE_INTERVAL_S)


def _sample(seconds: float, qgis_pid: int, below: Iterable[Process]) -> MemorySample:
    itself = processes.process(qgis_pid)
    return MemorySample(
        seconds=seconds,
        qgis_megabytes=itself.resident_megabytes if itself else 0.0,
        engine_megabytes=sum(one.resident_megabytes for one in below if one.is_engine),
    )


def _age_s(path: Path) -> float:
    """Seconds since the file was touched; 0 when it is not there."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _evidence(job: Job, qgis: subprocess.Popen[bytes], reason: str) -> str:
    """What QGIS is doing: a picture of the screen, the Python stacks of all its threads, what each thread waits in."""
    lines = [f"{reason}. Screen: {job.folder / 'hang.png'}"]
    with contextlib.suppress(subprocess.SubprocessError):
        screenshot(job.display, job.folder / "hang.png")
    stacks = job.folder / "stacks.txt"
    before = stacks.stat().st_size if stacks.exists() else 0
    if stacks.exists():
        qgis.send_signal(signal.SIGUSR1)
        deadline = time.monotonic() + 5
        while stacks.stat().st_size == before and time.monotonic() < deadline:
            time.sleep(0.05)
        lines.append(stacks.read_text(encoding="utf-8", errors="replace")[before:][:6000])
    for task in sorted(Path(f"/proc/{qgis.pid}/task").glob("*")):
        with contextlib.suppress(OSError):
            name, waits_in = ((task / file).read_text(encoding="utf-8").strip() for file in ("comm", "wchan"))
            lines.append(f"  thread {name}: {waits_in or 'running'}")
    return "\n".join(lines)


def _end(qgis: subprocess.Popen[bytes], outcome: Outcome) -> None:
    if qgis.poll() is None:
        qgis.kill()
        qgis.wait()
    else:
        outcome.exit_status = qgis.returncode


def _collect(outcome: Outcome) -> None:
    """Read what the run left in its folder."""
    report = outcome.folder / "report.json"
    if report.exists():
        outcome.report = json.loads(report.read_text(encoding="utf-8"))
    messages = outcome.folder / "messages.jsonl"
    if messages.exists():
        lines = messages.read_text(encoding="utf-8").splitlines()
        outcome.messages = [json.loads(line) for line in lines if line.endswith("}")]
    outcome.stderr = (outcome.folder / "stderr.log").read_text(encoding="utf-8", errors="replace")
