"""Engines that misbehave, written against docs/protocol.md by hand: nothing of mosaic_qgis is imported.

Run as the bootstrap of a LaunchPlan; the environment variable HOSTILE names the behaviour, HOSTILE_FILE a file that
outlives the process. Every behaviour but those about the start greets well first.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
import threading
from pathlib import Path

VERSION = os.environ.get("HOSTILE_VERSION", "")
DESCRIPTION = {
    "handle": "m1", "name": "n", "description": "", "attribution": "", "document_uri": "x",
    "mosaicjson_version": "0.0.3", "crs": {"authority": "EPSG:3857", "wkt": ""}, "tms": "WebMercatorQuad",
    "extent": [0, 0, 1, 1], "bounds_geographic": [0, 0, 1, 1], "geographic_crs_wkt": "", "minzoom": 0, "maxzoom": 0,
    "quadkey_zoom": 0, "tile_size": 256, "width": 256, "height": 256, "resolutions": [1], "bands": [],
    "mask": "nodata", "tile_count": None, "warnings": [], "sample_asset": None,
}  # fmt: skip
READ_RESULT = {
    "complete": True, "skipped": [], "notes": [], "tiles": 1, "cached_tiles": 0, "assets": 1, "elapsed_ms": 1,
}  # fmt: skip
PATCH = {
    "kind": "patch", "col": 0, "row": 0, "width": 100, "height": 100, "bands": [1], "dtype": "uint8", "complete": True,
}  # fmt: skip
FILE = Path(os.environ.get("HOSTILE_FILE", os.devnull))


def frame(header: dict, payload: bytes = b"") -> bytes:
    raw = json.dumps(header).encode()
    return struct.pack(">4sIQ", b"MQE1", len(raw), len(payload)) + raw + payload


def write(data: bytes) -> None:
    while data:
        data = data[os.write(1, data) :]


def receive() -> dict | None:
    prefix = sys.stdin.buffer.read(16)
    if len(prefix) < 16:
        return None
    _, header_bytes, payload_bytes = struct.unpack(">4sIQ", prefix)
    header = json.loads(sys.stdin.buffer.read(header_bytes))
    sys.stdin.buffer.read(payload_bytes)
    return header


def forever() -> None:
    threading.Event().wait()


def result(request: dict, value: dict) -> None:
    write(frame({"id": request["id"], "kind": "result", "value": value}))


def hello(request: dict, protocol: int = 1, plugin_version: str = VERSION) -> None:
    result(
        request,
        {
            "protocol": protocol,
            "plugin_version": plugin_version,
            "python": "3.11.2",
            "pid": os.getpid(),
            "packages": {},
        },
    )


def answer(request: dict) -> None:
    """What a good engine would say."""
    if request["op"] == "hello":
        hello(request)
    elif request["op"] == "open":
        result(request, DESCRIPTION)
    elif request["op"] == "read":
        write(frame({"id": request["id"], **PATCH}, bytes(10_000)))
        result(request, READ_RESULT)
    elif request["op"] == "identify":
        result(request, {"values": [request["x"]], "assets": []})
    elif request["op"] == "close":
        result(request, {})


def serve(misbehave=lambda request: False) -> None:
    """Answer requests, unless ``misbehave`` has dealt with one; ends at the end of input and at stop."""
    while (request := receive()) is not None and request["op"] != "stop":
        if not misbehave(request):
            answer(request)


def on(op: str, act) -> None:
    """Serve, but ``act`` on one op."""

    def misbehave(request: dict) -> bool:
        if request["op"] != op:
            return False
        act(request)
        return True

    serve(misbehave)


def fails_at_start() -> None:
    print("ModuleNotFoundError: No module named 'numpy'", file=sys.stderr)
    os._exit(7)


def silent() -> None:
    forever()


def silent_end() -> None:
    os._exit(0)


def says_hello_late() -> None:
    threading.Event().wait(0.5)
    serve()


def wrong_protocol() -> None:
    on("hello", lambda request: hello(request, protocol=2))


def wrong_version() -> None:
    on("hello", lambda request: hello(request, plugin_version="99.0"))


def refuses_hello() -> None:
    def refuse(request: dict) -> None:
        write(frame({"id": request["id"], "kind": "error", "code": "protocol", "message": "No.", "detail": {}}))

    on("hello", refuse)


def prints() -> None:
    write(b"Welcome to the engine!\n")
    serve()


def garbage() -> None:
    on("read", lambda request: write(bytes(range(256)) * 64))


def half_a_frame() -> None:
    def half(request: dict) -> None:
        write(frame({"id": request["id"], "kind": "result", "value": READ_RESULT})[:20])
        os._exit(0)

    on("read", half)


def dies_inside_a_reply() -> None:
    def die(request: dict) -> None:
        write(frame({"id": request["id"], **PATCH}, bytes(10_000)))
        write(frame({"id": request["id"], **PATCH}, bytes(10_000))[:5_000])
        print("last words", file=sys.stderr)
        os._exit(9)

    on("read", die)


def dies_once() -> None:
    """Only the first process dies; each one leaves its id."""
    with FILE.open("a") as file:
        file.write(f"{os.getpid()}\n")
    first = len(FILE.read_text().split()) == 1

    def die(request: dict) -> None:
        if first:
            os.kill(os.getpid(), signal.SIGKILL)
        answer(request)

    on("read", die)


def dies_at_every_read() -> None:
    with FILE.open("a") as file:
        file.write(f"{os.getpid()}\n")
    on("read", lambda request: os._exit(9))


def huge_length() -> None:
    on("read", lambda request: write(struct.pack(">4sIQ", b"MQE1", 2, 2**63)))


def wrong_payload() -> None:
    on("read", lambda request: write(frame({"id": request["id"], **PATCH}, bytes(9_999))))


def unknown_kind() -> None:
    on("read", lambda request: write(frame({"id": request["id"], "kind": "gift"})))


def wrong_result() -> None:
    on("read", lambda request: result(request, {"complete": "yes"}))


def unknown_id() -> None:
    def other(request: dict) -> None:
        write(frame({"id": request["id"] + 1000, "kind": "result", "value": READ_RESULT}))
        write(frame({"id": request["id"] + 1000, **PATCH}, bytes(10_000)))
        answer(request)

    on("read", other)


def answers_twice() -> None:
    def twice(request: dict) -> None:
        answer(request)
        answer(request)

    on("read", twice)


def floods_stderr() -> None:
    def flood(request: dict) -> None:
        for _ in range(200):
            os.write(2, (b"x" * 200 + b"\n") * 1000)
        os.write(2, b"y" * 10_000_000)
        answer(request)

    on("read", flood)


def never_reads() -> None:
    def stop_reading(request: dict) -> None:
        answer(request)
        forever()

    on("open", stop_reading)


def closes_its_input() -> None:
    def close(request: dict) -> None:
        answer(request)
        os.close(0)
        forever()

    on("open", close)


def closes_its_output() -> None:
    def close(request: dict) -> None:
        os.close(1)
        forever()

    on("read", close)


def ignores_stop() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    serve()
    while receive() is not None:
        continue
    forever()


def ignores_cancel() -> None:
    """Never answers a read."""
    with FILE.open("a") as file:
        file.write(f"{os.getpid()}\n")
    on("read", lambda request: None)


def ignores_save() -> None:
    """Never says how writing has ended."""
    on("save", lambda request: None)


def leaves_a_grandchild() -> None:
    """A process that holds all pipes open when the engine has ended."""
    grandchild = os.fork()
    if grandchild == 0:
        forever()
    FILE.write_text(str(grandchild))
    serve()


if __name__ == "__main__":
    globals()[os.environ["HOSTILE"]]()
