"""Long lists beside the pipe: JSON Lines in a private temporary file, whose path stands in the request.

Owns the form of these files. Runs on BOTH sides, and is the one module of the wire that touches the disk. QGIS makes the file and
removes it; whichever side has the list writes it, and the other one reads it row by row, so that no list is ever whole in memory.
Never creates a file at a path that it is given.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from .codec import to_json
from .failures import BAD_REQUEST, CANCELLED, NOT_FOUND, READ_ONLY, EngineFailure
from .numbers import clipped

MAX_LINE_BYTES: Final = 64 * 1024 * 1024
"""As the header of a frame."""
_LOOK_EVERY: Final = 256
"""Rows between two looks whether the work was withdrawn."""
_BUFFER_BYTES: Final = 1024 * 1024


@contextmanager
def temporary_lines(folder: str | None = None) -> Iterator[str]:
    """The absolute path of a new, empty file that only this user may read; it is gone afterwards.

    ``folder``: where; None is the system's own place for temporary files. Raises EngineFailure ``read_only``.
    """
    try:
        descriptor, path = tempfile.mkstemp(prefix="mosaic_qgis-", suffix=".jsonl", dir=folder)
    except OSError as exc:
        raise EngineFailure(
            READ_ONLY, f"No temporary file can be made in {folder or tempfile.gettempdir()} ({exc.strerror})."
        ) from exc
    os.close(descriptor)
    try:
        yield os.path.abspath(path)
    finally:
        # On Windows a file stays while the other side has it open, which ends with its request.
        with contextlib.suppress(OSError):
            os.unlink(path)


def write_lines(path: str, rows: Iterable[object], *, cancelled: Callable[[], bool] = lambda: False) -> int:
    """Write rows, each of them anything that ``codec.to_json`` knows, instead of what is in the file; how many there were.

    Numbers that are not finite become the words of number*. Raises EngineFailure: ``read_only`` where the disk is full or the file
    cannot be written, ``bad_request`` for a row that is too long, ``cancelled``; and what ``rows`` raises, which must have a code.
    """
    count = 0
    with lines_into(path) as write:
        for count, row in enumerate(rows, 1):
            if count % _LOOK_EVERY == 1 and cancelled():
                raise EngineFailure(CANCELLED, "The list was not written to its end, the work was stopped.")
            write(row)
    return count


@contextmanager
def lines_into(path: str) -> Iterator[Callable[[object], None]]:
    """What writes a row, for who has them one by one; as ``write_lines`` otherwise."""
    count = 0
    with _told(path, "written"), open(os.open(path, _WRITING), "wb", _BUFFER_BYTES) as file:

        def write(row: object) -> None:
            nonlocal count
            count += 1
            line = _line(row)
            if len(line) > MAX_LINE_BYTES:
                raise EngineFailure(
                    BAD_REQUEST,
                    f"A row of a list must have at most {MAX_LINE_BYTES} bytes, number {count} has {len(line)}.",
                )
            file.write(line)

        yield write


def read_lines(path: str) -> Iterator[Any]:
    """The rows of a file, one after the other, as JSON values.

    Raises EngineFailure: ``not_found``, ``read_only`` where the file cannot be read, ``bad_request`` where it is no list, or its end is
    missing.
    """
    with _told(path, "read"), open(path, "rb", _BUFFER_BYTES) as file:
        number = 0
        while line := file.readline(MAX_LINE_BYTES + 1):
            number += 1
            if not line.endswith(b"\n"):
                what = "is too long" if len(line) > MAX_LINE_BYTES else "has no end"
                raise EngineFailure(BAD_REQUEST, f"Row {number} of the list in {path} {what}.")
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as exc:
                raise EngineFailure(
                    BAD_REQUEST, f"Row {number} of the list in {path} must be JSON, got {clipped(line)}."
                ) from exc
            yield row


_WRITING: Final = os.O_WRONLY | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


def _line(row: object) -> bytes:
    try:
        # As ASCII, so that names of files that are no UTF-8 pass, too.
        text = json.dumps(row, allow_nan=False, separators=(",", ":"), default=to_json)
    except ValueError:
        text = json.dumps(to_json(row), allow_nan=False, separators=(",", ":"))
    return text.encode("ascii") + b"\n"


@contextmanager
def _told(path: str, done: str) -> Iterator[None]:
    """What the operating system says of the file becomes a sentence."""
    try:
        yield
    except FileNotFoundError as exc:
        raise EngineFailure(NOT_FOUND, f"There is no temporary file {path}.") from exc
    except OSError as exc:
        raise EngineFailure(READ_ONLY, f"The temporary file {path} cannot be {done} ({exc.strerror or exc}).") from exc
