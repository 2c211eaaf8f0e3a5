"""Every window of the plugin on its way from opening to pixels, good and bad, while the pulse of QGIS's window is felt.

Runs inside QGIS (scripts/qgis_desktop). Arguments: `document`, `mosaic` (another one, to be dropped), `database` (SQLite, its
address) and `databases` (how many mosaics it has), `missing`, `private`, `refused` (nobody listens), `slow` (silent),
`catalog` (`collections` of them; a search finds `items`), `saved` (a path), `login` (user, password); `scenarios`: the folder
of the desktop tests' scenarios. Facts: `paths`, as window_watch.py has them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import qgis.utils
from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsAbstractDataSourceWidget
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtWidgets import (
    QAction,
    QApplication,
    QDialogButtonBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableView,
    QTreeWidget,
    QWidget,
)

sys.path.insert(0, str(Path(__file__).resolve().parent))

if TYPE_CHECKING:
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.runner import Desk, Steps
    from window_watch import WindowWatch

_BEFORE_S, _AFTER_S = 0.25, 0.35
"""Quiet before a path begins, and what it leaves for later turns of the event loop."""
_MOST_S = 120.0
_PANS = 6


class _Measured:
    """What every path needs."""

    def __init__(self, desk: Desk, watch: WindowWatch, view: MapView) -> None:
        self.desk = desk
        self.watch = watch
        self.view = view
        self.page: Any = None
        """The Data Source Manager's."""

    def path(self, name: str, act: Callable[[], Any], is_done: Callable[[], Any]) -> Steps:
        """Act from the event loop, wait until it is done and a moment more. Gives what `is_done` gave."""
        yield from self.pause(_BEFORE_S)
        with self.watch.path(name):
            self.desk.later(act)
            found = yield self.desk.until(is_done, _MOST_S, name)
            yield from self.pause(_AFTER_S)
        return found

    def pause(self, seconds: float) -> Steps:
        ends = time.monotonic() + seconds
        yield self.desk.until(lambda: time.monotonic() > ends, seconds + 30, "a moment")


def scenario(desk: Desk) -> Steps:
    sys.path.insert(0, desk.arguments["scenarios"])
    from qgis_desktop.inside.map_view import MapView
    from window_watch import WindowWatch

    view = MapView(desk)
    with desk.step("ready", longest_gap_s=None):
        yield from view.make_room()
        login = _stored_login(desk)
    watch = WindowWatch(str(Path(qgis.utils.pluginDirectory("mosaic_qgis")) / "mosaic_qgis"))
    with_desk = _Measured(desk, watch, view)
    try:
        for name, part in (
            ("the page", lambda: _use_page(with_desk)),
            ("what is wrong on the page", lambda: _meet_bad_addresses(with_desk)),
            ("logins", lambda: _use_login(with_desk, login)),
            ("the map", lambda: _use_map(with_desk)),
            ("the search", lambda: _search(with_desk)),
            ("what is wrong in the search", lambda: _meet_bad_catalogs(with_desk)),
            ("the layer", lambda: _use_layer(with_desk)),
            ("the Browser", lambda: _use_browser(with_desk)),
            ("options and end", lambda: _end(with_desk)),
        ):
            with desk.step(name, longest_gap_s=None, go_on=True):
                yield from part()
    finally:
        watch.stop()
        desk.facts["paths"] = watch.paths


# The Data Source Manager's page


def _use_page(of: _Measured) -> Steps:
    desk = of.desk
    yield from of.path(
        "QGIS's Data Source Manager opens for the first time (its page of rasters)",
        lambda: desk.trigger(desk.iface.mainWindow().findChild(QAction, "mActionAddRasterLayer")),
        lambda: _shown("mOptionsListWidget", QListWidget),
    )
    open_it = _opener(desk)
    page = yield from of.path("page: looked at for the first time", open_it, _page)
    page.window().resize(1024, 700)
    yield from of.path(
        "page: closed and opened again", lambda: (page.window().close(), open_it()), lambda: _page() is page
    )
    yield from of.path(
        "page: an address is typed, the preview comes",
        lambda: page.uri_edit.setText(desk.arguments["document"]),
        lambda: not page.preview.is_looking and page.preview.source is not None and "…" not in _facts(page),
    )
    yield from of.path("page: options are unfolded", page.show_options, page.options.pixel_selection.isVisible)
    yield from of.path("page: a band is built", page.options.build_asked.emit, lambda: _dialog("BandBuilder"))
    _dialog("BandBuilder").reject()
    yield from of.path(
        "page: Add, the layer comes", page.addButton().click, lambda: len(QgsProject.instance().mapLayers()) == 1
    )
    yield desk.until(of.view.is_quiet, _MOST_S, "it is drawn")


def _meet_bad_addresses(of: _Measured) -> Steps:
    page = _page()
    for what in ("missing", "private", "refused"):
        yield from of.path(
            f"page: {_WRONG[what]}",
            lambda what=what: page.uri_edit.setText(of.desk.arguments[what]),
            lambda: page.preview.problem is not None and not page.preview.is_looking,
        )
    yield from of.path(
        "page: a silent server for 10 s",
        lambda: page.uri_edit.setText(of.desk.arguments["slow"]),
        _after(10, lambda: page.preview.is_looking),
    )
    yield from of.path("page: cancelled", page.preview.cancel_button.click, lambda: page.preview.problem is not None)


def _use_login(of: _Measured, login: str) -> Steps:
    page = _page()
    page.uri_edit.setText(of.desk.arguments["private"])
    page.show_options()
    slot = page.options.authcfg
    yield from of.path("login: window opened for the first time", slot.new_button.click, lambda: _dialog("LoginDialog"))
    _dialog("LoginDialog").reject()
    yield from of.path("login: window opened again", slot.new_button.click, lambda: _dialog("LoginDialog"))
    _dialog("LoginDialog").reject()
    yield from of.path("login: one is chosen", lambda: slot.set_config_id(login), lambda: slot.config_id() == login)
    yield from of.path("login: Test", slot.test_button.click, lambda: _tested(_dialog("LoginDialog")))
    _dialog("LoginDialog").reject()
    page.uri_edit.setText("")
    slot.set_config_id("")
    page.window().close()


def _tested(dialog: Any) -> Any:
    return None if dialog is None or dialog._test.is_running else dialog.steps_view.toPlainText()


# The map


def _use_map(of: _Measured) -> Steps:
    view, project, desk = of.view, QgsProject.instance(), of.desk
    (layer,) = project.mapLayers().values()
    desk.iface.setActiveLayer(layer)
    yield from of.path("map: drawn", desk.iface.zoomToActiveLayer, _after(0.3, view.is_quiet))
    whole = view.canvas.extent()
    for number in range(_PANS):
        moved = QgsRectangle(whole)
        moved.scale(0.4)
        shift = whole.width() * 0.05 * number
        moved = QgsRectangle(moved.xMinimum() + shift, moved.yMinimum(), moved.xMaximum() + shift, moved.yMaximum())
        yield from of.path(
            f"map: panned {number + 1}", lambda moved=moved: view.canvas.setExtent(moved), _after(0.3, view.is_quiet)
        )
    yield from of.path("map: zoomed in", lambda: view.canvas.zoomByFactor(0.5), _after(0.3, view.is_quiet))
    yield from of.path("map: zoomed out", lambda: view.canvas.zoomByFactor(8), _after(0.3, view.is_quiet))
    _one_of(of.watch.paths, "map: panned")
    from hand import drop

    known = len(project.mapLayers())
    yield from of.path(
        "map: a mosaic is dropped on the window",
        lambda: drop(desk, QUrl.fromLocalFile(desk.arguments["mosaic"])),
        lambda: len(project.mapLayers()) > known and view.is_quiet(),
    )


# STAC


def _search(of: _Measured) -> Steps:
    desk, project = of.desk, QgsProject.instance()
    _opener(desk)()
    page = yield desk.until(_page, _MOST_S, "the page is open")
    # As for a person who has looked at the page for a moment.
    yield desk.until(lambda: not page._preload.left, _MOST_S, "the search's modules are loaded")
    yield from of.path(
        "search: its tab is looked at for the first time",
        lambda: page.tabs.setCurrentWidget(page.stac_tab),
        lambda: page.stac_panel is not None and page.stac_panel.isVisible(),
    )
    panel = page.stac_panel
    of.page = page
    yield from of.path(
        f"search: {desk.arguments['collections']} collections come",
        lambda: _connect(panel, desk.arguments["catalog"]),
        lambda: len(panel.collections.collections()) == desk.arguments["collections"],
    )
    yield from of.path(
        "search: collections are filtered",
        lambda: panel.collections.filter_edit.setText("7"),
        _after(0.3, lambda: True),
    )
    panel.collections.filter_edit.clear()
    yield from of.path(
        "search: a collection is chosen",
        lambda: panel.collections.list_view.setCurrentIndex(panel.collections.list_view.model().index(3, 0)),
        _after(0.3, lambda: True),
    )
    panel.collections.set_ids(())
    panel.collections.chosen.emit()
    count = desk.arguments["items"]
    panel.filters.limit_spin.setValue(count)
    results, bands = panel.results, panel.results.footprints
    yield from of.path(
        f"search: {count} results arrive",
        panel.search_button.click,
        lambda: len(results.model.items) == count and bands.is_drawn and results.isVisible(),
    )
    with of.watch.not_counted():
        desk.screenshot("results")
    yield from of.path(
        f"search: the same {count} results again",
        panel.search_button.click,
        _after(1.0, lambda: panel.search_button.isEnabled() and bands.is_drawn),
    )
    table = results.table_view
    for column, name in ((2, "date"), (3, "clouds"), (5, "id")):
        yield from of.path(
            f"results: sorted by {name}",
            lambda column=column: table.sortByColumn(column, Qt.SortOrder.DescendingOrder),
            _after(0.3, lambda: True),
        )
    yield from of.path("results: one is selected", lambda: table.selectRow(4), _after(0.3, lambda: bands.is_drawn))
    yield from of.path("results: left out", results.exclude_button.click, _after(0.3, lambda: bands.is_drawn))
    yield from of.path("results: all are selected", table.selectAll, _after(0.3, lambda: bands.is_drawn))
    yield from of.path("results: all are left out", results.exclude_button.click, _after(0.3, lambda: bands.is_drawn))
    yield from of.path("results: put back", results.reset_button.click, _after(0.3, lambda: bands.is_drawn))
    known = set(project.mapLayers())
    yield from of.path("results: added as a mosaic", page.addButton().click, lambda: set(project.mapLayers()) - known)
    yield desk.until(of.view.is_quiet, _MOST_S, "it is drawn")
    yield from of.path(
        f"results: footprints of {count} are added",
        results.footprints_button.click,
        lambda: [each for each in project.mapLayers().values() if isinstance(each, QgsVectorLayer)],
    )
    yield desk.until(of.view.is_quiet, _MOST_S, "they are drawn")
    yield from of.path("results: Save, its window", results.save_button.click, lambda: _shown("target_edit", QWidget))
    field = _shown("target_edit", QWidget)
    field.setText(desk.arguments["saved"])
    save = field.window().button_box.button(QDialogButtonBox.StandardButton.Save)
    yield from of.path("results: saved as a document", save.click, lambda: "were saved" in _said(panel))
    project.removeMapLayers([key for key, each in project.mapLayers().items() if isinstance(each, QgsVectorLayer)])
    yield desk.until(of.view.is_quiet, _MOST_S, "the map is drawn")


def _meet_bad_catalogs(of: _Measured) -> Steps:
    page = of.page
    panel = page.stac_panel
    for what in ("missing", "private", "refused"):
        yield from of.path(
            f"search: {_WRONG[what]}",
            lambda what=what: (panel.bar.clearWidgets(), _connect(panel, of.desk.arguments[what])),
            lambda: _said(panel) and panel.search_button.isEnabled(),
        )
    yield from of.path(
        "search: a silent server for 10 s",
        lambda: _connect(panel, of.desk.arguments["slow"]),
        _after(10, panel.cancel_button.isVisible),
    )
    yield from of.path("search: cancelled", panel.cancel_button.click, panel.search_button.isEnabled)
    yield from of.path("page: closed", page.window().close, lambda: not page.isVisible())


# Layers


def _use_layer(of: _Measured) -> Steps:
    from browser import choose, place_in_layer_tree
    from qgis_desktop.inside.person import Person

    desk = of.desk
    layer = next(each for each in QgsProject.instance().mapLayers().values() if "query=" in each.source())
    yield from of.path("layer: QGIS's properties open", lambda: desk.iface.showLayerProperties(layer), _properties)
    pages = _properties()
    names = [pages.item(row).text() for row in range(pages.count())]
    yield from of.path(
        f"layer: its page “Mosaic” with {desk.arguments['items']} images",
        lambda: pages.setCurrentRow(names.index("Mosaic")),
        lambda: _rows("table") == desk.arguments["items"],
    )
    table = _shown("table", QTableView)
    yield from of.path(
        "layer: images sorted", lambda: table.sortByColumn(1, Qt.SortOrder.DescendingOrder), _after(0.3, lambda: True)
    )
    yield from of.path("layer: all selected", table.selectAll, _after(0.3, lambda: True))
    table.selectRow(1)
    yield from of.path(
        "layer: one image left out", _shown("exclude_button", QPushButton).click, _after(0.3, lambda: True)
    )
    dialog = table.window()
    desk.later(dialog.reject)
    yield desk.until(lambda: not dialog.isVisible(), _MOST_S, "the properties are closed")
    first = next(each for each in QgsProject.instance().mapLayers().values() if "query=" not in each.source())
    desk.iface.setActiveLayer(first)
    desk.later(desk.iface.zoomToActiveLayer)
    yield from of.pause(1.0)
    yield desk.until(of.view.is_quiet, _MOST_S, "the map is drawn")
    yield from choose(
        desk, desk.iface.layerTreeView().viewport(), place_in_layer_tree(desk, first), "mosaic_images_here"
    )
    images = yield desk.until(lambda: _shown("list", QTreeWidget), _MOST_S, "the panel is open")
    yield desk.until(of.view.is_quiet, _MOST_S, "the map has its new size")
    canvas = of.view.canvas.viewport()
    yield from of.pause(_BEFORE_S)
    with of.watch.path("layer: Images Here, a click"):
        yield from Person(desk).click(canvas, canvas.rect().center())
        yield desk.until(images.topLevelItemCount, _MOST_S, "images are listed")
        yield from of.pause(_AFTER_S)
    images.window().findChild(QDockWidget, "mosaic_images_here").close()


def _use_browser(of: _Measured) -> Steps:
    from browser import browser_tree, item_in

    from mosaic_qgis.mosaic_qgis.host.connections import Connection, connections

    desk = of.desk
    tree = yield from browser_tree(desk)
    yield desk.until(of.view.is_quiet, _MOST_S, "the map has its new size")
    connections().save(Connection(name="Many mosaics", source=desk.arguments["database"]))
    root = yield desk.until(lambda: item_in(tree, "MosaicJSON"), _MOST_S, "the entry is there")
    yield from of.path("Browser: the entry unfolds", lambda: tree.expand(root), lambda: item_in(tree, "Many mosaics"))
    index = item_in(tree, "Many mosaics")
    yield from of.path(
        f"Browser: a database of {desk.arguments['databases']} mosaics unfolds",
        lambda: tree.expand(index),
        lambda: tree.model().rowCount(index) >= desk.arguments["databases"],
    )
    desk.iface.mainWindow().findChild(QDockWidget, "Browser").close()


def _end(of: _Measured) -> Steps:
    desk, project = of.desk, QgsProject.instance()
    yield desk.until(of.view.is_quiet, _MOST_S, "the map is drawn")
    yield from of.path(
        "options: QGIS's window with our page",
        lambda: desk.iface.showOptionsDialog(desk.iface.mainWindow(), "MosaicJSON"),
        lambda: (status := _shown("status_label", QLabel)) and "looked at" not in status.text(),
    )
    desk.later(lambda: _shown("status_label", QLabel).window().reject())
    yield desk.until(lambda: _shown("status_label", QLabel) is None, _MOST_S, "it is closed")
    project.setDirty(False)
    yield from of.path(
        "project: closed",
        lambda: desk.trigger(desk.iface.actionNewProject()),
        lambda: not project.mapLayers() and of.view.is_quiet(),
    )


# Helpers

_WRONG = {"missing": "a wrong address (404)", "private": "no login (401)", "refused": "no network (refused)"}


def _opener(desk: Desk) -> Callable[[], Any]:
    return lambda: desk.iface.openDataSourceManagerPage("mosaicjson")


def _connect(panel: Any, address: str) -> None:
    panel.connections.catalog_combo.lineEdit().setText(address)
    panel.connections.catalog_combo.lineEdit().textEdited.emit(address)
    panel.connect_catalog()


def _facts(page: Any) -> str:
    return str(page.preview.facts.toPlainText())


def _said(panel: Any) -> str:
    item = panel.bar.currentItem()
    return "" if item is None else str(item.findChild(QLabel, "message_label").text())


def _shown(name: str, kind: type) -> Any:
    """The widget of this name that a person can see."""
    for window in QApplication.topLevelWidgets():
        # Not QApplication.allWidgets: that takes a tenth of a second of the window's time.
        if window.isVisible() and (found := next(filter(QWidget.isVisible, window.findChildren(kind, name)), None)):
            return found
    return None


def _page() -> Any:
    """Our page, when its document's tab is seen."""
    widget = _shown("uri_edit", QLineEdit)
    while widget is not None and not isinstance(widget, QgsAbstractDataSourceWidget):
        widget = widget.parentWidget()
    return widget


def _dialog(kind: str) -> Any:
    """The window of that class that a person can see."""
    return next(
        (each for each in QApplication.topLevelWidgets() if type(each).__name__ == kind and each.isVisible()), None
    )


def _properties() -> Any:
    """The list of pages of QGIS's layer properties."""
    for window in QApplication.topLevelWidgets():
        for pages in window.findChildren(QListWidget, "mOptionsListWidget") if window.isVisible() else ():
            if "Mosaic" in (pages.item(row).text() for row in range(pages.count())):
                return pages
    return None


def _rows(name: str) -> int:
    table = _shown(name, QTableView)
    return 0 if table is None else int(table.model().rowCount())


def _after(seconds: float, is_done: Callable[[], Any]) -> Callable[[], Any]:
    """Not before so many seconds have passed since it was asked first."""
    began: list[float] = []

    def ask() -> Any:
        if not began:
            began.append(time.monotonic())
        return time.monotonic() - began[0] > seconds and is_done()

    return ask


def _one_of(paths: dict[str, Any], name: str) -> None:
    """Several paths of one kind become one: the worst."""
    kinds = [key for key in paths if key.startswith(f"{name} ")]
    paths[name] = max((paths.pop(key) for key in kinds), key=lambda path: path["gap_ms"])


def _stored_login(desk: Desk) -> str:
    manager = QgsApplication.authManager()
    if not manager.setMasterPassword("a benchmark's own", True):
        raise AssertionError("the master password must be taken")
    config = QgsAuthMethodConfig("Basic")
    config.setName("the private server")
    user, password = desk.arguments["login"]
    config.setConfigMap({"username": user, "password": password, "realm": ""})
    manager.storeAuthenticationConfig(config)
    return str(config.id())
