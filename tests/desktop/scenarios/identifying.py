"""A layer's images in QGIS's own Identify panel, chosen by mouse. Inside QGIS, test side."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qgis.core import QgsRasterLayer
from qgis.gui import QgsMapToolIdentify
from qgis.PyQt.QtCore import QPoint
from qgis.PyQt.QtWidgets import QApplication, QComboBox, QDockWidget, QLabel, QMenu, QToolButton, QTreeWidget, QWidget

if TYPE_CHECKING:
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.runner import Desk, Steps

FORMATS = ("Value", "Text", "HTML")


def use_identify(desk: Desk, view: MapView, layer: QgsRasterLayer, color: Callable[[], Any]) -> Steps:
    """Two images lie in the middle of the map, the green one is locked: release it, leave the red one out, and so on.

    The layer ends as it began.
    """
    from qgis_desktop.inside.person import Person

    person = Person(desk)
    desk.iface.setActiveLayer(layer)
    desk.trigger(desk.iface.actionIdentify())
    yield desk.until(lambda: isinstance(view.canvas.mapTool(), QgsMapToolIdentify), 10, "the identify tool is active")
    canvas = view.canvas.viewport()
    tree = yield desk.until(
        lambda: desk.iface.mainWindow().findChild(QTreeWidget, "lstResults"), 15, "the panel is there"
    )
    yield from person.click(canvas, canvas.rect().center())
    yield desk.until(lambda: names(tree) == ["1  green.tif", "2  red.tif"], 15, "the images are listed")
    yield desk.until(view.is_quiet, 20, "the map has its new size")
    facts = desk.facts["identify"] = {"locked": locked(tree), "formats": {}, "colors": {}, "menus": []}
    yield from read_all_formats(desk, tree, facts["formats"])
    yield from open_menus(desk, tree, facts["menus"])
    desk.screenshot("identify_panel")

    def press(name: str, row: int, source: str, then: list[str]) -> Steps:
        drawings = view.drawings
        yield from person.click(buttons(tree, name)[row])
        yield desk.until(lambda: layer.source().endswith(source), 60, f"the source is changed, it is {layer.source()}")
        yield desk.until(lambda: names(tree) == then, 15, f"{then} are listed")
        yield desk.until(lambda: view.drawings > drawings and view.is_quiet(), 30, "it is drawn")

    yield from press("mosaic_lock", 0, "colours.json", ["1  red.tif", "2  green.tif"])
    facts["colors"]["released"] = color()
    yield from press("mosaic_exclude", 0, "|exclude=red.tif", ["1  green.tif"])
    facts["colors"]["excluded"] = color()
    desk.screenshot("identify_excluded")
    yield from press("mosaic_undo", 0, "colours.json", ["1  red.tif", "2  green.tif"])
    facts["colors"]["undone"] = color()
    yield from press("mosaic_lock", 1, "|first=green.tif", ["1  green.tif", "2  red.tif"])
    facts["colors"]["locked"] = color()
    facts["locked_again"] = locked(tree)
    desk.iface.mainWindow().findChild(QDockWidget, "IdentifyResultsDock").close()
    desk.trigger(desk.iface.actionPan())
    yield desk.until(view.is_quiet, 20, "the map has its old size")


def read_all_formats(desk: Desk, tree: QTreeWidget, found: dict[str, list[str]]) -> Steps:
    """Each choice has QGIS build the layer's results anew; the last one is what it began with."""
    for name in FORMATS:
        for button in buttons(tree, "mosaic_lock"):
            button.setProperty("is_old", True)
        box = tree.findChild(QComboBox)
        box.setCurrentIndex(box.findText(name))
        yield desk.until(lambda: are_new(tree), 15, f"{name} has images")
        found[name] = names(tree)
        desk.screenshot(f"identify_{name.lower()}")


def open_menus(desk: Desk, tree: QTreeWidget, found: list[list[str]]) -> Steps:
    """A right click on each row that is ours, and on the heading: QGIS opens the menu that it has for its own rows."""
    from qgis_desktop.inside.person import Person

    person = Person(desk)
    row = buttons(tree, "mosaic_lock")[0].parentWidget()
    places = [row.mapTo(tree.viewport(), QPoint(4, row.height() // 2)), row.mapTo(tree.viewport(), QPoint(4, -6))]
    for place in places:
        yield from person.click(tree.viewport(), place, button=3)
        menu = yield desk.until(popup_or_quiet(desk), 5, "the menu is open, or there is none")
        found.append([action.text() for action in menu.actions()] if isinstance(menu, QMenu) else [])
        yield from person.press("Escape")
        yield desk.until(lambda: QApplication.activePopupWidget() is None, 5, "no menu is open")


def popup_or_quiet(desk: Desk, beats: int = 25) -> Callable[[], QWidget | bool | None]:
    """The menu that comes, or True when none has come for some beats."""
    left = iter(range(beats))
    return lambda: QApplication.activePopupWidget() or next(left, None) is None


def are_new(tree: QTreeWidget) -> bool:
    """Whether there are rows, and none that was seen before."""
    found = buttons(tree, "mosaic_lock")
    return bool(found) and not any(button.property("is_old") for button in found)


def buttons(tree: QTreeWidget, name: str) -> list[QToolButton]:
    """From top to bottom."""
    found = [button for button in tree.findChildren(QToolButton, name) if button.isVisible()]
    return sorted(found, key=lambda button: button.mapTo(tree, QPoint()).y())


def names(tree: QTreeWidget) -> list[str]:
    """What the rows of images say."""
    rows = [button.parentWidget() for button in buttons(tree, "mosaic_lock")]
    return [label.text() for row in rows for label in row.findChildren(QLabel)]


def locked(tree: QTreeWidget) -> list[bool]:
    return [button.isChecked() for button in buttons(tree, "mosaic_lock")]
