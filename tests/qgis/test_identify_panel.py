"""What QGIS's Identify panel gets for our layers, in a panel that is built as QGIS builds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fake_engine import FakeEngine, FakeNotes, FakeRemote, image
from qgis.core import Qgis, QgsApplication, QgsDataProvider, QgsPointXY, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.gui import QgsMapCanvas, QgsMapToolIdentify
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QObject, Qt
from qgis.PyQt.QtGui import QPaintEvent
from qgis.PyQt.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QMainWindow,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)
from waiting import until
from windows import services_with

from mosaic_qgis.engine.client.terms import EngineFailure
from mosaic_qgis.gui import mosaic_work
from mosaic_qgis.gui.identify_panel import PANEL, TREE, IdentifyPanel
from mosaic_qgis.gui.identify_rows import MOST_ROWS
from mosaic_qgis.gui.image_choices import ImageChoices
from mosaic_qgis.provider import registration
from mosaic_qgis.provider.metadata import MosaicMetadata
from mosaic_qgis.provider.opening import MosaicOpener

ROLE = Qt.ItemDataRole.UserRole


class Window:
    """As much of `iface` as the panel needs, and QGIS's panel once somebody has identified something."""

    def __init__(self) -> None:
        self.window, self.canvas = QMainWindow(), QgsMapCanvas()
        self.tree: QTreeWidget | None = None
        self.asked = 0
        """How often QGIS has asked a layer again."""

    def mainWindow(self) -> QWidget:
        return self.window

    def mapCanvas(self) -> QgsMapCanvas:
        return self.canvas

    def layerTreeView(self) -> Any:
        return self

    def refreshLayerSymbology(self, _id: str) -> None:
        """Nothing is shown here."""

    def open_panel(self) -> QTreeWidget:
        panel = QWidget(self.window)
        panel.setObjectName(PANEL)
        self.tree = QTreeWidget(panel)
        self.tree.setObjectName(TREE)
        self.tree.setColumnCount(2)
        panel.resize(400, 300)
        self.tree.resize(400, 300)
        self.window.show()
        panel.show()
        return self.tree

    def identify(self, layer: Any, *, has_formats: bool = True) -> QTreeWidgetItem:
        """What QGIS does after a click: ask the layer, then list what it says."""
        assert self.tree is not None
        if isinstance(layer, QgsRasterLayer):
            layer.dataProvider().identify(QgsPointXY(5000, 4000), Qgis.RasterIdentifyFormat.Value)
        self.tree.clear()
        top = QTreeWidgetItem(self.tree, [layer.name()])
        top.setData(0, ROLE, layer)
        if has_formats:
            form = QTreeWidgetItem(top, ["Format"])
            box = QComboBox(self.tree)
            box.addItems(["Value", "HTML"])
            self.tree.setItemWidget(form, 1, box)
            box.currentIndexChanged[int].connect(lambda _index: self._again(layer))
        self._fill(top, layer)
        top.setExpanded(True)
        return top

    def _again(self, layer: QgsRasterLayer) -> None:
        self.asked += 1
        assert self.tree is not None
        layer.dataProvider().identify(QgsPointXY(5000, 4000), Qgis.RasterIdentifyFormat.Value)
        top = self.tree.topLevelItem(0)
        while top.childCount() > 1:
            top.removeChild(top.child(1))
        self._fill(top, layer)

    def _fill(self, top: QTreeWidgetItem, layer: Any) -> None:
        result = QTreeWidgetItem(top, [layer.name()])
        QTreeWidgetItem(result, ["Band 1", "10"])
        derived = QTreeWidgetItem(result, ["(Derived)"])
        derived.setData(0, ROLE, "derived")
        QTreeWidgetItem(derived, ["Column", "1"])


@pytest.fixture
def window(qgis_app: QgsApplication) -> Iterator[Window]:
    made = Window()
    yield made
    made.window.close()


@pytest.fixture
def services(window: Window, engine: FakeEngine, notes: FakeNotes) -> Iterator[Any]:
    opener = MosaicOpener(engine, notes)  # type: ignore[arg-type]
    registration.set_implementation(MosaicMetadata(opener))
    yield services_with(iface=window, engine=engine, notes=notes, opener=opener)
    QgsProject.instance().clear()
    registration.set_implementation(None)


@pytest.fixture
def layer(services: Any, remote: FakeRemote) -> QgsRasterLayer:
    remote.point_images = (
        image(name="1.tif", key="1.tif", href="https://h/1.tif"),
        image(name="2.tif", key="2.tif", href="https://h/2.tif?sig=geheim", rank=2, used=False),
    )
    made = QgsRasterLayer("/data/m.json", "town", "mosaicjson")
    QgsProject.instance().addMapLayer(made)
    return made


@pytest.fixture
def panel(services: Any) -> Iterator[IdentifyPanel]:
    made = IdentifyPanel(services, ImageChoices(services))
    yield made
    made.close()


def labels(tree: QTreeWidget) -> list[QLabel]:
    return [label for label in tree.findChildren(QLabel) if label.parentWidget().findChild(QToolButton)]


def names(tree: QTreeWidget) -> list[str]:
    """What the rows say that are there; those that Qt is about to delete are not."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return sorted(label.text() for label in labels(tree))


def button(tree: QTreeWidget, name: str, row: int = 0) -> QToolButton:
    found = tree.findChildren(QToolButton, name)
    return found[row]


def children(item: QTreeWidgetItem) -> list[str]:
    return [item.child(row).text(0) for row in range(item.childCount())]


def test_the_images_stand_above_what_qgis_derives(panel: IdentifyPanel, window: Window, layer: QgsRasterLayer) -> None:
    tree = window.open_panel()
    result = window.identify(layer).child(1)
    window.canvas.mapToolSet.emit(QgsMapToolIdentify(window.canvas), None)
    until(lambda: names(tree) == ["1  1.tif", "2  2.tif"])
    assert children(result) == ["Band 1", "Images at this point, first one on top: 2", "(Derived)"]
    assert result.isExpanded() and result.child(1).isExpanded()
    first, second = sorted(labels(tree), key=lambda label: label.text())
    assert first.font().bold() and not second.font().bold()
    assert second.toolTip().startswith("https://h/2.tif") and "geheim" not in second.toolTip()
    assert not tree.findChildren(QToolButton, "mosaic_undo"), "there is nothing to undo"


def test_a_panel_that_is_made_later_is_found_with_its_tool(
    panel: IdentifyPanel, window: Window, layer: QgsRasterLayer
) -> None:
    until(lambda: not panel._turn.isActive())
    tree = window.open_panel()
    window.canvas.mapToolSet.emit(QgsMapToolIdentify(window.canvas), None)
    until(lambda: not panel._turn.isActive())
    window.identify(layer)
    until(lambda: names(tree) == ["1  1.tif", "2  2.tif"])


def test_an_image_is_locked_left_out_and_all_undone(
    panel: IdentifyPanel, window: Window, layer: QgsRasterLayer, remote: FakeRemote
) -> None:
    tree = window.open_panel()
    window.identify(layer)
    window.canvas.mapToolSet.emit(QgsMapToolIdentify(window.canvas), None)
    until(lambda: len(names(tree)) == 2)
    both = remote.point_images

    def press(name: str, row: int, source: str) -> None:
        asked = window.asked
        button(tree, name, row).click()
        until(lambda: layer.source() == source and window.asked == asked + 1)
        until(lambda: len(children(tree.topLevelItem(0).child(1))) == 3)
        # Now only rows of the new results are there.
        names(tree)

    press("mosaic_lock", 1, "/data/m.json|first=2.tif")
    assert [one.isChecked() for one in tree.findChildren(QToolButton, "mosaic_lock")] == [False, True]
    press("mosaic_lock", 1, "/data/m.json")
    remote.point_images = both[1:]
    press("mosaic_exclude", 0, "/data/m.json|exclude=1.tif")
    assert names(tree) == ["2  2.tif"]
    remote.point_images = ()
    press("mosaic_exclude", 0, "/data/m.json|exclude=1.tif,2.tif")
    assert names(tree) == [] and children(tree.topLevelItem(0).child(1))[1] == "No image covers this point."
    remote.point_images = both
    for source in ("/data/m.json|exclude=1.tif", "/data/m.json", "/data/m.json|first=2.tif", "/data/m.json"):
        press("mosaic_undo", 0, source)
    assert names(tree) == ["1  1.tif", "2  2.tif"] and not tree.findChildren(QToolButton, "mosaic_undo")


def test_clicks_one_after_the_other_all_count(services: Any, window: Window, layer: QgsRasterLayer) -> None:
    choices = ImageChoices(services)
    choices.change(layer, lambda chosen: chosen.excluding("1.tif"))
    choices.change(layer, lambda chosen: chosen.excluding("2.tif"))
    choices.change(layer, lambda chosen: chosen.raising("3.tif"))
    choices.undo(layer)
    until(lambda: layer.source() == "/data/m.json|exclude=1.tif,2.tif")
    for source in ("/data/m.json|exclude=1.tif", "/data/m.json"):
        assert choices.can_undo(layer)
        choices.undo(layer)
        until(lambda source=source: layer.source() == source)
    assert not choices.can_undo(layer)


def test_a_choice_that_goes_wrong_holds_up_none_after_it(
    services: Any,
    window: Window,
    layer: QgsRasterLayer,
    monkeypatch: pytest.MonkeyPatch,
    guarded_failures: list[str],
) -> None:
    given = mosaic_work.give_source
    tried: list[str] = []

    def fails_first(services: Any, layer: QgsRasterLayer, uri: Any) -> None:
        tried.append(uri.mosaic)
        if len(tried) == 1:
            raise RuntimeError("QGIS does not take the source")
        given(services, layer, uri)

    monkeypatch.setattr(mosaic_work, "give_source", fails_first)
    choices = ImageChoices(services)
    choices.change(layer, lambda chosen: chosen.excluding("1.tif"))
    choices.change(layer, lambda chosen: chosen.excluding("2.tif"))
    until(lambda: layer.source() == "/data/m.json|exclude=2.tif")
    assert len(guarded_failures) == 1 and "QGIS does not take the source" in guarded_failures.pop()
    choices.undo(layer)
    until(lambda: layer.source() == "/data/m.json")


def test_what_else_is_changed_meanwhile_stays(services: Any, window: Window, layer: QgsRasterLayer) -> None:
    choices = ImageChoices(services)
    choices.change(layer, lambda chosen: chosen.excluding("1.tif"))
    layer.setDataSource("/data/m.json|resampling=cubic", "town", "mosaicjson", QgsDataProvider.ProviderOptions())
    until(lambda: "exclude=1.tif" in layer.source())
    assert "resampling=cubic" in layer.source()
    choices.undo(layer)
    until(lambda: layer.source() == "/data/m.json|resampling=cubic")


def test_a_lock_that_fails_is_not_shown(
    panel: IdentifyPanel, window: Window, layer: QgsRasterLayer, engine: FakeEngine
) -> None:
    tree = window.open_panel()
    window.identify(layer)
    window.canvas.mapToolSet.emit(QgsMapToolIdentify(window.canvas), None)
    until(lambda: len(names(tree)) == 2)
    asked = window.asked
    engine.failure = EngineFailure("network", "out of reach")
    button(tree, "mosaic_lock").click()
    until(lambda: window.asked == asked + 1)
    until(lambda: len(names(tree)) == 2)
    assert layer.source() == "/data/m.json"
    assert not any(one.isChecked() for one in tree.findChildren(QToolButton, "mosaic_lock"))


def test_what_strangers_write_is_plain_text(
    panel: IdentifyPanel, window: Window, layer: QgsRasterLayer, remote: FakeRemote
) -> None:
    words = "<a href='file:///etc/passwd'>x</a>\n<img src='http://h/i'>"
    remote.point_images = (image(name=words, key="", href="<b>https://h</b>/1.tif"),)
    tree = window.open_panel()
    window.identify(layer)
    window.canvas.mapToolSet.emit(QgsMapToolIdentify(window.canvas), None)
    until(lambda: len(names(tree)) == 1)
    (label,) = labels(tree)
    assert label.textFormat() == Qt.TextFormat.PlainText and label.text() == f"1  {' '.join(words.split())}"
    assert "<b>" not in label.toolTip()
    assert not button(tree, "mosaic_lock").isEnabled(), "an image without a key cannot be chosen"
    label.resize(30, 20)
    assert not label.grab().isNull()


def test_many_images_are_not_all_listed(
    panel: IdentifyPanel, window: Window, layer: QgsRasterLayer, remote: FakeRemote
) -> None:
    remote.point_images = tuple(image(name=f"{n}.tif", key=f"{n}.tif", rank=n) for n in range(1, 1001))
    tree = window.open_panel()
    result = window.identify(layer).child(1)
    window.canvas.mapToolSet.emit(QgsMapToolIdentify(window.canvas), None)
    until(lambda: len(names(tree)) == MOST_ROWS)
    assert children(result.child(1))[-1] == f"… and {1000 - MOST_ROWS} more."


def test_other_layers_are_left_alone(
    panel: IdentifyPanel, window: Window, layer: QgsRasterLayer, remote: FakeRemote
) -> None:
    other = QgsVectorLayer("Point?crs=epsg:4326", "points", "memory")
    tree = window.open_panel()
    item = window.identify(other)
    window.canvas.mapToolSet.emit(QgsMapToolIdentify(window.canvas), None)
    until(lambda: not panel._turn.isActive())
    assert children(item.child(1)) == ["Band 1", "(Derived)"]
    remote.point_images = ()
    item = window.identify(layer)
    panel._look()
    assert children(item.child(1)) == ["Band 1", "(Derived)"], "nothing lies there and nothing is to be undone"
    tree.clear()
    panel._look()


def test_where_qgis_has_no_list_of_formats_stale_rows_go(
    panel: IdentifyPanel, window: Window, layer: QgsRasterLayer
) -> None:
    tree = window.open_panel()
    window.identify(layer, has_formats=False)
    window.canvas.mapToolSet.emit(QgsMapToolIdentify(window.canvas), None)
    until(lambda: len(names(tree)) == 2)
    button(tree, "mosaic_exclude").click()
    heading = "Images at this point, first one on top: 2"
    assert heading in children(tree.topLevelItem(0).child(0))
    until(lambda: layer.source() == "/data/m.json|exclude=1.tif")
    until(lambda: heading not in children(tree.topLevelItem(0).child(0)))


def test_the_rows_go_with_the_plugin(services: Any, window: Window, layer: QgsRasterLayer) -> None:
    panel = IdentifyPanel(services, ImageChoices(services))
    tree = window.open_panel()
    result = window.identify(layer).child(1)
    until(lambda: len(names(tree)) == 2)
    panel.close()
    assert children(result) == ["Band 1", "(Derived)"]
    window.canvas.mapToolSet.emit(QgsMapToolIdentify(window.canvas), None)
    tree.viewport().repaint()
    QApplication.processEvents()
    assert children(result) == ["Band 1", "(Derived)"]


def test_a_window_that_is_gone_or_another_qgis_does_no_harm(services: Any, window: Window) -> None:
    panel = IdentifyPanel(services, ImageChoices(services))
    panel._look()
    tree = window.open_panel()
    panel._look()
    assert panel._there() is tree
    watched = QObject()
    assert not panel.eventFilter(watched, QPaintEvent(tree.rect()))
    sip.delete(tree)
    panel._look()
    panel._choose("no such layer", lambda chosen: chosen)
    panel._undo("no such layer")
    panel.close()
