"""Exports 20 000 x 20 000 pixels of the 100 images in one fresh process. ENGINE side, run as a program:

    export.py ours DOCUMENT FOLDER      as the toolbox does, with the engine's default memory
    export.py gdalwarp VRT FOLDER       the same grid, compression and tiles, with as many threads

Both write a Cloud-Optimized GeoTIFF with overviews, in the images' own CRS at a resolution of its own. Prints `RESULT {json}`.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
EPSG = 32631
EXTENT = (361_755.0, 4_841_640.0, 641_310.0, 5_121_195.0)
"""Of the VRT."""
SIDE_PX = 20_000
TIMEOUT_S = 900.0


def ours(document: Path, target: Path) -> float:
    """The seconds of an export."""
    sys.path.insert(0, str(REPOSITORY))
    import pyproj

    from mosaic_qgis.batch.export import export_mosaic
    from mosaic_qgis.batch.export_plan import Wish
    from mosaic_qgis.batch.mosaics import Source

    size = (EXTENT[2] - EXTENT[0]) / SIDE_PX
    wish = Wish(target=target, crs_wkt=pyproj.CRS.from_epsg(EPSG).to_wkt(), extent=EXTENT, resolution=(size, size))
    start_s = time.perf_counter()
    done = export_mosaic(Source(uri=str(document)), wish, report=lambda _share, _text: None, cancelled=lambda: False)
    if (done.width, done.height, done.skipped) != (SIDE_PX, SIDE_PX, ()):
        raise SystemExit(f"The export must be whole, it is {done}")
    return time.perf_counter() - start_s


def gdalwarp(vrt: Path, target: Path) -> float:
    """The same by GDAL's program."""
    program = shutil.which("gdalwarp")
    if program is None:
        raise SystemExit("gdalwarp is needed: install gdal-bin")
    threads = str(os.cpu_count() or 1)
    command = [
        program, "-q", "-overwrite", "-of", "COG", "-co", "COMPRESS=DEFLATE", "-co", "PREDICTOR=YES",
        "-co", f"NUM_THREADS={threads}", "-multi", "-wo", f"NUM_THREADS={threads}", "-te", *map(str, EXTENT),
        "-ts", str(SIDE_PX), str(SIDE_PX), str(vrt), str(target),
    ]  # fmt: skip
    start_s = time.perf_counter()
    subprocess.run(command, check=True, timeout=TIMEOUT_S)
    return time.perf_counter() - start_s


def main(arguments: list[str]) -> None:
    """See the module."""
    match arguments:
        case [("ours" | "gdalwarp") as who, source, folder]:
            target = Path(folder) / f"{who}.tif"
            seconds = (ours if who == "ours" else gdalwarp)(Path(source), target)
        case _:
            raise SystemExit(__doc__)
    used = resource.getrusage(resource.RUSAGE_SELF if who == "ours" else resource.RUSAGE_CHILDREN)
    cpu_s = used.ru_utime + used.ru_stime
    result = {
        "seconds": seconds,
        "cpu_s": cpu_s,
        "cores": cpu_s / seconds,
        "peak_mb": used.ru_maxrss / 1024,
        "file_mb": target.stat().st_size / 1e6,
    }
    target.unlink()
    print("RESULT", json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1:])
