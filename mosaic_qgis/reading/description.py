"""What a layer is: bands, extent, zooms, derived from the document and its first readable image. Runs in the ENGINE.

`layer_model` decides from values alone; looking at images is done by the caller. Never reads pixels.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..backends.terms import Terms
from ..mosaic.errors import BadRequestError
from .images import ImageInfo, MaskKind, fits
from .options import ReadingOptions
from .pool import public_href
from .selection import METHODS, outcome
from .temporal import Temporal
from .values import Extent, Failure, number

LARGEST_SIZE_PX = 2**31 - 1
"""QGIS counts columns and rows in 32-bit integers."""

WIDER = {"int64": "float64", "uint64": "float64", "float16": "float32"}
"""What QGIS has no raster type for."""

Colormap = Mapping[int, tuple[int, int, int, int]]
"""Value to red, green, blue, alpha."""

COLORS = {"red", "green", "blue", "alpha", "gray", "palette"}


@dataclass(frozen=True, kw_only=True)
class BandDescription:
    """One band of the layer."""

    name: str
    description: str
    dtype: str
    nodata: float | None
    scale: float
    offset: float
    unit: str
    color: str
    """red, green, blue, alpha, gray, palette or undefined."""
    colormap: tuple[tuple[int, tuple[int, int, int, int]], ...] | None = None
    """Value to red, green, blue, alpha."""

    def as_dict(self) -> dict[str, Any]:
        colormap = None if self.colormap is None else {str(value): list(rgba) for value, rgba in self.colormap}
        return {
            "name": self.name,
            "description": self.description,
            "dtype": self.dtype,
            "nodata": number(self.nodata),
            "scale": number(self.scale),
            "offset": number(self.offset),
            "unit": self.unit,
            "color": self.color,
            "colormap": colormap,
        }


@dataclass(frozen=True, kw_only=True)
class LayerModel:
    """How images become bands: decided once from a first image, the yardstick for all others."""

    bands: tuple[BandDescription, ...]
    """All bands of the layer, the alpha band last if there is one."""
    with_alpha: bool
    nodata: float | None
    """The layer's nodata value; None with an alpha band."""
    source_bands: tuple[int, ...]
    """Positions (from 0) among an image's data bands."""
    source_dtype: str
    """dtype that images are converted to before the pixel selection."""
    is_palette: bool

    @property
    def data_count(self) -> int:
        """Bands without the alpha band."""
        return len(self.bands) - self.with_alpha

    def misfit(self, info: ImageInfo) -> Failure | None:
        """Why an image does not belong to the layer; None when it does."""
        asset = public_href(info.href)
        needed = max(self.source_bands) + 1
        if len(info.data_bands) < needed:
            text = f"The layer needs {needed} bands, the image {asset} has {len(info.data_bands)}: it was left out."
            return Failure(code="bad_asset", message=text, asset=asset)
        if self.is_palette != (info.colormap is not None):
            kinds = ("colours by a palette", "plain values")
            layer, image = kinds if self.is_palette else kinds[::-1]
            text = f"The layer has {layer}, the image {asset} has {image}: it was left out."
            return Failure(code="bad_asset", message=text, asset=asset)
        for position in self.source_bands:
            dtype = info.dtypes[info.data_bands[position] - 1]
            if not np.can_cast(dtype, self.source_dtype, "same_kind" if dtype.startswith("float") else "safe"):
                text = f"The layer holds {self.source_dtype}, the image {asset} holds {dtype}: it was left out."
                return Failure(code="bad_asset", message=text, asset=asset)
        return None


def layer_model(
    info: ImageInfo, options: ReadingOptions, *, data_type: str | None = None, colormap: Colormap | None = None
) -> LayerModel:
    """Decide what the layer's bands are.

    `data_type` and `colormap` are those keys of a 0.0.3 document, or None. Its `layers` are styles, not bands.

    Raises:
        BadRequestError: `indexes` names a band that the image does not have.
    """
    count = len(info.data_bands)
    positions = tuple(index - 1 for index in options.indexes) if options.indexes else tuple(range(count))
    if max(positions) >= count:
        raise BadRequestError(f"The images have {count} bands, indexes asks for band {max(positions) + 1}.")
    file_bands = [info.data_bands[position] - 1 for position in positions]
    dtype = _source_dtype(info, file_bands, options, data_type)
    nodata, with_alpha = _nodata(info, file_bands, options, dtype)
    result_count, result_dtype = outcome(METHODS[options.pixel_selection], len(positions), dtype)
    result_dtype = np.dtype(WIDER.get(result_dtype.name, result_dtype.name))
    if nodata is not None and result_dtype.kind == "f" and dtype.kind != "f":
        nodata = math.nan
    if nodata is not None and not fits(nodata, result_dtype):
        nodata = 0.0
    is_palette = info.colormap is not None and options.pixel_selection in {"first", "highest", "lowest"}
    bands = []
    for place in range(result_count):
        band = file_bands[place]
        color = info.colors[band] if info.colors[band] in COLORS else "undefined"
        if options.pixel_selection in {"count", "stdev"}:
            color = "gray" if result_count == 1 else "undefined"
        elif color == "palette" and not is_palette:
            color = "gray"
        bands.append(
            BandDescription(
                name=info.descriptions[band] or f"b{positions[place] + 1}",
                description=info.descriptions[band],
                dtype=result_dtype.name,
                nodata=nodata,
                scale=1.0 if options.unscale else info.scales[band],
                offset=0.0 if options.unscale else info.offsets[band],
                unit=info.units[band],
                color=color,
                colormap=info.colormap if is_palette and place == 0 else None,
            )
        )
    if colormap and len(bands) == 1 and bands[0].colormap is None and result_dtype.kind in "ui":
        bands[0] = replace(bands[0], color="palette", colormap=tuple(sorted(colormap.items())))
    if with_alpha:
        bands.append(
            BandDescription(
                name="alpha", description="", dtype="uint8", nodata=None, scale=1.0, offset=0.0, unit="", color="alpha"
            )
        )
    return LayerModel(
        bands=tuple(bands),
        with_alpha=with_alpha,
        nodata=nodata,
        source_bands=positions,
        source_dtype=dtype.name,
        is_palette=info.colormap is not None,
    )


def _source_dtype(
    info: ImageInfo, file_bands: list[int], options: ReadingOptions, data_type: str | None
) -> np.dtype[Any]:
    if options.unscale:
        return np.dtype("float32")
    dtype = np.result_type(*(np.dtype(info.dtypes[band]) for band in file_bands))
    if data_type and data_type in {"uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"}:
        dtype = np.dtype(data_type) if np.can_cast(dtype, data_type, "safe") else dtype
    return np.dtype(WIDER.get(dtype.name, dtype.name))


def _nodata(
    info: ImageInfo, file_bands: list[int], options: ReadingOptions, dtype: np.dtype[Any]
) -> tuple[float | None, bool]:
    """The layer's nodata value, or None and an alpha band."""
    if options.unscale and info.mask_kind in {MaskKind.NODATA, MaskKind.NONE}:
        return math.nan, False
    if options.nodata is not None:
        return (options.nodata, False) if fits(options.nodata, dtype) else (None, True)
    if info.mask_kind is MaskKind.NODATA:
        declared = next((info.nodata[band] for band in file_bands if info.nodata[band] is not None), None)
        if declared is not None and fits(declared, dtype):
            return declared, False
    if info.mask_kind is MaskKind.NONE and dtype.kind == "f":
        return math.nan, False
    return None, True


@dataclass(frozen=True, kw_only=True)
class LayerDescription:
    """Everything QGIS asks about a layer before it asks for pixels; see docs/protocol.md."""

    name: str
    description: str
    attribution: str
    document_uri: str
    mosaicjson_version: str
    crs_authority: str | None
    crs_wkt: str
    tms: str
    extent: Extent
    """In the layer's CRS, within the tile matrix set."""
    bounds_geographic: Extent
    geographic_crs_wkt: str
    minzoom: int
    maxzoom: int
    quadkey_zoom: int
    tile_size: int
    width: int
    """Columns of the extent at the finest zoom's resolution."""
    height: int
    resolutions: tuple[float, ...]
    """Units per pixel from maxzoom to minzoom."""
    model: LayerModel
    tile_count: int | None
    warnings: tuple[Failure, ...]
    sample_asset: str | None
    temporal: Temporal | None = None
    """When the images were taken; None where the mosaic does not know."""
    terms: Terms = field(default_factory=Terms)

    def as_dict(self) -> dict[str, Any]:
        """The JSON of docs/protocol.md, without the handle."""
        return {
            "name": self.name,
            "description": self.description,
            "attribution": self.attribution,
            "document_uri": self.document_uri,
            "mosaicjson_version": self.mosaicjson_version,
            "crs": {"authority": self.crs_authority, "wkt": self.crs_wkt},
            "tms": self.tms,
            "extent": list(self.extent),
            "bounds_geographic": list(self.bounds_geographic),
            "geographic_crs_wkt": self.geographic_crs_wkt,
            "minzoom": self.minzoom,
            "maxzoom": self.maxzoom,
            "quadkey_zoom": self.quadkey_zoom,
            "tile_size": self.tile_size,
            "width": self.width,
            "height": self.height,
            "resolutions": list(self.resolutions),
            "bands": [band.as_dict() for band in self.model.bands],
            "mask": "alpha" if self.model.with_alpha else "nodata",
            "tile_count": self.tile_count,
            "warnings": [warning.as_dict() for warning in self.warnings],
            "sample_asset": self.sample_asset,
            "temporal": None if self.temporal is None else dict(self.temporal.__dict__),
            "licence": self.terms.licence,
            "links": [dict(link.__dict__) for link in self.terms.links],
        }


def size_at(extent: Extent, resolution: float) -> tuple[int, int]:
    """Columns and rows of an extent at a resolution, within what QGIS can count."""
    width = max(1, round((extent[2] - extent[0]) / resolution))
    height = max(1, round((extent[3] - extent[1]) / resolution))
    return min(width, LARGEST_SIZE_PX), min(height, LARGEST_SIZE_PX)
