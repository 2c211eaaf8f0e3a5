"""The client against engines that misbehave: always one typed failure, in bounded time, with nothing left behind."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from engines.processes import BOUND_S, QUICK, VERSION, Log, children, client_of, is_alive, launch_plan, wait_until

from mosaic_qgis.engine.client.process import (
    ArrayPatch,
    ClientLimits,
    EngineClient,
    EngineFailure,
    RemoteMosaic,
    RestartPolicy,
)
from mosaic_qgis.engine.client.questions import Save

EXTENT = (0.0, 0.0, 1.0, 1.0)
Start = Callable[..., EngineClient]


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def start(log: Log, tmp_path: Path) -> Iterator[Start]:
    """Makes clients of a hostile engine; afterwards no process of theirs is left."""
    clients: list[EngineClient] = []

    def start(behaviour: str, limits: ClientLimits = QUICK) -> EngineClient:
        file = str(tmp_path / "pids")
        clients.append(client_of("hostile.py", log, limits, HOSTILE=behaviour, HOSTILE_FILE=file))
        return clients[-1]

    before = set(children())
    yield start
    for client in clients:
        client.stop()
    assert set(children()) <= before


def opened(client: EngineClient) -> RemoteMosaic:
    return client.open("x", {}, None, BOUND_S)


def failure_of(action: Callable[[], object]) -> EngineFailure:
    """What ``action`` fails with, in bounded time."""
    start_s = time.monotonic()
    with pytest.raises(EngineFailure) as caught:
        action()
    assert time.monotonic() - start_s < BOUND_S
    return caught.value


def read(mosaic: RemoteMosaic, on_patch: Callable[[ArrayPatch], None] | None = None) -> Any:
    return mosaic.read(EXTENT, 100, 100, on_patch=on_patch).result(BOUND_S)


# At the start


def test_missing_interpreter(log: Log) -> None:
    client = EngineClient(launch_plan_without_python, VERSION, log, limits=QUICK)
    for _ in range(10):  # Nothing was started, so nothing is counted: the next attempt is a real one.
        failure = failure_of(lambda: opened(client))
        assert failure.code == "environment"
        assert "cannot be started" in failure.message
    client.stop()


def launch_plan_without_python() -> Any:
    plan = launch_plan("hostile.py")
    return type(plan)(
        python=Path("/no/such/python"), folder=plan.folder, bootstrap=plan.bootstrap, environment=plan.environment
    )


def test_the_plan_says_why_it_cannot_be_made(log: Log) -> None:
    def command() -> Any:
        raise EngineFailure("environment", "The engine's packages are not installed.")

    client = EngineClient(command, VERSION, log)
    failure = failure_of(lambda: opened(client))
    assert (failure.code, failure.message) == ("environment", "The engine's packages are not installed.")
    client.stop()


def test_a_fault_in_the_plan_is_a_failure_too(log: Log) -> None:
    def command() -> Any:
        raise KeyError("x")

    client = EngineClient(command, VERSION, log)
    assert failure_of(lambda: opened(client)).code == "environment"
    assert log.has("Traceback", "error")
    client.stop()


def test_fails_at_start(start: Start) -> None:
    failure = failure_of(lambda: opened(start("fails_at_start")))
    assert failure.code == "crashed"
    assert "exit status 7" in failure.message
    assert "No module named 'numpy'" in str(failure.detail["stderr"])


def test_starts_are_limited(start: Start) -> None:
    client = start("fails_at_start")
    messages = [failure_of(lambda: opened(client)).message for _ in range(5)]
    assert all("exit status 7" in message for message in messages[:3])
    for message in messages[3:]:
        assert "more than 2 times within 60 s" in message
        assert "exit status 7" in message
    client.restart()
    assert failure_of(lambda: opened(client)).message == messages[0]


def test_ends_at_once(start: Start) -> None:
    failure = failure_of(lambda: opened(start("silent_end")))
    assert (failure.code, failure.detail["status"]) == ("crashed", 0)


def test_never_says_hello(start: Start) -> None:
    client = start("silent", ClientLimits(start_timeout_s=0.3))
    failure = failure_of(lambda: opened(client))
    assert (failure.code, failure.message) == ("timeout", "The engine did not say hello within 0.3 s.")
    assert not client.is_running()


def test_says_hello_late(start: Start) -> None:
    """Requests of several threads wait for one and the same start."""
    others = set(children())
    client = start("says_hello_late")
    mosaics: list[RemoteMosaic] = []
    threads = [threading.Thread(target=lambda: mosaics.append(opened(client))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(BOUND_S)
    assert len(mosaics) == 4
    assert set(children()) - others == {client.pid}


def test_opening_is_bounded_while_the_start_is_slow(start: Start) -> None:
    client = start("silent")
    start_s = time.monotonic()
    with pytest.raises(EngineFailure, match=r"not open within 0\.3 s") as caught:
        client.open("x", {}, None, 0.3)
    assert caught.value.code == "timeout"
    assert time.monotonic() - start_s < BOUND_S


def test_opening_can_be_cancelled_while_the_start_is_slow(start: Start) -> None:
    client = start("silent")
    cancelled = threading.Event()
    timer = threading.Timer(0.1, cancelled.set)
    timer.start()
    assert failure_of(lambda: client.open("x", {}, None, 3 * BOUND_S, cancelled.is_set)).code == "cancelled"
    timer.join()


@pytest.mark.parametrize("behaviour", ["wrong_protocol", "wrong_version"])
def test_another_version_is_refused(start: Start, behaviour: str) -> None:
    client = start(behaviour)
    failure = failure_of(lambda: opened(client))
    assert failure.code == "protocol"
    assert "Restart QGIS" in failure.message
    assert not client.is_running()


def test_refuses_hello(start: Start) -> None:
    failure = failure_of(lambda: opened(start("refuses_hello")))
    assert (failure.code, failure.message) == ("protocol", "No.")


def test_prints_to_standard_output(start: Start) -> None:
    failure = failure_of(lambda: opened(start("prints")))
    assert failure.code == "protocol"
    assert "begins with" in failure.message


# While it works


@pytest.mark.parametrize(
    ("behaviour", "code", "words"),
    [
        ("garbage", "protocol", "A frame begins with"),
        ("half_a_frame", "protocol", "ended inside a frame"),
        ("huge_length", "protocol", "A payload may have"),
        ("wrong_payload", "protocol", "has 10000 bytes, not 9999"),
        ("unknown_kind", "protocol", "kind must be one of"),
        ("dies_inside_a_reply", "protocol", "ended inside a frame"),
        ("dies_at_every_read", "crashed", "exit status 9"),
        ("closes_its_output", "crashed", "ended unexpectedly"),
    ],
)
def test_a_broken_answer_ends_the_engine(start: Start, behaviour: str, code: str, words: str) -> None:
    """The read is tried once more in a new engine, then reported; a third engine serves the next request."""
    mosaic = opened(start(behaviour))
    failure = failure_of(lambda: read(mosaic, on_patch=lambda patch: None))
    assert failure.code == code
    assert words in failure.message
    assert mosaic.identify(4.0, 0.0).result(BOUND_S)["values"] == (4.0,)


def test_last_words_are_in_the_failure(start: Start) -> None:
    mosaic = opened(start("dies_inside_a_reply"))
    failure = failure_of(lambda: read(mosaic))
    assert failure.detail == {"status": 9, "stderr": "last words"}


def test_a_read_survives_one_crash(start: Start, tmp_path: Path, log: Log) -> None:
    mosaic = opened(start("dies_once"))
    patches: list[ArrayPatch] = []
    assert read(mosaic, patches.append)["complete"] is True
    assert [patch.array.shape for patch in patches] == [(1, 100, 100)]
    assert len(set((tmp_path / "pids").read_text().split())) == 2
    assert log.has("signal SIGKILL", "warning")


def test_many_reads_survive_one_crash(start: Start, tmp_path: Path) -> None:
    mosaics = [opened(start_client) for start_client in [start("dies_once")] for _ in range(5)]
    pendings = [mosaic.read(EXTENT, 100, 100) for mosaic in mosaics for _ in range(4)]
    assert [pending.result(BOUND_S)["complete"] for pending in pendings] == [True] * 20
    assert len((tmp_path / "pids").read_text().split()) == 2


def test_reads_that_kill_are_not_repeated_for_ever(start: Start, tmp_path: Path) -> None:
    mosaic = opened(start("dies_at_every_read"))
    assert "exit status 9" in failure_of(lambda: read(mosaic)).message
    assert "more than 2 times" in failure_of(lambda: read(mosaic)).message
    assert len((tmp_path / "pids").read_text().split()) == 3


def test_what_writes_is_reported_not_repeated(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mosaic_qgis.engine.wire.requests import Read

    mosaic = opened(start("dies_once"))
    monkeypatch.setattr(Read, "repeatable", False)
    failure = failure_of(lambda: read(mosaic))
    assert failure.code == "crashed"
    assert len((tmp_path / "pids").read_text().split()) == 1


def test_what_writes_ends_when_the_engine_says_so(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cancelling it is a wish: how it ended is only known from the engine."""
    from mosaic_qgis.engine.wire.requests import Identify

    mosaic = opened(start("ignores_cancel"))
    monkeypatch.setattr(Identify, "repeatable", False)
    pending = mosaic.identify(3.0, 0.0)
    pending.cancel()
    assert pending.result(BOUND_S)["values"] == (3.0,)


def test_a_wrong_result_fails_only_its_request(start: Start) -> None:
    client = start("wrong_result")
    mosaic = opened(client)
    pid = client.pid
    failure = failure_of(lambda: read(mosaic))
    assert failure.code == "protocol"
    assert "complete must be true or false, got 'yes'" in failure.message
    assert mosaic.identify(1.0, 0.0).result(BOUND_S)["values"] == (1.0,)
    assert client.pid == pid


def test_unknown_ids_are_dropped(start: Start, log: Log) -> None:
    mosaic = opened(start("unknown_id"))
    patches: list[ArrayPatch] = []
    assert read(mosaic, patches.append)["complete"] is True
    assert len(patches) == 1
    assert log.has("which is not under way", "warning")


def test_a_second_answer_is_dropped(start: Start) -> None:
    mosaic = opened(start("answers_twice"))
    patches: list[ArrayPatch] = []
    for _ in range(3):
        assert read(mosaic, patches.append)["complete"] is True
    assert mosaic.identify(1.0, 0.0).result(BOUND_S)["values"] == (1.0,)
    assert len(patches) == 3


def test_floods_of_stderr_block_nothing(start: Start, log: Log) -> None:
    """50 MB of text: the read works, the log gets a bounded share, memory too."""
    mosaic = opened(start("floods_stderr"))
    assert read(mosaic)["complete"] is True
    assert len(log.lines) < 2000
    assert sum(len(text) for _, text in log.lines) < 2_000_000


def test_an_engine_that_does_not_read_freezes_nobody(start: Start) -> None:
    """Requests are queued, far beyond what the pipe holds, without blocking the caller; then they fail."""
    client = start("never_reads")
    mosaic = opened(client)
    points = [(float(i), 0.0) for i in range(1000)]
    start_s = time.monotonic()
    pendings = [mosaic.sample(points) for _ in range(20)]
    assert time.monotonic() - start_s < BOUND_S
    assert not pendings[0].wait(0.05)
    for pending in pendings:
        pending.cancel()
        assert failure_of(lambda p=pending: p.result(0)).code == "cancelled"


def test_the_queue_of_such_an_engine_is_bounded(start: Start) -> None:
    mosaic = opened(start("never_reads", ClientLimits(hung_after_s=1000)))
    mosaic.sample([(float(i), 0.0) for i in range(100_000)])  # fills the pipe
    pendings = [mosaic.identify(0.0, 0.0) for _ in range(4200)]
    assert pendings[-1].wait(0)
    assert failure_of(lambda: pendings[-1].result(0)).code == "timeout"


def test_an_engine_that_answers_no_cancel_is_replaced(start: Start, tmp_path: Path, log: Log) -> None:
    """It hangs: after a while it is ended, and the next engine gets the requests."""
    client = start("ignores_cancel")
    mosaic = opened(client)
    pending = mosaic.read(EXTENT, 100, 100)
    pending.cancel()
    assert failure_of(lambda: pending.result(0)).code == "cancelled"

    def is_noticed() -> bool:
        mosaic.read(EXTENT, 1, 1).cancel()
        return log.has("does not answer", "warning")

    wait_until(is_noticed)
    assert mosaic.identify(5.0, 0.0).result(BOUND_S)["values"] == (5.0,)
    assert len((tmp_path / "pids").read_text().split()) == 2


def test_what_was_not_sent_yet_is_cancelled_at_once(start: Start) -> None:
    """Writing, too, while the engine is still starting: nothing was begun that would have to end in order."""
    pending = start("silent").ask(Save(uri="x", target="/new.json"))
    pending.cancel()
    assert failure_of(lambda: pending.result(0)).code == "cancelled"


def test_writing_that_winds_down_is_not_taken_for_hanging(start: Start, log: Log) -> None:
    """It was cancelled and takes its time to end in order: no map that is drawn meanwhile ends the engine."""
    client = start("ignores_save", ClientLimits(hung_after_s=0.001))
    mosaic = opened(client)
    pending = client.ask(Save(uri="x", target="/new.json"))
    assert mosaic.identify(3.0, 0.0).result(BOUND_S)["values"] == (3.0,)  # it has taken the one before, too
    pending.cancel()
    assert not pending.wait(0.05)
    first = client.pid
    mosaic.identify(4.0, 0.0)
    assert mosaic.identify(5.0, 0.0).result(BOUND_S)["values"] == (5.0,)
    assert client.pid == first and not log.has("does not answer")


def test_an_engine_that_closes_its_input_is_replaced(start: Start) -> None:
    client = start("closes_its_input")
    mosaic = opened(client)
    first = client.pid

    def is_replaced() -> bool:
        mosaic.identify(1.0, 0.0)
        return client.pid not in (None, first)

    wait_until(is_replaced)


# The end


@pytest.mark.parametrize("behaviour", ["serve", "ignores_stop", "never_reads", "ignores_cancel"])
def test_stop_is_bounded(start: Start, behaviour: str) -> None:
    client = start(behaviour)
    mosaic = opened(client)
    pid = client.pid
    assert pid is not None and is_alive(pid)
    pending = mosaic.read(EXTENT, 1, 1) if behaviour == "ignores_cancel" else None
    start_s = time.monotonic()
    client.stop()
    assert time.monotonic() - start_s < BOUND_S
    assert not is_alive(pid)
    assert not client.is_running()
    client.stop()
    if pending is not None:
        assert failure_of(lambda: pending.result(1)).code == "cancelled"


def test_stop_during_a_start(start: Start) -> None:
    client = start("silent")
    failures: list[EngineFailure] = []

    def open_it() -> None:
        failures.append(failure_of(lambda: opened(client)))

    thread = threading.Thread(target=open_it)
    thread.start()
    wait_until(client.is_running)
    client.stop()
    thread.join(BOUND_S)
    assert [failure.code for failure in failures] == ["cancelled"]


def test_after_stop_nothing_starts_again(start: Start) -> None:
    client = start("serve")
    mosaic = opened(client)
    client.stop()
    assert failure_of(lambda: mosaic.identify(0.0, 0.0).result(1)).code == "cancelled"
    assert failure_of(lambda: opened(client)).code == "cancelled"
    assert not client.is_running()
    mosaic.close()


def test_stop_ends_what_the_engine_started(start: Start, tmp_path: Path) -> None:
    client = start("leaves_a_grandchild")
    opened(client)
    grandchild = int((tmp_path / "pids").read_text())
    client.stop()
    try:
        wait_until(lambda: not is_alive(grandchild))
    finally:
        if is_alive(grandchild):
            os.kill(grandchild, signal.SIGKILL)


def test_a_log_that_fails_harms_nobody(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def broken_log(level: str, text: str) -> None:
        raise RuntimeError("The log is full.")

    limits = ClientLimits(restarts=RestartPolicy(restarts=5))
    client = client_of("hostile.py", broken_log, limits, HOSTILE="dies_once", HOSTILE_FILE=str(tmp_path / "pids"))
    assert read(opened(client))["complete"] is True
    client.stop()
    assert "The log is full." in capfd.readouterr().err
