"""Documents that are no good: each is added, and QGIS must stay as lively as ever. Runs inside QGIS.

Arguments: `good` (opened first, so that the engine runs), `inputs` (name, path, draws).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import QgsProject, QgsRasterLayer

if TYPE_CHECKING:
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.runner import Desk, Steps

TAG = "MosaicJSON"
OPEN_BOUND_S = 10.0


def scenario(desk: Desk) -> Steps:
    from qgis_desktop.inside.map_view import MapView

    view = MapView(desk)
    project = QgsProject.instance()
    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
    with desk.step("a good layer is drawn", longest_gap_s=OPEN_BOUND_S):
        good = QgsRasterLayer(desk.arguments["good"], "good", "mosaicjson")
        yield from view.draw(lambda: project.addMapLayer(good))
    for entry in desk.arguments["inputs"]:
        # What can be drawn is sampled by QGIS while it is opened, which the plugin's own limits bound.
        bound_s = OPEN_BOUND_S if entry["draws"] else 1.0
        with desk.step(entry["name"], longest_gap_s=bound_s, go_on=True):
            desk.facts[entry["name"]] = yield from add(desk, view, entry)
            desk.screenshot(entry["name"].replace(" ", "_"))
        desk.iface.messageBar().clearWidgets()
    with desk.step("the good layer is still drawn"):
        desk.iface.setActiveLayer(good)
        yield from view.draw(desk.iface.zoomToActiveLayer)
        yield from view.draw(view.canvas.refreshAllLayers)
        desk.facts["shown"] = view.share_painted()


def add(desk: Desk, view: MapView, entry: dict[str, Any]) -> Steps:
    """Add the layer, draw it when it can be drawn; what is said about it, everywhere."""
    start, project = len(desk.messages), QgsProject.instance()
    layer = QgsRasterLayer(entry["path"], entry["name"], "mosaicjson")
    if layer.isValid():
        desk.iface.setActiveLayer(project.addMapLayer(layer))
        yield from view.draw(desk.iface.zoomToActiveLayer)
    yield desk.until(lambda: complaints(desk, start), 15, "something is said in the log")
    yield desk.until(view.is_quiet, 15, "nothing is drawn any more")
    facts = {
        "is_valid": layer.isValid(),
        "at_the_layer": layer.error().summary(),
        "in_the_log": complaints(desk, start),
        "in_the_bar": [item.text() for item in desk.iface.messageBar().items()],
        "shown": view.share_painted(),
    }
    if layer.isValid():
        project.removeMapLayer(layer.id())
    return facts


def complaints(desk: Desk, start: int) -> list[str]:
    """Warnings and errors of the plugin in the log."""
    return [
        message["text"] for message in desk.messages_since(start, TAG) if message["level"] in ("Warning", "Critical")
    ]
