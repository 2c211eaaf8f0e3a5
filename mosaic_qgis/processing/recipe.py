"""The parameters of a new mosaic's recipe: zooms, index, lists of its tiles, texts. QGIS side.

All of them are folded away and may be left empty: what the images suggest is right most of the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..host.translation import tr
from .parameters import advanced

if TYPE_CHECKING:
    from ..engine.client.questions import Recipe

MINZOOM = "MINZOOM"
MAXZOOM = "MAXZOOM"
QUADKEY_ZOOM = "QUADKEY_ZOOM"
MINIMUM_COVER = "MINIMUM_COVER"
SORT_BY_COVER = "SORT_BY_COVER"
MAXIMUM_PER_TILE = "MAXIMUM_PER_TILE"
TMS = "TMS"
PREFIX = "PREFIX"
NAME = "NAME"
DESCRIPTION = "DESCRIPTION"
ATTRIBUTION = "ATTRIBUTION"
_MOST_ZOOM = 30
_TILE_MATRIX_SETS = (
    "WebMercatorQuad",
    "WorldMercatorWGS84Quad",
    "EuropeanETRS89_LAEAQuad",
    "NZTM2000Quad",
    "UPSArcticWGS84Quad",
    "UPSAntarcticWGS84Quad",
)
"""What people choose from; scripts may give any quadtree's id or JSON."""


def add_recipe(algorithm: QgsProcessingAlgorithm) -> None:
    """Everything that a new mosaic can be told to be like."""
    integer = QgsProcessingParameterNumber.Type.Integer
    for name, text in (
        (MINZOOM, tr("Smallest zoom (empty: as the images suggest)")),
        (MAXZOOM, tr("Largest zoom (empty: as the images suggest)")),
        (QUADKEY_ZOOM, tr("Zoom of the index (empty: the smallest zoom)")),
    ):
        parameter = QgsProcessingParameterNumber(
            name, text, type=integer, optional=True, minValue=0, maxValue=_MOST_ZOOM
        )
        algorithm.addParameter(advanced(parameter))
    cover = QgsProcessingParameterNumber(
        MINIMUM_COVER,
        tr("Least share of a tile that an image must cover (0 to 1)"),
        type=QgsProcessingParameterNumber.Type.Double,
        optional=True,
        minValue=0,
        maxValue=1,
    )
    algorithm.addParameter(advanced(cover))
    algorithm.addParameter(
        advanced(
            QgsProcessingParameterBoolean(
                SORT_BY_COVER, tr("Images that cover more of a tile come first"), defaultValue=False
            )
        )
    )
    most = QgsProcessingParameterNumber(
        MAXIMUM_PER_TILE,
        tr("Images for each tile, at most (empty or 0: all)"),
        type=integer,
        optional=True,
        minValue=0,
    )
    algorithm.addParameter(advanced(most))
    grid = QgsProcessingParameterString(TMS, tr("Tile matrix set"), defaultValue=_TILE_MATRIX_SETS[0], optional=True)
    grid.setMetadata({"widget_wrapper": {"value_hints": list(_TILE_MATRIX_SETS)}})
    algorithm.addParameter(advanced(grid))
    for name, text in (
        (PREFIX, tr("What the names of all images begin with (said once in the document)")),
        (NAME, tr("Name")),
        (DESCRIPTION, tr("Description")),
        (ATTRIBUTION, tr("Attribution")),
    ):
        algorithm.addParameter(advanced(QgsProcessingParameterString(name, text, optional=True)))


def recipe_of(
    algorithm: QgsProcessingAlgorithm, parameters: Mapping[str, Any], context: QgsProcessingContext
) -> Recipe:
    """What was given of it. Any thread."""
    from ..engine.client.questions import Recipe

    def whole(name: str) -> int | None:
        return None if _is_empty(parameters, name) else algorithm.parameterAsInt(parameters, name, context)

    def text(name: str) -> str:
        return str(algorithm.parameterAsString(parameters, name, context)).strip()

    cover = (
        None
        if _is_empty(parameters, MINIMUM_COVER)
        else float(algorithm.parameterAsDouble(parameters, MINIMUM_COVER, context))
    )
    return Recipe(
        minzoom=whole(MINZOOM),
        maxzoom=whole(MAXZOOM),
        quadkey_zoom=whole(QUADKEY_ZOOM),
        minimum_tile_cover=cover,
        tile_cover_sort=algorithm.parameterAsBool(parameters, SORT_BY_COVER, context),
        maximum_items_per_tile=whole(MAXIMUM_PER_TILE),
        tms=text(TMS),
        asset_prefix=text(PREFIX),
        name=text(NAME),
        description=text(DESCRIPTION),
        attribution=text(ATTRIBUTION),
    )


def _is_empty(parameters: Mapping[str, Any], name: str) -> bool:
    return parameters.get(name) in (None, "")
