"""Layers on the real engine: pixels against GDAL, exports, printing, Processing, bad input, crashes, the end."""

from __future__ import annotations

import gzip
import json
import math
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy
import pytest
import real
from osgeo import gdal
from qgis.analysis import QgsNativeAlgorithms, QgsRasterCalculator, QgsRasterCalculatorEntry
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsColorRampShader,
    QgsCoordinateReferenceSystem,
    QgsErrorMessage,
    QgsFeature,
    QgsGeometry,
    QgsLayout,
    QgsLayoutExporter,
    QgsLayoutItemMap,
    QgsLayoutSize,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterFileWriter,
    QgsRasterLayer,
    QgsRasterPipe,
    QgsRasterShader,
    QgsRectangle,
    QgsSingleBandPseudoColorRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QRectF, QSize
from qgis.PyQt.QtGui import QColor, QImage
from servers.ranges import serving

from mosaic_qgis.plugin import MosaicPlugin

gdal.UseExceptions()


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication) -> Iterator[MosaicPlugin]:
    if QgsApplication.processingRegistry().providerById("native") is None:
        QgsApplication.processingRegistry().addProvider(QgsNativeAlgorithms(QgsApplication.processingRegistry()))
    with real.plugin({}) as plugin:
        yield plugin


@pytest.fixture(scope="module")
def images() -> Path:
    return real.imagery("tests")


@pytest.fixture
def open_layer(plugin: MosaicPlugin, images: Path) -> Iterator[Callable[[Path | str], QgsRasterLayer]]:
    layers: list[QgsRasterLayer] = []

    def make(source: Path | str) -> QgsRasterLayer:
        path = images / source / "mosaic.json" if isinstance(source, str) and "/" not in source else source
        layers.append(QgsRasterLayer(str(path), "mosaic", "mosaicjson"))
        return layers[-1]

    yield make
    layers.clear()


def problem(layer: QgsRasterLayer) -> str:
    return layer.error().message(QgsErrorMessage.Format.Text)


def assets(folder: Path) -> list[str]:
    """All images of a mosaic, in mosaic order."""
    tiles = json.loads((folder / "mosaic.json").read_text(encoding="utf-8"))["tiles"]
    return [str(folder / name) for name in dict.fromkeys(name for each in tiles.values() for name in each)]


def stored(layer: QgsRasterLayer, extent: QgsRectangle, width: int, height: int, band: int = 1) -> numpy.ndarray:
    """The block's own values (its as_numpy takes bytes for signed ones)."""
    block = layer.dataProvider().block(band, extent, width, height)
    dtype = {Qgis.DataType.Byte: "uint8", Qgis.DataType.UInt16: "uint16", Qgis.DataType.Float32: "float32"}
    return numpy.frombuffer(bytes(block.data()), dtype[block.dataType()]).reshape(height, width)


def pixels(layer: QgsRasterLayer, extent: QgsRectangle, width: int, height: int, band: int = 1) -> numpy.ndarray:
    """float64, nodata as NaN."""
    values = stored(layer, extent, width, height, band).astype("float64")
    provider = layer.dataProvider()
    if provider.sourceHasNoDataValue(band):
        values[values == provider.sourceNoDataValue(band)] = math.nan
    return values


def warped(folder: Path, extent: QgsRectangle, width: int, height: int, band: int = 1) -> numpy.ndarray:
    """What GDAL makes of the same images on the same grid: the first one that has data wins. NaN is nodata."""
    bounds = (extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum())
    result = numpy.full((height, width), math.nan)
    for path in assets(folder):
        dataset = gdal.Warp(
            "", path, format="MEM", dstSRS="EPSG:3857", outputBounds=bounds, width=width, height=height, dstAlpha=True,
            resampleAlg="near",
        )  # fmt: skip
        values = dataset.GetRasterBand(band).ReadAsArray().astype("float64")
        alpha = dataset.GetRasterBand(dataset.RasterCount).ReadAsArray()
        take = numpy.isnan(result) & (alpha > 0)
        result[take] = values[take]
    return result


@pytest.mark.parametrize("kind", ["rgb", "uint16", "float32", "palette"])
@pytest.mark.parametrize("pixels_per_native", [0.25, 1.0, 3.0])
def test_pixels_are_those_of_gdal(
    open_layer: Callable[..., QgsRasterLayer], images: Path, kind: str, pixels_per_native: float
) -> None:
    layer = open_layer(kind)
    assert layer.isValid(), problem(layer)
    native = layer.dataProvider().nativeResolutions()[0]
    size = native / pixels_per_native * 200
    centre = layer.extent().center()
    extent = QgsRectangle(centre.x() - size, centre.y() - size, centre.x() + size, centre.y() + size)
    got, expected = pixels(layer, extent, 400, 400), warped(images / kind, extent, 400, 400)
    assert (numpy.isnan(got) != numpy.isnan(expected)).mean() < 0.02
    both = ~numpy.isnan(got) & ~numpy.isnan(expected)
    assert both.mean() > 0.3, "the middle of the mosaic has data"
    if kind == "palette":
        assert (got[both] == expected[both]).mean() > 0.9
    else:
        spread = numpy.std(expected[both])
        assert numpy.abs(got[both] - expected[both]).mean() < 0.35 * spread
        assert numpy.corrcoef(got[both], expected[both])[0, 1] > 0.9


def test_uncovered_ground_is_nodata(open_layer: Callable[..., QgsRasterLayer]) -> None:
    layer = open_layer("rgb")
    corner = QgsRectangle(
        layer.extent().xMaximum() - 200,
        layer.extent().yMinimum(),
        layer.extent().xMaximum(),
        layer.extent().yMinimum() + 200,
    )
    assert numpy.isnan(pixels(layer, corner, 20, 20)).all()
    assert layer.dataProvider().sample(corner.center(), 1)[1] is False


def test_values_at_a_point_agree_everywhere(open_layer: Callable[..., QgsRasterLayer]) -> None:
    layer = open_layer("uint16")
    provider, point = layer.dataProvider(), layer.extent().center()
    value, found = provider.sample(point, 1)
    native = provider.nativeResolutions()[0]
    around = QgsRectangle(
        point.x() - native / 2, point.y() - native / 2, point.x() + native / 2, point.y() + native / 2
    )
    assert found and provider.identify(point, Qgis.RasterIdentifyFormat.Value).results()[1] == value
    assert pixels(layer, around, 1, 1)[0, 0] == pytest.approx(value, rel=0.05)
    text = provider.identify(point, Qgis.RasterIdentifyFormat.Text).results()[0]
    assert ".tif" in text and f"{value:.0f}" in text


def test_statistics_and_histogram_come_from_the_images(open_layer: Callable[..., QgsRasterLayer], images: Path) -> None:
    layer = open_layer("float32")
    stats = layer.dataProvider().bandStatistics(1, Qgis.RasterBandStatistic.All, QgsRectangle(), 0)
    datasets = [gdal.Open(path) for path in assets(images / "float32")]
    ranges = [dataset.GetRasterBand(1).ComputeRasterMinMax(False) for dataset in datasets]
    lows, highs = zip(*ranges, strict=True)
    assert min(lows) - 1 <= stats.minimumValue < stats.mean < stats.maximumValue <= max(highs) + 1
    low, high = layer.dataProvider().cumulativeCut(1, 0.02, 0.98)
    assert stats.minimumValue <= low < high <= stats.maximumValue
    # QGIS makes the style of an estimate.
    estimate = layer.dataProvider().bandStatistics(1, Qgis.RasterBandStatistic.All, QgsRectangle(), 250_000)
    enhancement = layer.renderer().contrastEnhancement()
    assert (enhancement.minimumValue(), enhancement.maximumValue()) == (estimate.minimumValue, estimate.maximumValue)
    assert min(lows) - 1 <= estimate.minimumValue < estimate.maximumValue <= max(highs) + 1
    assert sum(layer.dataProvider().histogram(1, 50).histogramVector) > 1000


def render(layer: QgsRasterLayer, crs: str) -> QImage:
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setBackgroundColor(QColor(0, 0, 0, 0))
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    settings.setExtent(settings.layerExtentToOutputExtent(layer, layer.extent()))
    settings.setOutputSize(QSize(400, 300))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    assert not job.errors()
    return job.renderedImage()


def share_drawn(image: QImage) -> float:
    shape = (image.height(), image.width(), 4)
    data = image.convertToFormat(QImage.Format.Format_RGBA8888)
    alpha = numpy.frombuffer(data.constBits().asstring(data.sizeInBytes()), "uint8").reshape(shape)[..., 3]
    return float((alpha > 0).mean())


@pytest.mark.parametrize("kind", ["rgb", "uint16", "float32", "jpeg_mask", "rgba", "palette"])
def test_layers_draw_in_any_project_crs(open_layer: Callable[..., QgsRasterLayer], kind: str) -> None:
    layer = open_layer(kind)
    for crs in ("EPSG:3857", "EPSG:32632", "EPSG:4326"):
        assert 0.3 < share_drawn(render(layer, crs)) < 0.95, "the mosaic has gaps, and they are transparent"


def test_a_pseudo_colour_style_is_drawn(open_layer: Callable[..., QgsRasterLayer]) -> None:
    layer = open_layer("float32")
    ramp = QgsColorRampShader(0, 3000)
    ramp.setColorRampItemList(
        [QgsColorRampShader.ColorRampItem(-1e6, QColor("red")), QgsColorRampShader.ColorRampItem(1e6, QColor("red"))]
    )
    shader = QgsRasterShader()
    shader.setRasterShaderFunction(ramp)
    layer.setRenderer(QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader))
    image = render(layer, "EPSG:3857")
    assert image.pixelColor(200, 150).getRgb() == (255, 0, 0, 255)


def save_as(layer: QgsRasterLayer, path: Path, *, rendered: bool) -> Any:
    provider = layer.dataProvider().clone()
    pipe = QgsRasterPipe()
    assert pipe.set(provider)
    if rendered:
        assert pipe.set(layer.renderer().clone())
    writer = QgsRasterFileWriter(str(path))
    writer.setOutputFormat("GTiff")
    extent = layer.extent().scaled(0.5)
    result = writer.writeRaster(pipe, 300, 200, extent, layer.crs(), layer.transformContext())
    assert result == QgsRasterFileWriter.NoError
    return extent


@pytest.mark.parametrize("kind", ["rgb", "uint16", "float32"])
def test_save_as_raw_data(open_layer: Callable[..., QgsRasterLayer], tmp_path: Path, kind: str) -> None:
    layer = open_layer(kind)
    extent = save_as(layer, tmp_path / "raw.tif", rendered=False)
    saved = gdal.Open(str(tmp_path / "raw.tif"))
    expected = stored(layer, extent, 300, 200)
    assert saved.RasterCount == layer.bandCount()
    values = saved.GetRasterBand(1).ReadAsArray()
    assert values.dtype == expected.dtype
    numpy.testing.assert_array_equal(values, expected)


def test_save_as_rendered_image(open_layer: Callable[..., QgsRasterLayer], tmp_path: Path) -> None:
    save_as(open_layer("uint16"), tmp_path / "image.tif", rendered=True)
    saved = gdal.Open(str(tmp_path / "image.tif"))
    assert saved.RasterCount == 4 and saved.GetRasterBand(1).ReadAsArray().std() > 5


def test_a_layout_prints(open_layer: Callable[..., QgsRasterLayer], tmp_path: Path) -> None:
    layer = open_layer("rgb")
    project = QgsProject.instance()
    project.addMapLayer(layer, False)
    project.setCrs(layer.crs())
    layout = QgsLayout(project)
    layout.initializeDefaults()
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(120, 80))
    item = QgsLayoutItemMap(layout)
    item.attemptSetSceneRect(QRectF(0, 0, 120, 80))
    item.setLayers([layer])
    item.zoomToExtent(layer.extent())
    layout.addLayoutItem(item)
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = 300
    exporter = QgsLayoutExporter(layout)
    assert exporter.exportToImage(str(tmp_path / "map.png"), settings) == QgsLayoutExporter.Success
    colours = QImage(str(tmp_path / "map.png"))
    greens = sum(colours.pixelColor(x, colours.height() // 2).green() > 0 for x in range(0, colours.width(), 7))
    assert colours.width() > 1300 and greens > 50
    assert (
        exporter.exportToPdf(str(tmp_path / "map.pdf"), QgsLayoutExporter.PdfExportSettings())
        == QgsLayoutExporter.Success
    )
    project.takeMapLayer(layer)


def process(name: str, **parameters: Any) -> dict[str, Any]:
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"native:{name}")
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(QgsProject.instance())
    results, ok = algorithm.run(parameters, context, feedback)
    assert ok, feedback.textLog()
    loaded = {
        key: context.takeResultLayer(value) if isinstance(value, str) and context.getMapLayer(value) else value
        for key, value in results.items()
    }
    return loaded


def test_native_algorithms_sample_the_layer(open_layer: Callable[..., QgsRasterLayer], tmp_path: Path) -> None:
    layer = open_layer("float32")
    centre = layer.extent().center()
    points = QgsVectorLayer("Point?crs=EPSG:3857", "points", "memory")
    areas = QgsVectorLayer("Polygon?crs=EPSG:3857", "areas", "memory")
    for offset in range(20):
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(centre.x() + 100 * offset, centre.y())))
        points.dataProvider().addFeature(feature)
    feature = QgsFeature()
    feature.setGeometry(
        QgsGeometry.fromRect(QgsRectangle(centre.x() - 1500, centre.y() - 1500, centre.x() + 1500, centre.y() + 1500))
    )
    areas.dataProvider().addFeature(feature)

    sampled = process("rastersampling", INPUT=points, RASTERCOPY=layer, COLUMN_PREFIX="v", OUTPUT="memory:")["OUTPUT"]
    values = [each["v1"] for each in sampled.getFeatures()]
    assert len(values) == 20 and all(isinstance(value, float) for value in values) and len(set(values)) > 5

    zones = process(
        "zonalstatisticsfb",
        INPUT=areas,
        INPUT_RASTER=layer,
        RASTER_BAND=1,
        COLUMN_PREFIX="_",
        STATISTICS=[0, 2, 5, 6],
        OUTPUT="memory:",
    )["OUTPUT"]
    (zone,) = zones.getFeatures()
    assert zone["_count"] > 100 and zone["_min"] < zone["_mean"] < zone["_max"]

    stats = process("rasterlayerstatistics", INPUT=layer, BAND=1)
    assert stats["MIN"] < stats["MEAN"] < stats["MAX"]

    palette = open_layer("palette")
    report = process("rasterlayeruniquevaluesreport", INPUT=palette, BAND=1, OUTPUT_TABLE="memory:")
    assert 3 < report["OUTPUT_TABLE"].featureCount() < 20


def test_the_raster_calculator_walks_row_by_row(open_layer: Callable[..., QgsRasterLayer], tmp_path: Path) -> None:
    layer = open_layer("uint16")
    entry = QgsRasterCalculatorEntry()
    entry.ref, entry.raster, entry.bandNumber = "a@1", layer, 1
    extent = layer.extent().scaled(0.4)
    target = tmp_path / "sum.tif"
    calculator = QgsRasterCalculator(
        "a@1 * 2",
        str(target),
        "GTiff",
        extent,
        layer.crs(),
        300,
        200,
        [entry],
        QgsProject.instance().transformContext(),
    )
    assert calculator.processCalculation() == QgsRasterCalculator.Result.Success
    saved = gdal.Open(str(target)).ReadAsArray()
    expected = pixels(layer, extent, 300, 200)
    has_data = ~numpy.isnan(expected)
    assert has_data.mean() > 0.5
    assert (saved[has_data] == 2 * expected[has_data]).mean() > 0.995


# Bad input: one clear sentence at the layer, nothing frozen, what can be drawn is drawn


def document(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "mosaic.json").read_text(encoding="utf-8"))


BAD = {
    "missing.json": None,
    "empty.json": b"",
    "page.json": b"<!DOCTYPE html><html><body>Not found</body></html>",
    "geo.json": b'{"type": "FeatureCollection", "features": []}',
    "cut.json.gz": gzip.compress(
        json.dumps({"mosaicjson": "0.0.2", "tiles": {str(n): ["a.tif"] for n in range(999)}}).encode()
    )[:-40],
    "no_tiles.json": b'{"mosaicjson": "0.0.2", "minzoom": 1, "maxzoom": 2, "quadkey_zoom": 1, "bounds": [-10, -10, 10, 10], "center": [0, 0, 1], "tiles": {}}',
    "no_assets.json": b'{"mosaicjson": "0.0.2", "minzoom": 1, "maxzoom": 2, "quadkey_zoom": 1, "bounds": [-10, -10, 10, 10], "center": [0, 0, 1], "tiles": {"0": ["gone_a.tif"], "1": ["gone_b.tif"]}}',
}


@pytest.mark.parametrize("name", BAD)
def test_bad_documents_give_one_clear_sentence(
    open_layer: Callable[..., QgsRasterLayer], tmp_path: Path, name: str
) -> None:
    logged: list[str] = []
    note = lambda message, tag, level: logged.append(message) if tag == "MosaicJSON" else None  # noqa: E731
    QgsApplication.messageLog().messageReceived.connect(note)
    content = BAD[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    layer = open_layer(tmp_path / name)
    QgsApplication.messageLog().messageReceived.disconnect(note)
    assert not layer.isValid()
    sentence = problem(layer).splitlines()[0]
    stem = name.split(".")[0]
    assert stem in sentence and "Traceback" not in sentence and "fault of the plugin" not in sentence
    assert any(stem in line for line in logged)
    if name == "no_assets.json":
        assert "gone_" in sentence


def test_one_broken_image_is_named_and_the_rest_is_drawn(
    open_layer: Callable[..., QgsRasterLayer], images: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "rgb"
    shutil.copytree(images / "rgb", folder)
    victim = Path(assets(folder)[2])
    victim.write_bytes(victim.read_bytes()[:3000])
    logged: list[str] = []
    note = lambda message, tag, level: logged.append(message) if tag == "MosaicJSON" else None  # noqa: E731
    QgsApplication.messageLog().messageReceived.connect(note)
    layer = open_layer(folder / "mosaic.json")
    assert layer.isValid(), problem(layer)
    assert share_drawn(render(layer, "EPSG:3857")) > 0.2
    QgsApplication.processEvents()
    QgsApplication.messageLog().messageReceived.disconnect(note)
    assert any(victim.name in line for line in logged)


def test_a_reload_asks_whether_images_on_the_web_are_the_same(
    open_layer: Callable[..., QgsRasterLayer], images: Path, tmp_path: Path
) -> None:
    with serving(images / "rgb") as server:
        document = (images / "rgb" / "mosaic.json").read_text(encoding="utf-8")
        for image in (images / "rgb").glob("*.tif"):
            document = document.replace(f'"{image.name}"', f'"{server.url}/{image.name}"')
        (tmp_path / "web.json").write_text(document, encoding="utf-8")
        layer = open_layer(tmp_path / "web.json")
        assert layer.isValid(), problem(layer)
        before = share_drawn(render(layer, "EPSG:3857"))
        server.asked.clear()
        layer.reload()
        assert share_drawn(render(layer, "EPSG:3857")) == before
        drawn = {Path(name).name for name in assets(images / "rgb")}
        assert {asked.name for asked in server.asked if "if-none-match" in asked.headers} == drawn
        heads = [asked for asked in server.asked if (asked.range or "bytes=0-").startswith("bytes=0-")]
        assert all("if-none-match" in asked.headers for asked in heads)


def test_an_engine_that_never_answers_holds_qgis_no_longer_than_the_time_out(
    qgis_app: QgsApplication, images: Path, plugin: MosaicPlugin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = tmp_path / "python"
    silent.write_text("#!/bin/sh\nexec sleep 60\n")
    silent.chmod(0o755)
    plugin.unload()
    with monkeypatch.context() as changed:
        changed.setenv("MOSAIC_QGIS_ENGINE_PYTHON", str(silent))
        changed.setenv("MOSAIC_QGIS_OPEN_TIMEOUT_S", "1")
        plugin.initProcessing()
        before = time.monotonic()
        layer = QgsRasterLayer(str(images / "rgb" / "mosaic.json"), "mosaic", "mosaicjson")
        assert not layer.isValid() and time.monotonic() - before < 20, "the engine sleeps for 60 s"
        assert "did not answer in time" in problem(layer)
        assert plugin.engine is not None
        pid = plugin.engine.pid
        plugin.unload()
        assert pid is not None and not Path(f"/proc/{pid}").exists()
    plugin.initProcessing()


def test_a_killed_engine_costs_one_retry(open_layer: Callable[..., QgsRasterLayer], plugin: MosaicPlugin) -> None:
    layer = open_layer("rgb")
    assert plugin.engine is not None
    pid = plugin.engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert share_drawn(render(layer, "EPSG:3857")) > 0.3
    assert plugin.engine.pid not in (None, pid)


def test_unloading_ends_the_engine_and_its_threads_and_layers_stay_harmless(
    qgis_app: QgsApplication, images: Path, plugin: MosaicPlugin
) -> None:
    layer = QgsRasterLayer(str(images / "rgb" / "mosaic.json"), "mosaic", "mosaicjson")
    assert layer.isValid() and plugin.engine is not None
    pid = plugin.engine.pid
    assert pid is not None
    plugin.unload()
    assert not Path(f"/proc/{pid}").exists()
    assert not [each.name for each in threading.enumerate() if "mosaic" in each.name and each.is_alive()]
    assert share_drawn(render(layer, "EPSG:25833")) == 0
    assert layer.clone() is not None
    plugin.initProcessing()
    again = QgsRasterLayer(str(images / "rgb" / "mosaic.json"), "mosaic", "mosaicjson")
    assert again.isValid(), problem(again)
