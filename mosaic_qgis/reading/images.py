"""What is known of one image without its pixels: place, levels, bands, mask. Runs in the ENGINE.

`look_at` is the only function that touches a dataset; the rest is arithmetic on frozen values. Never reads pixels.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np
from affine import Affine
from rasterio.crs import CRS
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.io import DatasetReader
from rasterio.transform import from_gcps
from rasterio.vrt import WarpedVRT

from ..backends.bands import BandFacts
from ..mosaic.errors import BadAssetError
from .pool import public_href
from .values import BandRange

Size = tuple[int, int]
"""Width and height."""

TILE_PX = 512
"""Images are decoded in pieces of about this size: larger ones read too much at the edges, smaller ones cost calls."""

LARGEST_BLOCK_PX = 2048
"""Blocks up to this size are decoded whole; larger ones are cut, and GDAL's own block cache keeps the rest."""


class MaskKind(Enum):
    """Where an image says what is data."""

    NONE = "none"
    NODATA = "nodata"
    MASK = "mask"
    ALPHA = "alpha"


@dataclass(frozen=True, slots=True)
class Level:
    """One resolution of an image: 0 is the image itself, the others are its overviews."""

    index: int
    """0 for full resolution, i for overview i - 1 of GDAL."""
    width: int
    height: int
    tile_width: int
    """Columns that are decoded at once."""
    tile_height: int
    factor_x: float
    """Pixels of full resolution per pixel of this level."""
    factor_y: float

    @property
    def is_whole_multiple(self) -> bool:
        """True when windows on the full image address this level's pixels exactly."""
        return self.factor_x.is_integer() and self.factor_y.is_integer()

    def tile_window(self, col: int, row: int) -> tuple[int, int, int, int]:
        """Column, row, width, height in pixels of this level of the tile at (col, row)."""
        left, top = col * self.tile_width, row * self.tile_height
        return left, top, min(self.tile_width, self.width - left), min(self.tile_height, self.height - top)


@dataclass(frozen=True, kw_only=True, eq=False)
class ImageInfo:
    """Everything that planning needs of an image, so that a closed file costs no second look. Compared by identity."""

    href: str
    crs_wkt: str
    transform: Affine
    """From (column, row) of full resolution to the CRS."""
    width: int
    height: int
    dtypes: tuple[str, ...]
    """numpy name per band of the file."""
    data_bands: tuple[int, ...]
    """1-based bands that are not alpha."""
    alpha_band: int | None
    mask_kind: MaskKind
    nodata: tuple[float | None, ...]
    """Per band of the file."""
    levels: tuple[Level, ...]
    """From fine to coarse."""
    colors: tuple[str, ...]
    """Colour interpretation per band: names of rasterio's ColorInterp."""
    colormap: tuple[tuple[int, tuple[int, int, int, int]], ...] | None
    scales: tuple[float, ...]
    offsets: tuple[float, ...]
    units: tuple[str, ...]
    descriptions: tuple[str, ...]
    statistics: tuple[BandRange | None, ...] = ()
    """Per band of the file, what its STATISTICS_* tags say; empty when there are none."""

    def file_band(self, position: int) -> int:
        """1-based band of the file for a position (from 0) among the data bands; a grey image has one for all."""
        return self.data_bands[position if position < len(self.data_bands) else 0]

    def level_for(self, pixels_per_pixel: float) -> Level:
        """The coarsest level that is not coarser than asked; `pixels_per_pixel` counts full-resolution ones.

        A tenth of slack, as GDAL's warper allows: an overview that misses the asked resolution by rounding is taken.
        """
        fitting = [level for level in self.levels if max(level.factor_x, level.factor_y) <= pixels_per_pixel * 1.1]
        return fitting[-1] if fitting else self.levels[0]


def _tile_size(width: int, height: int, block_width: int, block_height: int) -> tuple[int, int]:
    """Size of the pieces to decode: whole blocks, of about TILE_PX squared pixels."""
    if block_height > LARGEST_BLOCK_PX or (block_width > LARGEST_BLOCK_PX and block_width < width):
        return min(width, TILE_PX), min(height, TILE_PX)
    # Strips are as wide as the image: take as many of them as make up the area of a tile.
    tile_width = min(width, block_width * max(1, TILE_PX // block_width))
    tile_height = block_height * max(1, TILE_PX * TILE_PX // tile_width // block_height)
    return tile_width, min(height, tile_height)


def _true_factor(width: int, height: int, told: int) -> int:
    """The factor an overview was made with.

    GDAL tells the rounded quotient of the sizes, and sizes are rounded up: a small image's overview by 8 is told as 7.
    Where a power of two gives what was told, it was that.
    """
    size = width if width >= height / 2 else height
    power = 1 << (told - 1).bit_length()
    return power if round(size / math.ceil(size / power)) == told else told


def _overview_sizes(width: int, height: int, factors: Sequence[int], known: Sequence[Size]) -> list[Size]:
    """Sizes of the overviews: as the file has them where that is known, else the rounded-up quotient.

    Both are made: GDAL rounds up when it adds overviews to a file, and down when it writes a COG.
    """
    if len(known) == len(factors) and all(
        abs(width / size[0] - told) <= 1 for size, told in zip(known, factors, strict=True)
    ):
        return list(known)
    true = (_true_factor(width, height, told) for told in factors)
    return [(math.ceil(width / factor), math.ceil(height / factor)) for factor in true]


def _levels(width: int, height: int, block: tuple[int, int], overviews: Sequence[Size]) -> tuple[Level, ...]:
    """Levels of an image with overviews of these sizes."""
    block_height, block_width = block
    made = []
    for index, (level_width, level_height) in enumerate([(width, height), *overviews]):
        tile_width, tile_height = _tile_size(level_width, level_height, min(block_width, level_width), block_height)
        made.append(
            Level(
                index=index,
                width=level_width,
                height=level_height,
                tile_width=tile_width,
                tile_height=tile_height,
                factor_x=width / level_width,
                factor_y=height / level_height,
            )
        )
    return tuple(sorted(made, key=lambda level: level.factor_x))


def look_at(
    dataset: DatasetReader, href: str, known_crs: CRS | None = None, overview_sizes: Sequence[Size] = ()
) -> ImageInfo:
    """Collect what is known of an open dataset.

    `known_crs` is the CRS of one that was opened without it; `overview_sizes` are width and height of its overviews in
    GDAL's order where they are known: GDAL itself tells rounded factors only.

    Raises:
        BadAssetError: the image has no place on earth, no band, or a type that is no single real number.
    """
    shown = public_href(href)
    # What GDAL's warper makes of an image has other overviews, and no words about the bands.
    told = dataset
    if isinstance(dataset, WarpedVRT):
        overview_sizes, told = (), dataset.src_dataset
    crs, transform = known_crs or dataset.crs, dataset.transform
    points, points_crs = dataset.gcps
    if points and (crs is None or transform == Affine.identity()):
        crs, transform = points_crs, from_gcps(points)
    if crs is None:
        raise BadAssetError(f"The image {shown} has no coordinate reference system: assign one to it.", asset=shown)
    if transform == Affine.identity() or transform.is_degenerate:
        raise BadAssetError(f"The image {shown} has no geotransform: georeference it.", asset=shown)
    dtypes = tuple(str(name) for name in dataset.dtypes)
    if not dtypes or any(not name.startswith(("int", "uint", "float")) for name in dtypes):
        text = f"The image {shown} has bands of {', '.join(sorted(set(dtypes))) or 'no type'}; only integers and floats are drawn."
        raise BadAssetError(text, asset=shown)
    interpretations = dataset.colorinterp
    alpha = next((i for i, color in enumerate(interpretations, start=1) if color is ColorInterp.alpha), None)
    data_bands = tuple(band for band in dataset.indexes if band != alpha)
    if not data_bands:
        raise BadAssetError(f"The image {shown} has an alpha band only; one more band is needed.", asset=shown)
    nodata = tuple(dataset.nodatavals)
    if alpha is not None:
        mask_kind = MaskKind.ALPHA
    elif any(value is not None for value in nodata):
        mask_kind = MaskKind.NODATA
    elif MaskFlags.all_valid in dataset.mask_flag_enums[0]:
        mask_kind = MaskKind.NONE
    else:
        mask_kind = MaskKind.MASK
    colormap = None
    if interpretations[data_bands[0] - 1] is ColorInterp.palette:
        colormap = tuple((int(value), tuple(rgba)) for value, rgba in dataset.colormap(data_bands[0]).items())
    return ImageInfo(
        href=href,
        crs_wkt=crs.wkt,
        transform=transform,
        width=dataset.width,
        height=dataset.height,
        dtypes=dtypes,
        data_bands=data_bands,
        alpha_band=alpha,
        mask_kind=mask_kind,
        nodata=nodata,
        levels=_levels(
            dataset.width,
            dataset.height,
            dataset.block_shapes[0],
            _overview_sizes(dataset.width, dataset.height, dataset.overviews(1), overview_sizes),
        ),
        colors=tuple(color.name for color in interpretations),
        colormap=colormap,
        scales=tuple(told.scales),
        offsets=tuple(told.offsets),
        units=tuple(unit or "" for unit in told.units),
        descriptions=tuple(text or "" for text in told.descriptions),
        statistics=_statistics(told),
    )


def completed(info: ImageInfo, told: tuple[BandFacts, ...]) -> ImageInfo:
    """The image with what is told of its data bands elsewhere, where it says nothing itself; one fact is for all."""
    facts = dict(zip(info.data_bands, told if len(told) > 1 else told * len(info.data_bands), strict=False))
    scales, offsets, units, nodata = list(info.scales), list(info.offsets), list(info.units), list(info.nodata)
    for band, fact in facts.items():
        if (scales[band - 1], offsets[band - 1]) == (1.0, 0.0):
            scales[band - 1] = 1.0 if fact.scale is None else fact.scale
            offsets[band - 1] = fact.offset or 0.0
        units[band - 1] = units[band - 1] or fact.unit
        if info.mask_kind is MaskKind.NONE:
            nodata[band - 1] = fact.nodata
    has_nodata = any(value is not None for value in nodata)
    return replace(
        info,
        scales=tuple(scales),
        offsets=tuple(offsets),
        units=tuple(units),
        nodata=tuple(nodata),
        mask_kind=MaskKind.NODATA if info.mask_kind is MaskKind.NONE and has_nodata else info.mask_kind,
    )


def _statistics(dataset: DatasetReader) -> tuple[BandRange | None, ...]:
    """Statistics that were computed once and are kept in the file, if its first band has some."""
    if "STATISTICS_MINIMUM" not in dataset.tags(1):
        return ()
    return ranges_of_tags([dataset.tags(band) for band in dataset.indexes])


def ranges_of_tags(tags: Sequence[Mapping[str, str]]) -> tuple[BandRange | None, ...]:
    """What the tags of each band tell of its values; empty when they tell nothing."""
    found = tuple(map(_band_range, tags))
    return found if any(found) else ()


def _band_range(tags: Mapping[str, str]) -> BandRange | None:
    try:
        low, high = float(tags["STATISTICS_MINIMUM"]), float(tags["STATISTICS_MAXIMUM"])
        mean, stdev = (float(tags[key]) if key in tags else None for key in ("STATISTICS_MEAN", "STATISTICS_STDDEV"))
    except (KeyError, ValueError):
        return None
    if not all(math.isfinite(value) for value in (low, high, mean or 0.0, stdev or 0.0)) or low > high:
        return None
    return BandRange(minimum=low, maximum=high, mean=mean, stdev=stdev)


def fits(value: float, dtype: np.dtype[Any]) -> bool:
    """True when a band of this dtype can hold a value, so that comparing with it makes sense."""
    if dtype.kind == "f":
        return True
    info = np.iinfo(dtype)
    return math.isfinite(value) and float(value).is_integer() and info.min <= value <= info.max
