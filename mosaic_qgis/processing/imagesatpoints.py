"""`mosaicjson:imagesatpoints`: which images lie at points, and what they show there. QGIS side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qgis.core import (
    QgsFeature,
    QgsFeatureRequest,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsWkbTypes,
)

from ..host.translation import tr
from . import parameters as given
from .algorithm import MosaicAlgorithm
from .moments import add_time, time_of
from .rows import Sink, another_input, feature_of, fields_of, fill, opened_sink, span, tell_skipped, value_of, whole_wkt

POINTS = "POINTS"
VALUES = "VALUES"
OUTPUT_POINTS = "OUTPUT_POINTS"
COUNT = "COUNT"
_OF_IMAGES = (
    ("rank", "whole"),
    ("name", "text"),
    ("key", "text"),
    ("image", "text"),
    ("begin", "time"),
    ("end", "time"),
    ("used", "boolean"),
)
_WRITTEN, _ASKED = 0.1, 0.8
"""How far it is when all points are handed over, and when the engine has answered."""


class ImagesAtPoints(MosaicAlgorithm):
    """A row per point and image; another output has a row per point."""

    ID = "imagesatpoints"
    GROUP = "inspect"
    TAGS = ("points", "identify", "sample", "values", "images", "drill")

    def title(self) -> str:
        return tr("Images and values at points")

    def help(self) -> str:
        return tr(
            "Tells for each point which images of a mosaic reach it, in mosaic order, and the values of their own pixels there at "
            "full resolution. The field used says whether the value that the mosaic shows comes from that image.\n\n"
            "One output has a row for each point and image, another one a row for each point, with the number of images there and "
            "the values that the mosaic shows. Both keep the fields of the points. Bands, expression and rule for images above each "
            "other are those of the layer or of the address that is given.\n\n"
            "Values are as they are stored, without scale and offset unless the layer applies them. Without values only the "
            "images’ headers are read. Of parts of multipoints each one counts."
        )

    def declare(self) -> None:
        given.add_mosaic(self)
        self.addParameter(
            QgsProcessingParameterFeatureSource(POINTS, tr("Points"), [QgsProcessing.SourceType.TypeVectorPoint])
        )
        self.addParameter(QgsProcessingParameterBoolean(VALUES, tr("Read the values"), defaultValue=True))
        add_time(self)
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                given.OUTPUT, tr("Images at points"), QgsProcessing.SourceType.TypeVectorPoint
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                OUTPUT_POINTS,
                tr("Points with the mosaic’s values"),
                QgsProcessing.SourceType.TypeVectorPoint,
                optional=True,
                createByDefault=False,
            )
        )
        self.addOutput(QgsProcessingOutputNumber(COUNT, tr("Number of points")))
        self.addOutput(QgsProcessingOutputNumber(given.IMAGES, tr("Number of images at points")))

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._mosaic = given.mosaic_of(self, parameters, context)

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..engine.client.questions import PointLines, read_lines, temporary_lines, write_lines

        source = self.parameterAsSource(parameters, POINTS, context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, POINTS))
        with_values = self.parameterAsBool(parameters, VALUES, context)
        with temporary_lines() as points, temporary_lines() as path:
            request = PointLines(
                uri=self._mosaic.uri,
                options=self._mosaic.options,
                credentials=self._mosaic.credentials,
                points=points,
                target=path,
                crs_wkt=whole_wkt(source.sourceCrs()),
                time=time_of(self, parameters, context),
                with_values=with_values,
            )
            if not write_lines(points, _points(source, feedback), cancelled=feedback.isCanceled):
                raise QgsProcessingException(tr("There is no point in the input."))
            told = self.ask(request, feedback, self._mosaic.name, share=(_WRITTEN, _ASKED))
            tell_skipped(feedback, told)
            bands = [(band["name"], "number") for band in told["bands"]] if with_values else []
            of_images = fields_of((*_OF_IMAGES, *bands), source.fields())
            of_points = fields_of((("images", "whole"), *bands), source.fields())
            sinks = [
                opened_sink(self, parameters, name, context, fields, QgsWkbTypes.Type.Point, source.sourceCrs())
                for name, fields in ((given.OUTPUT, of_images), (OUTPUT_POINTS, of_points))
            ]
            rows = _features(source, read_lines(path), of_images, of_points, len(bands))
            fill(sinks, rows, told["points"], context, feedback, (_ASKED, 1.0))
        text = tr("{count} points, {images} images at them.")
        feedback.pushInfo(text.format(count=told["points"], images=told["images"]))
        return {**_identities(sinks), COUNT: told["points"], given.IMAGES: told["images"]}


def _identities(sinks: Sequence[Sink | None]) -> dict[str, Any]:
    names = zip((given.OUTPUT, OUTPUT_POINTS), sinks, strict=True)
    return {name: sink.identity for name, sink in names if sink is not None}


def _each(source: QgsProcessingFeatureSource, request: QgsFeatureRequest) -> Iterator[tuple[QgsFeature, QgsPointXY]]:
    """Each point, and the feature that it belongs to; as a rule in the same order each time."""
    for feature in source.getFeatures(request):
        geometry = feature.geometry()
        if geometry.isNull() or geometry.isEmpty():
            continue
        for point in geometry.asMultiPoint() if geometry.isMultipart() else [geometry.asPoint()]:
            yield feature, point


def _points(source: QgsProcessingFeatureSource, feedback: QgsProcessingFeedback) -> Iterator[list[float]]:
    total = max(1, source.featureCount())
    for number, (feature, point) in enumerate(_each(source, QgsFeatureRequest().setNoAttributes())):
        if number % 1000 == 0:
            feedback.setProgress(100 * _WRITTEN * min(1.0, number / total))
        yield [feature.id(), point.x(), point.y()]


def _features(
    source: QgsProcessingFeatureSource, rows: Iterator[Any], of_images: QgsFields, of_points: QgsFields, band_count: int
) -> Iterator[tuple[list[QgsFeature], list[QgsFeature]]]:
    """What goes into both sinks; the points come again in the order in which they were handed over."""
    nothing = [None] * band_count
    again = _each(source, QgsFeatureRequest())
    for identity, values, images in rows:
        feature, point = next(again, (None, None))
        if feature is None or feature.id() != identity:
            raise another_input()
        own, place = feature.attributes(), QgsGeometry.fromPointXY(point)
        pairs = []
        for rank, name, key, href, taken, used, of_image in images:
            facts = (rank, *(value_of(text, "text") for text in (name, key, href)), *span(taken), used)
            numbers = nothing if of_image is None else _numbers(of_image, band_count)
            pairs.append(feature_of(of_images, (*own, *facts, *numbers), place))
        whole = (*own, len(images), *(_numbers(values, band_count) if values else nothing))
        yield pairs, [feature_of(of_points, whole, place)]


def _numbers(values: Sequence[Any], count: int) -> list[object]:
    """Without the alpha band, which comes last."""
    return [value_of(value, "number") for value in values[:count]]
