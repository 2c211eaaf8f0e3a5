"""Images whose values are the coordinates of their own pixels, and documents that list them: every shift is measurable.

Test side, ENGINE packages.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import rasterio
from affine import Affine
from morecantile import TileMatrixSet
from numpy.typing import NDArray
from rasterio.enums import Resampling

Floats = NDArray[np.float64]


def write_coordinates(
    path: Path, crs: str, transform: Affine, width: int, height: int, *, factors: tuple[int, ...] = (), **profile: Any
) -> Path:
    """Two float64 bands: x and y of each pixel's centre in the image's CRS, which stay true in averaged overviews."""
    cols, rows = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    x, y = transform @ (cols, rows)
    keys: dict[str, Any] = {"tiled": True, "blockxsize": 128, "blockysize": 128, "nodata": -1e300} | profile
    with rasterio.open(
        path, "w", driver="GTiff", count=2, width=width, height=height, dtype="float64", crs=crs,
        transform=transform, **keys,
    ) as image:  # fmt: skip
        image.write(np.stack([x, y]))
        if factors:
            image.build_overviews(list(factors), Resampling.average)
    return path


def write_document(
    path: Path, images: Sequence[Path], *, tms: TileMatrixSet | None = None, maxzoom: int = 14, **extra: Any
) -> Path:
    """A document that lists all images everywhere: the geometry under test is the reading's alone."""
    document: dict[str, Any] = {
        "mosaicjson": "0.0.3", "minzoom": 0, "maxzoom": maxzoom, "quadkey_zoom": 0,
        "tiles": {"": [str(image) for image in images]},
    }  # fmt: skip
    if tms is not None:
        document["tilematrixset"] = tms.model_dump(mode="json", exclude_none=True)
    path.write_text(json.dumps(document | extra))
    return path


def centres(extent: tuple[float, float, float, float], width: int, height: int) -> tuple[Floats, Floats]:
    """x and y of the pixel centres of an asked grid, shape (height, width) each."""
    xmin, ymin, xmax, ymax = extent
    x = xmin + (np.arange(width) + 0.5) * (xmax - xmin) / width
    y = ymax - (np.arange(height) + 0.5) * (ymax - ymin) / height
    xs, ys = np.meshgrid(x, y)
    return xs, ys


def expected(
    crs: str, layer_crs: Any, extent: tuple[float, float, float, float], width: int, height: int
) -> tuple[Floats, Floats]:
    """Where the pixel centres of an asked grid lie in the CRS of an image: what an exact reading gives."""
    change = pyproj.Transformer.from_crs(layer_crs, crs, always_xy=True)
    x, y = change.transform(*centres(extent, width, height))
    return x, y
