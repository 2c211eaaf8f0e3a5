"""Long lists in temporary files: what is written is what is read, and nothing else is."""

from __future__ import annotations

import errno
import math
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mosaic_qgis.engine.wire import lines
from mosaic_qgis.engine.wire.failures import EngineFailure
from mosaic_qgis.engine.wire.lines import read_lines, temporary_lines, write_lines
from mosaic_qgis.engine.wire.results import Skipped

ROWS = [
    {"name": "möbel\n\u2028 \udcff.tif", "geometry": {"type": "Polygon", "coordinates": [[[0.1, -2], [1e300, 3]]]}},
    None,
    True,
    [],
    "",
    0.1,
]


@pytest.fixture
def path() -> Iterator[str]:
    with temporary_lines() as path:
        yield path


def test_rows_come_back_as_they_were(path: str) -> None:
    assert write_lines(path, iter(ROWS)) == len(ROWS)
    assert list(read_lines(path)) == ROWS
    # What was there before is gone, also when the new list is shorter.
    assert write_lines(path, ()) == 0 and list(read_lines(path)) == []


def test_messages_and_numbers_beyond_json_have_their_form_on_the_wire(path: str) -> None:
    write_lines(path, [{"values": (math.nan, 1.5), "why": Skipped(code="auth", message="no")}, math.inf])
    why = {"code": "auth", "message": "no", "asset": None, "detail": None}
    assert list(read_lines(path)) == [{"values": ["nan", 1.5], "why": why}, "inf"]


def test_nobody_else_may_look_and_nothing_is_left(tmp_path: Path) -> None:
    with temporary_lines(str(tmp_path)) as path:
        assert os.path.isabs(path) and os.path.getsize(path) == 0
        if sys.platform != "win32":
            assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
        write_lines(path, ROWS)
    assert not list(tmp_path.iterdir())
    with pytest.raises(EngineFailure) as caught, temporary_lines(str(tmp_path / "none")):
        pass
    assert caught.value.code == "read_only" and "none" in caught.value.message


def test_rows_are_written_and_read_as_they_come(path: str) -> None:
    """Neither side waits for the end of the other's list."""
    seen: list[int] = []

    def rows() -> Iterator[int]:
        for number in range(1000):
            seen.append(number)
            yield number

    assert write_lines(path, rows()) == 1000
    reader = read_lines(path)
    assert [next(reader), next(reader)] == [0, 1]
    reader.close()


def test_a_list_is_not_written_any_further_once_it_was_withdrawn(path: str) -> None:
    taken: list[int] = []

    def endless() -> Iterator[int]:
        while True:
            taken.append(len(taken))
            yield len(taken)

    with pytest.raises(EngineFailure) as caught:
        write_lines(path, endless(), cancelled=lambda: len(taken) > 2000)
    assert caught.value.code == "cancelled" and len(taken) < 3000


def test_no_file_comes_to_be_where_none_was_made(tmp_path: Path) -> None:
    for action in (lambda: write_lines(str(tmp_path / "new"), []), lambda: list(read_lines(str(tmp_path / "new")))):
        with pytest.raises(EngineFailure) as caught:
            action()
        assert caught.value.code == "not_found"
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
def test_a_link_in_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("all of it")
    (tmp_path / "link").symlink_to(precious)
    with pytest.raises(EngineFailure):
        write_lines(str(tmp_path / "link"), ROWS)
    assert precious.read_text() == "all of it"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_told() -> None:
    with pytest.raises(EngineFailure) as caught:
        write_lines("/dev/full", ROWS)
    assert caught.value.code == "read_only" and os.strerror(errno.ENOSPC) in caught.value.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"a": 1}\n{"b":', "Row 2 .* has no end"),
        (b"nonsense\n", "Row 1 .* must be JSON"),
        (b"[" * 100_000 + b"\n", "Row 1"),
    ],
)
def test_a_broken_list_is_told(path: str, content: bytes, words: str) -> None:
    Path(path).write_bytes(content)
    with pytest.raises(EngineFailure, match=words) as caught:
        list(read_lines(path))
    assert caught.value.code == "bad_request"


def test_a_row_has_a_limit(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_LINE_BYTES", 100)
    write_lines(path, ["x" * 97])
    assert list(read_lines(path)) == ["x" * 97]
    with pytest.raises(EngineFailure, match="number 2 has 101"):
        write_lines(path, ["x", "y" * 98])
    Path(path).write_bytes(b'"' + b"z" * 200 + b'"\n')
    with pytest.raises(EngineFailure, match="too long"):
        list(read_lines(path))
