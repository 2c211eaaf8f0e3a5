"""The server over its pipe, spoken to by hand: nothing of the client is involved."""

from __future__ import annotations

import json
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from engines.processes import BOUND_S, ENGINES, SITE_PACKAGES, VERSION

from mosaic_qgis.engine.server.handles import Handles
from mosaic_qgis.engine.server.loop import MAX_REQUESTS, WORKERS
from mosaic_qgis.engine.wire.failures import EngineFailure


class Engine:
    """An honest engine and both ends of its pipe."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(ENGINES / "honest.py"), str(SITE_PACKAGES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdin and self.process.stdout and self.process.stderr
        self.input, self.output, self.errors = self.process.stdin, self.process.stdout, self.process.stderr
        self._timer = threading.Timer(BOUND_S, self.process.kill)
        self._timer.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self.process.kill()
        self.process.wait(BOUND_S)
        for stream in (self.input, self.output, self.errors):
            stream.close()

    def send(self, **header: Any) -> None:
        raw = json.dumps(header).encode()
        self.input.write(struct.pack(">4sIQ", b"MQE1", len(raw), 0) + raw)
        self.input.flush()

    def receive(self) -> tuple[dict[str, Any], bytes]:
        magic, header_bytes, payload_bytes = struct.unpack(">4sIQ", self.output.read(16))
        assert magic == b"MQE1"
        return json.loads(self.output.read(header_bytes)), self.output.read(payload_bytes)

    def ask(self, **header: Any) -> dict[str, Any]:
        self.send(**header)
        return self.receive()[0]

    def greet(self) -> dict[str, Any]:
        return self.ask(id=1, op="hello", protocol=1, plugin_version=VERSION)

    def open(self, request_id: int = 2) -> str:
        return self.ask(id=request_id, op="open", uri="x")["value"]["handle"]

    def status(self) -> int:
        return self.process.wait(BOUND_S)


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine() as engine:
        yield engine


@pytest.fixture
def greeted(engine: Engine) -> Engine:
    engine.greet()
    return engine


def read(handle: str, how: str) -> dict[str, Any]:
    return {
        "op": "read",
        "handle": handle,
        "extent": [0, 0, 1, 1],
        "width": 2,
        "height": 2,
        "bands": None,
        "resampling": how,
    }


def test_hello(engine: Engine) -> None:
    reply = engine.greet()
    assert (reply["id"], reply["kind"]) == (1, "result")
    value = reply["value"]
    assert (value["protocol"], value["plugin_version"], value["pid"]) == (1, VERSION, engine.process.pid)
    assert value["python"] == ".".join(map(str, sys.version_info[:3]))
    assert value["packages"]["numpy"]


@pytest.mark.parametrize(("protocol", "version"), [(2, VERSION), (1, "0.0.0-other")])
def test_another_version_is_refused(engine: Engine, protocol: int, version: str) -> None:
    reply = engine.ask(id=1, op="hello", protocol=protocol, plugin_version=version)
    assert (reply["kind"], reply["code"]) == ("error", "protocol")
    assert "Restart QGIS" in reply["message"]
    assert engine.ask(id=2, op="open", uri="x")["code"] == "protocol"


def test_hello_comes_first(engine: Engine) -> None:
    reply = engine.ask(id=9, op="open", uri="x")
    assert (reply["id"], reply["code"]) == (9, "protocol")
    assert engine.greet()["kind"] == "result"
    assert engine.open() == "m1"


@pytest.mark.parametrize(
    ("header", "code", "words"),
    [
        ({"op": "fly"}, "unsupported", "op must be one of"),
        ({"op": "sample", "handle": "m1", "points": []}, "unsupported", "does not answer 'sample'"),
        ({"op": "read", "handle": "m1"}, "bad_request", "needs the field"),
        ({"op": "identify", "handle": "m1", "x": "nan", "y": 0}, "bad_request", "finite"),
        ({"op": "close", "handle": "m7"}, "not_found", "'m7'"),
        ({**read("m7", "nearest")}, "not_found", "'m7'"),
    ],
)
def test_wrong_requests_get_an_error(greeted: Engine, header: dict[str, Any], code: str, words: str) -> None:
    reply = greeted.ask(id=5, **header)
    assert (reply["id"], reply["kind"], reply["code"]) == (5, "error", code)
    assert words in reply["message"]
    assert greeted.open() == "m1"


@pytest.mark.parametrize(
    "raw",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        struct.pack(">4sIQ", b"MQE1", 2, 0) + b"[]",
        struct.pack(">4sIQ", b"MQE1", 2**32 - 1, 0),
        struct.pack(">4sIQ", b"MQE1", 13, 0) + b'{"op":"open"}',
    ],
)
def test_junk_ends_the_connection(greeted: Engine, raw: bytes) -> None:
    greeted.input.write(raw)
    greeted.input.flush()
    assert greeted.status() == 3
    assert b"broke the protocol" in greeted.errors.read()


def test_patches_then_result(greeted: Engine) -> None:
    greeted.send(id=3, **read(greeted.open(), "nearest"))
    replies = [greeted.receive() for _ in range(3)]
    assert [header["kind"] for header, _ in replies] == ["patch", "patch", "result"]
    assert replies[1][0] == {
        "id": 3, "kind": "patch", "col": 0, "row": 1, "width": 2, "height": 1, "bands": [1, 2], "dtype": "uint16",
        "complete": True,
    }  # fmt: skip
    assert replies[1][1] == bytes([1, 0, 2, 0] * 2)
    assert replies[2][0]["value"]["elapsed_ms"] == "inf"


def test_an_id_in_use_is_refused(greeted: Engine) -> None:
    handle = greeted.open()
    greeted.send(id=3, **read(handle, "until-cancelled"))
    assert greeted.receive()[0]["kind"] == "patch"
    assert greeted.ask(id=3, **read(handle, "nearest"))["code"] == "bad_request"


def test_requests_are_bounded(greeted: Engine) -> None:
    handle = greeted.open()
    for request_id in range(10, 10 + MAX_REQUESTS):
        greeted.send(id=request_id, **read(handle, "until-cancelled"))
    for _ in range(WORKERS):
        assert greeted.receive()[0]["kind"] == "patch"
    reply = greeted.ask(id=9, **read(handle, "nearest"))
    assert (reply["id"], reply["code"]) == (9, "bad_request")
    ended = set()
    for request_id in range(10, 10 + MAX_REQUESTS):
        greeted.send(id=9000 + request_id, op="cancel", target=request_id)
    while len(ended) < MAX_REQUESTS:
        header, _ = greeted.receive()
        if header["kind"] == "error":
            assert header["code"] == "cancelled"
            assert header["id"] not in ended
            ended.add(header["id"])
    assert ended == set(range(10, 10 + MAX_REQUESTS))
    assert greeted.open(9001) == "m2"


def test_cancel_of_what_is_not_there_is_silent(greeted: Engine) -> None:
    greeted.send(id=2, op="cancel", target=77)
    assert greeted.open(3) == "m1"


def test_nothing_follows_the_last_message(greeted: Engine) -> None:
    """A read in full flow is cancelled; then only the answer to the next request comes."""
    handle = greeted.open()
    request = read(handle, "big") | {"extent": [0, 0, 1000, 1], "width": 1000, "height": 100}
    greeted.send(id=3, **request)
    assert greeted.receive()[0]["kind"] == "patch"
    greeted.send(id=4, op="cancel", target=3)
    kinds = []
    while not kinds or kinds[-1] == "patch":
        kinds.append(greeted.receive()[0]["kind"])
    assert kinds[-1] == "error"
    assert len(kinds) < 1000
    assert greeted.ask(id=5, op="identify", handle=handle, x=1, y=1)["id"] == 5


def test_cancel_is_acted_on_while_nobody_reads_the_answers(greeted: Engine) -> None:
    """The pipe is full, so the read stands still; the cancel gets through nevertheless."""
    handle = greeted.open()
    request = read(handle, "big") | {"extent": [0, 0, 100, 1], "width": 1000, "height": 1000}
    greeted.send(id=3, **request)
    greeted.send(id=4, op="cancel", target=3)
    greeted.send(id=5, op="identify", handle=handle, x=1, y=1)
    patches, others = 0, []
    while len(others) < 2:
        header, _ = greeted.receive()
        if header["kind"] == "patch":
            patches += 1
        else:
            others.append((header["id"], header["kind"]))
    assert sorted(others) == [(3, "error"), (5, "result")]
    assert patches <= 3


@pytest.mark.parametrize("how", ["idle", "until-cancelled", "in-c"])
@pytest.mark.parametrize("ending", ["stop", "end of input"])
def test_orderly_ends(greeted: Engine, how: str, ending: str) -> None:
    """At once and with status 0, whatever is running."""
    if how != "idle":
        greeted.send(id=3, **read(greeted.open(), how))
    if how == "in-c":
        assert greeted.errors.readline() == b"stuck\n"
    if ending == "stop":
        greeted.send(id=4, op="stop")
    else:
        greeted.input.close()
    assert greeted.process.wait(2) == 0


def test_it_ends_when_nobody_takes_its_answers(greeted: Engine) -> None:
    handle = greeted.open()
    greeted.output.close()
    greeted.send(id=3, **read(handle, "nearest"))
    assert greeted.status() == 0


def test_terminate_ends_it_also_inside_c(greeted: Engine) -> None:
    greeted.send(id=3, **read(greeted.open(), "in-c"))
    assert greeted.errors.readline() == b"stuck\n"
    greeted.process.terminate()
    assert greeted.status() == -signal.SIGTERM


def test_interrupt_is_ignored(greeted: Engine) -> None:
    greeted.process.send_signal(signal.SIGINT)
    assert greeted.open() == "m1"


def test_children_of_the_engine_do_not_hold_its_pipe(greeted: Engine) -> None:
    """Descriptors 0 and 1 are harmless, the protocol's own ones are not inherited."""
    greeted.open()
    folder = Path(f"/proc/{greeted.process.pid}/fd")
    assert (folder / "0").readlink() == Path("/dev/null")
    assert (folder / "1").readlink() == (folder / "2").readlink()


# Handles


class Layer:
    closed = 0

    def close(self) -> None:
        self.closed += 1


def test_handles_are_bounded() -> None:
    handles = Handles(limit=2)
    first, second, third = Layer(), Layer(), Layer()
    handle = handles.add(first)
    handles.add(second)
    with pytest.raises(EngineFailure, match="At most 2 mosaics") as caught:
        handles.add(third)
    assert (caught.value.code, third.closed) == ("bad_request", 1)
    handles.close(handle)
    assert first.closed == 1
    assert handles.add(third) not in {"m1", "m2"}


def test_a_layer_in_use_is_closed_when_the_last_user_leaves() -> None:
    handles, layer = Handles(), Layer()
    handle = handles.add(layer)
    with handles.use(handle):
        with handles.use(handle):
            handles.close(handle)
            assert layer.closed == 0
        assert layer.closed == 0
    assert layer.closed == 1
    with pytest.raises(EngineFailure, match=f"'{handle}'"), handles.use(handle):
        pytest.fail("It is closed.")
