"""The same day once with GDAL's virtual mosaic and once with ours, while the pulse of QGIS's window is felt.

Runs inside QGIS. Arguments: `vrt`, `mosaic` (the same images), `project` (a path to be written).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QUrl

if TYPE_CHECKING:
    import contextlib

    from pulse import Pulse
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.runner import Desk, Steps

PANS = 6
SHARE = 0.3
"""The mosaic covers more of the canvas."""


def scenario(desk: Desk) -> Steps:
    sys.path.insert(0, str(Path(desk.arguments["scenarios"])))
    from pulse import Pulse
    from qgis_desktop.inside.map_view import MapView

    view = MapView(desk)
    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
    pulse = Pulse()
    try:
        for name in ("vrt", "mosaic"):
            with desk.step(f"a day with {name}", longest_gap_s=None):
                yield from a_day(desk, view, pulse, name)
        with desk.step("the project is opened again", longest_gap_s=None):
            yield from reopen(desk, pulse, view)
    finally:
        pulse.stop()
        desk.facts["phases"] = pulse.phases
    with desk.step("the layers are removed while they are drawn", longest_gap_s=None):
        began: list[bool] = []
        view.canvas.renderStarting.connect(lambda: began.append(True))
        view.canvas.refreshAllLayers()
        yield desk.until(lambda: began, 10, "drawing has begun")
        QgsProject.instance().removeAllMapLayers()
        yield desk.until(view.is_quiet, 30, "nothing is drawn any more")


def a_day(desk: Desk, view: MapView, pulse: Pulse, name: str) -> Steps:
    from hand import drop

    project = QgsProject.instance()

    def phase(what: str) -> contextlib.AbstractContextManager[None]:
        return pulse.phase(f"{name}: {what}")

    with phase("adding"):
        drop(desk, QUrl.fromLocalFile(desk.arguments[name]))
        yield desk.until(lambda: len(project.mapLayers()) == 1, 60, "the layer is added")
    with phase("drawing"):
        yield from view.draw(desk.iface.zoomToActiveLayer)
    desk.screenshot(f"{name}_whole")
    whole = view.canvas.extent()
    with phase("panning"):
        for number in range(PANS):
            step = whole.width() / 4 * (number % 3 - 1)
            yield from move(view, whole, step)
    with phase("zooming"):
        for factor in (0.5, 0.2, 1.0):
            extent = QgsRectangle(whole)
            extent.scale(factor)
            yield from view.show(extent)
    with phase("adding it twice"):
        drop(desk, QUrl.fromLocalFile(desk.arguments[name]))
        yield desk.until(lambda: len(project.mapLayers()) == 2, 60, "another layer is added")
        yield desk.until(view.is_quiet, 60, "it is drawn")
    desk.facts[f"{name}_layers"] = [layer.isValid() for layer in project.mapLayers().values()]
    if not project.write(desk.arguments["project"]):
        raise AssertionError(f"the project must be written: {project.error()}")
    with phase("closing"):
        desk.trigger(desk.iface.actionNewProject())
        yield desk.until(lambda: not project.mapLayers() and view.is_quiet(), 30, "the project is empty")


def move(view: MapView, whole: QgsRectangle, step: float) -> Steps:
    yield from view.show(
        QgsRectangle(whole.xMinimum() + step, whole.yMinimum(), whole.xMaximum() + step, whole.yMaximum())
    )


def reopen(desk: Desk, pulse: Pulse, view: MapView) -> Steps:
    """The project of our layers, as a double click in the file manager opens it."""
    from hand import drop

    project = QgsProject.instance()
    with pulse.phase("mosaic: opening the project"):
        drop(desk, QUrl.fromLocalFile(desk.arguments["project"]))
        yield desk.until(lambda: len(project.mapLayers()) == 2 and view.is_quiet(), 60, "the project is open and drawn")
    yield desk.until(lambda: view.share_painted() > SHARE, 30, "the mosaic is seen")
    desk.facts["reopened_layers"] = [layer.isValid() for layer in project.mapLayers().values()]
    desk.screenshot("reopened")


def is_open(view: MapView) -> bool:
    """Whether QGIS has read the project to the end: it looks at events in between."""
    return len(view.canvas.layers()) == 2 and not view.canvas.isFrozen()
