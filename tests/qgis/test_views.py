"""Views in another CRS than the layer's: QGIS projects what the engine draws, and each pixel is from the right place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy
import pytest
import real
from osgeo import gdal, osr
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsProject,
    QgsRasterLayer,
    QgsRasterPipe,
    QgsRasterProjector,
    QgsRectangle,
)

from mosaic_qgis.plugin import MosaicPlugin

gdal.UseExceptions()

PIXEL_M = 30
SIZE_PX = 500
LEFT, TOP = 600_000, 5_200_000
NODATA = -1e300


@pytest.fixture(scope="module")
def plugin() -> Iterator[MosaicPlugin]:
    with real.plugin({}) as plugin:
        yield plugin


@pytest.fixture
def layer(plugin: MosaicPlugin, tmp_path: Path) -> QgsRasterLayer:
    """A mosaic of one image whose values are the x and y of its own pixels in UTM."""
    folder = tmp_path
    options = ["TILED=YES"]
    image = gdal.GetDriverByName("GTiff").Create(str(folder / "a.tif"), SIZE_PX, SIZE_PX, 2, gdal.GDT_Float64, options)
    image.SetGeoTransform((LEFT, PIXEL_M, 0, TOP, 0, -PIXEL_M))
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32632)
    image.SetProjection(crs.ExportToWkt())
    x, y = numpy.meshgrid(numpy.arange(SIZE_PX) + 0.5, numpy.arange(SIZE_PX) + 0.5)
    for number, values in enumerate((LEFT + x * PIXEL_M, TOP - y * PIXEL_M), start=1):
        image.GetRasterBand(number).SetNoDataValue(NODATA)
        image.GetRasterBand(number).WriteArray(values)
    image = None
    document = folder / "mosaic.json"
    content = {"mosaicjson": "0.0.3", "minzoom": 8, "maxzoom": 12, "quadkey_zoom": 0, "tiles": {"": ["a.tif"]}}
    document.write_text(json.dumps(content), encoding="utf-8")
    layer = QgsRasterLayer(str(document), "coordinates", "mosaicjson")
    assert layer.isValid(), layer.error().summary()
    return layer


@pytest.mark.parametrize("crs", ["EPSG:32632", "EPSG:4326", "EPSG:3035", "EPSG:2056"])
def test_a_projected_view_has_the_right_pixels(layer: QgsRasterLayer, crs: str) -> None:
    context = QgsProject.instance().transformContext()
    view_crs, image_crs = QgsCoordinateReferenceSystem(crs), QgsCoordinateReferenceSystem("EPSG:32632")
    to_image = QgsCoordinateTransform(view_crs, image_crs, context)
    inside = QgsRectangle(LEFT + 3_000, TOP - 12_000, LEFT + 12_000, TOP - 3_000)
    extent = to_image.transformBoundingBox(inside, QgsCoordinateTransform.ReverseTransform)
    width, height = 200, 180
    pipe = QgsRasterPipe()
    assert pipe.set(layer.dataProvider().clone())
    projector = QgsRasterProjector()
    projector.setCrs(layer.crs(), view_crs, context)
    projector.setPrecision(QgsRasterProjector.Exact)
    assert pipe.set(projector)
    drawn = []
    for band in (1, 2):
        block = pipe.projector().block(band, extent, width, height)
        assert block.isValid()
        drawn.append(numpy.frombuffer(bytes(block.data()), "float64").reshape(height, width))
    rows, cols = numpy.mgrid[7:height:16, 5:width:16]
    errors = []
    for row, col in zip(rows.ravel().tolist(), cols.ravel().tolist(), strict=True):
        place = to_image.transform(
            extent.xMinimum() + (col + 0.5) * extent.width() / width,
            extent.yMaximum() - (row + 0.5) * extent.height() / height,
        )
        if (
            LEFT + 50 * PIXEL_M < place.x() < LEFT + 450 * PIXEL_M
            and TOP - 450 * PIXEL_M < place.y() < TOP - 50 * PIXEL_M
        ):
            errors.append((drawn[0][row, col] - place.x(), drawn[1][row, col] - place.y()))
    # Two nearest neighbours, one of QGIS and one of ours: up to a pixel each of what QGIS asks for, and no drift.
    found = numpy.array(errors)
    assert len(found) > 60
    assert numpy.abs(found).max() < 2.5 * PIXEL_M
    assert numpy.abs(found.mean(axis=0)).max() < 0.3 * PIXEL_M
