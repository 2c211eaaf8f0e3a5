"""Files and folders of results, which appear whole or not at all. Runs in the ENGINE.

What is made lies hidden beside its place until it is finished. Never removes what was not asked for, and nothing that it does not
know.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..backends.file import file_errors
from ..mosaic.errors import BadRequestError, MosaicExistsError, MosaicNotFoundError, UnreachableError
from .tile_plan import MOST_ZOOM

TILE_JSON = "tilejson.json"
"""Beside the zooms of a folder of tiles."""
_ENDINGS = frozenset({"png", "jpg", "jpeg", "webp"})
_MOST_DIGITS = 10


@contextmanager
def written_to(path: Path) -> Iterator[None]:
    """Turns what the disk and SQLite say about a result into errors of ours."""
    try:
        with file_errors(path):
            yield
    except sqlite3.Error as error:
        raise UnreachableError(f"{path} cannot be written ({error}); is there room on the disk?") from error


def check_file(path: Path, *, overwrite: bool) -> None:
    """Whether a file may be made there.

    Raises:
        MosaicExistsError: there is one, and ``overwrite`` is false.
        BadRequestError: it is a folder.
        MosaicNotFoundError: its folder does not exist.
    """
    if path.is_dir():
        raise BadRequestError(f"A file is wanted, {path} is a folder; give the name of a file in it")
    if path.exists() and not overwrite:
        raise MosaicExistsError(f"{path} exists already; choose another name or have it replaced")
    _check_parent(path)


def check_folder(path: Path, *, overwrite: bool) -> None:
    """Whether a folder of tiles may be made there; an empty one does.

    Raises:
        MosaicExistsError: it has tiles and ``overwrite`` is false, or other files, which are never removed.
        BadRequestError: it is a file.
        MosaicNotFoundError: the folder above it does not exist.
    """
    if path.exists() and not path.is_dir():
        raise BadRequestError(f"A folder is wanted, {path} is a file; choose another name")
    _check_parent(path)
    if not path.exists():
        return
    with file_errors(path):
        foreign, is_empty = next(_foreign_in(path), None), not any(path.iterdir())
    if foreign is not None:
        raise MosaicExistsError(
            f"{path} holds other things than tiles, such as {foreign!r}, which are not removed; choose another folder"
        )
    if not is_empty and not overwrite:
        raise MosaicExistsError(f"{path} has tiles already; choose another folder or have them replaced")


@contextmanager
def new_file(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """A path to write to, which becomes ``path`` when all went well. Raises as ``check_file``, and what ``written_to`` does."""
    check_file(path, overwrite=overwrite)
    with written_to(path), tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name[:100]}-") as folder:
        made = Path(folder) / path.name
        yield made
        check_file(path, overwrite=overwrite)
        os.replace(made, path)


@contextmanager
def new_folder(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """A folder to fill, which becomes ``path`` when all went well. Raises as ``check_folder``, and what ``written_to`` does."""
    check_folder(path, overwrite=overwrite)
    with written_to(path), tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name[:100]}-") as folder:
        # The temporary folder is its owner's alone, the result is not.
        made, old = Path(folder) / "made", Path(folder) / "old"
        made.mkdir()
        yield made
        check_folder(path, overwrite=overwrite)
        if path.exists():
            os.replace(path, old)
        try:
            os.replace(made, path)
        except OSError:
            if old.exists():
                os.replace(old, path)
            raise


def _check_parent(path: Path) -> None:
    if not path.parent.is_dir():
        raise MosaicNotFoundError(f"The folder {path.parent} does not exist; make it, or choose another one")


def _foreign_in(folder: Path) -> Iterator[str]:
    """What no set of tiles has, seen from the folder: years, months and days are numbers, too."""
    for zoom in _entries(folder):
        if zoom.name == TILE_JSON and zoom.is_file(follow_symlinks=False):
            continue
        if not _is_folder(zoom, MOST_ZOOM + 1):
            yield zoom.name
            continue
        side = 1 << int(zoom.name)
        for column in _entries(zoom.path):
            if not _is_folder(column, side):
                yield f"{zoom.name}/{column.name}"
                continue
            for tile in _entries(column.path):
                row, _, ending = tile.name.partition(".")
                if ending not in _ENDINGS or not _is_number(row, side) or not tile.is_file(follow_symlinks=False):
                    yield f"{zoom.name}/{column.name}/{tile.name}"


def _entries(folder: str | Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(entries)


def _is_folder(entry: os.DirEntry[str], below: int) -> bool:
    return _is_number(entry.name, below) and entry.is_dir(follow_symlinks=False)


def _is_number(text: str, below: int) -> bool:
    """Whether it is a number from 0 on as tiles are called."""
    return len(text) <= _MOST_DIGITS and text.isdecimal() and text == str(int(text)) and int(text) < below
