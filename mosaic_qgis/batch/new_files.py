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

TILE_JSON = "tilejson.json"
"""Beside the zooms of a folder of tiles."""


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
        entries = sorted(path.iterdir())
    foreign = [entry.name for entry in entries if not _is_of_tiles(entry)]
    if foreign:
        raise MosaicExistsError(
            f"{path} holds other things than tiles, such as {foreign[0]!r}, which are not removed; choose another folder"
        )
    if entries and not overwrite:
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


def _is_of_tiles(entry: Path) -> bool:
    return entry.name == TILE_JSON or (entry.name.isdigit() and entry.is_dir())
