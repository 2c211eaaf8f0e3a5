"""What the algorithms have in common that change a mosaic where it is stored: outputs, and layers that show it anew. QGIS side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputRasterLayer,
    QgsProcessingOutputString,
)

from ..host.about import PROVIDER_KEY
from ..host.translation import tr
from ..provider import uri as uris
from ..provider.paths import absolute
from . import parameters as given

SKIPPED = "SKIPPED"


def add_stored_outputs(algorithm: QgsProcessingAlgorithm, numbers: Mapping[str, str]) -> None:
    """The mosaic as it is now, and further numbers: name -> description."""
    algorithm.addOutput(QgsProcessingOutputString(given.OUTPUT, tr("Address of the mosaic")))
    algorithm.addOutput(QgsProcessingOutputRasterLayer(given.LAYER, tr("Layer of the mosaic")))
    for name, text in numbers.items():
        algorithm.addOutput(QgsProcessingOutputNumber(name, text))


def stored_outputs(mosaic: given.ChosenMosaic, numbers: Mapping[str, int]) -> dict[str, Any]:
    """The outputs of `add_stored_outputs`."""
    return {given.OUTPUT: mosaic.uri, given.LAYER: f"{PROVIDER_KEY}://{mosaic.source}", **numbers}


def reload_layers(uri: str, context: QgsProcessingContext) -> int:
    """Have the layers of the project that show the mosaic at `uri` read it anew; how many these are. Main thread."""
    project = context.project()
    count = 0
    for layer in project.mapLayers().values() if project is not None else ():
        if layer.providerType() != PROVIDER_KEY or not layer.isValid():
            continue
        if absolute(uris.decode(layer.source()).mosaic) == uri:
            layer.reload()
            layer.triggerRepaint()
            count += 1
    return count
