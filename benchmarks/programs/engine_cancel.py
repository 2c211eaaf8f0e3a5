"""Cancels a large read and prints how long the engine was not free for another one, as JSON.

Run by any Python with NumPy: `engine_cancel.py {"document", "other": a small local mosaic, "after_s"}`. Free is when a small
read of the other mosaic is answered as fast as in an idle engine; the difference is what the cancelled read still held.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from engine_start import OPEN_TIMEOUT_S, plan, plugin_version

from mosaic_qgis.engine.client.process import EngineClient, RemoteMosaic

WIDTH_PX, HEIGHT_PX = 1536, 1024
SMALL_PX = 32
IDLE_READS = 5


def part(extent: Sequence[float], index: int) -> tuple[float, float, float, float]:
    """A small part of an extent, another one for each index, so that none is in a cache."""
    width, height = (extent[2] - extent[0]) / 20, (extent[3] - extent[1]) / 20
    xmin, ymin = extent[0] + (3 + index) * width, extent[1] + 4 * height
    return xmin, ymin, xmin + width, ymin + height


def small_read_s(mosaic: RemoteMosaic, index: int) -> float:
    """How long a small read takes."""
    began_s = time.perf_counter()
    mosaic.read(part(mosaic.description["extent"], index), SMALL_PX, SMALL_PX).result(OPEN_TIMEOUT_S)
    return time.perf_counter() - began_s


def main(job: dict[str, Any]) -> None:
    client = EngineClient(plan, plugin_version(), lambda _level, _text: None)
    other = client.open(job["other"], {}, None, OPEN_TIMEOUT_S)
    mosaic = client.open(job["document"], {}, None, OPEN_TIMEOUT_S)
    idle_s = statistics.median(small_read_s(other, index) for index in range(IDLE_READS))
    began_s = time.perf_counter()
    pending = mosaic.read(mosaic.description["extent"], WIDTH_PX, HEIGHT_PX)
    was_too_quick = pending.wait(job["after_s"])
    cancelled_s = time.perf_counter()
    pending.cancel()
    freed_s = small_read_s(other, IDLE_READS)
    result = {
        "idle_s": idle_s,
        "after_cancel_s": freed_s,
        "busy_ms": max(0.0, freed_s - idle_s) * 1000,
        "cancelled_after_s": cancelled_s - began_s,
        "was_too_quick": was_too_quick,
    }
    client.stop()
    print("RESULT " + json.dumps(result), flush=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
