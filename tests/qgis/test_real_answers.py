"""Answers of layers on the real engine: time, statistics, histograms, identify, what is left out, the state."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy
import pytest
import real
from catalogs.dated import write_items
from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsDateTimeRange,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QSize, Qt, QTime
from qgis.PyQt.QtGui import QColor, QImage

from mosaic_qgis.plugin import MosaicPlugin

MakeLayer = Callable[[str], QgsRasterLayer]
ALL = Qgis.RasterBandStatistic.All
QGIS_SAMPLE_PX = 250_000


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication) -> Iterator[MosaicPlugin]:
    with real.plugin({}) as plugin:
        yield plugin


@pytest.fixture(scope="module")
def images() -> Path:
    return real.imagery("tests")


@pytest.fixture
def open_layer(plugin: MosaicPlugin) -> Iterator[MakeLayer]:
    layers: list[QgsRasterLayer] = []

    def make(source: str) -> QgsRasterLayer:
        layers.append(QgsRasterLayer(source, "town", "mosaicjson"))
        assert layers[-1].isValid(), layers[-1].error().summary()
        return layers[-1]

    yield make
    layers.clear()


def files_of(folder: Path) -> list[Path]:
    tiles = json.loads((folder / "mosaic.json").read_text(encoding="utf-8"))["tiles"]
    return [folder / name for name in dict.fromkeys(name for each in tiles.values() for name in each)]


@pytest.fixture
def dated(images: Path, tmp_path: Path, open_layer: MakeLayer) -> tuple[QgsRasterLayer, list[Path]]:
    """A STAC mosaic of images that were taken a month apart."""
    files = files_of(images / "uint16")[:12]
    items = write_items(tmp_path / "items.json", files)
    return open_layer(f"stac+{items.as_uri()}|assets=image|minzoom=8|maxzoom=13"), files


def of_month(first: int, last: int | None = None) -> QgsDateTimeRange:
    def day(month: int) -> QDateTime:
        return QDateTime(QDate(2024, 1, 1).addMonths(month - 1), QTime(0, 0), Qt.TimeSpec.UTC)

    return QgsDateTimeRange(day(first), day((last or first) + 1), True, False)


def draw(layer: QgsRasterLayer, span: QgsDateTimeRange | None) -> QImage:
    settings = QgsMapSettings()
    settings.setBackgroundColor(QColor(0, 0, 0, 0))
    settings.setLayers([layer])
    settings.setExtent(layer.extent())
    settings.setDestinationCrs(layer.crs())
    settings.setOutputSize(QSize(200, 200))
    if span is not None:
        settings.setIsTemporal(True)
        settings.setTemporalRange(span)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def drawn(image: QImage) -> int:
    """Pixels that are not transparent."""
    return sum(image.pixelColor(x, y).alpha() > 0 for x in range(0, 200, 4) for y in range(0, 200, 4))


def middle_of(path: Path, layer: QgsRasterLayer) -> tuple[QgsPointXY, float]:
    """The middle of an image in the layer's CRS, and its value there."""
    dataset = gdal.Open(str(path))
    left, width, _, top, _, height = dataset.GetGeoTransform()
    col, row = dataset.RasterXSize // 2, dataset.RasterYSize // 2
    crs = QgsCoordinateReferenceSystem.fromWkt(dataset.GetProjection())
    transform = QgsCoordinateTransform(crs, layer.crs(), QgsProject.instance())
    point = transform.transform(QgsPointXY(left + width * (col + 0.5), top + height * (row + 0.5)))
    return point, float(dataset.GetRasterBand(1).ReadAsArray(col, row, 1, 1)[0, 0])


def test_the_temporal_controller_chooses_the_images(dated: tuple[QgsRasterLayer, list[Path]]) -> None:
    layer, files = dated
    can = layer.dataProvider().temporalCapabilities()
    assert can.hasTemporalCapabilities() and layer.temporalProperties().isActive()
    span = can.availableTemporalRange()
    assert span.begin().toUTC().toString(Qt.DateFormat.ISODate) == "2024-01-15T10:00:00Z"
    everything, none = drawn(draw(layer, None)), drawn(draw(layer, of_month(len(files) + 2, len(files) + 3)))
    assert none == 0 < everything
    shares = [drawn(draw(layer, of_month(month))) for month in range(1, len(files) + 1)]
    assert all(0 < share < everything for share in shares), "each month has its image and no other"
    assert drawn(draw(layer, of_month(1, len(files)))) == everything


def test_identify_tells_when_the_images_were_taken(dated: tuple[QgsRasterLayer, list[Path]]) -> None:
    layer, files = dated
    provider = layer.dataProvider()
    point, value = middle_of(files[1], layer)
    for form in (Qgis.RasterIdentifyFormat.Html, Qgis.RasterIdentifyFormat.Text):
        text = provider.identify(point, form).results()[0]
        assert files[1].name in text and "2024-02-15T10:00:00Z" in text and f"{value:.0f}" in text
    ((store,),) = provider.identify(point, Qgis.RasterIdentifyFormat.Feature).results().values()
    features = {feature["datetime"]: feature for feature in store.features()}
    assert features["2024-02-15T10:00:00Z"]["band_1"] == value
    assert sum(feature["used"] for feature in store.features()) == 1


def test_what_a_stac_mosaic_says_of_itself(dated: tuple[QgsRasterLayer, list[Path]]) -> None:
    layer, files = dated
    metadata = layer.dataProvider().layerMetadata()
    assert metadata.licenses() == ["CC-BY-4.0"]
    assert any(link.name == "Licence" and "geheim" not in link.url for link in metadata.links())
    (span,) = metadata.extent().temporalExtents()
    assert span.end().toUTC().date().month() == len(files)
    page = layer.htmlMetadata()
    assert "CC-BY-4.0" in page and files[0].name in page and "Memory cache" in page and "geheim" not in page


def test_a_document_without_times_is_not_temporal(open_layer: MakeLayer, images: Path) -> None:
    layer = open_layer(str(images / "uint16" / "mosaic.json"))
    assert not layer.dataProvider().temporalCapabilities().hasTemporalCapabilities()
    assert drawn(draw(layer, of_month(1))) > 0


@pytest.mark.parametrize("kind", ["uint16", "float32"])
def test_statistics_and_style_are_the_same_each_time(
    open_layer: MakeLayer, images: Path, tmp_path: Path, kind: str
) -> None:
    """Also in a copy of the mosaic, of which the engine knows nothing yet, and after a map was drawn."""
    shutil.copytree(images / kind, tmp_path / kind)
    styles, numbers = [], []
    for folder in (images / kind, tmp_path / kind):
        layer = open_layer(str(folder / "mosaic.json"))
        enhancement = layer.renderer().contrastEnhancement()
        styles.append((enhancement.minimumValue(), enhancement.maximumValue()))
        for _ in range(2):
            stats = layer.dataProvider().bandStatistics(1, ALL, QgsRectangle(), QGIS_SAMPLE_PX)
            cut = layer.dataProvider().cumulativeCut(1, 0.02, 0.98, QgsRectangle(), QGIS_SAMPLE_PX)
            numbers.append((stats.minimumValue, stats.maximumValue, stats.mean, stats.stdDev, *cut))
            draw(layer, None)
    assert len(set(styles)) == 1 and len(set(numbers)) == 1
    low, high = styles[0]
    assert low < high and not math.isnan(low)


def test_bands_are_named_by_their_expressions(open_layer: MakeLayer, images: Path) -> None:
    source = str(images / "uint16" / "mosaic.json")
    plain, computed = open_layer(source), open_layer(f"{source}|expression=b1*2;(b1-1000)/(b1+1000)")
    name = plain.dataProvider().generateBandName(1)
    assert name == "Band 1: near infrared"
    provider = computed.dataProvider()
    assert [provider.generateBandName(band) for band in (1, 2)] == ["Band 1: b1*2", "Band 2: (b1-1000)/(b1+1000)"]
    assert provider.dataType(1) == Qgis.DataType.Float32 and math.isnan(provider.sourceNoDataValue(1))
    point = plain.extent().center()
    value, _ = plain.dataProvider().sample(point, 1)
    doubled, is_found = provider.sample(point, 1)
    assert is_found and doubled == 2 * value
    shown = provider.identify(point, Qgis.RasterIdentifyFormat.Text).results()[0]
    assert f"Band 1: b1*2: {doubled:.0f}" in shown


def test_a_histogram_counts_the_pixels_of_the_images(open_layer: MakeLayer, images: Path) -> None:
    provider = open_layer(str(images / "uint16" / "mosaic.json")).dataProvider()
    found = provider.histogram(1, 20, math.nan, math.nan, QgsRectangle(), QGIS_SAMPLE_PX)
    counts = numpy.array(found.histogramVector, dtype=float)
    pixels = numpy.concatenate([gdal.Open(str(path)).ReadAsArray().ravel() for path in files_of(images / "uint16")])
    expected, _ = numpy.histogram(pixels[pixels > 0], bins=20, range=(found.minimum, found.maximum))
    assert counts.sum() > 10_000
    assert numpy.corrcoef(counts, expected)[0, 1] > 0.95


def test_an_image_that_is_lost_is_told_and_listed(
    open_layer: MakeLayer, images: Path, tmp_path: Path, qgis_app: QgsApplication
) -> None:
    folder = tmp_path / "uint16"
    shutil.copytree(images / "uint16", folder)
    files = files_of(folder)
    files[-1].unlink()
    logged: list[str] = []
    note = lambda message, tag, level: logged.append(message) if tag == "MosaicJSON" else None  # noqa: E731
    QgsApplication.messageLog().messageReceived.connect(note)
    layer = open_layer(str(folder / "mosaic.json"))
    for _ in range(3):
        draw(layer, None)
    QgsApplication.processEvents()
    QgsApplication.messageLog().messageReceived.disconnect(note)
    told = [line for line in logged if "could not be read" in line]
    assert len(told) == 1 and files[-1].name in told[0] and f"1 of {len(files)} images" in told[0]
    assert files[-1].name in layer.htmlMetadata()
