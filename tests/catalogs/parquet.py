"""STAC GeoParquet as stac-geoparquet writes it, made for tests. ENGINE packages."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

import arro3.io
import shapely
from arro3.core import Array, DataType, Field, RecordBatch, Schema, Table, list_array, struct_array

TEXT = DataType.string()
BOX_NAMES = ("xmin", "ymin", "xmax", "ymax")


def array_of(values: list[Any], kind: DataType) -> Array:
    """An Arrow array, also of structs and lists, which arro3's constructor cannot make from Python values."""
    absent = Array([value is None for value in values], type=DataType.bool())
    if DataType.is_struct(kind):
        parts = [array_of([value and value.get(field.name) for value in values], field.type) for field in kind.fields]
        return struct_array(parts, fields=kind.fields, mask=absent)
    if DataType.is_list(kind):
        lists = [value or [] for value in values]
        ends = [0, *accumulate(map(len, lists))]
        inside = array_of([part for value in lists for part in value], kind.value_type)
        return list_array(Array(ends, type=DataType.int32()), inside, type=kind, mask=absent)
    if DataType.is_timestamp(kind):
        microseconds = [value and round(value.timestamp() * 1_000_000) for value in values]
        return Array(microseconds, type=DataType.int64()).cast(kind)
    return Array(values, type=kind)


def write_parquet(path: Path, items: list[dict[str, Any]]) -> Path:
    """Items as stac-geoparquet writes them: assets a struct of all keys, times with UTC, footprints as WKB."""
    keys = sorted({key for entry in items for key in entry["assets"]})
    asset_type = DataType.struct(
        [Field("href", TEXT), Field("type", TEXT), Field("roles", DataType.list(Field("item", TEXT)))]
    )
    link_type = DataType.struct([Field("rel", TEXT), Field("href", TEXT), Field("type", TEXT)])
    time_type = DataType.timestamp("us", tz="UTC")
    times = [entry["properties"]["datetime"] for entry in items]
    columns: dict[str, tuple[Any, DataType]] = {
        "type": (["Feature"] * len(items), TEXT),
        "stac_version": (["1.0.0"] * len(items), TEXT),
        "id": ([entry["id"] for entry in items], TEXT),
        "collection": ([entry["collection"] for entry in items], TEXT),
        "geometry": (
            [entry["geometry"] and shapely.to_wkb(shapely.geometry.shape(entry["geometry"])) for entry in items],
            DataType.binary(),
        ),
        "bbox": (
            [dict(zip(BOX_NAMES, entry["bbox"], strict=True)) for entry in items],
            DataType.struct([Field(name, DataType.float64()) for name in BOX_NAMES]),
        ),
        "links": ([entry["links"] for entry in items], DataType.list(Field("item", link_type))),
        "assets": (
            [{key: entry["assets"].get(key) for key in keys} for entry in items],
            DataType.struct([Field(key, asset_type) for key in keys]),
        ),
        "datetime": ([time and datetime.fromisoformat(time).astimezone(UTC) for time in times], time_type),
        "gsd": ([entry["properties"].get("gsd") for entry in items], DataType.int64()),
    }
    schema = Schema([Field(name, kind) for name, (_, kind) in columns.items()])
    arrays = [array_of(values, kind) for values, kind in columns.values()]
    batch = RecordBatch.from_arrays(arrays, schema=schema)
    arro3.io.write_parquet(Table.from_batches([batch]), path)
    return path
