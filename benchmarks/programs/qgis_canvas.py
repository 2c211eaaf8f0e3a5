"""Watches a QGIS map canvas fill, in a fresh process, and prints when the first pixels came and when it was complete.

Run by QGIS's own Python: `qgis_canvas.py JOB`, as qgis_map.py. The canvas is 1536 x 1024 pixels and shows itself as often
as QGIS's own does. The main thread's pulse is felt meanwhile: `longest_gap_ms` is the longest time that it was busy.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsRasterLayer, QgsRectangle
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QEvent, QEventLoop, QObject, QRectF, Qt, QTimer
from qgis.PyQt.QtGui import QImage, QPainter

sys.path.insert(0, str(Path(__file__).resolve().parent))

from qgis_map import MERCATOR, Meter, opened, whole

from benchmarks.views import HEIGHT_PX, WIDTH_PX, map_extent

UPDATE_MS = 250
"""QGIS's own default for how often a map under way is shown."""
BEAT_MS = 2
QUIET_S = 0.5
"""No drawing for so long: nothing is to come."""
LONGEST_S = 120.0
FIRST_SHARE = 0.01
"""Share of the canvas that counts as first pixels."""
_LOOK_STEP = 16


class Watch(QObject):
    """What a canvas shows when, and how long the main thread was busy meanwhile."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__()
        self._canvas = canvas
        self._is_looking = False
        self._began = self._beat_at = self._drawn_at = 0.0
        self._first_s: float | None = None
        self._longest_gap_s = 0.0
        canvas.viewport().installEventFilter(self)
        canvas.mapCanvasRefreshed.connect(self._drawn)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint and not self._is_looking and self._first_s is None:
            QTimer.singleShot(0, self._look)
        return False

    def draw(self, act: Callable[[], None]) -> dict[str, Any]:
        """Do something that changes the map and wait until nothing more comes."""
        done = QEventLoop()
        self._first_s, self._drawn_at, self._longest_gap_s = None, 0.0, 0.0
        self._began = self._beat_at = time.perf_counter()
        self._timer.start(BEAT_MS)

        def look_whether_done() -> None:
            now = time.perf_counter()
            if self._canvas.isDrawing() or not self._drawn_at:
                if now - self._began > LONGEST_S:
                    sys.exit(f"the canvas must be drawn within {LONGEST_S:g} s, it is not")
            elif now - self._drawn_at > QUIET_S:
                done.quit()

        asking = QTimer()
        asking.timeout.connect(look_whether_done)
        asking.start(20)
        act()
        done.exec()
        asking.stop()
        self._timer.stop()
        return {
            "first_pixels_s": self._first_s,
            "complete_s": self._drawn_at - self._began,
            "longest_gap_ms": self._longest_gap_s * 1000,
        }

    def _drawn(self) -> None:
        self._drawn_at = time.perf_counter()

    def _beat(self) -> None:
        now = time.perf_counter()
        self._longest_gap_s = max(self._longest_gap_s, now - self._beat_at)
        self._beat_at = now

    def _look(self) -> None:
        """The time that looking takes is not the canvas's, and holds up no other thread: a small copy is looked at."""
        if self._first_s is not None or self._is_looking:
            return
        self._beat()
        painted_s = time.perf_counter() - self._began
        self._is_looking = True
        picture = QImage(self._canvas.size() / _LOOK_STEP, QImage.Format.Format_RGB32)
        picture.fill(self._canvas.canvasColor())
        background = picture.pixel(0, 0)
        painter = QPainter(picture)
        self._canvas.scene().render(painter, QRectF(picture.rect()), QRectF(self._canvas.rect()))
        painter.end()
        self._is_looking = False
        memory = picture.constBits()
        memory.setsize(picture.sizeInBytes())
        pixels = np.frombuffer(memory, np.uint32)
        if np.count_nonzero(pixels != background) >= FIRST_SHARE * pixels.size:
            self._first_s = painted_s
        self._beat_at = time.perf_counter()


def main(job: dict[str, Any]) -> None:
    app = QgsApplication([], True)
    app.initQgis()
    plugin = None
    if job["provider"] == "mosaicjson":
        from mosaic_qgis.plugin import MosaicPlugin

        plugin = MosaicPlugin(None)
        plugin.initProcessing()
    meter = Meter(job["counts_url"], lambda: plugin.engine.pid if plugin is not None else None)
    canvas = QgsMapCanvas()
    # As QGIS's own canvas by its default settings; a bare one shows nothing of a map under way.
    canvas.setCachingEnabled(True)
    canvas.setParallelRenderingEnabled(True)
    canvas.setMapUpdateInterval(UPDATE_MS)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem(MERCATOR))
    canvas.setFrameShape(canvas.Shape.NoFrame)
    canvas.resize(WIDTH_PX, HEIGHT_PX)
    canvas.show()
    watch = Watch(canvas)

    def show(layer: QgsRasterLayer, extent: QgsRectangle) -> None:
        # One drawing, not one for the layers and one for the extent.
        canvas.freeze(True)
        canvas.setLayers([layer])
        canvas.setExtent(extent)
        canvas.freeze(False)
        canvas.refresh()

    other = opened(job["provider"], job["warm_up"])
    watch.draw(lambda: show(other, whole(other)))
    result: dict[str, Any] = {}
    figures, layer = meter.measure(lambda: opened(job["provider"], job["source"]))
    result["open"] = figures
    for name, shift_px in (("cold", 0), ("pan", WIDTH_PX / 4)):
        extent = QgsRectangle(*map_extent(job["bounds"], job["fraction"], shift_px))
        figures, seen = meter.measure(lambda extent=extent: watch.draw(lambda: show(layer, extent)))
        result[name] = seen | {key: figures[key] for key in ("requests", "round_trips") if key in figures}
    canvas.setLayers([])
    other = layer = None
    if plugin is not None:
        plugin.unload()
    print("RESULT " + json.dumps(result), flush=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
    sys.stdout.flush()
    # The canvas of a PyQGIS program crashes while the interpreter takes it down; the engine has ended already.
    os._exit(0)
