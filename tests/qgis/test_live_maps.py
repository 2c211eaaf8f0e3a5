"""What a map under way has got is on the canvas at once, and nothing of the canvas is changed for that."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from fake_engine import READ_RESULT, FakeEngine, FakeNotes, FakeRemote, Request
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsMapSettings, QgsRectangle, QgsRenderContext
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QRectF, QSize, QThreadPool, QTimer
from qgis.PyQt.QtGui import QColor, QImage, QPainter
from waiting import until

from mosaic_qgis.host.live_maps import SLOT, LiveMaps
from mosaic_qgis.provider import registration
from mosaic_qgis.provider.metadata import MosaicMetadata
from mosaic_qgis.provider.opening import MosaicOpener

NEVER_MS = 3_600_000
"""The canvas's own timer shows nothing while a test runs."""
ASKED_S = "mosaic_qgis_asked_s"
WIDTH_PX, HEIGHT_PX = 300, 240
HERE = QgsRectangle(2000, 1600, 8000, 6400)
BESIDE = QgsRectangle(3000, 1600, 9000, 6400)

MakeLayer = Callable[..., object]
MakeCanvas = Callable[..., QgsMapCanvas]


class Engine:
    """Reads bring the left half of the map at once, and the rest when the test says so."""

    def __init__(self, remote: FakeRemote) -> None:
        self._remote = remote
        self.goes_on = threading.Event()
        self.requests: list[Request] = []
        remote.on_read = self._read

    def _read(self, request: Request, on_patch: Callable[..., None]) -> None:
        self.requests.append(request)
        asked = request.arguments
        width, height = asked["width"], asked["height"]

        def work() -> None:
            on_patch(self._remote.patch(request, 99, (0, 0, width // 2, height)))
            if self.goes_on.wait(60):
                on_patch(self._remote.patch(request, 99, (width // 2, 0, width - width // 2, height)))
                request.pending.succeed(READ_RESULT)

        threading.Thread(target=work, daemon=True).start()


@pytest.fixture
def halting(remote: FakeRemote) -> Iterator[Engine]:
    engine = Engine(remote)
    yield engine
    engine.goes_on.set()


@pytest.fixture
def live_maps(qgis_app: QgsApplication) -> LiveMaps:
    return LiveMaps()


@pytest.fixture
def provider_registered(
    qgis_app: QgsApplication, engine: FakeEngine, notes: FakeNotes, live_maps: LiveMaps
) -> Iterator[None]:
    opener = MosaicOpener(engine, notes, live_maps.show)  # type: ignore[arg-type]
    registration.set_implementation(MosaicMetadata(opener))
    yield
    registration.set_implementation(None)


@pytest.fixture
def many_threads() -> Iterator[None]:
    """Layers that never end must not keep others from being drawn, on whatever machine."""
    pool = QThreadPool.globalInstance()
    before = pool.maxThreadCount()
    pool.setMaxThreadCount(16)
    yield
    pool.setMaxThreadCount(before)


@pytest.fixture
def make_canvas(qgis_app: QgsApplication, many_threads: None) -> Iterator[MakeCanvas]:
    canvases: list[QgsMapCanvas] = []

    def make(update_ms: int = NEVER_MS) -> QgsMapCanvas:
        canvas = QgsMapCanvas()
        canvases.append(canvas)
        canvas.setCachingEnabled(True)
        canvas.setParallelRenderingEnabled(True)
        canvas.setMapUpdateInterval(update_ms)
        canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
        canvas.setFrameShape(canvas.Shape.NoFrame)
        canvas.resize(WIDTH_PX, HEIGHT_PX)
        canvas.show()
        QgsApplication.processEvents()
        # Half a second after it got its size it would draw once more.
        for timer in canvas.findChildren(QTimer):
            timer.stop()
        return canvas

    yield make
    for canvas in canvases:
        if not sip.isdeleted(canvas):
            canvas.stopRendering()
            canvas.setLayers([])
            sip.delete(canvas)


def draw(canvas: QgsMapCanvas, layers: list[object], extent: QgsRectangle = HERE) -> None:
    """One drawing, not one for the layers and one for the extent."""
    canvas.freeze(True)
    canvas.setLayers(layers)
    canvas.setExtent(extent)
    canvas.freeze(False)
    canvas.refresh()


def grey(canvas: QgsMapCanvas, x_share: float) -> int:
    """What is seen at a place of the canvas, 0 to 255; white where nothing is."""
    picture = QImage(QSize(WIDTH_PX, HEIGHT_PX), QImage.Format.Format_RGB32)
    picture.fill(QColor(255, 255, 255))
    painter = QPainter(picture)
    canvas.scene().render(painter, QRectF(picture.rect()), QRectF(canvas.rect()))
    painter.end()
    return picture.pixelColor(round(WIDTH_PX * x_share), HEIGHT_PX // 2).red()


def test_this_qgis_has_what_a_canvas_is_asked_by(make_canvas: MakeCanvas) -> None:
    assert make_canvas().metaObject().indexOfMethod(f"{SLOT}()") >= 0


def test_the_first_pixels_are_seen_although_the_canvas_would_not_show_them_yet(
    make_layer: MakeLayer, halting: Engine, make_canvas: MakeCanvas
) -> None:
    canvas = make_canvas()
    draw(canvas, [make_layer()])
    until(lambda: grey(canvas, 0.25) == 99)
    assert grey(canvas, 0.75) == 255 and canvas.isDrawing()
    assert canvas.mapUpdateInterval() == NEVER_MS
    halting.goes_on.set()
    until(lambda: grey(canvas, 0.75) == 99)
    until(lambda: not canvas.isDrawing())


def test_other_layers_of_a_moved_map_stay_until_they_are_drawn(
    make_layer: MakeLayer, halting: Engine, make_canvas: MakeCanvas, remote: FakeRemote
) -> None:
    canvas = make_canvas()
    slow, quick = make_layer("/data/slow.json"), make_layer("/data/quick.json|resampling=cubic")
    halting.goes_on.set()
    draw(canvas, [slow])
    until(lambda: grey(canvas, 0.75) == 99 and not canvas.isDrawing())

    def read(request: Request, on_patch: Callable[..., None]) -> None:
        if request.arguments["resampling"] == "cubic":
            on_patch(remote.patch(request, 50, (0, 0, request.arguments["width"] // 2, request.arguments["height"])))

    remote.on_read = read
    draw(canvas, [quick, slow], BESIDE)
    until(lambda: grey(canvas, 0.25) == 50)
    assert grey(canvas, 0.75) == 99 and canvas.isDrawing()


def test_all_canvases_of_a_map_show_it_and_those_of_others_are_left_alone(
    make_layer: MakeLayer, halting: Engine, make_canvas: MakeCanvas
) -> None:
    one, twin, other = make_canvas(), make_canvas(), make_canvas()
    layer = make_layer()
    draw(one, [layer])
    draw(twin, [layer])
    until(lambda: grey(one, 0.25) == 99 and grey(twin, 0.25) == 99)
    assert other.property(ASKED_S) is None


def test_a_canvas_that_draws_another_map_by_now_is_not_asked(
    make_layer: MakeLayer, halting: Engine, make_canvas: MakeCanvas, live_maps: LiveMaps
) -> None:
    canvas = make_canvas()
    draw(canvas, [make_layer()])
    until(lambda: grey(canvas, 0.25) == 99)
    asked_s = canvas.property(ASKED_S)
    settings = QgsMapSettings(canvas.mapSettings())
    settings.setExtent(BESIDE)
    live_maps.show(QgsRenderContext.fromMapSettings(settings), True)
    QgsApplication.processEvents()
    assert canvas.property(ASKED_S) == asked_s


def test_more_is_shown_as_often_as_the_person_wants(
    make_layer: MakeLayer, halting: Engine, make_canvas: MakeCanvas, live_maps: LiveMaps
) -> None:
    canvas = make_canvas()
    draw(canvas, [make_layer()])
    until(lambda: grey(canvas, 0.25) == 99)
    asked_s = canvas.property(ASKED_S)
    live_maps.show(QgsRenderContext.fromMapSettings(canvas.mapSettings()), False)
    QgsApplication.processEvents()
    assert canvas.isDrawing() and canvas.property(ASKED_S) == asked_s
    canvas.setMapUpdateInterval(0)
    live_maps.show(QgsRenderContext.fromMapSettings(canvas.mapSettings()), False)
    QgsApplication.processEvents()
    assert canvas.property(ASKED_S) > asked_s


def test_layers_that_show_their_first_pixels_together_are_shown_together(
    make_layer: MakeLayer, halting: Engine, make_canvas: MakeCanvas, live_maps: LiveMaps
) -> None:
    canvas = make_canvas()
    draw(canvas, [make_layer()])
    until(lambda: grey(canvas, 0.25) == 99)
    # However busy the machine is, not even a moment has gone by since.
    asked_s = time.monotonic() + 3600
    canvas.setProperty(ASKED_S, asked_s)
    for _ in range(3):
        live_maps.show(QgsRenderContext.fromMapSettings(canvas.mapSettings()), True)
    QgsApplication.processEvents()
    assert canvas.isDrawing() and canvas.property(ASKED_S) == asked_s
    canvas.setProperty(ASKED_S, None)
    until(lambda: canvas.property(ASKED_S) is not None)


def test_canvases_come_from_the_window_where_there_is_one(
    make_layer: MakeLayer, halting: Engine, make_canvas: MakeCanvas
) -> None:
    canvas, hidden = make_canvas(), make_canvas()

    class Iface:
        def mapCanvases(self) -> list[QgsMapCanvas]:
            return [canvas]

    draw(canvas, [make_layer()])
    draw(hidden, [make_layer()])
    until(lambda: grey(canvas, 0.25) == 99 and grey(hidden, 0.25) == 99)
    for each in (canvas, hidden):
        each.setProperty(ASKED_S, None)
    maps = LiveMaps(Iface())
    maps.show(QgsRenderContext.fromMapSettings(canvas.mapSettings()), True)
    QgsApplication.processEvents()
    assert canvas.property(ASKED_S) is not None and hidden.property(ASKED_S) is None


def test_a_canvas_that_goes_away_meanwhile_does_no_harm(
    make_layer: MakeLayer, halting: Engine, make_canvas: MakeCanvas, live_maps: LiveMaps
) -> None:
    canvas = make_canvas()
    draw(canvas, [make_layer()])
    until(lambda: grey(canvas, 0.25) == 99)
    live_maps.show(QgsRenderContext.fromMapSettings(canvas.mapSettings()), True)
    canvas.stopRendering()
    canvas.setLayers([])
    sip.delete(canvas)
    QgsApplication.processEvents()
    assert halting.requests[0].pending.cancelled.wait(30)


def test_drawing_on_other_threads_asks_nobody_before_the_window_has_time(
    make_layer: MakeLayer, make_canvas: MakeCanvas, live_maps: LiveMaps
) -> None:
    canvas = make_canvas()
    live_maps.show(QgsRenderContext.fromMapSettings(canvas.mapSettings()), True)
    assert canvas.property(ASKED_S) is None
    QgsApplication.processEvents()
    assert canvas.property(ASKED_S) is None, "it draws nothing"
