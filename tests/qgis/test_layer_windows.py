"""A layer's menu, its page "Mosaic" and the images under a click, on an engine that the tests drive."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from fake_engine import FakeEngine, FakeNotes, FakePending, FakeRemote, image, state
from qgis.core import Qgis, QgsApplication, QgsDateTimeRange, QgsPointXY, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QDateTime, QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QApplication, QMenu, QMessageBox, QPushButton, QTableView, QWidget
from waiting import until
from windows import services_with

from mosaic_qgis.gui import layer_saving, mosaic_work, stac_refresh
from mosaic_qgis.gui.image_choices import ImageChoices
from mosaic_qgis.gui.images_here import ImagesHere, shown_time
from mosaic_qgis.gui.images_here_tool import ImagesHereDock
from mosaic_qgis.gui.images_table import ALL, CHOSEN, NAME, PROBLEMS, STATE, ImagesModel, ListedImage, listed
from mosaic_qgis.gui.layer_menu import LayerMenu
from mosaic_qgis.gui.layer_page import LayerPage, cache_text
from mosaic_qgis.gui.layer_page_factory import LayerPageFactory
from mosaic_qgis.gui.save_dialog import SaveRequest
from mosaic_qgis.host.translation import tr
from mosaic_qgis.provider import registration
from mosaic_qgis.provider import uri as uris
from mosaic_qgis.provider.chosen_images import ChosenImages
from mosaic_qgis.provider.metadata import MosaicMetadata
from mosaic_qgis.provider.opening import MosaicOpener


class Tree(QObject):
    """As much of the layer tree as the menu needs."""

    contextMenuAboutToShow = pyqtSignal(QMenu)  # noqa: N815 (QGIS's name)

    def __init__(self) -> None:
        super().__init__()
        self.layer: Any = None

    def currentLayer(self) -> Any:
        return self.layer

    def selectedNodes(self) -> list[Any]:
        return [] if self.layer is None else [self.layer]

    def setCurrentLayer(self, layer: Any) -> None:
        self.layer = layer

    def refreshLayerSymbology(self, _id: str) -> None:
        """Nothing is shown here."""


class Window:
    """As much of `iface` as these windows need."""

    def __init__(self) -> None:
        self.window, self.canvas, self.tree = QWidget(), QgsMapCanvas(), Tree()
        self.triggered: list[str] = []

    def mainWindow(self) -> QWidget:
        return self.window

    def mapCanvas(self) -> QgsMapCanvas:
        return self.canvas

    def layerTreeView(self) -> Tree:
        return self.tree

    def setActiveLayer(self, layer: Any) -> None:
        self.tree.layer = layer

    def actionLayerSaveAs(self) -> Any:
        return SimpleNamespace(trigger=lambda: self.triggered.append("save as"))

    def actionZoomActualSize(self) -> Any:
        return SimpleNamespace(trigger=lambda: self.triggered.append("native"))

    def addDockWidget(self, _area: Any, dock: QWidget) -> None:
        dock.setParent(self.window)

    def removeDockWidget(self, dock: QWidget) -> None:
        dock.hide()


@pytest.fixture
def window(qgis_app: QgsApplication) -> Window:
    return Window()


@pytest.fixture
def services(window: Window, engine: FakeEngine, notes: FakeNotes) -> Iterator[Any]:
    opener = MosaicOpener(engine, notes)  # type: ignore[arg-type]
    registration.set_implementation(MosaicMetadata(opener))
    yield services_with(iface=window, engine=engine, notes=notes, opener=opener)
    QgsProject.instance().clear()
    registration.set_implementation(None)


@pytest.fixture
def layer(services: Any) -> QgsRasterLayer:
    made = QgsRasterLayer("/data/m.json", "town", "mosaicjson")
    assert made.isValid()
    QgsProject.instance().addMapLayer(made)
    return made


# The menu


@pytest.fixture
def menu(services: Any) -> Iterator[LayerMenu]:
    made = LayerMenu(services, edit=lambda layer: None, identify=lambda layer: None)
    yield made
    made.close()


def shown_menu(window: Window, layer: Any) -> QMenu:
    window.tree.layer = layer
    menu = QMenu()
    menu.addAction("Zoom")
    menu.addSeparator()
    window.tree.contextMenuAboutToShow.emit(menu)
    return menu


def entries(menu: QMenu) -> dict[str, Any]:
    submenu = menu.findChild(QMenu, "mosaic_layer_menu")
    return {} if submenu is None else {action.objectName(): action for action in submenu.actions() if action.text()}


def test_only_our_layers_have_the_menu(menu: LayerMenu, window: Window, layer: QgsRasterLayer) -> None:
    other = QgsVectorLayer("Point?crs=epsg:4326", "points", "memory")
    assert not entries(shown_menu(window, other)) and not entries(shown_menu(window, None))
    shown = shown_menu(window, layer)
    assert [action.text() for action in shown.actions()] == ["Zoom", "MosaicJSON", ""]
    assert all(action.isEnabled() for action in entries(shown).values())
    broken = QgsRasterLayer("/data/m.json|pixel_selection=x", "gone", "mosaicjson")
    broken.setDataSource("", "gone", "mosaicjson")
    shown = shown_menu(window, broken)
    able = [name for name, action in entries(shown).items() if action.isEnabled()]
    assert able == ["mosaic_refresh", "mosaic_edit", "mosaic_copy_uri"]
    menu.close()
    window.tree.contextMenuAboutToShow.connect(lambda _menu: None)
    assert not entries(shown_menu(window, layer))
    window.tree.contextMenuAboutToShow.connect(menu._add_to)


def test_footprints_become_a_layer(menu: LayerMenu, window: Window, layer: QgsRasterLayer, remote: FakeRemote) -> None:
    shown = shown_menu(window, layer)
    entries(shown)["mosaic_exact_footprints"].trigger()
    until(lambda: len(QgsProject.instance().mapLayers()) == 2)
    assert remote.asked("footprints")[0].arguments == {"extent": None, "limit": 10_000, "exact": True}
    names = [node.name() for node in QgsProject.instance().layerTreeRoot().findLayers()]
    assert names == ["Footprints of town", "town"]


def test_footprints_that_are_cut_off_or_missing(
    menu: LayerMenu, layer: QgsRasterLayer, remote: FakeRemote, notes: FakeNotes, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [
        {"features": (), "total": 0, "truncated": False, "skipped": ()},
        {**remote.footprints().value, "truncated": True},
    ]
    monkeypatch.setattr(remote, "footprints", lambda *_args, **_more: FakePending().succeed(answers.pop(0)))
    menu.show_footprints(layer)
    until(lambda: len(notes.posted) == 1)
    menu.show_footprints(layer)
    until(lambda: len(notes.posted) == 2)
    assert "None of the images" in notes.posted[0][1] and "has more images" in notes.posted[1][1]


def test_the_small_entries(menu: LayerMenu, window: Window, layer: QgsRasterLayer, notes: FakeNotes) -> None:
    menu.copy_uri(layer)
    assert QApplication.clipboard().text() == "/data/m.json"
    menu.export(layer)
    menu.zoom_to_native(layer)
    assert window.triggered == ["save as", "native"]


def test_refreshing_opens_the_mosaic_anew(menu: LayerMenu, layer: QgsRasterLayer, engine: FakeEngine) -> None:
    before = len(engine.opened)
    menu.refresh(layer)
    until(lambda: engine.opened_anew == ["/data/m.json"])
    until(lambda: len(engine.opened) == before + 1)
    assert layer.isValid()


def test_refreshing_a_search_tells_what_is_new(
    menu: LayerMenu, services: Any, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[Any] = []
    monkeypatch.setattr(stac_refresh, "look_for_news", lambda _services, layer: searched.append(layer))
    found = QgsRasterLayer("stac+https://h/search|query={}", "found", "mosaicjson")
    menu.refresh(found)
    until(lambda: searched == [found])
    assert engine.opened_anew == ["stac+https://h/search"]


# Saving


@pytest.fixture
def saving(remote: FakeRemote, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was asked to be saved; the first time there is something already."""
    asked: list[dict[str, Any]] = []

    def save(target: str, credentials: Any = None, **more: Any) -> FakePending:
        asked.append({"target": target, "credentials": credentials, **more})
        if not more["overwrite"]:
            return FakePending().fail("exists")
        return FakePending().succeed({"uri": target, "images": 3, "tiles": 5})

    monkeypatch.setattr(remote, "save", save, raising=False)
    return asked


@pytest.mark.parametrize("choice", ["Replace", "Cancel"])
def test_what_is_there_is_replaced_after_asking(
    services: Any, window: Window, layer: QgsRasterLayer, saving: list[dict[str, Any]], notes: FakeNotes, choice: str
) -> None:
    layer_saving.write(services, layer, SaveRequest(target="/data/new.mosaicjson", name="n"), overwrite=False)
    until(lambda: any(each.isVisible() for each in window.window.findChildren(QMessageBox)))
    box = window.window.findChildren(QMessageBox)[0]
    next(each for each in box.findChildren(QPushButton) if each.text().replace("&", "") == choice).click()
    if choice == "Cancel":
        assert len(saving) == 1 and not notes.posted
        return
    until(lambda: bool(notes.posted))
    assert [each["overwrite"] for each in saving] == [False, True]
    assert notes.posted[0] == ("info", "“new” is saved: 3 images in 5 tiles.")


# The table


def some_images(count: int) -> list[ListedImage]:
    return [
        ListedImage(key=f"{n}.tif", name=f"{n}.tif", href=f"https://h/{n}.tif", rank=n) for n in range(1, count + 1)
    ]


def test_states_in_words(qgis_app: QgsApplication) -> None:
    model = ImagesModel()
    model.show(some_images(4), ChosenImages(excluded=("2.tif",), first=("3.tif",)))
    model.show_failures([{"code": "bad_asset", "message": "It\nis broken.", "asset": "https://h/4.tif"}])
    assert [model.index(row, STATE).data() for row in range(4)] == [
        "on top (1)",
        "ok",
        "not read: It is broken.",
        "left out",
    ]
    assert model.summary == "4 images, 1 on top, 1 left out, 1 could not be read"
    model.sort(0)
    assert [model.index(row, NAME).data() for row in range(4)] == ["3.tif", "1.tif", "4.tif", "2.tif"]
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert [model.index(row, NAME).data() for row in range(4)] == ["4.tif", "3.tif", "2.tif", "1.tif"]
    model.narrow("", PROBLEMS)
    assert [model.index(row, NAME).data() for row in range(model.rowCount())] == ["4.tif"]
    model.narrow("", CHOSEN)
    assert model.rowCount() == 2
    model.narrow("H/1", ALL)
    assert model.rowCount() == 1
    assert model.summary == "4 images, 1 on top, 1 left out, 1 could not be read", "all count"


def test_images_that_are_left_out_are_listed_all_the_same(qgis_app: QgsApplication) -> None:
    assets = [{"key": "a.tif", "name": "a.tif", "href": "/a.tif", "rank": 1}]
    found = listed(assets, ChosenImages(excluded=("sub/b.tif", "a.tif")))
    assert [(each.name, each.rank) for each in found] == [("a.tif", 1), ("b.tif", 0)]


def test_ten_thousand_images_are_sorted_without_asking_qt(
    qgis_app: QgsApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, asked = ImagesModel(), []
    view = QTableView()
    view.setModel(model)
    view.setSortingEnabled(True)
    view.show()
    model.show(some_images(10_000), ChosenImages())
    monkeypatch.setattr(model, "data", lambda *arguments: asked.append(arguments))
    model.choose(ChosenImages(first=("10000.tif",)))
    view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    model.narrow("9", ALL)
    assert (model.image(0).name, model.rowCount()) == ("9.tif", sum("9" in str(n) for n in range(1, 10_001)))
    assert len(asked) < 10_000, "only what is seen is asked for"


# The page


def select(page: LayerPage, row: int) -> None:
    """This row alone, whatever key an earlier test has pressed last: Qt takes Ctrl for adding to what is selected."""
    page.table.clearSelection()
    page.table.selectRow(row)


@pytest.fixture
def page(services: Any, window: Window, layer: QgsRasterLayer) -> LayerPage:
    factory = LayerPageFactory(services)
    assert factory.supportsLayer(layer) and factory.supportLayerPropertiesDialog()
    made = factory.createWidget(layer, window.canvas, False, None)
    made.show()
    until(lambda: made.table.model().rowCount() == 2 and bool(made.cache_label.text()))
    return made


def test_the_page_shows_images_facts_and_caches(page: LayerPage, remote: FakeRemote) -> None:
    assert remote.asked("assets")[-1].arguments["limit"] == 10_000
    assert page.summary_label.text() == "2 images"
    assert "somebody" in page.facts_browser.toPlainText() and "/data/m.json" in page.facts_browser.toPlainText()
    assert "512" in page.cache_label.text()
    assert not page.first_button.isEnabled() and not page.release_all_button.isEnabled()


def test_what_is_chosen_is_applied(page: LayerPage, layer: QgsRasterLayer) -> None:
    renderer = layer.renderer().type()
    select(page, 0)
    page.exclude_button.click()
    select(page, 1)
    page.first_button.click()
    page.rule_combo.setCurrentIndex(page.rule_combo.findData("median"))
    assert "clouds" in page.about_label.text()
    page.apply()
    until(lambda: layer.source() == "/data/m.json|exclude=1.tif|first=2.tif|pixel_selection=median")
    assert layer.isValid() and layer.name() == "town" and layer.renderer().type() == renderer
    until(lambda: page._shown_source == layer.source())
    page.release_all_button.click()
    page.syncToLayer(layer)
    page.rule_combo.setCurrentIndex(0)
    page.apply()
    until(lambda: layer.source() == "/data/m.json")


def test_nothing_changes_nothing(page: LayerPage, layer: QgsRasterLayer, engine: FakeEngine) -> None:
    before = len(engine.opened)
    page.apply()
    assert len(engine.opened) == before and layer.source() == "/data/m.json"


def test_a_source_that_cannot_be_opened_leaves_the_layer_as_it_is(
    page: LayerPage, layer: QgsRasterLayer, engine: FakeEngine, notes: FakeNotes
) -> None:
    from mosaic_qgis.engine.client.terms import EngineFailure

    select(page, 0)
    page.exclude_button.click()
    engine.failure = EngineFailure("empty", "All images of the mosaic are left out")
    page.apply()
    until(lambda: any(level == "error" for level, _ in notes.posted))
    assert layer.source() == "/data/m.json" and layer.isValid()


def test_a_page_whose_engine_fails(
    services: Any, window: Window, layer: QgsRasterLayer, remote: FakeRemote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "assets", lambda *_args: FakePending().fail("unreachable"))
    page = LayerPage(services, layer, window.canvas, None)
    page.show()
    until(lambda: "town" in page.summary_label.text())


def test_a_refresh_that_fails_is_told_on_the_page(
    page: LayerPage, remote: FakeRemote, engine: FakeEngine, notes: FakeNotes
) -> None:
    from mosaic_qgis.engine.client.terms import EngineFailure

    before = page.cache_label.text()
    engine.failure = EngineFailure("unreachable", "no connection")
    page.reload_button.click()
    assert not page.reload_button.isEnabled()
    until(page.reload_button.isEnabled)
    assert "“town” cannot be reached" in page.cache_label.text()
    assert [level for level, _ in notes.posted] == ["error"]
    engine.failure = None
    asked = len(remote.asked("status"))
    page.reload_button.click()
    until(lambda: len(remote.asked("status")) > asked and page.cache_label.text() == before)
    assert page.reload_button.isEnabled()


def test_a_page_that_is_closed_while_it_asks(
    services: Any, window: Window, layer: QgsRasterLayer, remote: FakeRemote, monkeypatch: pytest.MonkeyPatch
) -> None:
    pending, asked = FakePending(), threading.Event()

    def assets(*_args: Any) -> FakePending:
        asked.set()
        return pending

    monkeypatch.setattr(remote, "assets", assets)
    page = LayerPage(services, layer, window.canvas, None)
    page.show()
    until(asked.is_set)
    sip.delete(page)
    until(lambda: pending.cancelled.is_set())


def test_caches_in_words(qgis_app: QgsApplication) -> None:
    told = state()
    assert tr("Nothing is kept on the disk.") in cache_text(told)
    told["cache"] |= {"disk_limit_bytes": 10 * 1024 * 1024, "disk_bytes": 5 * 1024 * 1024}
    assert "Disk: 5" in cache_text(told)


# Images here


@pytest.fixture
def here(services: Any, layer: QgsRasterLayer, remote: FakeRemote) -> ImagesHere:
    remote.point_images = (
        image(name="1.tif", key="1.tif", href="https://h/1.tif"),
        image(name="2.tif", key="2.tif", href="https://h/2.tif?sig=geheim", rank=2, used=False, datetime="2024-05-31T10:00:00Z"),
    )  # fmt: skip
    panel = ImagesHere(services, ImageChoices(services))
    panel.show()
    panel.use(layer)
    panel.show_images_at(QgsPointXY(5000, 4000))
    until(lambda: panel.list.topLevelItemCount() == 2)
    return panel


def test_images_are_listed(here: ImagesHere, remote: FakeRemote) -> None:
    assert remote.asked("identify")[-1].arguments["x"] == 5000
    rows = [here.list.topLevelItem(row) for row in range(2)]
    assert [[row.text(column) for column in range(3)] for row in rows] == [
        ["1.tif", "", "10, 20, 30"],
        ["2.tif", "2024-05-31", "10, 20, 30"],
    ]
    assert rows[0].font(0).bold() and not rows[1].font(0).bold()
    assert "2 images of “town”" in here.place_label.text()
    here.list.setCurrentItem(rows[1])
    here.link_button.click()
    assert "geheim" not in QApplication.clipboard().text() and "https://h/2.tif" in QApplication.clipboard().text()


def test_an_image_is_left_out_put_first_and_all_undone(
    here: ImagesHere, layer: QgsRasterLayer, remote: FakeRemote
) -> None:
    asked = len(remote.asked("identify"))
    here.exclude_button.click()
    until(lambda: layer.source() == "/data/m.json|exclude=1.tif")
    until(lambda: len(remote.asked("identify")) == asked + 1)
    until(lambda: here.list.topLevelItemCount() == 2 and here.undo_button.isEnabled())
    here.list.setCurrentItem(here.list.topLevelItem(1))
    here.first_button.click()
    until(lambda: layer.source() == "/data/m.json|exclude=1.tif|first=2.tif")
    until(lambda: here.undo_button.isEnabled() and here.list.topLevelItemCount() == 2)
    here.undo_button.click()
    until(lambda: layer.source() == "/data/m.json|exclude=1.tif")
    here.undo_button.click()
    until(lambda: layer.source() == "/data/m.json" and not here.undo_button.isEnabled())


def test_what_else_was_changed_of_a_layer_stays_when_a_choice_is_undone(services: Any, layer: QgsRasterLayer) -> None:
    choices = ImageChoices(services)
    choices.change(layer, lambda chosen: chosen.excluding("1.tif"))
    until(lambda: choices.can_undo(layer))
    services.opener.open(uris.decode("/data/m.json|exclude=1.tif|resampling=cubic"))
    layer.setDataSource("/data/m.json|exclude=1.tif|resampling=cubic", "town", "mosaicjson")
    choices.undo(layer)
    until(lambda: layer.source() == "/data/m.json|resampling=cubic")
    assert not choices.can_undo(layer)


def test_a_choice_that_was_changed_elsewhere_is_not_undone(services: Any, layer: QgsRasterLayer) -> None:
    choices = ImageChoices(services)
    choices.change(layer, lambda chosen: chosen.excluding("1.tif"))
    until(lambda: choices.can_undo(layer))
    layer.setDataSource("/data/m.json|exclude=2.tif", "town", "mosaicjson")
    assert not choices.can_undo(layer)
    choices.undo(layer)
    assert QgsApplication.taskManager().countActiveTasks() == 0 and layer.source() == "/data/m.json|exclude=2.tif"


def test_a_footprint_is_drawn_and_taken_away(here: ImagesHere, remote: FakeRemote) -> None:
    here.footprint_button.click()
    until(lambda: here._outline is not None)
    asked = remote.asked("footprints")[-1].arguments
    assert asked["exact"] and asked["extent"] == (4990.0, 3990.0, 5010.0, 4010.0)
    here.hide()
    assert here._outline is None


def test_only_the_last_click_counts(here: ImagesHere, remote: FakeRemote, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = FakePending()
    monkeypatch.setattr(remote, "identify", lambda *_args, **_time: slow)
    here.show_images_at(QgsPointXY(1, 1))
    monkeypatch.setattr(
        remote, "identify", lambda *_args, **_time: FakePending().succeed({"values": (), "assets": (), "skipped": ()})
    )
    here.show_images_at(QgsPointXY(2, 2))
    until(lambda: here.place_label.text() == "No image lies here.")
    slow.succeed({"values": (), "assets": remote.point_images, "skipped": ()})
    until(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    assert here.list.topLevelItemCount() == 0
    assert not here.exclude_button.isEnabled()


def test_a_click_that_fails_says_why(here: ImagesHere, remote: FakeRemote) -> None:
    remote.point_failure = "timeout"
    here.show_images_at(QgsPointXY(1, 1))
    until(lambda: here.list.topLevelItemCount() == 0)
    assert "town" in here.place_label.text()


def test_images_that_could_not_be_read_are_told(here: ImagesHere, remote: FakeRemote) -> None:
    remote.point_skipped = (
        {"code": "bad_asset", "asset": "https://h/c.tif?sig=geheim", "message": "c.tif is no TIFF"},
    )
    here.show_images_at(QgsPointXY(1, 1))
    until(lambda: "could not be read" in here.place_label.text())
    assert "1 of 3 images" in here.place_label.text() and "“c.tif”" in here.place_label.text()
    assert here.place_label.toolTip() == "c.tif is no TIFF"


def test_only_images_of_the_time_that_the_map_shows_are_listed(
    here: ImagesHere, layer: QgsRasterLayer, remote: FakeRemote, window: Window
) -> None:
    day = QDateTime(2024, 5, 31, 0, 0, timeSpec=Qt.TimeSpec.UTC)
    window.canvas.setTemporalRange(QgsDateTimeRange(day, day))
    assert shown_time(layer, window.canvas) is None, "the layer has no time"
    properties = layer.temporalProperties()
    properties.setMode(Qgis.RasterTemporalMode.TemporalRangeFromDataProvider)
    properties.setIsActive(True)
    asked = len(remote.asked("identify"))
    here.show_images_at(QgsPointXY(1, 1))
    until(lambda: len(remote.asked("identify")) > asked)
    begin, end = remote.asked("identify")[-1].arguments["time"]
    assert begin == end and begin.startswith("2024-05-31T00:00:00")
    properties.setMode(Qgis.RasterTemporalMode.FixedTemporalRange)
    assert shown_time(layer, window.canvas) is None


def test_the_panel_outlives_its_layer(here: ImagesHere, layer: QgsRasterLayer) -> None:
    QgsProject.instance().removeMapLayer(layer.id())
    QApplication.processEvents()
    assert "is gone" in here.place_label.text() and here.list.topLevelItemCount() == 0
    assert not here.exclude_button.isEnabled() and not here.undo_button.isEnabled()
    here.exclude_button.click()
    here.footprint_button.click()
    here.show_images_at(QgsPointXY(1, 1))
    assert here.layer is None


def test_the_tool_asks_where_it_is_clicked(
    services: Any, window: Window, layer: QgsRasterLayer, remote: FakeRemote
) -> None:
    dock = ImagesHereDock(services, ImageChoices(services))
    dock.start(layer)
    tool = window.canvas.mapTool()
    assert tool is dock._tool
    window.canvas.setDestinationCrs(layer.crs())
    tool.clicked.emit(QgsPointXY(4000, 3000))
    until(lambda: [each.arguments["x"] for each in remote.asked("identify")] == [4000])
    QgsProject.instance().removeMapLayer(layer.id())
    tool.clicked.emit(QgsPointXY(4000, 3000))
    assert "the layer is gone" in services.notes.posted[-1][1].lower()
    dock.close()
    assert window.canvas.mapTool() is not tool
    dock.close()


def test_whose_layers_these_are(layer: QgsRasterLayer, services: Any) -> None:
    assert mosaic_work.is_ours(layer)
    assert not mosaic_work.is_ours(None)
    assert not mosaic_work.is_ours(QgsVectorLayer("Point", "p", "memory"))
    assert mosaic_work.shown_uri(layer) == "/data/m.json"
