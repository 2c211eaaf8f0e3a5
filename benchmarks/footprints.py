"""Measures how many remote images a second become footprints of a mosaic, from their heads only.

    build/engine-python scripts/engine_run.py benchmarks/footprints.py COUNT LATENCY_MS

Prints ``RESULT`` and one line of JSON. The images are small COGs in ten UTM zones on a server that answers after LATENCY_MS; each
address is asked for the first time. What is measured is the whole making: looking at the images, covering, writing the document.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

REPOSITORY = Path(__file__).resolve().parents[1]
FILES = 200
"""Different ones; the others are links to them."""
SIZE_PX = 1024
GOAL_PER_S, GOAL_LATENCY_MS = 200.0, 50.0


def write_images(folder: Path, count: int) -> None:
    """COGs of one band, side by side."""
    import numpy
    import rasterio
    from rasterio.transform import from_origin

    pixels = numpy.random.default_rng(1).integers(1, 255, (1, SIZE_PX, SIZE_PX), dtype=numpy.uint8)
    profile: dict[str, Any] = {"driver": "COG", "width": SIZE_PX, "height": SIZE_PX, "count": 1, "dtype": "uint8"}
    for number in range(count):
        path = folder / f"{number}.tif"
        if number >= FILES:
            path.hardlink_to(folder / f"{number % FILES}.tif")
            continue
        place = number // 10
        transform = from_origin(3e5 + place % 5 * 1e4, 4e6 + place // 5 * 1e4, 10, 10)
        with rasterio.open(path, "w", crs=f"EPSG:{32601 + number % 10}", transform=transform, **profile) as image:
            image.write(pixels)


def measure(count: int, latency_ms: float) -> dict[str, Any]:
    """Make a mosaic of so many images."""
    from benchmarks.servers import RangeServer
    from mosaic_qgis.backends.gathered_mosaic import Wanted
    from mosaic_qgis.batch.creation import Making, make_mosaic

    with tempfile.TemporaryDirectory() as place:
        images = Path(place, "images")
        images.mkdir()
        write_images(images, count)
        with RangeServer(images, latency_ms) as server:
            making = Making(
                wanted=Wanted(target=str(Path(place, "mosaic.json"))),
                files=[f"{server.url}/{number}.tif" for number in range(count)],
            )
            start_s, start_cpu_s = time.perf_counter(), time.process_time()
            made = make_mosaic(making, report=lambda _fraction, _text: None, cancelled=lambda: False)
            made_s, cpu_s = time.perf_counter() - start_s, time.process_time() - start_cpu_s
            with urlopen(server.counts_url) as answer:
                counts = json.load(answer)
    if made.images != count:
        raise SystemExit(f"The mosaic must have {count} images, it has {made.images}: {made.skipped[:1]}")
    return {
        "made_s": made_s,
        "images_per_s": count / made_s,
        "cpu_ms_per_image": 1000 * cpu_s / count,
        "requests": counts["requests"],
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10)),
        "is_goal_reached": count / made_s >= GOAL_PER_S * GOAL_LATENCY_MS / max(latency_ms, GOAL_LATENCY_MS),
    }


def main(arguments: list[str]) -> None:
    """See the module."""
    sys.path.insert(0, str(REPOSITORY))
    match arguments:
        case [count, latency_ms]:
            result = measure(int(count), float(latency_ms))
        case _:
            raise SystemExit(__doc__)
    print("RESULT", json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1:])
