"""What all algorithms of the toolbox keep: ids, help, units of Processing's own habits; and one that is run from end to end."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import algorithms
import pytest
import real
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsRasterLayer,
)

from mosaic_qgis.engine.client.terms import EngineFailure
from mosaic_qgis.plugin import MosaicPlugin
from mosaic_qgis.processing.algorithm import told
from mosaic_qgis.processing.provider import ALGORITHMS

IDS = {
    "copy": "edit",
    "validate": "inspect",
    "createfromfeatures": "create",
    "createfromstac": "create",
    "createoverview": "create",
    "export": "export",
    "togdal": "export",
    "totiles": "export",
    "createfromfiles": "create",
    "merge": "edit",
    "remove": "edit",
    "update": "edit",
    "info": "inspect",
    "footprints": "inspect",
    "quadkeys": "inspect",
    "imagesatpoints": "inspect",
    "timeseries": "export",
}
"""They never change once released."""


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication) -> Iterator[MosaicPlugin]:
    with real.plugin({}) as plugin:
        yield plugin
    assert QgsApplication.processingRegistry().providerById("mosaicjson") is None


@pytest.fixture(params=sorted(IDS))
def algorithm(request: pytest.FixtureRequest, plugin: MosaicPlugin) -> QgsProcessingAlgorithm:
    return algorithms.algorithm(request.param)


def test_ids_and_groups_are_what_they_were(plugin: MosaicPlugin) -> None:
    provider = QgsApplication.processingRegistry().providerById("mosaicjson")
    assert provider.name() == "MosaicJSON" and not provider.icon().isNull()
    assert {each.name(): each.groupId() for each in provider.algorithms()} == IDS
    assert len(ALGORITHMS) == len(IDS)


def test_an_algorithm_explains_itself(algorithm: QgsProcessingAlgorithm) -> None:
    assert len(algorithm.shortHelpString()) > 100
    assert algorithm.displayName()[0].isupper() and algorithm.displayName() == algorithm.displayName().strip()
    assert "mosaic" in algorithm.tags() and len(set(algorithm.tags())) == len(algorithm.tags()) > 3
    assert not algorithm.icon().isNull() and Path(algorithm.svgIconPath()).is_file()
    assert algorithm.helpUrl()
    for parameter in (*algorithm.parameterDefinitions(), *algorithm.outputDefinitions()):
        assert parameter.name() == parameter.name().upper()
        assert parameter.description() and not parameter.description().endswith(".")


@pytest.mark.parametrize("name", ["createoverview", "merge", "remove", "togdal", "totiles", "update"])
def test_a_fault_in_an_own_check_is_no_window_for_people(
    name: str, plugin: MosaicPlugin, guarded_failures: list[str]
) -> None:
    """QGIS calls it while a dialog is filled in; what makes no sense is told when the algorithm is prepared."""
    nonsense: Any = None
    assert algorithms.algorithm(name).checkParameterValues(nonsense, QgsProcessingContext()) == (True, "")
    assert len(guarded_failures) == 1
    guarded_failures.clear()


@pytest.mark.parametrize("kind", [QgsProcessingException, EngineFailure, ZeroDivisionError])
def test_what_fails_lets_go_of_what_it_held(qgis_app: QgsApplication, kind: type[Exception]) -> None:
    """QGIS never forgets the exception of an algorithm; an open file must not stay open with it."""

    class File:
        """Stands for a sink."""

    held: list[weakref.ref[File]] = []

    def work() -> None:
        file = File()
        held.append(weakref.ref(file))
        raise kind("internal", "no") if kind is EngineFailure else kind("no")

    with pytest.raises(QgsProcessingException) as caught, told("a mosaic"):
        work()
    assert held[0]() is None
    assert caught.value.__traceback__ is not None


def test_a_mosaic_is_copied_and_opens(plugin: MosaicPlugin, tmp_path: Path) -> None:
    mosaic = real.imagery("tests") / "uint16" / "mosaic.json"
    target = tmp_path / "copy.json.gz"
    done = algorithms.run("copy", {"INPUT": str(mosaic), "OUTPUT": str(target), "OPEN": True})
    assert done.results["OUTPUT"] == str(target) and target.is_file()
    assert done.results["IMAGES"] > 0 and done.results["TILES"] > 0
    layer = QgsProcessingUtils.mapLayerFromString(done.results["LAYER"], done.context)
    assert isinstance(layer, QgsRasterLayer) and layer.isValid() and layer.providerType() == "mosaicjson"
    assert list(done.context.layersToLoadOnCompletion()) == [done.results["LAYER"]]


def test_nothing_is_replaced_unasked(plugin: MosaicPlugin, tmp_path: Path) -> None:
    mosaic = real.imagery("tests") / "uint16" / "mosaic.json"
    target = tmp_path / "there.json"
    target.write_text("precious")
    with pytest.raises(QgsProcessingException, match="exists already"):
        algorithms.run("copy", {"INPUT": str(mosaic), "OUTPUT": str(target)})
    assert target.read_text() == "precious"
    algorithms.run("copy", {"INPUT": str(mosaic), "OUTPUT": str(target), "OVERWRITE": True})
    assert target.read_text() != "precious"


def test_a_new_mosaic_without_an_address_is_told(plugin: MosaicPlugin) -> None:
    """Such as a step of a model whose output was given to nobody."""
    mosaic = real.imagery("tests") / "uint16" / "mosaic.json"
    found = algorithms.algorithm("copy")
    context = QgsProcessingContext()
    feedback = QgsProcessingFeedback(False)
    _, is_done = found.run({"INPUT": str(mosaic), "OUTPUT": ""}, context, feedback)
    assert not is_done and "New mosaic is empty" in feedback.textLog()


def test_a_layer_of_the_project_is_a_mosaic_too(plugin: MosaicPlugin, tmp_path: Path) -> None:
    layer = QgsRasterLayer(str(real.imagery("tests") / "uint16" / "mosaic.json"), "town", "mosaicjson")
    assert layer.isValid()
    done = algorithms.run("copy", {"INPUT": layer, "OUTPUT": str(tmp_path / "copy.json"), "OPEN": False})
    assert not done.context.layersToLoadOnCompletion()
    with pytest.raises(QgsProcessingException, match="no_such"):
        algorithms.run("copy", {"INPUT": str(tmp_path / "no_such.json"), "OUTPUT": str(tmp_path / "x.json")})
