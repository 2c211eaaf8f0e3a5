"""When a map under way is shown, on a clock that the tests move."""

from __future__ import annotations

import itertools

import numpy
import pytest
from fake_engine import band

from mosaic_qgis.engine.client.process import ArrayPatch
from mosaic_qgis.provider.bands import layer_bands
from mosaic_qgis.provider.frames import Frame, Grid
from mosaic_qgis.provider.previews import SOONEST_S, SPARSE_S, STEP_S, Previews

SIDE_PX = 160
GRID = Grid(extent=(0.0, 0.0, 1600.0, 1600.0), width_px=SIDE_PX, height_px=SIDE_PX, resampling="nearest")


class Drawing:
    """A frame, its previews and a clock."""

    def __init__(self, frame: Frame | None = None) -> None:
        self.now_s = 100.0
        self.shown_s: list[float] = []
        self.frame = frame or Frame(GRID, layer_bands((band(1),)))
        self.previews = Previews(self.frame, lambda: self.shown_s.append(self.now_s), lambda: self.now_s)

    def come(self, side_px: int, value: int = 7) -> None:
        """A square patch."""
        array = numpy.full((1, side_px, side_px), value, dtype="uint8")
        self.frame.paint(ArrayPatch(col=0, row=0, array=array, bands=(1,), complete=True))

    def look_until(self, after_s: float) -> list[float]:
        """Look every 10 ms until so long after the start; when previews were shown, in seconds after the start."""
        while self.now_s < 100.0 + after_s:
            self.now_s += 0.01
            self.previews.look()
        return [shown_s - 100.0 for shown_s in self.shown_s]


def test_nothing_is_shown_while_nothing_has_come() -> None:
    assert Drawing().look_until(5.0) == []


def test_what_comes_soon_is_shown_soon_but_not_what_may_be_whole_in_a_moment() -> None:
    drawing = Drawing()
    drawing.come(80)
    assert drawing.look_until(1.0) == [pytest.approx(SOONEST_S, abs=0.011)], "and nothing new came after it"


def test_next_to_nothing_waits_for_more_to_come() -> None:
    drawing = Drawing()
    drawing.come(8)
    assert drawing.look_until(0.15) == []
    drawing.come(80)
    assert drawing.look_until(0.3) == [pytest.approx(0.16, abs=0.011)]


@pytest.mark.parametrize("value", [7, 0], ids=["a little", "ground without images"])
def test_next_to_nothing_is_shown_when_more_does_not_come(value: int) -> None:
    drawing = Drawing()
    drawing.come(8, value)
    assert drawing.look_until(1.0) == [pytest.approx(SPARSE_S, abs=0.011)]


def test_more_is_shown_as_often_as_qgis_lets_it() -> None:
    drawing = Drawing()
    shown = []
    for step in range(1, 10):
        drawing.come(10 * step + 60)
        shown = drawing.look_until(0.1 * step)
    assert len(shown) == 4
    assert all(later - sooner >= STEP_S - 1e-6 for sooner, later in itertools.pairwise(shown))


def test_what_was_borrowed_is_on_the_canvas_still() -> None:
    lender = Drawing()
    lender.come(SIDE_PX)
    lender.frame.settle({"complete": True}, None)
    frame = Frame(
        Grid(extent=(400.0, 0.0, 2000.0, 1600.0), width_px=SIDE_PX, height_px=SIDE_PX, resampling="nearest"),
        layer_bands((band(1),)),
    )
    assert frame.borrow(lender.frame)
    drawing = Drawing(frame)
    assert drawing.look_until(SPARSE_S - 0.02) == []
    assert len(drawing.look_until(1.0)) == 1, "what moves it along may be switched off"


@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        ((band(1),), 0.25),
        ((band(1, dtype="float32", nodata=float("nan")),), 0.25),
        ((band(1, nodata=None), band(2, nodata=None, color="alpha")), 0.25),
        ((band(1, dtype="int16", nodata=-9999.0), band(2, dtype="int16", nodata=-9999.0)), 0.25),
    ],
    ids=["nodata", "NaN", "alpha", "negative"],
)
def test_the_covered_share_is_told_by_what_tells_uncovered_ground(
    bands: tuple[dict[str, object], ...], expected: float
) -> None:
    layer = layer_bands(bands)
    frame = Frame(GRID, layer)
    assert frame.covered_share() == 0
    half = SIDE_PX // 2
    array = numpy.full((len(layer), half, half), 5, dtype=layer[0].storage_dtype)
    frame.paint(ArrayPatch(col=half, row=0, array=array, bands=tuple(each.number for each in layer), complete=True))
    assert frame.covered_share() == expected
    small = Frame(Grid(extent=(0.0, 0.0, 20.0, 10.0), width_px=2, height_px=1, resampling="nearest"), layer)
    assert small.covered_share() == 0
