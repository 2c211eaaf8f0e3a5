"""A working day with a mosaic: add, look around, properties, identify, print, save, move, reopen, reload, remove.

Runs inside QGIS. Arguments: `folder` (holds mosaic.json and may be renamed), `moved` (the new name), `detail` and `identified`
(of the map), `growth_bound_mb` (in two rounds of quick moves, when caches are full).
"""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import qgis.utils
from qgis.core import (
    QgsLayoutExporter,
    QgsLayoutItemMap,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsSingleBandPseudoColorRenderer,
    QgsStyle,
)
from qgis.gui import QgsMapToolIdentify
from qgis.PyQt.QtCore import QPoint
from qgis.PyQt.QtWidgets import QAction, QApplication, QComboBox, QDialogButtonBox, QListWidget, QTreeWidget

if TYPE_CHECKING:
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.runner import Desk, Steps

ROUNDS = 4
MOST_ROUNDS = 12
MOVES_PER_ROUND = 25
BETWEEN_MOVES_S = 0.06
OPEN_BOUND_S = 10.0
"""The plugin's own bound on opening a mosaic, which QGIS does on its main thread; here the engine starts too."""
DIALOG_BOUND_S = 3.0
"""QGIS itself takes its time to build a large dialog."""


def scenario(desk: Desk) -> Steps:
    from qgis_desktop.inside.map_view import MapView

    view = MapView(desk)
    folder = Path(desk.arguments["folder"])
    project = QgsProject.instance()

    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
    with desk.step("the layer is added", longest_gap_s=OPEN_BOUND_S):
        layer = QgsRasterLayer(str(folder / "mosaic.json"), "Landscape", "mosaicjson")
        desk.facts["is_valid"], desk.facts["bands"] = layer.isValid(), layer.bandCount()
        if not layer.isValid():
            raise AssertionError(layer.error().summary())
        yield desk.until(lambda: True, 1, "nothing")
    with desk.step("the layer is drawn"):
        yield from view.draw(lambda: project.addMapLayer(layer))
        desk.iface.setActiveLayer(layer)
        desk.facts["seconds_to_draw"] = yield from view.draw(desk.iface.zoomToActiveLayer)
        desk.screenshot("whole")
        desk.facts["whole"] = view.place()
    with desk.step("a detail is drawn"):
        yield from view.show(QgsRectangle(*desk.arguments["detail"]))
        desk.screenshot("detail")
        desk.facts["detail"] = view.place()
    with desk.step("100 quick pans and zooms"):
        yield from look_around(desk, view, layer.extent())
    with desk.step("dragging and the mouse wheel"):
        yield from drag(desk, view)
    with desk.step("one band in pseudo-colour, and back"):
        yield from style(desk, view, layer)
    with desk.step("all pages of the layer's properties", longest_gap_s=DIALOG_BOUND_S):
        yield from leaf_through_properties(desk, view, layer)
    with desk.step("identify"):
        yield from identify(desk, view)
    with desk.step("print to an image and to PDF", longest_gap_s=None):
        yield from print_layout(desk, project, layer)
    with desk.step("save, move the folder, reopen", longest_gap_s=DIALOG_BOUND_S):
        yield from save_and_reopen(desk, view, folder, Path(desk.arguments["moved"]))
    with desk.step("reload the plugin", longest_gap_s=OPEN_BOUND_S):
        yield from reload_plugin(desk, view)
    with desk.step("remove the layer"):
        remaining = list(project.mapLayers().values())
        desk.iface.setActiveLayer(remaining[0])
        action = desk.iface.mainWindow().findChild(QAction, "mActionRemoveLayer")
        yield from view.draw(lambda: desk.trigger(action))
        yield desk.until(lambda: not project.mapLayers(), 10, "the layer is gone")


def look_around(desk: Desk, view: MapView, extent: QgsRectangle) -> Steps:
    """The same quick moves in each round; memory is measured after each round, when all is drawn.

    How much of a view is read before the next move, and so how soon the caches are full, depends on the machine: there are
    further rounds until memory has stopped growing.
    """
    rounds: list[dict[str, float]] = []
    while len(rounds) < ROUNDS or (len(rounds) < MOST_ROUNDS and growth(rounds) >= desk.arguments["growth_bound_mb"]):
        for move in range(MOVES_PER_ROUND):
            width, height = extent.width() / (1.2 + move % 7), extent.height() / (1.2 + move % 7)
            x = extent.xMinimum() + (move * 37 % 100) / 100 * extent.width()
            y = extent.yMinimum() + (move * 61 % 100) / 100 * extent.height()
            view.canvas.setExtent(QgsRectangle(x - width / 2, y - height / 2, x + width / 2, y + height / 2))
            view.canvas.refresh()
            yield from pause(desk, BETWEEN_MOVES_S)
        yield desk.until(view.is_quiet, 60, "the last view is drawn")
        rounds.append(measure(desk))
    desk.facts["memory"], desk.facts["growth_mb"] = rounds, growth(rounds)
    # The same view as at the beginning: nothing of the cancelled drawings may be left in it.
    yield from view.show(QgsRectangle(*desk.arguments["detail"]))
    desk.screenshot("detail_again")
    desk.facts["detail_again"] = view.place()


def growth(rounds: list[dict[str, float]]) -> float:
    """By how many megabytes memory is above the least of the two rounds before, in the process that grew most."""
    *_, first, second, last = rounds
    return max(last[process] - min(first[process], second[process]) for process in ("qgis", "engine"))


def pause(desk: Desk, seconds: float) -> Steps:
    """The time between two moves of a hand; what QGIS does meanwhile is what is tested."""
    from time import monotonic

    ends = monotonic() + seconds
    yield desk.until(lambda: monotonic() >= ends, 5, "the hand moves on")


def measure(desk: Desk) -> dict[str, float]:
    """Memory of QGIS and of its engine now, in megabytes."""
    from qgis_desktop import processes

    engines = [one for one in processes.descendants(os.getpid()) if one.is_engine]
    return {
        "qgis": processes.process(os.getpid()).resident_megabytes,
        "engine": sum(one.resident_megabytes for one in engines),
        "engines": len(engines),
    }


def drag(desk: Desk, view: MapView) -> Steps:
    """Pan with the left button, zoom with the wheel."""
    from qgis_desktop.inside.person import Person

    person = Person(desk)
    desk.trigger(desk.iface.actionPan())
    yield desk.until(lambda: desk.iface.actionPan().isChecked(), 10, "the pan tool is active")
    middle = view.canvas.viewport().rect().center()
    before = view.canvas.extent()
    yield from person.drag(view.canvas.viewport(), middle, middle + QPoint(240, -120))
    yield desk.until(lambda: view.canvas.extent() != before and view.is_quiet(), 30, "the map has moved")
    scale = view.canvas.scale()
    yield from person.turn_wheel(view.canvas.viewport(), middle, up=2)
    yield desk.until(lambda: view.canvas.scale() < 0.5 * scale and view.is_quiet(), 30, "the map is enlarged")
    yield from person.turn_wheel(view.canvas.viewport(), middle, up=-2)
    yield desk.until(lambda: view.canvas.scale() > 0.9 * scale and view.is_quiet(), 30, "the map is as before")


def style(desk: Desk, view: MapView, layer: QgsRasterLayer) -> Steps:
    """Another renderer for a while."""
    before = layer.renderer().clone()
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 2)
    renderer.setClassificationMin(0)
    renderer.setClassificationMax(255)
    renderer.createShader(QgsStyle.defaultStyle().colorRamp("Magma"))

    def show(changed: Any) -> None:
        layer.setRenderer(changed)
        layer.triggerRepaint()

    yield from view.draw(lambda: show(renderer))
    desk.screenshot("pseudo_colour")
    desk.facts["pseudo_colour"] = view.place()
    yield from view.draw(lambda: show(before))


def leaf_through_properties(desk: Desk, view: MapView, layer: QgsRasterLayer) -> Steps:
    """Open the dialog, show each page, press OK."""
    desk.later(lambda: desk.iface.showLayerProperties(layer))
    dialog = yield desk.until(lambda: window_of_class("QgsRasterLayerProperties"), 20, "the dialog is open")
    pages = dialog.findChild(QListWidget, "mOptionsListWidget")
    shown = []
    for row in range(pages.count()):
        if pages.item(row).isHidden():
            continue
        pages.setCurrentRow(row)
        shown.append(pages.item(row).text())
        yield from pause(desk, 0.05)
    desk.facts["property_pages"] = shown
    box = dialog.findChild(QDialogButtonBox, "buttonBox")
    yield from view.draw(lambda: desk.later(box.button(QDialogButtonBox.StandardButton.Ok).click))
    yield desk.until(lambda: window_of_class("QgsRasterLayerProperties") is None, 10, "the dialog is closed")


def window_of_class(name: str) -> Any:
    """The visible top-level window of a C++ class, or None."""
    for window in QApplication.topLevelWidgets():
        if window.isVisible() and window.metaObject().className() == name:
            return window
    return None


def identify(desk: Desk, view: MapView) -> Steps:
    """Click on the map with the identify tool and read the results panel."""
    from qgis_desktop.inside.person import Person

    yield from view.show(QgsRectangle(*desk.arguments["detail"]))
    desk.trigger(desk.iface.actionIdentify())
    yield desk.until(lambda: isinstance(view.canvas.mapTool(), QgsMapToolIdentify), 10, "the identify tool is active")
    x, y = desk.arguments["identified"]
    yield from Person(desk).click(view.canvas.viewport(), view.to_widget(x, y))
    tree = yield desk.until(
        lambda: desk.iface.mainWindow().findChild(QTreeWidget, "lstResults"), 15, "the panel is there"
    )
    formats = yield desk.until(lambda: tree.findChild(QComboBox), 15, "the panel has results")
    desk.facts["identified"] = {}
    for name in [formats.itemText(index) for index in range(formats.count())]:
        # Each choice asks the layer again and builds the panel anew.
        box = tree.findChild(QComboBox)
        box.setCurrentIndex(box.findText(name))
        yield from pause(desk, 0.1)
        tree.expandAll()
        yield from pause(desk, 0.3)
        desk.facts["identified"][name] = texts(tree)
        desk.screenshot(f"identified_{name.split()[0].lower()}")


def texts(tree: QTreeWidget) -> list[list[str]]:
    """All rows of a tree."""
    rows: list[list[str]] = []
    waiting = [tree.topLevelItem(index) for index in range(tree.topLevelItemCount())]
    while waiting:
        item = waiting.pop(0)
        rows.append([item.text(column) for column in range(tree.columnCount())])
        waiting += [item.child(index) for index in range(item.childCount())]
    return rows


def print_layout(desk: Desk, project: QgsProject, layer: QgsRasterLayer) -> Steps:
    """A page with a map of the whole layer."""
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    page_map = QgsLayoutItemMap(layout)
    page_map.attemptMove(QgsLayoutPoint(10, 10))
    page_map.attemptResize(QgsLayoutSize(277, 190))
    page_map.setLayers([layer])
    page_map.setCrs(layer.crs())
    page_map.zoomToExtent(layer.extent())
    layout.addLayoutItem(page_map)
    image_settings, pdf_settings = QgsLayoutExporter.ImageExportSettings(), QgsLayoutExporter.PdfExportSettings()
    image_settings.dpi = pdf_settings.dpi = 150
    for name, export, settings in (
        ("printed.png", QgsLayoutExporter.exportToImage, image_settings),
        ("printed.pdf", QgsLayoutExporter.exportToPdf, pdf_settings),
    ):
        result = export(QgsLayoutExporter(layout), str(desk.folder / name), settings)
        if result != QgsLayoutExporter.ExportResult.Success:
            raise AssertionError(f"{name} must be written, the exporter answered {result}")
        yield desk.until(lambda: True, 1, "nothing")


def save_and_reopen(desk: Desk, view: MapView, folder: Path, moved: Path) -> Steps:
    """The project knows its mosaic by a relative path, so both can be moved together."""
    project = QgsProject.instance()
    file = folder / "project.qgz"
    if not project.write(str(file)):
        raise AssertionError(f"{file} must be written: {project.error()}")
    with zipfile.ZipFile(file) as archive:
        text = next(archive.read(name).decode() for name in archive.namelist() if name.endswith(".qgs"))
    desk.facts["stored_source"] = re.findall("<datasource>(.+?)</datasource>", text)
    desk.trigger(desk.iface.actionNewProject())
    yield desk.until(lambda: not project.mapLayers(), 20, "the project is closed")
    yield desk.until(view.is_quiet, 20, "nothing is drawn")
    folder.rename(moved)
    before = view.drawings
    desk.later(lambda: desk.iface.addProject(str(moved / "project.qgz")))
    yield desk.until(lambda: project.mapLayers(), 20, "the project is open")
    yield desk.until(lambda: view.drawings > before and view.is_quiet(), 60, "the layer is drawn")
    layer = next(iter(project.mapLayers().values()))
    desk.facts["reopened"] = {"is_valid": layer.isValid(), "source": layer.source(), "provider": layer.providerType()}
    desk.screenshot("reopened")
    desk.facts["reopened_shown"] = view.share_painted()


def reload_plugin(desk: Desk, view: MapView) -> Steps:
    """Reload it as the Plugin Manager does after an update, with the layer in the project."""
    from qgis_desktop import processes

    old = [one for one in processes.descendants(os.getpid()) if one.is_engine]
    yield from view.draw(lambda: desk.later(lambda: qgis.utils.reloadPlugin("mosaic_qgis")))
    yield desk.until(lambda: not any(one.is_alive for one in old), 5, "the old engine is gone")
    # The layer opens again in the background, and draws itself then.
    yield desk.until(lambda: view.share_painted() > 0.3, 60, "the mosaic is seen")
    layer = next(iter(QgsProject.instance().mapLayers().values()))
    desk.facts["reloaded"] = {"is_valid": layer.isValid(), "shown": view.share_painted(), **measure(desk)}
