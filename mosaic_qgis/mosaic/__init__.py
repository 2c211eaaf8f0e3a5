"""What a mosaic is: model, quadkeys, documents, creation, errors. Runs in the ENGINE; no network.

Only ``footprints`` opens images; it is loaded when it is first used, so that the model needs neither GDAL nor rasterio.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .accessors import default_accessor, default_stac_accessor
from .creation import default_filter
from .model import MosaicJSON

if TYPE_CHECKING:
    from .footprints import get_footprints

__all__ = ["MosaicJSON", "default_accessor", "default_filter", "default_stac_accessor", "get_footprints"]


def __getattr__(name: str) -> Any:
    if name == "get_footprints":
        from .footprints import get_footprints

        return get_footprints
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
