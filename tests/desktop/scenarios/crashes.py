"""The engine is killed while it draws: the map is completed all the same. Then QGIS itself is killed, from outside.

Runs inside QGIS. Arguments: `mosaic`.
"""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from qgis.core import QgsProject, QgsRasterLayer

if TYPE_CHECKING:
    from qgis_desktop.inside.runner import Desk, Steps

READY = "ready to be killed"


def scenario(desk: Desk) -> Steps:
    from qgis_desktop import processes
    from qgis_desktop.inside.map_view import MapView

    view = MapView(desk)

    def engines() -> list[processes.Process]:
        return [one for one in processes.descendants(os.getpid()) if one.is_engine]

    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
    with desk.step("the layer is drawn", longest_gap_s=10.0):
        layer = QgsRasterLayer(desk.arguments["mosaic"], "Landscape", "mosaicjson")
        yield from view.draw(lambda: QgsProject.instance().addMapLayer(layer))
        desk.iface.setActiveLayer(layer)
        yield from view.draw(desk.iface.zoomToActiveLayer)
        desk.screenshot("before")
        desk.facts["before"] = view.place()
    with desk.step("the engine is killed while it draws"):
        (engine,) = engines()
        before = view.drawings
        layer.reload()
        yield desk.until(view.canvas.isDrawing, 10, "the drawing has begun")
        os.kill(engine.pid, signal.SIGKILL)
        desk.facts["was_drawing"] = view.canvas.isDrawing()
        yield desk.until(lambda: not engine.is_alive, 5, "the engine is dead")
        yield desk.until(lambda: view.drawings > before and view.is_quiet(), 30, "the map is drawn")
        desk.screenshot("after")
        desk.facts["after"] = view.place()
    with desk.step("the next view is drawn"):
        yield from view.draw(view.canvas.refreshAllLayers)
        desk.facts["engines"] = len(engines())
    with desk.step(READY):
        # In the middle of a drawing, as crashes come.
        layer.reload()
        yield desk.until(view.canvas.isDrawing, 10, "the drawing has begun")
    yield desk.until(lambda: False, 60, "QGIS is killed")
