"""``PixelReading``: rio-tiler's reading of a mosaic's pixels, with errors of ours. Runs in the ENGINE; reads images."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import rio_tiler.errors
from rasterio.crs import CRS
from rio_tiler.constants import WGS84_CRS
from rio_tiler.models import ImageData, PointData
from rio_tiler.mosaic.backend import BaseBackend as RioTilerBackend

from ..mosaic.errors import NoAssetFoundError
from ..mosaic.model import BBox


class NoAssetFound(NoAssetFoundError, rio_tiler.errors.NoAssetFoundError):
    """What ``tile``, ``part`` and ``point`` raise where no asset lies: caught by the name of either library."""


@contextmanager
def _own_errors() -> Iterator[None]:
    try:
        yield
    except rio_tiler.errors.NoAssetFoundError as error:
        raise NoAssetFound(str(error)) from error


class PixelReading(RioTilerBackend):
    """A rio-tiler mosaic whose reading raises errors of ours."""

    def tile(  # type: ignore[override]
        self, x: int, y: int, z: int, search_options: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[ImageData, list[str]]:
        """See ``rio_tiler.mosaic.backend.BaseBackend.tile``. Raises ``NoAssetFoundError``."""
        with _own_errors():
            return super().tile(x, y, z, search_options, **kwargs)

    def part(  # type: ignore[override]
        self, bbox: BBox, bounds_crs: CRS = WGS84_CRS, search_options: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[ImageData, list[str]]:
        """See ``rio_tiler.mosaic.backend.BaseBackend.part``. Raises ``NoAssetFoundError``."""
        with _own_errors():
            return super().part(bbox, bounds_crs, search_options, **kwargs)

    def point(  # type: ignore[override]
        self,
        lon: float,
        lat: float,
        coord_crs: CRS = WGS84_CRS,
        search_options: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> list[tuple[str, PointData]]:
        """See ``rio_tiler.mosaic.backend.BaseBackend.point``. Raises ``NoAssetFoundError``."""
        with _own_errors():
            return super().point(lon, lat, coord_crs, search_options, **kwargs)
