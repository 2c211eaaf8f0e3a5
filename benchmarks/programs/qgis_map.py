"""Draws maps of one layer in a fresh QGIS process and prints how long each took, as JSON.

Run by QGIS's own Python: `qgis_map.py JOB`, a JSON object:

    {"provider", "source", "warm_up": source of another small layer of the same provider,
     "bounds": [west, south, east, north] of the mosaic in degrees, "fraction": of the map of all of it,
     "picture": where the first map is saved (NumPy), "counts_url": of the range server or null,
     "measures": of "warm", "pan"}

The other layer is drawn first: everything is imported then, QGIS has drawn a raster, and the engine runs.
"""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QEventLoop, QSize
from qgis.PyQt.QtGui import QColor, QImage

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.processes import cpu_s, peak_megabytes  # noqa: E402 - the folder is on the path only now
from benchmarks.views import HEIGHT_PX, WIDTH_PX, map_extent  # noqa: E402

WARM_UP_PX = QSize(256, 256)
MERCATOR = "EPSG:3857"


class Meter:
    """Times what is done: wall clock, processor time of this process and of the engine, requests to the range server."""

    def __init__(self, counts_url: str | None, engine_pid: Callable[[], int | None]) -> None:
        self._counts_url = counts_url
        self._engine_pid = engine_pid

    def measure(self, act: Callable[[], Any]) -> tuple[dict[str, Any], Any]:
        """The figures, and what `act` gave."""
        self._take_counts()
        used_s, started_s = self._cpu_s(), time.perf_counter()
        answer = act()
        figures: dict[str, Any] = {"wall_s": time.perf_counter() - started_s, "cpu_s": self._cpu_s() - used_s}
        counts = self._take_counts()
        if counts is not None:
            figures |= {"requests": counts["requests"], "megabytes": counts["body_bytes"] / 1e6}
            figures["round_trips"] = counts["round_trips"]
        return figures, answer

    def _cpu_s(self) -> float:
        pid = self._engine_pid()
        return cpu_s(os.getpid()) + (cpu_s(pid) if pid is not None else 0.0)

    def _take_counts(self) -> dict[str, Any] | None:
        if self._counts_url is None:
            return None
        with urllib.request.urlopen(urllib.request.Request(self._counts_url, method="POST"), timeout=30) as answer:
            return json.load(answer)


def opened(provider: str, source: str) -> QgsRasterLayer:
    """A valid layer, or the end of this program."""
    layer = QgsRasterLayer(source, "bench", provider)
    if not layer.isValid():
        sys.exit(f"{source} cannot be opened with {provider}: {layer.error().summary()}")
    return layer


def drawn(layer: QgsRasterLayer, extent: QgsRectangle, size: QSize) -> QImage:
    """One map, from nothing but the layer."""
    settings = QgsMapSettings()
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(MERCATOR))
    settings.setLayers([layer])
    settings.setOutputSize(size)
    settings.setExtent(extent)
    settings.setBackgroundColor(QColor(0, 0, 0, 0))
    job = QgsMapRendererParallelJob(settings)
    done = QEventLoop()
    job.finished.connect(done.quit)
    job.start()
    done.exec()
    return job.renderedImage()


def whole(layer: QgsRasterLayer) -> QgsRectangle:
    """The layer's extent in Web Mercator."""
    change = QgsCoordinateTransform(
        layer.crs(), QgsCoordinateReferenceSystem(MERCATOR), QgsProject.instance().transformContext()
    )
    return change.transformBoundingBox(layer.extent())


def pixels(image: QImage) -> np.ndarray:
    """Red, green, blue, alpha as (rows, columns, 4)."""
    converted = image.convertToFormat(QImage.Format.Format_RGBA8888)
    memory = converted.constBits()
    memory.setsize(converted.sizeInBytes())
    return np.frombuffer(memory, np.uint8).reshape(converted.height(), converted.width(), 4).copy()


def main(job: dict[str, Any]) -> None:
    app = QgsApplication([], False)
    app.initQgis()
    plugin = None
    if job["provider"] == "mosaicjson":
        from mosaic_qgis.plugin import MosaicPlugin

        plugin = MosaicPlugin(None)
        plugin.initProcessing()

    def engine_pid() -> int | None:
        return plugin.engine.pid if plugin is not None and plugin.engine is not None else None

    meter = Meter(job["counts_url"], engine_pid)

    def warm_up() -> None:
        layer = opened(job["provider"], job["warm_up"])
        # A web map has no extent of its own.
        extent = QgsRectangle(*job["warm_up_extent"]) if job.get("warm_up_extent") else whole(layer)
        drawn(layer, extent, WARM_UP_PX)

    result: dict[str, Any] = {}
    result["warm_up"], _ = meter.measure(warm_up)
    result["open"], layer = meter.measure(lambda: opened(job["provider"], job["source"]))
    here = QgsRectangle(*map_extent(job["bounds"], job["fraction"]))
    beside = QgsRectangle(*map_extent(job["bounds"], job["fraction"], WIDTH_PX / 4))
    size = QSize(WIDTH_PX, HEIGHT_PX)
    result["cold"], image = meter.measure(lambda: drawn(layer, here, size))
    result["first"] = {key: result["open"][key] + value for key, value in result["cold"].items()}
    np.save(job["picture"], pixels(image))
    if "warm" in job["measures"]:
        result["warm"], _ = meter.measure(lambda: drawn(layer, here, size))
    if "pan" in job["measures"]:
        result["pan"], _ = meter.measure(lambda: drawn(layer, beside, size))
    pid = engine_pid()
    if pid is not None:
        result["engine"] = {"peak_megabytes": peak_megabytes(pid)}
    print("RESULT " + json.dumps(result), flush=True)
    # The layer's end asks the engine for something, so it must come before the engine's.
    layer = None
    if plugin is not None:
        plugin.unload()
    app.exitQgis()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
