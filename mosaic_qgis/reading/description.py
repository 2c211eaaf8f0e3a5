"""What a layer is, all that is asked about it before pixels: bands, extent, zooms. Runs in the ENGINE; values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..backends.terms import Terms
from .bands import LayerModel
from .temporal import Temporal
from .values import Extent, Failure

LARGEST_SIZE_PX = 2**31 - 1
"""QGIS counts columns and rows in 32-bit integers."""


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
