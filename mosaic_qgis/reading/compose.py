"""From images on the asked grid to pixels of the layer: what is data, in which type, and what lies on top. ENGINE.

Arrays only: no I/O, no waiting. Mask polarity here: `valid` True means data.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .images import ImageInfo, MaskKind, fits
from .sampling import Mask, Pixels, Sampled, Target


def band_masks(info: ImageInfo, part: Sampled, target: Target) -> Mask:
    """Where each band has data: (band, row, column), True is data. A value in a nodata image counts band by band."""
    valid = np.empty(part.pixels.shape, dtype=bool)
    everywhere = _visible(part)
    for position, index in enumerate(target.source_bands):
        nodata = _band_nodata(info, index, target)
        band, here = part.pixels[position], valid[position]
        if nodata is not None and math.isnan(nodata) and band.dtype.kind == "f":
            np.equal(band, band, out=here)
        elif nodata is not None and fits(nodata, band.dtype):
            np.not_equal(band, band.dtype.type(nodata), out=here)
        else:
            here.fill(True)
        if everywhere is not None:
            here &= everywhere
    return valid


def _visible(part: Sampled) -> Mask | None:
    """Where an image lies and is not transparent, shape (row, column); None for everywhere."""
    if part.opacity is None:
        return part.inside
    visible = part.opacity > 0
    return visible if part.inside is None else part.inside & visible


def _has_nodata(info: ImageInfo, part: Sampled, target: Target) -> bool:
    """Whether a value of a band may say that there is no data."""
    values = (_band_nodata(info, index, target) for index in target.source_bands)
    return any(value is not None and fits(value, part.pixels.dtype) for value in values)


def _band_nodata(info: ImageInfo, index: int, target: Target) -> float | None:
    if target.nodata_override is not None:
        return target.nodata_override
    if info.mask_kind is MaskKind.NODATA:
        return info.nodata[info.file_band(index) - 1]
    # Also without a declared value, NaN is no measurement.
    return math.nan if target.nodata is not None and math.isnan(target.nodata) else None


def layer_pixels(info: ImageInfo, part: Sampled, target: Target) -> tuple[Pixels, Mask]:
    """An image's pixels as the layer has them, before they meet those of others, and where they are data.

    Both with the axes (band, row, column).
    """
    valid = band_masks(info, part, target)
    if target.math is not None:
        return target.math(_unscaled(info, part.pixels, target) if target.unscale else part.pixels, valid)
    values = _values(info, part, target)
    if target.nodata is not None and not math.isnan(target.nodata):
        _make_room_for_nodata(info, values, valid, target, target.nodata)
    return values, valid


def _values(info: ImageInfo, part: Sampled, target: Target) -> Pixels:
    """An image's pixels in the layer's type; may be the image's own array."""
    pixels = _unscaled(info, part.pixels, target) if target.unscale else part.pixels
    return pixels.astype(target.dtype, copy=False)


def _unscaled(info: ImageInfo, pixels: Pixels, target: Target) -> Pixels:
    bands = [info.file_band(index) - 1 for index in target.source_bands]
    scale = np.array([info.scales[band] for band in bands])[:, np.newaxis, np.newaxis]
    offset = np.array([info.offsets[band] for band in bands])[:, np.newaxis, np.newaxis]
    return np.asarray((pixels * scale + offset).astype(np.float32))


def _make_room_for_nodata(info: ImageInfo, values: Pixels, valid: Mask, target: Target, nodata: float) -> None:
    """Where an image has the layer's nodata value as a value, take its neighbour, as GDAL's warper does."""
    for position, index in enumerate(target.source_bands):
        if _band_nodata(info, index, target) == nodata:
            continue
        hidden = valid[position] & (values[position] == nodata)
        if hidden.any():
            values[position][hidden] = _neighbour(nodata, values.dtype)


def _neighbour(value: float, dtype: np.dtype[Any]) -> float:
    if dtype.kind == "f":
        return float(np.nextafter(dtype.type(value), dtype.type(0 if value else 1)))
    return value + 1 if value < np.iinfo(dtype).max else value - 1


@dataclass(slots=True)
class Canvas:
    """A rectangle of the map that is being filled: views into the map's arrays, owned by one job at a time."""

    pixels: Pixels
    """(band, row, column) of the layer's data bands, blank where nothing was drawn yet."""
    covered: Mask
    """(band or 1, row, column): True where a pixel is final."""
    opacity: NDArray[np.uint8] | None
    """The layer's alpha, or None when the layer has a nodata value."""


def fill_first(canvas: Canvas, offset: tuple[int, int], info: ImageInfo, part: Sampled, target: Target) -> bool:
    """Put an image under what is drawn already; True when it added something.

    `offset` is the row and column of the part in the canvas.
    """
    height, width = part.pixels.shape[1:]
    area = (slice(None), slice(offset[0], offset[0] + height), slice(offset[1], offset[1] + width))
    covered, pixels = canvas.covered[area], canvas.pixels[area]
    if canvas.opacity is not None:
        # With an alpha band a pixel is one thing: it comes from one image, with all its bands.
        if target.math is None and not _has_nodata(info, part, target):
            values, new = _values(info, part, target), _visible(part)
        else:
            values, valid = layer_pixels(info, part, target)
            new = np.asarray(valid.any(axis=0))
        if covered.any():
            new = ~covered[0] if new is None else new & ~covered[0]
        _lay(pixels, values, new)
        where: Any = True if new is None else new
        np.copyto(canvas.opacity[area[1:]], np.uint8(255) if part.opacity is None else part.opacity, where=where)
        np.copyto(covered[0], True, where=where)
        return new is None or bool(new.any())
    values, valid = layer_pixels(info, part, target)
    if covered.any():
        np.greater(valid, covered, out=valid)
        _lay(pixels, values, valid)
    else:
        _lay(pixels, values, _visible(part) if _is_blank_without_data(info, part, target) else valid)
    covered |= valid
    return bool(valid.any())


def _is_blank_without_data(info: ImageInfo, part: Sampled, target: Target) -> bool:
    """Whether what an image holds for "no data" is what the canvas holds there: it may be laid with the rest.

    In another type the same declared value may be rounded to another number.
    """
    if target.math is not None or target.unscale or target.nodata is None or part.pixels.dtype != target.dtype:
        return False
    values = (_band_nodata(info, index, target) for index in target.source_bands)
    return all(_is_same(value, target.nodata) for value in values if value is not None)


def _is_same(value: float, other: float) -> bool:
    return value == other or (math.isnan(value) and math.isnan(other))


def _lay(pixels: Pixels, values: Pixels, where: Mask | None) -> None:
    """Copy values (band, row, column) where a mask of the same axes, or of the last two, is True; None is everywhere.

    numpy's masked copy is fast in runs, and takes twenty times as long where the mask changes from pixel to pixel, as
    it does along clouds and in the noise of dark pixels. Small types are merged bit by bit, at one speed.
    """
    if where is None:
        np.copyto(pixels, values)
    elif pixels.dtype.itemsize > 2 or values.dtype != pixels.dtype:
        np.copyto(pixels, values, where=where)
    else:
        whole = np.dtype(f"i{pixels.dtype.itemsize}")
        here = pixels.view(whole)
        change = here ^ values.view(whole)
        change *= where.view(np.int8)
        here ^= change


def masked_for_feed(
    info: ImageInfo, part: Sampled, offset: tuple[int, int], shape: tuple[int, int], target: Target
) -> np.ma.MaskedArray:
    """The image on a whole rectangle of `shape` as rio-tiler's mosaic methods take it: mask True is no data."""
    values, valid = layer_pixels(info, part, target)
    count, height, width = values.shape
    data = np.zeros((count, *shape), dtype=values.dtype)
    mask = np.ones((count, *shape), dtype=bool)
    area = (slice(None), slice(offset[0], offset[0] + height), slice(offset[1], offset[1] + width))
    data[area] = values
    mask[area] = ~valid
    return np.ma.MaskedArray(data, mask)
