"""A layer with an expression in QGIS: its address, bands, values and style, on the real engine."""

from __future__ import annotations

from collections.abc import Iterator

import numpy
import pytest
import real
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsRasterLayer,
    QgsRectangle,
)

from mosaic_qgis.plugin import MosaicPlugin

INDEX = "(b1-b2)/(b1+b2)"


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication) -> Iterator[MosaicPlugin]:
    with real.plugin({}) as plugin:
        yield plugin


def values(layer: QgsRasterLayer, band: int, extent: QgsRectangle, size: int) -> numpy.ndarray:
    block = layer.dataProvider().block(band, extent, size, size)
    assert block.dataType() == layer.dataProvider().dataType(band)
    dtype = {Qgis.DataType.Float32: "float32", Qgis.DataType.Byte: "uint8"}[block.dataType()]
    return numpy.frombuffer(bytes(block.data()), dtype).reshape(size, size)


@pytest.mark.parametrize("written", [f"{INDEX};b3", f"{INDEX};where((b3 > 0) %7C (b3 == 0), b3, b3)"])
def test_layer_with_an_expression(plugin: MosaicPlugin, written: str) -> None:
    document = real.imagery("tests") / "rgb" / "mosaic.json"
    layer = QgsRasterLayer(f"{document}|expression={written}", "index", "mosaicjson")
    plain = QgsRasterLayer(str(document), "plain", "mosaicjson")
    try:
        assert layer.isValid(), layer.error().message()
        provider = layer.dataProvider()
        assert layer.bandCount() == 2
        assert provider.dataType(1) == Qgis.DataType.Float32
        assert INDEX in layer.bandName(1)
        extent = layer.extent()
        extent.scale(0.25)
        red, green, blue = (values(plain, band, extent, 50).astype("float64") for band in (1, 2, 3))
        assert (red > 0).any()
        with numpy.errstate(all="ignore"):
            expected = ((red - green) / (red + green)).astype("float32")
        expected[(red == 0) | (green == 0)] = numpy.nan
        assert numpy.array_equal(values(layer, 1, extent, 50), expected, equal_nan=True)
        assert numpy.array_equal(numpy.nan_to_num(values(layer, 2, extent, 50)), blue)
        statistics = provider.bandStatistics(1, Qgis.RasterBandStatistic.All, QgsRectangle(), 0)
        assert -1 <= statistics.minimumValue < statistics.maximumValue <= 1
        value, found = provider.sample(extent.center(), 1)
        assert found
        assert -1 <= value <= 1
        assert provider.identify(extent.center(), Qgis.RasterIdentifyFormat.Value).results()[1] == value
    finally:
        del layer, plain


def test_an_unknown_band_is_told(plugin: MosaicPlugin) -> None:
    document = real.imagery("tests") / "rgb" / "mosaic.json"
    layer = QgsRasterLayer(f"{document}|expression=nir/b1", "index", "mosaicjson")
    assert not layer.isValid()
    assert "nir" in layer.error().message() + layer.dataProvider().error().message()
