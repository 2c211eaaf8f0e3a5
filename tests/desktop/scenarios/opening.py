"""The ways into QGIS: dropping files, the Data Source Manager's page; then the plugin is switched off and on.

Runs inside QGIS. Arguments: `dropped` (path -> provider that must take it), `mosaic`, `wrong`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import qgis.utils
from qgis.core import QgsProject
from qgis.gui import QgsAbstractDataSourceWidget
from qgis.PyQt.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from qgis.PyQt.QtGui import QDragEnterEvent, QDropEvent
from qgis.PyQt.QtWidgets import QAction, QApplication, QDialogButtonBox, QLabel, QLineEdit

if TYPE_CHECKING:
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.runner import Desk, Steps

OPEN_BOUND_S = 10.0
DIALOG_BOUND_S = 3.0
SHARE = 0.3
"""The mosaic covers more of the canvas."""


def scenario(desk: Desk) -> Steps:
    from qgis_desktop.inside.map_view import MapView

    view = MapView(desk)
    project = QgsProject.instance()
    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
    desk.facts["dropped"] = {}
    for path in desk.arguments["dropped"]:
        with desk.step(f"drop {Path(path).name}", longest_gap_s=DIALOG_BOUND_S, go_on=True):
            yield from drop(desk, view, Path(path))
    with desk.step("the page is used as a person does", longest_gap_s=DIALOG_BOUND_S):
        yield from use_page(desk, view)
    with desk.step("the plugin is switched off", longest_gap_s=DIALOG_BOUND_S):
        from qgis_desktop import processes

        engines = [one for one in processes.descendants(os.getpid()) if one.is_engine]
        desk.facts["engines_before"] = len(engines)
        desk.later(lambda: qgis.utils.unloadPlugin("mosaic_qgis"))
        yield desk.until(lambda: not any(one.is_alive for one in engines), 5, "the engine is gone")
        yield from view.draw(view.canvas.refreshAllLayers)
        desk.facts["menu_entries_off"] = [
            action.text() for action in desk.iface.addLayerMenu().actions() if "MosaicJSON" in action.text()
        ]
    with desk.step("the plugin is switched on", longest_gap_s=OPEN_BOUND_S):

        def switch_on() -> None:
            qgis.utils.loadPlugin("mosaic_qgis")
            qgis.utils.startPlugin("mosaic_qgis")

        desk.later(switch_on)
        yield desk.until(lambda: "mosaic_qgis" in qgis.utils.active_plugins, 15, "the plugin is loaded")
        # The layers open again in the background, and draw themselves then.
        yield desk.until(lambda: view.share_painted() > SHARE, 60, "the mosaic is seen")
        layers = [layer for layer in project.mapLayers().values() if layer.providerType() == "mosaicjson"]
        desk.facts["layers_on"] = [layer.isValid() for layer in layers]
    with desk.step("the page works after that", longest_gap_s=DIALOG_BOUND_S):
        yield from use_page(desk, view)


def drop(desk: Desk, view: MapView, path: Path) -> Steps:
    """Let a file fall on QGIS's window; the project is empty again afterwards."""
    project = QgsProject.instance()
    window = desk.iface.mainWindow()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    place = window.rect().center()
    buttons, keys, action = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction

    def fall() -> None:
        enter = QDragEnterEvent(place, action, data, buttons, keys)
        QApplication.sendEvent(window, enter)
        if enter.isAccepted():
            QApplication.sendEvent(window, QDropEvent(QPointF(place), action, data, buttons, keys, QEvent.Type.Drop))

    desk.later(fall)
    yield desk.until(lambda: project.mapLayers(), 15, "a layer is added")
    yield desk.until(view.is_quiet, 30, "the layer is drawn")
    desk.facts["dropped"][str(path)] = [
        [layer.providerType(), layer.isValid(), layer.name()] for layer in project.mapLayers().values()
    ]
    desk.trigger(desk.iface.actionNewProject())
    yield desk.until(lambda: not project.mapLayers() and view.is_quiet(), 15, "the project is empty")


def use_page(desk: Desk, view: MapView) -> Steps:
    """Menu, a wrong path, the right one, Add, a double click on Add, Close."""
    from qgis_desktop.inside.person import Person

    person, project = Person(desk), QgsProject.instance()
    count = len(project.mapLayers())
    menu_entry = desk.iface.mainWindow().findChild(QAction, "mActionAddMosaicJsonLayer")
    desk.trigger(menu_entry)
    page = yield desk.until(visible_page, 15, "the page is open")
    field, verdict = page.findChild(QLineEdit, "uri_edit"), page.findChild(QLabel, "verdict_label")
    buttons = page.findChild(QDialogButtonBox, "button_box")
    add = next(
        button for button in buttons.buttons() if buttons.buttonRole(button) == QDialogButtonBox.ButtonRole.ApplyRole
    )
    said: list[list[object]] = []

    yield from person.click(field)
    for text in (desk.arguments["wrong"], desk.arguments["mosaic"]):
        yield from person.press("ctrl+a")
        yield from person.type(text)
        yield desk.until(lambda text=text: field.text() == text, 10, f"{text} stands in the field")
        said.append([text, verdict.text(), add.isEnabled()])
    desk.facts.setdefault("said", said)
    if not add.isEnabled():
        raise AssertionError(f"Add must be enabled for a good path, the page says {verdict.text()!r}")
    yield from person.click(add)
    yield desk.until(lambda: len(project.mapLayers()) == count + 1, 15, "one layer is added")
    yield desk.until(view.is_quiet, 30, "it is drawn")
    if not field.text():
        yield from person.click(field)
        yield from person.type(desk.arguments["mosaic"])
        yield desk.until(lambda: field.text() == desk.arguments["mosaic"], 10, "the path stands in the field again")
    desk.screenshot("page")
    yield from person.click(add, times=2)
    yield desk.until(lambda: len(project.mapLayers()) > count + 1, 15, "another layer is added")
    yield desk.until(view.is_quiet, 30, "it is drawn")
    desk.facts["layers"] = [[layer.name(), layer.isValid()] for layer in project.mapLayers().values()]
    yield from person.click(buttons.button(QDialogButtonBox.StandardButton.Close))
    yield desk.until(lambda: visible_page() is None, 10, "the Data Source Manager is closed")


def visible_page() -> QgsAbstractDataSourceWidget | None:
    """Our page, when a person can see it. (QGIS keeps the page of a plugin that was switched off as an invisible widget.)"""
    widget = next(
        (each for each in QApplication.allWidgets() if each.objectName() == "uri_edit" and each.isVisible()), None
    )
    while widget is not None and not isinstance(widget, QgsAbstractDataSourceWidget):
        widget = widget.parentWidget()
    return widget
