"""What a mosaic's index tells without an image: squares with counts, numbers of images, in any size."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import morecantile
import pytest
from data.fixtures import resources  # noqa: F401 - fixture
from rasterio.crs import CRS

from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.backends.opening import open_backend
from mosaic_qgis.batch.index_walk import Area, ImageCounter, IndexWalk
from mosaic_qgis.batch.mosaic_facts import facts_of
from mosaic_qgis.batch.quadkey_squares import SquaresTold, squares_of
from mosaic_qgis.batch.runner import WorkCancelled
from mosaic_qgis.mosaic import document as documents
from mosaic_qgis.mosaic.errors import BadRequestError
from mosaic_qgis.mosaic.tile_table import TileTable
from mosaic_qgis.reading.layer import ReadingResources
from mosaic_qgis.reading.options import ReadingOptions

TMS = morecantile.tms.get("WebMercatorQuad")
TILES = {
    "0231": ["a.tif", "b.tif", "a.tif"],
    "0230": ["b.tif"],
    "0310": ["c.tif", "a.tif"],
    "12": ["d.tif"],
    "no quadkey": ["e.tif"],
}


def never() -> bool:
    return False


def silent(_fraction: float | None, _text: str) -> None:
    """Nobody listens."""


def write(path: Path, tiles: dict[str, list[str]] | None = None, **fields: Any) -> Path:
    whole = {
        "mosaicjson": "0.0.3",
        "minzoom": 4,
        "maxzoom": 9,
        "quadkey_zoom": 4,
        "tiles": TILES if tiles is None else tiles,
    }
    path.write_text(json.dumps({**whole, **fields}), encoding="utf-8")
    return path


@pytest.fixture
def mosaic(tmp_path: Path) -> Path:
    return write(tmp_path / "m.json")


def squares(
    uri: object, options: dict[str, str] | None = None, **arguments: Any
) -> tuple[dict[str, list[Any]], SquaresTold]:
    told = SquaresTold()
    with open_backend(str(uri), options or {}) as backend:
        rows = list(squares_of(backend, told, report=silent, cancelled=never, **arguments))
    assert told.count == len(rows)
    return {str(row[0]): row[1:] for row in rows}, told  # type: ignore[misc]


def test_each_key_is_a_square_with_its_images(mosaic: Path) -> None:
    found, told = squares(mosaic)
    assert list(found) == ["0231", "0230", "0310", "12"]
    assert found["0231"][3:7] == [1, 3, 2, 2]
    assert found["0231"][:3] == [4, 3, 6]
    assert (told.tiles, told.counter.different(), told.most_images, told.zoom) == (4, 4, 2, None)
    for quadkey, row in found.items():
        tile = morecantile.Tile(row[1], row[2], row[0])
        assert TMS.quadkey(tile) == quadkey
        assert row[7:] == pytest.approx(list(TMS.xy_bounds(tile)), abs=1e-6)


def test_neighbours_have_the_same_edge(mosaic: Path) -> None:
    found, _ = squares(mosaic)
    assert found["0231"][7] == found["0230"][9]


def test_keys_are_put_together_in_tiles_of_a_zoom(mosaic: Path) -> None:
    found, told = squares(mosaic, zoom=3)
    assert list(found) == ["023", "031", "12"]
    # Two keys, four listings, two different images, two of them in one key.
    assert found["023"][:7] == [3, 1, 3, 2, 4, 2, 2]
    assert found["031"][3:7] == [1, 2, 2, 2]
    # What is coarser than the zoom stays as it is.
    assert found["12"][:7] == [2, 2, 1, 1, 1, 1, 1]
    assert (told.tiles, told.counter.different(), told.most_images) == (4, 4, 2)
    whole, told = squares(mosaic, zoom=0)
    assert list(whole) == [""]
    assert whole[""][:7] == [0, 0, 0, 4, 7, 4, 2]
    assert told.zoom == 0


def test_an_area_chooses_keys(mosaic: Path) -> None:
    west, south, east, north = TMS.bounds(morecantile.Tile(3, 6, 4))
    inside = (west + 1, south + 1, east - 1, north - 1)
    geographic = CRS.from_epsg(4326).to_wkt()
    found, told = squares(mosaic, area=Area(box=inside, crs_wkt=geographic))
    assert list(found) == ["0231"]
    assert told.counter.different() == 2
    nowhere, told = squares(mosaic, area=Area(box=(-100.0, -60.0, -99.0, -59.0), crs_wkt=geographic))
    assert (nowhere, told.count, told.zoom, told.counter.different()) == ({}, 0, None, 0)
    assert squares(mosaic, area=Area(box=(-100.0, -60.0, -99.0, -59.0), crs_wkt=geographic), zoom=2)[0] == {}


def test_an_area_across_the_antimeridian(tmp_path: Path) -> None:
    east, west = TMS.quadkey(15, 7, 4), TMS.quadkey(0, 7, 4)
    mosaic = write(tmp_path / "m.json", {east: ["e.tif"], west: ["w.tif"], TMS.quadkey(8, 7, 4): ["m.tif"]})
    found, _ = squares(mosaic, area=Area(box=(170.0, 5.0, -170.0, 6.0), crs_wkt=CRS.from_epsg(4326).to_wkt()))
    assert set(found) == {east, west}


def test_a_bad_crs_is_refused(mosaic: Path) -> None:
    with pytest.raises(BadRequestError, match="must be given as WKT"):
        squares(mosaic, area=Area(box=(0.0, 0.0, 1.0, 1.0), crs_wkt="no crs"))


def test_what_the_layer_leaves_out_counts_nowhere(mosaic: Path) -> None:
    found, told = squares(mosaic, {"exclude": "a.tif"})
    assert found["0231"][4:6] == [1, 1]
    assert told.counter.different() == 3


def test_squares_lie_in_the_mosaics_own_tile_matrix_set(tmp_path: Path) -> None:
    tms = morecantile.tms.get("EuropeanETRS89_LAEAQuad")
    written = json.loads(tms.model_dump_json(exclude_none=True))
    found, _ = squares(write(tmp_path / "m.json", {"03": ["a.tif"]}, tilematrixset=written))
    assert found["03"][7:] == pytest.approx(list(tms.xy_bounds(morecantile.Tile(1, 1, 2))), rel=1e-9)


def test_a_large_document_is_told_alike(mosaic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiles = {TMS.quadkey(number % 64, number // 64, 7): [f"{number % 50}.tif"] for number in range(3000)}
    small = write(tmp_path / "s.json", tiles)
    plain = squares(small), squares(small, zoom=5)
    monkeypatch.setattr(documents, "LARGE_BYTES", 1)
    (tmp_path / "l.json").write_bytes(small.read_bytes())
    with MosaicBackend(str(tmp_path / "l.json")) as backend:
        assert isinstance(backend.mosaic_def.tiles, TileTable)
    again = squares(tmp_path / "l.json"), squares(tmp_path / "l.json", zoom=5)
    for (before, before_told), (after, after_told) in zip(plain, again, strict=True):
        assert before == after
        assert before_told.counter.different() == after_told.counter.different() == 50


@pytest.mark.parametrize("work", [lambda b, s, c: squares_of(b, SquaresTold(), report=s, cancelled=c),
                                  lambda b, s, c: squares_of(b, SquaresTold(), zoom=2, report=s, cancelled=c)])  # fmt: skip
def test_it_can_be_stopped(mosaic: Path, work: Callable[..., Any]) -> None:
    with open_backend(str(mosaic), {}) as backend, pytest.raises(WorkCancelled):
        list(work(backend, silent, lambda: True))


def test_progress_goes_on_to_its_share(tmp_path: Path) -> None:
    tiles = {TMS.quadkey(number % 256, number // 256, 8): ["a.tif"] for number in range(9000)}
    told: list[float | None] = []
    with open_backend(str(write(tmp_path / "m.json", tiles)), {}) as backend:
        cells = list(IndexWalk(backend).cells(lambda fraction, _: told.append(fraction), never, share=(0.5, 0.8)))
    assert len(cells) == 9000
    assert told == sorted(told, key=float) and told[0] == 0.5 and 0.7 < (told[-1] or 0) <= 0.8  # type: ignore[arg-type]


def test_counting_takes_eight_bytes_for_each_listing() -> None:
    counter = ImageCounter()
    assert (counter.different(), counter.entries) == (0, 0)
    for number in range(1000):
        counter.add([f"{number % 10}.tif", "x.tif"])
    assert (counter.different(), counter.entries) == (11, 2000)
    assert counter.marks.nbytes == 16_000


# Facts


def facts(path: Path, resources: ReadingResources, **options: str) -> dict[str, Any]:  # noqa: F811
    with open_backend(str(path), options) as backend:
        value = facts_of(backend, ReadingOptions.from_strings(options), resources, report=silent, cancelled=never)
    json.dumps(value, allow_nan=False)
    return value


def test_a_mosaic_without_images_has_facts(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    mosaic = write(
        tmp_path / "m.json", name="town", bounds=[-90, 10, -45, 50], overview={"href": "o.tif"}, attribution="somebody"
    )
    value = facts(mosaic, resources)
    assert value["name"] == "town" and value["store"] == "File" and value["document_uri"] == str(mosaic)
    assert (value["tiles"], value["images"], value["entries"], value["most_per_tile"]) == (4, 4, 7, 3)
    assert value["tiles_by_zoom"] == {"2": 1, "4": 3}
    assert value["further_keys"] == ["overview"]
    assert (value["bands"], value["mask"], value["width"], value["resolutions"]) == ([], None, None, [])
    assert (value["minzoom"], value["maxzoom"], value["quadkey_zoom"]) == (4, 9, 4)
    assert value["bounds_geographic"] == [-90, 10, -45, 50]
    assert value["warnings"][-1]["code"] == "not_found"
    assert value["crs"]["authority"] == "EPSG:3857"


def test_an_empty_mosaic_has_facts(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    value = facts(write(tmp_path / "m.json", {}), resources)
    assert (value["tiles"], value["images"], value["entries"], value["most_per_tile"]) == (0, 0, 0, 0)
    assert {warning["code"] for warning in value["warnings"]} == {"empty"}
