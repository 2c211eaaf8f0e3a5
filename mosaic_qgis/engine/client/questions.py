"""What can be asked of the engine without an open mosaic: the requests, for whoever hands them to ``EngineHost.ask``.

QGIS side, without QGIS. Apart from terms.py, so that loading the plugin does not load the whole protocol: windows import this
when they ask.
"""

from __future__ import annotations

from ..wire.creating import Create, Folder, Recipe
from ..wire.editing import Merge, MergedSource, Remove, Update
from ..wire.exporting import Export
from ..wire.gathering import CreateFromFeatures, CreateFromStac
from ..wire.inspecting import FootprintLines, Info, PointLines, QuadkeyLines, TimeSeriesLines
from ..wire.lines import read_lines, temporary_lines, write_lines
from ..wire.overviews import MakeOverview
from ..wire.probing import Probe, Renew, RenewedHeaders
from ..wire.request import Credentials, Request
from ..wire.requests import Mosaics
from ..wire.saving import Save
from ..wire.stac_requests import (
    MAX_ITEMS,
    Condition,
    FetchPicture,
    SortKey,
    StacCollections,
    StacQueryables,
    StacSearch,
)
from ..wire.tiles import WriteTiles
from ..wire.twins import WriteTwin
from ..wire.validating import Validate

__all__ = [
    "MAX_ITEMS",
    "Condition",
    "Create",
    "CreateFromFeatures",
    "CreateFromStac",
    "Credentials",
    "Export",
    "FetchPicture",
    "Folder",
    "FootprintLines",
    "Info",
    "MakeOverview",
    "Merge",
    "MergedSource",
    "Mosaics",
    "PointLines",
    "Probe",
    "QuadkeyLines",
    "Recipe",
    "Remove",
    "Renew",
    "RenewedHeaders",
    "Request",
    "Save",
    "SortKey",
    "StacCollections",
    "StacQueryables",
    "StacSearch",
    "TimeSeriesLines",
    "Update",
    "Validate",
    "WriteTiles",
    "WriteTwin",
    "read_lines",
    "temporary_lines",
    "write_lines",
]
