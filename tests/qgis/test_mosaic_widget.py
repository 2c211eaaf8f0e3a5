"""The widget of mosaics in the toolbox, in batches and in the model designer, and models that hand mosaics on."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import algorithms
import pytest
import real
from qgis.analysis import QgsNativeAlgorithms
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
    QgsProject,
    QgsRasterLayer,
)
from qgis.gui import (
    QgsProcessingGui,
    QgsProcessingModelerParameterWidget,
    QgsProcessingParameterWidgetContext,
)
from qgis.PyQt.QtWidgets import QDialog, QVBoxLayout

from mosaic_qgis.host.connections import connections
from mosaic_qgis.plugin import MosaicPlugin
from mosaic_qgis.processing import mosaic_widget
from mosaic_qgis.processing.mosaic_widget import MosaicCombo


class AlgorithmDialog(QDialog):
    """As much of a dialog of QGIS's Processing as a widget needs; known by this name, and so the others."""


class BatchAlgorithmDialog(AlgorithmDialog):
    """For many mosaics."""


class ModelerParametersDialog(AlgorithmDialog):
    """For one step of a model."""

    def __init__(self, model: QgsProcessingModelAlgorithm, child: str) -> None:
        super().__init__()
        self.model, self.childId, self.context = model, child, QgsProcessingContext()


def widget_for(parameter: QgsProcessingParameterDefinition, dialog: AlgorithmDialog) -> Any:
    """As Processing's own factory does, which needs the whole of QGIS Desktop."""
    path, _, name = parameter.metadata()["widget_wrapper"]["class"].rpartition(".")
    return getattr(importlib.import_module(path), name)(parameter, dialog, 0, 0)


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication) -> Iterator[MosaicPlugin]:
    with real.plugin({}) as plugin:
        registry, native = QgsApplication.processingRegistry(), QgsNativeAlgorithms()
        registry.addProvider(native)
        yield plugin
        registry.removeProvider(native)


@pytest.fixture
def layer(plugin: MosaicPlugin) -> QgsRasterLayer:
    layer = QgsRasterLayer(str(real.imagery("tests") / "uint16" / "mosaic.json"), "town", "mosaicjson")
    assert layer.isValid()
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.mark.parametrize("dialog", [AlgorithmDialog, BatchAlgorithmDialog])
def test_a_mosaic_is_chosen_or_typed(layer: QgsRasterLayer, dialog: type[AlgorithmDialog]) -> None:
    copy = algorithms.algorithm("copy")
    window = dialog()
    wrapper = widget_for(copy.parameterDefinition("INPUT"), window)
    kinds = QgsProcessingGui.WidgetType
    assert wrapper.type() == (kinds.Batch if dialog is BatchAlgorithmDialog else kinds.Standard)
    surroundings = QgsProcessingParameterWidgetContext()
    surroundings.setProject(QgsProject.instance())
    surroundings.setActiveLayer(layer)
    wrapper.setWidgetContext(surroundings)
    context = QgsProcessingContext()
    around = wrapper.createWrappedWidget(context)
    QVBoxLayout(window).addWidget(around)
    widget = window.findChild(MosaicCombo)
    assert isinstance(widget, MosaicCombo)
    assert wrapper.parameterValue() == layer.source(), "the active layer is at hand"
    told = []
    wrapper.widgetValueHasChanged.connect(lambda _wrapper: told.append(wrapper.parameterValue()))
    widget.combo.setEditText("s3://bucket/a.json|authcfg=abc1234")
    assert wrapper.parameterValue() == "s3://bucket/a.json|authcfg=abc1234" and told[-1] == wrapper.parameterValue()
    widget.combo.setEditText("town")
    assert wrapper.parameterValue() == layer.source(), "a layer that is called by its name"
    wrapper.setParameterValue("", context)
    assert not wrapper.parameterValue()
    wrapper.setParameterValue(layer.id(), context)
    assert wrapper.parameterValue() == layer.source() and widget.combo.currentText() == "town"


def test_a_fault_in_the_widget_leaves_the_dialog_standing(
    plugin: MosaicPlugin, monkeypatch: pytest.MonkeyPatch, guarded_failures: list[str]
) -> None:
    def broken(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("no connections")

    monkeypatch.setattr(mosaic_widget, "MosaicCombo", broken)
    copy, window = algorithms.algorithm("copy"), AlgorithmDialog()
    wrapper = widget_for(copy.parameterDefinition("INPUT"), window)
    around = wrapper.createWrappedWidget(QgsProcessingContext())
    assert around is not None and not wrapper.parameterValue()
    assert len(guarded_failures) == 1
    guarded_failures.clear()


def test_what_was_used_lately_is_offered_once(layer: QgsRasterLayer) -> None:
    connections().remember(layer.source())
    connections().remember("gs://bucket/lately.json")
    try:
        widget = MosaicCombo()
        combo = widget.combo
        sources = [combo.itemData(index) for index in range(combo.count())]
        assert sources.count(layer.source()) == 1 and "gs://bucket/lately.json" in sources
        assert combo.itemText(0) == "town"
    finally:
        connections().forget_recent()


def test_in_a_model_the_layer_of_another_algorithm_can_be_chosen(plugin: MosaicPlugin) -> None:
    model = copying_model("unused.json")
    copy = algorithms.algorithm("copy")
    parameter = copy.parameterDefinition("INPUT")
    window = ModelerParametersDialog(model, "second")
    widget = widget_for(parameter, window)
    assert isinstance(widget, QgsProcessingModelerParameterWidget)
    widget.setWidgetValue(QgsProcessingModelChildParameterSource.fromChildOutput("first", "LAYER"))
    assert widget.value().outputChildId() == "first" and widget.value().outputName() == "LAYER"
    widget.setWidgetValue(QgsProcessingModelChildParameterSource.fromModelParameter("mosaic"))
    assert widget.value().parameterName() == "mosaic"
    widget.setWidgetValue(QgsProcessingModelChildParameterSource.fromStaticValue("az://a/b.json"))
    assert widget.value().staticValue() == "az://a/b.json"


def copying_model(between: str) -> QgsProcessingModelAlgorithm:
    """A model that copies a mosaic, and the copy again, and reads the numbers of the second one."""
    model = QgsProcessingModelAlgorithm("copies", "tests")
    model.addModelParameter(QgsProcessingParameterString("mosaic", "Mosaic"), QgsProcessingModelParameter("mosaic"))
    from_model = QgsProcessingModelChildParameterSource.fromModelParameter
    from_child = QgsProcessingModelChildParameterSource.fromChildOutput
    static = QgsProcessingModelChildParameterSource.fromStaticValue
    first = QgsProcessingModelChildAlgorithm("mosaicjson:copy")
    first.setChildId("first")
    first.addParameterSources("INPUT", [from_model("mosaic")])
    first.addParameterSources("OUTPUT", [static(between)])
    first.addParameterSources("OPEN", [static(False)])
    model.addChildAlgorithm(first)
    second = QgsProcessingModelChildAlgorithm("mosaicjson:copy")
    second.setChildId("second")
    second.addParameterSources("INPUT", [from_child("first", "LAYER")])
    second.addParameterSources("OPEN", [static(False)])
    output = QgsProcessingModelOutput("copy", "Copy")
    output.setChildId("second")
    output.setChildOutputName("OUTPUT")
    second.setModelOutputs({"copy": output})
    model.addChildAlgorithm(second)
    statistics = QgsProcessingModelChildAlgorithm("native:rasterlayerproperties")
    statistics.setChildId("third")
    statistics.addParameterSources("INPUT", [from_child("second", "LAYER")])
    statistics.addParameterSources("BAND", [static(1)])
    model.addChildAlgorithm(statistics)
    model.updateDestinationParameters()
    return model


def test_a_model_hands_mosaics_on(plugin: MosaicPlugin, tmp_path: Path) -> None:
    model = copying_model(str(tmp_path / "between.json"))
    names = {each.name(): each for each in model.parameterDefinitions()}
    (target,) = [name for name, each in names.items() if isinstance(each, QgsProcessingParameterFileDestination)]
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    feedback = QgsProcessingFeedback(False)
    mosaic = real.imagery("tests") / "uint16" / "mosaic.json"
    parameters = {"mosaic": str(mosaic), target: str(tmp_path / "end.json")}
    results, is_done = model.run(parameters, context, feedback)
    assert is_done, feedback.textLog()
    written = json.loads((tmp_path / "end.json").read_text())
    assert written["tiles"].keys() == json.loads(mosaic.read_text())["tiles"].keys()
    third = results["CHILD_RESULTS"]["third"]
    assert third["BAND_COUNT"] >= 1 and third["WIDTH_IN_PIXELS"] > 256
