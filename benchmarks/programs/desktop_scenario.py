"""A layer in the real QGIS: the plugin is loaded, a layer added, drawn, panned, closed; how long the window froze each time.

Runs inside QGIS (scripts/qgis_desktop). Arguments: `provider`, `source`, `warm_up`: another small layer of the provider.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRectangle

if TYPE_CHECKING:
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.runner import Desk, Steps

PANS = 12
BETWEEN_PANS_S = 0.12
_DRAWN_S = 120.0


def scenario(desk: Desk) -> Steps:
    from qgis_desktop.inside.map_view import MapView

    view = MapView(desk)
    provider, project = desk.arguments["provider"], QgsProject.instance()
    with desk.step("ready", longest_gap_s=None):
        yield from view.make_room()
    if provider == "mosaicjson":
        with desk.step("load", longest_gap_s=None):
            load_plugin(desk)
            yield desk.until(lambda: True, 1, "nothing")
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    with desk.step("warm up", longest_gap_s=None):
        yield from add(desk, view, desk.arguments["warm_up"])
        project.removeAllMapLayers()
        yield desk.until(view.is_quiet, 10, "the canvas is empty")
    with desk.step("add", longest_gap_s=None):
        yield from add(desk, view, desk.arguments["source"])
    with desk.step("draw", longest_gap_s=None):
        yield from view.draw(lambda: desk.iface.mapCanvas().zoomByFactor(0.5), _DRAWN_S)
    with desk.step("pan", longest_gap_s=None):
        yield from pan(desk, view)
    desk.facts["shown"] = view.share_painted()
    with desk.step("close", longest_gap_s=None):
        project.removeAllMapLayers()
        yield desk.until(view.is_quiet, 10, "the canvas is empty")


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


def add(desk: Desk, view: MapView, source: str) -> Steps:
    """Add a layer as a program does, and wait until it is drawn."""

    def act() -> None:
        desk.later(lambda: desk.iface.addRasterLayer(source, "bench", desk.arguments["provider"]))

    yield from view.draw(act, _DRAWN_S)
    yield desk.until(lambda: QgsProject.instance().mapLayers(), 10, "the layer is in the project")
    yield from view.draw(desk.iface.zoomToActiveLayer, _DRAWN_S)


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
