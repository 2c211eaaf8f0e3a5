"""Reads the web tiles of a map with cogeo-mosaic, without QGIS, and prints how long it took, as JSON.

Run by the engine's Python with the test libraries: `cogeo_map.py JOB`, as qgis_map.py. `tile()` two tiles at a time, the
images of a tile one after the other: its fastest setting on two processors.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from cogeo_mosaic.backends import MosaicBackend
from rio_tiler.errors import EmptyMosaicError
from rio_tiler.models import ImageData
from rio_tiler.mosaic.backend import NoAssetFoundError

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.views import (
    HEIGHT_PX,
    TILE_PX,
    WIDTH_PX,
    WORLD_M,
    Extent,
    map_extent,
    tile_zoom,
    tiles_of,
)

TILES_AT_ONCE = 2

Tiles = dict[tuple[int, int], ImageData | None]


def read(backend: MosaicBackend, extent: Extent, zoom: int) -> Tiles:
    """The tiles of a map; None where there is no image."""

    def tile(place: tuple[int, int]) -> ImageData | None:
        try:
            image, _ = backend.tile(*place, zoom, threads=0)
        except (NoAssetFoundError, EmptyMosaicError):
            return None
        return image

    places = tiles_of(extent, zoom)
    with ThreadPoolExecutor(TILES_AT_ONCE) as pool:
        return dict(zip(places, pool.map(tile, places), strict=True))


def picture(tiles: Tiles, extent: Extent, zoom: int) -> np.ndarray:
    """The tiles as the map, nearest neighbour: (rows, columns, red-green-blue-alpha)."""
    cols, rows = ({place[axis] for place in tiles} for axis in (0, 1))
    whole = np.zeros(((max(rows) - min(rows) + 1) * TILE_PX, (max(cols) - min(cols) + 1) * TILE_PX, 4), np.uint8)
    for (col, row), image in tiles.items():
        if image is not None:
            top, left = (row - min(rows)) * TILE_PX, (col - min(cols)) * TILE_PX
            alpha = np.where(np.ma.getmaskarray(image.array)[0], 0, 255).astype(np.uint8)
            whole[top : top + TILE_PX, left : left + TILE_PX] = np.dstack([*image.data[:3], alpha])
    tile_pixel = WORLD_M / 2**zoom / TILE_PX
    west, north = min(cols) * TILE_PX * tile_pixel - WORLD_M / 2, WORLD_M / 2 - min(rows) * TILE_PX * tile_pixel
    pixel = (extent[2] - extent[0]) / WIDTH_PX
    x = ((extent[0] + (np.arange(WIDTH_PX) + 0.5) * pixel - west) / tile_pixel).astype(int)
    y = ((north - extent[3] + (np.arange(HEIGHT_PX) + 0.5) * pixel) / tile_pixel).astype(int)
    return whole[y[:, None], x[None, :]]


def main(job: dict[str, Any]) -> None:
    with MosaicBackend(job["warm_up"]) as other:
        middle = map_extent(other.bounds, 1.0)
        read(other, middle, tile_zoom(middle))
    extent = map_extent(job["bounds"], job["fraction"])
    zoom = tile_zoom(extent)
    used_s, started_s = time.process_time(), time.perf_counter()
    backend = MosaicBackend(job["source"])
    opened_s = time.perf_counter() - started_s
    tiles = read(backend, extent, zoom)
    total_s, used_s = time.perf_counter() - started_s, time.process_time() - used_s
    np.save(job["picture"], picture(tiles, extent, zoom))
    result = {
        "open": {"wall_s": opened_s},
        "cold": {"wall_s": total_s - opened_s, "cpu_s": used_s},
        "first": {"wall_s": total_s, "cpu_s": used_s},
    }
    print("RESULT " + json.dumps(result), flush=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
