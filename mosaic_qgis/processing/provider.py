"""The Processing provider "MosaicJSON": which algorithms there are. QGIS side, main thread.

Ids of algorithms are part of people's models and scripts: they never change once released.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ..host.about import PROVIDER_KEY, TITLE, resource, version
from ..host.guard import answer, guarded
from .copy import Copy
from .createfromfeatures import CreateFromFeatures
from .createfromfiles import CreateFromFiles
from .createfromstac import CreateFromStac
from .createoverview import CreateOverview
from .export import Export
from .footprints import Footprints
from .imagesatpoints import ImagesAtPoints
from .info import Info
from .merge import Merge
from .quadkeys import Quadkeys
from .remove import Remove
from .timeseries import TimeSeries
from .togdal import ToGdal
from .totiles import ToTiles
from .update import Update
from .validate import Validate

if TYPE_CHECKING:
    from ..host.engine import EngineHost
    from .algorithm import MosaicAlgorithm

ALGORITHMS: tuple[type[MosaicAlgorithm], ...] = (
    Copy,
    Validate,
    CreateFromFiles,
    CreateFromFeatures,
    CreateFromStac,
    CreateOverview,
    Export,
    ToGdal,
    ToTiles,
    Merge,
    Remove,
    Update,
    Info,
    Footprints,
    Quadkeys,
    ImagesAtPoints,
    TimeSeries,
)


class MosaicProcessingProvider(QgsProcessingProvider):
    """Makes the algorithms; all of them use the plugin's one engine."""

    def __init__(self, engine: EngineHost) -> None:
        super().__init__()
        self._engine = engine

    # QgsProcessingProvider interface

    def id(self) -> str:
        return PROVIDER_KEY

    def name(self) -> str:
        return TITLE

    def longName(self) -> str:
        return TITLE

    def versionInfo(self) -> str:
        return version()

    def icon(self) -> QIcon:
        return QIcon(resource("mosaicjson.svg"))

    def svgIconPath(self) -> str:
        return resource("mosaicjson.svg")

    @guarded(answer(None))
    def loadAlgorithms(self) -> None:
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm(self._engine))
