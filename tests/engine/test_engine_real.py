"""The whole engine through the client: real handlers, real images, rasterio as the oracle."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import morecantile
import numpy
import pytest
import rasterio
from engines.processes import BOUND_S, VERSION, Log
from rasterio.transform import from_bounds

from mosaic_qgis.engine.client.launch import LaunchPlan, child_environment
from mosaic_qgis.engine.client.process import ArrayPatch, EngineClient, EngineFailure, RemoteMosaic

ROOT = Path(__file__).parents[2]
TMS = morecantile.tms.get("WebMercatorQuad")
ZOOM = 10
SIZE_PX = 256
TILES = [morecantile.Tile(540, 360, ZOOM), morecantile.Tile(541, 360, ZOOM)]
NODATA = 0


def pixels(seed: int) -> numpy.ndarray[Any, Any]:
    """Two bands of values above nodata, with a hole of 32 x 16 pixels."""
    array = numpy.random.default_rng(seed).integers(1, 60_000, (2, SIZE_PX, SIZE_PX), dtype="uint16")
    array[:, 100:116, 50:82] = NODATA
    return array


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mosaic of two images that lie exactly on two neighbouring tiles."""
    folder = tmp_path_factory.mktemp("mosaic")
    tiles: dict[str, list[str]] = {}
    for seed, tile in enumerate(TILES):
        bounds = TMS.xy_bounds(tile)
        profile = {
            "driver": "GTiff", "width": SIZE_PX, "height": SIZE_PX, "count": 2, "dtype": "uint16", "nodata": NODATA,
            "crs": "EPSG:3857", "transform": from_bounds(*bounds, SIZE_PX, SIZE_PX), "tiled": True,
        }  # fmt: skip
        with rasterio.open(folder / f"image{seed}.tif", "w", **profile) as dataset:
            dataset.write(pixels(seed))
        tiles[TMS.quadkey(tile)] = [f"image{seed}.tif"]
    west, south, _, north = TMS.bounds(TILES[0])
    east = TMS.bounds(TILES[1]).right
    path = folder / "mosaic.json"
    path.write_text(
        json.dumps(
            {
                "mosaicjson": "0.0.3",
                "name": "Zwei Bilder",
                "version": "1.0.0",
                "minzoom": 8,
                "maxzoom": ZOOM,
                "quadkey_zoom": ZOOM,
                "bounds": [west, south, east, north],
                "center": [west, south, ZOOM],
                "tiles": tiles,
            }
        )
    )
    return path


def new_client() -> EngineClient:
    plan = LaunchPlan(
        python=Path(sys.executable),
        folder=Path(rasterio.__file__).parents[1],
        bootstrap=ROOT / "mosaic_qgis" / "engine" / "bootstrap.py",
        environment=child_environment(os.environ),
    )
    return EngineClient(lambda: plan, VERSION, Log())


@pytest.fixture(scope="module")
def client() -> Iterator[EngineClient]:
    client = new_client()
    yield client
    client.stop()


@pytest.fixture
def mosaic(client: EngineClient, document: Path) -> Iterator[RemoteMosaic]:
    mosaic = client.open(str(document), {}, None, BOUND_S)
    yield mosaic
    mosaic.close()


def failure_of(client: EngineClient, uri: str, options: dict[str, str] | None = None) -> EngineFailure:
    with pytest.raises(EngineFailure) as caught:
        client.open(uri, options or {}, None, BOUND_S)
    return caught.value


def test_description(mosaic: RemoteMosaic, document: Path) -> None:
    description = mosaic.description
    assert (description["name"], description["document_uri"]) == ("Zwei Bilder", str(document))
    assert (description["tms"], description["crs"]["authority"]) == ("WebMercatorQuad", "EPSG:3857")
    assert (description["minzoom"], description["maxzoom"], description["tile_count"]) == (8, ZOOM, 2)
    assert (description["width"], description["height"]) == (2 * SIZE_PX, SIZE_PX)
    assert [band["dtype"] for band in description["bands"]] == ["uint16", "uint16"]
    assert (description["mask"], description["bands"][0]["nodata"]) == ("nodata", NODATA)
    left, right = TMS.xy_bounds(TILES[0]), TMS.xy_bounds(TILES[1])
    assert description["extent"] == pytest.approx((left.left, left.bottom, right.right, right.top))


def test_pixels_are_those_of_the_images(mosaic: RemoteMosaic) -> None:
    """At the native grid, band by band, the hole too."""
    patches: list[ArrayPatch] = []
    result = mosaic.read(mosaic.description["extent"], 2 * SIZE_PX, SIZE_PX, on_patch=patches.append).result(BOUND_S)
    assert (result["complete"], result["skipped"], result["assets"]) == (True, (), 2)
    drawn = numpy.full((2, SIZE_PX, 2 * SIZE_PX), 65_535, "uint16")
    for patch in patches:
        _, height, width = patch.array.shape
        rows, cols = slice(patch.row, patch.row + height), slice(patch.col, patch.col + width)
        for index, band in enumerate(patch.bands):
            drawn[band - 1, rows, cols] = patch.array[index]
    numpy.testing.assert_array_equal(drawn, numpy.concatenate([pixels(0), pixels(1)], axis=2))


def test_identify_and_sample(mosaic: RemoteMosaic) -> None:
    west, _, _, north = mosaic.description["extent"]
    step = mosaic.description["resolutions"][0]
    points = [(west + (col + 0.5) * step, north - (row + 0.5) * step) for row, col in ((3, 7), (105, 60), (9, 300))]
    values = mosaic.sample(points).result(BOUND_S)["values"]
    assert values[0] == tuple(map(float, pixels(0)[:, 3, 7]))
    assert values[1] == (None, None)
    assert values[2] == tuple(map(float, pixels(1)[:, 9, 300 - SIZE_PX]))
    found = mosaic.identify(*points[0]).result(BOUND_S)
    assert found["values"] == values[0]
    assert [(asset["rank"], asset["used"], Path(asset["href"]).name) for asset in found["assets"]] == [
        (1, True, "image0.tif")
    ]


def test_statistics(mosaic: RemoteMosaic) -> None:
    result = mosaic.statistics([2], sample_size=2 * SIZE_PX * SIZE_PX, percentiles=[0, 50, 100], bins=4).result(BOUND_S)
    (band,) = result["bands"]
    valid = numpy.concatenate([pixels(0)[1], pixels(1)[1]])
    valid = valid[valid != NODATA]
    assert (band["band"], band["count"]) == (2, valid.size)
    assert (band["minimum"], band["maximum"]) == (valid.min(), valid.max())
    assert band["mean"] == pytest.approx(valid.mean())
    assert band["percentiles"] == pytest.approx(tuple(numpy.percentile(valid, [0, 50, 100])))
    assert sum(band["histogram"]) == valid.size


def test_assets(mosaic: RemoteMosaic) -> None:
    result = mosaic.assets().result(BOUND_S)
    assert sorted(Path(asset["href"]).name for asset in result["assets"]) == ["image0.tif", "image1.tif"]
    assert len(mosaic.assets(limit=1).result(BOUND_S)["assets"]) == 1


def test_status(mosaic: RemoteMosaic) -> None:
    assert mosaic.statistics([1]).result(BOUND_S)["bands"][0]["count"] > 0
    status = mosaic.status().result(BOUND_S)
    assert status["skipped"] == () and status["assets_known"] >= 1
    assert 0 <= status["cache"]["tile_bytes"] <= status["cache"]["tile_limit_bytes"]


def test_a_document_without_times_ignores_times(mosaic: RemoteMosaic) -> None:
    west, south, east, north = mosaic.description["extent"]
    time = ("1999-01-01T00:00:00Z", "1999-12-31T00:00:00Z")
    assert mosaic.description["temporal"] is None
    result = mosaic.read((west, south, east, north), 8, 8, time=time).result(BOUND_S)
    assert (result["complete"], result["assets"]) == (True, 2)
    assert mosaic.statistics([1], time=time).result(BOUND_S)["bands"][0]["count"] > 0


@pytest.mark.parametrize(
    "time", [("yesterday", None), (None, "2024-01-01"), ("2024-02-01T00:00:00Z", "2024-01-01T00:00:00Z")]
)
def test_what_is_no_time_never_leaves_the_client(mosaic: RemoteMosaic, time: tuple[str | None, str | None]) -> None:
    asked = (
        lambda: mosaic.read(mosaic.description["extent"], 8, 8, time=time),
        lambda: mosaic.identify(0, 0, time=time),
        lambda: mosaic.sample([(0, 0)], time=time),
        lambda: mosaic.statistics([1], time=time),
    )
    for ask in asked:
        with pytest.raises(EngineFailure) as caught:
            ask()
        assert caught.value.code == "bad_request"


def test_close(client: EngineClient, document: Path) -> None:
    mosaic = client.open(str(document), {}, None, BOUND_S)
    mosaic.close()
    with pytest.raises(EngineFailure, match="was closed"):
        mosaic.identify(0, 0).result(BOUND_S)


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ({"minzoom": "low"}, "bad_request", "'low'"),
        ({"nodata": "nothing"}, "bad_request", "'nothing'"),
        ({"resampling": "magic"}, "bad_request", "'magic'"),
        ({"tms": "Flatland"}, "unsupported", "'Flatland'"),
    ],
)
def test_bad_options(client: EngineClient, document: Path, options: dict[str, str], code: str, words: str) -> None:
    failure = failure_of(client, str(document), options)
    assert failure.code == code
    assert words in failure.message


def test_another_tile_matrix_set(client: EngineClient, document: Path) -> None:
    description = client.open(str(document), {"tms": "WGS1984Quad"}, None, BOUND_S).description
    assert (description["tms"], description["crs"]["authority"]) == ("WGS1984Quad", "EPSG:4326")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "not_found"),
        (b"", "bad_document"),
        (b"<html></html>", "bad_document"),
        (b'{"type": "FeatureCollection", "features": []}', "bad_document"),
        (b"\x1f\x8b\x08\x00\x00", "bad_document"),
    ],
)
def test_bad_documents(client: EngineClient, tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "mosaic.json"
    if content is not None:
        path.write_bytes(content)
    failure = failure_of(client, str(path))
    assert failure.code == code
    assert len(failure.message) > 10


def test_bad_reads(mosaic: RemoteMosaic) -> None:
    for arguments in ((50_000, 50_000, None), (5, 5, [3]), (2**40, 1, None)):
        with pytest.raises(EngineFailure) as caught:
            mosaic.read(mosaic.description["extent"], *arguments).result(BOUND_S)
        assert caught.value.code == "bad_request"


def test_unknown_credentials_for_images_are_refused_not_forgotten(client: EngineClient, document: Path) -> None:
    with pytest.raises(EngineFailure, match="authentication method") as caught:
        client.open(
            str(document), {}, {"document": None, "assets": {"method": "No", "config": {"a": "s3cret"}}}, BOUND_S
        )
    assert caught.value.code == "unsupported"
    assert "s3cret" not in caught.value.message


def test_images_that_are_all_broken(client: EngineClient, document: Path, tmp_path: Path) -> None:
    """The failure names the image; whatever GDAL prints of it leaves the stream whole."""
    path = tmp_path / "mosaic.json"
    content = json.loads(document.read_text())
    (tmp_path / "broken.tif").write_bytes(b"II*\x00\xff\xff\xff\xff")
    content["tiles"] = {key: ["broken.tif"] for key in content["tiles"]}
    path.write_text(json.dumps(content))
    failure = failure_of(client, str(path))
    assert failure.code in {"bad_asset", "empty"}
    assert "broken.tif" in failure.message
    assert client.open(str(document), {}, None, BOUND_S).description["tile_count"] == 2


def test_stopping_lets_the_engine_finish(document: Path) -> None:
    """It has a last word to write; killed by the system, it would lose it."""
    client = new_client()
    client.open(str(document), {}, None, BOUND_S)
    child = client._desk.child
    assert child is not None
    client.stop()
    assert child._process.returncode == 0
