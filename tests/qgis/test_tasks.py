"""Work in the background: what comes back, on which thread, and what is dropped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QWidget
from waiting import until

from mosaic_qgis.engine.client.terms import EngineFailure
from mosaic_qgis.gui import tasks
from mosaic_qgis.gui.tasks import EngineTask, start


class Answers:
    """What was called, with the thread."""

    def __init__(self) -> None:
        self.done: list[Any] = []
        self.failed: list[str] = []
        self.threads: set[threading.Thread] = set()
        self.withdrawn = 0

    def take(self, value: Any) -> None:
        self.threads.add(threading.current_thread())
        self.done.append(value)

    def fail(self, failure: EngineFailure) -> None:
        self.threads.add(threading.current_thread())
        self.failed.append(f"{failure.code}: {failure.message}")

    def withdraw(self) -> None:
        self.withdrawn += 1

    @property
    def is_empty(self) -> bool:
        return not self.done and not self.failed


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture(autouse=True)
def nothing_is_left(qgis_app: QgsApplication) -> Iterator[None]:
    yield
    until(lambda: not tasks._running and QgsApplication.taskManager().countActiveTasks() == 0)


def wait_for(task: EngineTask, gate: threading.Event) -> str:
    while not gate.wait(0.01):
        if task.isCanceled():
            raise EngineFailure("cancelled", "It was cancelled.")
    return "value"


def test_the_value_comes_back_on_the_main_thread(answers: Answers) -> None:
    worked: list[threading.Thread] = []

    def work(task: EngineTask) -> int:
        worked.append(threading.current_thread())
        return 7

    task = start("work", work, answers.take, answers.fail, None)
    assert task.is_under_way
    until(lambda: not answers.is_empty)
    assert answers.done == [7] and answers.threads == {threading.main_thread()} != set(worked)
    assert not task.is_under_way


def test_failures_come_back_and_faults_are_told_as_such(answers: Answers) -> None:
    def refused(task: EngineTask) -> None:
        raise EngineFailure("auth", "No.")

    def broken(task: EngineTask) -> None:
        raise ZeroDivisionError("oh")

    start("refused", refused, answers.take, answers.fail, None)
    start("broken", broken, answers.take, answers.fail, None)
    until(lambda: len(answers.failed) == 2)
    assert sorted(answers.failed) == ["auth: No.", "internal: ZeroDivisionError: oh"]
    assert not answers.done and answers.threads == {threading.main_thread()}


def test_nothing_comes_back_after_cancelling(answers: Answers, gate: threading.Event) -> None:
    owner = QWidget()
    task = start(
        "work", lambda task: wait_for(task, gate), answers.take, answers.fail, owner, withdrawn=answers.withdraw
    )
    task.cancel()
    until(lambda: not tasks._running)
    assert answers.is_empty and answers.withdrawn == 1
    sip.delete(owner)


def test_work_that_does_not_see_cancelling_brings_nothing_either(answers: Answers, gate: threading.Event) -> None:
    began = threading.Event()

    def work(task: EngineTask) -> str:
        began.set()
        gate.wait(20)
        return "too late"

    task = start("work", work, answers.take, answers.fail, None)
    until(began.is_set)
    task.cancel()
    gate.set()
    until(lambda: not tasks._running)
    assert answers.is_empty


def test_a_window_that_goes_cancels_what_it_asked_for(answers: Answers, gate: threading.Event) -> None:
    owner = QWidget()
    start("work", lambda task: wait_for(task, gate), answers.take, answers.fail, owner, withdrawn=answers.withdraw)
    sip.delete(owner)
    until(lambda: not tasks._running)
    assert answers.is_empty and not answers.withdrawn


def test_a_window_that_went_when_the_value_was_there_gets_nothing(answers: Answers) -> None:
    owner, finished = QWidget(), threading.Event()

    def work(task: EngineTask) -> str:
        finished.set()
        return "value"

    start("work", work, answers.take, answers.fail, owner)
    assert finished.wait(20)
    sip.delete(owner)  # before the event loop could say that the task has ended
    until(lambda: not tasks._running)
    assert answers.is_empty


def test_progress_is_seen_from_the_main_thread(answers: Answers, gate: threading.Event) -> None:
    told: list[tuple[str, threading.Thread]] = []
    is_connected = threading.Event()

    def work(task: EngineTask) -> str:
        assert is_connected.wait(20)
        task.report(None, "looking")
        task.report(0.25, "a quarter")
        return wait_for(task, gate)

    task = start("work", work, answers.take, answers.fail, None)
    task.told.connect(lambda text: told.append((text, threading.current_thread())))
    is_connected.set()
    until(lambda: len(told) == 2 and task.progress() == 25.0)
    assert told == [("looking", threading.main_thread()), ("a quarter", threading.main_thread())]
    gate.set()
    until(lambda: not answers.is_empty)
    assert answers.done == ["value"]
