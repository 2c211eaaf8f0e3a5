"""What a layer answers besides pixels: statistics, histograms, identify, metadata, time; also from odd descriptions."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from typing import Any

import pytest
from fake_engine import READ_RESULT, FakeEngine, FakeNotes, FakePending, FakeRemote, band, description, image, state
from qgis.core import (
    Qgis,
    QgsDataProvider,
    QgsDateTimeRange,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsPointXY,
    QgsProject,
    QgsRasterBlockFeedback,
    QgsRasterIdentifyResult,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QSize, Qt, QTime

from mosaic_qgis.engine.client.process import EngineFailure
from mosaic_qgis.host import patience
from mosaic_qgis.provider import statistics, temporal
from mosaic_qgis.provider.frames import FrameCache
from mosaic_qgis.provider.skipped import MOST_REMEMBERED, ToldImages
from mosaic_qgis.provider.source import Limits, MosaicSource, StatisticsKey
from mosaic_qgis.provider.statistics import ESTIMATE_PX, QGIS_SAMPLE_PX, SAMPLE_PX

MakeLayer = Callable[..., QgsRasterLayer]
ALL = Qgis.RasterBandStatistic.All
MIN_MAX = Qgis.RasterBandStatistic.Min | Qgis.RasterBandStatistic.Max
POINT = QgsPointXY(5000, 4000)
KNOWN = {"minimum": 100.0, "maximum": 900.0, "mean": 400.0, "stdev": 50.0}


def one_band(**changes: Any) -> dict[str, Any]:
    return description(bands=(band(1, **{"dtype": "uint16", "nodata": None, "color": "gray", **changes}),))


# Statistics


@pytest.mark.parametrize("count", [3, 4])
def test_a_picture_layer_asks_for_no_statistics(make_layer: MakeLayer, remote: FakeRemote, count: int) -> None:
    remote.description = description(bands=tuple(band(number) for number in range(1, count + 1)))
    layer = make_layer()
    assert layer.isValid() and not remote.asked("statistics") and not remote.asked("read")
    layer.dataProvider().bandStatistics(1, ALL, QgsRectangle(), QGIS_SAMPLE_PX)
    assert len(remote.asked("statistics")) == 1, "what a person asks of it is sampled"


def test_a_project_is_read_without_statistics(make_layer: MakeLayer, remote: FakeRemote, tmp_path: Any) -> None:
    remote.description = one_band()
    project = QgsProject.instance()
    project.addMapLayer(make_layer().clone())
    project.write(str(tmp_path / "p.qgs"))
    project.clear()
    remote.requests.clear()
    assert project.read(str(tmp_path / "p.qgs"))
    (layer,) = project.mapLayers().values()
    assert layer.isValid() and not remote.requests
    stats = layer.dataProvider().bandStatistics(1, ALL, QgsRectangle(), QGIS_SAMPLE_PX)
    assert stats.maximumValue == 250.0, "the first question of a person is no look at a new layer"


def test_all_questions_of_a_new_layer_are_one_sample(make_layer: MakeLayer, remote: FakeRemote) -> None:
    bands = tuple(band(number, dtype="uint16", nodata=None) for number in (1, 2, 3))
    remote.description = description(bands=bands)
    layer = make_layer()
    assert layer.renderer().redContrastEnhancement().minimumValue() == 6.0
    assert layer.renderer().blueContrastEnhancement().maximumValue() == 246.0
    (request,) = remote.asked("statistics")
    assert request.arguments["sample_size"] == ESTIMATE_PX and request.arguments["extent"] is None
    layer.dataProvider().bandStatistics(2, ALL, QgsRectangle(), QGIS_SAMPLE_PX)
    assert layer.clone().isValid() and layer.dataProvider().clone().hasStatistics(
        3, ALL, QgsRectangle(), QGIS_SAMPLE_PX
    )
    assert len(remote.asked("statistics")) == 1


def test_a_background_sample_is_the_one_that_qgis_asks_for(
    make_layer: MakeLayer, remote: FakeRemote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `prepare` has asked is not asked again, whatever kind of layer it is."""
    single, several, picture = (
        one_band(),
        description(bands=tuple(band(n, dtype="int16") for n in (1, 2))),
        description(),
    )
    for described, samples in ((single, 1), (several, 1), (picture, 0)):
        remote.description = described
        layer = make_layer(f"/data/{id(described)}.json")
        statistics.prepare(layer.dataProvider()._source, "m", is_cancelled=patience.never)
        assert len(remote.asked("statistics")) == samples
        remote.requests.clear()


def test_statistics_that_were_waited_for_in_the_background_hold_nobody_up() -> None:
    remote = FakeRemote(statistics_come=False)
    waits: list[float] = []

    def wait(pending: FakePending, timeout_s: float, _is_cancelled: Callable[[], bool]) -> bool:
        waits.append(timeout_s)
        return pending.wait(0)

    limits = Limits(stall_timeout_s=1, statistics_timeout_s=1, point_timeout_s=1)
    source = MosaicSource(
        remote, frames=FrameCache(2**20), limits=limits, on_frame_settled=lambda frame: None, wait=wait  # type: ignore[arg-type]
    )  # fmt: skip
    asking = statistics.BandStatistics(source, "town")
    key = StatisticsKey(extent=None, sample_size=1000, percentiles=(2.0, 98.0))
    assert not asking.sample(key, patience.never, 60.0)
    assert waits == [60.0]
    for _ in range(3):
        assert not asking.sample(key, patience.never)
    assert waits == [60.0], "QGIS's window waits no second time"
    remote.asked("statistics")[0].pending.succeed({"bands": ({"band": 1},)})
    assert asking.sample(key, patience.never) == ({"band": 1},)
    assert len(remote.asked("statistics")) == 1


def test_known_statistics_need_no_sample(make_layer: MakeLayer, remote: FakeRemote) -> None:
    remote.description = one_band(statistics=KNOWN, scale=0.1, offset=1.0)
    layer = make_layer()
    enhancement = layer.renderer().contrastEnhancement()
    assert (enhancement.minimumValue(), enhancement.maximumValue()) == pytest.approx((11.0, 91.0))
    stats = layer.dataProvider().bandStatistics(1, ALL, QgsRectangle(), QGIS_SAMPLE_PX)
    assert (stats.mean, stats.stdDev, stats.range) == pytest.approx((41.0, 5.0, 80.0))
    assert layer.dataProvider().hasStatistics(1, ALL, QgsRectangle(), QGIS_SAMPLE_PX)
    assert not remote.asked("statistics")
    exact = layer.dataProvider().bandStatistics(1, ALL, QgsRectangle(), 0)
    part = layer.dataProvider().bandStatistics(1, ALL, QgsRectangle(0, 0, 10, 10), QGIS_SAMPLE_PX)
    assert exact.maximumValue == part.maximumValue == 26.0
    assert [request.arguments["sample_size"] for request in remote.asked("statistics")] == [SAMPLE_PX, ESTIMATE_PX]


def test_a_known_range_without_a_mean_serves_for_the_range_only(make_layer: MakeLayer, remote: FakeRemote) -> None:
    remote.description = one_band(statistics={**KNOWN, "mean": None})
    provider = make_layer().dataProvider()
    remote.requests.clear()
    found = provider.bandStatistics(1, Qgis.RasterBandStatistics(MIN_MAX), QgsRectangle(), QGIS_SAMPLE_PX)
    assert (found.minimumValue, found.maximumValue) == (100.0, 900.0) and not remote.asked("statistics")
    assert provider.bandStatistics(1, ALL, QgsRectangle(), QGIS_SAMPLE_PX).mean == 100.0


@pytest.mark.parametrize(
    "hostile",
    [
        {"minimum": 9.0, "maximum": 1.0, "mean": None, "stdev": None},
        {"minimum": math.nan, "maximum": 1.0, "mean": 0.0, "stdev": 0.0},
        {"minimum": -math.inf, "maximum": math.inf, "mean": 0.0, "stdev": 1.0},
    ],
)
def test_metadata_that_tell_no_range_are_not_believed(
    make_layer: MakeLayer, remote: FakeRemote, hostile: dict[str, Any]
) -> None:
    remote.description = one_band(statistics=hostile)
    enhancement = make_layer().renderer().contrastEnhancement()
    assert (enhancement.minimumValue(), enhancement.maximumValue()) == (5.0, 250.0)


@pytest.mark.parametrize("stdev", [-1.0, math.nan, math.inf])
def test_an_odd_deviation_is_not_believed(make_layer: MakeLayer, remote: FakeRemote, stdev: float) -> None:
    remote.description = one_band(statistics={**KNOWN, "stdev": stdev})
    stats = make_layer().dataProvider().bandStatistics(1, ALL, QgsRectangle(), QGIS_SAMPLE_PX)
    assert stats.stdDev == 20.0


def test_statistics_that_fail_are_logged_and_no_note(
    make_layer: MakeLayer, remote: FakeRemote, notes: FakeNotes
) -> None:
    remote.description = one_band()
    remote.statistics_failure = "unreachable"
    enhancement = make_layer().renderer().contrastEnhancement()
    assert (enhancement.minimumValue(), enhancement.maximumValue()) == (0.0, 65535.0)
    assert not notes.posted


def test_no_pixel_with_data_is_the_types_range(make_layer: MakeLayer, remote: FakeRemote) -> None:
    remote.description = one_band()
    remote.statistics_count = 0
    provider = make_layer().dataProvider()
    assert provider.bandStatistics(1, ALL, QgsRectangle(), 0).maximumValue == 65535.0
    assert provider.cumulativeCut(1, 0.02, 0.98) == (0.0, 65535.0)


@pytest.mark.parametrize("method", ["bandStatistics", "cumulativeCut", "hasStatistics"])
@pytest.mark.parametrize("number", [0, -1, 4, 10**6])
def test_bands_that_are_not_there(make_layer: MakeLayer, method: str, number: int) -> None:
    provider = make_layer().dataProvider()
    if method == "bandStatistics":
        assert provider.bandStatistics(number).elementCount == 0
    elif method == "hasStatistics":
        assert provider.hasStatistics(number) is False
    else:
        assert all(map(math.isnan, provider.cumulativeCut(number, 0.0, 1.0)))


def test_a_histogram_is_of_the_pixels(make_layer: MakeLayer, remote: FakeRemote) -> None:
    """QGIS's own, of coarse blocks: bins, range, sample size and what is out of the range as it passes them."""
    provider = make_layer().dataProvider()
    found = provider.histogram(2, 10, 0.0, 100.0, QgsRectangle(), 10_000, False)
    assert (found.binCount, found.minimum, found.maximum) == (10, 0.0, 100.0)
    total = sum(found.histogramVector)
    assert found.histogramVector[4] == total and 9_000 <= total <= 11_000, "the value 40 in bins of 10"
    assert sum(provider.histogram(2, 10, 50.0, 60.0, QgsRectangle(), 10_000, False).histogramVector) == 0
    outside = provider.histogram(2, 10, 50.0, 60.0, QgsRectangle(), 10_000, True)
    assert outside.histogramVector[0] == sum(outside.histogramVector) > 0
    reads = remote.asked("read")
    assert sum(request.arguments["width"] * request.arguments["height"] for request in reads) < 40_000


def test_a_histogram_without_a_range_has_that_of_the_statistics(make_layer: MakeLayer, remote: FakeRemote) -> None:
    remote.description = one_band()
    found = make_layer().dataProvider().histogram(1, 50, math.nan, math.nan, QgsRectangle(), QGIS_SAMPLE_PX)
    assert (found.minimum, found.maximum) == (5.0, 250.0) and sum(found.histogramVector) > 0


# Identify


def text_of(result: QgsRasterIdentifyResult) -> str:
    return str(result.results()[0])


def test_identify_tells_values_and_images(make_layer: MakeLayer, remote: FakeRemote) -> None:
    remote.point_images = (
        image(datetime="2024-06-01T10:20:30Z"),
        image(rank=2, name="b.tif", href="s3://b/b.tif", used=False, values=(None, None, None)),
        image(rank=3, name="c.tif", href="s3://b/c.tif", used=False, values=None),
    )
    remote.point_skipped = ({"code": "not_found", "message": "d.tif is gone", "asset": "d.tif"},)
    provider = make_layer().dataProvider()
    for form in (Qgis.RasterIdentifyFormat.Html, Qgis.RasterIdentifyFormat.Text):
        text = text_of(provider.identify(POINT, form))
        for words in (
            "a.tif",
            "2024-06-01T10:20:30Z",
            "10, 20, 30",
            "s3://b/b.tif",
            "no data",
            "c.tif",
            "d.tif is gone",
        ):
            assert words in text, (form, words)
        assert "geheim" not in text
    assert "1. a.tif *, 2024-06-01T10:20:30Z, 10, 20, 30: https://" in text
    assert provider.identify(POINT, Qgis.RasterIdentifyFormat.Value).results() == {1: 10.0, 2: 20.0, 3: 30.0}


def test_identify_gives_images_as_features(make_layer: MakeLayer, remote: FakeRemote) -> None:
    remote.description = description(bands=(band(1, name="B04"), band(2, scale=2.0), band(3)))
    remote.point_images = (
        image(datetime="2024-06-01T10:20:30Z"),
        image(rank=2, name="b.tif", used=False, values=None, href="https://h/b.tif"),
    )
    ((store,),) = make_layer().dataProvider().identify(POINT, Qgis.RasterIdentifyFormat.Feature).results().values()
    first, second = store.features()
    assert [field.name() for field in store.fields()] == [
        "rank", "name", "datetime", "href", "used", "band_1", "band_2", "band_3",
    ]  # fmt: skip
    assert (first["rank"], first["name"], first["used"], first["band_1"], first["band_2"]) == (
        1,
        "a.tif",
        True,
        10.0,
        40.0,
    )
    assert first["datetime"] == "2024-06-01T10:20:30Z" and "geheim" not in first["href"]
    assert (second["rank"], second["used"], second["href"]) == (2, False, "https://h/b.tif")
    assert not second["datetime"] and not second["band_1"]


HOSTILE = "<script>alert('x')</script>\n2. fake.tif & \"co\""


def test_hostile_names_stay_text(make_layer: MakeLayer, remote: FakeRemote) -> None:
    remote.point_images = (image(name=HOSTILE, href=f"https://h/{HOSTILE}", datetime=HOSTILE),)
    remote.point_skipped = ({"code": "bad_asset", "message": HOSTILE, "asset": None},)
    remote.description = description(bands=(band(1, name=HOSTILE, description=HOSTILE, unit="<b>m"), band(2), band(3)))
    provider = make_layer().dataProvider()
    page = text_of(provider.identify(POINT, Qgis.RasterIdentifyFormat.Html))
    assert "<script" not in page and "&lt;script&gt;" in page and "<b>m" not in page
    lines = text_of(provider.identify(POINT, Qgis.RasterIdentifyFormat.Text)).splitlines()
    assert not any(line.startswith("2. fake.tif") for line in lines[2:])


def test_identify_outside_and_on_many_images(make_layer: MakeLayer, remote: FakeRemote) -> None:
    provider = make_layer().dataProvider()
    outside = provider.identify(QgsPointXY(-1, -1), Qgis.RasterIdentifyFormat.Text)
    assert "No image covers this point." in text_of(outside) and not remote.asked("identify")
    remote.point_images = tuple(image(rank=n, name=f"{n}.tif") for n in range(1, 61))
    page = text_of(provider.identify(POINT, Qgis.RasterIdentifyFormat.Html))
    assert "50.tif" in page and "51.tif" not in page and "10 more" in page


def test_band_names_are_those_that_qgis_shows(make_layer: MakeLayer, remote: FakeRemote) -> None:
    expression = "(b4-b3)/(b4+b3)"
    remote.description = description(
        bands=(
            band(1, name="B04", description="red, 665 nm", color="undefined"),
            band(2, name="B08", color="undefined"),
            band(3, name=expression, dtype="float32", nodata=math.nan, color="undefined"),
            *(band(number) for number in range(4, 12)),
        )
    )
    provider = make_layer().dataProvider()
    assert [provider.generateBandName(number) for number in (1, 2, 3, 4, 11)] == [
        "Band 01: red, 665 nm", "Band 02: B08", f"Band 03: {expression}", "Band 04", "Band 11",
    ]  # fmt: skip
    assert provider.displayBandName(2) == "Band 02: B08"


# Metadata


def test_the_information_page_tells_everything(make_layer: MakeLayer, remote: FakeRemote) -> None:
    remote.description = description(
        document_uri="s3://bucket/m.json",
        warnings=({"code": "promoted", "message": "uint8 and uint16: the layer is uint16", "asset": None},),
        temporal={"begin": "2024-05-01T00:00:00Z", "end": "2024-06-01T00:00:00Z"},
        licence="CC-BY-4.0",
        links=({"title": "Terms", "href": "https://h/terms", "rel": "license"},),
    )
    gone = {"code": "not_found", "message": "3.tif is gone", "asset": "https://h/3.tif?sig=geheim"}
    remote.state = state(skipped=(gone,), complete_resolution=152.87)
    page = make_layer().htmlMetadata()
    for words in (
        "s3://bucket/m.json", "Amazon S3", "0.0.2", "somebody", "CC-BY-4.0", "https://h/terms", "8 to 12",
        "2024-05-01T00:00:00Z to 2024-06-01T00:00:00Z", "/data/a.tif", "https://h/1.tif", "the layer is uint16",
        "3.tif is gone", "Images left out: 1", "3 MiB of 512 MiB", "152.87",
    ):  # fmt: skip
        assert words in page, words
    assert "geheim" not in page and "Disk cache" not in page


def test_the_information_page_does_not_wait_for_a_busy_engine(make_layer: MakeLayer, remote: FakeRemote) -> None:
    remote.state = None
    assert "open this page again later" in make_layer().htmlMetadata()


def test_the_information_page_is_escaped(make_layer: MakeLayer, remote: FakeRemote) -> None:
    failure = {"code": "bad_asset", "message": HOSTILE, "asset": HOSTILE}
    remote.description = description(
        description=HOSTILE, attribution=HOSTILE, licence=HOSTILE, warnings=(failure,), document_uri=f"https://h/{HOSTILE}",
        links=({"title": HOSTILE, "href": "https://h/", "rel": HOSTILE},),
    )  # fmt: skip
    remote.state = state(skipped=(failure,))
    assert "<script" not in make_layer().htmlMetadata()


def test_layer_metadata(make_layer: MakeLayer, remote: FakeRemote) -> None:
    remote.description = description(
        temporal={"begin": "2024-05-01T00:00:00Z", "end": None}, licence="CC-BY-4.0",
        links=({"title": "", "href": "https://h/terms?token=geheim", "rel": "license"},),
    )  # fmt: skip
    metadata = make_layer("s3://b/m.json").metadata()
    assert metadata.licenses() == ["CC-BY-4.0"] and metadata.rights() == ["somebody"]
    (begin,) = (each.begin().toUTC().toString(Qt.DateFormat.ISODate) for each in metadata.extent().temporalExtents())
    assert begin == "2024-05-01T00:00:00Z"
    assert metadata.extent().spatialExtents()[0].bounds.xMaximum() == 10000
    places = [(link.name, link.url) for link in metadata.links()]
    assert places[0][0] == "MosaicJSON" and places[1][0] == "license" and "geheim" not in places[1][1]


# Time

TEMPORAL = {"begin": "2024-05-15T10:00:00Z", "end": "2024-06-15T10:00:00Z"}


def moment(month: int, day: int) -> QDateTime:
    return QDateTime(QDate(2024, month, day), QTime(0, 0), Qt.TimeSpec.UTC)


def draw(layer: QgsRasterLayer, span: QgsDateTimeRange | None) -> None:
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setExtent(layer.extent())
    settings.setDestinationCrs(layer.crs())
    settings.setOutputSize(QSize(50, 40))
    if span is not None:
        settings.setIsTemporal(True)
        settings.setTemporalRange(span)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()


def test_the_temporal_range_of_a_map_reaches_the_engine(make_layer: MakeLayer, remote: FakeRemote) -> None:
    remote.description = description(temporal=TEMPORAL)
    layer = make_layer()
    assert layer.temporalProperties().isActive()
    draw(layer, None)
    draw(layer, QgsDateTimeRange(moment(5, 1), moment(6, 1), True, False))
    draw(layer, QgsDateTimeRange(moment(6, 1), moment(7, 1)))
    assert [request.arguments["time"] for request in remote.asked("read")] == [
        None,
        ("2024-05-01T00:00:00.000Z", "2024-05-31T23:59:59.999Z"),
        ("2024-06-01T00:00:00.000Z", "2024-07-01T00:00:00.000Z"),
    ]
    draw(layer, None)
    assert len(remote.asked("read")) == 3, "each time is kept by itself"
    layer.temporalProperties().setIsActive(False)
    draw(layer, QgsDateTimeRange(moment(5, 1), moment(6, 1)))
    assert len(remote.asked("read")) == 3, "a layer whose time is switched off shows all"


def test_only_maps_on_the_screen_are_sketches(make_layer: MakeLayer, remote: FakeRemote) -> None:
    provider = make_layer().dataProvider()
    feedback = QgsRasterBlockFeedback()
    provider.block(1, QgsRectangle(0, 0, 10000, 8000), 10, 8, feedback)
    feedback.setRenderPartialOutput(True)
    provider.block(1, QgsRectangle(0, 0, 10000, 8000), 10, 8, feedback)
    provider.block(2, QgsRectangle(0, 0, 10000, 8000), 10, 8)
    assert [request.arguments["sketch"] for request in remote.asked("read")] == [False, True]


def test_points_and_statistics_of_all_time(make_layer: MakeLayer, remote: FakeRemote) -> None:
    remote.description = description(temporal=TEMPORAL)
    provider = make_layer().dataProvider()
    provider.identify(POINT, Qgis.RasterIdentifyFormat.Value)
    provider.sample(POINT, 1)
    provider.bandStatistics(1)
    assert [request.arguments["time"] for request in remote.requests] == [None, None, None]


def test_what_a_mosaic_with_times_tells_qgis(make_layer: MakeLayer, remote: FakeRemote) -> None:
    remote.description = description(temporal=TEMPORAL)
    can = make_layer().dataProvider().temporalCapabilities()
    assert can.hasTemporalCapabilities() and can.defaultInterval().originalUnit() == Qgis.TemporalUnit.Days
    span = can.availableTemporalRange()
    assert span.begin().toUTC().toString(Qt.DateFormat.ISODate) == TEMPORAL["begin"]
    assert make_layer().dataProvider().clone().temporalCapabilities().hasTemporalCapabilities()


@pytest.mark.parametrize(
    "odd",
    [
        None,
        {"begin": None, "end": None},
        {"begin": "x", "end": ""},
        {"begin": TEMPORAL["end"], "end": TEMPORAL["begin"]},
    ],
)
def test_a_mosaic_without_times_is_not_temporal(make_layer: MakeLayer, remote: FakeRemote, odd: Any) -> None:
    remote.description = description(temporal=odd)
    layer = make_layer()
    assert not layer.dataProvider().temporalCapabilities().hasTemporalCapabilities()
    assert not layer.temporalProperties().isActive()
    draw(layer, QgsDateTimeRange(moment(5, 1), moment(6, 1)))
    assert remote.asked("read")[0].arguments["time"] is None


@pytest.mark.parametrize(
    ("begin", "end", "includes", "time"),
    [
        (moment(5, 1), moment(5, 2), (True, True), ("2024-05-01T00:00:00.000Z", "2024-05-02T00:00:00.000Z")),
        (moment(5, 1), moment(5, 2), (False, False), ("2024-05-01T00:00:00.001Z", "2024-05-01T23:59:59.999Z")),
        (moment(5, 1), moment(5, 1), (True, False), ("2024-05-01T00:00:00.000Z", "2024-05-01T00:00:00.000Z")),
        (moment(5, 1), QDateTime(), (True, True), ("2024-05-01T00:00:00.000Z", None)),
        (QDateTime(), moment(5, 1), (True, False), (None, "2024-04-30T23:59:59.999Z")),
        (QDateTime(), QDateTime(), (True, True), None),
    ],
)
def test_ends_of_a_range(begin: QDateTime, end: QDateTime, includes: tuple[bool, bool], time: Any) -> None:
    assert temporal.time_of(QgsDateTimeRange(begin, end, *includes)) == time


# What was left out


def failures_of(*names: str) -> tuple[dict[str, Any], ...]:
    return tuple({"code": "bad_asset", "message": "broken", "asset": f"/data/{name}.tif"} for name in names)


def test_images_that_fail_are_told_once_until_others_fail(
    make_layer: MakeLayer, remote: FakeRemote, notes: FakeNotes
) -> None:
    skipped: tuple[dict[str, Any], ...] = failures_of("a", "b", "c")

    def with_gaps(request: Any, on_patch: Any) -> None:
        on_patch(remote.patch(request))
        request.pending.succeed({**READ_RESULT, "complete": False, "skipped": skipped, "assets": 109})

    remote.on_read = with_gaps
    provider = make_layer().dataProvider()
    for step in range(4):
        for number in (1, 2, 3):
            provider.block(number, QgsRectangle(step, 0, 10000 + step, 8000), 10, 8)
    ((level, text),) = notes.posted
    assert level == "warning" and "3 of 112 images could not be read" in text and "/data/c.tif: broken" in text
    skipped = failures_of("b")
    provider.block(1, QgsRectangle(20, 0, 10000, 8000), 10, 8)
    assert len(notes.posted) == 1, "nothing new"
    skipped = failures_of("b", "d")
    provider.block(1, QgsRectangle(30, 0, 10000, 8000), 10, 8)
    assert len(notes.posted) == 2 and "2 of 111 images" in notes.posted[1][1]
    provider.reloadData()
    provider.block(1, QgsRectangle(30, 0, 10000, 8000), 10, 8)
    assert len(notes.posted) == 3, "a reload begins anew"


def test_what_was_told_is_bounded_and_safe_from_many_threads() -> None:
    told = ToldImages()
    assert not told.has_news(())
    many = failures_of(*(str(number) for number in range(MOST_REMEMBERED)))
    assert told.has_news(many) and not told.has_news(many[:5])
    assert told.has_news(failures_of("one more"))
    assert len(told._told) == 1
    answers: list[bool] = []
    threads = [threading.Thread(target=lambda: answers.append(told.has_news(failures_of("x")))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(answers) == [False] * 7 + [True]


# An invalid layer


def test_an_invalid_layer_answers_nothing(engine: FakeEngine, make_layer: MakeLayer) -> None:
    engine.failure = EngineFailure("not_found", "gone")
    provider = make_layer().dataProvider()
    assert provider.bandStatistics(1).elementCount == 0 and not provider.hasStatistics(1)
    assert provider.htmlMetadata() == "" and provider.layerMetadata().title() == ""
    assert not provider.identify(POINT, Qgis.RasterIdentifyFormat.Value).isValid()
    assert provider.sample(POINT, 1)[1] is False
    assert not provider.temporalCapabilities().hasTemporalCapabilities()
    assert isinstance(provider, QgsDataProvider)


def test_what_is_odd_about_a_mosaic_is_told_where_it_belongs(
    make_layer: MakeLayer, remote: FakeRemote, notes: FakeNotes
) -> None:
    """In the bar what is about the document; a map tells of images; what nobody has to act on is on the page."""
    remote.description = description(
        warnings=(
            {"code": "bad_document", "message": "no key has the declared zoom", "asset": None},
            {"code": "not_found", "message": "a.tif is gone", "asset": "/data/a.tif"},
            {"code": "promoted", "message": "uint8 and uint16: the layer is uint16", "asset": None},
            {"code": "no_overviews", "message": "3 images have no overviews", "asset": None},
        )
    )
    page = make_layer().htmlMetadata()
    assert [text for _, text in notes.posted] == ["“m”: no key has the declared zoom"]
    assert all(words in page for words in ("a.tif is gone", "the layer is uint16", "3 images have no overviews"))
