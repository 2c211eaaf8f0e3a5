"""Frames: one JSON header and one binary payload, length-limited, on a binary stream that the caller owns.

Runs on BOTH sides. Never opens, closes or selects a stream, and never unpickles: a header is JSON, a payload is bytes.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from .failures import PROTOCOL, EngineFailure
from .numbers import clipped

MAGIC: Final = b"MQE1"
PREFIX: Final = struct.Struct(">4sIQ")
MAX_HEADER_BYTES: Final = 64 * 2**20
MAX_PAYLOAD_BYTES: Final = 2**30

# Small payloads travel in the same write as their header: one system call and one wake-up of the other side.
_JOIN_BELOW_BYTES: Final = 64 * 2**10

_LARGE_HEADER_BYTES: Final = 2**18
"""Thousands of found images: parsed in one go, such a header would stop all threads of QGIS for a tenth of a second."""

Buffer = bytes | bytearray | memoryview


class BinaryReader(Protocol):
    """What is read from: a blocking stream; ``readinto`` may fill less than asked and gives 0 at the end of input."""

    def readinto(self, buffer: memoryview, /) -> int | None: ...


class BinaryWriter(Protocol):
    """What is written to: a blocking stream; ``write`` may take less than given and says how much."""

    def write(self, data: memoryview, /) -> int | None: ...


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One message as it travels."""

    header: Mapping[str, Any]
    """The JSON object."""
    payload: Buffer = field(default=b"", repr=False)
    """Raw bytes; a received payload is writable memory that belongs to the receiver alone."""


class BrokenFrame(EngineFailure):
    """The stream holds something that is no frame; the connection is of no further use. Its code is ``protocol``."""

    def __init__(self, message: str) -> None:
        super().__init__(PROTOCOL, message)


def pack_prefix(header_bytes: int, payload_bytes: int) -> bytes:
    """The 16 bytes before the header.

    Raises:
        BrokenFrame: a length is above its limit.
    """
    if header_bytes > MAX_HEADER_BYTES:
        raise BrokenFrame(f"A header may have {MAX_HEADER_BYTES} bytes, not {header_bytes}.")
    if payload_bytes > MAX_PAYLOAD_BYTES:
        raise BrokenFrame(f"A payload may have {MAX_PAYLOAD_BYTES} bytes, not {payload_bytes}.")
    return PREFIX.pack(MAGIC, header_bytes, payload_bytes)


def pack_frame(frame: Frame) -> tuple[memoryview, ...]:
    """What must be written, in order. The payload is not copied unless it is small.

    Raises:
        BrokenFrame: header or payload are too long, or the header is no JSON.
    """
    try:
        header = json.dumps(frame.header, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError) as exc:
        raise BrokenFrame(f"A header must be JSON with finite numbers: {exc}.") from exc
    payload = memoryview(frame.payload).cast("B")
    prefix = pack_prefix(len(header), payload.nbytes)
    if payload.nbytes <= _JOIN_BELOW_BYTES:
        return (memoryview(b"".join((prefix, header, payload))),)
    return memoryview(prefix + header), payload


def write_parts(stream: BinaryWriter, parts: tuple[memoryview, ...]) -> None:
    """Write what ``pack_frame`` gave; blocks while the other side does not read.

    The caller sees to it that one frame is written at a time.

    Raises:
        OSError: the other side is gone.
    """
    for part in parts:
        done = 0
        while done < part.nbytes:
            count = stream.write(part[done:])
            if count is None:
                raise BrokenFrame("Frames need a blocking stream.")
            done += count


def read_frame(stream: BinaryReader) -> Frame | None:
    """The next frame, or None at a regular end of input (between two frames). Blocks until one of the two.

    Raises:
        BrokenFrame: end of input inside a frame, wrong magic, a length above its limit, a header that is no JSON
            object, or no memory for the announced lengths.
        OSError: the stream cannot be read.
    """
    prefix = bytearray(PREFIX.size)
    got = _read_into(stream, memoryview(prefix))
    if got == 0:
        return None
    if not prefix[: min(got, len(MAGIC))] == MAGIC[: min(got, len(MAGIC))]:
        raise BrokenFrame(f"A frame begins with {MAGIC!r}, not with {bytes(prefix[: min(got, 4)])!r}.")
    if got < PREFIX.size:
        raise BrokenFrame(f"The input ended inside a frame: {got} of {PREFIX.size} bytes before the header.")
    _, header_bytes, payload_bytes = PREFIX.unpack(prefix)
    pack_prefix(header_bytes, payload_bytes)
    header = _read_header(_read_exactly(stream, header_bytes, "header"))
    return Frame(header=header, payload=_read_exactly(stream, payload_bytes, "payload"))


def _read_header(raw: bytearray) -> Mapping[str, Any]:
    try:
        each = _let_others_run if len(raw) > _LARGE_HEADER_BYTES else None
        header = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant, object_hook=each)
    except (ValueError, RecursionError) as exc:
        raise BrokenFrame(f"A header must be JSON in UTF-8: {exc}.") from exc
    if not isinstance(header, dict):
        raise BrokenFrame(f"A header must be a JSON object, got {clipped(header)}.")
    return header


def _let_others_run(entry: dict[str, Any]) -> dict[str, Any]:
    """Between two functions in Python, which is what this is for, other threads get their turn."""
    return entry


def _refuse_constant(word: str) -> float:
    raise ValueError(f"{word} is no JSON; numbers that are not finite travel as strings")


def _read_exactly(stream: BinaryReader, size_bytes: int, part: str) -> bytearray:
    # bytearray rather than numpy memory: the engine must say hello before it has imported numpy.
    try:
        buffer = bytearray(size_bytes)
    except MemoryError as exc:
        raise BrokenFrame(f"There is no memory for a {part} of {size_bytes} bytes.") from exc
    got = _read_into(stream, memoryview(buffer))
    if got < size_bytes:
        raise BrokenFrame(f"The input ended inside a frame: {got} of {size_bytes} bytes of the {part}.")
    return buffer


def _read_into(stream: BinaryReader, view: memoryview) -> int:
    """Fill ``view``; fewer bytes than its length are returned only at the end of input."""
    got = 0
    while got < view.nbytes:
        count = stream.readinto(view[got:])
        if count is None:
            raise BrokenFrame("Frames need a blocking stream.")
        if count == 0:
            break
        got += count
    return got
