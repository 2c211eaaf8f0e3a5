"""The bands of an export, and how they are packed: as tiles of a TIFF, and halved for overviews. Runs in the ENGINE.

GDAL packs the tiles, in memory; nothing here knows of files. Arrays have the axes (band, row, column), an alpha band last.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.enums import ColorInterp
from rasterio.io import MemoryFile

from ..mosaic.errors import BadRequestError, UnsupportedError
from ..reading.bands import Colormap, LayerModel
from ..reading.values import pixel_dtype
from .export_grid import TILE_PX
from .export_tiff import TiffTiles, read_tiff

Array = NDArray[Any]
COMPRESSIONS = ("deflate", "zstd", "lzw", "webp", "none")
_TYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64", "complex64", "complex128")
_WEBP_BANDS = (3, 4)
_RGB = ["red", "green", "blue"]
_STRIP_ROWS = 64
_ANYWHERE = Affine(1, 0, 0, 0, -1, 1)
"""Of tiles, whose place nobody asks for; without one rasterio warns."""


@dataclass(frozen=True, kw_only=True)
class OutputBand:
    """One band of the file."""

    band: int
    """1-based, of the layer."""
    description: str
    unit: str
    scale: float
    offset: float
    color: str


@dataclass(frozen=True, kw_only=True)
class Output:
    """How pixels are kept in the file. Plain values."""

    bands: tuple[OutputBand, ...]
    with_alpha: bool
    """Whether the last band says where there is something."""
    nodata: float | None
    """What stands where there is nothing; None with an alpha band."""
    layer_nodata: float | None
    """What the layer has there."""
    hidden_alpha: int | None
    """The layer's alpha band (1-based), where it is read and turned into ``nodata``."""
    dtype: str
    colormap: Colormap | None
    is_averaged: bool
    """Whether overviews have means; else every second pixel."""
    compression: str
    quality: int
    """Of ``webp``, 1…100; 100 loses nothing."""

    @property
    def read_bands(self) -> tuple[int, ...]:
        """The layer's bands to read, 1-based."""
        hidden = () if self.hidden_alpha is None else (self.hidden_alpha,)
        return (*(band.band for band in self.bands), *hidden)

    @property
    def pixel_bytes(self) -> int:
        return len(self.bands) * np.dtype(self.dtype).itemsize

    def blank(self, height: int, width: int) -> Array:
        """Pixels where there is nothing."""
        return np.full((len(self.bands), height, width), 0 if self.nodata is None else self.nodata, self.dtype)

    def read_blank(self, height: int, width: int) -> Array:
        """As ``blank``, as the layer has it."""
        shape = (len(self.read_bands), height, width)
        return np.full(shape, 0 if self.layer_nodata is None else self.layer_nodata, self.dtype)

    def from_layer(self, pixels: Array) -> Array:
        """Pixels that were read, as they are kept; may be the same array."""
        if self.hidden_alpha is not None:
            return np.where(pixels[-1] > 0, pixels[:-1], np.dtype(self.dtype).type(self.nodata))
        if self.with_alpha and self.dtype == "uint16":
            # Full opacity is the largest number of the type.
            pixels[-1] *= 257
        elif self.layer_nodata is not None and self.nodata is not None and not _same(self.layer_nodata, self.nodata):
            nothing = np.isnan(pixels) if math.isnan(self.layer_nodata) else pixels == self.layer_nodata
            pixels[nothing] = self.nodata
        return pixels

    def is_blank(self, pixels: Array) -> bool:
        """Whether there is nothing."""
        # A few pixels say mostly that there is something.
        return self._is_blank(pixels[:, ::64, ::64]) and self._is_blank(pixels)

    def _is_blank(self, pixels: Array) -> bool:
        if self.with_alpha:
            return not pixels[-1].any()
        if self.nodata is None:
            return False
        if math.isnan(self.nodata):
            return bool(np.isnan(pixels).all())
        return bool((pixels == np.dtype(self.dtype).type(self.nodata)).all())


def resolve_output(
    model: LayerModel,
    *,
    bands: tuple[int, ...] | None,
    nodata: float | None,
    compression: str,
    quality: int,
    resampling: str,
) -> Output:
    """The bands of a file for a layer; ``bands`` are 1-based, None is all.

    Raises:
        BadRequestError: a band is not there, or the type cannot hold the value.
        UnsupportedError: GeoTIFF, or the compression, does not know such pixels.
    """
    count = len(model.bands)
    chosen = tuple(range(1, model.data_count + 1)) if bands is None else bands
    if not chosen or not all(1 <= band <= model.data_count for band in chosen):
        raise BadRequestError(f"The layer has the bands 1 to {model.data_count}, {list(chosen)} were asked for.")
    with_alpha = model.with_alpha and nodata is None
    every = (*chosen, count) if with_alpha else chosen
    dtype = pixel_dtype([np.dtype(model.bands[band - 1].dtype) for band in every])
    if dtype.name not in _TYPES:
        raise UnsupportedError(f"GeoTIFF does not hold {dtype.name} here: choose bands of another type.")
    blank = model.nodata if nodata is None else nodata
    if blank is not None and not _holds(dtype, blank):
        raise BadRequestError(f"Pixels of type {dtype.name} cannot have the value {blank:g} for no data.")
    told = [model.bands[band - 1] for band in every]
    colors = [band.color for band in told]
    if colors[:3] != _RGB:
        # Three colours make a picture, two of them confuse programs.
        colors = ["undefined" if color in _RGB else color for color in colors]
    output = Output(
        bands=tuple(
            OutputBand(
                band=number, description=band.description, unit=band.unit, scale=band.scale, offset=band.offset, color=color
            )
            for number, band, color in zip(every, told, colors, strict=True)
        ),
        with_alpha=with_alpha,
        nodata=None if with_alpha else blank,
        layer_nodata=model.nodata,
        hidden_alpha=count if model.with_alpha and not with_alpha else None,
        dtype=dtype.name,
        colormap=model.colormap if model.is_palette and every == (1,) else None,
        is_averaged=not model.is_palette and resampling != "mode",
        compression=compression,
        quality=quality,
    )  # fmt: skip
    _check_compression(output)
    return output


def _same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


def _holds(dtype: np.dtype[Any], value: float) -> bool:
    if dtype.kind in "fc":
        return True
    limits = np.iinfo(dtype)
    return math.isfinite(value) and value == int(value) and limits.min <= value <= limits.max


def _check_compression(output: Output) -> None:
    if output.compression not in COMPRESSIONS:
        raise BadRequestError(f"compression is one of {', '.join(COMPRESSIONS)}, not {output.compression!r}.")
    if not 1 <= output.quality <= 100:
        raise BadRequestError(f"quality lies in 1…100, not {output.quality}.")
    if output.compression == "webp" and (output.dtype != "uint8" or len(output.bands) not in _WEBP_BANDS):
        raise UnsupportedError(
            f"WebP holds three or four bands of 8 bits, not {len(output.bands)} of {output.dtype}: choose deflate or zstd."
        )
    if output.compression == "webp" and output.quality < 100 and output.nodata is not None:
        raise UnsupportedError(
            "WebP of a quality below 100 changes values, also those that mean no data: choose quality 100, or deflate."
        )


def packed(pixels: Array, output: Output) -> list[tuple[int, int, bytes]]:
    """The tiles of an array that begins on a tile, as (column, row, bytes); empty ones are left out."""
    _, height, width = pixels.shape
    rows, cols = -(-height // TILE_PX), -(-width // TILE_PX)
    if (height, width) != (rows * TILE_PX, cols * TILE_PX):
        whole = output.blank(rows * TILE_PX, cols * TILE_PX)
        whole[:, :height, :width] = pixels
        pixels = whole
    tiff = _tiff(pixels, output)
    return [
        (number % cols, number // cols, tiff.tile(number))
        for number in range(rows * cols)
        if not output.is_blank(_tile_of(pixels, number % cols, number // cols))
    ]


def _tile_of(pixels: Array, col: int, row: int) -> Array:
    return pixels[:, row * TILE_PX : (row + 1) * TILE_PX, col * TILE_PX : (col + 1) * TILE_PX]


def template(output: Output, crs_wkt: str, transform: Affine, tags: dict[str, str]) -> TiffTiles:
    """A TIFF of one tile that says of itself what the whole file has to say."""
    return _tiff(output.blank(TILE_PX, TILE_PX), output, crs_wkt=crs_wkt, transform=transform, tags=tags)


def _tiff(
    pixels: Array,
    output: Output,
    *,
    crs_wkt: str | None = None,
    transform: Affine | None = None,
    tags: dict[str, str] | None = None,
) -> TiffTiles:
    count, height, width = pixels.shape
    with rasterio.Env(GDAL_NUM_THREADS="1"), MemoryFile() as memory:
        with memory.open(
            driver="GTiff", width=width, height=height, count=count, dtype=output.dtype, tiled=True,
            blockxsize=TILE_PX, blockysize=TILE_PX, interleave="pixel", ENDIANNESS="LITTLE",
            transform=transform or _ANYWHERE,
            **({} if crs_wkt is None else {"crs": crs_wkt, "nodata": output.nodata}),
            **_creation(output),
        ) as image:  # fmt: skip
            if crs_wkt is not None:
                _describe(image, output, tags or {})
            image.write(pixels)
        return read_tiff(memory.read())


def _creation(output: Output) -> dict[str, Any]:
    is_rgb = [band.color for band in output.bands[:3]] == _RGB and output.dtype in ("uint8", "uint16")
    keys: dict[str, Any] = {"photometric": "RGB" if is_rgb else "MINISBLACK"}
    if output.colormap is not None:
        keys["photometric"] = "PALETTE"
    if output.with_alpha:
        keys["alpha"] = "UNASSOCIATED"
    if output.compression == "none":
        return keys
    keys["compress"] = output.compression.upper()
    kind = np.dtype(output.dtype).kind
    if output.compression == "webp":
        keys |= {"WEBP_LOSSLESS": "YES"} if output.quality == 100 else {"WEBP_LEVEL": output.quality}
    elif kind in "iuf":
        keys["predictor"] = 3 if kind == "f" else 2
    return keys


def _describe(image: rasterio.io.DatasetWriter, output: Output, tags: dict[str, str]) -> None:
    image.colorinterp = [getattr(ColorInterp, band.color, ColorInterp.undefined) for band in output.bands]
    image.descriptions = [band.description for band in output.bands]
    image.scales = [band.scale for band in output.bands]
    image.offsets = [band.offset for band in output.bands]
    image.units = [band.unit for band in output.bands]
    if output.colormap is not None:
        image.write_colormap(1, dict(output.colormap))
    image.update_tags(**tags)


def halved(pixels: Array, output: Output) -> Array:
    """Every two by two pixels made one: the mean of those that are data, or the first.

    At an odd edge there are fewer than four.
    """
    if not output.is_averaged:
        return np.ascontiguousarray(pixels[:, ::2, ::2])
    count, height, width = pixels.shape
    result = np.empty((count, -(-height // 2), -(-width // 2)), output.dtype)
    # In strips, which stay in the processor's memory.
    for row in range(0, height, _STRIP_ROWS):
        strip = pixels[:, row : row + _STRIP_ROWS]
        if strip.shape[1] % 2 or width % 2:
            strip = np.pad(strip, ((0, 0), (0, strip.shape[1] % 2), (0, width % 2)), mode="edge")
        result[:, row // 2 : row // 2 + strip.shape[1] // 2] = _halved(strip, output)
    return result


def _halved(even: Array, output: Output) -> Array:
    if output.with_alpha:
        return _halved_by_alpha(even, output)
    if output.nodata is None:
        return _mean(_quads(even.astype(_wide(output))), 4, output)
    valid = ~np.isnan(even) if math.isnan(output.nodata) else even != np.dtype(output.dtype).type(output.nodata)
    if valid.all():
        means = _mean(_quads(even.astype(_wide(output))), 4, output)
        there: Array | None = None
    else:
        counts = _quads(valid.astype(_wide(output)))
        there = counts > 0
        sums = _quads(np.where(valid, even, 0).astype(_wide(output)))
        means = _mean(sums, np.maximum(counts, 1), output)
    # A mean that happens to be the value for no data is not that.
    if means.dtype.kind in "iu":
        step = 1 if output.nodata < np.iinfo(means.dtype).max else -1
        means[means == output.nodata] = output.nodata + step
    if there is not None:
        means[~there] = output.nodata
    return means


def _halved_by_alpha(even: Array, output: Output) -> Array:
    alpha = even[-1]
    if alpha.all() and (alpha == alpha.flat[0]).all():
        return _mean(_quads(even.astype(_wide(output))), 4, output)
    weights = alpha.astype(np.float64)
    total = _quads(weights[None])
    sums = _quads(even[:-1] * weights)
    result = np.empty((even.shape[0], *total.shape[1:]), output.dtype)
    result[:-1] = _rounded(sums / np.maximum(total, 1), output)
    opacity = total[0] / 4
    # What is hardly there is there.
    result[-1] = _rounded(np.where(opacity > 0, np.maximum(opacity, 1), 0), output)
    return result


def _wide(output: Output) -> np.dtype[Any]:
    """A type for the sums of four values, twice over."""
    kind = np.dtype(output.dtype)
    if kind.kind in "iu":
        return np.dtype(np.int16 if kind.itemsize == 1 else np.int32 if kind.itemsize == 2 else np.int64)
    return np.result_type(kind, np.float64)


def _quads(values: Array) -> Array:
    """The sums of every two by two values."""
    rows = values[:, ::2] + values[:, 1::2]
    return np.asarray(rows[:, :, ::2] + rows[:, :, 1::2])


def _mean(sums: Array, counts: Any, output: Output) -> Array:
    """Halves are rounded up."""
    kind = np.dtype(output.dtype)
    if kind.kind in "iu":
        return ((sums * 2 + counts) // (counts * 2) if isinstance(counts, np.ndarray) else (sums + 2) >> 2).astype(kind)
    return (sums / counts).astype(kind)


def _rounded(values: Array, output: Output) -> Array:
    kind = np.dtype(output.dtype)
    return (np.floor(values + 0.5) if kind.kind in "iu" else values).astype(kind)
