"""Pixels of a mosaic as pictures for web maps: which bands, which colours, and the file of a tile. Runs in the ENGINE.

Pure apart from GDAL's encoders, which work in memory.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.io import MemoryFile

from ..mosaic.errors import BadRequestError
from ..reading.bands import LayerModel

Picture = NDArray[np.uint8]
"""Axes (band, row, column): one grey band, or red, green and blue."""
Opacity = NDArray[np.uint8]
"""0 transparent … 255 opaque, axes (row, column)."""
Range = tuple[float, float]
"""The values that become the darkest and the brightest."""

STRETCHES = ("auto", "percent", "minmax", "none")
PERCENT = (2.0, 98.0)
"""What `percent` cuts off."""
ENDINGS = {"png": "png", "jpeg": "jpg", "webp": "webp"}
"""How files of a format end."""
MEDIA_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


@dataclass(frozen=True, kw_only=True)
class PictureStyle:
    """How pixels become a picture. Plain values: it travels to other processes."""

    bands: tuple[int, ...]
    """1-based bands of the layer: one or three."""
    ranges: tuple[Range, ...] | None = None
    """One for each band; None leaves the values as they are."""
    palette: tuple[tuple[int, tuple[int, int, int, int]], ...] | None = None
    """Value to red, green, blue, opacity, for a band of classes."""
    format: str = "png"
    quality: int = 80
    """Of jpeg and webp, 1…100; webp at 100 is without loss."""
    background: tuple[int, int, int] | None = None
    """What transparent ground has; None leaves it transparent, where the format can."""

    def __post_init__(self) -> None:
        if self.format not in ENDINGS:
            raise BadRequestError(f"The format of a tile is one of {', '.join(ENDINGS)}, not {self.format!r}")
        if not 1 <= self.quality <= 100:
            raise BadRequestError(f"The quality lies in 1…100, not {self.quality}")
        if self.ranges is not None and len(self.ranges) != len(self.bands):
            raise BadRequestError(f"Each of {len(self.bands)} bands has a range, {len(self.ranges)} are given")


def picture_bands(model: LayerModel, asked: Sequence[int]) -> tuple[int, ...]:
    """The bands of a picture: those that were asked for, else red, green and blue, else the first three, else the first.

    Raises:
        BadRequestError: there are no such bands, or neither one nor three of them.
    """
    if asked:
        if len(asked) not in {1, 3} or not all(1 <= band <= model.data_count for band in asked):
            raise BadRequestError(
                f"A picture has one band or three, from 1 to {model.data_count}, {', '.join(map(str, asked))} were asked for"
            )
        return tuple(asked)
    colors = {band.color: number for number, band in reversed([*enumerate(model.bands, start=1)])}
    if {"red", "green", "blue"} <= colors.keys():
        return colors["red"], colors["green"], colors["blue"]
    return (1, 2, 3) if model.data_count >= 3 else (1,)


def needs_stretch(model: LayerModel, bands: Sequence[int], stretch: str) -> bool:
    """Whether the values have to be brought into 0…255 first."""
    if stretch not in STRETCHES:
        raise BadRequestError(f"The stretch is one of {', '.join(STRETCHES)}, not {stretch!r}")
    if stretch == "auto":
        return any(model.bands[band - 1].dtype != "uint8" for band in bands)
    return stretch != "none"


def palette_of(model: LayerModel, bands: Sequence[int]) -> tuple[tuple[int, tuple[int, int, int, int]], ...] | None:
    """The colours of the classes that a band has, where it has such."""
    return model.bands[bands[0] - 1].colormap if model.is_palette and len(bands) == 1 else None


def split_opacity(model: LayerModel, pixels: NDArray[Any]) -> tuple[NDArray[Any], Opacity]:
    """The data bands of what was read, alpha last where the layer has one, and what shows of it."""
    if model.with_alpha:
        return pixels[:-1], pixels[-1].astype(np.uint8)
    if pixels.dtype.kind in "fc":
        there = np.isfinite(pixels)
        if model.nodata is not None and not math.isnan(model.nodata):
            there &= pixels != model.nodata
    elif model.nodata is None:
        there = np.ones(pixels.shape, dtype=bool)
    else:
        there = pixels != model.nodata
    # Black in one band is a colour, in all of them it is nothing.
    return pixels, np.where(there.any(axis=0), np.uint8(255), np.uint8(0))


def picture(pixels: NDArray[Any], opacity: Opacity, style: PictureStyle) -> tuple[Picture, Opacity]:
    """The picture of some data bands, laid over the background where there is one."""
    if style.palette is not None:
        drawn, opacity = _classes(pixels[0], opacity, dict(style.palette))
    elif style.ranges is None:
        drawn = np.clip(np.nan_to_num(_real(pixels)), 0, 255).astype(np.uint8)
    else:
        drawn = np.stack([_stretched(band, limits) for band, limits in zip(pixels, style.ranges, strict=True)])
    if style.background is not None:
        return _laid_over(drawn, opacity, style.background), opacity
    # What does not show is the same everywhere, which packs well.
    return np.where(opacity > 0, drawn, np.uint8(0)), opacity


def encoded(drawn: Picture, opacity: Opacity | None, style: PictureStyle) -> bytes:
    """The file of a tile; ``opacity`` None is opaque."""
    bands = drawn
    if style.format == "webp" and len(bands) == 1:
        bands = np.repeat(bands, 3, axis=0)
    if opacity is not None and style.format != "jpeg":
        bands = np.concatenate([bands, opacity[np.newaxis]])
    profile: dict[str, Any] = {
        "driver": style.format.upper(),
        "dtype": "uint8",
        "count": len(bands),
        "height": bands.shape[1],
        "width": bands.shape[2],
        # Any but the usual one, of which rasterio warns.
        "transform": Affine(1, 0, 1, 0, -1, 1),
        **_options(style),
    }
    with MemoryFile() as memory:
        with memory.open(**profile) as file:
            file.write(bands)
        return bytes(memory.getbuffer())


def encoder_environment() -> rasterio.Env:
    """GDAL's options for encoding, to be entered once for many tiles."""
    return rasterio.Env(GDAL_PAM_ENABLED="NO")


def _options(style: PictureStyle) -> dict[str, Any]:
    match style.format:
        case "jpeg":
            return {"QUALITY": style.quality}
        case "webp":
            return {"LOSSLESS": "YES"} if style.quality == 100 else {"QUALITY": style.quality}
    # Half the time of the usual 6, and 2 % larger.
    return {"ZLEVEL": 5}


def _real(pixels: NDArray[Any]) -> NDArray[Any]:
    return np.abs(pixels) if pixels.dtype.kind == "c" else pixels


def _stretched(band: NDArray[Any], limits: Range) -> Picture:
    low, high = limits
    values: NDArray[Any] = _real(band).astype(np.float32 if band.dtype.itemsize <= 4 else np.float64)
    share = (values - low) / ((high - low) or 1.0)
    return np.rint(255 * np.clip(np.nan_to_num(share), 0, 1)).astype(np.uint8)


def _classes(
    band: NDArray[Any], opacity: Opacity, palette: Mapping[int, tuple[int, int, int, int]]
) -> tuple[Picture, Opacity]:
    """Red, green and blue of classes; one without a colour does not show."""
    most = max((0, *palette))
    # The last row is of all classes without a colour: a table as long as the largest of them may take all memory.
    table = np.zeros((most + 2, 4), dtype=np.uint8)
    for value, color in palette.items():
        if value >= 0:
            table[value] = color
    rows = np.full(band.shape, most + 1, dtype=np.intp)
    has_color = band <= most
    rows[has_color] = np.maximum(band[has_color], 0)
    colors = table[rows].transpose(2, 0, 1)
    return colors[:3], np.minimum(opacity, colors[3])


def _laid_over(drawn: Picture, opacity: Opacity, background: tuple[int, int, int]) -> Picture:
    if len(drawn) == 1 and len(set(background)) > 1:
        drawn = np.repeat(drawn, 3, axis=0)
    ground = np.array(background[: len(drawn)], dtype=np.float32)[:, np.newaxis, np.newaxis]
    share = opacity.astype(np.float32) / 255
    return np.rint(drawn * share + ground * (1 - share)).astype(np.uint8)
