"""Small overlapping images in the layer's own CRS and their document, for tests in which equality is exact. ENGINE packages."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import morecantile
import numpy as np
import rasterio
from affine import Affine
from data.oracle import Grid
from numpy.typing import NDArray
from rasterio.enums import ColorInterp
from rasterio.warp import transform_bounds

PIXEL_M = 25
LEFT, TOP = 1_215_000, 5_970_000
SIZE_PX = 150
OFFSET_PX = 40
GRID = Grid((LEFT - 1_000, TOP - 8_000, LEFT + 8_500, TOP + 600), 260, 231)
"""A view of all images, with pixels of another size than theirs."""

MASKS = ("none", "nodata", "nan", "mask", "msk", "alpha")


@dataclass(frozen=True, kw_only=True)
class Image:
    """One image; its values are random."""

    dtype: str = "uint8"
    count: int = 3
    mask: str = "nodata"
    """One of `MASKS`: where the image says what is data. About a fifth is none."""
    nodata: float = 0
    low: float = 1
    high: float = 200
    size_px: int = SIZE_PX
    profile: dict[str, Any] = field(default_factory=dict)
    """Further creation options."""
    values: NDArray[Any] | None = None
    """Instead of random ones, shape (band, row, column)."""


def write_image(path: Path, image: Image, number: int = 0) -> Path:
    """Write an image; `number` moves it so that it overlaps those before it."""
    rng = np.random.default_rng(40 + number)
    offset = number * OFFSET_PX * PIXEL_M
    shape = (image.size_px, image.size_px)
    values = image.values
    if values is None:
        values = rng.uniform(image.low, image.high, (image.count, *shape)).astype(image.dtype)
    hidden = rng.random(shape) < 0.2
    nodata = {"nodata": image.nodata, "nan": math.nan}.get(image.mask)
    if nodata is not None:
        values = np.where(hidden, np.asarray(nodata, values.dtype), values)
    keys = {
        "driver": "GTiff", "crs": "EPSG:3857", "width": shape[1], "height": shape[0], "dtype": image.dtype,
        "count": image.count + (image.mask == "alpha"), "nodata": nodata, "tiled": True, "blockxsize": 64, "blockysize": 64,
        "transform": Affine(PIXEL_M, 0, LEFT + offset, 0, -PIXEL_M, TOP - offset),
    } | image.profile  # fmt: skip
    if image.mask == "alpha":
        keys["ALPHA"] = "YES"
    with (
        rasterio.Env(GDAL_TIFF_INTERNAL_MASK=image.mask == "mask"),
        rasterio.open(path, "w", **keys) as dataset,
    ):
        if image.mask == "alpha":
            most = np.iinfo(image.dtype).max if np.dtype(image.dtype).kind in "ui" else 255
            alpha = np.where(hidden, 0, most).astype(image.dtype)[np.newaxis]
            dataset.write(np.concatenate([values, alpha]))
            gray_or_rgb = (
                [ColorInterp.red, ColorInterp.green, ColorInterp.blue] if image.count == 3 else [ColorInterp.gray]
            )
            rest = [ColorInterp.undefined] * (image.count - len(gray_or_rgb))
            dataset.colorinterp = [*gray_or_rgb, *rest, ColorInterp.alpha]
        else:
            dataset.write(values)
            if image.mask in ("mask", "msk"):
                dataset.write_mask(~hidden)
    assert (path.with_suffix(".tif.msk").exists()) is (image.mask == "msk")
    return path


def write_document(folder: Path, paths: Sequence[Path], name: str = "mosaic.json", **keys: Any) -> Path:
    """A document whose every tile names all images in the given order."""
    boxes = []
    for path in paths:
        with rasterio.open(path) as image:
            boxes.append(transform_bounds(image.crs, "EPSG:4326", *image.bounds))
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    tms = morecantile.tms.get("WebMercatorQuad")
    tiles = {tms.quadkey(tile): list(map(str, paths)) for tile in tms.tiles(west, south, east, north, zooms=[9])}
    document = {
        "mosaicjson": "0.0.3", "minzoom": 9, "maxzoom": 13, "bounds": [west, south, east, north], "tiles": tiles,
    } | keys  # fmt: skip
    path = folder / name
    path.write_text(json.dumps(document))
    return path


def write_mosaic(folder: Path, images: Sequence[Image], **keys: Any) -> Path:
    """The images, overlapping, and their document in the same order."""
    paths = [write_image(folder / f"{number}.tif", image, number) for number, image in enumerate(images)]
    return write_document(folder, paths, **keys)


def images_of(document: Path) -> list[Path]:
    """The images of `write_mosaic` in their order."""
    return sorted(document.parent.glob("?.tif"))
