"""Blocks that QGIS cuts off at the layer's edge are read for the screen's own pixels."""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsMapToPixel,
    QgsProject,
    QgsRasterBlockFeedback,
    QgsRenderContext,
)

from mosaic_qgis.provider.frames import Grid
from mosaic_qgis.provider.screen import on_screen, snapped

CORNER = (1000.0, 5000.0)


def grid(xmin: float, ymin: float, xmax: float, ymax: float, width: int, height: int) -> Grid:
    return Grid(extent=(xmin, ymin, xmax, ymax), width_px=width, height_px=height, resampling="nearest")


@pytest.mark.parametrize(
    ("asked", "extent"),
    [
        # Cut off at the right and below: 9.4 and 4.2 pixels of 10 units, asked in 10 and 5.
        (grid(1000, 4958, 1094, 5000, 10, 5), (1000, 4950, 1100, 5000)),
        # Cut off on all sides: from within the first pixel to within the last one.
        (grid(1013, 4963, 1054, 4998, 5, 4), (1010, 4960, 1060, 5000)),
        # A little of the first and of the last pixel: 3.2 pixels asked in 5.
        (grid(1019, 4968, 1051, 4998, 5, 4), (1010, 4960, 1060, 5000)),
        # A little beside a pixel's edge by floating-point noise.
        (grid(1020 - 1e-7, 4958, 1094, 5000, 8, 5), (1020, 4950, 1100, 5000)),
    ],
)
def test_snapped(asked, extent):
    made = snapped(asked, CORNER, 10)
    assert made.extent == pytest.approx(extent, abs=1e-9)
    assert (made.width_px, made.height_px) == (asked.width_px, asked.height_px)


@pytest.mark.parametrize(
    "asked",
    [
        grid(1000, 4950, 1100, 5000, 10, 5),
        grid(1000 + 1e-6, 4950, 1100 + 1e-6, 5000, 10, 5),
        # Pixels of another size: an export, another resampling, a projection.
        grid(1000, 4958, 1094, 5000, 20, 10),
        grid(1000, 4958, 1094, 5000, 5, 2),
        grid(1000, 4958, 1094, 5000, 12, 5),
        grid(1000, 4958, 1094, 5000, 10, 4),
    ],
)
def test_other_grids_stay(asked):
    assert snapped(asked, CORNER, 10) is asked


def feedback(rotation: float = 0, ratio: float = 1, target: str | None = None) -> QgsRasterBlockFeedback:
    """Of a map of 20 x 10 pixels of 10 units, whose corner is CORNER."""
    context = QgsRenderContext()
    context.setMapToPixel(QgsMapToPixel(10, 1100, 4950, 20, 10, rotation))
    context.setDevicePixelRatio(ratio)
    if target is not None:
        systems = (QgsCoordinateReferenceSystem("EPSG:3857"), QgsCoordinateReferenceSystem(target))
        context.setCoordinateTransform(QgsCoordinateTransform(*systems, QgsProject.instance().transformContext()))
    made = QgsRasterBlockFeedback()
    made.setRenderContext(context)
    return made


def test_what_is_drawn_says_where_the_pixels_are():
    asked = grid(1013, 4963, 1054, 4998, 5, 4)
    assert on_screen(asked, feedback()).extent == pytest.approx((1010, 4960, 1060, 5000))
    fine = grid(1013, 4963, 1054, 4998, 9, 7)
    assert on_screen(fine, feedback(ratio=2)).extent == pytest.approx((1010, 4965, 1055, 5000))


@pytest.mark.parametrize(
    "known", [None, QgsRasterBlockFeedback(), feedback(rotation=30), feedback(target="EPSG:32632")]
)
def test_without_a_plain_map_blocks_stay(known):
    asked = grid(1013, 4963, 1054, 4998, 5, 4)
    assert on_screen(asked, known) is asked
