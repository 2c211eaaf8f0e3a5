"""QGIS without an engine: the offer, declining it, accepting it where the installation cannot succeed. Runs inside QGIS.

Arguments: `mosaic`, `vector` (a GeoJSON that must work whatever happens), `silent_index` (a package index that never answers).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt.QtWidgets import QAction, QApplication, QLabel, QPushButton, QWidget

if TYPE_CHECKING:
    from qgis_desktop.inside.person import Person
    from qgis_desktop.inside.runner import Desk, Steps


def scenario(desk: Desk) -> Steps:
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.person import Person

    view, person = MapView(desk), Person(desk)
    project = QgsProject.instance()
    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
    with desk.step("a mosaic brings the offer", longest_gap_s=3.0):
        layer = QgsRasterLayer(desk.arguments["mosaic"], "first", "mosaicjson")
        desk.facts["is_valid"], desk.facts["at_the_layer"] = layer.isValid(), layer.error().summary()
        decline = yield desk.until(lambda: button(desk, "mosaic_not_now"), 15, "the offer is in the message bar")
        desk.facts["offer"] = [item.text() for item in desk.iface.messageBar().items()]
        desk.facts["buttons"] = [each.text() for each in bar_buttons(desk)]
        yield from person.see(decline)
        desk.screenshot("offer")
    with desk.step("it is declined"):
        yield from person.click(decline)
        yield desk.until(lambda: not button(desk, "mosaic_not_now"), 10, "the offer has gone")
        QgsRasterLayer(desk.arguments["mosaic"], "second", "mosaicjson")
        yield desk.until(view.is_quiet, 10, "QGIS is quiet")
        desk.facts["offered_again"] = button(desk, "mosaic_not_now") is not None
    with desk.step("QGIS is as usable as before"):
        yield from view.draw(lambda: desk.iface.addVectorLayer(desk.arguments["vector"], "points", "ogr"))
        desk.facts["vector_layers"] = [each.isValid() for each in project.mapLayers().values()]
    with desk.step("the menu offers it again, an installation that fails says why", longest_gap_s=2.0):
        desk.trigger(desk.iface.mainWindow().findChild(QAction, "mActionSetUpMosaicJsonEngine"))
        agree = yield desk.until(lambda: button(desk, "mosaic_set_up"), 15, "the offer is back")
        yield from person.click(agree)
        tasks = QgsApplication.taskManager()
        yield desk.until(lambda: not button(desk, "mosaic_set_up"), 10, "the installation has begun")
        yield desk.until(lambda: tasks.countActiveTasks() == 0 and critical(desk), 60, "the installation has ended")
        desk.facts["failure"] = critical(desk)
        # Qt paints the bar's new item when it has nothing else to do.
        yield from view.draw(view.canvas.refreshAllLayers)
        desk.screenshot("failed_installation")
    with desk.step("the options tell how it stands", longest_gap_s=5):
        # As with a person who has set no variables.
        os.environ.pop("MOSAIC_QGIS_WHEEL_FOLDER")
        desk.later(lambda: desk.iface.showOptionsDialog(desk.iface.mainWindow(), "MosaicJSON"))
        status = yield desk.until(lambda: label("status_label"), 20, "the page is open")
        yield desk.until(lambda: "not set up" in status.text(), 20, "the engine was looked at")
        counted = yield desk.until(lambda: label("used_label"), 10, "the cache is being counted")
        yield desk.until(lambda: "MB" in counted.text(), 20, "the cache was counted")
        dialog = status.window()
        dialog.resize(1000, 700)
        yield desk.until(lambda: dialog.width() == 1000, 10, "it has its size")
        with desk.own_work():
            dialog.grab().save(str(desk.folder / "options.png"))
        desk.facts["status"] = status.text()
    with desk.step("setting up is watched and cancelled in the options", longest_gap_s=5):
        yield from cancel_in_options(desk, person, dialog)
        # The dialog runs an event loop of its own inside the call above.
        desk.later(dialog.reject)
        yield desk.until(lambda: label("status_label") is None, 10, "it is closed")


def cancel_in_options(desk: Desk, person: Person, dialog: QWidget) -> Steps:
    """QGIS's main window with its message bar cannot be reached meanwhile."""
    names = ("index_url", "set_up_button", "set_up_progress", "set_up_cancel_button", "status_label", "said_label")
    index, begin, progress, cancel, status, said = (dialog.findChild(QWidget, name) for name in names)
    yield from person.click(index)
    yield from person.type(desk.arguments["silent_index"])
    yield desk.until(lambda: index.text() == desk.arguments["silent_index"], 10, "the index is named")
    yield from person.click(begin)
    yield desk.until(lambda: progress.isVisible() and cancel.isVisible(), 10, "its progress is seen")
    desk.facts["setting_up"] = {"status": status.text(), "again": begin.isEnabled()}
    with desk.own_work():
        dialog.grab().save(str(desk.folder / "setting_up.png"))
    yield from person.click(cancel)
    yield desk.until(lambda: said.isVisible() and not progress.isVisible(), 20, "it has ended")
    yield desk.until(begin.isEnabled, 10, "it can be begun again")
    desk.facts["set_up_said"] = said.text()


def label(name: str) -> QLabel | None:
    """A label that a person can see."""
    found = (each for each in QApplication.allWidgets() if each.objectName() == name and each.isVisible())
    return next((each for each in found if isinstance(each, QLabel)), None)


def bar_buttons(desk: Desk) -> list[QPushButton]:
    """The buttons of the message bar."""
    return [each for each in desk.iface.messageBar().findChildren(QPushButton) if each.isVisible()]


def button(desk: Desk, name: str) -> QPushButton | None:
    """A visible button of the message bar."""
    return next((each for each in bar_buttons(desk) if each.objectName() == name), None)


def critical(desk: Desk) -> list[str]:
    """What the message bar shows as errors."""
    items: list[Any] = desk.iface.messageBar().items()
    return [item.text() for item in items if int(item.level()) == 2]
