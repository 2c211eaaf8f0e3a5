"""`mosaicjson:timeseries`: what the images of a mosaic show at places over time, as a table and a chart. QGIS side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsFields,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsVariantUtils,
    QgsWkbTypes,
)

from ..host.redaction import redacted
from ..host.translation import tr
from . import parameters as given
from .algorithm import MosaicAlgorithm
from .algorithm import told as words_for
from .moments import add_time, time_of
from .rows import another_input, feature_of, fields_of, fill, moment, opened_sink, tell_skipped, value_of, whole_wkt

if TYPE_CHECKING:
    from .chart import Chart

PLACES = "PLACES"
LABEL = "LABEL"
EXPRESSION = "EXPRESSION"
BY_DAY = "BY_DAY"
RESOLUTION = "RESOLUTION"
OUTPUT_HTML = "OUTPUT_HTML"
COUNT = "COUNT"
STATISTICS = ("mean", "min", "max", "stdev", "median", "count")
_OWN = (("place", "text"), ("begin", "time"), ("end", "time"), ("name", "text"), ("image", "text"), ("images", "whole"))
_WRITTEN, _ASKED = 0.05, 0.9
"""How far it is when all places are handed over, and when the engine has answered."""


class TimeSeries(MosaicAlgorithm):
    """A row per place and image, or per place and day; the chart shows the same."""

    ID = "timeseries"
    GROUP = "export"
    TAGS = ("time", "series", "temporal", "stac", "chart", "plot", "zonal statistics", "ndvi", "phenology")

    def title(self) -> str:
        return tr("Time series at points and polygons")

    def help(self) -> str:
        return tr(
            "Reads what each image of a mosaic shows at places, in the order of time, and makes a table and a chart of it. The mosaic "
            "must know when its images were taken, as STAC searches and mosaics that were saved from them do.\n\n"
            "At a point it is the value of the pixel there, in a polygon the mean, minimum, maximum, standard deviation, median and "
            "count of the pixels whose centres lie in it. Nodata and transparent pixels do not count; images without any value at a "
            "place have no row.\n\n"
            "An expression makes one band of several, for example (b4-b1)/(b4+b1), or (B08-B04)/(B08+B04) with the keys of a STAC "
            "item’s assets. With one row per day, images of the same day (UTC) are put together as the layer does, which suits "
            "catalogs that cut a satellite’s pass into tiles.\n\n"
            "Values are as they are stored, without scale and offset unless the layer applies them. Polygons with more than a million "
            "pixels are read at a coarser resolution, which is told. The chart is one file that needs nothing from the network; it "
            "shows the first twelve places."
        )

    def declare(self) -> None:
        given.add_mosaic(self)
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                PLACES,
                tr("Points or polygons"),
                [QgsProcessing.SourceType.TypeVectorPoint, QgsProcessing.SourceType.TypeVectorPolygon],
            )
        )
        self.addParameter(
            QgsProcessingParameterField(
                LABEL, tr("Field with the names of the places"), parentLayerParameterName=PLACES, optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterString(EXPRESSION, tr("Expression instead of all bands"), optional=True)
        )
        self.addParameter(QgsProcessingParameterBoolean(BY_DAY, tr("One row per day (UTC)"), defaultValue=False))
        add_time(self)
        self.addParameter(
            given.advanced(
                QgsProcessingParameterNumber(
                    RESOLUTION,
                    tr("Pixel size in polygons, in units of the mosaic’s CRS (empty: the finest)"),
                    QgsProcessingParameterNumber.Type.Double,
                    optional=True,
                    minValue=0.0,
                )
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(given.OUTPUT, tr("Time series"), QgsProcessing.SourceType.TypeVector)
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(OUTPUT_HTML, tr("Chart"), tr("HTML files (*.html)"), optional=True)
        )
        self.addOutput(QgsProcessingOutputNumber(COUNT, tr("Number of rows")))
        self.addOutput(QgsProcessingOutputNumber(given.IMAGES, tr("Number of images with values")))

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._mosaic = given.mosaic_of(self, parameters, context)

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..engine.client.questions import TimeSeriesLines, read_lines, temporary_lines, write_lines
        from .chart import Chart
        from .pages import write_page

        source = self.parameterAsSource(parameters, PLACES, context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, PLACES))
        mosaic = self._mosaic
        expression = self.parameterAsString(parameters, EXPRESSION, context).strip()
        if expression:
            others = {key: value for key, value in mosaic.options.items() if key not in ("indexes", "expression")}
            mosaic = replace(mosaic, options={**others, "expression": expression})
        with temporary_lines() as places, temporary_lines() as path:
            request = TimeSeriesLines(
                uri=mosaic.uri,
                options=mosaic.options,
                credentials=mosaic.credentials,
                places=places,
                target=path,
                crs_wkt=whole_wkt(source.sourceCrs()),
                time=time_of(self, parameters, context),
                by_day=self.parameterAsBool(parameters, BY_DAY, context),
                resolution=self.parameterAsDouble(parameters, RESOLUTION, context) or None,
            )
            if not write_lines(places, _places(source, feedback), cancelled=feedback.isCanceled):
                raise QgsProcessingException(tr("There is no point and no polygon in the input."))
            told = self.ask(request, feedback, mosaic.name, share=(_WRITTEN, _ASKED))
            tell_skipped(feedback, told)
            if told["coarsened"]:
                words = tr("{count} polygons are large and were read at a coarser resolution.")
                feedback.pushWarning(words.format(count=told["coarsened"]))
            is_area = QgsWkbTypes.geometryType(source.wkbType()) == QgsWkbTypes.GeometryType.PolygonGeometry
            names = [band["name"] for band in told["bands"]]
            columns = _columns(names, is_area=is_area)
            chart = Chart(title=mosaic.name, bands=names, is_area=is_area)
            labels = _Labels(source, self.parameterAsString(parameters, LABEL, context))
            fields = fields_of((*_OWN, *columns))
            sink = opened_sink(
                self, parameters, given.OUTPUT, context, fields, QgsWkbTypes.Type.NoGeometry, QgsCoordinateReferenceSystem()
            )  # fmt: skip
            rows = _features(read_lines(path), fields, columns, labels, chart)
            fill([sink], rows, told["rows"], context, feedback, (_ASKED, 1.0))
        feedback.pushInfo(tr("{rows} rows of {images} images.").format(rows=told["rows"], images=told["images"]))
        outputs = {given.OUTPUT: sink.identity if sink else None, COUNT: told["rows"], given.IMAGES: told["images"]}
        page = self.parameterAsFileOutput(parameters, OUTPUT_HTML, context)
        if page:
            with words_for(page):
                write_page(page, chart.page())
            outputs[OUTPUT_HTML] = page
        return outputs


def _columns(bands: list[str], *, is_area: bool) -> list[tuple[str, str]]:
    """A column per band, in polygons one for each of its statistics."""
    if not is_area:
        return [(band, "number") for band in bands]
    return [(f"{band}_{each}", "whole" if each == "count" else "number") for band in bands for each in STATISTICS]


def _places(source: QgsProcessingFeatureSource, feedback: QgsProcessingFeedback) -> Iterator[list[object]]:
    total = max(1, source.featureCount())
    for number, feature in enumerate(_with_geometry(source, QgsFeatureRequest().setNoAttributes())):
        feedback.setProgress(100 * _WRITTEN * min(1.0, number / total))
        yield [feature.id(), bytes(feature.geometry().asWkb()).hex()]


def _with_geometry(source: QgsProcessingFeatureSource, request: QgsFeatureRequest) -> Iterator[QgsFeature]:
    """Features that have a place, as a rule in the same order each time."""
    for feature in source.getFeatures(request):
        geometry = feature.geometry()
        if not (geometry.isNull() or geometry.isEmpty()):
            yield feature


class _Labels:
    """What people call the places, read along with the rows: both are in the same order."""

    def __init__(self, source: QgsProcessingFeatureSource, field: str) -> None:
        self._index = source.fields().indexFromName(field) if field else -1
        request = QgsFeatureRequest().setSubsetOfAttributes([self._index] if self._index >= 0 else [])
        self._features = _with_geometry(source, request)
        self._identity: int | None = None
        self._label = ""

    def of(self, identity: int) -> str:
        """Of a place. Raises QgsProcessingException where the input gives them in another order now."""
        while self._identity != identity:
            feature = next(self._features, None)
            if feature is None:
                raise another_input()
            self._identity = feature.id()
            given_name = feature.attributes()[self._index] if self._index >= 0 else None
            self._label = str(feature.id()) if QgsVariantUtils.isNull(given_name) else str(given_name)
        return self._label


def _features(
    rows: Iterator[Any], fields: QgsFields, columns: list[tuple[str, str]], labels: _Labels, chart: Chart
) -> Iterator[tuple[list[QgsFeature]]]:
    for number, begin, end, names, hrefs, bands in rows:
        label = labels.of(number)
        chart.add(number, label, begin or end, names, bands)
        own = (label, moment(begin), moment(end), ", ".join(names), redacted(", ".join(hrefs)), len(hrefs))
        flat = [value for band in bands for value in band]
        values = [value_of(value, kind) for value, (_, kind) in zip(flat, columns, strict=True)]
        yield ([feature_of(fields, (*own, *values))],)
