"""Mosaics at hand: the Browser, dropping, a layer's menu and page, the images under a click. Inside QGIS.

Arguments: `mosaic` (two images on the same ground, red above green), `other` (a mosaic to be dropped), `images` (GeoTIFFs
to be dropped).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import qgis.utils
from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from qgis.PyQt.QtGui import QColor, QDragEnterEvent, QDropEvent
from qgis.PyQt.QtWidgets import (
    QAction,
    QApplication,
    QDialogButtonBox,
    QDockWidget,
    QLineEdit,
    QListWidget,
    QMenu,
    QPushButton,
    QTableView,
    QTreeView,
    QTreeWidget,
    QWidget,
)

if TYPE_CHECKING:
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.runner import Desk, Steps

_held: list[QMimeData] = []
"""Events do not own what is dropped."""


def scenario(desk: Desk) -> Steps:
    sys.path.append(str(Path(__file__).parent))
    from identifying import use_identify
    from qgis_desktop.inside.map_view import MapView

    view, project = MapView(desk), QgsProject.instance()
    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
    with desk.step("a connection in the Browser", longest_gap_s=10):
        yield from connect(desk)
    with desk.step("carried onto the map", longest_gap_s=10):
        yield from carry(desk, view)
    layer = next(iter(project.mapLayers().values()))
    with desk.step("a layer's menu", longest_gap_s=5):
        yield from use_menu(desk, view, layer)
    with desk.step("images here", longest_gap_s=5):
        yield from look_under_a_click(desk, view, layer)
    with desk.step("identify", longest_gap_s=5):
        yield from use_identify(desk, view, layer, lambda: color(view))
    with desk.step("a layer's page", longest_gap_s=5):
        yield from use_page(desk, view, layer)
    with desk.step("dropped files", longest_gap_s=10):
        yield from drop_files(desk, view)
    with desk.step("the plugin is reloaded under the Browser", longest_gap_s=10):
        yield from reload_plugin(desk)


# The Browser


def connect(desk: Desk) -> Steps:
    """Make a connection by the menu of the entry."""
    from qgis_desktop.inside.person import Person

    person = Person(desk)
    tree = yield from browser_tree(desk)
    root = yield desk.until(lambda: item_in(tree, "MosaicJSON"), 20, "the entry is there")
    yield from choose(desk, tree.viewport(), middle(tree, root), "mosaic_new_connection")
    field = yield desk.until(lambda: visible("uri_edit", QLineEdit), 10, "the dialog is open")
    visible("name_edit", QLineEdit).setText("Two colours")
    field.setText(desk.arguments["mosaic"])
    yield from pause(desk, 0.3)
    desk.screenshot("connection")
    ok = visible("button_box", QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    yield from person.click(ok)
    tree.expand(root)
    yield desk.until(lambda: item_in(tree, "Two colours"), 10, "the connection is listed")


def browser_tree(desk: Desk) -> Steps:
    dock = desk.iface.mainWindow().findChild(QDockWidget, "Browser")
    dock.show()
    dock.raise_()
    desk.iface.mainWindow().resizeDocks([dock], [500], Qt.Orientation.Vertical)
    tree = yield desk.until(
        lambda: next((each for each in dock.findChildren(QTreeView) if each.isVisible()), None),
        10,
        "the Browser is seen",
    )
    return tree


def item_in(tree: QTreeView, name: str) -> QModelIndex | None:
    """The place of the first item of that name that is listed; scrolled to."""
    model, pending = tree.model(), [QModelIndex()]
    while pending:
        parent = pending.pop(0)
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            if index.data() == name:
                tree.scrollTo(index)
                return index
            if not parent.isValid() and index.data() == "MosaicJSON":
                pending.append(index)
    return None


def middle(tree: QTreeView, index: QModelIndex) -> QPoint:
    return QPoint(tree.visualRect(index).left() + 30, tree.visualRect(index).center().y())


def carry(desk: Desk, view: MapView) -> Steps:
    """Drag the connection onto the map; double-click it for a second layer, which is removed again."""
    from qgis_desktop.inside.person import Person

    person, project = Person(desk), QgsProject.instance()
    tree = yield from browser_tree(desk)
    index = item_in(tree, "Two colours")
    yield from choose(desk, tree.viewport(), middle(tree, index), "mosaic_duplicate")
    yield desk.until(lambda: item_in(tree, "Two colours copy"), 10, "there is a second one")
    target = view.canvas.viewport()
    yield from person.carry(tree.viewport(), middle(tree, index), target, target.rect().center())
    yield desk.until(lambda: len(project.mapLayers()) == 1, 60, "the layer is added by dropping")
    yield desk.until(view.is_quiet, 30, "it is drawn")
    yield from person.click(tree.viewport(), middle(tree, item_in(tree, "Two colours")), times=2)
    yield desk.until(lambda: len(project.mapLayers()) == 2, 60, "another one is added by a double click")
    recent = yield desk.until(lambda: item_in(tree, "Recent"), 10, "the list of recent ones is there")
    tree.expand(recent)
    desk.facts["added"] = [(one.name(), one.source()) for one in project.mapLayers().values()]
    yield desk.until(view.is_quiet, 30, "it is drawn")
    desk.screenshot("browser")
    yield from click_what_is_not_there(desk, tree)
    second = list(project.mapLayers())[1]
    desk.later(lambda: project.removeMapLayer(second))
    yield desk.until(lambda: len(project.mapLayers()) == 1, 10, "it is removed")
    desk.iface.mainWindow().findChild(QDockWidget, "Browser").close()
    yield from view.draw(desk.iface.zoomFull)


def click_what_is_not_there(desk: Desk, tree: QTreeView) -> Steps:
    """Double clicks on connections whose documents are gone, here and in the Data Source Manager's Browser.

    Nothing is added, and the message bar names the connection.
    """
    yield from click_in_vain(desk, tree, "Nowhere")
    desk.later(lambda: desk.iface.openDataSourceManagerPage("mosaicjson"))
    pages = yield desk.until(lambda: visible("mOptionsListWidget", QListWidget), 20, "the Data Source Manager is open")
    manager = pages.window()
    desk.later(lambda: pages.setCurrentRow(0))
    other = yield desk.until(
        lambda: next((each for each in manager.findChildren(QTreeView) if each.isVisible()), None),
        20,
        "it has a Browser",
    )
    root = yield desk.until(lambda: item_in(other, "MosaicJSON"), 20, "the entry is there, too")
    other.expand(root)
    yield from click_in_vain(desk, other, "Gone")
    desk.later(manager.close)
    yield desk.until(lambda: not manager.isVisible(), 10, "the Data Source Manager is closed")
    desk.facts["added_then"] = len(QgsProject.instance().mapLayers())


def click_in_vain(desk: Desk, tree: QTreeView, name: str) -> Steps:
    from qgis_desktop.inside.person import Person

    from mosaic_qgis.mosaic_qgis.host.connections import Connection, connections

    connections().save(Connection(name=name, source=f"{desk.arguments['mosaic']}.gone"))
    yield desk.until(lambda: item_in(tree, name), 10, "it is listed")
    yield from Person(desk).click(tree.viewport(), middle(tree, item_in(tree, name)), times=2)

    def said() -> list[str]:
        return [item.text() for item in desk.iface.messageBar().items() if name in item.text()]

    desk.facts.setdefault("said", []).append((yield desk.until(said, 20, "it is said that it is not there")))
    desk.iface.messageBar().clearWidgets()


def choose(desk: Desk, widget: QWidget, at: QPoint, name: str, *, picture: str = "") -> Steps:
    """Open the context menu of a place by mouse and choose an entry of it, or of a submenu."""
    from qgis_desktop.inside.person import Person

    yield from Person(desk).click(widget, at)
    yield from Person(desk).click(widget, at, button=3)
    menu = yield desk.until(popup, 10, "the menu is open")
    action = yield desk.until(lambda: menu.findChild(QAction, name), 5, f"the menu has {name}")
    submenu = next(each for each in (menu, *menu.findChildren(QMenu)) if action in each.actions())
    if submenu is not menu:
        menu.setActiveAction(submenu.menuAction())
        yield desk.until(submenu.isVisible, 5, "the submenu is open")
    if picture:
        desk.screenshot(picture)
    desk.facts.setdefault("menus", {})[name] = [each.text() for each in submenu.actions() if each.text()]
    yield from Person(desk).click(submenu, submenu.actionGeometry(action).center())
    yield desk.until(lambda: popup() is None, 5, "the menu is closed")


def popup() -> QMenu | None:
    found = QApplication.activePopupWidget()
    while isinstance(found, QMenu) and isinstance(found.parent(), QMenu):
        found = found.parent()
    return found if isinstance(found, QMenu) else None


# The layer


def place_in_layer_tree(desk: Desk, layer: QgsRasterLayer) -> QPoint:
    tree = desk.iface.layerTreeView()
    node = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
    return tree.visualRect(tree.node2index(node)).center()


def use_menu(desk: Desk, view: MapView, layer: QgsRasterLayer) -> Steps:
    """Footprints, the URI, a refresh."""
    tree = desk.iface.layerTreeView()

    def at() -> QPoint:
        return place_in_layer_tree(desk, layer)

    yield from choose(desk, tree.viewport(), at(), "mosaic_footprints", picture="menu")
    prints = yield desk.until(
        lambda: next(
            (one for one in QgsProject.instance().mapLayers().values() if isinstance(one, QgsVectorLayer)), None
        ),
        20,
        "the footprints are there",
    )
    desk.facts["footprints"] = sorted(each["name"] for each in prints.getFeatures())
    desk.facts["order"] = [each.name() for each in QgsProject.instance().layerTreeRoot().findLayers()]
    yield desk.until(view.is_quiet, 30, "they are drawn")
    desk.screenshot("footprints")
    desk.later(lambda: QgsProject.instance().removeMapLayer(prints.id()))
    yield desk.until(lambda: len(QgsProject.instance().mapLayers()) == 1, 10, "they are removed")
    yield from choose(desk, tree.viewport(), at(), "mosaic_copy_uri")
    desk.facts["copied"] = QApplication.clipboard().text()
    drawings = view.drawings
    yield from choose(desk, tree.viewport(), at(), "mosaic_refresh")
    yield desk.until(lambda: view.drawings > drawings and view.is_quiet(), 30, "it is drawn anew")
    desk.facts["color"] = {"before": color(view)}


def color(view: MapView) -> list[int]:
    """Of the middle of the map."""
    picture = view.canvas.viewport().grab().toImage()
    shown = QColor(picture.pixel(picture.width() // 2, picture.height() // 2))
    return [shown.red(), shown.green(), shown.blue()]


def changed(
    desk: Desk, view: MapView, layer: QgsRasterLayer, act: Callable[[], Any], holds: Callable[[], bool]
) -> Steps:
    """Do something that changes the layer's source, and wait until that is drawn."""
    drawings = view.drawings
    desk.later(act)
    yield desk.until(holds, 60, f"the source is changed, it is {layer.source()}")
    yield desk.until(lambda: view.drawings > drawings and view.is_quiet(), 30, "it is drawn")


def look_under_a_click(desk: Desk, view: MapView, layer: QgsRasterLayer) -> Steps:
    """Leave out the upper image, undo it, put the lower one first."""
    from qgis_desktop.inside.person import Person

    tree = desk.iface.layerTreeView()
    yield from choose(desk, tree.viewport(), place_in_layer_tree(desk, layer), "mosaic_images_here")
    images = yield desk.until(lambda: visible("list", QTreeWidget), 10, "the panel is open")
    yield desk.until(view.is_quiet, 20, "the map has its new size")
    canvas = view.canvas.viewport()
    yield from Person(desk).click(canvas, canvas.rect().center())
    yield desk.until(lambda: images.topLevelItemCount() == 2, 20, "both images are listed")
    desk.facts["here"] = [images.topLevelItem(row).text(0) for row in range(2)]
    visible("footprint_button", QPushButton).click()
    yield from pause(desk, 0.5)
    desk.screenshot("images_here")
    exclude, undo = visible("exclude_button", QPushButton), visible("undo_button", QPushButton)
    yield from changed(desk, view, layer, exclude.click, lambda: "|exclude=red.tif" in layer.source())
    yield desk.until(lambda: images.topLevelItemCount() == 1, 20, "one image is listed")
    desk.facts["color"]["excluded"] = color(view)
    yield from changed(desk, view, layer, undo.click, lambda: "exclude" not in layer.source())
    yield desk.until(lambda: images.topLevelItemCount() == 2, 20, "both are listed again")
    desk.facts["color"]["undone"] = color(view)
    images.setCurrentItem(images.topLevelItem(1))
    first = visible("first_button", QPushButton)
    yield from changed(desk, view, layer, first.click, lambda: "|first=green.tif" in layer.source())
    desk.facts["color"]["first"] = color(view)
    images.window().findChild(QDockWidget, "mosaic_images_here").close()
    desk.trigger(desk.iface.actionPan())
    yield desk.until(view.is_quiet, 20, "the map has its old size")


def use_page(desk: Desk, view: MapView, layer: QgsRasterLayer) -> Steps:
    """Restore all on the page of the layer's properties, then leave the upper one out."""
    desk.later(lambda: desk.iface.showLayerProperties(layer))
    pages = yield desk.until(lambda: visible("mOptionsListWidget", QListWidget), 20, "the properties are open")
    names = [pages.item(row).text() for row in range(pages.count())]
    desk.facts["pages"] = names
    pages.setCurrentRow(names.index("Mosaic"))
    table = yield desk.until(lambda: visible("table", QTableView), 10, "the page is seen")
    yield desk.until(lambda: table.model().rowCount() == 2, 20, "the images are listed")
    dialog = table.window()
    desk.facts["states"] = [table.model().index(row, 2).data() for row in range(2)]
    visible("release_all_button", QPushButton).click()
    table.selectRow(next(row for row in range(2) if table.model().index(row, 1).data() == "red.tif"))
    visible("exclude_button", QPushButton).click()
    desk.facts["states_after"] = sorted(table.model().index(row, 2).data() for row in range(2))
    yield from pause(desk, 0.3)
    with desk.own_work():
        dialog.grab().save(str(desk.folder / "layer_page.png"))
    box = dialog.findChild(QDialogButtonBox, "buttonBox")
    ok = box.button(QDialogButtonBox.StandardButton.Ok)
    renderer = layer.renderer().type()
    yield from changed(desk, view, layer, ok.click, lambda: "|exclude=red.tif" in layer.source())
    desk.facts["color"]["page"] = color(view)
    desk.facts["keeps_style"] = renderer == layer.renderer().type()
    desk.facts["source"] = layer.source()


# Dropping


def drop_files(desk: Desk, view: MapView) -> Steps:
    """Two mosaics at once; then images, which become one."""
    project, window = QgsProject.instance(), desk.iface.mainWindow()
    drop(window, [desk.arguments["mosaic"], desk.arguments["other"]])
    yield desk.until(lambda: len(project.mapLayers()) == 3, 60, "both mosaics are added")
    drop(window, desk.arguments["images"])
    dialog = yield desk.until(lambda: visible("mosaic_drop_dialog", QWidget), 10, "the question is asked")
    with desk.own_work():
        dialog.grab().save(str(desk.folder / "drop.png"))
    desk.facts["target"] = visible("target_edit", QLineEdit).text()
    box = visible("button_box", QDialogButtonBox)
    desk.later(box.button(QDialogButtonBox.StandardButton.Ok).click)
    yield desk.until(lambda: len(project.mapLayers()) == 4, 60, "the mosaic of the images is added")
    yield desk.until(view.is_quiet, 30, "all is drawn")
    desk.facts["dropped"] = sorted(Path(one.source().partition("|")[0]).name for one in project.mapLayers().values())
    desk.facts["are_valid"] = all(one.isValid() for one in project.mapLayers().values())


def reload_plugin(desk: Desk) -> Steps:
    """The entry goes and comes back, with what is below it."""
    tree = yield from browser_tree(desk)
    item_in(tree, "Recent")
    desk.later(lambda: qgis.utils.unloadPlugin("mosaic_qgis"))
    yield desk.until(lambda: item_in(tree, "MosaicJSON") is None, 15, "the entry is gone")
    desk.later(lambda: (qgis.utils.loadPlugin("mosaic_qgis"), qgis.utils.startPlugin("mosaic_qgis")))
    root = yield desk.until(lambda: item_in(tree, "MosaicJSON"), 15, "the entry is back")
    tree.expand(root)
    yield desk.until(lambda: item_in(tree, "Two colours"), 10, "the connection is listed")
    yield desk.until(
        lambda: all(one.isValid() for one in QgsProject.instance().mapLayers().values()), 20, "all is valid"
    )


def drop(window: QWidget, paths: list[str]) -> None:
    """As a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    _held.append(data)
    place = window.rect().center()
    button, keys, action = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    QApplication.sendEvent(window, QDragEnterEvent(place, action, data, button, keys))
    fall = QDropEvent(QPointF(place), action, data, button, keys, QEvent.Type.Drop)
    QCoreApplication.postEvent(window, fall)


def visible(name: str, kind: type) -> Any:
    """The widget of this name that a person can see."""
    found = (each for each in QApplication.allWidgets() if each.objectName() == name and each.isVisible())
    return next((each for each in found if isinstance(each, kind)), None)


def pause(desk: Desk, seconds: float) -> Steps:
    """Let QGIS draw what is there."""
    import time

    ends = time.monotonic() + seconds
    yield desk.until(lambda: time.monotonic() > ends, seconds + 10, "a moment")
