"""Small scenes of several one-band files each, as satellites deliver them, with known values. ENGINE packages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine

from .items import item_of_image

SIZE_PX = 256
PIXEL_M = 10.0
EPSG = 32632
KEYS = ("B02", "B03", "B04")


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One item's images: B02 and B03 at full resolution, B04 at half of it, visual with three bands."""

    name: str
    folder: Path
    values: dict[str, int]
    """The one value that all pixels of a band have."""
    west_m: float
    """Easting of the left edge."""

    @property
    def files(self) -> dict[str, Path]:
        """Images by asset key."""
        return {key: self.folder / f"{self.name}_{key}.tif" for key in (*KEYS, "visual")}

    def item(self, hrefs: str = "{path}", keys: Sequence[str] = (*KEYS, "visual"), **overrides: Any) -> dict[str, Any]:
        """The STAC item; ``hrefs`` may hold {path} and {name} of a file."""
        given = {key: hrefs.format(path=self.files[key], name=self.files[key].name) for key in keys}
        return item_of_image(self.files["B02"], self.name, given, **overrides)


def make_scene(folder: Path, number: int) -> Scene:
    """Write scene ``number``; it begins where its predecessor has an eighth of its width left."""
    values = {"B02": 100 + number, "B03": 200 + number, "B04": 300 + number}
    west_m = 500_000 + number * SIZE_PX * PIXEL_M * 7 / 8
    scene = Scene(name=f"scene-{number}", folder=folder, values=values, west_m=west_m)
    for key, path in scene.files.items():
        bands = [values[name] for name in KEYS] if key == "visual" else [values[key]]
        step = 2 if key == "B04" else 1
        size = SIZE_PX // step
        transform = Affine(PIXEL_M * step, 0, west_m, 0, -PIXEL_M * step, 5_000_000)
        profile = {
            "driver": "GTiff",
            "count": len(bands),
            "height": size,
            "width": size,
            "dtype": "uint16",
            "nodata": 0,
        }
        with rasterio.open(
            path, "w", crs=f"EPSG:{EPSG}", transform=transform, tiled=True, blockxsize=64, blockysize=64, **profile
        ) as out:
            pixels = np.broadcast_to(np.array(bands, dtype="uint16")[:, None, None], (len(bands), size, size))
            out.write(pixels)
            out.build_overviews([2, 4])
    return scene
