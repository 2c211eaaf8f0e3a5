"""The provider as QGIS uses it: layers, drawing, identify, statistics, styles; and what happens when the engine fails."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy
import pytest
from fake_engine import READ_RESULT, FakeEngine, FakeNotes, FakeRemote, band, description
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsErrorMessage,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPointXY,
    QgsProject,
    QgsProviderRegistry,
    QgsRasterBlock,
    QgsRasterBlockFeedback,
    QgsRasterLayer,
    QgsRasterRange,
    QgsReadWriteContext,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtXml import QDomDocument

from mosaic_qgis.engine.client.process import EngineFailure

MakeLayer = Callable[..., QgsRasterLayer]
WHOLE = QgsRectangle(0, 0, 10000, 8000)


def array_of(block: QgsRasterBlock) -> numpy.ndarray:
    return block.as_numpy(use_masking=False)


def draw(layer: QgsRasterLayer, width: int = 300, height: int = 240, crs: str = "EPSG:3857"):  # type: ignore[no-untyped-def]
    settings = QgsMapSettings()
    settings.setBackgroundColor(QColor(0, 0, 0, 0))
    settings.setLayers([layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    settings.setExtent(settings.layerExtentToOutputExtent(layer, layer.extent()))
    settings.setOutputSize(QSize(width, height))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def test_a_layer_is_what_the_mosaic_says(make_layer: MakeLayer) -> None:
    layer = make_layer()
    assert layer.isValid() and layer.crs().authid() == "EPSG:3857" and layer.extent() == WHOLE
    assert (layer.width(), layer.height(), layer.bandCount()) == (1000, 800, 3)
    provider = layer.dataProvider()
    assert provider.nativeResolutions() == [10.0, 20.0, 40.0]
    assert provider.sourceHasNoDataValue(1) and provider.sourceNoDataValue(1) == 0
    assert provider.colorInterpretation(3) == Qgis.RasterColorInterpretation.BlueBand
    assert provider.dataType(1) == Qgis.DataType.Byte
    assert layer.renderer().type() == "multibandcolor"
    assert "WebMercatorQuad" in layer.htmlMetadata() and provider.layerMetadata().rights() == ["somebody"]
    assert layer.customProperty("identify/format") == "Html"


def test_making_a_picture_layer_does_not_wait_for_statistics(make_layer: MakeLayer, remote: FakeRemote) -> None:
    remote.statistics_come = False
    layer = make_layer()
    assert layer.isValid()
    assert not remote.asked("statistics") and not remote.asked("read")


def test_blocks_of_all_bands_come_from_one_read(make_layer: MakeLayer, remote: FakeRemote) -> None:
    provider = make_layer().dataProvider()
    for number in (1, 2, 3):
        assert (array_of(provider.block(number, WHOLE, 50, 40)) == 20 * number).all()
    assert len(remote.asked("read")) == 1


@pytest.mark.parametrize(
    ("extent", "width", "height"),
    [
        (QgsRectangle(20000, 0, 30000, 8000), 10, 8),
        (QgsRectangle(), 10, 8),
        (QgsRectangle(0, 0, math.nan, 1), 10, 8),
        (QgsRectangle(0, 0, 0, 1), 10, 8),
    ],
)
def test_nowhere_is_nodata_and_asks_nothing(
    make_layer: MakeLayer, remote: FakeRemote, extent: QgsRectangle, width: int, height: int
) -> None:
    block = make_layer().dataProvider().block(1, extent, width, height)
    assert block.width() == width and all(block.isNoData(row, 0) for row in range(height))
    assert not remote.asked("read")


def test_odd_sizes_and_bands_give_empty_blocks(make_layer: MakeLayer, caplog: pytest.LogCaptureFixture) -> None:
    provider = make_layer().dataProvider()
    assert provider.block(1, WHOLE, 0, 10).isEmpty()
    assert provider.block(1, WHOLE, -1, 10).isEmpty()


def test_user_nodata_and_switched_off_source_nodata(make_layer: MakeLayer) -> None:
    provider = make_layer().dataProvider()
    provider.setUserNoDataValue(2, [QgsRasterRange(40, 40)])
    assert provider.block(2, WHOLE, 4, 4).isNoData(0, 0)
    assert provider.sample(QgsPointXY(5, 5), 1) == (10.0, True)
    provider.setUserNoDataValue(1, [QgsRasterRange(10, 10)])
    assert provider.sample(QgsPointXY(5, 5), 1)[1] is False
    assert provider.clone().block(2, WHOLE, 4, 4).isNoData(0, 0)
    provider.setUseSourceNoDataValue(1, False)
    assert not provider.block(1, WHOLE, 4, 4).hasNoDataValue()


def test_drawing_and_drawing_again_in_another_crs(make_layer: MakeLayer, remote: FakeRemote) -> None:
    layer = make_layer()
    assert draw(layer).pixelColor(150, 120).getRgb() == (20, 40, 60, 255)
    assert len(remote.asked("read")) == 1
    assert draw(layer, crs="EPSG:32631").pixelColor(150, 120).getRgb() == (20, 40, 60, 255)


def test_a_large_map_is_one_read(make_layer: MakeLayer, remote: FakeRemote) -> None:
    layer = make_layer()
    draw(layer, 3600, 2880)
    assert len(remote.asked("read")) == 1


def test_uncovered_ground_is_transparent_not_black(make_layer: MakeLayer, remote: FakeRemote) -> None:
    def half(request, on_patch) -> None:  # type: ignore[no-untyped-def]
        asked = request.arguments
        on_patch(remote.patch(request, 99, (0, 0, asked["width"] // 2, asked["height"])))
        request.pending.succeed(READ_RESULT)

    remote.on_read = half
    image = draw(make_layer())
    assert image.pixelColor(75, 120).alpha() == 255 and image.pixelColor(225, 120).alpha() == 0


def test_an_alpha_band_is_used(make_layer: MakeLayer, remote: FakeRemote) -> None:
    bands = (*(band(n, nodata=None) for n in (1, 2, 3)), band(4, nodata=None, color="alpha"))
    remote.description = description(bands=bands, mask="alpha")

    def half(request, on_patch) -> None:  # type: ignore[no-untyped-def]
        asked = request.arguments
        patch = remote.patch(request, 99, (0, 0, asked["width"] // 2, asked["height"]))
        patch.array[3] = 255
        on_patch(patch)
        request.pending.succeed(READ_RESULT)

    remote.on_read = half
    layer = make_layer()
    assert layer.renderer().alphaBand() == 4
    image = draw(layer)
    assert image.pixelColor(75, 120).getRgb() == (99, 99, 99, 255) and image.pixelColor(225, 120).alpha() == 0


def test_a_palette_is_drawn_in_its_colours(make_layer: MakeLayer, remote: FakeRemote) -> None:
    colormap = {"20": (255, 0, 0, 255), "3": (0, 0, 255, 255)}
    remote.description = description(bands=(band(1, color="palette", colormap=colormap),))
    layer = make_layer()
    assert layer.renderer().type() == "paletted"
    assert draw(layer).pixelColor(150, 120).getRgb() == (255, 0, 0, 255)


@pytest.mark.parametrize("dtype", ["uint16", "float32", "int16"])
def test_the_default_stretch_comes_from_the_sample(make_layer: MakeLayer, remote: FakeRemote, dtype: str) -> None:
    remote.description = description(bands=(band(1, dtype=dtype, nodata=None, color="gray"),))
    stretches = []
    for _ in range(2):
        enhancement = make_layer().renderer().contrastEnhancement()
        stretches.append((enhancement.minimumValue(), enhancement.maximumValue()))
    assert stretches[0] == stretches[1] and stretches[0] in ((5.0, 250.0), (6.0, 246.0))


def test_scaled_bands_are_shown_in_real_values(make_layer: MakeLayer, remote: FakeRemote) -> None:
    remote.description = description(bands=(band(1, dtype="uint16", scale=0.5, offset=1.0, color="gray"),))
    remote.point_values = (10.0,)
    provider = make_layer().dataProvider()
    assert provider.dataType(1) == Qgis.DataType.Float32 and provider.sourceDataType(1) == Qgis.DataType.UInt16
    assert array_of(provider.block(1, WHOLE, 2, 2))[0, 0] == pytest.approx(11.0)
    assert provider.sample(QgsPointXY(5, 5), 1) == (6.0, True)
    assert provider.bandStatistics(1, Qgis.RasterBandStatistic.All).maximumValue == 126.0
    assert provider.cumulativeCut(1, 0.02, 0.98) == (4.0, 124.0)


def test_statistics_never_read_everything(make_layer: MakeLayer, remote: FakeRemote) -> None:
    provider = make_layer().dataProvider()
    stats = provider.bandStatistics(2, Qgis.RasterBandStatistic.All, QgsRectangle(), 0)
    assert (stats.minimumValue, stats.maximumValue, stats.mean, stats.elementCount) == (5.0, 250.0, 100.0, 10)
    assert all(0 < request.arguments["sample_size"] <= 250_000 for request in remote.asked("statistics"))
    assert provider.hasStatistics(1, Qgis.RasterBandStatistic.All)
    histogram = provider.histogram(1)
    assert histogram.valid and len(histogram.histogramVector) == histogram.binCount


def test_statistics_that_do_not_come_are_replaced_by_the_types_range(make_layer: MakeLayer, remote: FakeRemote) -> None:
    remote.statistics_come = False
    stats = make_layer().dataProvider().bandStatistics(1, Qgis.RasterBandStatistic.Max, QgsRectangle(), 250_000)
    assert (stats.minimumValue, stats.maximumValue, stats.elementCount) == (0.0, 255.0, 0)


def test_identify_says_values_and_images_without_secrets(make_layer: MakeLayer) -> None:
    provider = make_layer().dataProvider()
    point = QgsPointXY(5000, 4000)
    assert provider.identify(point, Qgis.RasterIdentifyFormat.Value).results() == {1: 10.0, 2: 20.0, 3: 30.0}
    for form in (Qgis.RasterIdentifyFormat.Html, Qgis.RasterIdentifyFormat.Text):
        text = provider.identify(point, form).results()[0]
        assert "a.tif" in text and "20" in text and "geheim" not in text
    outside = provider.identify(QgsPointXY(-1, -1), Qgis.RasterIdentifyFormat.Value)
    assert outside.isValid() and outside.results() == {1: None, 2: None, 3: None}


def test_points_when_the_engine_fails(make_layer: MakeLayer, remote: FakeRemote, notes: FakeNotes) -> None:
    provider = make_layer().dataProvider()
    remote.point_failure = "unreachable"
    assert not provider.identify(QgsPointXY(5, 5), Qgis.RasterIdentifyFormat.Value).isValid()
    assert provider.sample(QgsPointXY(6, 6), 1)[1] is False
    assert notes.posted


def test_a_preview_is_answered_at_once_from_what_is_there(
    make_layer: MakeLayer, remote: FakeRemote, waits_s: list[float]
) -> None:
    remote.on_read = lambda request, on_patch: None
    provider = make_layer().dataProvider()
    feedback = QgsRasterBlockFeedback()
    feedback.setPreviewOnly(True)
    waits_s.clear()
    assert provider.block(1, WHOLE, 50, 40, feedback).isNoData(0, 0)
    assert not waits_s and not remote.asked("read")


@pytest.mark.parametrize("height_px", [240, 180], ids=["edges out of view", "edges in view"])
def test_drawing_fills_patch_by_patch_and_stops_when_cancelled(
    make_layer: MakeLayer, remote: FakeRemote, waits_s: list[float], height_px: int
) -> None:
    first_patch = threading.Event()

    def half_then_nothing(request, on_patch) -> None:  # type: ignore[no-untyped-def]
        asked = request.arguments
        on_patch(remote.patch(request, 99, (0, 0, asked["width"] // 2, asked["height"])))
        first_patch.set()

    remote.on_read = half_then_nothing
    layer = make_layer()
    settings = QgsMapSettings()
    settings.setBackgroundColor(QColor(0, 0, 0, 0))
    settings.setLayers([layer])
    view = layer.extent()  # 10 000 x 8 000
    if height_px == 180:
        view = QgsRectangle.fromCenterAndSize(view.center(), 12370, 7422)
    settings.setExtent(view)
    settings.setOutputSize(QSize(300, height_px))
    settings.setDestinationCrs(layer.crs())
    settings.setFlag(Qgis.MapSettingsFlag.RenderPartialOutput)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    ends = time.monotonic() + 10
    while job.renderedImage().pixelColor(75, height_px // 2).alpha() == 0 and time.monotonic() < ends:
        assert first_patch.wait(5)
    image = job.renderedImage()
    assert (
        image.pixelColor(75, height_px // 2).getRgb() == (99, 99, 99, 255)
        and image.pixelColor(225, height_px // 2).alpha() == 0
    )
    before = time.monotonic()
    job.cancel()
    assert time.monotonic() - before < 20, "it would be given up as stalled"
    assert remote.asked("read")[0].pending.cancelled.is_set()
    assert max(waits_s) <= 0.05


def test_images_that_were_skipped_are_named(make_layer: MakeLayer, remote: FakeRemote, notes: FakeNotes) -> None:
    skipped = tuple({"code": "bad_asset", "message": "broken", "asset": f"/data/{n}.tif"} for n in range(3))

    def with_gaps(request, on_patch) -> None:  # type: ignore[no-untyped-def]
        on_patch(remote.patch(request))
        request.pending.succeed({**READ_RESULT, "complete": False, "skipped": skipped})

    remote.on_read = with_gaps
    draw(make_layer())
    ((level, text),) = notes.posted
    assert level == "warning" and "3" in text and "/data/0.tif" in text and "broken" in text


@pytest.mark.parametrize(
    "code", ["not_found", "bad_document", "unreachable", "timeout", "auth", "environment", "crashed", "some_new_code"]
)
def test_a_mosaic_that_does_not_open_is_an_invalid_layer_with_one_sentence(
    make_layer: MakeLayer, engine: FakeEngine, notes: FakeNotes, code: str
) -> None:
    engine.failure = EngineFailure(code, "got 'https://u:geheim@h/x?sig=geheim'")
    layer = make_layer("/data/town.json")
    assert not layer.isValid()
    shown = layer.error().message(QgsErrorMessage.Format.Text)
    if code == "environment":
        assert not notes.posted, "the offer to set the engine up is the message"
    else:
        ((level, sentence),) = notes.posted
        assert level == "error" and sentence.split(" (")[0] in shown
    assert "town" in shown or code == "protocol"
    assert "got 'https" in shown and "geheim" not in shown
    assert layer.dataProvider().failure_code == code
    assert layer.dataProvider().block(1, WHOLE, 3, 3).isEmpty()


def test_an_engine_that_is_set_up_but_does_not_start_is_told(
    make_layer: MakeLayer, engine: FakeEngine, notes: FakeNotes
) -> None:
    engine.failure = EngineFailure("environment", "cannot import name", {"is_set_up": True, "has_window": True})
    assert not make_layer().isValid()
    ((level, sentence),) = notes.posted
    assert level == "error" and "does not start" in sentence


def test_a_failing_read_is_nodata_and_one_note(make_layer: MakeLayer, remote: FakeRemote, notes: FakeNotes) -> None:
    remote.on_read = lambda request, on_patch: request.pending.fail("crashed")
    provider = make_layer().dataProvider()
    assert all(provider.block(number, WHOLE, 4, 4).isNoData(1, 1) for number in (1, 2, 3))
    assert len(remote.asked("read")) == 1 and len(notes.posted) == 1
    remote.on_read = None
    assert not provider.block(1, WHOLE, 4, 4).isNoData(1, 1)


def test_clones_and_duplicates_share_the_open_mosaic(make_layer: MakeLayer, engine: FakeEngine) -> None:
    layer = make_layer()
    copies = [layer.clone(), make_layer(), layer.dataProvider().clone()]
    assert len(engine.opened) == 1 and copies[0].isValid()
    layer.reload()
    assert len(engine.opened) == 2


def test_reload_sees_a_changed_mosaic_and_a_lost_one(
    make_layer: MakeLayer, remote: FakeRemote, engine: FakeEngine
) -> None:
    layer = make_layer()
    engine.remote = FakeRemote(description(width=2000))
    layer.dataProvider().reloadData()
    assert layer.dataProvider().xSize() == 2000
    engine.failure = EngineFailure("unreachable", "gone")
    layer.dataProvider().reloadData()
    assert not layer.dataProvider().isValid() and layer.dataProvider().block(1, WHOLE, 2, 2).isEmpty()
    engine.failure = None
    layer.dataProvider().reloadData()
    assert layer.dataProvider().isValid()


def test_early_resampling_is_done_by_the_engine(make_layer: MakeLayer, remote: FakeRemote) -> None:
    layer = make_layer()
    layer.setResamplingStage(Qgis.RasterResamplingStage.Provider)
    provider = layer.dataProvider()
    provider.setZoomedInResamplingMethod(provider.ResamplingMethod.Cubic)
    provider.setZoomedOutResamplingMethod(provider.ResamplingMethod.Average)
    provider.clone().block(1, WHOLE, 100, 80)
    provider.clone().block(1, QgsRectangle(0, 0, 100, 100), 100, 100)
    assert [request.arguments["resampling"] for request in remote.asked("read")] == ["average", "cubic"]


def test_a_project_keeps_early_resampling(make_layer: MakeLayer) -> None:
    layer = make_layer()
    layer.setResamplingStage(Qgis.RasterResamplingStage.Provider)
    layer.dataProvider().setZoomedInResamplingMethod(layer.dataProvider().ResamplingMethod.CubicSpline)
    document = QDomDocument()
    element = document.createElement("maplayer")
    document.appendChild(element)
    assert layer.writeLayerXml(element, document, QgsReadWriteContext())
    copy = make_layer()
    assert copy.readLayerXml(element, QgsReadWriteContext())
    assert copy.resamplingStage() == Qgis.RasterResamplingStage.Provider
    assert copy.dataProvider()._resampling == layer.dataProvider()._resampling
    assert layer.dataProvider()._resampling.enabled


def test_the_uris_own_resampling_wins(make_layer: MakeLayer, remote: FakeRemote) -> None:
    make_layer("/data/m.json|resampling=bilinear").dataProvider().block(1, WHOLE, 100, 80)
    assert remote.asked("read")[0].arguments["resampling"] == "bilinear"


def test_the_engine_gets_absolute_paths_and_plain_options(make_layer: MakeLayer, engine: FakeEngine) -> None:
    make_layer("some/m.json|pixel_selection=first|query=%7B%22a%22:1%7D")
    mosaic, options, credentials = engine.opened[0]
    assert mosaic == str(Path("some/m.json").absolute())
    assert options == {"pixel_selection": "first", "query": '{"a":1}'} and credentials is None


def test_a_project_keeps_the_path_relative_and_the_style(
    provider_registered: None, tmp_path: Path, engine: FakeEngine
) -> None:
    folder = tmp_path / "ü project"
    folder.mkdir()
    document = folder / "m|a%.json"
    document.write_text('{"mosaicjson": "0.0.2"}')
    project = QgsProject.instance()
    layer = QgsRasterLayer(f"{document}|minzoom=3", "mosaic", "mosaicjson")
    layer.setOpacity(0.5)
    layer.renderer().setRedBand(3)
    project.addMapLayer(layer)
    assert project.write(str(folder / "p.qgs"))
    assert "./m|a%.json|minzoom=3" in (folder / "p.qgs").read_text(encoding="utf-8")
    project.clear()
    moved = tmp_path / "moved"
    folder.rename(moved)
    assert project.read(str(moved / "p.qgs"))
    (read,) = project.mapLayers().values()
    assert read.isValid() and read.source() == f"{moved / 'm|a%.json'}|minzoom=3"
    assert read.opacity() == 0.5 and read.renderer().redBand() == 3
    assert engine.opened[-1][0] == str(moved / "m|a%.json")


def test_qgis_finds_mosaics_and_leaves_other_json_alone(provider_registered: None, tmp_path: Path) -> None:
    registry = QgsProviderRegistry.instance()
    mosaic, geojson = tmp_path / "m.json", tmp_path / "g.json"
    mosaic.write_text('{"mosaicjson": "0.0.2", "tiles": {}}')
    geojson.write_text('{"type": "FeatureCollection", "features": []}')
    (found,) = registry.querySublayers(str(mosaic))
    assert (found.providerKey(), found.uri(), found.name()) == ("mosaicjson", str(mosaic), "m")
    assert all(each.providerKey() != "mosaicjson" for each in registry.querySublayers(str(geojson)))
    assert [each.metadata().key() for each in registry.preferredProvidersForUri(str(mosaic))] == ["mosaicjson"]
    for odd in ("a|minzoom=3.json", "a%7Cminzoom=3.json"):
        (tmp_path / odd).write_text('{"mosaicjson": "0.0.2", "tiles": {}}')
        (found,) = registry.querySublayers(str(tmp_path / odd))
        assert registry.decodeUri("mosaicjson", found.uri()) == {"path": str(tmp_path / odd)}
    assert "*.mosaicjson" in registry.fileRasterFilters()
    assert registry.querySublayers("https://h/m.mosaicjson")[0].providerKey() == "mosaicjson"


@pytest.mark.parametrize("source", ["/data/m.json|minzoom=3", "s3://b/m.json|authcfg=a|query=%7B%7D", "/a b/m|x.json"])
def test_uri_parts_round_trip_through_qgis(provider_registered: None, source: str) -> None:
    registry = QgsProviderRegistry.instance()
    assert registry.encodeUri("mosaicjson", registry.decodeUri("mosaicjson", source)) == source


def test_layers_outlive_the_implementation(make_layer: MakeLayer) -> None:
    from mosaic_qgis.provider import registration

    layer = make_layer()
    registration.set_implementation(None)
    assert draw(layer).pixelColor(150, 120).alpha() == 255
    assert not QgsRasterLayer("/data/m.json", "n", "mosaicjson").isValid()
