"""A map that is moved by whole pixels shows the same pixels as before where both show the same ground, also at the edge."""

from __future__ import annotations

from collections.abc import Iterator

import numpy
import pytest
import real
from qgis.core import QgsApplication, QgsMapRendererSequentialJob, QgsMapSettings, QgsRasterLayer, QgsRectangle
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QImage

from mosaic_qgis.plugin import MosaicPlugin

WIDTH, HEIGHT = 480, 360


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication) -> Iterator[MosaicPlugin]:
    with real.plugin({}) as plugin:
        yield plugin


def drawn(layer: QgsRasterLayer, pixel: float, right_px: int, down_px: int) -> numpy.ndarray:
    """The map, shape (HEIGHT, WIDTH, 4), of the layer's middle, moved."""
    centre = layer.extent().center()
    x, y = centre.x() + right_px * pixel, centre.y() - down_px * pixel
    settings = QgsMapSettings()
    settings.setDestinationCrs(layer.crs())
    settings.setLayers([layer])
    settings.setOutputSize(QSize(WIDTH, HEIGHT))
    half = (WIDTH / 2 * pixel, HEIGHT / 2 * pixel)
    settings.setExtent(QgsRectangle(x - half[0], y - half[1], x + half[0], y + half[1]))
    settings.setBackgroundColor(QColor(0, 0, 0, 0))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage().convertToFormat(QImage.Format.Format_RGBA8888)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    return numpy.frombuffer(bits, numpy.uint8).reshape(HEIGHT, WIDTH, 4).copy()


@pytest.mark.parametrize("kind", ["rgb", "rgba", "palette"])
def test_a_pan_at_the_edge_moves_nothing_else(plugin: MosaicPlugin, kind: str) -> None:
    layer = QgsRasterLayer(str(real.imagery("tests") / kind / "mosaic.json"), "m", "mosaicjson")
    assert layer.isValid()
    # Half of the layer fills the map, so that each of these moves has an edge of it in view.
    pixel = max(layer.extent().width() / WIDTH, layer.extent().height() / HEIGHT) * 0.5
    before = drawn(layer, pixel, 0, 0)
    assert (before[..., 3] > 0).mean() > 0.3
    for right, down in ((150, 0), (-190, 0), (0, 140), (-170, -120)):
        after = drawn(layer, pixel, right, down)
        cols = slice(max(0, right), min(WIDTH, WIDTH + right))
        rows = slice(max(0, down), min(HEIGHT, HEIGHT + down))
        there = after[rows.start - down : rows.stop - down, cols.start - right : cols.stop - right]
        # A new strip may differ by what the interpolation of positions allows, at few pixels.
        assert (before[rows, cols] != there).any(axis=2).mean() < 0.01
