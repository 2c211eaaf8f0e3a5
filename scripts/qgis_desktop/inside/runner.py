"""Goes through a scenario step by step in QGIS's own event loop, and feels the pulse of its main thread meanwhile.

QGIS side. A scenario is a generator: it acts like a person, then yields a `Wait`; the runner asks the condition at each
beat and goes on. Nothing here blocks the main thread, so that the longest time between two beats tells how long QGIS's
window was frozen. The report is written after each step, so that it survives whatever comes.
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from qgis.core import Qgis, QgsApplication, QgsProject, QgsTask
from qgis.PyQt.QtCore import QMetaObject, QObject, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QAction, QApplication, QDialog
from qgis.utils import iface

BEAT_MS = 20
_LEVELS = ("Info", "Warning", "Critical", "Success", "NoLevel")
STALL_S = 0.7
"""A beat that is later than this leaves the stacks of all threads behind."""
_WATCH_S = 0.1
_ALIVE_INTERVAL_S = 1.0
_TASK_INTERVAL_MS = 10_000
_QUIT_TRIES = 50
"""How often, with 0.1 s in between, it is looked whether tasks are still running before QGIS is asked to end."""


class StepFailed(AssertionError):
    """What a step expected did not come."""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """What a scenario waits for."""

    condition: Callable[[], Any]
    """Asked at each beat; its first true answer is what the scenario gets back."""
    timeout_s: float
    what: str
    """In words, for the report."""


Steps = Generator[Wait, Any, Any]
Scenario = Callable[["Desk"], Steps]


class Desk:
    """What a scenario holds in its hands."""

    def __init__(self, folder: Path, arguments: dict[str, Any]) -> None:
        self.folder = folder
        self.arguments = arguments
        self.iface = iface
        self.facts: dict[str, Any] = {}
        """What the scenario wants the outside to know; JSON."""
        self.messages: list[dict[str, str]] = []
        """QGIS's message log so far: `tag`, `level`, `text`."""
        self.steps: list[dict[str, Any]] = []
        self._current: dict[str, Any] | None = None
        self._pulse_from = time.monotonic()

    @contextlib.contextmanager
    def step(self, name: str, *, longest_gap_s: float | None = 1.0, go_on: bool = False) -> Iterator[None]:
        """One thing that succeeds or fails. The window must not freeze for more than `longest_gap_s` (None: reported only).

        A failure ends the scenario unless it may `go_on`.
        """
        entry = {"name": name, "ok": False, "seconds": 0.0, "longest_gap_ms": 0.0, "message": "not finished"}
        self._pulse()
        self.steps.append(entry)
        self._current, began = entry, time.monotonic()
        try:
            yield
        except Exception as exc:  # whatever the step did, the report must tell
            entry["message"] = str(exc) if isinstance(exc, StepFailed) else traceback.format_exc(limit=-8)
            if not go_on:
                raise StepFailed(name) from exc
        else:
            self._pulse()
            gap_s = entry["longest_gap_ms"] / 1000
            entry["ok"] = longest_gap_s is None or gap_s <= longest_gap_s
            entry["message"] = (
                "" if entry["ok"] else f"the window was frozen for {gap_s:.2f} s, bound {longest_gap_s} s"
            )
        finally:
            entry["seconds"] = time.monotonic() - began
            self._current = None
            self.save()

    def until(self, condition: Callable[[], Any], timeout_s: float, what: str) -> Wait:
        """Wait for a condition; yield it. A StepFailed is thrown into the scenario when it does not come in time."""
        return Wait(condition=condition, timeout_s=timeout_s, what=what)

    @staticmethod
    def later(act: Callable[[], Any]) -> None:
        """Do something from the event loop: for what may open a modal window and would only return after it."""
        QTimer.singleShot(0, act)

    @staticmethod
    def trigger(action: QAction) -> None:
        """Choose a menu entry as a person does: from the event loop, without Python's lock.

        Called directly from Python, QGIS keeps that lock while it waits for its drawing threads, which need it too.
        """
        QMetaObject.invokeMethod(action, "trigger", Qt.ConnectionType.QueuedConnection)

    @contextlib.contextmanager
    def own_work(self) -> Iterator[None]:
        """Work of the test itself on the main thread, such as a screenshot: does not count as frozen."""
        self._pulse()
        try:
            yield
        finally:
            self._pulse_from = time.monotonic()

    def messages_since(self, start: int, tag: str) -> list[dict[str, str]]:
        """The log's messages of a tab from number `start` on."""
        return [message for message in self.messages[start:] if message["tag"] == tag]

    def screenshot(self, name: str, *, window_only: bool = False) -> Path:
        """What a person sees of QGIS's main window now, with whatever is on top of it.

        `window_only`: the window without its frame and what is on top, for displays that let nobody look at the screen.
        """
        path = self.folder / f"{name}.png"
        with self.own_work():
            window = iface.mainWindow()
            frame = window.frameGeometry()
            if window_only:
                picture = window.grab()
            else:
                picture = window.screen().grabWindow(0, frame.x(), frame.y(), frame.width(), frame.height())
            if not picture.save(str(path)):
                raise StepFailed(f"the screenshot could not be saved to {path}")
        return path

    def save(self, *, is_finished: bool = False) -> None:
        """Write the report as it is now, in one move."""
        gaps = [step["longest_gap_ms"] for step in self.steps]
        report = {"steps": self.steps, "facts": self.facts, "longest_gap_ms": max(gaps, default=0.0)}
        path = self.folder / "report.json"
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(report | {"is_finished": is_finished}, indent=1), encoding="utf-8")
        draft.replace(path)

    def _pulse(self) -> float:
        """Note the time since the last beat; gives it in seconds."""
        now = time.monotonic()
        gap_s, self._pulse_from = now - self._pulse_from, now
        if self._current is not None:
            self._current["longest_gap_ms"] = max(self._current["longest_gap_ms"], 1000 * gap_s)
        return gap_s


class _StallWatch(threading.Thread):
    """Writes down what all threads do when the main thread has not come by for `STALL_S`.

    With Python's lock held, unlike `faulthandler.dump_traceback_later`: that reads the frames of a running thread, which
    has crashed QGIS in the middle of an import.
    """

    def __init__(self, stacks: TextIO) -> None:
        super().__init__(name="stall-watch", daemon=True)
        self._stacks = stacks
        self._ended = threading.Event()
        self._came_by = time.monotonic()

    def come_by(self) -> None:
        """The main thread is alive."""
        self._came_by = time.monotonic()

    def end(self) -> None:
        """Watch no more."""
        self._ended.set()

    def run(self) -> None:
        told_of = 0.0
        while not self._ended.wait(_WATCH_S):
            seen = self._came_by
            if seen != told_of and time.monotonic() - seen > STALL_S:
                told_of = seen
                for thread, frame in sys._current_frames().items():
                    if thread != self.ident:
                        self._stacks.write(f"Thread {thread:#x}\n{''.join(traceback.format_stack(frame))}")
                self._stacks.flush()


class _NoWork(QgsTask):
    """Keeps the threads of QGIS's task manager from expiring.

    QGIS 3.40.6, without any plugin: such a thread that has once used the authentication database, has ended for want of
    work (after 30 s) and was started again crashes QGIS when QGIS ends, because a clean-up of its first life is run
    again after the database's manager has gone. A QGIS that is open for a minute and loads a project does just that.
    """

    def __init__(self) -> None:
        super().__init__("", QgsTask.Flag.Hidden | QgsTask.Flag.Silent)

    def run(self) -> bool:
        return True


class Runner(QObject):
    """Lives as long as QGIS."""

    _logged = pyqtSignal(str, str, int)

    def __init__(self, scenario: Scenario, folder: Path, arguments: dict[str, Any], stacks: TextIO) -> None:
        super().__init__()
        self._desk = Desk(folder, arguments)
        self._stacks = stacks
        self._stalls = _StallWatch(stacks)
        self._stalls.start()
        self._messages = (folder / "messages.jsonl").open("w", encoding="utf-8")
        self._alive = folder / "alive"
        self._alive_touched = 0.0
        self._wait: Wait | None = None
        self._wait_ends = 0.0
        self._is_busy = False
        # A signal of our own brings messages of other threads to the main one.
        self._logged.connect(self._log_message)
        QgsApplication.messageLog().messageReceived[str, str, Qgis.MessageLevel].connect(
            lambda text, tag, level: self._logged.emit(text, tag, int(level))
        )
        self._steps: Steps | None = scenario(self._desk)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)
        self._task: QgsTask | None = None
        self._task_timer = QTimer(self)
        self._task_timer.timeout.connect(self._run_task)
        self._task_timer.start(_TASK_INTERVAL_MS)

    def _run_task(self) -> None:
        self._task = _NoWork()
        QgsApplication.taskManager().addTask(self._task)

    def _log_message(self, text: str, tag: str, level: int) -> None:
        message = {"tag": tag, "level": _LEVELS[level], "text": text}
        self._desk.messages.append(message)
        self._messages.write(json.dumps(message) + "\n")
        self._messages.flush()

    def _beat(self) -> None:
        gap_s = self._desk._pulse()
        if gap_s > STALL_S:
            self._stacks.write(f"^ frozen for {gap_s:.2f} s in {self._desk.steps[-1:]}\n\n")
            self._stacks.flush()
        self._stalls.come_by()
        now = time.monotonic()
        if now - self._alive_touched > _ALIVE_INTERVAL_S:
            self._alive.touch()
            self._alive_touched = now
        # A beat inside of a modal window that the scenario itself has opened: it goes on when that is closed.
        if not self._is_busy and self._steps is not None:
            self._is_busy = True
            try:
                self._go_on(self._steps)
            finally:
                self._is_busy = False

    def _go_on(self, steps: Steps) -> None:
        try:
            if self._wait is None:
                self._begin_wait(next(steps))
                return
            try:
                answer = self._wait.condition()
            except Exception as exc:  # belongs to the step, whatever it is
                self._begin_wait(steps.throw(exc))
                return
            if answer:
                self._begin_wait(steps.send(answer))
            elif time.monotonic() > self._wait_ends:
                text = f"{self._wait.what}: not within {self._wait.timeout_s:g} s; {_windows()}"
                self._begin_wait(steps.throw(StepFailed(text)))
        except StopIteration:
            self._finish()
        except Exception:
            self._note_failure()
            self._finish()

    def _begin_wait(self, wait: Wait) -> None:
        self._wait, self._wait_ends = wait, time.monotonic() + wait.timeout_s

    def _note_failure(self) -> None:
        """A step has failed, or the scenario has between its steps."""
        steps = self._desk.steps
        if not steps or steps[-1]["ok"]:
            entry = {"name": "the scenario itself", "ok": False, "seconds": 0.0, "longest_gap_ms": 0.0}
            steps.append(entry | {"message": traceback.format_exc()})
        with contextlib.suppress(Exception):
            self._desk.screenshot("failure")

    def _finish(self) -> None:
        """Close what is open and quit QGIS as a person does."""
        self._steps = None
        self._timer.stop()
        self._task_timer.stop()
        self._stalls.end()
        self._desk.save(is_finished=True)
        (self._alive.parent / "finished").touch()
        QTimer.singleShot(0, _quit)


def _quit(patience: int = _QUIT_TRIES) -> None:
    modal = QApplication.activeModalWidget()
    if modal is not None:
        modal.reject() if isinstance(modal, QDialog) else modal.close()
        # Its own event loop must return first.
        QTimer.singleShot(100, _quit)
        return
    # QGIS asks about tasks that are running, also about our own.
    if patience and QgsApplication.taskManager().activeTasks():
        QTimer.singleShot(100, lambda: _quit(patience - 1))
        return
    # Nobody is to be asked about unsaved changes or about data in temporary folders.
    QgsProject.instance().setDirty(False)
    Desk.trigger(iface.actionExit())


def _windows() -> str:
    """The windows that are open, for a report."""
    seen = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    names = [f"{window.metaObject().className()} {window.windowTitle()!r}" for window in seen]
    return f"open windows: {', '.join(names)}; modal: {QApplication.activeModalWidget() is not None}"
