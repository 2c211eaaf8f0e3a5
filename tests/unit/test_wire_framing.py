"""Frames on streams that end, stall and lie."""

from __future__ import annotations

import io
import json
import tracemalloc

import pytest

from mosaic_qgis.engine.wire import framing
from mosaic_qgis.engine.wire.framing import (
    MAX_HEADER_BYTES,
    MAX_PAYLOAD_BYTES,
    PREFIX,
    BrokenFrame,
    Frame,
    pack_frame,
    read_frame,
    write_parts,
)

HEADER = {"id": 7, "op": "read", "text": "Zürich 🗺", "none": None, "list": [1, 2.5]}
PAYLOADS = [b"", b"\x00\x01\xff", bytes(range(256)) * 1024]


class OneByteStream:
    """Reads and writes one byte at a time, as a slow pipe may."""

    def __init__(self, data: bytes = b"") -> None:
        self._source = io.BytesIO(data)
        self.written = bytearray()

    def readinto(self, buffer: memoryview, /) -> int:
        return self._source.readinto(buffer[:1])

    def write(self, data: memoryview, /) -> int:
        self.written += data[:1]
        return 1


def packed(header: object = HEADER, payload: bytes = b"") -> bytes:
    return b"".join(pack_frame(Frame(header=header, payload=payload)))  # type: ignore[arg-type]


def prefixed(
    header: bytes, *, magic: bytes = b"MQE1", header_bytes: int | None = None, payload_bytes: int = 0
) -> bytes:
    return PREFIX.pack(magic, len(header) if header_bytes is None else header_bytes, payload_bytes) + header


def test_layout_is_that_of_the_page() -> None:
    """Magic, two big-endian lengths of 4 and 8 bytes, header, payload."""
    raw = packed({"id": 1}, b"abc")
    assert raw == b"MQE1" + (8).to_bytes(4, "big") + (3).to_bytes(8, "big") + b'{"id":1}' + b"abc"


@pytest.mark.parametrize("payload", PAYLOADS, ids=len)
def test_round_trip(payload: bytes) -> None:
    stream = io.BytesIO()
    write_parts(stream, pack_frame(Frame(header=HEADER, payload=payload)))
    write_parts(stream, pack_frame(Frame(header={"id": 8})))
    stream.seek(0)
    first, second, end = read_frame(stream), read_frame(stream), read_frame(stream)
    assert first is not None and second is not None
    assert (first.header, bytes(first.payload)) == (HEADER, payload)
    assert (second.header, bytes(second.payload)) == ({"id": 8}, b"")
    assert end is None


def test_one_byte_at_a_time() -> None:
    """Short reads and short writes lose nothing."""
    out = OneByteStream()
    write_parts(out, pack_frame(Frame(header=HEADER, payload=b"abc")))
    assert bytes(out.written) == packed(payload=b"abc")
    frame = read_frame(OneByteStream(bytes(out.written)))
    assert frame is not None
    assert (frame.header, bytes(frame.payload)) == (HEADER, b"abc")


@pytest.mark.parametrize("cut", range(len(packed(payload=b"abc"))))
def test_cut_at_every_byte(cut: int) -> None:
    """The end of input is regular before the first byte and an error after it, also behind a whole frame."""
    raw = packed(payload=b"abc")
    for ahead in (b"", packed({"id": 1})):
        stream = io.BytesIO(ahead + raw[:cut])
        if ahead:
            assert read_frame(stream) is not None
        if cut == 0:
            assert read_frame(stream) is None
        else:
            with pytest.raises(BrokenFrame, match="ended inside a frame") as caught:
                read_frame(stream)
            assert caught.value.code == "protocol"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"Traceback (most recent call last):", "begins with"),
        (b"X", "begins with"),
        (b"MQE2" + bytes(12), "begins with"),
        (prefixed(b"", header_bytes=MAX_HEADER_BYTES + 1), "header may have 67108864 bytes, not 67108865"),
        (prefixed(b"{}", payload_bytes=MAX_PAYLOAD_BYTES + 1), "payload may have 1073741824 bytes"),
        (prefixed(b"{}", payload_bytes=2**64 - 1), "payload may have"),
        (prefixed(b""), "must be JSON"),
        (prefixed(b"{"), "must be JSON"),
        (prefixed(b"\xff\xfe{}"), "must be JSON in UTF-8"),
        (prefixed(b"[1]"), "must be a JSON object"),
        (prefixed(b"null"), "must be a JSON object"),
        (prefixed(b'{"x": NaN}'), "NaN is no JSON"),
        (prefixed(b'{"x": -Infinity}'), "-Infinity is no JSON"),
        (prefixed(b"[" * 200_000), "must be JSON"),
    ],
)
def test_junk_is_a_typed_error(raw: bytes, words: str) -> None:
    with pytest.raises(BrokenFrame, match=words):
        read_frame(io.BytesIO(raw))


def test_a_lying_length_takes_no_memory_above_the_limit() -> None:
    tracemalloc.start()
    try:
        with pytest.raises(BrokenFrame):
            read_frame(io.BytesIO(prefixed(b"", header_bytes=2**32 - 1)))
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("header", [{"x": float("nan")}, {"x": float("inf")}, {"x": {1, 2}}, {"x": b"bytes"}])
def test_a_header_that_is_no_json_is_not_written(header: object) -> None:
    with pytest.raises(BrokenFrame, match="must be JSON"):
        packed(header)


def test_too_long_is_refused_before_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framing, "MAX_HEADER_BYTES", 10)
    with pytest.raises(BrokenFrame, match="header may have 10 bytes"):
        packed()
    monkeypatch.setattr(framing, "MAX_PAYLOAD_BYTES", 2)
    with pytest.raises(BrokenFrame, match="payload may have 2 bytes, not 3"):
        packed({}, b"abc")


def test_big_payload_is_not_copied() -> None:
    payload = bytearray(2**20)
    parts = pack_frame(Frame(header={"id": 1}, payload=payload))
    assert parts[-1].obj is payload


def test_received_payload_is_writable_and_ones_own() -> None:
    frame = read_frame(io.BytesIO(packed(payload=b"abc")))
    assert frame is not None
    memoryview(frame.payload)[0] = 0
    assert bytes(frame.payload) == b"\x00bc"


def test_payload_of_another_item_size_counts_in_bytes() -> None:
    view = memoryview(bytes(8)).cast("I")
    assert packed({}, view) == prefixed(b"{}", payload_bytes=8) + bytes(8)  # type: ignore[arg-type]


def test_streams_must_block() -> None:
    class Empty:
        def readinto(self, buffer: memoryview, /) -> int | None:
            return None

        def write(self, data: memoryview, /) -> int | None:
            return None

    with pytest.raises(BrokenFrame, match="blocking"):
        read_frame(Empty())
    with pytest.raises(BrokenFrame, match="blocking"):
        write_parts(Empty(), pack_frame(Frame(header={})))


def test_reprs_show_no_payload() -> None:
    assert "secret" not in repr(Frame(header={}, payload=b"secret"))


def test_header_is_compact_json() -> None:
    assert json.loads(packed()[16:]) == HEADER
    assert "Zürich 🗺".encode() in packed()


def test_a_large_header_lets_other_threads_run_between_its_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search of thousands of images: parsed in one go, the window would stand still."""
    turns: list[object] = []

    def noted(entry: dict[str, object]) -> dict[str, object]:
        turns.append(entry)
        return entry

    monkeypatch.setattr(framing, "_let_others_run", noted)
    small = {"items": [{"id": number} for number in range(3)]}
    frame = read_frame(io.BytesIO(packed(small)))
    assert frame is not None and frame.header == small and not turns
    large = {"items": [{"id": number, "text": "x" * 100} for number in range(5000)]}
    frame = read_frame(io.BytesIO(packed(large)))
    assert frame is not None and frame.header == large and len(turns) == 5001
