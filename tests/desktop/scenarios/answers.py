"""What a mosaic answers in the window: identify, the Information page, the temporal controller, images that are lost.

Runs inside QGIS. Arguments: `source` (of a STAC mosaic whose last image is lost), `months` (of its images),
`identified` (x, y of the first image's middle in the map's CRS).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from qgis.core import QgsDateTimeRange, QgsProject, QgsRasterLayer, QgsRectangle
from qgis.gui import QgsMapToolIdentify
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime
from qgis.PyQt.QtWidgets import QApplication, QComboBox, QDialogButtonBox, QListWidget, QPushButton, QTreeWidget

if TYPE_CHECKING:
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.runner import Desk, Steps


def scenario(desk: Desk) -> Steps:
    from qgis_desktop.inside.map_view import MapView

    view = MapView(desk)
    project = QgsProject.instance()
    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
    with desk.step("the layer is drawn", longest_gap_s=None):
        layer = QgsRasterLayer(desk.arguments["source"], "Town", "mosaicjson")
        if not layer.isValid():
            raise AssertionError(layer.error().summary())
        yield from view.draw(lambda: project.addMapLayer(layer))
        desk.iface.setActiveLayer(layer)
        yield from view.draw(desk.iface.zoomToActiveLayer)
    with desk.step("a lost image is told once"):
        desk.screenshot("told")
        desk.facts["bar"] = messages(desk)
        whole = view.canvas.extent()
        for step in (0.1, 0.2, 0.0):
            moved = QgsRectangle(whole)
            moved.setXMinimum(moved.xMinimum() + step * whole.width())
            yield from view.show(moved)
        desk.facts["bar_after_pans"] = messages(desk)
    with desk.step("identify"):
        yield from identify(desk, view)
    with desk.step("information", longest_gap_s=None):
        yield from information(desk, layer)
    with desk.step("the temporal controller chooses the images"):
        desk.facts["everything"] = view.share_painted()
        desk.facts["months"] = []
        for month in desk.arguments["months"]:
            yield from view.draw(partial(view.canvas.setTemporalRange, of_month(month)))
            desk.facts["months"].append(view.share_painted())
        desk.screenshot("a_month")
        yield from view.draw(lambda: view.canvas.setTemporalRange(QgsDateTimeRange(QDateTime(), QDateTime())))
        desk.facts["everything_again"] = view.share_painted()


def messages(desk: Desk) -> list[str]:
    """What stands in the message bar."""
    return [item.text() for item in desk.iface.messageBar().items()]


def of_month(month: int) -> QgsDateTimeRange:
    begin = QDateTime(QDate(2024, 1, 1).addMonths(month - 1), QTime(0, 0), Qt.TimeSpec.UTC)
    return QgsDateTimeRange(begin, begin.addMonths(1), True, False)


def identify(desk: Desk, view: MapView) -> Steps:
    """Click with the identify tool and read the panel in each of its formats."""
    from qgis_desktop.inside.person import Person

    desk.trigger(desk.iface.actionIdentify())
    yield desk.until(lambda: isinstance(view.canvas.mapTool(), QgsMapToolIdentify), 10, "the identify tool is active")
    pixel = view.to_widget(*desk.arguments["identified"])
    # A pixel of the screen is larger than one of the image: which of them is identified depends on the canvas's size.
    clicked = view.canvas.getCoordinateTransform().toMapCoordinates(pixel)
    desk.facts["clicked"] = [clicked.x(), clicked.y()]
    yield from Person(desk).click(view.canvas.viewport(), pixel)
    tree = yield desk.until(
        lambda: desk.iface.mainWindow().findChild(QTreeWidget, "lstResults"), 15, "the panel is there"
    )
    formats = yield desk.until(lambda: tree.findChild(QComboBox), 15, "the panel has results")
    desk.facts["identified"] = {}
    for name in [formats.itemText(index) for index in range(formats.count())]:
        box = tree.findChild(QComboBox)
        # Each choice asks the layer again and builds the panel anew.
        box.setCurrentIndex(box.findText(name))
        yield desk.until(partial(shows, tree, name), 15, f"{name} is shown")
        tree.expandAll()
        yield desk.until(lambda: True, 1, "it is painted")
        desk.facts["identified"][name] = rows(tree)
        desk.screenshot(f"identified_{name.split()[0].lower()}")


def shows(tree: QTreeWidget, name: str) -> bool:
    """Whether the panel has results in the format of that name."""
    box = tree.findChild(QComboBox)
    return box is not None and box.currentText() == name and len(rows(tree)) > 1


def rows(tree: QTreeWidget) -> list[list[str]]:
    found: list[list[str]] = []
    waiting = [tree.topLevelItem(index) for index in range(tree.topLevelItemCount())]
    while waiting:
        item = waiting.pop(0)
        found.append([item.text(column) for column in range(tree.columnCount())])
        waiting += [item.child(index) for index in range(item.childCount())]
    return found


def information(desk: Desk, layer: QgsRasterLayer) -> Steps:
    """Open the properties on their Information page and on the histogram."""
    desk.later(lambda: desk.iface.showLayerProperties(layer))
    dialog = yield desk.until(lambda: properties(), 20, "the dialog is open")
    pages = dialog.findChild(QListWidget, "mOptionsListWidget")
    names = [pages.item(row).text() for row in range(pages.count())]
    pages.setCurrentRow(names.index("Information"))
    yield desk.until(lambda: pages.currentItem().text() == "Information", 5, "the page is shown")
    yield desk.until(lambda: True, 1, "it is painted")
    desk.facts["page"] = layer.htmlMetadata()
    desk.screenshot("information")
    pages.setCurrentRow(names.index("Histogram"))
    yield desk.until(lambda: pages.currentItem().text() == "Histogram", 5, "the page is shown")
    yield desk.until(lambda: True, 1, "it is painted")
    compute = next(each for each in dialog.findChildren(QPushButton) if each.text() == "Compute Histogram")
    desk.later(compute.click)
    yield desk.until(lambda: not compute.isVisible(), 30, "the histogram is there")
    desk.facts["histogram_is_shown"] = not compute.isVisible()
    desk.screenshot("histogram")
    box = dialog.findChild(QDialogButtonBox, "buttonBox")
    desk.later(box.button(QDialogButtonBox.StandardButton.Cancel).click)
    yield desk.until(lambda: properties() is None, 10, "the dialog is closed")


def properties() -> Any:
    """The properties dialog, or None."""
    for window in QApplication.topLevelWidgets():
        if window.isVisible() and window.metaObject().className() == "QgsRasterLayerProperties":
            return window
    return None
