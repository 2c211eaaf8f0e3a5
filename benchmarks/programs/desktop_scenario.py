"""A layer in the real QGIS: the plugin is loaded, a layer dropped on the window, drawn, panned, closed; how long it froze.

Runs inside QGIS (scripts/qgis_desktop). Arguments: `source` and `warm_up`, two files to be dropped; `needs_plugin`;
`scenarios`: the folder of the desktop tests' scenarios, for their hand. Facts: `frozen_ms` of each step.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QObject, Qt, QTimer, QUrl

if TYPE_CHECKING:
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.runner import Desk, Steps

PANS = 12
BETWEEN_PANS_S = 0.12
_DRAWN_S = 120.0
_BEAT_MS = 4


class Pulse(QObject):
    """The longest time between two beats of the main thread, beyond the beat itself."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._frozen_ms = desk.facts.setdefault("frozen_ms", {})
        self._longest_s, self._beat_at = 0.0, time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(_BEAT_MS)

    @contextlib.contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Feel the pulse until the end of the block."""
        self._beat()
        self._longest_s = 0.0
        yield
        self._beat()
        self._frozen_ms[name] = max(0.0, 1000 * self._longest_s - _BEAT_MS)

    def _beat(self) -> None:
        now = time.perf_counter()
        self._longest_s, self._beat_at = max(self._longest_s, now - self._beat_at), now


def scenario(desk: Desk) -> Steps:
    from qgis_desktop.inside.map_view import MapView

    sys.path.insert(0, desk.arguments["scenarios"])
    view, project = MapView(desk), QgsProject.instance()
    with desk.step("ready", longest_gap_s=None):
        yield from view.make_room()
        if desk.arguments["needs_plugin"]:
            load_plugin(desk)
        project.setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
        # QGIS would take that of the first layer.
        yield from add(desk, view, desk.arguments["warm_up"])
        project.removeAllMapLayers()
        yield desk.until(view.is_quiet, 10, "the canvas is empty")
    pulse = Pulse(desk)
    with desk.step("add", longest_gap_s=None), pulse.phase("add"):
        yield from add(desk, view, desk.arguments["source"])
    with desk.step("draw", longest_gap_s=None), pulse.phase("draw"):
        yield from view.draw(desk.iface.zoomToActiveLayer, _DRAWN_S)
    with desk.step("pan", longest_gap_s=None), pulse.phase("pan"):
        yield from pan(desk, view)
    desk.facts["shown"] = view.share_painted()
    with desk.step("close", longest_gap_s=None), pulse.phase("close"):
        # Nobody is there to be asked about changes.
        project.setDirty(False)
        desk.trigger(desk.iface.actionNewProject())
        yield desk.until(lambda: not project.mapLayers() and view.is_quiet(), 30, "the project is empty")


def load_plugin(desk: Desk) -> None:
    """As QGIS does at its start."""
    import qgis.utils

    qgis.utils.updateAvailablePlugins()
    began, used = time.perf_counter(), time.process_time()
    is_loaded = qgis.utils.loadPlugin("mosaic_qgis") and qgis.utils.startPlugin("mosaic_qgis")
    desk.facts["plugin_load_s"] = time.perf_counter() - began
    desk.facts["plugin_load_cpu_s"] = time.process_time() - used
    if not is_loaded:
        raise AssertionError("QGIS must load the plugin, it did not")


def add(desk: Desk, view: MapView, file: str) -> Steps:
    """Drop a file on the window, as from a file manager, and wait until it is drawn."""
    from hand import drop

    known = set(QgsProject.instance().mapLayers())
    yield from view.draw(lambda: drop(desk, QUrl.fromLocalFile(file)), _DRAWN_S)
    yield desk.until(lambda: set(QgsProject.instance().mapLayers()) - known, _DRAWN_S, "the layer is in the project")
    yield desk.until(view.is_quiet, _DRAWN_S, "the layer is drawn")


def pan(desk: Desk, view: MapView) -> Steps:
    """Quick moves to the east and back, each before the last one is drawn."""
    extent = view.canvas.extent()
    for move in range(PANS):
        shift = extent.width() * 0.08 * (move if move < PANS / 2 else PANS - move)
        moved = QgsRectangle(extent.xMinimum() + shift, extent.yMinimum(), extent.xMaximum() + shift, extent.yMaximum())
        view.canvas.setExtent(moved)
        view.canvas.refresh()
        ends = time.monotonic() + BETWEEN_PANS_S
        yield desk.until(lambda ends=ends: time.monotonic() > ends, 5, "the hand moves on")
    yield desk.until(view.is_quiet, _DRAWN_S, "the last view is drawn")
