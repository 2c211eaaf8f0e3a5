"""A map of which half the images do not come: what is there is shown, moving on is free, and in the end all of it is there.

Runs inside QGIS. Arguments: `scenarios` (this folder), `url` (of a document; half its images come only when the file `gate`
is there), `gate`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QUrl

if TYPE_CHECKING:
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.runner import Desk, Steps

SEEN = 0.05
"""Share of the canvas that a part of the mosaic paints at least."""


def scenario(desk: Desk) -> Steps:
    sys.path.insert(0, desk.arguments["scenarios"])
    from hand import drop
    from qgis_desktop.inside.map_view import MapView

    view, project = MapView(desk), QgsProject.instance()
    gate = Path(desk.arguments["gate"])
    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
    with desk.step("what is there is shown while the rest is on its way", longest_gap_s=None):
        # Opening a mosaic looks at some images, drawing it begins when half of them do not come any more.
        view.canvas.setRenderFlag(False)
        drop(desk, QUrl(desk.arguments["url"]))
        yield desk.until(project.mapLayers, 60, "the layer is added")
        gate.unlink()
        desk.iface.zoomToActiveLayer()
        view.canvas.setRenderFlag(True)
        yield desk.until(lambda: view.canvas.isDrawing() and view.share_painted() > SEEN, 60, "a part is seen")
        desk.facts["half"], desk.facts["is_drawing"] = view.share_painted(), view.canvas.isDrawing()
        desk.screenshot("half")
    with desk.step("another view begins while the first one waits", longest_gap_s=None):
        yield from look_elsewhere(desk, view)
    with desk.step("all of it is there in the end", longest_gap_s=None):
        gate.touch()
        desk.iface.zoomToActiveLayer()
        yield desk.until(view.is_quiet, 60, "the map is drawn")
        yield desk.until(lambda: view.share_painted() > desk.facts["half"] + SEEN, 60, "more is seen")
        desk.facts["whole"] = view.share_painted()
        desk.screenshot("whole")


def look_elsewhere(desk: Desk, view: MapView) -> Steps:
    began: list[bool] = []
    view.canvas.renderStarting.connect(lambda: began.append(True))
    for _ in range(3):
        before = len(began)
        view.canvas.zoomByFactor(0.7)
        yield desk.until(lambda before=before: len(began) > before, 20, "the next drawing has begun")
    desk.facts["is_drawing_elsewhere"] = view.canvas.isDrawing()
