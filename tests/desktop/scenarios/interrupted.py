"""What a person does while a mosaic is being opened: cancel, ask twice, leave the project, switch the plugin off, quit.

Runs inside QGIS. Arguments: `scenarios` (this folder), `url` (of a document that comes only when the file `gate` is there),
`gate`, `local` (a document that opens at once), `project` (a path to be written).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import qgis.utils
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QUrl

if TYPE_CHECKING:
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.runner import Desk, Steps


def scenario(desk: Desk) -> Steps:
    sys.path.insert(0, desk.arguments["scenarios"])
    from qgis_desktop.inside.map_view import MapView

    view, project = MapView(desk), QgsProject.instance()
    gate = Path(desk.arguments["gate"])
    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
    with desk.step("cancelled in the status bar", longest_gap_s=None):
        yield from begin(desk)
        desk.screenshot("opening")
        for task in QgsApplication.taskManager().activeTasks():
            task.cancel()
        yield desk.until(lambda: not openings(), 10, "the task is gone")
    with desk.step("asked for twice", longest_gap_s=None):
        yield from begin(desk)
        yield from begin(desk, count=2)
        gate.touch()
        yield desk.until(lambda: len(project.mapLayers()) == 2, 60, "both layers are added")
        yield desk.until(view.is_quiet, 60, "they are drawn")
        desk.facts["asked_twice"] = [layer.isValid() for layer in project.mapLayers().values()]
        if not project.write(desk.arguments["project"]):
            raise AssertionError(f"the project must be written: {project.error()}")
        yield from new_project(desk, view)
        gate.unlink()
    with desk.step("another project", longest_gap_s=None):
        yield from begin(desk, marked="?another")
        yield from new_project(desk, view)
        yield desk.until(lambda: not openings(), 10, "the task is gone")
        desk.facts["in_another_project"] = len(project.mapLayers())
    with desk.step("the plugin is loaded again", longest_gap_s=None):
        yield from begin(desk, marked="?reload")
        desk.later(lambda: qgis.utils.reloadPlugin("mosaic_qgis"))
        yield desk.until(lambda: not openings(), 20, "the task is gone")
        yield from add_local(desk, view, count=1)
    with desk.step("a project while its mosaic is opened", longest_gap_s=None):
        yield from open_project(desk, view, gate)
    with desk.step("a layer is removed while it is drawn", longest_gap_s=None):
        began: list[bool] = []
        view.canvas.renderStarting.connect(lambda: began.append(True))
        view.canvas.refreshAllLayers()
        yield desk.until(lambda: began, 10, "drawing has begun")
        project.removeAllMapLayers()
        yield desk.until(view.is_quiet, 30, "nothing is drawn any more")
    gate.unlink()
    with desk.step("quit while a mosaic is opened", longest_gap_s=None):
        yield from add_local(desk, view, count=1)
        yield from begin(desk, marked="?quit")
        view.canvas.refreshAllLayers()


def openings() -> list[object]:
    """The tasks that open mosaics."""
    return [task for task in QgsApplication.taskManager().activeTasks() if "Opening" in task.description()]


def begin(desk: Desk, *, count: int = 1, marked: str = "") -> Steps:
    """Drop the link and wait until its document was asked for."""
    from hand import drop

    drop(desk, QUrl(desk.arguments["url"] + marked))
    yield desk.until(lambda: len(openings()) == count, 15, "the mosaic is being opened")


def new_project(desk: Desk, view: MapView) -> Steps:
    desk.trigger(desk.iface.actionNewProject())
    yield desk.until(lambda: not QgsProject.instance().mapLayers() and view.is_quiet(), 20, "the project is empty")


def add_local(desk: Desk, view: MapView, *, count: int) -> Steps:
    from hand import drop

    drop(desk, QUrl.fromLocalFile(desk.arguments["local"]))
    yield desk.until(lambda: len(QgsProject.instance().mapLayers()) == count, 60, "the layer is added")
    yield desk.until(view.is_quiet, 60, "it is drawn")


def open_project(desk: Desk, view: MapView, gate: Path) -> Steps:
    """QGIS's event loop runs while the project's layers are opened, although its document does not come."""
    from hand import drop

    project = QgsProject.instance()
    yield from new_project(desk, view)
    beats: list[int] = []
    drop(desk, QUrl.fromLocalFile(desk.arguments["project"]))
    yield desk.until(lambda: beats.append(len(project.mapLayers())) or len(beats) > 50, 30, "fifty beats of the window")
    desk.facts["layers_while_waiting"] = beats[-1]
    gate.touch()
    yield desk.until(lambda: is_open(view), 60, "the project is open")
    yield from view.draw(view.canvas.refreshAllLayers)
    desk.facts["of_the_project"] = [layer.isValid() for layer in project.mapLayers().values()]
    yield desk.until(lambda: view.share_painted() > 0.3, 30, "the mosaic is seen")


def is_open(view: MapView) -> bool:
    """Whether QGIS has read the project to the end: it looks at events in between."""
    return len(view.canvas.layers()) == 2 and not view.canvas.isFrozen()
