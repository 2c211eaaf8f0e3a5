"""`mosaicjson:quadkeys`: the index of a mosaic as polygons with counts. QGIS side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from qgis.core import (
    QgsFeature,
    QgsFields,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterNumber,
    QgsRectangle,
    QgsWkbTypes,
)

from ..host.translation import tr
from . import parameters as given
from .algorithm import MosaicAlgorithm
from .footprints import EXTENT, extent_of
from .rows import crs_of, feature_of, fields_of, fill, opened_sink

ZOOM = "ZOOM"
COUNT = "COUNT"
_FIELDS = (
    ("quadkey", "text"),
    ("zoom", "whole"),
    ("x", "whole"),
    ("y", "whole"),
    ("tiles", "whole"),
    ("listed", "whole"),
    ("images", "whole"),
    ("most_images", "whole"),
)
_ASKED = 0.6
"""How far it is when the engine has told all."""


class Quadkeys(MosaicAlgorithm):
    """One square per key, or per tile of a coarser zoom."""

    ID = "quadkeys"
    GROUP = "inspect"
    TAGS = ("quadkeys", "index", "tiles", "grid", "density", "count", "overlap")

    def title(self) -> str:
        return tr("Extract index as polygons")

    def help(self) -> str:
        return tr(
            "Makes a square for each quadkey in the index of a mosaic, in the CRS of its tiles, with the number of images that are "
            "listed there. It shows where a mosaic has many images above each other, where it has gaps, and how large its index is. "
            "No image is opened.\n\n"
            "With a zoom, keys are put together in tiles of that zoom: tiles counts their keys, listed how often images are listed "
            "in them, images the different ones, most_images those of the key that has most. Keys that are coarser stay as they are.\n\n"
            "Any number of keys will do: a million of them need little memory, but a file for the result, such as a GeoPackage."
        )

    def declare(self) -> None:
        given.add_mosaic(self)
        self.addParameter(QgsProcessingParameterExtent(EXTENT, tr("Only keys that meet this extent"), optional=True))
        self.addParameter(
            QgsProcessingParameterNumber(
                ZOOM, tr("Zoom of the squares (empty: as in the index)"), optional=True, minValue=0, maxValue=30
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(given.OUTPUT, tr("Index"), QgsProcessing.SourceType.TypeVectorPolygon)
        )
        self.addOutput(QgsProcessingOutputNumber(COUNT, tr("Number of squares")))
        self.addOutput(QgsProcessingOutputNumber(given.TILES, tr("Number of tiles in the index")))
        self.addOutput(QgsProcessingOutputNumber(given.IMAGES, tr("Number of different images")))

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._mosaic = given.mosaic_of(self, parameters, context)

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..engine.client.questions import QuadkeyLines, read_lines, temporary_lines

        extent, crs_wkt = extent_of(self, parameters, context)
        with temporary_lines() as path:
            request = QuadkeyLines(
                uri=self._mosaic.uri,
                options=self._mosaic.options,
                credentials=self._mosaic.credentials,
                target=path,
                extent=extent,
                crs_wkt=crs_wkt,
                zoom=None if parameters.get(ZOOM) in (None, "") else self.parameterAsInt(parameters, ZOOM, context),
            )
            told = self.ask(request, feedback, self._mosaic.name, share=(0.0, _ASKED))
            fields = fields_of(_FIELDS)
            crs = crs_of(told["crs"]["wkt"], told["crs"]["authority"])
            sink = opened_sink(self, parameters, given.OUTPUT, context, fields, QgsWkbTypes.Type.Polygon, crs)
            fill([sink], _features(read_lines(path), fields), told["count"], context, feedback, (_ASKED, 1.0))
        text = tr("{count} squares of {tiles} tiles; {images} different images, at most {most} in one square.")
        feedback.pushInfo(
            text.format(count=told["count"], tiles=told["tiles"], images=told["images"], most=told["most_images"])
        )
        return {
            given.OUTPUT: sink.identity if sink else None,
            COUNT: told["count"],
            given.TILES: told["tiles"],
            given.IMAGES: told["images"],
        }


def _features(rows: Iterator[Any], fields: QgsFields) -> Iterator[tuple[list[QgsFeature]]]:
    for row in rows:
        box = QgsGeometry.fromRect(QgsRectangle(*row[8:]))
        yield ([feature_of(fields, row[:8], box)],)
