"""STAC GeoParquet: one row per item, properties as columns, footprints as WKB. Runs in the ENGINE.

Turns rows back into STAC items as a JSON document would have them. No network: it gets bytes or a path of this machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import Any

import arro3.core
import arro3.io
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import mapping

from ..mosaic.errors import BadDocumentError
from .file import file_errors

MAGIC = b"PAR1"
# The length of the footer and the magic end the file.
_TAIL_BYTES = 8
_SMALLEST_BYTES = len(MAGIC) + _TAIL_BYTES

# Columns that stand beside "properties" in an item; all others are properties.
_OWN_COLUMNS = ("type", "stac_version", "stac_extensions", "id", "collection", "geometry", "bbox", "links", "assets")
_REQUIRED = frozenset({"id", "assets"})
_BOX_FIELDS = ("xmin", "ymin", "zmin", "xmax", "ymax", "zmax")


def items_of_parquet(source: bytes | Path, name: str) -> Iterator[dict[str, Any]]:
    """The items of a STAC GeoParquet file, read in pieces; ``name`` stands for it in messages.

    Raises:
        BadDocumentError: it is no Parquet file, or one of something else.
        MosaicError: the file cannot be read, see ``file_errors``.
    """
    with file_errors(Path(name)):
        if not _is_whole(source):
            raise BadDocumentError(f"{name} is no complete Parquet file (was the download or the copy cut off?)")
    with _parquet_errors(name):
        reader = arro3.io.read_parquet(BytesIO(source) if isinstance(source, bytes) else source)
    missing = sorted(_REQUIRED.difference(field.name for field in reader.schema))
    if missing:
        raise BadDocumentError(f"{name} is no STAC GeoParquet, it has no column {missing[0]!r}")
    while True:
        with _parquet_errors(name):
            try:
                batch = reader.read_next_batch()
            except StopIteration:
                return
            rows = _without_time_zones(arro3.core.RecordBatch.from_arrow(batch)).to_struct_array().to_pylist()
        for row in rows:
            yield _item(row)


def _is_whole(source: bytes | Path) -> bool:
    """Whether the file begins and ends as Parquet does, and holds the footer that it announces."""
    with BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        start = file.read(len(MAGIC))
        size_bytes = file.seek(0, SEEK_END)
        if start != MAGIC or size_bytes < _SMALLEST_BYTES:
            return False
        file.seek(-_TAIL_BYTES, SEEK_END)
        tail = file.read()
    return tail.endswith(MAGIC) and int.from_bytes(tail[:4], "little") <= size_bytes - _SMALLEST_BYTES


@contextmanager
def _parquet_errors(name: str) -> Iterator[None]:
    """The exceptions of arro3, which are Python's own classes, as ours."""
    try:
        yield
    except StopIteration:
        raise
    except BaseException as error:
        # What goes wrong deep inside arro3 comes as a "panic", which is no Exception (seen with arro3 0.9.1).
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise BadDocumentError(f"{name} cannot be read as Parquet ({error})") from error


def _without_time_zones(batch: arro3.core.RecordBatch) -> arro3.core.RecordBatch:
    """Times without zone, all in UTC: Python knows no zones where the system has no list of them (Windows)."""
    for number, field in enumerate(batch.schema):
        if arro3.core.DataType.is_timestamp(field.type) and field.type.tz is not None:
            naive = arro3.core.DataType.timestamp("us")
            column = batch.column(number).cast(naive)
            batch = batch.set_column(number, arro3.core.Field(field.name, naive), column)
    return batch


def _item(row: Mapping[str, Any]) -> dict[str, Any]:
    properties = {key: _json_value(value) for key, value in row.items() if key not in _OWN_COLUMNS}
    properties = {key: value for key, value in properties.items() if value is not None}
    properties.setdefault("datetime", None)
    plain = (key for key in _OWN_COLUMNS if key not in ("geometry", "bbox") and row.get(key) is not None)
    item = {key: _json_value(row[key]) for key in plain}
    item.setdefault("type", "Feature")
    item.setdefault("stac_version", "1.0.0")
    return {**item, "geometry": _geometry(row.get("geometry")), "bbox": _box(row.get("bbox")), "properties": properties}


def _json_value(value: Any) -> Any:
    """As in JSON: without the nulls of struct columns, which mean that an item has no such key; times as text."""
    if isinstance(value, str | float | int):
        return value
    if isinstance(value, dict):
        return {key: _json_value(part) for key, part in value.items() if part is not None}
    if isinstance(value, list):
        return [_json_value(part) for part in value]
    if isinstance(value, datetime):
        return value.isoformat() + ("" if value.tzinfo else "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _geometry(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, bytes):
        return None
    try:
        geometry = shapely.from_wkb(value)
    except ShapelyError:
        return None
    return None if geometry is None else dict(mapping(geometry))


def _box(value: Any) -> list[float] | None:
    if isinstance(value, Mapping):
        return [value[name] for name in _BOX_FIELDS if value.get(name) is not None]
    return list(value) if isinstance(value, list | tuple) else None
