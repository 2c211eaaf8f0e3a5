"""The STAC search by keyboard, and from one catalog to the next: nothing of the first is taken along by accident."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsRectangle
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from stac_engine import StacEngine, found, shown_panel
from waiting import until
from windows import services_with

from mosaic_qgis.gui import stac_results
from mosaic_qgis.gui.combo_width import widen_list
from mosaic_qgis.gui.stac_filters import StacFilters
from mosaic_qgis.gui.stac_panel import StacSearchPanel
from mosaic_qgis.gui.stac_query import Condition
from mosaic_qgis.gui.stac_results import ORDER, PICTURE, PICTURE_PX
from mosaic_qgis.gui.stac_results_view import StacResultsView
from mosaic_qgis.gui.tab_order import insert_before, set_order, stops
from mosaic_qgis.provider.uri import LayerUri

ONE, OTHER = "https://stac.test/", "https://other.test/"


class Notes:
    def post(self, *_arguments: Any, **_more: Any) -> None:
        """Nobody reads them here."""


@pytest.fixture
def engine() -> Iterator[StacEngine]:
    made = StacEngine()
    yield made
    made.gate.set()


@pytest.fixture
def panel(qgis_app: QgsApplication, engine: StacEngine) -> Iterator[StacSearchPanel]:
    services = services_with(engine=engine, notes=Notes(), add=lambda _uri, _name: True)
    with shown_panel(services, engine) as made:
        yield made


def connected(panel: StacSearchPanel, address: str) -> None:
    panel.connections.set_catalog(address)
    panel.connections.connect_button.click()
    until(lambda: bool(panel.collections.collections()))


def searched(panel: StacSearchPanel, engine: StacEngine) -> None:
    count = len(engine.of("stac_search"))
    panel.search()
    until(lambda: len(engine.of("stac_search")) > count and panel.search_button.isEnabled())


# From one catalog to the next


def test_another_catalog_is_not_asked_for_the_collections_of_the_first(
    panel: StacSearchPanel, engine: StacEngine
) -> None:
    connected(panel, ONE)
    panel.collections.set_ids(["sentinel-2"])
    panel.collections.chosen.emit()
    assert panel.search_shown().collections == ("sentinel-2",)
    connected(panel, OTHER)
    assert panel.search_shown().collections == ()
    searched(panel, engine)
    assert "collections" not in engine.of("stac_search")[-1].query


def test_images_of_the_catalog_before_go_when_another_one_is_connected(
    panel: StacSearchPanel, engine: StacEngine
) -> None:
    connected(panel, ONE)
    searched(panel, engine)
    panel.results.model.exclude([0])
    panel.results.chooser.bands_edit.setText("B08")
    panel.results.chooser.bands_edit.textEdited.emit("B08")
    panel.connections.set_catalog(OTHER)
    layer = panel.layer()
    assert layer is not None and layer.exclude == (), "what is left out has another name there"
    panel.connect_catalog()
    until(lambda: bool(panel.collections.collections()))
    assert not panel.results.model.items and panel.results.chooser.assets == ()
    assert "Nothing was searched yet" in panel.results.count_label.text()
    assert not panel.results.add_button.isEnabled()


def test_the_search_of_a_layer_keeps_a_collection_that_its_catalog_does_not_list(
    panel: StacSearchPanel, engine: StacEngine
) -> None:
    connected(panel, ONE)
    panel.set_uri(LayerUri(mosaic=f"stac+{OTHER}", options={"query": '{"collections":["hidden"]}'}))
    until(lambda: bool(panel.collections.collections()))
    assert panel.search_shown().collections == ("hidden",)


def test_the_search_of_a_layer_is_shown_by_its_fields(panel: StacSearchPanel, engine: StacEngine) -> None:
    connected(panel, ONE)
    searched(panel, engine)
    assert panel.tabs.currentWidget() is panel.results_tab
    panel.set_uri(LayerUri(mosaic=f"stac+{ONE}", options={"query": '{"collections":["sentinel-2"]}'}))
    assert panel.tabs.currentWidget() is panel.search_tab


# The keyboard


def test_the_tab_key_goes_from_the_catalog_to_the_button_that_searches(panel: StacSearchPanel) -> None:
    filters, results = panel.filters, panel.results
    wanted = [
        panel.connections.catalog_combo, panel.connections.connect_button, panel.connections.login_slot.combo,
        panel.connections.images_login_slot.combo, panel.tabs.tabBar(), panel.collections.filter_edit,
        panel.collections.list_view, filters.extent_widget.findChild(QLineEdit, "mCondensedLineEdit"),
        filters.preset_combo, filters.begin_edit, filters.end_edit, filters.cloud_slider, filters.sort_combo,
        filters.limit_spin, filters.conditions.add_button, results.pick_button, results.table_view,
        results.chooser.choice_combo, results.add_button, results.copy_button, panel.json.json_edit,
        panel.search_button, panel.cancel_button,
    ]  # fmt: skip
    places = stops(panel)
    assert [place for place in places if place in wanted] == wanted
    assert panel.filters_area not in places, "there is nothing to do in the area itself"


def test_the_tab_key_goes_through_new_conditions_before_the_button_for_another_one(panel: StacSearchPanel) -> None:
    conditions = panel.filters.conditions
    conditions.set_conditions([Condition(property="gsd", operator="<", value=20)])
    conditions.add_button.click()
    first, second = conditions._rows
    wanted = [
        panel.filters.limit_spin, first.property_combo, first.operator_combo, first.value_combo, first.remove_button,
        second.property_combo, second.operator_combo, second.value_combo, second.remove_button, conditions.add_button,
    ]  # fmt: skip
    assert [place for place in stops(panel) if place in wanted] == wanted


def test_enter_in_a_field_searches(panel: StacSearchPanel, engine: StacEngine) -> None:
    connected(panel, ONE)
    assert not panel.enter_pressed(panel.collections.filter_edit) and not panel.enter_pressed(None)
    assert not engine.of("stac_search")
    assert panel.enter_pressed(panel.filters.limit_spin)
    until(lambda: bool(panel.results.model.items))


def test_the_keyboard_goes_along_to_what_was_found(panel: StacSearchPanel, engine: StacEngine) -> None:
    connected(panel, ONE)
    panel.search_button.setFocus()
    engine.gate.clear()
    panel.search_button.click()
    assert panel.focusWidget() is panel.cancel_button, "not a field, which the next key would change"
    engine.gate.set()
    until(lambda: bool(panel.results.model.items))
    assert panel.focusWidget() is panel.results.table_view


def test_the_keyboard_is_back_where_it_was_after_cancelling(panel: StacSearchPanel, engine: StacEngine) -> None:
    connected(panel, ONE)
    panel.search_button.setFocus()
    engine.gate.clear()
    panel.search_button.click()
    panel.cancel_button.click()
    assert panel.focusWidget() is panel.search_button


def test_who_types_another_address_meanwhile_keeps_the_keyboard(panel: StacSearchPanel, engine: StacEngine) -> None:
    connected(panel, ONE)
    engine.gate.clear()
    panel.search()
    panel.connections.catalog_combo.setFocus()
    engine.gate.set()
    until(lambda: bool(panel.results.model.items))
    assert panel.focusWidget() is panel.connections.catalog_combo


def test_tab_orders_are_put_together(qgis_app: QgsApplication) -> None:
    window, box = QWidget(), QWidget()
    layout = QHBoxLayout(window)
    fields = [QLineEdit(window) for _ in range(4)]
    inner = [QLineEdit(box), QLineEdit(box)]
    for widget in (*fields, box):
        layout.addWidget(widget)
    set_order([fields[1], box, fields[3], fields[2]])
    assert stops(window) == [fields[0], fields[1], *inner, fields[3], fields[2]]
    late = QLineEdit(window)
    insert_before(fields[3], [late])
    assert stops(window) == [fields[0], fields[1], *inner, late, fields[3], fields[2]]


# The fields


def test_an_extent_outside_of_the_world_is_none(qgis_app: QgsApplication) -> None:
    canvas = QgsMapCanvas()
    filters = StacFilters(None, canvas)
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    filters.extent_widget.setOutputExtentFromUser(QgsRectangle(11, 46, 12, 47), degrees)
    assert filters._bbox == (11, 46, 12, 47)
    # As drawn on a map that shows nothing and counts pixels.
    filters.extent_widget.setOutputExtentFromUser(QgsRectangle(397, 400, 597, 600), degrees)
    assert filters._bbox is None and not filters.extent_widget.isValid(), "the field says so"


def test_long_names_of_properties_can_be_read(panel: StacSearchPanel) -> None:
    conditions = panel.filters.conditions
    name = "s2:high_proba_clouds_percentage"
    conditions.set_queryables([{"name": each, "title": "", "type": "number", "enum": None} for each in ("gsd", name)])
    conditions.add_button.click()
    (row,) = conditions._rows
    combo = row.property_combo
    assert combo.view().minimumWidth() > combo.fontMetrics().horizontalAdvance(name)
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert combo.currentText() == name and combo.lineEdit().cursorPosition() == 0
    assert name in combo.lineEdit().toolTip()


def test_rows_without_pictures_are_low(panel: StacSearchPanel, engine: StacEngine) -> None:
    rows = panel.results.table_view.verticalHeader()
    panel.results.set_items([found(0), found(1)])
    assert rows.defaultSectionSize() >= PICTURE_PX and not panel.results.table_view.isColumnHidden(PICTURE)
    panel.results.set_items([found(0, thumbnail=None), found(1, thumbnail=None)])
    assert rows.defaultSectionSize() < PICTURE_PX and panel.results.table_view.isColumnHidden(PICTURE)


def test_the_place_of_a_collection_is_told_in_words(panel: StacSearchPanel) -> None:
    connected(panel, ONE)
    panel.collections.set_ids(["sentinel-2"])
    panel.collections.list_view.setCurrentIndex(panel.collections.list_view.model().index(0, 0))
    assert "180° W to 180° E, 90° S to 90° N" in panel.collections.details_view.toPlainText()


def test_long_words_leave_the_collections_their_room(panel: StacSearchPanel) -> None:
    filters = panel.filters
    text = "N’importe quand, ou bien les jours qui sont donnés ci-dessous dans les deux champs"
    needed = filters.minimumSizeHint().width()
    filters.preset_combo.setItemText(0, text)
    widen_list(filters.preset_combo)
    assert filters.minimumSizeHint().width() == needed
    assert filters.preset_combo.view().minimumWidth() >= min(
        filters.preset_combo.fontMetrics().horizontalAdvance(text), 500
    )


def test_the_columns_have_room_for_their_titles(
    panel: StacSearchPanel, engine: StacEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stac_results, "tr", lambda text: "Reihenfolge der Bilder" if text == "Order" else text)
    view = StacResultsView(panel, services_with(engine=engine, notes=Notes()))
    columns = view.table_view.horizontalHeader()
    assert columns.sectionSize(ORDER) >= columns.fontMetrics().horizontalAdvance("Reihenfolge der Bilder")
    sip.delete(view)


@pytest.fixture
def tight(panel: StacSearchPanel) -> Iterator[StacSearchPanel]:
    """The panel in a window that gives it as much room as it has, as QGIS's Data Source Manager does."""
    window = QWidget()
    panel.setParent(window)
    panel.setGeometry(0, 0, 900, 560)
    panel.show()
    window.show()
    yield panel
    panel.setParent(None)
    sip.delete(window)


def test_a_narrow_window_shows_the_logins_one_below_the_other(tight: StacSearchPanel) -> None:
    first, second = tight.connections.login_slot, tight.connections.images_login_slot
    assert first.geometry().top() == second.geometry().top()
    tight.resize(420, 500)
    until(lambda: second.geometry().top() >= first.geometry().bottom())
    for slot in (first, second):
        assert slot.width() >= slot.minimumSizeHint().width()
    tight.resize(900, 560)
    until(lambda: first.geometry().top() == second.geometry().top())


def test_a_narrow_window_shows_some_of_the_collections_and_lets_the_fields_be_scrolled(tight: StacSearchPanel) -> None:
    bar = tight.filters_area.horizontalScrollBar()
    tight.resize(420, 500)
    until(lambda: bar.maximum() > 0)
    assert tight.collections.width() >= 20 * tight.fontMetrics().averageCharWidth()
    tight.resize(900, 560)
    until(lambda: bar.maximum() == 0)
    tight.search_splitter.setSizes([200, 600])
    tight.search_splitter.splitterMoved.emit(200, 1)
    tight.resize(1000, 560)
    assert tight.search_splitter.sizes()[0] < 400, "where a person has put the border it stays"
