"""Reads the pixels of the same maps without QGIS and prints how long each took, as JSON.

Run by the engine's Python: `reading_map.py reading|cogeo DOCUMENT FRACTION`. `cogeo` is cogeo-mosaic's `tile()` for the
web tiles of the map, two at a time, one thread each: its fastest setting on two processors.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import morecantile
from rasterio.warp import transform_bounds

WIDTH, HEIGHT = 1536, 1024
Extent = tuple[float, float, float, float]


def view(bounds: Extent, fraction: float, shift_px: float) -> Extent:
    """The map's extent in Web Mercator: `bounds` (degrees) fitted into it, scaled about the centre, moved east."""
    xmin, ymin, xmax, ymax = transform_bounds("EPSG:4326", "EPSG:3857", *bounds)
    pixel = max((xmax - xmin) / WIDTH, (ymax - ymin) / HEIGHT) * fraction
    x, y = (xmin + xmax) / 2 + shift_px * pixel, (ymin + ymax) / 2
    return x - WIDTH / 2 * pixel, y - HEIGHT / 2 * pixel, x + WIDTH / 2 * pixel, y + HEIGHT / 2 * pixel


def timed(work: Callable[[Extent], object], extent: Extent) -> dict[str, float]:
    used_s, started_s = time.process_time(), time.perf_counter()
    work(extent)
    return {"wall_s": time.perf_counter() - started_s, "cpu_s": time.process_time() - used_s}


def ours(document: str) -> Callable[[Extent], object]:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from mosaic_qgis.backends import MosaicBackend
    from mosaic_qgis.reading.layer import MosaicLayer, ReadingResources
    from mosaic_qgis.reading.options import ReadingOptions
    from mosaic_qgis.reading.values import ReadRequest

    layer = MosaicLayer(MosaicBackend(document, tms=None), ReadingOptions(), ReadingResources())

    def read(extent: Extent) -> object:
        request = ReadRequest(extent=extent, width=WIDTH, height=HEIGHT)
        return layer.read(request, lambda _patch: None, lambda: False)

    return read


def cogeo(document: str) -> Callable[[Extent], object]:
    from cogeo_mosaic.backends import MosaicBackend
    from rio_tiler.mosaic.backend import NoAssetFoundError

    tms = morecantile.tms.get("WebMercatorQuad")
    backend = MosaicBackend(document)

    def tile(tile: morecantile.Tile) -> object:
        try:
            return backend.tile(tile.x, tile.y, tile.z, threads=0)
        except NoAssetFoundError:
            return None

    def read(extent: Extent) -> object:
        pixel = (extent[2] - extent[0]) / WIDTH
        zoom = round(math.log2(tms.matrix(0).cellSize / pixel))
        box = transform_bounds("EPSG:3857", "EPSG:4326", *extent)
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(tile, tms.tiles(*box, zooms=[zoom])))

    return read


def main(reader: str, document: str, fraction: float) -> None:
    bounds = json.loads(Path(document).read_text(encoding="utf-8"))["bounds"]
    started_s = time.perf_counter()
    read = {"reading": ours, "cogeo": cogeo}[reader](document)
    opened_s = time.perf_counter() - started_s
    here, beside = view(bounds, fraction, 0), view(bounds, fraction, WIDTH / 4)
    result = {
        "open": {"wall_s": opened_s},
        "cold": timed(read, here),
        "warm": timed(read, here),
        "pan": timed(read, beside),
    }
    print("RESULT " + json.dumps(result), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
