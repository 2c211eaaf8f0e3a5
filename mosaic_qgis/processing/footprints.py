"""`mosaicjson:footprints`: where the images of a mosaic lie, as polygons. QGIS side."""

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
    QgsProcessingParameterBoolean,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSink,
    QgsWkbTypes,
)

from ..host.translation import tr
from . import parameters as given
from .algorithm import MosaicAlgorithm
from .rows import crs_of, feature_of, fields_of, fill, opened_sink, span, tell_skipped, value_of, whole_wkt

EXTENT = "EXTENT"
EXACT = "EXACT"
COUNT = "COUNT"
_OWN = (("rank", "whole"), ("name", "text"), ("key", "text"), ("image", "text"), ("begin", "time"), ("end", "time"))
_ASKED = 0.8
"""How far it is when the engine has told all."""


class Footprints(MosaicAlgorithm):
    """One polygon per image, however many there are."""

    ID = "footprints"
    GROUP = "inspect"
    TAGS = ("footprints", "outlines", "images", "index", "extent", "coverage", "tile index")

    def title(self) -> str:
        return tr("Extract footprints of images")

    def help(self) -> str:
        return tr(
            "Makes a polygon for each image of a mosaic, in mosaic order: rank 1 is listed first. Their fields tell the image’s name "
            "and address, when it was taken where the mosaic knows, size, bands, type, CRS, pixel size (in units of that CRS), "
            "overviews, nodata, and what a STAC catalog says of it.\n\n"
            "The outlines come from the images’ own headers, which costs a request for each image that is not known yet; many are "
            "asked for at a time. Without that, a STAC mosaic has the outlines of its items, and images of other mosaics have the "
            "tiles that list them. The field footprint says who knew it: image, item or tiles.\n\n"
            "Images that cannot be read are told, and get the tiles that list them. Any number of images will do: a million of them "
            "need little memory, but a file for the result, such as a GeoPackage."
        )

    def declare(self) -> None:
        given.add_mosaic(self)
        self.addParameter(
            QgsProcessingParameterExtent(EXTENT, tr("Only images whose tiles meet this extent"), optional=True)
        )
        self.addParameter(
            QgsProcessingParameterBoolean(EXACT, tr("Read the outlines from the images’ headers"), defaultValue=True)
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                given.OUTPUT, tr("Footprints"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        self.addOutput(QgsProcessingOutputNumber(COUNT, tr("Number of footprints")))
        self.addOutput(QgsProcessingOutputNumber(given.IMAGES, tr("Number of images")))

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._mosaic = given.mosaic_of(self, parameters, context)

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..engine.client.questions import FootprintLines, read_lines, temporary_lines

        extent, crs_wkt = extent_of(self, parameters, context)
        with temporary_lines() as path:
            request = FootprintLines(
                uri=self._mosaic.uri,
                options=self._mosaic.options,
                credentials=self._mosaic.credentials,
                target=path,
                extent=extent,
                crs_wkt=crs_wkt,
                exact=self.parameterAsBool(parameters, EXACT, context),
            )
            told = self.ask(request, feedback, self._mosaic.name, share=(0.0, _ASKED))
            tell_skipped(feedback, told)
            kinds = tuple(told["fields"].items())
            fields = fields_of((*_OWN, *kinds))
            sink = opened_sink(
                self, parameters, given.OUTPUT, context, fields, QgsWkbTypes.Type.MultiPolygon,
                crs_of(told["geographic_crs_wkt"]),
            )  # fmt: skip
            features = _features(read_lines(path), fields, kinds)
            fill([sink], features, told["count"], context, feedback, (_ASKED, 1.0))
        text = tr("{count} footprints of {images} images.")
        feedback.pushInfo(text.format(count=told["count"], images=told["total"]))
        return {given.OUTPUT: sink.identity if sink else None, COUNT: told["count"], given.IMAGES: told["total"]}


def extent_of(
    algorithm: MosaicAlgorithm, parameters: Mapping[str, Any], context: QgsProcessingContext
) -> tuple[tuple[float, float, float, float] | None, str]:
    """The extent that was given, and its CRS as WKT; None and nothing where none was."""
    if not parameters.get(EXTENT):
        return None, ""
    box = algorithm.parameterAsExtent(parameters, EXTENT, context)
    if box.isNull():
        return None, ""
    crs = algorithm.parameterAsExtentCrs(parameters, EXTENT, context)
    return (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()), whole_wkt(crs)


def _features(
    rows: Iterator[Any], fields: QgsFields, kinds: tuple[tuple[str, str], ...]
) -> Iterator[tuple[list[QgsFeature]]]:
    for rank, name, key, href, taken, shape, properties in rows:
        geometry = QgsGeometry()
        geometry.fromWkb(bytes.fromhex(shape))
        geometry.convertToMultiType()
        own = (rank, value_of(name, "text"), value_of(key, "text"), value_of(href, "text"), *span(taken))
        more = (value_of(properties.get(field), kind) for field, kind in kinds)
        yield ([feature_of(fields, (*own, *more), geometry)],)
