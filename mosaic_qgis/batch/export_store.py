"""What an export has finished so far, kept beside its target, so that a later run goes on. Runs in the ENGINE.

A folder ``<target>.part`` holds what the export is, in ``export.json``; for each file its packed blocks one behind the other in
``.tiles`` and a line for each in ``.log``, written after it. A line is believed only if the bytes that it speaks of are as they were.
"""

from __future__ import annotations

import contextlib
import errno
import json
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ..mosaic.errors import BadRequestError, MosaicAuthError, MosaicError, MosaicNotFoundError, UnreachableError

SUFFIX = ".part"
_WHAT = "export.json"
_DONE = "finished.log"
_OUT_OF_SPACE = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)


@contextmanager
def disk_errors(path: Path, hint: str = "") -> Iterator[None]:
    """What the operating system says while a file is written becomes an error of ours."""
    try:
        yield
    except OSError as error:
        if isinstance(error, MosaicError):
            raise
        if error.errno in _OUT_OF_SPACE:
            raise UnreachableError(f"The disk of {path.parent} is full: make room and export again.{hint}") from error
        if isinstance(error, PermissionError) or error.errno == errno.EROFS:
            raise MosaicAuthError(f"{path} cannot be written, the file system refuses it ({error.strerror})") from error
        if isinstance(error, (FileNotFoundError, NotADirectoryError)):
            raise MosaicNotFoundError(f"There is no folder {path.parent} to write to") from error
        raise UnreachableError(f"{path} cannot be written ({error.strerror or error}).{hint}") from error


@dataclass(frozen=True, kw_only=True)
class PackedTile:
    """Where a tile lies among those of its level, and its size."""

    level: int
    col: int
    row: int
    size: int
    """In bytes."""


@dataclass(frozen=True, kw_only=True)
class FinishedBlock:
    """A block that is on disk."""

    number: int
    at: int
    """Where its bytes begin."""
    tiles: tuple[PackedTile, ...]
    """In the order of their bytes."""
    rest: int
    """Bytes of its pixels for coarser overviews, behind the tiles."""

    @property
    def size(self) -> int:
        return sum(tile.size for tile in self.tiles) + self.rest


class PartialFile:
    """One file of an export while it is made. Not thread-safe."""

    def __init__(self, folder: Path, name: str, check: Callable[[], None] = lambda: None) -> None:
        """Reads what an earlier run has left, ``check`` is called for each block of it; ``close`` it."""
        self._tiles_path, self._log_path = folder / f"{name}.tiles", folder / f"{name}.log"
        self.blocks: dict[int, FinishedBlock] = {}
        with disk_errors(self._tiles_path):
            self.packed: BinaryIO = self._tiles_path.open("a+b")
        try:
            with disk_errors(self._tiles_path):
                self._recall(check)
                self._log = self._log_path.open("ab")
        except BaseException:
            self.packed.close()
            raise

    def _recall(self, check: Callable[[], None]) -> None:
        end = 0
        lines = []
        try:
            log = self._log_path.read_bytes().split(b"\n")
        except FileNotFoundError:
            log = []
        # What comes after the last end of a line was cut off.
        for line in log[:-1]:
            check()
            block = self._checked(line)
            if block is not None:
                self.blocks[block.number] = block
                end = max(end, block.at + block.size)
                lines.append(line + b"\n")
        self.packed.truncate(end)
        self._log_path.write_bytes(b"".join(lines))

    def _checked(self, line: bytes) -> FinishedBlock | None:
        try:
            told = json.loads(line)
            tiles = tuple(PackedTile(level=each[0], col=each[1], row=each[2], size=each[3]) for each in told["tiles"])
            block = FinishedBlock(number=told["number"], at=told["at"], tiles=tiles, rest=told["rest"])
            crc = int(told["crc"])
        except (ValueError, KeyError, IndexError, TypeError):
            return None
        self.packed.seek(block.at)
        data = self.packed.read(block.size)
        return block if len(data) == block.size and zlib.crc32(data) == crc else None

    def add(self, number: int, tiles: Mapping[tuple[int, int, int], bytes], rest: bytes | None) -> None:
        """Keep a block; ``tiles`` by level, column and row. Raises MosaicError."""
        data = b"".join(tiles.values()) + (rest or b"")
        at = self._append(data)
        block = FinishedBlock(
            number=number,
            at=at,
            tiles=tuple(
                PackedTile(level=level, col=col, row=row, size=len(tile)) for (level, col, row), tile in tiles.items()
            ),
            rest=len(rest or b""),
        )
        told = {
            "number": number,
            "at": at,
            "tiles": [[tile.level, tile.col, tile.row, tile.size] for tile in block.tiles],
            "rest": block.rest,
            "crc": zlib.crc32(data),
        }
        with disk_errors(self._log_path, self._hint):
            self._log.write(json.dumps(told, separators=(",", ":")).encode() + b"\n")
            self._log.flush()
        self.blocks[number] = block

    def put(self, tile: bytes) -> int:
        """Keep a tile that is made anew by the next run; where it begins. Raises MosaicError."""
        return self._append(tile)

    def _append(self, data: bytes) -> int:
        with disk_errors(self._tiles_path, self._hint):
            at = self.packed.seek(0, 2)
            self.packed.write(data)
            self.packed.flush()
        return at

    @property
    def _hint(self) -> str:
        return f" What is finished is kept in {self._tiles_path.parent}."

    def rest(self, number: int) -> bytes | None:
        """The pixels of a block for coarser overviews, as they were given; None where there is nothing."""
        block = self.blocks.get(number)
        if block is None or not block.rest:
            return None
        self.packed.seek(block.at + block.size - block.rest)
        return self.packed.read(block.rest)

    def close(self) -> None:
        """Let go of the files; what is finished stays."""
        for file in (self.packed, self._log):
            # What could not be written was told when it was.
            with contextlib.suppress(OSError):
                file.close()

    def remove(self) -> None:
        """Close and delete the files."""
        self.close()
        for path in (self._tiles_path, self._log_path):
            path.unlink(missing_ok=True)


class Unfinished:
    """The folder of an export."""

    def __init__(self, target: Path) -> None:
        self.folder = target.with_name(target.name + SUFFIX)

    def begin(self, what: Mapping[str, Any], *, resume: bool) -> bool:
        """Go on, or begin anew where something else is in the folder, which must be there; whether it goes on.

        Raises:
            MosaicError: the folder cannot be written, or holds what is not ours.
        """
        told = json.loads(json.dumps(what))
        with disk_errors(self.folder):
            known = self._known()
            if resume and known == told:
                return True
            if known is not None:
                self._clear()
            elif any(self.folder.iterdir()):
                raise BadRequestError(f"{self.folder} is in the way: it is no unfinished export, move it.")
            (self.folder / _WHAT).write_text(json.dumps(told), encoding="utf-8")
            return False

    def _known(self) -> Any | None:
        try:
            return json.loads((self.folder / _WHAT).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except ValueError:
            return {}

    @property
    def is_there(self) -> bool:
        """Whether an earlier run has left something."""
        return self._known() is not None

    def finished_files(self) -> dict[int, str | None]:
        """The files that are whole: their names in the folder by their numbers, None for one in which there is nothing."""
        try:
            lines = (self.folder / _DONE).read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return {}
        found: dict[int, str | None] = {}
        for line in lines:
            try:
                told = json.loads(line)
                name = told["name"]
                # A folder that somebody else made must not name files elsewhere, which would be moved.
                if name is None or (name == Path(name).name and (self.folder / name).is_file()):
                    found[int(told["number"])] = name
            except (ValueError, KeyError, TypeError):
                continue
        return found

    def finish_file(self, number: int, name: str | None) -> None:
        """Note a whole file."""
        with disk_errors(self.folder / _DONE), (self.folder / _DONE).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"number": number, "name": name}) + "\n")

    def remove(self) -> None:
        """Delete everything."""
        with disk_errors(self.folder):
            self._clear()
            self.folder.rmdir()

    def _clear(self) -> None:
        """What tells that the folder is ours goes last."""
        for path in self.folder.iterdir():
            if path.name == _WHAT:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        (self.folder / _WHAT).unlink(missing_ok=True)


Report = Callable[[float | None, str], None]
"""Hears the share that is done, and what is being done."""


def plain(value: Any) -> Any:
    """A dataclass as JSON values."""
    return asdict(value)
