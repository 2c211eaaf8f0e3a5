"""The STAC search panel on an engine that answers as the tests say: states, both directions of selection, what is asked."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsPointXY, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QBuffer, QDate, QIODevice, QPoint, Qt
from qgis.PyQt.QtGui import QImage
from qgis.PyQt.QtWidgets import QLabel, QMessageBox, QPushButton
from stac_engine import StacEngine, answer_to, collection, found, shown_panel
from waiting import until
from windows import services_with

from mosaic_qgis.engine.client.process import EngineFailure
from mosaic_qgis.gui import stac_asking, stac_news, stac_refresh
from mosaic_qgis.gui.outline_band import OutlineBand
from mosaic_qgis.gui.save_dialog import SaveDialog, SaveRequest, fault_of, target_of
from mosaic_qgis.gui.stac_connections import StacConnections
from mosaic_qgis.gui.stac_outlines import outlines_of
from mosaic_qgis.gui.stac_panel import StacSearchPanel
from mosaic_qgis.gui.stac_query import NEWEST, Condition, Search
from mosaic_qgis.gui.stac_results import CLOUDS, COLLECTION, DATE, ID, ORDER
from mosaic_qgis.gui.stac_sentence import sentence_of
from mosaic_qgis.gui.stac_thumbnails import image_of
from mosaic_qgis.gui.stac_uri import layer_of, names_of
from mosaic_qgis.host.stac_catalogs import CatalogCollection, Look, StacCatalog
from mosaic_qgis.provider.uri import LayerUri, decode, encode

ADDRESS = "https://stac.test/"


class Tree:
    """As much of the layer tree's view as adding a layer needs."""

    def setCurrentLayer(self, _layer: object) -> None:
        """Nobody looks."""


class Window:
    """As much of `iface` as the panel needs."""

    def __init__(self) -> None:
        self.canvas = QgsMapCanvas()
        self.canvas.resize(400, 400)
        self.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
        self.canvas.setExtent(QgsRectangle(6, 45, 18, 57))

    def mapCanvas(self) -> QgsMapCanvas:
        return self.canvas

    def layerTreeView(self) -> Tree:
        return Tree()


class Notes:
    def __init__(self) -> None:
        self.posted: list[str] = []

    def post(self, text: str, *_arguments: Any, **_more: Any) -> None:
        self.posted.append(text)


@pytest.fixture
def engine() -> Iterator[StacEngine]:
    made = StacEngine()
    yield made
    made.gate.set()


@pytest.fixture
def window(qgis_app: QgsApplication) -> Window:
    return Window()


@pytest.fixture
def added() -> list[tuple[LayerUri, str]]:
    return []


@pytest.fixture
def panel(
    qgis_app: QgsApplication, engine: StacEngine, window: Window, added: list[tuple[LayerUri, str]]
) -> Iterator[StacSearchPanel]:
    services = services_with(
        iface=window, engine=engine, notes=Notes(), add=lambda uri, name: added.append((uri, name)) or True
    )
    with shown_panel(services, engine) as made:
        yield made


def message(panel: StacSearchPanel) -> str:
    item = panel.bar.currentItem()
    return "" if item is None else item.findChild(QLabel, "message_label").text()


def parts(band: OutlineBand) -> int:
    """How many outlines a band shows, when it has drawn them all."""
    until(lambda: band.is_drawn)
    return band.count


def connected(panel: StacSearchPanel, address: str = ADDRESS) -> StacSearchPanel:
    panel.connections.set_catalog(address)
    panel.connections.connect_button.click()
    until(lambda: bool(panel.collections.collections()))
    return panel


def searched(panel: StacSearchPanel, engine: StacEngine) -> StacSearchPanel:
    count = len(engine.of("stac_search"))
    panel.search_button.click()
    until(lambda: len(engine.of("stac_search")) > count and panel.search_button.isEnabled())
    return panel


def choose(panel: StacSearchPanel, *names: str) -> None:
    panel.collections.set_ids(names)
    panel.collections.chosen.emit()


# The catalog


def test_a_fresh_panel_says_what_to_do(panel: StacSearchPanel) -> None:
    assert not panel.can_add() and panel.layer() is None
    assert "Choose a catalog" in panel.results.count_label.text()
    assert "Connect" in panel.collections.details_view.toPlainText()
    assert not panel.cancel_button.isVisible() and not panel.connections.connect_button.isEnabled()
    panel.search_button.click()
    assert "Choose a catalog first" in message(panel)


def test_collections_are_listed_searched_and_described(panel: StacSearchPanel, engine: StacEngine) -> None:
    connected(panel)
    (asked,) = engine.of("stac_collections")
    assert asked.uri == ADDRESS and asked.credentials is None
    assert panel.status_label.text() == "Test catalog: 3 collections."
    panel.collections.filter_edit.setText("level")
    assert panel.collections.list_view.model().rowCount() == 1
    panel.collections.list_view.setCurrentIndex(panel.collections.list_view.model().index(0, 0))
    assert panel.search_shown().collections == ("sentinel-2",)
    text = panel.collections.details_view.toPlainText()
    assert "CC-BY-4.0" in text and "2015-06-27 to today" in text and "Images of sentinel-2." in text
    panel.collections.filter_edit.clear()
    assert panel.search_shown().collections == ("sentinel-2",), "what the filter hid stays chosen"
    until(lambda: engine.of("stac_queryables")[-1].collections == ("sentinel-2",))


def test_what_a_collection_says_is_no_markup(panel: StacSearchPanel, engine: StacEngine) -> None:
    evil = collection("x", title="<b>x</b>", description="<img src='https://evil.test/a.png'>", licence="<i>l</i>")
    engine.answers["stac_collections"]["collections"] = (evil,)
    connected(panel)
    choose(panel, "x")
    assert "<img src=" in panel.collections.details_view.toPlainText()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("auth", "Choose one under Login"),
        ("not_found", "Check the address"),
        ("bad_document", "no STAC catalog"),
        ("unreachable", "network connection"),
        ("timeout", "did not answer in time"),
        ("bad_request", "Change its conditions"),
        ("unsupported", "press Add"),
        ("environment", "Set Up Engine"),
        ("internal", "report it"),
    ],
)
def test_a_failure_is_said_in_the_panel_with_the_way_out(
    panel: StacSearchPanel, engine: StacEngine, code: str, words: str
) -> None:
    engine.answers["stac_collections"] = EngineFailure(code, f"the engine's own words about {code}")
    panel.connections.set_catalog(ADDRESS)
    panel.connections.connect_button.click()
    until(lambda: bool(message(panel)))
    assert words in message(panel) and "stac.test" in message(panel)
    assert panel.status_label.text() == f"the engine's own words about {code}"
    assert panel.search_button.isEnabled() and not panel.progress_bar.isVisible()


def test_no_secret_of_an_address_is_shown(panel: StacSearchPanel, engine: StacEngine) -> None:
    engine.answers["stac_collections"] = EngineFailure("not_found", "https://stac.test/?token=geheim is not there")
    panel.connections.set_catalog("https://user:geheim@stac.test/?token=geheim")
    panel.connections.connect_button.click()
    until(lambda: bool(message(panel)))
    assert "geheim" not in message(panel) and "geheim" not in panel.status_label.text()


def test_cancelling_leaves_everything_as_it_was(panel: StacSearchPanel, engine: StacEngine) -> None:
    connected(panel)
    engine.gate.clear()
    panel.search_button.click()
    until(panel.cancel_button.isVisible)
    until(lambda: panel.status_label.text() == "half of it")
    assert not panel.search_button.isEnabled()
    panel.cancel_button.click()
    until(engine.cancelled.is_set)
    assert panel.search_button.isEnabled() and panel.status_label.text() == "Cancelled."
    assert not panel.results.model.items and not message(panel)


def test_what_comes_after_the_panel_is_gone_is_dropped(window: Window, engine: StacEngine) -> None:
    panel = StacSearchPanel(services_with(iface=window, engine=engine, notes=Notes()))
    panel.connections.set_catalog(ADDRESS)
    engine.gate.clear()
    panel.connect_catalog()
    until(lambda: bool(engine.asked))
    items = len(window.canvas.scene().items())
    sip.delete(panel)
    until(engine.cancelled.is_set)
    until(lambda: len(window.canvas.scene().items()) < items)


def test_an_answer_for_another_address_is_not_taken(panel: StacSearchPanel, engine: StacEngine) -> None:
    panel.connections.set_catalog(ADDRESS)
    engine.gate.clear()
    panel.connect_catalog()
    until(lambda: bool(engine.asked))
    panel.connections.set_catalog("https://other.test/")
    engine.gate.set()
    until(lambda: not panel.progress_bar.isVisible())
    assert not panel.collections.collections()


# The search


def test_the_fields_say_what_is_asked(panel: StacSearchPanel, engine: StacEngine) -> None:
    connected(panel)
    choose(panel, "sentinel-2")
    filters = panel.filters
    filters.extent_widget.setOutputExtentFromUser(QgsRectangle(7, 46, 8, 47), QgsCoordinateReferenceSystem("EPSG:4326"))
    filters.begin_edit.setDate(QDate(2024, 6, 1))
    filters.end_edit.setDate(QDate(2024, 6, 30))
    filters.cloud_slider.setValue(20)
    filters.sort_combo.setCurrentIndex(filters.sort_combo.findData(NEWEST))
    filters.limit_spin.setValue(5)
    filters.conditions.add_button.click()
    row = filters.conditions._rows[0]
    row.property_combo.setEditText("platform")
    until(lambda: row.value_combo.count() > 0)
    assert [row.value_combo.itemText(place) for place in range(row.value_combo.count())] == ["a", "b"]
    row.value_combo.setEditText("a")
    searched(panel, engine)
    (asked,) = engine.of("stac_search")
    assert asked.query == {
        "collections": ["sentinel-2"],
        "bbox": [7, 46, 8, 47],
        "datetime": "2024-06-01T00:00:00Z/2024-06-30T23:59:59Z",
    }
    assert [(each.property, each.operator, each.value) for each in asked.where] == [
        ("eo:cloud_cover", "<=", 20),
        ("platform", "=", "a"),
    ]
    assert [(key.property, key.descending) for key in asked.sort] == [("datetime", True)]
    assert asked.max_items == 5
    assert panel.results.count_label.text() == "5 of 7 images are shown; the limit cuts the older ones off."
    assert "newest 5" in filters.limit_note_label.text() and filters.cloud_value_label.text() == "up to 20 %"
    row.remove_button.click()
    assert panel.search_shown().conditions == ()


def test_the_window_makes_room_while_an_extent_is_drawn(panel: StacSearchPanel, engine: StacEngine) -> None:
    searched(connected(panel), engine)
    until(lambda: panel.results.footprints.is_drawn)
    panel.filters.extent_widget.toggleDialogVisibility.emit(False)
    assert not panel.isVisible() and panel.is_drawing
    assert panel.results.footprints.all.is_visible, "what was found shows where to draw"
    panel.filters.extent_widget.toggleDialogVisibility.emit(True)
    assert panel.isVisible() and not panel.is_drawing


def test_the_extent_of_the_map_is_what_is_searched_first(window: Window, engine: StacEngine) -> None:
    outline = QgsVectorLayer("Polygon?crs=EPSG:3857", "a layer", "memory")
    window.canvas.setLayers([outline])
    panel = StacSearchPanel(services_with(iface=window, engine=engine))
    west, south, east, north = panel.search_shown().bbox
    extent = window.canvas.extent()
    assert (west, south) == pytest.approx((extent.xMinimum(), extent.yMinimum()), abs=1e-6)
    assert (east, north) == pytest.approx((extent.xMaximum(), extent.yMaximum()), abs=1e-6)
    panel.filters.extent_widget.clear()
    assert panel.search_shown().bbox is None
    pacific = QgsRectangle(170, -10, 190, 10)
    panel.filters.extent_widget.setOutputExtentFromUser(pacific, QgsCoordinateReferenceSystem("EPSG:4326"))
    assert panel.search_shown().bbox == (170, -10, -170, 10), "across the antimeridian"
    sip.delete(panel)
    window.canvas.setLayers([])


def test_presets_fill_the_days(panel: StacSearchPanel) -> None:
    combo = panel.filters.preset_combo
    combo.setCurrentIndex(combo.findData("last year"))
    combo.activated.emit(combo.currentIndex())
    year = QDate.currentDate().year() - 1
    assert (panel.search_shown().begin, panel.search_shown().end) == (f"{year}-01-01", f"{year}-12-31")
    combo.setCurrentIndex(combo.findData("last 30 days"))
    combo.activated.emit(combo.currentIndex())
    assert panel.search_shown().end == "", "what comes later counts"
    panel.filters.end_edit.setDate(QDate(2024, 6, 30))
    assert combo.currentIndex() == 0


SHOWN = [
    Search(),
    Search(collections=("sentinel-2", "not listed"), bbox=(7.0, 46.0, 8.0, 47.0), begin="2024-06-01", sort=NEWEST),
    Search(bbox=(179.0, -10.0, -179.0, 10.0), end="2024-06-01", cloud_max=12.5),
    Search(
        cloud_max=0.0,
        conditions=(
            Condition(property="platform", operator="in", value=("a", "b")),
            Condition(property="gsd", operator=">=", value=10),
            Condition(property="title", operator="like", value="%x%"),
            Condition(property="gone", operator="is null"),
        ),
        dialect="filter",
    ),
    Search(rest={"intersects": {"type": "Point", "coordinates": [7, 46]}, "ids": ["a"]}),
    Search(rest={"filter": "a = 1", "filter-lang": "cql2-text"}, dialect="filter"),
]


@pytest.mark.parametrize("search", SHOWN)
def test_fields_and_json_are_the_same_both_ways(panel: StacSearchPanel, engine: StacEngine, search: Search) -> None:
    connected(panel)
    panel.json.json_edit.setPlainText(json.dumps({}))
    panel.json.apply()
    from mosaic_qgis.gui.stac_query import json_of, text_of

    panel.json.json_edit.setPlainText(text_of(search))
    panel.json.apply()
    assert panel.search_shown() == search and not panel.json.error
    # The widgets say the same when they are read.
    assert panel.filters.search(Search(collections=search.collections)) == search
    panel.filters.changed.emit()
    assert json.loads(panel.json.json_edit.toPlainText()) == json_of(search)
    assert panel.filters.cloud_slider.isEnabled() is not search.has_own_filter


def test_a_fault_in_the_json_is_said_and_stops_the_search(panel: StacSearchPanel, engine: StacEngine) -> None:
    connected(panel)
    panel.filters.cloud_slider.setValue(30)
    panel.tabs.setCurrentWidget(panel.json_tab)
    panel.json.json_edit.setPlainText('{"collections": ["a",]}')
    panel.search_button.click()
    assert "line 1" in panel.json.error and "JSON of the search has a fault" in message(panel)
    assert not engine.of("stac_search") and panel.search_shown().cloud_max == 30 and not panel.can_add()
    panel.filters.cloud_slider.setValue(40)
    assert not panel.json.error and "40" in panel.json.json_edit.toPlainText()


# The results


def test_results_are_shown_in_the_table_and_on_the_map(
    panel: StacSearchPanel, engine: StacEngine, window: Window
) -> None:
    searched(connected(panel), engine)
    view = panel.results
    assert panel.tabs.currentWidget() is panel.results_tab and panel.tabs.tabText(1) == "Results (7)"
    assert view.count_label.text() == "7 images match; all are shown."
    row = [view.model.index(2, column).data() for column in (ORDER, DATE, CLOUDS, ID)]
    assert row == ["3", "2024-06-03 10:00", "2 %", "item-2"]
    assert view.footprints.at(QgsPointXY(7.25, 46.05)) == [2]
    assert window.canvas.extent().width() < 2, "an empty map goes to where the images are"
    assert view.table_view.isColumnHidden(COLLECTION)
    view.select([4, 1])
    assert view.selected() == [1, 4]
    assert parts(view.footprints.chosen) == 2
    assert parts(view.footprints.all) == 7
    # From the map to the table, whatever the order of the rows.
    view.table_view.sortByColumn(CLOUDS, Qt.SortOrder.DescendingOrder)
    assert view.selected() == [4, 1], "a selection stays with its images"
    view.pick_button.click()
    assert window.canvas.mapTool() is view._pick_tool
    view._pick_tool.canvasClicked.emit(QgsPointXY(7.25, 46.05), Qt.MouseButton.LeftButton)
    assert view.selected() == [2]
    view.pick_button.click()
    assert window.canvas.mapTool() is not view._pick_tool
    window.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    view.zoom_button.click()
    assert 0 < window.canvas.extent().width() < 100_000
    panel.hide()
    assert not view.footprints.all.is_visible
    panel.show()
    until(lambda: view.footprints.all.is_visible)


def test_images_are_left_out_and_raised(panel: StacSearchPanel, engine: StacEngine) -> None:
    searched(connected(panel), engine)
    view = panel.results
    assert not view.exclude_button.isEnabled()
    view.select([0, 1])
    view.exclude_button.click()
    assert [view.model.index(row, ORDER).data() for row in range(4)] == ["–", "–", "1", "2"]
    assert parts(view.footprints.all) == 5
    view.select([4, 6])
    view.raise_button.click()
    assert [item["id"] for item in view.model.kept()] == ["item-4", "item-6", "item-2", "item-3", "item-5"]
    layer = panel.layer()
    assert layer.exclude == ("sentinel-2/item-0", "sentinel-2/item-1")
    assert layer.first == ("sentinel-2/item-4", "sentinel-2/item-6")
    view.select([1])
    view.exclude_button.click()
    assert panel.layer().exclude == ("sentinel-2/item-0",), "taken in again"
    # Another search keeps what a person has decided.
    panel.filters.cloud_slider.setValue(50)
    searched(panel, engine)
    assert panel.layer().exclude == ("sentinel-2/item-0",)
    view.reset_button.click()
    assert panel.layer().exclude == () and not view.reset_button.isEnabled()


def test_pictures_come_for_the_rows_in_view_only(panel: StacSearchPanel, engine: StacEngine) -> None:
    engine.answers["stac_search"] = lambda request: answer_to(request, 300)
    searched(connected(panel), engine)
    view = panel.results
    until(lambda: view.model.index(0, 0).data(Qt.ItemDataRole.DecorationRole) is not None)
    until(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    asked = {request.href for request in engine.of("fetch_picture")}
    assert 0 < len(asked) < 20 and all(request.home == ADDRESS for request in engine.of("fetch_picture"))
    view.table_view.scrollToBottom()
    until(lambda: view.model.index(299, 0).data(Qt.ItemDataRole.DecorationRole) is not None)
    assert len(engine.of("fetch_picture")) < 40


def test_a_picture_that_cannot_be_had_is_asked_for_once(panel: StacSearchPanel, engine: StacEngine) -> None:
    engine.answers["fetch_picture"] = EngineFailure("not_found", "no such picture")
    searched(connected(panel), engine)
    until(lambda: len(engine.of("fetch_picture")) >= 4 and QgsApplication.taskManager().countActiveTasks() == 0)
    count = len(engine.of("fetch_picture"))
    panel.results.fetch_pictures()
    assert len(engine.of("fetch_picture")) == count and not message(panel)
    assert image_of("no base64", 48).isNull() and image_of("AAAA", 48).isNull()


def packed(width_px: int, height_px: int) -> str:
    image = QImage(width_px, height_px, QImage.Format.Format_Mono)
    image.fill(0)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return base64.b64encode(bytes(buffer.data())).decode()


def test_a_few_kilobytes_do_not_fill_the_memory() -> None:
    assert len(packed(6000, 6000)) < 100_000 and image_of(packed(6000, 6000), 48).isNull()
    assert image_of(packed(60, 30), 48).width() == 48


def test_a_window_that_goes_while_pictures_come_leaves_no_trace(window: Window, engine: StacEngine) -> None:
    panel = StacSearchPanel(services_with(iface=window, engine=engine, notes=Notes()))
    panel.show()
    searched(connected(panel), engine)
    until(lambda: QgsApplication.taskManager().countActiveTasks() == 0 and bool(engine.of("fetch_picture")))
    engine.gate.clear()
    panel.results.thumbnails.want(["https://stac.test/another.png"])
    until(lambda: engine.of("fetch_picture")[-1].href.endswith("another.png"))
    sip.delete(panel)
    until(engine.cancelled.is_set)
    until(lambda: QgsApplication.taskManager().countActiveTasks() == 0)


def test_thousands_of_outlines_are_made_in_the_background(
    panel: StacSearchPanel, engine: StacEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[bool] = []

    def noted(items: Any) -> Any:
        threads.append(threading.current_thread() is threading.main_thread())
        return outlines_of(items)

    monkeypatch.setattr(stac_asking, "outlines_of", noted)
    engine.answers["stac_search"] = lambda request: answer_to(request, 7)
    searched(connected(panel), engine)
    assert threads == [False]


def test_painting_a_large_selection_asks_little(
    panel: StacSearchPanel, engine: StacEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.answers["stac_search"] = lambda request: answer_to(request, 2000)
    panel.filters.limit_spin.setValue(2000)
    searched(connected(panel), engine)
    view = panel.results.table_view
    asked: list[int] = []
    count_of = panel.results.model.rowCount

    def counted(*arguments: Any) -> int:
        asked.append(1)
        return count_of(*arguments)

    monkeypatch.setattr(panel.results.model, "rowCount", counted)
    view.selectAll()
    view.grab()
    assert len(panel.results.selected()) == 2000
    assert 0 < len(asked) < 1000, "not for each row of each column"


def test_five_thousand_results(panel: StacSearchPanel, engine: StacEngine) -> None:
    engine.answers["stac_search"] = lambda request: answer_to(request, 23_410)
    panel.filters.limit_spin.setValue(5000)
    searched(connected(panel), engine)
    view = panel.results
    assert view.model.rowCount() == 5000
    assert parts(view.footprints.all) == 5000
    assert "of 23,410 images are shown" in view.count_label.text()
    view.table_view.selectAll()
    assert len(view.selected()) == 5000
    view.exclude_button.click()
    assert view.model.kept() == [] and not view.add_button.isEnabled()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"count": 0, "matched": 0.0}, "Nothing matches"),
        ({"count": 10, "matched": 10}, "all are shown"),
        ({"count": 10, "matched": None, "truncated": True}, "there are more"),
        ({"count": 10, "matched": 20, "truncated": True, "sort": "clearest"}, "more clouds"),
        ({"count": 10, "matched": 20, "truncated": True, "sort": "oldest"}, "newer ones"),
        ({"count": 10, "matched": None, "filtered_here": ("gsd", "sort")}, "cannot filter by gsd"),
        ({"count": 10, "matched": None, "filtered_here": ("sort",)}, "cannot sort"),
    ],
)
def test_the_count_says_what_is_missing(qgis_app: QgsApplication, arguments: dict[str, Any], words: str) -> None:
    facts = {"truncated": False, "filtered_here": (), "sort": "", **arguments}
    assert words in sentence_of(facts.pop("count"), facts.pop("matched"), **facts)


# What is shown


def test_assets_are_chosen_from_what_items_offer(panel: StacSearchPanel, engine: StacEngine) -> None:
    searched(connected(panel), engine)
    chooser = panel.results.chooser
    assert chooser.assets == ("visual",)
    texts = [chooser.choice_combo.itemText(place) for place in range(chooser.choice_combo.count())]
    assert texts[:4] == [
        "Picture: visual", "Natural colour: B04, B03, B02", "Infrared (vegetation red): B08, B04, B03",
        "Vegetation index (NDVI)",
    ]  # fmt: skip
    chooser.choice_combo.setCurrentIndex(3)
    chooser.choice_combo.activated.emit(3)
    assert chooser.expression == "(B08-B04)/(B08+B04)" and chooser.assets == ()
    chooser.expression_check.setChecked(False)
    chooser.bands_edit.setText("B04")
    chooser.bands_edit.textEdited.emit("B04")
    actions = {action.text(): action for action in chooser._menu.actions()}
    assert "B03 – Band B03, green" in actions
    actions["B03 – Band B03, green"].trigger()
    assert chooser.assets == ("B04", "B03")
    searched(panel, engine)
    assert chooser.assets == ("B04", "B03"), "what a person has chosen stays"


# The actions


def test_a_live_layer_is_added_and_remembers_what_was_found(
    panel: StacSearchPanel, engine: StacEngine, added: list[tuple[LayerUri, str]], make_layer: Callable[..., Any]
) -> None:
    searched(connected(panel), engine)
    choose(panel, "sentinel-2")
    searched(panel, engine)
    panel.results.add_button.click()
    ((uri, name),) = added
    assert name == "Sentinel-2 Level 2A" and uri.mosaic == "stac+https://stac.test/search"
    assert json.loads(uri.options["query"]) == {"collections": ["sentinel-2"]} and uri.options["assets"] == "visual"
    assert "being opened" in message(panel)
    # QGIS brings options into an order of its own.
    options = dict(reversed(uri.options.items()))
    layer = make_layer(encode(LayerUri(mosaic=uri.mosaic, options=options)))
    QgsProject.instance().addMapLayer(layer, False)
    assert stac_news.of_text(layer.customProperty(stac_news.PROPERTY)) == stac_news.Seen(
        count=7, newest="2024-06-07T10:00:00"
    )


def test_a_search_for_everything_is_called_like_its_catalog(
    panel: StacSearchPanel, engine: StacEngine, added: list[tuple[LayerUri, str]]
) -> None:
    searched(connected(panel), engine)
    panel.add()
    panel.connections.set_catalog("https://other.test/stac")
    panel.add()
    assert [name for _, name in added] == ["Test catalog", "stac"]


def test_what_the_catalog_cannot_filter_goes_with_the_layer(
    panel: StacSearchPanel, engine: StacEngine, added: list[tuple[LayerUri, str]]
) -> None:
    engine.answers["stac_search"] = lambda request: answer_to(request, 3, filtered_here=("eo:cloud_cover",))
    connected(panel).filters.cloud_slider.setValue(20)
    searched(panel, engine)
    panel.add()
    assert json.loads(added[0][0].options["where"]) == [{"property": "eo:cloud_cover", "operator": "<=", "value": 20}]
    assert "query" not in added[0][0].options


def test_a_search_that_was_not_made_can_be_added(
    panel: StacSearchPanel, engine: StacEngine, added: list[tuple[LayerUri, str]]
) -> None:
    enabled: list[bool] = []
    panel.add_enabled.connect(enabled.append)
    panel.connections.set_catalog("stac+https://stac.test/items.json")
    assert enabled[-1]
    panel.filters.cloud_slider.setValue(20)
    panel.add()
    ((uri, _),) = added
    assert uri.mosaic == "stac+https://stac.test/items.json"
    assert json.loads(uri.options["query"]) == {"query": {"eo:cloud_cover": {"lte": 20}}}


def test_how_conditions_are_written_makes_no_other_search(panel: StacSearchPanel, engine: StacEngine) -> None:
    engine.answers["stac_collections"]["has_query"] = False
    panel.connections.set_catalog(ADDRESS)
    panel.filters.cloud_slider.setValue(20)
    searched(panel, engine)
    until(lambda: bool(panel.collections.collections()))
    assert "filter-lang" in panel.json.json_edit.toPlainText()
    assert "changed since" not in panel.results.count_label.text()
    panel.filters.cloud_slider.setValue(30)
    assert "changed since" in panel.results.count_label.text()


def test_a_layers_search_is_edited_and_news_are_told(
    panel: StacSearchPanel, engine: StacEngine, make_layer: Callable[..., Any], added: list[tuple[LayerUri, str]]
) -> None:
    query = {"collections": ["landsat"], "query": {"eo:cloud_cover": {"lte": 30}}}
    options = {
        "authcfg": "", "query": json.dumps(query), "where": '[{"property":"gsd","operator":">","value":5}]',
        "expression": "(B08-B04)/(B08+B04)", "max_items": "500", "exclude": "landsat/a", "minzoom": "7",
    }  # fmt: skip
    uri = LayerUri(mosaic="stac+https://stac.test/search", options={k: v for k, v in options.items() if v})
    layer = make_layer(encode(uri))
    QgsProject.instance().addMapLayer(layer, False)
    # As the panel spells it.
    from mosaic_qgis.gui.stac_uri import uri_of

    assert decode(encode(uri_of(layer_of(uri)))).options["minzoom"] == "7"
    layer.setCustomProperty(
        stac_news.PROPERTY, stac_news.text_of(stac_news.Seen(count=5, newest="2024-06-05T10:00:00"))
    )
    panel.set_uri(decode(layer.source()))
    until(lambda: bool(panel.collections.collections()))
    assert panel.search_shown().collections == ("landsat",) and panel.search_shown().cloud_max == 30
    assert panel.search_shown().conditions == (Condition(property="gsd", operator=">", value=5),)
    assert panel.filters.max_items() == 500 and panel.results.chooser.expression == "(B08-B04)/(B08+B04)"
    assert layer_of(LayerUri(mosaic=uri.mosaic, options=dict(uri_of(panel.layer()).options))) == layer_of(uri)
    searched(panel, engine)
    assert message(panel) == "“mosaic”: 2 new images since last time."
    assert panel.layer().exclude == ("landsat/a",), "images that were not found now stay left out"
    panel.add()
    assert added[0][0].options["minzoom"] == "7"


class Changing:
    """Stands in for `Adding`."""

    def __init__(self) -> None:
        self.changed: list[tuple[object, LayerUri]] = []

    def change(self, layer: object, uri: LayerUri, _name: str = "") -> None:
        self.changed.append((layer, uri))


def test_the_search_of_a_layer_is_changed(
    window: Window, engine: StacEngine, make_layer: Callable[..., Any], added: list[tuple[LayerUri, str]]
) -> None:
    changing = Changing()
    services = services_with(
        iface=window, engine=engine, notes=Notes(), adding=changing, add=lambda *one: added.append(one)
    )
    panel = StacSearchPanel(services)
    panel.show()
    layer = make_layer("stac+https://stac.test/search|max_items=5|minzoom=7")
    QgsProject.instance().addMapLayer(layer, False)
    panel.edit(layer)
    until(lambda: bool(panel.collections.collections()))
    assert panel.results.add_button.text() == "&Apply to Layer"
    choose(panel, "landsat")
    searched(panel, engine)
    panel.results.add_button.click()
    ((changed, uri),) = changing.changed
    assert changed is layer and not added and uri.options["minzoom"] == "7" and "landsat" in uri.options["query"]
    assert stac_news.of_text(layer.customProperty(stac_news.PROPERTY)).count == 7
    panel.stop_editing()
    panel.add()
    assert len(added) == 1 and panel.results.add_button.text() == "&Add as Mosaic"
    until(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    sip.delete(panel)


def test_a_refreshed_layer_tells_what_is_new(engine: StacEngine, make_layer: Callable[..., Any]) -> None:
    notes = Notes()
    services = services_with(engine=engine, notes=notes)
    layer = make_layer('stac+https://stac.test/search|max_items=5|where=[{"property":"gsd","operator":"=","value":10}]')
    assert stac_refresh.is_search(layer) and not stac_refresh.is_search(make_layer())
    stac_refresh.look_for_news(services, layer)
    until(lambda: len(notes.posted) == 1)
    assert "5 images. New ones are counted from now on." in notes.posted[0]
    (asked,) = engine.of("stac_search")
    assert asked.max_items == 5 and asked.where[0].property == "gsd"
    engine.answers["stac_search"] = lambda request: answer_to(request, 19)
    stac_refresh.look_for_news(services, layer)
    until(lambda: len(notes.posted) == 2)
    assert notes.posted[1] == "“mosaic”: 12 new images since last time."
    stac_refresh.look_for_news(services, layer)
    until(lambda: len(notes.posted) == 3)
    assert notes.posted[2] == "“mosaic”: no new images since last time."
    engine.answers["stac_search"] = EngineFailure("unreachable", "nobody there")
    stac_refresh.look_for_news(services, layer)
    until(lambda: len(notes.posted) == 4)
    assert "cannot be reached" in notes.posted[3]
    engine.answers["stac_search"] = EngineFailure("unsupported", "a file")
    stac_refresh.look_for_news(services, layer)
    until(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    stac_refresh.look_for_news(services, make_layer("stac+https://stac.test/search|query={"))
    assert len(notes.posted) == 5 and "no JSON" in notes.posted[4]


def test_a_source_that_is_no_search_is_refused(panel: StacSearchPanel) -> None:
    panel.set_uri(LayerUri(mosaic="stac+https://h/", options={"query": "{"}))
    assert "no JSON" in message(panel)


def test_footprints_are_added_with_all_properties(panel: StacSearchPanel, engine: StacEngine) -> None:
    odd = found(8, outline=None, bbox=None)
    engine.answers["stac_search"] = lambda request: answer_to(request, 3, items=(found(0), found(1), odd))
    searched(connected(panel), engine)
    panel.results.footprints_button.click()
    until(lambda: "footprints of" in message(panel))
    (layer,) = QgsProject.instance().mapLayers().values()
    assert isinstance(layer, QgsVectorLayer) and layer.featureCount() == 2
    feature = next(layer.getFeatures())
    assert feature["name"] == "item-0" and feature["cloud_cover"] == 0 and feature["s2:tile"] == "32TNT"
    assert feature["key"] == "sentinel-2/item-0"
    assert "footprints of 3 images" in message(panel)


def test_the_address_is_copied(panel: StacSearchPanel, engine: StacEngine) -> None:
    searched(connected(panel), engine)
    panel.results.copy_button.click()
    assert decode(QgsApplication.clipboard().text()).mosaic == "stac+https://stac.test/search"


def test_a_document_is_saved_and_replaced_after_asking(
    panel: StacSearchPanel, engine: StacEngine, added: list[tuple[LayerUri, str]], tmp_path: Path
) -> None:
    searched(connected(panel), engine)
    there: list[bool] = []

    def save(request: Any) -> Any:
        there.append(request.overwrite)
        if not request.overwrite:
            return EngineFailure("exists", "there is a document")
        return {"uri": request.target, "images": 7.0, "tiles": 1234.0}

    engine.answers["save"] = save
    target = str(tmp_path / "saved.json")
    panel.actions_of_results.save_as(panel.layer(), SaveRequest(target=target, name="Mine", attribution="Somebody"))
    until(lambda: bool(panel.findChildren(QMessageBox)))
    (box,) = panel.findChildren(QMessageBox)
    assert "already" in box.text()
    next(button for button in box.buttons() if button.text() == "Replace").click()
    until(lambda: "were saved" in message(panel))
    assert there == [False, True] and "7 images" in message(panel) and "1,234 tiles" in message(panel)
    request = engine.of("save")[-1]
    assert (request.name, request.attribution, request.description) == ("Mine", "Somebody", None)
    assert request.uri == "stac+https://stac.test/search" and request.options["assets"] == "visual"
    panel.bar.currentItem().findChild(QPushButton).click()
    assert added == [(LayerUri(mosaic=target), "Mine")]
    # Not to replace it is an answer, too.
    panel.actions_of_results.save_as(panel.layer(), SaveRequest(target=target))
    until(lambda: bool([box for box in panel.findChildren(QMessageBox) if box.isVisible()]))
    (box,) = [box for box in panel.findChildren(QMessageBox) if box.isVisible()]
    box.reject()
    assert there == [False, True, False]


def test_a_failed_saving_says_the_way_out(panel: StacSearchPanel, engine: StacEngine) -> None:
    searched(connected(panel), engine)
    engine.answers["save"] = EngineFailure("read_only", "not there")
    panel.actions_of_results.save_as(panel.layer(), SaveRequest(target="s3://bucket/m.json"))
    until(lambda: "Save it to another place" in message(panel))


def test_the_dialog_for_saving_knows_what_can_be_written(qgis_app: QgsApplication, tmp_path: Path) -> None:
    dialog = SaveDialog(None, "Mine")
    save = dialog.button_box.button(dialog.button_box.StandardButton.Save)
    assert not save.isEnabled() and dialog.request.name == "Mine"
    for text, is_good in (
        (str(tmp_path / "a.json"), True),
        (str(tmp_path / "a"), True),
        (str(tmp_path), False),
        (str(tmp_path / "nowhere" / "a.json"), False),
        ("https://h/a.json", False),
        ("s3://bucket/a.json", True),
        ("s3://key:secret@bucket/a.json", False),
        (f"sqlite:///{tmp_path}/a.db:town", True),
    ):
        dialog.target_edit.setText(text)
        assert save.isEnabled() is is_good, text
        assert bool(dialog.verdict_label.text()) is not is_good
    assert target_of(str(tmp_path / "a")).endswith("a.mosaicjson") and target_of("") == "" and fault_of("") == ""
    dialog.deleteLater()


def test_so_many_images_are_left_out_that_a_document_is_better(
    panel: StacSearchPanel, engine: StacEngine, added: list[tuple[LayerUri, str]]
) -> None:
    engine.answers["stac_search"] = lambda request: answer_to(request, 1500)
    panel.filters.limit_spin.setValue(2000)
    searched(connected(panel), engine)
    panel.results.select(range(1, 1500))
    panel.results.exclude_button.click()
    QgsApplication.clipboard().setText("as before")
    for button in (panel.results.add_button, panel.results.copy_button):
        panel.bar.clearWidgets()
        button.click()
        assert "1,499 images" in message(panel) and "Save as MosaicJSON" in message(panel)
    assert not added and QgsApplication.clipboard().text() == "as before"
    panel.actions_of_results.save_as(panel.layer(), SaveRequest(target="s3://bucket/m.json"))
    until(lambda: "were saved" in message(panel))
    assert len(names_of(engine.of("save")[0].options["exclude"])) == 1499


# Catalogs of the list


PRESET = CatalogCollection(
    id="sentinel-2", title="S2", assets=("B04", "B03", "B02"), minzoom=8, maxzoom=14, stretch=(100.0, 200.0),
    is_paid=False, note="",
)  # fmt: skip


def with_preset(panel: StacSearchPanel, preset: CatalogCollection = PRESET) -> StacSearchPanel:
    catalog = StacCatalog(name="Known", address=ADDRESS, collections=(preset,))
    panel.connections._list = lambda: (catalog,)
    panel.connections._fill()
    connected(panel)
    choose(panel, "sentinel-2")
    return panel


def limits(layer: Any) -> list[tuple[float, float]]:
    renderer = layer.renderer()
    bands = (
        renderer.redContrastEnhancement(),
        renderer.greenContrastEnhancement(),
        renderer.blueContrastEnhancement(),
    )
    return [(band.minimumValue(), band.maximumValue()) for band in bands]


def test_a_new_layer_has_the_zooms_and_the_stretch_of_its_preset(
    panel: StacSearchPanel, engine: StacEngine, added: list[tuple[LayerUri, str]], make_layer: Callable[..., Any]
) -> None:
    searched(with_preset(panel), engine)
    panel.add()
    ((uri, _),) = added
    assert uri.options["minzoom"] == "8" and uri.options["maxzoom"] == "14" and uri.options["assets"] == "B04,B03,B02"
    layer = make_layer(encode(uri))
    own = limits(layer)
    QgsProject.instance().addMapLayer(layer, False)
    assert limits(layer) == [(100.0, 200.0)] * 3 != own
    # Whatever comes later is a layer as any other.
    again = make_layer(encode(uri))
    QgsProject.instance().addMapLayer(again, False)
    assert limits(again) == own
    panel.add()
    QgsProject.instance().clear()
    another = make_layer(encode(uri))
    QgsProject.instance().addMapLayer(another, False)
    assert limits(another) == own


def test_a_preset_says_nothing_of_other_bands_or_an_edited_layer(
    panel: StacSearchPanel, engine: StacEngine, added: list[tuple[LayerUri, str]], make_layer: Callable[..., Any]
) -> None:
    searched(with_preset(panel), engine)
    panel.results.chooser.set_shown(("B08",), "")
    panel.add()
    layer = make_layer(encode(added[0][0]))
    own = limits(layer)
    QgsProject.instance().addMapLayer(layer, False)
    assert limits(layer) == own
    panel.set_uri(LayerUri(mosaic=f"stac+{ADDRESS}", options={"query": '{"collections":["sentinel-2"]}'}))
    assert "minzoom" not in panel.layer().options


def interest(name: str, *assets: str, is_paid: bool = False) -> CatalogCollection:
    return CatalogCollection(
        id=name, title=name, assets=assets, minzoom=None, maxzoom=None, stretch=None, is_paid=is_paid, note="A note."
    )


def test_collections_of_interest_come_first_and_tell_what_they_cost(panel: StacSearchPanel) -> None:
    panel.collections.set_collections(
        [collection("a"), collection("z")], [interest("z", is_paid=True), interest("not there")]
    )
    assert [each["id"] for each in panel.collections.collections()] == ["z", "a"]
    choose(panel, "z")
    text = panel.collections.details_view.toPlainText()
    assert "A note." in text and "requester pays" in text


def test_catalogs_of_the_list_are_chosen_by_name_or_address(qgis_app: QgsApplication) -> None:
    catalogs = (
        StacCatalog(name="Mine", address="https://mine.test/", authcfg="abcdefg", is_own=True, has_hidden_login=True),
        StacCatalog(
            name="Earth", address="https://earth.test/v1", note="Take care.", signing="none",
            collections=(interest("s2", "visual"), interest("s1", "vv")),
        ),
    )  # fmt: skip
    widget = StacConnections(None, lambda: catalogs)
    wanted: list[str] = []
    widget.connect_wanted.connect(lambda: wanted.append(widget.address))
    assert widget.address == "" and widget.preset() is None
    assert widget.catalog_combo.count() == 3, "a line is between QGIS's own and the others"
    widget.catalog_combo.setCurrentIndex(2)
    widget.catalog_combo.activated.emit(2)
    assert not wanted, "somebody may be leafing through the list"
    until(lambda: bool(wanted))
    assert wanted == ["https://earth.test/v1"] and widget.note_label.text() == "Take care."
    assert widget.layer_options() == {"signing": "none"}
    assert (
        widget.look_of(("s2",)).assets == ("visual",) and widget.look_of(("s2", "s1")) == widget.look_of(()) == Look()
    )
    widget.catalog_combo.setCurrentIndex(0)
    widget.catalog_combo.activated.emit(0)
    assert widget.authcfg == "abcdefg" and "choose a login" in widget.note_label.text()
    widget.set_catalog("https://earth.test/v1/search")
    assert widget.preset().name == "Earth"
    widget.catalog_combo.setEditText("stac+https://typed.test/")
    assert widget.address == "https://typed.test/" and widget.preset() is None
    widget.deleteLater()


def test_the_panel_fits_a_small_window(panel: StacSearchPanel, engine: StacEngine) -> None:
    searched(connected(panel), engine)
    assert panel.minimumSizeHint().width() <= 790 and panel.minimumSizeHint().height() <= 560
    for widget in (panel.results.add_button, panel.results.copy_button, panel.search_button):
        place = widget.mapTo(panel, QPoint(widget.width(), widget.height()))
        assert place.x() <= panel.width() and place.y() <= panel.height()
