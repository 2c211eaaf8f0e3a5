"""Each window with the sample landscape, as the guide shows it: opened by mouse, looked at, closed. Inside QGIS.

Arguments: `scenarios`, `mosaic`, `database` (SQLite, with two mosaics), `images` (GeoTIFFs to be dropped).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAction,
    QApplication,
    QDialogButtonBox,
    QDockWidget,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableView,
    QTreeWidget,
    QWidget,
)

if TYPE_CHECKING:
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.person import Person
    from qgis_desktop.inside.runner import Desk, Steps

GAP_BOUND_S = 10.0
"""QGIS makes its large dialogs."""


def scenario(desk: Desk) -> Steps:
    sys.path.insert(0, str(Path(desk.arguments["scenarios"])))
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.person import Person

    view, person = MapView(desk), Person(desk)
    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
        save_connections(desk)
    with desk.step("the page and the builder of bands", longest_gap_s=GAP_BOUND_S):
        yield from use_page(desk, person)
    with desk.step("the Browser and a new connection", longest_gap_s=GAP_BOUND_S):
        yield from use_browser(desk, view, person)
    (layer,) = QgsProject.instance().mapLayers().values()
    with desk.step("the menu and saving", longest_gap_s=GAP_BOUND_S):
        yield from save_layer(desk, person, layer)
    with desk.step("images here", longest_gap_s=GAP_BOUND_S):
        yield from look_under_a_click(desk, view, person, layer)
    with desk.step("the page of the layer's properties", longest_gap_s=GAP_BOUND_S):
        yield from use_properties(desk, layer)
    with desk.step("a question about images", longest_gap_s=GAP_BOUND_S):
        yield from drop_images(desk)


def save_connections(desk: Desk) -> None:
    from mosaic_qgis.mosaic_qgis.host.connections import Connection, connections

    for name, source in (
        ("Landscape", desk.arguments["mosaic"]),
        ("Summer, cloud-free", f"{desk.arguments['mosaic']}|pixel_selection=median"),
        ("Towns", f"sqlite:///{desk.arguments['database']}"),
    ):
        connections().save(Connection(name=name, source=source))


def keep(desk: Desk, window: QWidget, name: str) -> None:
    """A picture of a window without its frame."""
    with desk.own_work():
        window.grab().save(str(desk.folder / f"{name}.png"))


def use_page(desk: Desk, person: Person) -> Steps:
    """The mosaic is looked at; its bands are built."""
    from browser import visible
    from source_page import center, drawn, looked, visible_page, write

    desk.trigger(desk.iface.mainWindow().findChild(QAction, "mActionAddMosaicJsonLayer"))
    page = yield desk.until(visible_page, 20, "the page is open")
    page.window().resize(1024, 700)
    center(page.window())
    yield from write(desk, person, page, desk.arguments["mosaic"])
    yield from looked(desk, page)
    yield desk.until(lambda: "…" not in page.preview.facts.toPlainText(), 30, "the images are counted")
    yield from drawn(desk)
    keep(desk, page.window(), "page")
    page.show_options()
    yield desk.until(lambda: page.options.build_button.isVisible(), 10, "the options are there")
    page.scroll.ensureWidgetVisible(page.options.build_button)
    yield from drawn(desk)
    yield from person.click(page.options.build_button)
    box = yield desk.until(lambda: visible_dialog("BandBuilder"), 15, "the builder is open")
    yield from drawn(desk)
    keep(desk, box, "bands")
    yield from person.press("Escape")
    yield desk.until(lambda: visible_dialog("BandBuilder") is None, 10, "the builder is closed")
    yield from person.click(page.button_box.button(QDialogButtonBox.StandardButton.Close))
    yield desk.until(lambda: visible("uri_edit", QLineEdit) is None, 10, "the page is closed")


def use_browser(desk: Desk, view: MapView, person: Person) -> Steps:
    """A double click adds; the entry's menu makes a connection."""
    from browser import browser_tree, choose, item_in, middle, pause, visible

    tree = yield from browser_tree(desk)
    dock = desk.iface.mainWindow().findChild(QDockWidget, "Browser")
    desk.iface.mainWindow().resizeDocks([dock], [700], Qt.Orientation.Vertical)
    root = yield desk.until(lambda: item_in(tree, "MosaicJSON"), 20, "the entry is there")
    tree.expand(root)
    towns = yield desk.until(lambda: item_in(tree, "Towns"), 20, "the database is listed")
    tree.expand(towns)
    place = yield desk.until(lambda: item_in(tree, "Landscape"), 20, "the mosaic is listed")
    yield from person.click(tree.viewport(), middle(tree, place), times=2)
    yield desk.until(lambda: QgsProject.instance().mapLayers(), 60, "it is added")
    yield desk.until(view.is_quiet, 60, "it is drawn")
    tree.expand((yield desk.until(lambda: item_in(tree, "Recent"), 10, "what was added is listed")))
    yield desk.until(view.is_quiet, 10, "all is painted")
    keep(desk, desk.iface.mainWindow(), "browser")
    yield from choose(desk, tree.viewport(), middle(tree, item_in(tree, "MosaicJSON")), "mosaic_new_connection")
    field = yield desk.until(lambda: visible("uri_edit", QLineEdit), 10, "the dialog is open")
    visible("name_edit", QLineEdit).setText("Winter")
    field.setText("s3://bucket/winter.mosaicjson")
    yield from pause(desk, 0.2)
    keep(desk, field.window(), "connection")
    yield from person.press("Escape")
    yield desk.until(lambda: visible("uri_edit", QLineEdit) is None, 10, "the dialog is closed")
    dock.close()
    yield from view.draw(desk.iface.zoomFull)


def save_layer(desk: Desk, person: Person, layer: QgsRasterLayer) -> Steps:
    from browser import choose, pause, place_in_layer_tree, visible

    tree = desk.iface.layerTreeView().viewport()
    yield from choose(desk, tree, place_in_layer_tree(desk, layer), "mosaic_save", picture="menu")
    field = yield desk.until(lambda: visible("target_edit", QLineEdit), 10, "the dialog is open")
    field.setText("s3://bucket/landscape.mosaicjson.gz")
    yield from pause(desk, 0.2)
    keep(desk, field.window(), "save")
    yield from person.press("Escape")
    yield desk.until(lambda: visible("target_edit", QLineEdit) is None, 10, "the dialog is closed")


def look_under_a_click(desk: Desk, view: MapView, person: Person, layer: QgsRasterLayer) -> Steps:
    from browser import choose, place_in_layer_tree, visible

    tree = desk.iface.layerTreeView().viewport()
    yield from choose(desk, tree, place_in_layer_tree(desk, layer), "mosaic_images_here")
    images = yield desk.until(lambda: visible("list", QTreeWidget), 10, "the panel is open")
    yield desk.until(view.is_quiet, 20, "the map has its new size")
    canvas = view.canvas.viewport()
    yield from person.click(canvas, canvas.rect().center())
    yield desk.until(lambda: images.topLevelItemCount() > 0, 20, "images are listed")
    yield from person.click(visible("footprint_button", QPushButton))
    dock = desk.iface.mainWindow().findChild(QDockWidget, "mosaic_images_here")
    panel = yield desk.until(lambda: ancestor(images, "ImagesHere"), 5, "the panel is known")
    yield desk.until(lambda: panel._outline is not None and panel._outline.is_drawn, 20, "the outline is drawn")
    yield desk.until(view.is_quiet, 20, "it is painted")
    keep(desk, desk.iface.mainWindow(), "images_here")
    desk.facts["here"] = images.topLevelItemCount()
    dock.close()
    desk.trigger(desk.iface.actionPan())
    yield desk.until(view.is_quiet, 20, "the map has its old size")


def use_properties(desk: Desk, layer: QgsRasterLayer) -> Steps:
    from browser import pause, visible

    desk.later(lambda: desk.iface.showLayerProperties(layer))
    pages = yield desk.until(lambda: visible("mOptionsListWidget", QListWidget), 20, "the properties are open")
    names = [pages.item(row).text() for row in range(pages.count())]
    pages.setCurrentRow(names.index("Mosaic"))
    table = yield desk.until(lambda: visible("table", QTableView), 10, "the page is seen")
    yield desk.until(lambda: table.model().rowCount() > 0, 20, "the images are listed")
    table.selectRow(2)
    visible("exclude_button", QPushButton).click()
    table.selectRow(4)
    visible("first_button", QPushButton).click()
    yield from pause(desk, 0.2)
    desk.facts["images"] = table.model().rowCount()
    dialog = table.window()
    keep(desk, dialog, "layer_page")
    desk.later(dialog.reject)
    yield desk.until(lambda: visible("table", QTableView) is None, 10, "they are closed")


def drop_images(desk: Desk) -> Steps:
    from browser import drop, visible

    drop(desk.iface.mainWindow(), desk.arguments["images"])
    dialog = yield desk.until(lambda: visible("mosaic_drop_dialog", QWidget), 10, "the question is asked")
    keep(desk, dialog, "drop")
    desk.later(dialog.reject)
    yield desk.until(lambda: visible("mosaic_drop_dialog", QWidget) is None, 10, "it is closed")


def ancestor(widget: QWidget, kind: str) -> Any:
    """The nearest widget of a class of that name that this one lies in."""
    while widget is not None and type(widget).__name__ != kind:
        widget = widget.parentWidget()
    return widget


def visible_dialog(kind: str) -> Any:
    """The window of a class of that name that a person can see."""
    found = (each for each in QApplication.topLevelWidgets() if type(each).__name__ == kind and each.isVisible())
    return next(found, None)
