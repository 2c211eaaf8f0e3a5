"""Mosaics whose addresses do not look like mosaics, by the page and by the console; kept in a project that moves.

Runs inside QGIS. Arguments: `addresses`, `folder` (that the local ones are in), `moved` (where it is moved to).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import qgis.utils
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

if TYPE_CHECKING:
    from qgis_desktop.inside.runner import Desk, Steps


SMALL_WINDOW = (1024, 700)
"""All must be within reach in it."""


class Browser(QObject):
    """Takes the pages that would be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    @pyqtSlot(QUrl)
    def show(self, address: QUrl) -> None:
        self.shown.append(address.toLocalFile())


def scenario(desk: Desk) -> Steps:
    from qgis_desktop.inside.map_view import MapView

    view, project = MapView(desk), QgsProject.instance()
    addresses, folder = desk.arguments["addresses"], Path(desk.arguments["folder"])
    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
    with desk.step("added on the page", longest_gap_s=10):
        yield from add_on_page(desk, view, addresses)
    desk.facts["on_page"] = layers()
    with desk.step("kept in a project", longest_gap_s=5):
        desk.later(lambda: project.write(str(folder / "p.qgs")))
        yield desk.until(lambda: (folder / "p.qgs").exists(), 10, "the project is written")
        desk.trigger(desk.iface.actionNewProject())
        yield desk.until(lambda: not project.mapLayers() and view.is_quiet(), 15, "the project is empty")
        folder.rename(desk.arguments["moved"])
        desk.later(lambda: desk.iface.addProject(str(Path(desk.arguments["moved"]) / "p.qgs")))
        yield desk.until(lambda: len(project.mapLayers()) == len(addresses), 20, "the project is read")
        yield desk.until(view.is_quiet, 30, "it is drawn")
    desk.facts["reopened"] = layers()
    with desk.step("added by the console", longest_gap_s=10):
        desk.trigger(desk.iface.actionNewProject())
        yield desk.until(lambda: not project.mapLayers() and view.is_quiet(), 15, "the project is empty")
        for address in addresses:
            here = address.replace(str(folder), desk.arguments["moved"])
            desk.later(lambda here=here: desk.iface.addRasterLayer(here, "by hand", "mosaicjson"))
        yield desk.until(lambda: len(project.mapLayers()) == len(addresses), 30, "all are added")
        yield desk.until(view.is_quiet, 30, "they are drawn")
    desk.facts["by_console"] = layers()
    with desk.step("the options", longest_gap_s=5):
        desk.later(lambda: desk.iface.showOptionsDialog(desk.iface.mainWindow(), "MosaicJSON"))
        status = yield desk.until(lambda: visible("status_label", QLabel), 20, "the page is open")
        yield desk.until(lambda: "looked at" not in status.text(), 20, "the engine was looked at")
        desk.facts["engine"] = [status.text(), visible("set_up_button", QPushButton).text()]
        dialog, page = status.window(), visible("mosaicjson_options", QWidget)
        dialog.resize(*SMALL_WINDOW)
        counted = visible("used_label", QLabel)
        yield desk.until(
            lambda: "MB" in counted.text() and dialog.width() == SMALL_WINDOW[0], 20, "it is as it will be"
        )
        area = ancestor(page, QScrollArea)
        desk.facts["cut_off_px"] = area.horizontalScrollBar().maximum()
        with desk.own_work():
            dialog.grab().save(str(desk.folder / "options.png"))
        visible("diagnostics_button", QPushButton).click()
        yield desk.until(lambda: visible("said_label", QLabel), 20, "the report is copied")
        desk.facts["diagnostics"] = QApplication.clipboard().text()
        browser = Browser()
        QDesktopServices.setUrlHandler("file", browser, "show")
        visible("help_button", QPushButton).click()
        QDesktopServices.unsetUrlHandler("file")
        desk.facts["help"] = [[page, Path(page).is_file()] for page in browser.shown]
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
        with desk.own_work():
            dialog.grab().save(str(desk.folder / "options_end.png"))
        # The dialog runs an event loop of its own inside the call above.
        desk.later(lambda: status.window().reject())
        yield desk.until(lambda: visible("status_label", QLabel) is None, 10, "it is closed")
        desk.trigger(desk.iface.actionNewProject())
        yield desk.until(lambda: not project.mapLayers() and view.is_quiet(), 15, "the project is empty")
    with desk.step("switched off", longest_gap_s=5):
        desk.later(lambda: qgis.utils.unloadPlugin("mosaic_qgis"))
        yield desk.until(lambda: "mosaic_qgis" not in qgis.utils.active_plugins, 15, "the plugin is unloaded")
        desk.later(lambda: desk.iface.showOptionsDialog(desk.iface.mainWindow()))
        dialog = yield desk.until(options_dialog, 20, "the options are open")
        desk.facts["page_is_gone"] = dialog.findChild(QLabel, "status_label") is None
        desk.later(dialog.reject)
        yield desk.until(lambda: options_dialog() is None, 10, "they are closed")


def add_on_page(desk: Desk, view: object, addresses: list[str]) -> Steps:
    """Put each address into the field and press Add."""
    project = QgsProject.instance()
    desk.later(lambda: desk.iface.openDataSourceManagerPage("mosaicjson"))
    field = yield desk.until(lambda: visible("uri_edit", QLineEdit), 20, "the page is open")
    buttons = visible("button_box", QDialogButtonBox)
    add = next(each for each in buttons.buttons() if buttons.buttonRole(each) == QDialogButtonBox.ButtonRole.ApplyRole)
    for number, address in enumerate(addresses, 1):
        field.setText(address)
        yield desk.until(add.isEnabled, 5, "it can be added")
        desk.later(add.click)
        yield desk.until(lambda number=number: len(project.mapLayers()) == number, 20, f"{address} is added")
    desk.screenshot("page")
    desk.later(field.window().close)
    yield desk.until(lambda: visible("uri_edit", QLineEdit) is None, 10, "the page is closed")
    yield desk.until(view.is_quiet, 30, "all are drawn")  # type: ignore[attr-defined]


def ancestor(widget: QWidget, kind: type) -> QWidget:
    """The nearest widget of a kind that this one lies in."""
    while not isinstance(widget, kind):
        widget = widget.parentWidget()
    return widget


def layers() -> list[list[object]]:
    """Name, source and validity of the project's layers, by name."""
    return sorted([one.name(), one.source(), one.isValid()] for one in QgsProject.instance().mapLayers().values())


def visible(name: str, kind: type) -> QWidget | None:
    """The widget of this name that a person can see."""
    found = (each for each in QApplication.allWidgets() if each.objectName() == name and each.isVisible())
    return next((each for each in found if isinstance(each, kind)), None)


def options_dialog() -> QDialog | None:
    """QGIS's options, when they are open."""
    found = (each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible())
    return next((each for each in found if "Options" in each.windowTitle()), None)
