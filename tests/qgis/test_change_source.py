"""Another source for an existing layer: QGIS's menu leads to the page, and the style stays where it fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fake_engine import FakeEngine, FakeNotes, FakeRemote, band, description
from qgis.core import (
    QgsApplication,
    QgsLayerTreeModel,
    QgsMapLayer,
    QgsMultiBandColorRenderer,
    QgsProject,
    QgsRasterLayer,
    QgsSettings,
    QgsVectorLayer,
)
from qgis.gui import QgsLayerTreeView
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QMenu
from waiting import until

from mosaic_qgis.engine.client.process import EngineFailure
from mosaic_qgis.gui.adding import Adding
from mosaic_qgis.gui.background import BackgroundOpenings
from mosaic_qgis.gui.change_source import ChangeSource
from mosaic_qgis.host.connections import connections
from mosaic_qgis.provider import registration
from mosaic_qgis.provider.metadata import MosaicMetadata
from mosaic_qgis.provider.opening import MosaicOpener
from mosaic_qgis.provider.uri import LayerUri


@pytest.fixture
def opener(qgis_app: QgsApplication, engine: FakeEngine, notes: FakeNotes) -> Iterator[MosaicOpener]:
    made = MosaicOpener(engine, notes)  # type: ignore[arg-type]
    registration.set_implementation(MosaicMetadata(made))
    yield made
    QgsProject.instance().clear()
    registration.set_implementation(None)


@pytest.fixture
def adding(opener: MosaicOpener) -> Iterator[Adding]:
    openings = BackgroundOpenings(opener)
    yield Adding(None, opener, openings)
    openings.close()


@pytest.fixture
def layer(opener: MosaicOpener) -> QgsRasterLayer:
    made = QgsRasterLayer("/data/town.json|maxzoom=9", "town", "mosaicjson")
    assert made.isValid()
    made.renderer().setOpacity(0.5)
    QgsProject.instance().addMapLayer(made)
    return made


def test_a_layer_gets_another_source_and_keeps_its_style(adding: Adding, layer: QgsRasterLayer) -> None:
    QgsSettings().remove("mosaic_qgis/recent")
    adding.change(layer, LayerUri(mosaic="/data/city.json", options={"maxzoom": "8"}), "City")
    until(lambda: layer.source() == "/data/city.json|maxzoom=8")
    assert layer.isValid() and layer.name() == "City" and layer.renderer().opacity() == 0.5
    assert connections().recent() == ["/data/city.json|maxzoom=8"] and QgsProject.instance().isDirty()


def test_a_style_about_bands_that_are_gone_is_replaced(
    adding: Adding, layer: QgsRasterLayer, engine: FakeEngine
) -> None:
    assert isinstance(layer.renderer(), QgsMultiBandColorRenderer)
    engine.remote = FakeRemote(description(bands=(band(1, color="gray"),)))
    adding.change(layer, LayerUri(mosaic="/data/grey.json"))
    until(lambda: layer.source() == "/data/grey.json")
    assert layer.isValid() and layer.renderer().usesBands() == [1] and layer.name() == "town"


def test_a_source_that_does_not_open_changes_nothing(
    adding: Adding, layer: QgsRasterLayer, engine: FakeEngine, notes: FakeNotes
) -> None:
    engine.failure = EngineFailure("not_found", "404")
    adding.change(layer, LayerUri(mosaic="/data/none.json"))
    until(lambda: bool(notes.posted))
    assert layer.source() == "/data/town.json|maxzoom=9" and layer.isValid()


def test_a_layer_that_went_meanwhile_is_left_alone(adding: Adding, layer: QgsRasterLayer) -> None:
    adding.change(layer, LayerUri(mosaic="/data/city.json"))
    QgsProject.instance().removeMapLayer(layer.id())
    until(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    assert not QgsProject.instance().mapLayers()


@pytest.fixture
def view(qgis_app: QgsApplication) -> Iterator[QgsLayerTreeView]:
    made = QgsLayerTreeView()
    made.setModel(QgsLayerTreeModel(QgsProject.instance().layerTreeRoot(), made))
    yield made
    sip.delete(made)


def open_menu(view: QgsLayerTreeView, text: str) -> QMenu:
    menu = QMenu(view)
    menu.addAction("Zoom to Layer")
    menu.addAction(text)
    view.contextMenuAboutToShow.emit(menu)
    return menu


@pytest.mark.parametrize("text", ["C&hange Data Source…", "Repair Data Source…"])
def test_qgis_s_own_entry_leads_to_the_page(view: QgsLayerTreeView, layer: QgsRasterLayer, text: str) -> None:
    edited: list[QgsMapLayer] = []
    change = ChangeSource(view, edited.append)
    view.setCurrentLayer(layer)
    menu = open_menu(view, text)
    shown = [action for action in menu.actions() if action.isVisible()]
    assert [action.text() for action in shown] == ["Zoom to Layer", text]
    shown[1].trigger()
    assert edited == [layer]
    change.close()
    assert len(open_menu(view, text).actions()) == 2


def test_other_layers_keep_qgis_s_entry(view: QgsLayerTreeView, make_other: Callable[[], QgsMapLayer]) -> None:
    change = ChangeSource(view, lambda _layer: None)
    view.setCurrentLayer(make_other())
    assert all(action.isVisible() for action in open_menu(view, "C&hange Data Source…").actions())
    change.close()


@pytest.fixture
def make_other() -> Callable[[], QgsMapLayer]:
    def make() -> QgsMapLayer:
        layer = QgsVectorLayer("Point", "points", "memory")
        QgsProject.instance().addMapLayer(layer)
        return layer

    return make
