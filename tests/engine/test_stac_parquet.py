"""STAC GeoParquet, with the columns that the specification and its usual writers give it."""

from __future__ import annotations

from pathlib import Path

import arro3.io
import pytest
import shapely
from arro3.core import Array, Field, RecordBatch, Schema, Table
from catalogs.items import item
from catalogs.parquet import TEXT, write_parquet

from mosaic_qgis.backends.stac_parquet import items_of_parquet
from mosaic_qgis.mosaic.errors import BadDocumentError, MosaicNotFoundError


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    items = [
        item(0),
        item(1, assets={"B04": "s3://b/B04.tif", "visual": "v.tif"}),
        item(2, properties={"datetime": None}),
    ]
    return write_parquet(tmp_path / "items.parquet", items)


def test_items_come_back(parquet: Path) -> None:
    first, second, third = items_of_parquet(parquet, str(parquet))
    expected = item(0)
    assert first["id"] == "item-0"
    assert first["properties"] == {"datetime": "2024-01-01T10:00:00Z", "gsd": 10}
    assert first["assets"] == expected["assets"]
    assert first["links"] == expected["links"]
    assert first["bbox"] == expected["bbox"]
    assert shapely.geometry.shape(first["geometry"]).equals(shapely.geometry.shape(expected["geometry"]))
    assert list(second["assets"]) == ["B04", "visual"]
    assert third["properties"]["datetime"] is None


def test_bytes_give_the_same_as_a_file(parquet: Path) -> None:
    assert list(items_of_parquet(parquet.read_bytes(), "x")) == list(items_of_parquet(parquet, str(parquet)))


def test_item_without_geometry(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "a.parquet", [item(0, geometry=None)])
    (found,) = items_of_parquet(path, str(path))
    assert found["geometry"] is None
    assert found["bbox"] == item(0)["bbox"]


def test_damaged_files(parquet: Path) -> None:
    body = parquet.read_bytes()
    for damaged in (b"", b"PAR1", b"PAR1PAR1PAR1", body[:-40], body[40:], b"PAR1" + b"\xff" * 40 + body[44:]):
        with pytest.raises(BadDocumentError, match="Parquet"):
            list(items_of_parquet(damaged, "x.parquet"))


def test_parquet_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "roads.parquet"
    schema = Schema([Field("road", TEXT)])
    arro3.io.write_parquet(
        Table.from_batches([RecordBatch.from_arrays([Array(["A1"], type=TEXT)], schema=schema)]), path
    )
    with pytest.raises(BadDocumentError, match="no STAC GeoParquet, it has no column 'assets'"):
        list(items_of_parquet(path, str(path)))


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(MosaicNotFoundError):
        list(items_of_parquet(tmp_path / "none.parquet", str(tmp_path / "none.parquet")))
