"""Searching a STAC catalog and making layers of what is found, as a new user does; wrong, locked and slow servers.

Runs inside QGIS. Arguments: `scenarios`, `api`, `missing`, `private`, `refused` (nobody listens), `slow`, `large` (finds
`many`), `growing` (answers searches with the file `answer`, whose place `later` takes), `saved` (a path), `place` (west,
south, east, north).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication, QgsProject, QgsRasterLayer, QgsRectangle, QgsVector, QgsVectorLayer
from qgis.PyQt.QtCore import QPoint
from qgis.PyQt.QtWidgets import QAction, QApplication, QDialogButtonBox, QLabel

if TYPE_CHECKING:
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.person import Person
    from qgis_desktop.inside.runner import Desk, Steps

GAP_BOUND_S = 3.0
LOADING_BOUND_S = 10.0
"""QGIS makes its large dialog, and the forms are loaded."""
SHARE = 0.2
"""The found images cover more of the canvas, the one that is selected covers less."""


def scenario(desk: Desk) -> Steps:
    sys.path.insert(0, str(Path(desk.arguments["scenarios"])))
    from browser import choose as choose_entry
    from browser import place_in_layer_tree
    from pulse import Pulse
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.person import Person
    from source_page import visible_page

    view, person = MapView(desk), Person(desk)
    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
    with desk.step("the search is opened", longest_gap_s=LOADING_BOUND_S):
        desk.trigger(desk.iface.mainWindow().findChild(QAction, "mActionAddMosaicJsonLayer"))
        page = yield desk.until(visible_page, 15, "the page is open")
        # Larger, but where it is: a click must not race with the window manager.
        page.window().resize(1024, 700)
        yield from open_tab(desk, person, page)
        panel = page.stac_panel
        yield desk.until(panel.search_button.isVisible, 10, "it is shown")
        yield desk.until(view.is_quiet, 10, "it is painted")
    desk.screenshot("fresh")
    desk.facts["window"] = [page.window().width(), page.window().height()]
    pulse = Pulse()
    try:
        with desk.step("wrong, locked and slow servers", longest_gap_s=GAP_BOUND_S), pulse.phase("wrong"):
            yield from meet_bad_servers(desk, person, panel, view)
        with desk.step("five thousand images", longest_gap_s=LOADING_BOUND_S), pulse.phase("many"):
            yield from find_many(desk, person, panel, view)
        with desk.step("the map moves below their outlines", longest_gap_s=GAP_BOUND_S), pulse.phase("outlines"):
            yield from move_below_outlines(desk, panel, view)
        desk.screenshot("moved")
        panel.filters.limit_spin.setValue(1000)
        panel.tabs.setCurrentWidget(panel.search_tab)
        with desk.step("a catalog is connected", longest_gap_s=GAP_BOUND_S), pulse.phase("connecting"):
            yield from connect(desk, person, panel, desk.arguments["api"])
            yield desk.until(lambda: len(panel.collections.collections()) >= 4, 30, "the collections are listed")
            yield from person.click(panel.collections.filter_edit)
            yield from person.type("landscape level")
            rows = panel.collections.list_view.model()
            yield desk.until(lambda: rows.rowCount() == 1, 10, "one collection is left")
            place = panel.collections.list_view.visualRect(rows.index(0, 0)).center()
            yield from person.click(panel.collections.list_view.viewport(), place)
            yield desk.until(lambda: panel.search_shown().collections == ("landscape",), 10, "it is chosen")
        desk.facts["details"] = panel.collections.details_view.toPlainText()
        with desk.step("images are searched", longest_gap_s=GAP_BOUND_S), pulse.phase("searching"):
            yield from search(desk, person, panel)
        with desk.step("images are left out and raised", longest_gap_s=GAP_BOUND_S), pulse.phase("choosing"):
            yield from choose(desk, person, panel)
        with desk.step("they are added as a mosaic", longest_gap_s=GAP_BOUND_S), pulse.phase("adding"):
            yield from add(desk, person, page, view)
        with desk.step("footprints", longest_gap_s=GAP_BOUND_S), pulse.phase("footprints"):
            yield from person.click(panel.results.footprints_button)
            yield desk.until(lambda: layers(QgsVectorLayer), 20, "the footprints are there")
            (outlines,) = layers(QgsVectorLayer)
            desk.facts["footprints"] = sorted(feature["id"] for feature in outlines.getFeatures())
            desk.facts["clouds"] = sorted(feature["cloud_cover"] for feature in outlines.getFeatures())
        with desk.step("saved as a document", longest_gap_s=GAP_BOUND_S), pulse.phase("saving"):
            yield from save(desk, person, panel)
        with desk.step("the address is copied", longest_gap_s=GAP_BOUND_S):
            yield from person.click(panel.results.copy_button)
            yield desk.until(lambda: "stac+" in QgsApplication.clipboard().text(), 10, "it is on the clipboard")
            desk.facts["copied"] = QgsApplication.clipboard().text()
        with desk.step("the results beside the map", longest_gap_s=GAP_BOUND_S):
            yield from show_results(desk, page, panel, view)
        with desk.step("a catalog that grows is added", longest_gap_s=GAP_BOUND_S), pulse.phase("growing"):
            grown = yield from add_growing(desk, person, panel, view)
    finally:
        pulse.stop()
        desk.facts["phases"] = pulse.phases
    with desk.step("the page is closed", longest_gap_s=GAP_BOUND_S):
        desk.later(page.button_box.button(QDialogButtonBox.StandardButton.Close).click)
        yield desk.until(lambda: visible_page() is None, 10, "the page is closed")
        desk.facts["outlines_are_gone"] = not panel.results.footprints.all.is_visible
        # QGIS asks about layers in memory before it quits.
        QgsProject.instance().removeMapLayers([layer.id() for layer in layers(QgsVectorLayer)])
        yield desk.until(view.is_quiet, 30, "the map is drawn without them")
    with desk.step("new images are told", longest_gap_s=GAP_BOUND_S):
        Path(desk.arguments["later"]).replace(desk.arguments["answer"])
        tree = desk.iface.layerTreeView()
        yield from choose_entry(desk, tree.viewport(), place_in_layer_tree(desk, grown), "mosaic_refresh")
        desk.facts["news"] = yield desk.until(lambda: news(desk), 30, "it is told")
        desk.facts["grown"] = grown.customProperty("mosaic_qgis/seen_items")
        yield desk.until(view.is_quiet, 30, "it is drawn anew")


def open_tab(desk: Desk, person: Person, page: Any) -> Steps:
    """Click the tab, again where the window was not yet where it seemed to be."""
    bar = page.tabs.tabBar()
    for last in (False, False, True):
        yield from person.click(bar, bar.tabRect(page.tabs.indexOf(page.stac_tab)).center())
        try:
            yield desk.until(lambda: page.stac_panel, 5, "the panel is there")
        except AssertionError:
            if last:
                raise
        else:
            return


def show_results(desk: Desk, page: Any, panel: Any, view: MapView) -> Steps:
    """The window aside, the map with the outlines beside it."""
    panel.results.select([0, 2])
    panel.bar.clearWidgets()
    panel.results.table_view.scrollToTop()
    window = page.window()
    window.move(desk.iface.mainWindow().frameGeometry().topRight() - QPoint(window.frameGeometry().width() + 4, -60))
    yield desk.until(lambda: panel.bar.currentItem() is None, 30, "the message has gone")
    yield desk.until(view.is_quiet, 30, "the outlines are drawn")
    desk.screenshot("results")
    desk.facts["outlines"] = panel.results.footprints.chosen.count


def connect(desk: Desk, person: Person, panel: Any, address: str) -> Steps:
    """Type the address of a catalog, and Enter."""
    field = panel.connections.catalog_combo.lineEdit()
    yield from person.click(field)
    yield from person.press("ctrl+a")
    yield from person.type(address)
    yield desk.until(lambda: field.text() == address, 15, f"{address} stands in the field")
    yield from person.press("Return")


def meet_bad_servers(desk: Desk, person: Person, panel: Any, view: MapView) -> Steps:
    """Each says in one sentence what is wrong and what to do."""
    for name in ("missing", "private", "refused"):
        before = said(panel)
        yield from connect(desk, person, panel, desk.arguments[name])
        yield desk.until(lambda before=before: said(panel) not in ("", before), 30, f"{name} is told")
        desk.facts[name] = said(panel)
        yield desk.until(view.is_quiet, 10, "it is painted")
        desk.screenshot(name)
    yield from connect(desk, person, panel, desk.arguments["slow"])
    yield desk.until(panel.cancel_button.isVisible, 15, "it is on its way")
    yield desk.until(view.is_quiet, 10, "it is painted")
    desk.screenshot("slow")
    yield from person.click(panel.cancel_button)
    yield desk.until(lambda: panel.status_label.text() == "Cancelled.", 10, "it was cancelled")


def find_many(desk: Desk, person: Person, panel: Any, view: MapView) -> Steps:
    """The window lives with as many images as a search may have."""
    yield from connect(desk, person, panel, desk.arguments["large"])
    yield desk.until(lambda: panel.status_label.text().startswith("Large"), 30, "it is connected")
    panel.filters.limit_spin.setValue(desk.arguments["many"])
    yield from person.click(panel.search_button)
    yield desk.until(lambda: panel.results.model.items, 60, "images are found")
    yield from person.click(panel.results.table_view)
    yield from person.press("ctrl+a")
    yield desk.until(lambda: len(panel.results.selected()) == desk.arguments["many"], 20, "all are selected")
    bands = panel.results.footprints
    yield desk.until(lambda: bands.is_drawn, 20, "the outlines are drawn")
    yield desk.until(view.is_quiet, 20, "they are painted")
    desk.screenshot("many")
    desk.facts["many"] = {
        "rows": panel.results.model.rowCount(),
        "outlines": bands.all.count,
        "selected": bands.chosen.count,
        "sentence": panel.results.count_label.text(),
    }


def move_below_outlines(desk: Desk, panel: Any, view: MapView) -> Steps:
    """Nearer, farther, aside: the outlines stay with the map and are drawn anew while the window lives."""
    bands, canvas = panel.results.footprints, view.canvas
    before, shown = canvas.extent(), []
    aside = QgsRectangle(before)
    aside += QgsVector(before.width() / 4, before.height() / 4)
    for move in (canvas.zoomIn, canvas.zoomOut, canvas.zoomOut, lambda: canvas.setExtent(aside), canvas.zoomIn):
        move()
        shown.append(not bands.is_drawn and bands.all.is_visible and bands.chosen.is_visible)
        yield desk.until(lambda: bands.is_drawn and view.is_quiet(), 20, "they are drawn")
        shown.append(bands.all.is_visible and bands.chosen.is_visible)
    desk.facts["outlines_seen"] = shown


def search(desk: Desk, person: Person, panel: Any) -> Steps:
    """A place, few clouds, newest first."""
    from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle

    filters = panel.filters
    filters.extent_widget.setOutputExtentFromUser(
        QgsRectangle(*desk.arguments["place"]), QgsCoordinateReferenceSystem("EPSG:4326")
    )
    yield from person.click(filters.cloud_slider)
    yield from person.press("Home", *["Page_Up"] * 6)
    yield desk.until(lambda: panel.search_shown().cloud_max == 60, 10, "at most 60 % of clouds")
    yield from person.click(filters.sort_combo)
    yield from person.press("Down", "Return")
    yield desk.until(lambda: panel.search_shown().sort == "newest", 10, "newest first")
    desk.screenshot("search")
    yield from person.click(panel.search_button)
    found = panel.results.model
    yield desk.until(lambda: found.items and found.items[0]["collection"] == "landscape", 60, "images are found")
    model = panel.results.model
    yield desk.until(lambda: not any(map(model.wants_picture, range(4))), 30, "the first thumbnails are there")
    desk.facts["found"] = [item["id"] for item in model.items]
    desk.facts["sentence"] = panel.results.count_label.text()


def choose(desk: Desk, person: Person, panel: Any) -> Steps:
    """Leave the second image out and put the fourth on top."""
    view = panel.results
    for row, button in ((1, view.exclude_button), (3, view.raise_button)):
        place = view.table_view.visualRect(view.model.index(row, 2)).center()
        yield from person.click(view.table_view.viewport(), place)
        yield desk.until(lambda row=row: view.selected() == [row], 10, "the row is selected")
        before = view.model.order
        yield from person.click(button)
        yield desk.until(lambda before=before: view.model.order != before, 10, "the order is another")
    desk.facts["kept"] = [item["id"] for item in view.model.kept()]


def add(desk: Desk, person: Person, page: Any, view: MapView) -> Steps:
    yield from person.click(page.addButton())
    yield desk.until(lambda: layers(QgsRasterLayer), 60, "the layer is added")
    (layer,) = layers(QgsRasterLayer)
    yield desk.until(lambda: view.is_quiet() and view.share_painted() > SHARE, 60, "it is drawn")
    desk.facts["added"] = {
        "source": layer.source(),
        "is_valid": layer.isValid(),
        "name": layer.name(),
        "seen": layer.customProperty("mosaic_qgis/seen_items"),
        "painted": view.share_painted(),
    }


def add_growing(desk: Desk, person: Person, panel: Any, view: MapView) -> Steps:
    """Search a second catalog, everywhere and with any clouds, and add what it finds."""
    panel.tabs.setCurrentWidget(panel.search_tab)
    yield from connect(desk, person, panel, desk.arguments["growing"])
    yield desk.until(lambda: panel.status_label.text().startswith("Growing"), 30, "it is connected")
    panel.filters.extent_widget.clear()
    panel.filters.cloud_slider.setValue(100)
    yield from person.click(panel.search_button)
    found = panel.results.model
    yield desk.until(lambda: found.items and found.items[0]["collection"] == "growing", 60, "images are found")
    desk.facts["growing"] = len(found.items)
    there = {layer.id() for layer in layers(QgsRasterLayer)}
    panel.add()
    yield desk.until(lambda: len(layers(QgsRasterLayer)) > len(there), 60, "the layer is added")
    yield desk.until(view.is_quiet, 60, "it is drawn")
    return next(layer for layer in layers(QgsRasterLayer) if layer.id() not in there)


def news(desk: Desk) -> str:
    """What QGIS's message bar says of new images."""
    texts = (item.text() for item in desk.iface.messageBar().items())
    return next((text for text in texts if "since last time" in text), "")


def save(desk: Desk, person: Person, panel: Any) -> Steps:
    yield from person.click(panel.results.save_button)
    field = yield desk.until(lambda: shown("target_edit"), 15, "the dialog is open")
    yield from person.click(field)
    yield from person.type(desk.arguments["saved"])
    desk.screenshot("save")
    dialog = field.window()
    yield from person.click(dialog.button_box.button(QDialogButtonBox.StandardButton.Save))
    yield desk.until(lambda: "were saved" in said(panel), 60, "it is told that it is saved")
    desk.facts["saved"] = said(panel)


def said(panel: Any) -> str:
    """The message in the panel."""
    item = panel.bar.currentItem()
    return "" if item is None else str(item.findChild(QLabel, "message_label").text())


def shown(name: str) -> Any:
    """The widget of this name that a person can see."""
    found = (each for each in QApplication.allWidgets() if each.objectName() == name)
    return next((each for each in found if each.isVisible()), None)


def layers(kind: type) -> list[Any]:
    """The project's layers of a kind."""
    return [layer for layer in QgsProject.instance().mapLayers().values() if isinstance(layer, kind)]
