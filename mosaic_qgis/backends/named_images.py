"""Images that a text or CSV file names. Runs in the ENGINE; reads that file and no other.

A plain text has a name in each line; empty lines and those that begin with ``#`` are skipped. A table has a column for
them: one with a usual name, else the first one that holds names of images. Relative names are relative to the file.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

from ..mosaic.errors import BadRequestError, NoAssetFoundError
from . import scheme_of
from .file import file_errors, path_of
from .image_folders import MOST_IMAGES

MOST_BYTES = 1 << 30
_COLUMNS = (
    "path",
    "filepath",
    "file",
    "filename",
    "location",
    "href",
    "url",
    "uri",
    "image",
    "asset",
    "source",
    "name",
)
"""How the column of the images may be called, the surest first."""
_TABLES = (".csv", ".tsv")
_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 20


def images_named_in(file: str) -> list[str]:
    """The images that a file names, in its order: absolute paths or whole URIs.

    Raises:
        MosaicNotFoundError, MosaicAuthError, UnreachableError: the file cannot be read.
        BadRequestError: it is no text, too large, or has no column of images.
        NoAssetFoundError: it names none.
    """
    path = path_of(file)
    with file_errors(path):
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise BadRequestError(f"A list of images may have at most {MOST_BYTES} bytes, {path} has {size}; split it")
        body = path.read_bytes()
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRequestError(f"{path} is no text in UTF-8 ({error.reason}); save it so") from error
    # Not splitlines, to which some letters of names are ends of lines.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    names = [_whole(name, path.parent) for name in _names(lines, path)]
    if not names:
        raise NoAssetFoundError(f"{path} names no image; write one into each line, or into a column called path")
    if len(names) > MOST_IMAGES:
        raise BadRequestError(f"There may be at most {MOST_IMAGES} images, {path} names {len(names)}; split it")
    return names


def _names(lines: list[str], path: Path) -> Iterator[str]:
    filled = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    delimiter = _delimiter(filled, is_table=path.suffix.lower() in _TABLES)
    if delimiter is None:
        yield from (_unquoted(line) for line in filled)
        return
    rows = csv.reader(filled, delimiter=delimiter, skipinitialspace=True)
    try:
        first = next(rows)
        column, is_header = _column(first, path)
        if not is_header:
            yield first[column].strip()
        yield from (row[column].strip() for row in rows if len(row) > column and row[column].strip())
    except csv.Error as error:
        raise BadRequestError(f"{path} is no table: {error}, in line {rows.line_num}") from error


def _delimiter(lines: list[str], *, is_table: bool) -> str | None:
    """What parts the columns of a table; ``None`` where each line is one name."""
    if not lines:
        return None
    header = lines[0]
    for delimiter in _DELIMITERS:
        if delimiter in header and _known_column([cell.strip() for cell in header.split(delimiter)]) is not None:
            return delimiter
    if is_table:
        sample = lines[:_SAMPLE_LINES]
        return next(
            (delimiter for delimiter in _DELIMITERS if all(delimiter in line for line in sample)), _DELIMITERS[0]
        )
    return None


def _column(first: list[str], path: Path) -> tuple[int, bool]:
    """Which column has the images, and whether the first row tells that only."""
    known = _known_column([cell.strip() for cell in first])
    if known is not None:
        return known, True
    like = next((number for number, cell in enumerate(first) if _is_like_an_image(cell.strip())), None)
    if like is not None:
        return like, False
    raise BadRequestError(
        f"{path} has no column of images: one must be called {', '.join(_COLUMNS[:-1])} or {_COLUMNS[-1]}, got "
        f"{', '.join(cell.strip() for cell in first)[:200]}"
    )


def _known_column(cells: list[str]) -> int | None:
    titles = [cell.strip("\"'").lower() for cell in cells]
    return next((titles.index(name) for name in _COLUMNS if name in titles), None)


def _is_like_an_image(cell: str) -> bool:
    return bool(scheme_of(cell)) or cell.startswith("/vsi") or bool(Path(cell).suffix[1:].strip("0123456789"))


def _unquoted(line: str) -> str:
    name = line.strip()
    return name[1:-1] if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'" else name


def _whole(name: str, folder: Path) -> str:
    if scheme_of(name) or name.startswith("/vsi"):
        return name
    path = os.path.expanduser(name)
    return path if os.path.isabs(path) else os.path.normpath(folder / path)
