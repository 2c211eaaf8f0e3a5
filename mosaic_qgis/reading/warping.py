"""Resamplings other than nearest neighbour: GDAL's warper over decoded pixels, without copying them. Runs in the ENGINE.

Arrays only: no I/O, no waiting. `rasterio.warp.reproject` would do, but for its fixed error of an eighth of a pixel in
the projection, which shows where parts of a map meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.vrt import WarpedVRT

from .grid import Rect
from .images import ImageInfo, MaskKind
from .pixel_types import GDAL_TYPES
from .projecting import SourceGrid
from .sampling import Pixels, Sampled, SourceWindow, Target, TileIndex, assemble
from .tiles import SourceTile

TOLERANCE_PX = 0.001
"""Largest error of a position, in pixels of the level: less than the rounding of 8-bit pixels.

Where a map is cut otherwise, 1 value in 100 may so be rounded to the other side; a thousandth of it takes up to thrice
the time.
"""

EXACT_PX = 1e-6
"""The same where the projection is torn or turns around a pole: there is nothing to interpolate."""


def warped(
    info: ImageInfo,
    place: SourceGrid,
    part: Rect,
    window: SourceWindow,
    tiles: Mapping[TileIndex, SourceTile],
    target: Target,
) -> Sampled:
    """An image on a part of the asked grid, from the decoded window with a margin: no seams at the parts' edges."""
    level = place.level
    data, valid, col0, row0 = assemble(window, level, tiles)
    source_transform = Affine.translation(-place.shift, 0) @ info.transform
    source_transform = source_transform @ Affine.scale(level.factor_x, level.factor_y) @ Affine.translation(col0, row0)
    box = target.grid.box(part)
    is_torn = place.step == 1
    keys: dict[str, Any] = {
        "src_crs": info.crs_wkt,
        "crs": target.grid_wkt,
        "transform": Affine(target.grid.x_res, 0, box[0], 0, -target.grid.y_res, box[3]),
        "width": part.width,
        "height": part.height,
        "resampling": Resampling[target.resampling],
        "tolerance": EXACT_PX if is_torn else TOLERANCE_PX,
        # GDAL would guess these from the sizes of what it is given, and so differently at every part.
        "XSCALE": 1 / place.level_pixels[0],
        "YSCALE": 1 / place.level_pixels[1],
    }
    if is_torn:
        # What a part needs of the image is otherwise sought along the part's edge, which a pole in its middle fools.
        keys |= {"SAMPLE_GRID": "YES", "SAMPLE_STEPS": "ALL"}
    nodata = _source_nodata(info, target)
    if nodata:
        # Bands from several files may have several nodata values, GDAL's warper takes one.
        parts = [(data, nodata[0])]
        if len(set(map(str, nodata))) > 1:
            parts = [(data[band : band + 1], value) for band, value in enumerate(nodata)]
        warps = [
            _warp(
                bands if valid is None else np.where(valid > 0, bands, bands.dtype.type(value)),
                source_transform, src_nodata=value, nodata=value, **keys,
            )
            for bands, value in parts
        ]  # fmt: skip
        return Sampled(warps[0] if len(warps) == 1 else np.concatenate(warps), None, None)
    # Opacity goes through the warper as an alpha band, so that hidden pixels do not bleed into visible ones.
    opacity = np.full(data.shape[1:], 255, np.uint8) if valid is None else valid
    # 255 is too much for 8 bits with a sign.
    dtype = np.dtype(np.int16) if data.dtype == np.int8 else data.dtype
    stacked = np.concatenate([data.astype(dtype, copy=False), opacity[np.newaxis].astype(dtype)])
    count = stacked.shape[0]
    picked = _warp(
        stacked, source_transform, src_alpha=count, dst_alpha=count, SRC_ALPHA_MAX=255, DST_ALPHA_MAX=255, **keys
    )
    alpha = np.clip(picked[-1], 0, 255).astype(np.uint8)
    return Sampled(picked[:-1].astype(data.dtype, copy=False), alpha, alpha > 0)


def _warp(data: Pixels, source_transform: Affine, **keys: Any) -> NDArray[Any]:
    """Warp an array (band, row, column); it must stay alive and unchanged meanwhile, which the caller's frame sees to."""
    data = np.ascontiguousarray(data)
    count, height, width = data.shape
    name = (
        f"MEM:::DATAPOINTER={data.ctypes.data},PIXELS={width},LINES={height},BANDS={count},"
        f"DATATYPE={GDAL_TYPES[data.dtype.name]},GEOTRANSFORM={'/'.join(repr(float(v)) for v in source_transform.to_gdal())}"
    )
    # Opening memory by its address is off unless asked for; the name is made here and nowhere else.
    with rasterio.Env(GDAL_MEM_ENABLE_OPEN="YES"):
        source = rasterio.open(name, driver="MEM")
    with source, WarpedVRT(source, **keys) as warp:
        return np.asarray(warp.read())


def _source_nodata(info: ImageInfo, target: Target) -> tuple[float, ...]:
    """The nodata value of each band of this image that is read; empty if it says in another way what is data."""
    count = len(target.source_bands)
    if target.nodata_override is not None:
        return (target.nodata_override,) * count
    if info.mask_kind is not MaskKind.NODATA:
        return ()
    values = [info.nodata[info.file_band(position) - 1] for position in target.source_bands]
    declared = next((value for value in values if value is not None), None)
    return () if declared is None else tuple(declared if value is None else value for value in values)
