"""The client with an honest engine: requests, patches, cancelling, restarts, the end of QGIS."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy
import pytest
from engines.processes import (
    BOUND_S,
    QUICK,
    VERSION,
    Log,
    children,
    client_of,
    is_alive,
    launch_plan,
    open_descriptors,
    wait_until,
)

from mosaic_qgis.engine.client.process import ArrayPatch, EngineClient, EngineFailure, Pending, RemoteMosaic
from mosaic_qgis.engine.client.questions import Save, StacQueryables

EXTENT = (0.0, 0.0, 1.0, 1.0)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def client(log: Log) -> Iterator[EngineClient]:
    client = client_of("honest.py", log)
    yield client
    client.stop()


@pytest.fixture
def mosaic(client: EngineClient) -> RemoteMosaic:
    return opened(client)


def opened(client: EngineClient, uri: str = "x") -> RemoteMosaic:
    return client.open(uri, {}, None, BOUND_S)


def code_of(pending: Pending) -> str:
    with pytest.raises(EngineFailure) as caught:
        pending.result(BOUND_S)
    return caught.value.code


def started(mosaic: RemoteMosaic, how: str) -> tuple[Pending, list[ArrayPatch]]:
    """A read that runs in the engine: its first patch is there."""
    patches: list[ArrayPatch] = []
    pending = mosaic.read(EXTENT, 4, 4, resampling=how, on_patch=patches.append)
    wait_until(lambda: bool(patches))
    return pending, patches


# Requests


def test_nothing_starts_before_the_first_open(client: EngineClient) -> None:
    assert not client.is_running()
    assert client.pid is None
    opened(client)
    assert client.is_running()


def test_description(mosaic: RemoteMosaic) -> None:
    description = mosaic.description
    assert (description["name"], description["extent"], description["mask"]) == ("x", (0, 0, 1, 1), "nodata")
    assert description["crs"] == {"authority": "EPSG:3857", "wkt": ""}
    assert numpy.isnan(description["bands"][0]["nodata"])
    assert description["bands"][0]["colormap"] == {"7": (1, 2, 3, 255)}


def test_patches_come_before_the_result(mosaic: RemoteMosaic) -> None:
    patches: list[ArrayPatch] = []
    result = mosaic.read(EXTENT, 6, 5, bands=[1, 2], on_patch=patches.append).result(BOUND_S)
    assert result["complete"] is True
    assert result["elapsed_ms"] == float("inf")
    assert [(patch.col, patch.row, patch.bands, patch.complete) for patch in patches] == [
        (0, row, (1, 2), True) for row in range(5)
    ]
    for row, patch in enumerate(patches):
        assert (patch.array.shape, patch.array.dtype) == ((2, 1, 6), numpy.uint16)
        assert patch.array.flags.writeable
        pixels = [value for _ in range(6) for value in (row, row + 1)]
        numpy.testing.assert_array_equal(patch.array.ravel(), pixels)


def test_numbers_that_are_not_finite(mosaic: RemoteMosaic) -> None:
    values = mosaic.identify(2.5, 0.0).result(BOUND_S)["values"]
    assert values[0] == 2.5
    assert numpy.isnan(values[1])
    assert values[2] is None


def test_a_failure_keeps_code_message_and_detail(client: EngineClient) -> None:
    with pytest.raises(EngineFailure) as caught:
        opened(client, "missing")
    assert caught.value.code == "not_found"
    assert caught.value.message == "The mosaic 'missing' does not exist."
    assert caught.value.detail == {"asset": "s3://bucket/image.tif"}


def test_a_fault_is_one_sentence_here_and_a_traceback_in_the_log(client: EngineClient, log: Log) -> None:
    with pytest.raises(EngineFailure, match="ZeroDivisionError: a fault") as caught:
        opened(client, "fault")
    assert caught.value.code == "internal"
    assert "Traceback" not in caught.value.message
    wait_until(lambda: log.has("ZeroDivisionError: a fault") and log.has("Traceback"))


def test_a_result_that_breaks_the_page_is_a_failure(mosaic: RemoteMosaic) -> None:
    assert code_of(mosaic.statistics([1])) == "protocol"


def test_an_op_without_handler(mosaic: RemoteMosaic) -> None:
    assert code_of(mosaic.sample([(0.0, 0.0)])) == "unsupported"


@pytest.mark.parametrize(
    "bad",
    [
        lambda mosaic: mosaic.read((0, 0, 1), 1, 1),
        lambda mosaic: mosaic.read((0, 0, float("nan"), 1), 1, 1),
        lambda mosaic: mosaic.read(EXTENT, 0, 1),
        lambda mosaic: mosaic.read(EXTENT, 1, 1, bands=[0]),
        lambda mosaic: mosaic.identify(float("inf"), 0),
        lambda mosaic: mosaic.sample([(0.0,)]),
        lambda mosaic: mosaic.assets(limit=0),
    ],
)
def test_bad_arguments_are_refused_before_they_travel(mosaic: RemoteMosaic, bad: object) -> None:
    with pytest.raises(EngineFailure) as caught:
        bad(mosaic)  # type: ignore[operator]
    assert caught.value.code == "bad_request"


@pytest.mark.parametrize("arguments", [("", {}, None), ("x", {}, {"token": "s3cret"})])
def test_bad_openings_are_refused(client: EngineClient, arguments: tuple[str, dict[str, str], object]) -> None:
    with pytest.raises(EngineFailure) as caught:
        client.open(*arguments, BOUND_S)  # type: ignore[arg-type]
    assert caught.value.code == "bad_request"
    assert "s3cret" not in caught.value.message


def test_a_request_too_large_for_a_frame_fails_alone(mosaic: RemoteMosaic, monkeypatch: pytest.MonkeyPatch) -> None:
    from mosaic_qgis.engine.wire import framing

    monkeypatch.setattr(framing, "MAX_HEADER_BYTES", 1000)
    assert code_of(mosaic.sample([(float(i), 0.0) for i in range(1000)])) == "bad_request"
    assert mosaic.identify(1.0, 0.0).result(BOUND_S)["values"][0] == 1.0


def test_stray_output_goes_to_the_log(client: EngineClient, log: Log) -> None:
    """Prints from Python and from C cannot break the stream."""
    opened(client, "noisy").identify(0.0, 0.0).result(BOUND_S)
    wait_until(
        lambda: all(
            log.has(words) for words in ("a stray print", "a stray write to descriptor 1", "a stray puts from C")
        )
    )


def test_no_repr_shows_credentials(client: EngineClient) -> None:
    mosaic = client.open("x", {}, {"document": {"token": "s3cret"}, "assets": None}, BOUND_S)
    assert repr(mosaic) == "<RemoteMosaic x>"
    assert "s3cret" not in repr(vars(mosaic))


def test_a_callback_that_fails_ends_nothing(mosaic: RemoteMosaic, log: Log) -> None:
    def broken(patch: ArrayPatch) -> None:
        raise RuntimeError("The painter is gone.")

    assert mosaic.read(EXTENT, 6, 5, on_patch=broken).result(BOUND_S)["complete"] is True
    assert mosaic.identify(1.0, 0.0).result(BOUND_S)["values"][0] == 1.0
    assert log.has("The painter is gone.", "error")


def test_many_threads_at_once(client: EngineClient) -> None:
    """Each gets its own answers, in order."""
    mosaics = [opened(client, str(i)) for i in range(4)]
    wrong: list[object] = []

    def work(mosaic: RemoteMosaic, number: int) -> None:
        for i in range(25):
            value = number + i / 100
            if mosaic.identify(value, 0.0).result(BOUND_S)["values"][0] != value:
                wrong.append(value)
            patches: list[ArrayPatch] = []
            mosaic.read(EXTENT, 3, number + 1, on_patch=patches.append).result(BOUND_S)
            if [patch.row for patch in patches] != list(range(number + 1)):
                wrong.append(patches)

    threads = [threading.Thread(target=work, args=(mosaics[i % 4], i)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(BOUND_S)
    assert wrong == []


# Requests without a mosaic


def test_asking_needs_no_mosaic_and_starts_the_engine(client: EngineClient) -> None:
    told: list[tuple[float | None, str]] = []
    pending = client.ask(StacQueryables(uri="x"), lambda fraction, text: told.append((fraction, text)))
    assert pending.result(BOUND_S) == {"properties": ()}
    assert told == [(0.5, "half")] and client.is_running()


def test_long_lists_come_in_parts(client: EngineClient) -> None:
    found = client.ask(StacQueryables(uri="parts")).result(BOUND_S)
    assert [entry["name"] for entry in found["properties"]] == list("0123456")
    assert code_of(client.ask(StacQueryables(uri="parts of nothing"))) == "protocol"


def test_a_question_is_cancelled_at_once_and_asked_again_after_a_crash(client: EngineClient) -> None:
    told: list[str] = []
    pending = client.ask(StacQueryables(uri="until-cancelled"), lambda _fraction, text: told.append(text))
    wait_until(lambda: bool(told))
    assert client.pid is not None
    os.kill(client.pid, signal.SIGKILL)
    wait_until(lambda: len(told) == 2)
    pending.cancel()
    assert pending.wait(0) and code_of(pending) == "cancelled"
    assert code_of(client.ask(StacQueryables(uri="crash"))) == "crashed"


def test_writing_is_not_repeated_and_says_how_it_ended(client: EngineClient, mosaic: RemoteMosaic, log: Log) -> None:
    told: list[str] = []
    saved = mosaic.save("/new.json", on_progress=lambda _fraction, text: told.append(text))
    assert saved.result(BOUND_S) == {"uri": "/new.json", "images": 1, "tiles": 2}
    assert told == [mosaic.description["handle"]]
    assert code_of(client.ask(Save(uri="x", target="crash"))) == "crashed"
    pending = client.ask(Save(uri="x", target="until-cancelled"), lambda _fraction, text: told.append(text))
    wait_until(lambda: told[-1] == "x")
    pending.cancel()
    assert code_of(pending) == "cancelled"
    wait_until(lambda: log.has("tidied up"))


# Cancelling


def test_cancel_within_50_ms(mosaic: RemoteMosaic) -> None:
    """For the caller, and in the engine: its cancelled error follows while the engine goes on serving."""
    durations_s = []
    for _ in range(5):
        pending, _ = started(mosaic, "until-cancelled")
        start_s = time.monotonic()
        pending.cancel()
        durations_s.append(time.monotonic() - start_s)
        assert pending.wait(0)
        assert code_of(pending) == "cancelled"
    # The quickest: a busy machine may hold up any single one.
    assert min(durations_s) < 0.05
    pending.cancel()
    child = mosaic._owner._desk.child  # type: ignore[attr-defined]
    wait_until(lambda: not child._calls)


def test_no_patch_begins_after_cancel(mosaic: RemoteMosaic) -> None:
    patches: list[ArrayPatch] = []
    pending = mosaic.read((0, 0, 200, 1), 1024, 1024, resampling="big", on_patch=patches.append)
    wait_until(lambda: bool(patches))
    pending.cancel()
    mosaic.identify(0.0, 0.0).result(BOUND_S)  # whatever was in the pipe has been delivered
    count = len(patches)
    mosaic.identify(0.0, 0.0).result(BOUND_S)
    assert len(patches) == count < 200


def test_cancel_is_not_queued_behind_reads(mosaic: RemoteMosaic) -> None:
    """More reads than the engine has workers: those in the queue can be cancelled too, and free it."""
    pendings = [mosaic.read(EXTENT, 4, 4, resampling="until-cancelled") for _ in range(40)]
    late = mosaic.identify(1.0, 0.0)
    assert not late.wait(0.1)
    for pending in reversed(pendings):
        pending.cancel()
    assert late.result(BOUND_S)["values"][0] == 1.0


def test_cancel_while_the_engine_is_inside_c(client: EngineClient, mosaic: RemoteMosaic, log: Log) -> None:
    """The engine answers the cancel although the work cannot be stopped."""
    pending = mosaic.read(EXTENT, 4, 4, resampling="in-c")
    wait_until(lambda: log.has("stuck"))
    pending.cancel()
    child = client._desk.child
    assert child is not None
    wait_until(lambda: not child._calls, timeout_s=1)
    assert mosaic.identify(1.0, 0.0).result(BOUND_S)["values"][0] == 1.0


def test_cancel_from_on_patch(mosaic: RemoteMosaic) -> None:
    box: list[Pending] = []
    ready = threading.Event()
    count = 0

    def on_patch(patch: ArrayPatch) -> None:
        nonlocal count
        count += 1
        ready.wait(BOUND_S)
        box[0].cancel()

    box.append(mosaic.read((0, 0, 50, 1), 512, 512, resampling="big", on_patch=on_patch))
    ready.set()
    assert code_of(box[0]) == "cancelled"
    mosaic.identify(0.0, 0.0).result(BOUND_S)
    assert count == 1


def test_result_gives_up_and_cancels(mosaic: RemoteMosaic) -> None:
    pending, _ = started(mosaic, "until-cancelled")
    with pytest.raises(EngineFailure, match=r"no answer within 0\.1 s") as caught:
        pending.result(0.1)
    assert caught.value.code == "timeout"
    assert code_of(pending) == "cancelled"


def test_an_opening_that_was_given_up_is_closed_in_the_engine(client: EngineClient, log: Log) -> None:
    opened(client)
    with pytest.raises(EngineFailure) as caught:
        client.open("slow", {}, None, 0.2)
    assert caught.value.code == "timeout"
    wait_until(lambda: log.has("closed slow"))


# Closing


def test_a_caller_that_fails_while_opening_leaves_nothing_open(client: EngineClient, log: Log) -> None:
    def cancelled() -> bool:
        raise KeyboardInterrupt

    opened(client)
    with pytest.raises(KeyboardInterrupt):
        client.open("slow", {}, None, BOUND_S, cancelled)
    wait_until(lambda: log.has("closed slow"))


def test_close_reaches_the_engine(client: EngineClient, log: Log) -> None:
    mosaic = opened(client, "first")
    mosaic.close()
    mosaic.close()
    wait_until(lambda: log.has("closed first"))
    assert code_of(mosaic.identify(0.0, 0.0)) == "bad_request"


def test_a_forgotten_mosaic_is_closed(client: EngineClient, log: Log) -> None:
    opened(client, "second")
    gc.collect()
    wait_until(lambda: log.has("closed second"))


def test_a_read_keeps_its_mosaic_open(client: EngineClient, log: Log) -> None:
    pending, _ = started(opened(client, "third"), "until-cancelled")
    gc.collect()
    mosaic = opened(client, "fourth")
    mosaic.close()
    wait_until(lambda: log.has("closed fourth"))
    assert not log.has("closed third")
    pending.cancel()
    del pending
    gc.collect()
    wait_until(lambda: log.has("closed third"))


def test_closing_during_a_read(client: EngineClient, log: Log) -> None:
    """The engine closes it when the read has ended."""
    mosaic = opened(client, "fifth")
    pending, _ = started(mosaic, "until-cancelled")
    mosaic.close()
    other = opened(client, "sixth")
    assert not log.has("closed fifth")
    pending.cancel()
    wait_until(lambda: log.has("closed fifth"))
    other.close()


def test_200_cycles_leave_nothing_behind(client: EngineClient, log: Log) -> None:
    opened(client).close()
    mosaic = opened(client, "counter")
    threads, descriptors, processes = threading.active_count(), open_descriptors(), children()
    pid = client.pid
    engine_fds = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    for i in range(200):
        cycle = opened(client, f"cycle {i}")
        cycle.read(EXTENT, 2, 2).result(BOUND_S)
        cycle.close()
    wait_until(lambda: mosaic.assets().result(BOUND_S)["assets"][0]["rank"] == 1)  # open layers
    assert (threading.active_count(), open_descriptors(), children()) == (threads, descriptors, processes)
    assert client.pid == pid
    assert len(list(Path(f"/proc/{pid}/fd").iterdir())) == engine_fds
    assert mosaic.assets().result(BOUND_S)["total"] < 30  # threads of the engine


def test_cycles_of_engines_leave_nothing_behind(log: Log) -> None:
    gc.collect()
    before = threading.active_count(), open_descriptors(), children()
    for _ in range(10):
        client = client_of("honest.py", log)
        opened(client).read(EXTENT, 2, 2).result(BOUND_S)
        client.stop()
    wait_until(lambda: (threading.active_count(), open_descriptors(), children()) == before)


def test_a_forgotten_client_ends_its_engine(log: Log) -> None:
    client = client_of("honest.py", log)
    opened(client)
    pid = client.pid
    assert pid is not None
    del client
    gc.collect()
    wait_until(lambda: not is_alive(pid))


# Crashes


def test_mosaics_open_themselves_again(client: EngineClient) -> None:
    mosaics = [opened(client, str(i)) for i in range(3)]
    first = client.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert [m.identify(7.0, 0.0).result(BOUND_S)["values"][0] for m in mosaics] == [7.0] * 3
    assert client.pid not in (None, first)


def test_asking_returns_at_once_also_without_engine(client: EngineClient, mosaic: RemoteMosaic) -> None:
    """The start and the opening happen behind the caller's back."""
    was_done = []
    for _ in range(2):  # a busy machine may hold this thread up until the engine has started; not every time
        pid = client.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not client.is_running())
        pending = mosaic.identify(1.0, 0.0)
        was_done.append(pending.wait(0))
        assert pending.result(BOUND_S)["values"][0] == 1.0
    assert not all(was_done)


def test_a_read_under_way_is_repeated_by_the_next_engine(client: EngineClient, mosaic: RemoteMosaic) -> None:
    pending, patches = started(mosaic, "until-cancelled")
    assert client.pid is not None
    os.kill(client.pid, signal.SIGKILL)
    wait_until(lambda: len(patches) == 2)
    pending.cancel()
    assert code_of(pending) == "cancelled"


def test_a_cancelled_read_is_not_repeated(client: EngineClient, mosaic: RemoteMosaic) -> None:
    pending, patches = started(mosaic, "until-cancelled")
    pid = client.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)  # it cannot answer the cancel
    pending.cancel()
    os.kill(pid, signal.SIGKILL)
    assert mosaic.identify(1.0, 0.0).result(BOUND_S)["values"][0] == 1.0
    assert len(patches) == 1


def test_a_crash_inside_c_leaves_its_stack_in_the_report(mosaic: RemoteMosaic) -> None:
    with pytest.raises(EngineFailure, match="signal SIGSEGV") as caught:
        mosaic.read(EXTENT, 1, 1, resampling="segfault").result(BOUND_S)
    assert caught.value.code == "crashed"
    assert "Segmentation fault" in str(caught.value.detail["stderr"])
    assert "honest.py" in str(caught.value.detail["stderr"])


def test_restart_takes_a_new_plan(log: Log) -> None:
    plans = [launch_plan("honest.py", PLAN="first"), launch_plan("honest.py", PLAN="second")]
    client = EngineClient(lambda: plans.pop(0), VERSION, log, limits=QUICK)
    mosaic = opened(client)
    first = client.pid
    pending, patches = started(mosaic, "until-cancelled")
    client.restart()
    wait_until(lambda: len(patches) == 2)
    pending.cancel()
    assert mosaic.identify(1.0, 0.0).result(BOUND_S)["values"][0] == 1.0
    assert client.pid != first
    assert plans == []
    client.stop()


# The end of QGIS

PARENT = """
import sys, threading
sys.path[:0] = [{root!r}, {tests!r}]
from engines.processes import client_of, BOUND_S
client = client_of("honest.py", lambda level, text: print(text, file=sys.stderr, flush=True))
mosaic = client.open("x", {{}}, None, BOUND_S)
if {how!r}:
    pending = mosaic.read((0, 0, 1, 1), 4, 4, resampling={how!r})
print(client.pid, flush=True)
{then}
"""


def parent(how: str, then: str = "threading.Event().wait()") -> subprocess.Popen[str]:
    code = PARENT.format(tests=str(ROOT / "tests"), root=str(ROOT), how=how, then=then)
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=parent_environment(),
    )


def parent_environment() -> dict[str, str]:
    return dict(os.environ) | {"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}


@pytest.mark.parametrize("how", ["", "until-cancelled", "in-c", "in-c-with-gil"])
def test_killed_qgis_takes_the_engine_along(how: str) -> None:
    """SIGKILL of the parent: the child is gone within 2 s, whatever it is doing."""
    with parent(how) as process:
        try:
            assert process.stdout is not None and process.stderr is not None
            pid = int(process.stdout.readline())
            if how.startswith("in-c"):
                while "stuck" not in process.stderr.readline():
                    assert process.poll() is None
            assert is_alive(pid)
        finally:
            process.kill()
    assert wait_until(lambda: not is_alive(pid)) < 2


def test_an_orderly_end_of_the_interpreter_stops_the_engine() -> None:
    """Without anybody calling stop."""
    with parent("until-cancelled", then="") as process:
        out, err = process.communicate(timeout=BOUND_S)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert not is_alive(int(out))


def test_ctrl_c_in_the_terminal_does_not_reach_the_engine(client: EngineClient, mosaic: RemoteMosaic) -> None:
    pid = client.pid
    assert pid is not None
    assert os.getsid(pid) == os.getpgid(pid) == pid
    os.kill(pid, signal.SIGINT)
    assert mosaic.identify(1.0, 0.0).result(BOUND_S)["values"][0] == 1.0
    assert client.pid == pid


def test_the_engine_holds_no_folder(client: EngineClient, mosaic: RemoteMosaic) -> None:
    assert Path(f"/proc/{client.pid}/cwd").readlink() == Path("/")
