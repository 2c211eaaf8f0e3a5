"""A small picture of a mosaic, put together from the patches of one read. QGIS side, pure (numpy, no QGIS).

Which bands are shown and how they are stretched is decided as for a new layer; what is drawn is for the eye only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..engine.client.process import ArrayPatch
    from ..provider.bands import LayerBand

_CUT = (2.0, 98.0)
_OPAQUE = 255


def shown_bands(bands: Sequence[LayerBand]) -> tuple[LayerBand, ...]:
    """Red, green and blue where the bands say so, else the first three or the first one; then alpha where there is one."""
    colors = [band for band in bands if not band.is_alpha]
    named = {band.color: band for band in reversed(colors)}
    if all(color in named for color in ("red", "green", "blue")):
        shown = [named["red"], named["green"], named["blue"]]
    else:
        shown = colors[:3] if len(colors) > 2 else colors[:1]
    return (*shown, *(band for band in bands if band.is_alpha))


class Picture:
    """One picture that fills."""

    def __init__(self, bands: Sequence[LayerBand], width_px: int, height_px: int) -> None:
        """`bands` are those that are read, as `shown_bands` gives them."""
        self._bands = tuple(bands)
        self._rows = {band.number: row for row, band in enumerate(self._bands)}
        self._pixels = numpy.zeros((len(self._bands), height_px, width_px), dtype=numpy.float64)
        self._is_painted = numpy.zeros((height_px, width_px), dtype=bool)

    def paint(self, patch: ArrayPatch) -> None:
        """Add a patch; its place is drawn anew."""
        _, height, width = patch.array.shape
        rows, cols = slice(patch.row, patch.row + height), slice(patch.col, patch.col + width)
        for number, values in zip(patch.bands, patch.array, strict=True):
            if number in self._rows:
                self._pixels[self._rows[number], rows, cols] = values.real
        self._is_painted[rows, cols] = True

    def painted(self) -> NDArray[numpy.uint32]:
        """Shape (row, column): 0xAARRGGBB, premultiplied, which Qt paints without converting it."""
        red, green, blue, alpha = numpy.moveaxis(self.rgba().astype(numpy.uint32), -1, 0)
        return numpy.where(alpha > 0, alpha << 24 | red << 16 | green << 8 | blue, 0).astype(numpy.uint32)

    def rgba(self) -> NDArray[Any]:
        """Shape (row, column, 4), uint8: red, green, blue, alpha; transparent where there is nothing."""
        height, width = self._is_painted.shape
        picture = numpy.zeros((height, width, 4), dtype=numpy.uint8)
        if not self._bands:
            return picture
        colors = [(band, self._pixels[row]) for row, band in enumerate(self._bands) if not band.is_alpha]
        valid = self._is_painted.copy()
        for row, band in enumerate(self._bands):
            if band.is_alpha:
                valid &= self._pixels[row] > 0
        for band, values in colors:
            valid &= numpy.isfinite(values)
            if band.nodata is not None:
                valid &= values != band.nodata
        picture[..., 3] = numpy.where(valid, _OPAQUE, 0)
        if not colors:
            return picture
        first, values = colors[0]
        if len(colors) == 1 and first.colormap:
            for key, color in first.colormap:
                where = valid & (values == key)
                picture[where] = color
            return picture
        is_picture = len(colors) == 3 and all(band.source_dtype == "uint8" for band, _ in colors)
        for channel in range(3):
            _, values = colors[min(channel, len(colors) - 1)]
            picture[..., channel] = _bytes(values, valid, is_picture=is_picture)
        return picture


def _bytes(values: NDArray[Any], valid: NDArray[Any], *, is_picture: bool) -> NDArray[Any]:
    """Values as 0 to 255, 0 where they are not valid."""
    if not valid.any():
        return numpy.zeros(values.shape, dtype=numpy.uint8)
    if is_picture:
        return numpy.where(valid, values, 0).astype(numpy.uint8)
    low, high = numpy.percentile(values[valid], _CUT)
    span = high - low if high > low else 1.0
    with numpy.errstate(invalid="ignore", over="ignore"):
        stretched = numpy.clip((values - low) / span, 0, 1) * _OPAQUE
    return numpy.where(valid, stretched, 0).astype(numpy.uint8)


def grid_for(extent: Sequence[float], longest_px: int) -> tuple[int, int]:
    """Width and height in pixels of a picture of an extent."""
    width, height = extent[2] - extent[0], extent[3] - extent[1]
    scale = longest_px / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))
