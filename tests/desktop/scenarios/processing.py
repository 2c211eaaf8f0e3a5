"""The Processing toolbox with mosaics: its groups, an algorithm that runs, one that is cancelled, the dialog for many. Inside QGIS.

Arguments: `mosaic` (a document), `target` (where its copy goes), `silent` (the address of an image that never comes).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import qgis.utils
from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication, QComboBox, QPushButton

if TYPE_CHECKING:
    from qgis_desktop.inside.runner import Desk, Steps

COMBO = "MosaicCombo"


def scenario(desk: Desk) -> Steps:
    from qgis_desktop.inside.map_view import MapView

    view, project = MapView(desk), QgsProject.instance()
    mosaic = desk.arguments["mosaic"]
    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
    with desk.step("a mosaic is drawn", longest_gap_s=None):
        layer = QgsRasterLayer(mosaic, "Landscape", "mosaicjson")
        yield from view.draw(lambda: project.addMapLayer(layer))
        desk.iface.setActiveLayer(layer)
    with desk.step("the toolbox shows the groups", longest_gap_s=5):
        yield from show_toolbox(desk)
    with desk.step("a mosaic is copied and opens", longest_gap_s=5):
        yield from copy(desk, view, layer)
    with desk.step("many mosaics", longest_gap_s=5):
        yield from look_at_batch(desk)
    with desk.step("an algorithm is cancelled", longest_gap_s=5):
        yield from cancel(desk, Path(mosaic))


def show_toolbox(desk: Desk) -> Steps:
    """Open it, and unfold the provider."""
    toolbox = qgis.utils.plugins["processing"].toolbox
    toolbox.setUserVisible(True)
    desk.iface.mainWindow().resizeDocks([toolbox], [430], Qt.Orientation.Horizontal)
    tree = toolbox.algorithmTree
    root = yield desk.until(lambda: item_in(tree.model(), "MosaicJSON"), 20, "the provider is listed")
    tree.collapseAll()
    tree.expandRecursively(root)
    tree.scrollTo(root, tree.ScrollHint.PositionAtTop)
    model = tree.model()
    desk.facts["groups"] = {
        model.index(row, 0, root).data(): model.rowCount(model.index(row, 0, root))
        for row in range(model.rowCount(root))
    }


def item_in(model: Any, name: str) -> Any:
    """The place of a provider."""
    indexes = (model.index(row, 0) for row in range(model.rowCount()))
    return next((index for index in indexes if index.data() == name), None)


def dialog_of(desk: Desk, name: str, parameters: dict[str, Any]) -> Any:
    """The window of an algorithm, as the toolbox opens it."""
    import processing

    dialog = processing.createAlgorithmDialog(f"mosaicjson:{name}", parameters)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.show()
    return dialog


def copy(desk: Desk, view: Any, layer: QgsRasterLayer) -> Steps:
    """Run an algorithm; its result becomes a layer."""
    project = QgsProject.instance()
    # For the picture in the guide: as it opens, without a path of this machine.
    fresh = dialog_of(desk, "copy", {})
    combo = yield desk.until(lambda: combo_in(fresh), 10, "the list of mosaics is there")
    desk.facts["chosen"] = combo.currentText()
    yield desk.until(view.is_quiet, 30, "the map is drawn")
    desk.screenshot("toolbox")
    fresh.close()
    fresh.deleteLater()
    dialog = dialog_of(desk, "copy", {"OUTPUT": desk.arguments["target"]})
    yield desk.until(lambda: combo_in(dialog), 10, "the list of mosaics is there again")
    desk.later(dialog.runButton().click)
    yield desk.until(lambda: len(project.mapLayers()) == 2, 60, "the copy is a layer")
    copied = next(each for each in project.mapLayers().values() if each.id() != layer.id())
    desk.facts["copied"] = [copied.isValid(), copied.providerType(), copied.name()]
    yield desk.until(view.is_quiet, 30, "it is drawn")
    desk.screenshot("result")
    dialog.close()
    dialog.deleteLater()


def combo_in(dialog: Any) -> QComboBox | None:
    """The list of mosaics in a window."""
    return next(
        (each for each in dialog.findChildren(QComboBox) if type(each.parent()).__name__ == COMBO and each.isVisible()),
        None,
    )


def look_at_batch(desk: Desk) -> Steps:
    """The window for many mosaics has the same list in its rows."""
    single = dialog_of(desk, "copy", {})
    button = next(each for each in single.findChildren(QPushButton) if each.text().startswith("Run as Batch"))
    desk.later(button.click)
    dialog = yield desk.until(batch_dialog, 10, "the window is open")
    combo = yield desk.until(lambda: combo_in(dialog), 10, "the list of mosaics is there")
    combo.setCurrentIndex(combo.findText("Landscape"))
    desk.facts["batch"] = dialog.mainWidget().wrappers[0][0].parameterValue()
    desk.screenshot("batch")
    dialog.close()
    yield desk.until(lambda: batch_dialog() is None, 10, "the window is closed")


def batch_dialog() -> Any:
    """The window for many mosaics, where it is open."""
    windows = QApplication.topLevelWidgets()
    return next((each for each in windows if type(each).__name__ == "BatchAlgorithmDialog" and each.isVisible()), None)


def cancel(desk: Desk, mosaic: Path) -> Steps:
    """Withdraw while the engine waits for an image."""
    from time import monotonic

    before = mosaic.read_bytes()
    dialog = dialog_of(desk, "update", {"INPUT": str(mosaic), "ADDRESSES": desk.arguments["silent"]})
    desk.later(dialog.runButton().click)
    button = dialog.cancelButton()
    yield desk.until(lambda: "1 images" in dialog_text(dialog), 60, "the engine looks at the image")
    began = monotonic()
    desk.later(button.click)
    yield desk.until(lambda: "Cancelled" in dialog_text(dialog), 10, "it says that it was cancelled")
    desk.facts["seconds_to_cancel"] = monotonic() - began
    desk.facts["is_as_before"] = mosaic.read_bytes() == before
    desk.screenshot("cancelled")
    dialog.close()
    dialog.deleteLater()


def dialog_text(dialog: Any) -> str:
    """What the window has said so far."""
    from qgis.PyQt.QtWidgets import QLabel, QTextBrowser, QTextEdit

    logs = [*dialog.findChildren(QTextEdit), *dialog.findChildren(QTextBrowser)]
    return "\n".join([each.toPlainText() for each in logs] + [each.text() for each in dialog.findChildren(QLabel)])
