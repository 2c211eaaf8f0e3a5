"""Where all images lie, in rows: from headers, catalogues and tiles; ranks, facts, what is left out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import morecantile
import numpy
import pytest
import rasterio
import shapely
from catalogs.items import collection_of
from catalogs.scenes import make_scene
from data.fixtures import resources  # noqa: F401 - fixture
from rasterio.crs import CRS
from rasterio.transform import from_bounds
from servers.ranges import serving

from mosaic_qgis.backends import network
from mosaic_qgis.backends.opening import open_backend
from mosaic_qgis.batch import footprint_listing
from mosaic_qgis.batch.footprint_listing import FootprintListing, FootprintsTold
from mosaic_qgis.batch.index_walk import Area
from mosaic_qgis.batch.runner import WorkCancelled
from mosaic_qgis.mosaic.errors import MosaicConflictError, UntrustedReferenceError
from mosaic_qgis.reading.layer import ReadingResources

TMS = morecantile.tms.get("WebMercatorQuad")
ZOOM = 6


def never() -> bool:
    return False


def silent(_fraction: float | None, _text: str) -> None:
    """Nobody listens."""


def image(path: Path, column: int, *, crs: str = "EPSG:3857", dtype: str = "uint8") -> None:
    """Fills the lower left quarter of a tile in row 20."""
    left, bottom, right, top = TMS.xy_bounds(morecantile.Tile(column, 20, ZOOM))
    bounds = left, bottom, (left + right) / 2, (bottom + top) / 2
    with rasterio.open(
        path, "w", driver="GTiff", width=64, height=32, count=2, dtype=dtype, crs=crs, nodata=0,
        transform=from_bounds(*bounds, 64, 32),
    ) as out:  # fmt: skip
        out.write(numpy.full((2, 32, 64), 7, dtype))


@pytest.fixture
def no_patience() -> Iterator[None]:
    """Nothing is asked twice; before ``resources``, which read it."""
    network.set_limits(network.NetworkLimits(retries=0))
    yield
    network.set_limits(network.NetworkLimits())


def tile(column: int) -> str:
    return TMS.quadkey(column, 20, ZOOM)


@pytest.fixture
def mosaic(tmp_path: Path) -> Path:
    """Three images, one of them in two tiles, and one that is not there."""
    for number in range(3):
        image(tmp_path / f"{number}.tif", 30 + number, dtype=("uint8", "uint16", "uint8")[number])
    tiles = {tile(30): ["0.tif", "lost.tif"], tile(31): ["1.tif", "0.tif"], tile(32): ["2.tif", "lost.tif"]}
    path = tmp_path / "m.json"
    path.write_text(
        json.dumps({"mosaicjson": "0.0.3", "minzoom": 5, "maxzoom": 9, "quadkey_zoom": ZOOM, "tiles": tiles})
    )
    return path


def listed(
    uri: object,
    resources: ReadingResources,  # noqa: F811
    options: dict[str, str] | None = None,
    **arguments: Any,
) -> tuple[list[Any], FootprintsTold]:
    report: Callable[..., None] = arguments.pop("report", silent)
    with open_backend(str(uri), options or {}) as backend:
        listing = FootprintListing(backend, resources, **arguments)
        rows: list[Any] = list(listing.rows(report, never))
    json.dumps(rows, allow_nan=False)
    assert listing.told.count == len(rows)
    return rows, listing.told


def ground(row: Any) -> shapely.Geometry:
    return shapely.from_wkb(row[5])


def test_headers_tell(mosaic: Path, resources: ReadingResources) -> None:  # noqa: F811
    rows, told = listed(mosaic, resources)
    assert [(row[0], row[1], row[2]) for row in rows] == [
        (1, "0.tif", "0.tif"), (2, "lost.tif", "lost.tif"), (3, "1.tif", "1.tif"), (4, "2.tif", "2.tif"),
    ]  # fmt: skip
    assert (told.total, told.skipped.count) == (4, 1)
    assert [failure.code for failure in told.skipped.told] == ["not_found"]
    first = rows[0]
    west, south, *_ = TMS.bounds(morecantile.Tile(30, 20, ZOOM))
    middle = TMS.lnglat(*numpy.mean(numpy.reshape(TMS.xy_bounds(30, 20, ZOOM), (2, 2)), axis=0))
    assert shapely.bounds(ground(first)) == pytest.approx((west, south, middle.x, middle.y), abs=1e-7)
    corners = shapely.get_coordinates(ground(first))
    assert (corners[1:] != corners[:-1]).any(axis=1).all()
    assert (first[3], first[4]) == (str(mosaic.parent / "0.tif"), None)
    assert first[6] == {
        "footprint": "image", "width": 64, "height": 32, "bands": 2, "data_type": "uint8", "crs": "EPSG:3857",
        "pixel_size": pytest.approx(((TMS.xy_bounds(30, 20, ZOOM).right - TMS.xy_bounds(30, 20, ZOOM).left) ** 2 / 8192) ** 0.5),
        "overviews": 0, "nodata": "0", "mask": "nodata",
    }  # fmt: skip
    assert told.kinds == {
        "footprint": "text", "width": "whole", "height": "whole", "bands": "whole", "data_type": "text", "crs": "text",
        "pixel_size": "number", "overviews": "whole", "nodata": "text", "mask": "text",
    }  # fmt: skip


def test_tiles_tell_of_the_others(mosaic: Path, resources: ReadingResources) -> None:  # noqa: F811
    rows, told = listed(mosaic, resources, exact=False)
    assert told.skipped.count == 0 or {failure.code for failure in told.skipped.told} == {"not_found"}
    lost = next(row for row in rows if row[1] == "lost.tif")
    assert lost[6] == {"footprint": "tiles"}
    boxes = [shapely.box(*TMS.bounds(morecantile.Tile(column, 20, ZOOM))) for column in (30, 32)]
    assert shapely.equals_exact(shapely.normalize(ground(lost)), shapely.normalize(shapely.union_all(boxes)), 1e-7)
    whole = next(row for row in rows if row[1] == "0.tif")
    assert shapely.bounds(ground(whole))[2] == pytest.approx(TMS.bounds(morecantile.Tile(31, 20, ZOOM)).right)


def test_options_choose_and_rank(mosaic: Path, resources: ReadingResources) -> None:  # noqa: F811
    rows, told = listed(mosaic, resources, {"exclude": "lost.tif", "first": "2.tif,1.tif"})
    assert [(row[0], row[1]) for row in rows] == [(1, "2.tif"), (2, "1.tif"), (3, "0.tif")]
    assert told.total == 3


def test_an_area(mosaic: Path, resources: ReadingResources) -> None:  # noqa: F811
    left, bottom, right, top = TMS.xy_bounds(morecantile.Tile(32, 20, ZOOM))
    area = Area(box=(left + 10, bottom + 10, right - 10, top - 10), crs_wkt=CRS.from_epsg(3857).to_wkt())
    rows, told = listed(mosaic, resources, area=area)
    assert [row[1] for row in rows] == ["2.tif", "lost.tif"] and told.total == 2
    nowhere = Area(box=(0.0, 0.0, 1.0, 1.0), crs_wkt=CRS.from_epsg(3857).to_wkt())
    rows, told = listed(mosaic, resources, area=nowhere)
    assert (rows, told.total, told.count, told.kinds) == ([], 0, 0, {})


def test_some_at_a_time_are_as_all_at_once(
    mosaic: Path,
    resources: ReadingResources,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, _ = listed(mosaic, resources)
    monkeypatch.setattr(footprint_listing, "AT_ONCE", 1)
    told: list[float] = []
    one_by_one, _ = listed(mosaic, resources, report=lambda fraction, _: told.append(fraction or 0.0))
    assert one_by_one == whole
    assert told == sorted(told) and told[-1] == 1.0


def test_items_tell_where_headers_are_not_read(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    scenes = [make_scene(tmp_path, number) for number in range(2)]
    items = [scene.item() for number, scene in enumerate(scenes)]
    for number, item in enumerate(items):
        item["properties"] |= {"eo:cloud_cover": 5 + number / 2, "platform": "x"}
    (tmp_path / "items.json").write_text(json.dumps(collection_of(*items)))
    rows, told = listed(f"stac+file://{tmp_path / 'items.json'}", resources, {"assets": "visual"}, exact=False)
    assert [row[6]["footprint"] for row in rows] == ["item", "item"]
    assert {row[6]["id"] for row in rows} == {"scene-0", "scene-1"}
    assert told.kinds["eo:cloud_cover"] == "number"
    assert all(row[4] == "2024-01-01T10:00:00Z" for row in rows)
    exact, _ = listed(f"stac+file://{tmp_path / 'items.json'}", resources, {"assets": "visual"})
    for before, after in zip(rows, exact, strict=True):
        assert after[6]["crs"] == "EPSG:32632" and after[6]["footprint"] == "image"
        assert shapely.hausdorff_distance(ground(before), ground(after)) < 1e-4


def test_kinds_of_mixed_values_hold_all_of_them() -> None:
    listing = FootprintListing.__new__(FootprintListing)
    listing.told = FootprintsTold()
    for key, value in (("a", 1), ("a", 1.5), ("b", 1), ("b", "x"), ("c", True), ("c", 1), ("d", True), ("d", False)):
        listing._note_kind(key, value)
    assert listing.told.kinds == {"a": "number", "b": "text", "c": "text", "d": "boolean"}


def test_an_image_of_elsewhere_that_must_not_be_opened_is_told(
    mosaic: Path,
    resources: ReadingResources,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with open_backend(str(mosaic), {}) as backend:
        resolve = backend.resolve_name

        def refuse(name: str) -> str:
            if name == "1.tif":
                raise UntrustedReferenceError("It must not be named.", asset=name)
            return resolve(name)

        monkeypatch.setattr(backend, "resolve_name", refuse)
        listing = FootprintListing(backend, resources, exact=False)
        rows: list[Any] = list(listing.rows(silent, never))
    assert "untrusted" in {failure.code for failure in listing.told.skipped.told}
    assert [row[1] for row in rows] == ["0.tif", "lost.tif", "2.tif"]


def test_an_index_that_changes_meanwhile_is_no_half_list(mosaic: Path, resources: ReadingResources) -> None:  # noqa: F811
    with open_backend(str(mosaic), {}) as backend:
        listing = FootprintListing(backend, resources, exact=False)
        rows: Iterator[Any] = listing.rows(silent, never)
        changed = iter([backend.mosaic_def.tiles.items(), [(tile(30), ["other.tif"])]])
        backend.iter_tiles = lambda: iter(next(changed))  # type: ignore[method-assign]
        with pytest.raises(MosaicConflictError, match="changed while"):
            list(rows)


def test_the_network_is_lost_in_the_middle(
    no_patience: None,
    mosaic: Path,
    resources: ReadingResources,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was known by then is right, what was not is told, and its tiles stand for it."""
    monkeypatch.setattr(footprint_listing, "AT_ONCE", 1)
    with serving(mosaic.parent) as server:
        document = json.loads(mosaic.read_text())
        document["tiles"] = {
            key: [f"{server.url}/{name}?sig=geheim" for name in names] for key, names in document["tiles"].items()
        }
        (mosaic.parent / "web.json").write_text(json.dumps(document))
        with open_backend(str(mosaic.parent / "web.json"), {}) as backend:
            listing = FootprintListing(backend, resources)
            rows: Iterator[Any] = listing.rows(silent, never)
            found = [next(rows)]
            server.status_of |= dict.fromkeys(("1.tif", "2.tif", "lost.tif"), 503)
            found += rows
    assert [row[6]["footprint"] for row in found] == ["image", "tiles", "tiles", "tiles"]
    assert {failure.code for failure in listing.told.skipped.told} == {"unreachable"}
    assert listing.told.skipped.count == 3 and "geheim" not in str(found) + str(listing.told.skipped.told)


def test_it_can_be_stopped(mosaic: Path, resources: ReadingResources) -> None:  # noqa: F811
    with open_backend(str(mosaic), {}) as backend, pytest.raises(WorkCancelled):
        list(FootprintListing(backend, resources).rows(silent, lambda: True))
