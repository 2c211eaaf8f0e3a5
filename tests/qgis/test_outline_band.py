"""Outlines on a real canvas: their pixels are where the map has them, whatever the map does, and painting them is QGIS's."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence

import pytest
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsMapSettings,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QPoint
from qgis.PyQt.QtGui import QColor, QImage
from waiting import until

from mosaic_qgis.gui.outline_band import BATCH, OutlineBand
from mosaic_qgis.gui.outline_picture import OutlinePicture

LINE = QColor(232, 89, 12)
DEGREES = QgsCoordinateReferenceSystem("EPSG:4326")
MERCATOR = QgsCoordinateReferenceSystem("EPSG:3857")
SOUTH_POLE = QgsCoordinateReferenceSystem("EPSG:3031")
WIDTH = 3


@pytest.fixture
def canvas(qgis_app: QgsApplication) -> Iterator[QgsMapCanvas]:
    made = QgsMapCanvas()
    made.resize(400, 300)
    made.setDestinationCrs(DEGREES)
    made.setExtent(QgsRectangle(0, 0, 20, 15))
    made.show()
    yield made
    if not sip.isdeleted(made):
        sip.delete(made)


@pytest.fixture
def bands(canvas: QgsMapCanvas) -> Iterator[Callable[..., OutlineBand]]:
    """Makes bands that are removed at the end."""
    made: list[OutlineBand] = []

    def make(fill_alpha: int = 0, crs: QgsCoordinateReferenceSystem = DEGREES) -> OutlineBand:
        made.append(OutlineBand(canvas, crs, LINE, fill_alpha))
        return made[-1]

    yield make
    for band in made:
        band.remove()


def square(west: float, south: float, size: float = 2.0) -> QgsGeometry:
    return QgsGeometry.fromRect(QgsRectangle(west, south, west + size, south + size))


def shown(canvas: QgsMapCanvas, *bands: OutlineBand) -> QImage:
    """What a person sees when all is drawn."""
    until(lambda: all(band.is_drawn for band in bands) and not canvas.isDrawing())
    return canvas.viewport().grab().toImage()


def is_line(picture: QImage, place: QPoint, reach: int = 2) -> bool:
    """Whether the line's colour is at a place or beside it."""
    around = range(-reach, reach + 1)
    return any(picture.pixelColor(place + QPoint(x, y)) == LINE for x in around for y in around)


def on_screen(canvas: QgsMapCanvas, longitude: float, latitude: float) -> QPoint:
    """The oracle: where the map has a place now."""
    settings = canvas.mapSettings()
    transform = QgsCoordinateTransform(DEGREES, settings.destinationCrs(), QgsProject.instance())
    return settings.mapToPixel().transform(transform.transform(longitude, latitude)).toQPointF().toPoint()


def check_square(canvas: QgsMapCanvas, picture: QImage, west: float, south: float, size: float = 2.0) -> None:
    """All four lines of a square that is not filled are there, its middle is not painted."""
    half = size / 2
    for x, y in ((half, 0), (half, size), (0, half), (size, half)):
        assert is_line(picture, on_screen(canvas, west + x, south + y)), (x, y)
    assert not is_line(picture, on_screen(canvas, west + half, south + half))


def test_outlines_are_where_the_map_has_them(canvas: QgsMapCanvas, bands: Callable[..., OutlineBand]) -> None:
    band = bands()
    assert band.is_drawn and not band.is_visible and band.count == 0
    band.show([square(4, 4), QgsGeometry(), square(10, 8)], WIDTH)
    assert not band.is_drawn
    picture = shown(canvas, band)
    assert band.is_visible and band.count == 2
    check_square(canvas, picture, 4, 4)
    check_square(canvas, picture, 10, 8)
    assert not is_line(picture, on_screen(canvas, 15, 3))


def test_others_are_shown_instead(canvas: QgsMapCanvas, bands: Callable[..., OutlineBand]) -> None:
    band = bands()
    band.show([square(4, 4)], WIDTH)
    shown(canvas, band)
    band.show([square(10, 8)], WIDTH)
    picture = shown(canvas, band)
    check_square(canvas, picture, 10, 8)
    assert not is_line(picture, on_screen(canvas, 5, 4)) and band.count == 1
    band.show([], WIDTH)
    assert band.is_drawn and not band.is_visible and band.count == 0
    assert not is_line(shown(canvas, band), on_screen(canvas, 11, 8))


def test_what_is_selected_is_filled_and_lies_on_top(canvas: QgsMapCanvas, bands: Callable[..., OutlineBand]) -> None:
    lines, filled = bands(), bands(fill_alpha=255)
    filled.show([square(4, 4)], WIDTH)
    lines.show([square(5, 4, 0.5), square(10, 8)], WIDTH)
    picture = shown(canvas, lines, filled)
    assert picture.pixelColor(on_screen(canvas, 5.5, 5.5)) == LINE
    assert picture.pixelColor(on_screen(canvas, 11, 9)) != LINE
    filled.show([square(4, 4)], WIDTH, is_filled=False)
    assert shown(canvas, lines, filled).pixelColor(on_screen(canvas, 5.5, 5.5)) != LINE


def zoom_in(canvas: QgsMapCanvas) -> None:
    canvas.setExtent(QgsRectangle(3, 3, 7, 6))


def zoom_out(canvas: QgsMapCanvas) -> None:
    canvas.setExtent(QgsRectangle(-10, -10, 30, 20))


def pan(canvas: QgsMapCanvas) -> None:
    canvas.setCenter(QgsPointXY(8, 6))


def turn(canvas: QgsMapCanvas) -> None:
    canvas.setRotation(30)


def resize(canvas: QgsMapCanvas) -> None:
    canvas.resize(300, 350)


def magnify(canvas: QgsMapCanvas) -> None:
    canvas.setMagnificationFactor(1.5)


def project(canvas: QgsMapCanvas) -> None:
    canvas.setDestinationCrs(MERCATOR)


@pytest.mark.parametrize("move", [zoom_in, zoom_out, pan, turn, resize, magnify, project])
def test_the_map_moves(
    canvas: QgsMapCanvas, bands: Callable[..., OutlineBand], move: Callable[[QgsMapCanvas], None]
) -> None:
    band = bands()
    band.show([square(4, 4)], WIDTH)
    shown(canvas, band)
    move(canvas)
    assert not band.is_drawn
    check_square(canvas, shown(canvas, band), 4, 4)


@pytest.mark.parametrize("move", [zoom_in, zoom_out, pan, turn, resize])
def test_until_it_is_drawn_anew_the_old_picture_lies_where_the_map_has_it(
    canvas: QgsMapCanvas,
    bands: Callable[..., OutlineBand],
    monkeypatch: pytest.MonkeyPatch,
    move: Callable[[QgsMapCanvas], None],
) -> None:
    band = bands()
    band.show([square(4, 4)], WIDTH)
    shown(canvas, band)
    monkeypatch.setattr(OutlinePicture, "_draw_later", lambda _self: None)
    move(canvas)
    assert band.is_visible
    check_square(canvas, shown(canvas, band), 4, 4)


@pytest.mark.parametrize("extent", [QgsRectangle(5, 4, 5.02, 4.015), QgsRectangle(-900, -600, 900, 600)])
def test_a_picture_that_is_of_no_use_any_more_is_not_stretched(
    canvas: QgsMapCanvas, bands: Callable[..., OutlineBand], extent: QgsRectangle
) -> None:
    band = bands()
    band.show([square(4, 4)], WIDTH)
    shown(canvas, band)
    canvas.setExtent(extent)
    assert not band.is_visible
    assert is_line(shown(canvas, band), on_screen(canvas, 5, 4))


def test_a_picture_of_other_coordinates_is_not_shown(canvas: QgsMapCanvas, bands: Callable[..., OutlineBand]) -> None:
    band = bands()
    band.show([square(4, 4)], WIDTH)
    shown(canvas, band)
    canvas.setDestinationCrs(SOUTH_POLE)
    assert not band.is_visible


def test_many_moves_are_one_drawing(
    canvas: QgsMapCanvas, bands: Callable[..., OutlineBand], monkeypatch: pytest.MonkeyPatch
) -> None:
    band = bands()
    band.show([square(4, 4)], WIDTH)
    shown(canvas, band)
    drawn: list[QgsRectangle] = []
    start = OutlinePicture._start

    def counted(picture: OutlinePicture) -> None:
        drawn.append(canvas.extent())
        start(picture)

    monkeypatch.setattr(OutlinePicture, "_start", counted)
    other = bands()
    other.show([square(4, 4)], WIDTH)
    for step in range(20):
        canvas.setCenter(QgsPointXY(5 + step / 10, 5))
    shown(canvas, other)
    assert drawn == [canvas.extent()]


def test_hidden_outlines_take_no_time_and_no_memory(canvas: QgsMapCanvas, bands: Callable[..., OutlineBand]) -> None:
    band = bands()
    band.show([square(4, 4)], WIDTH)
    shown(canvas, band)
    band.set_visible(False)
    assert not band.is_visible and band._picture._item.pixmap().isNull()
    zoom_in(canvas)
    band.show([square(4, 4), square(12, 8)], WIDTH)
    assert band.is_drawn and not band.is_visible
    assert not is_line(shown(canvas, band), on_screen(canvas, 5, 4))
    band.set_visible(True)
    assert not band.is_drawn
    check_square(canvas, shown(canvas, band), 4, 4)


def test_thousands_are_handed_over_one_batch_a_turn(canvas: QgsMapCanvas, bands: Callable[..., OutlineBand]) -> None:
    band = bands()
    many = [square(number % 50 / 5, number // 50 / 5) for number in range(2 * BATCH + 7)]
    band.show(many, WIDTH)
    counts = []
    while not counts or band._turn.isActive():
        band._turn.stop()
        counts.append(band.count)
        band._turn.timeout.emit()
        if band.count < len(many):
            band._turn.start()
    assert counts == [BATCH, 2 * BATCH]
    shown(canvas, band)
    assert band.count == len(many) and band.is_visible


def test_the_window_paints_one_picture_however_many_outlines_there_are(
    canvas: QgsMapCanvas, bands: Callable[..., OutlineBand]
) -> None:
    before = len(canvas.scene().items())
    band = bands()
    band.show([square(number % 50 / 5, number // 50 / 5) for number in range(1000)], 1)
    shown(canvas, band)
    assert len(canvas.scene().items()) == before + 1
    assert not any(isinstance(item, QgsRubberBand) for item in canvas.scene().items())
    assert type(band._picture._item).__name__ == "QGraphicsPixmapItem", "nothing in Python is asked while it is painted"


def test_polygons_of_one_part_and_of_several_are_both_drawn(
    canvas: QgsMapCanvas, bands: Callable[..., OutlineBand]
) -> None:
    several = QgsGeometry.collectGeometry([square(4, 4), square(10, 8)])
    band = bands()
    band.show([square(14, 2), several], WIDTH)
    picture = shown(canvas, band)
    for west, south in ((4, 4), (10, 8), (14, 2)):
        check_square(canvas, picture, west, south)


def test_both_sides_of_the_antimeridian(canvas: QgsMapCanvas, bands: Callable[..., OutlineBand]) -> None:
    """As STAC wants it: an image that crosses it is two polygons."""
    band = bands()
    sides = QgsGeometry.collectGeometry([square(178, -72), square(-180, -72)])
    band.show([sides], WIDTH)
    canvas.setDestinationCrs(SOUTH_POLE)
    to_map = QgsCoordinateTransform(DEGREES, SOUTH_POLE, QgsProject.instance())
    around = to_map.transform(180, -71)
    canvas.setExtent(QgsRectangle.fromCenterAndSize(around, 600_000, 450_000))
    picture = shown(canvas, band)
    for longitude in (179, -179):
        assert is_line(picture, on_screen(canvas, longitude, -72)), longitude
        assert not is_line(picture, on_screen(canvas, longitude, -71)), longitude


def test_the_pole_on_a_map_that_does_not_have_it(canvas: QgsMapCanvas, bands: Callable[..., OutlineBand]) -> None:
    band = bands()
    band.show([QgsGeometry.fromRect(QgsRectangle(-180, -90, 180, 90)), square(4, 4)], WIDTH)
    canvas.setDestinationCrs(MERCATOR)
    to_map = QgsCoordinateTransform(DEGREES, MERCATOR, QgsProject.instance())
    canvas.setExtent(to_map.transformBoundingBox(QgsRectangle(0, 0, 20, 15)))
    check_square(canvas, shown(canvas, band), 4, 4)


def test_outlines_have_a_crs_of_their_own(canvas: QgsMapCanvas, bands: Callable[..., OutlineBand]) -> None:
    band = bands(crs=MERCATOR)
    there = square(4, 4)
    there.transform(QgsCoordinateTransform(DEGREES, MERCATOR, QgsProject.instance()))
    band.show([there], WIDTH)
    check_square(canvas, shown(canvas, band), 4, 4)


def test_a_line_is_as_broad_on_a_screen_of_many_pixels(
    canvas: QgsMapCanvas, bands: Callable[..., OutlineBand], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = QgsMapSettings(canvas.mapSettings())
    settings.setDevicePixelRatio(2)
    monkeypatch.setattr(canvas, "mapSettings", lambda: settings, raising=False)
    band = bands()
    band.show([square(4, 4)], WIDTH)
    picture = shown(canvas, band)
    assert band._picture._item.pixmap().devicePixelRatio() == 2
    assert band._picture._item.pixmap().width() == 2 * settings.outputSize().width()
    check_square(canvas, picture, 4, 4)
    assert not is_line(picture, on_screen(canvas, 5, 4) + QPoint(0, 6))


def test_outlines_that_are_removed_leave_nothing(canvas: QgsMapCanvas) -> None:
    before = len(canvas.scene().items())
    for is_drawn in (True, False):
        band = OutlineBand(canvas, DEGREES, LINE, 0)
        band.show([square(number % 50 / 5, number // 50 / 5) for number in range(400)], 1)
        if is_drawn:
            shown(canvas, band)
        else:
            begin_drawing(band)
        band.remove()
        band.remove()
        assert len(canvas.scene().items()) == before and not band.is_visible and band.count == 0
        band.show([square(4, 4)], 1)
        band.set_visible(True)
        zoom_in(canvas)
        assert band.is_drawn and not band.is_visible
    until(lambda: not drawings(canvas))


def begin_drawing(band: OutlineBand) -> None:
    """As the event loop does; it could have ended by the time that the loop returns."""
    band._picture._turn.stop()
    band._picture._start()
    assert band._picture._job is not None


def drawings(canvas: QgsMapCanvas) -> Sequence[object]:
    """Of outlines, which are under way."""
    QgsApplication.sendPostedEvents()
    return [child for child in canvas.children() if child.metaObject().className() == "QgsMapRendererParallelJob"]


def test_the_canvas_goes_first(canvas: QgsMapCanvas) -> None:
    band = OutlineBand(canvas, DEGREES, LINE, 60)
    band.show([square(number % 50 / 5, number // 50 / 5) for number in range(400)], 1)
    begin_drawing(band)
    sip.delete(canvas)
    assert not band.is_visible
    band.show([square(4, 4)], 1)
    band.set_visible(False)
    band.set_visible(True)
    QgsApplication.processEvents()
    band.remove()
    del band
    gc.collect()


def test_a_band_that_nobody_has_any_more(canvas: QgsMapCanvas) -> None:
    """Python collects it while it is drawn; the map goes on."""
    band = OutlineBand(canvas, DEGREES, LINE, 60)
    band.show([square(number % 50 / 5, number // 50 / 5) for number in range(400)], 1)
    begin_drawing(band)
    del band
    gc.collect()
    zoom_in(canvas)
    until(lambda: not drawings(canvas))


def test_a_map_without_a_place_has_no_picture(qgis_app: QgsApplication) -> None:
    empty = QgsMapCanvas()
    band = OutlineBand(empty, DEGREES, LINE, 0)
    empty.setExtent(QgsRectangle())
    band.show([square(4, 4)], WIDTH)
    until(lambda: band.is_drawn)
    assert not band.is_visible and band.count == 1
    band.remove()
    sip.delete(empty)
