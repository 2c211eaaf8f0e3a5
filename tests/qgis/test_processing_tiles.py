"""Tiles, GDAL twins and overview images from the toolbox; what comes out is read by QGIS's own GDAL."""

from __future__ import annotations

import json
import math
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import algorithms
import numpy as np
import pytest
import real
from osgeo import gdal, ogr
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingUtils,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
)

from mosaic_qgis.plugin import MosaicPlugin

gdal.UseExceptions()
ogr.UseExceptions()

HALF = math.pi * 6378137
"""Of the web's grid, in metres."""


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication) -> Iterator[MosaicPlugin]:
    with real.plugin({}) as plugin:
        yield plugin


@pytest.fixture(scope="module")
def rgb(plugin: MosaicPlugin) -> Path:
    return real.imagery("tests") / "rgb" / "mosaic.json"


@pytest.fixture
def own(rgb: Path, tmp_path: Path) -> Path:
    """A mosaic of one's own, to change."""
    folder = tmp_path / "own"
    shutil.copytree(rgb.parent, folder)
    return folder / "mosaic.json"


def layer_pixels(mosaic: Path, extent: tuple[float, float, float, float], width: int, height: int) -> np.ndarray:
    layer = QgsRasterLayer(str(mosaic), "mosaic", "mosaicjson")
    assert layer.isValid()
    bands = []
    for band in range(1, layer.bandCount() + 1):
        box = QgsRectangle(extent[0], extent[1], extent[2], extent[3])
        block = layer.dataProvider().block(band, box, width, height)
        bands.append(np.frombuffer(bytes(block.data()), np.uint8).reshape(height, width))
    return np.stack(bands)


# Tiles


def test_mbtiles_open_in_qgis_and_show_the_mosaic(rgb, tmp_path):
    target = tmp_path / "tiles.mbtiles"
    done = algorithms.run(
        "totiles", {"INPUT": str(rgb), "OUTPUT": str(target), "MAXZOOM": 11, "RESAMPLING": "nearest", "NAME": "town"}
    )
    assert done.results["OUTPUT"] == str(target) == done.results["LAYER"]
    assert (done.results["MINIMUM_ZOOM"], done.results["MAXIMUM_ZOOM"], done.results["SKIPPED"]) == (8, 11, 0)
    with sqlite3.connect(target) as database:
        assert database.execute("SELECT count(*) FROM tiles").fetchone()[0] == done.results["TILES"] > 0
    assert list(done.context.layersToLoadOnCompletion()) == [str(target)]
    assert QgsProcessingUtils.mapLayerFromString(done.results["LAYER"], done.context).isValid()
    assert done.progress == sorted(done.progress) and done.progress[-1] >= 90
    # Its finest zoom, read by GDAL, and the layer on the same grid.
    tiles = gdal.Open(str(target))
    left, cell, _, top, _, _ = tiles.GetGeoTransform()
    width, height = tiles.RasterXSize, tiles.RasterYSize
    drawn = tiles.ReadAsArray()
    # GDAL cuts tiles to the bounds, by whole pixels, and tells the bounds as they are.
    left, top = (math.floor((value + HALF) / cell + 0.5) * cell - HALF for value in (left, top))
    expected = layer_pixels(rgb, (left, top - height * cell, left + width * cell, top), width, height)
    same = (drawn[:3] == expected).all(axis=0)
    assert same.mean() > 0.999, same.mean()
    assert ((drawn[3] == 255) == (expected != 0).any(axis=0)).mean() > 0.999


def test_a_folder_of_tiles_is_a_layer(rgb, tmp_path):
    folder = tmp_path / "a folder with ümlauts" / "tiles"
    folder.parent.mkdir()
    done = algorithms.run(
        "totiles",
        {"INPUT": str(rgb), "OUTPUT_FOLDER": str(folder), "FORMAT": "jpeg", "TILE_SIZE": "512", "MAXZOOM": 9},
    )
    assert len(list(folder.glob("*/*/*.jpg"))) == done.results["TILES"]
    told = json.loads((folder / "tilejson.json").read_text(encoding="utf-8"))
    assert (told["minzoom"], told["maxzoom"], told["tileSize"]) == (8, 9, 512)
    layer = QgsProcessingUtils.mapLayerFromString(done.results["LAYER"], done.context)
    assert layer.isValid() and layer.providerType() == "wms"
    middle = layer_center(rgb)
    image = layer.dataProvider().block(1, middle, 64, 64)
    drawn = np.frombuffer(bytes(image.data()), np.uint32)
    assert len(set(drawn.tolist())) > 50, "the layer shows no picture"


def layer_center(mosaic: Path) -> QgsRectangle:
    extent = QgsRasterLayer(str(mosaic), "mosaic", "mosaicjson").extent()
    extent.scale(0.3)
    return extent


def test_file_and_folder_at_once_extent_and_background(rgb, tmp_path):
    extent = layer_center(rgb)
    parameters = {
        "INPUT": str(rgb),
        "OUTPUT": str(tmp_path / "t.pmtiles"),
        "OUTPUT_FOLDER": str(tmp_path / "t"),
        "EXTENT": QgsReferencedRectangle(extent, QgsCoordinateReferenceSystem("EPSG:3857")),
        "MINZOOM": 10,
        "MAXZOOM": 10,
        "BACKGROUND": "#ff8000",
        "OPEN": False,
    }
    done = algorithms.run("totiles", parameters)
    assert (tmp_path / "t.pmtiles").read_bytes()[:8] == b"PMTiles\x03"
    pictures = list((tmp_path / "t").glob("10/*/*.png"))
    assert len(pictures) == done.results["TILES"] > 0
    assert all(gdal.Open(str(picture)).RasterCount == 3 for picture in pictures)
    assert not done.context.layersToLoadOnCompletion()
    everything = algorithms.run("totiles", {**parameters, "EXTENT": None, "OVERWRITE": True})
    assert everything.results["TILES"] > done.results["TILES"]


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({}, "Choose a file or a folder"),
        ({"OUTPUT": "/tmp/x.zip"}, "ends in"),
        ({"OUTPUT_FOLDER": "{tmp}/t", "BANDS": "red"}, "whole numbers"),
        ({"OUTPUT_FOLDER": "{tmp}/t", "BANDS": "9"}, "from 1 to"),
        ({"OUTPUT_FOLDER": "{tmp}/t", "RANGES": "5"}, "two numbers"),
        ({"OUTPUT_FOLDER": "{tmp}/t", "RANGES": "5,1"}, "smaller one first"),
        ({"OUTPUT_FOLDER": "{tmp}/t", "MINZOOM": 12, "MAXZOOM": 9}, "minzoom is at most maxzoom"),
        ({"OUTPUT_FOLDER": "{tmp}/t", "EXTENT": "0,1,0,1 [EPSG:3857]"}, "lies beside"),
        ({"OUTPUT_FOLDER": "{tmp}/no/t"}, "does not exist"),
        ({"OUTPUT_FOLDER": "{tmp}/t", "INPUT": "{tmp}/none.json"}, "none.json"),
        ({"OUTPUT_FOLDER": "{tmp}/t", "CLUSTER": "nonsense"}, "Dask scheduler"),
    ],
)
def test_tiles_that_cannot_be(rgb, tmp_path, parameters, words):
    given = {"INPUT": str(rgb), **{name: _filled(value, tmp_path) for name, value in parameters.items()}}
    with pytest.raises(QgsProcessingException, match=words):
        algorithms.run("totiles", given)
    assert list(tmp_path.iterdir()) == []


def _filled(value: object, folder: Path) -> object:
    return value.replace("{tmp}", str(folder)) if isinstance(value, str) else value


def test_cancelled_tiles_leave_nothing(rgb, tmp_path):
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        # So many tiles that they are never finished before somebody listens.
        algorithms.run(
            "totiles", {"INPUT": str(rgb), "OUTPUT": str(tmp_path / "t.mbtiles"), "MAXZOOM": 17}, cancel_at=0
        )
    assert list(tmp_path.iterdir()) == []


def test_tiles_to_a_temporary_place(rgb):
    done = algorithms.run(
        "totiles", {"INPUT": str(rgb), "OUTPUT": QgsProcessing.TEMPORARY_OUTPUT, "MAXZOOM": 9, "OPEN": False}
    )
    assert done.results["OUTPUT"].endswith(".mbtiles") and Path(done.results["OUTPUT"]).is_file()


# GDAL twins


def test_a_vrt_has_the_pixels_of_the_mosaic_for_gdal(rgb, tmp_path):
    target = tmp_path / "twin.vrt"
    done = algorithms.run("togdal", {"INPUT": str(rgb), "OUTPUT": str(target)})
    assert (done.results["OUTPUT"], done.results["IMAGES"], done.results["SKIPPED"]) == (str(target), 7, 0)
    assert any("warps them" in line for line in done.lines)
    told = json.loads(subprocess.run(["gdalinfo", "-json", str(target)], check=True, capture_output=True).stdout)
    assert told["size"] == [done.results["WIDTH"], done.results["HEIGHT"]]
    assert [band["colorInterpretation"] for band in told["bands"]] == ["Red", "Green", "Blue"]
    assert {band["noDataValue"] for band in told["bands"]} == {0.0}
    copy = tmp_path / "copy.tif"
    subprocess.run(["gdal_translate", "-q", str(target), str(copy)], check=True, timeout=120)
    raster = gdal.Open(str(copy))
    left, cell, _, top, _, _ = raster.GetGeoTransform()
    width, height = raster.RasterXSize, raster.RasterYSize
    expected = layer_pixels(rgb, (left, top - height * cell, left + width * cell, top), width, height)
    # Where a pixel's centre lies between two pixels of an image, GDAL may take the other one.
    assert (raster.ReadAsArray() == expected).all(axis=0).mean() > 0.99
    assert QgsProcessingUtils.mapLayerFromString(done.results["LAYER"], done.context).isValid()
    assert list(done.context.layersToLoadOnCompletion()) == [str(target)]


def test_an_index_is_a_sound_geopackage(own, tmp_path):
    target = own.parent / "twin.gti.gpkg"
    done = algorithms.run("togdal", {"INPUT": str(own), "OUTPUT": str(target), "OPEN": False})
    source = ogr.Open(str(target), update=1)
    layer = source.GetLayer(0)
    rows = {feature["rank"]: feature["location"] for feature in layer}
    assert len(rows) == done.results["IMAGES"] == 7
    # Images beside it are named as seen from there.
    assert all((own.parent / name).is_file() and not name.startswith("/") for name in rows.values())
    assert layer.GetSpatialRef().GetAuthorityCode(None) == "3857"
    assert layer.TestCapability(ogr.OLCFastSpatialFilter)
    west, _, south, north = layer.GetExtent()
    layer.SetSpatialFilterRect(west, south, west + 3000, north)
    assert 0 < layer.GetFeatureCount() < 7
    layer.SetSpatialFilter(None)
    # Editing it keeps its spatial index right.
    first = layer.GetFeature(1)
    layer.DeleteFeature(first.GetFID())
    assert layer.GetFeatureCount() == 6
    assert "GDALTileIndexDataset" in layer.GetMetadata("xml:GTI")[0]
    # GDAL forbids to let go of a source before what comes of it.
    first = layer = source = None
    with sqlite3.connect(target) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM rtree_images_geom").fetchone() == (6,)


def test_a_twin_in_another_crs_and_resolution(rgb, tmp_path):
    done = algorithms.run(
        "togdal",
        {"INPUT": str(rgb), "OUTPUT": str(tmp_path / "t.vrt"), "CRS": "EPSG:25832", "RESOLUTION": 100, "OPEN": False},
    )
    raster = gdal.Open(done.results["OUTPUT"])
    assert raster.GetSpatialRef().GetAuthorityCode(None) == "25832"
    assert raster.GetGeoTransform()[1] == 100 and raster.ReadAsArray().any()
    assert not done.context.layersToLoadOnCompletion()


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"OUTPUT": "{tmp}/t.tif"}, "GDAL file ends in"),
        ({"OUTPUT": "{tmp}/no/t.vrt"}, "does not exist"),
        ({"OUTPUT": "{tmp}/t.vrt", "INPUT": "{rgb}|expression=b1*2"}, "an expression"),
    ],
)
def test_twins_that_cannot_be(rgb, tmp_path, parameters, words):
    filled = {
        name: value.replace("{tmp}", str(tmp_path)).replace("{rgb}", str(rgb)) for name, value in parameters.items()
    }
    with pytest.raises(QgsProcessingException, match=words):
        algorithms.run("togdal", {"INPUT": str(rgb), **filled})
    assert list(tmp_path.iterdir()) == []


def test_a_broken_image_is_named_or_left_out(own, tmp_path):
    (own.parent / "z32_r0_c0.tif").write_bytes(b"II*\0 no image")
    parameters = {"INPUT": str(own), "OUTPUT": str(tmp_path / "t.vrt"), "OPEN": False}
    with pytest.raises(QgsProcessingException, match="z32_r0_c0"):
        algorithms.run("togdal", parameters)
    done = algorithms.run("togdal", {**parameters, "SKIP_BROKEN": True})
    assert (done.results["IMAGES"], done.results["SKIPPED"]) == (6, 1)
    assert any("z32_r0_c0" in line for line in done.lines)


# Overview images


def test_an_overview_image_is_made_and_named(own, tmp_path):
    target = own.parent / "overview.tif"
    done = algorithms.run("createoverview", {"INPUT": str(own), "OUTPUT": str(target)})
    assert json.loads(own.read_text())["overview"] == {"href": "overview.tif", "maxzoom": 7}
    assert (done.results["NAMED"], done.results["MAXIMUM_ZOOM"]) == ("overview.tif", 7)
    raster = gdal.Open(str(target))
    assert raster.RasterCount == 3 and raster.ReadAsArray().any()
    assert raster.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE") == "COG"
    assert done.progress == sorted(done.progress) and done.progress[-1] >= 90
    with pytest.raises(QgsProcessingException, match="exists already"):
        algorithms.run("createoverview", {"INPUT": str(own), "OUTPUT": str(target)})


def test_overviews_that_cannot_be(own, tmp_path):
    before = own.read_text()
    for parameters, words in (
        ({"OUTPUT": QgsProcessing.TEMPORARY_OUTPUT}, "has to stay"),
        ({"OUTPUT": str(tmp_path / "o.png")}, "ends in"),
        ({"OUTPUT": str(tmp_path / "no" / "o.tif")}, "does not exist"),
        ({"OUTPUT": str(tmp_path / "o.tif"), "MAXZOOM": 25}, "smaller maxzoom|lies in"),
    ):
        with pytest.raises(QgsProcessingException, match=words):
            algorithms.run("createoverview", {"INPUT": str(own), **parameters})
    assert own.read_text() == before and not list(tmp_path.glob("*.tif"))
    assert [entry.name for entry in tmp_path.iterdir()] == ["own"]
