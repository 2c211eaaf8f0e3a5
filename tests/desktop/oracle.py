"""What the canvas must show, found out without the plugin: GDAL warps the images themselves. Test side, reads only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
import numpy.typing
from osgeo import gdal

gdal.UseExceptions()

Pixels = numpy.typing.NDArray[numpy.uint8]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A picture of the canvas beside the same view by GDAL."""

    shown: Pixels
    """(row, column, RGB)"""
    expected: Pixels
    """The same shape."""
    covered: numpy.typing.NDArray[numpy.bool_]
    """(row, column): True where an image has data by GDAL."""

    @property
    def differences(self) -> numpy.typing.NDArray[numpy.int16]:
        """(pixel,): the largest difference of the three colours where the mosaic has data, its outline left out."""
        inner = _shrunk(self.covered, 2)
        return numpy.abs(self.shown.astype(numpy.int16) - self.expected).max(axis=2)[inner]

    @property
    def empty_share(self) -> float:
        """Share of the uncovered ground, its outline left out, that shows the white of an empty canvas; 1 if all is covered."""
        outside = _shrunk(~self.covered, 2)
        return float((self.shown[outside] == 255).all(axis=1).mean()) if outside.any() else 1.0


def compare(picture: Path, place: dict[str, Any], mosaic: Path) -> Comparison:
    """Compare the canvas in a screenshot with the images of a mosaic whose order is that of its tiles.

    `place`: where the canvas is in the screenshot, what it shows (extent, CRS), as the map view tells it.
    """
    left, top, width, height = (place[key] for key in ("left", "top", "width", "height"))
    shown = gdal.Open(str(picture)).ReadAsArray()[:3, top : top + height, left : left + width].transpose(1, 2, 0)
    warped = gdal.Warp(
        "",
        # GDAL's last one is on top, a mosaic's first one is.
        [str(path) for path in reversed(images_in_order(mosaic))],
        format="MEM",
        outputBounds=place["extent"],
        width=width,
        height=height,
        dstSRS=place["crs"],
        dstAlpha=True,
        resampleAlg="near",
    ).ReadAsArray()
    return Comparison(shown=shown, expected=warped[:3].transpose(1, 2, 0), covered=warped[3] > 0)


def images_in_order(mosaic: Path) -> list[Path]:
    """A mosaic's images in an order that agrees with each of its tiles."""
    tiles = json.loads(mosaic.read_text(encoding="utf-8"))["tiles"].values()
    waiting = {name for names in tiles for name in names}
    order: list[str] = []
    while waiting:
        follower = {name for names in tiles for name in [n for n in names if n in waiting][1:]}
        free = sorted(waiting - follower)
        if not free:
            raise ValueError("the tiles of a sample mosaic must agree on one order of its images")
        order += free
        waiting -= set(free)
    return [mosaic.parent / name for name in order]


def value_at(image: Path, x: float, y: float, epsg: int) -> list[int]:
    """The values of all bands of one image at a point."""
    point = gdal.Warp(
        "",
        str(image),
        format="MEM",
        dstSRS=f"EPSG:{epsg}",
        outputBounds=(x - 5, y - 5, x + 5, y + 5),
        width=1,
        height=1,
    )
    return [int(value) for value in point.ReadAsArray().ravel()]


def _shrunk(mask: numpy.typing.NDArray[numpy.bool_], by_px: int) -> numpy.typing.NDArray[numpy.bool_]:
    """The mask without its outline, and without the picture's."""
    inner = mask.copy()
    for axis in (0, 1):
        for step in range(-by_px, by_px + 1):
            inner &= numpy.roll(mask, step, axis=axis)
    inner[:by_px], inner[-by_px:], inner[:, :by_px], inner[:, -by_px:] = False, False, False, False
    return inner
