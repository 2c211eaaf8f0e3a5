"""What the algorithms have in common that change a mosaic where it is stored: outputs, and layers that show it anew. QGIS side."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputRasterLayer,
    QgsProcessingOutputString,
    QgsRasterLayer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QTimer

from ..host.about import PROVIDER_KEY
from ..host.guard import answer, guarded
from ..host.translation import tr
from ..provider import uri as uris
from ..provider.paths import absolute
from . import parameters as given

if TYPE_CHECKING:
    from .chosen import ChosenMosaic

SKIPPED = "SKIPPED"


def add_stored_outputs(algorithm: QgsProcessingAlgorithm, numbers: Mapping[str, str]) -> None:
    """The mosaic as it is now, and further numbers: name -> description."""
    algorithm.addOutput(QgsProcessingOutputString(given.OUTPUT, tr("Address of the mosaic")))
    algorithm.addOutput(QgsProcessingOutputRasterLayer(given.LAYER, tr("Layer of the mosaic")))
    for name, text in numbers.items():
        algorithm.addOutput(QgsProcessingOutputNumber(name, text))


def stored_outputs(mosaic: ChosenMosaic, numbers: Mapping[str, int]) -> dict[str, Any]:
    """The outputs of `add_stored_outputs`."""
    return {given.OUTPUT: mosaic.uri, given.LAYER: f"{PROVIDER_KEY}://{mosaic.source}", **numbers}


def reload_layers(uri: str, context: QgsProcessingContext) -> int:
    """Have the layers of the project that show the mosaic at `uri` read it anew; how many these are. Main thread.

    In QGIS's window they do so after this has returned, as if QGIS had asked: the window stays alive meanwhile (host/window.py).
    """
    project = context.project()
    count = 0
    for layer in project.mapLayers().values() if project is not None else ():
        if layer.providerType() != PROVIDER_KEY or not layer.isValid():
            continue
        if absolute(uris.decode(layer.source()).mosaic) == uri:
            if QgsApplication.platform() == "desktop":
                QTimer.singleShot(0, partial(_reload, layer))
            else:
                _reload(layer)
            count += 1
    return count


@guarded(answer(None))
def _reload(layer: QgsRasterLayer) -> None:
    if not sip.isdeleted(layer):
        layer.reload()
        layer.triggerRepaint()
