"""Reads many views of a mosaic in one engine and prints its peak memory, as JSON.

Run by any Python with NumPy: `engine_tour.py {"document", "views", "largest_px"}`: `views` maps of changing place and scale,
at the end one square of `largest_px`.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from engine_start import OPEN_TIMEOUT_S, plan, plugin_version

from benchmarks.processes import peak_megabytes
from mosaic_qgis.engine.client.process import EngineClient

WIDTH_PX, HEIGHT_PX = 1536, 1024
SCALES = (1.0, 0.5, 0.25, 0.1, 0.05, 0.03)


def main(job: dict[str, Any]) -> None:
    client = EngineClient(plan, plugin_version(), lambda _level, _text: None)
    mosaic = client.open(job["document"], {}, None, OPEN_TIMEOUT_S)
    xmin, ymin, xmax, ymax = mosaic.description["extent"]
    began_s = time.perf_counter()
    for index in range(job["views"]):
        scale = SCALES[index % len(SCALES)]
        width, height = (xmax - xmin) * scale, (ymax - ymin) * scale
        left = xmin + (xmax - xmin - width) * (index * 37 % 100) / 100
        bottom = ymin + (ymax - ymin - height) * (index * 61 % 100) / 100
        mosaic.read((left, bottom, left + width, bottom + height), WIDTH_PX, HEIGHT_PX).result(OPEN_TIMEOUT_S)
    size_px = job["largest_px"]
    mosaic.read((xmin, ymin, xmax, ymax), size_px, size_px).result(OPEN_TIMEOUT_S)
    pid = client.pid
    result = {"seconds": time.perf_counter() - began_s, "peak_megabytes": peak_megabytes(pid) if pid else None}
    client.stop()
    print("RESULT " + json.dumps(result), flush=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
