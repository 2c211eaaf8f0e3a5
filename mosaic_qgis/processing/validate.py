"""`mosaicjson:validate`: whether a mosaic and its images are as they should be; a report, a table, a repaired document. QGIS side."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from qgis.core import (
    QgsFeature,
    QgsFields,
    QgsJsonUtils,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputBoolean,
    QgsProcessingOutputNumber,
    QgsProcessingParameterAuthConfig,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsWkbTypes,
)

from ..host.auth import credentials_for
from ..host.redaction import redacted
from ..host.translation import tr
from ..provider.paths import absolute
from . import parameters as given
from . import rows
from .algorithm import MosaicAlgorithm
from .validation_words import SEVERITIES, title_of

LOOK = "LOOK_AT_IMAGES"
MOST = "MOST_IMAGES"
REPORT = "REPORT"
REPAIRED = "REPAIRED"
REPAIRED_AUTHCFG = "REPAIRED_AUTHCFG"
VALID = "VALID"
NUMBERS = {
    "ERRORS": "errors",
    "WARNINGS": "warnings",
    "NOTES": "notes",
    "TILES": "tiles",
    "IMAGES": "images",
    "IMAGES_FAILED": "images_failed",
}
FIELDS = (
    ("severity", "text"),
    ("rule", "text"),
    ("title", "text"),
    ("place", "text"),
    ("image", "text"),
    ("message", "text"),
    ("count", "whole"),
)
_ASKED = 0.95
"""The share of the progress bar until the engine is done."""
_MOST_LINES = 20


class Validate(MosaicAlgorithm):
    """What is wrong with a mosaic is its result, never its failure."""

    ID = "validate"
    GROUP = "inspect"
    TAGS = ("validate", "check", "repair", "specification", "cog", "dead links", "gaps", "outliers", "report")

    def title(self) -> str:
        return tr("Validate mosaic")

    def help(self) -> str:
        return tr(
            "Checks a mosaic against the specification of MosaicJSON, and its images: whether they are there and may be read, whether they "
            "are Cloud-Optimized GeoTIFFs with overviews, which of them differ from the others in data type, bands, coordinate reference "
            "system, nodata or resolution, whether they lie in the tiles that list them and within the bounds, and where they leave gaps. "
            "No pixels are read: of an image on the web, only its head is asked for.\n\n"
            "The report is a page to be read or printed; the table has every finding with its place in the document and the image’s "
            "outline. A mosaic with mistakes is no failure of the algorithm.\n\n"
            "The repaired document is a copy without what is wrong: dead images, wrong listings and invalid values are left out, zooms, "
            "bounds and center are computed anew where they do not hold. Images that cannot be reached for the moment, or that need a "
            "login, stay in. The report names each change; the mosaic itself is not touched."
        )

    def declare(self) -> None:
        given.add_mosaic(self)
        self.addParameter(QgsProcessingParameterBoolean(LOOK, tr("Look at the images"), defaultValue=True))
        most = QgsProcessingParameterNumber(
            MOST, tr("Look at so many images at most (0: all)"), defaultValue=0, minValue=0
        )
        self.addParameter(given.advanced(most))
        given.add_cluster(self)
        login = QgsProcessingParameterAuthConfig(
            REPAIRED_AUTHCFG, tr("Login of the repaired document’s store"), optional=True
        )
        self.addParameter(given.advanced(login))
        replaces = QgsProcessingParameterBoolean(
            given.OVERWRITE, tr("Replace a repaired document that is there"), defaultValue=False
        )
        self.addParameter(given.advanced(replaces))
        self.addParameter(
            QgsProcessingParameterFileDestination(REPORT, tr("Report"), tr("HTML files (*.html)"), None, True)
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                given.OUTPUT, tr("Findings"), QgsProcessing.SourceType.TypeVectorPolygon, None, True
            )
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                REPAIRED,
                tr("Repaired document"),
                tr("MosaicJSON (*.json *.json.gz *.mosaicjson);;All files (*)"),
                None,
                True,
                False,
            )
        )
        self.addOutput(QgsProcessingOutputBoolean(VALID, tr("Whether the mosaic has no errors")))
        labels = {
            "ERRORS": tr("Number of errors"),
            "WARNINGS": tr("Number of warnings"),
            "NOTES": tr("Number of notes"),
            "TILES": tr("Number of tiles in its index"),
            "IMAGES": tr("Number of images"),
            "IMAGES_FAILED": tr("Number of images that cannot be read"),
        }
        for name, label in labels.items():
            self.addOutput(QgsProcessingOutputNumber(name, label))

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._mosaic = given.mosaic_of(self, parameters, context)
        authcfg = self.parameterAsString(parameters, REPAIRED_AUTHCFG, context)
        logins = credentials_for({"authcfg": authcfg} if authcfg else {})
        self._login = None if logins is None else logins["document"]
        self._cluster = given.cluster_of(self, parameters, context)

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..engine.client.questions import Validate as Request
        from ..engine.client.questions import temporary_lines

        repaired = self.parameterAsFileOutput(parameters, REPAIRED, context).strip()
        page = self.parameterAsFileOutput(parameters, REPORT, context)
        wants_rows = parameters.get(given.OUTPUT) is not None
        with temporary_lines() as lines:
            request = Request(
                uri=self._mosaic.uri,
                options=self._mosaic.options,
                credentials=self._mosaic.credentials,
                looks_at_images=self.parameterAsBool(parameters, LOOK, context),
                most_images=self.parameterAsInt(parameters, MOST, context),
                lines=lines if wants_rows else "",
                target=absolute(repaired) if repaired else "",
                target_credentials=self._login,
                overwrite=self.parameterAsBool(parameters, given.OVERWRITE, context),
                cluster=self._cluster,
            )
            result = self.ask(request, feedback, self._mosaic.name, share=(0.0, _ASKED))
            outputs: dict[str, Any] = {VALID: not result["errors"], REPAIRED: result["repaired_uri"]}
            outputs |= {name: result[field] for name, field in NUMBERS.items()}
            if wants_rows:
                outputs[given.OUTPUT] = self._table(parameters, context, feedback, result, lines)
        if page:
            from .pages import write_page
            from .validation_report import report_page

            write_page(page, report_page(result, self._mosaic.name))
            outputs[REPORT] = page
        self._tell(result, feedback)
        return outputs

    def _table(
        self,
        parameters: Mapping[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        result: Mapping[str, Any],
        lines: str,
    ) -> str:
        """The findings as features; how Processing calls them."""
        from ..engine.client.questions import read_lines

        fields = rows.fields_of(FIELDS)
        crs = rows.crs_of(result["crs_wkt"], None if result["crs_wkt"] else "EPSG:4326")
        sink = rows.opened_sink(self, parameters, given.OUTPUT, context, fields, QgsWkbTypes.Type.MultiPolygon, crs)
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, given.OUTPUT))
        total = sum(rule["count"] for rule in result["rules"])
        features = ([[_feature(fields, row)]] for row in read_lines(lines))
        rows.fill([sink], features, total, context, feedback, (_ASKED, 1.0))
        return sink.identity

    def _tell(self, result: Mapping[str, Any], feedback: QgsProcessingFeedback) -> None:
        for rule in result["rules"][:_MOST_LINES]:
            words = tr("{severity}: {title} ({count}). {example}").format(
                severity=tr(SEVERITIES[rule["severity"]]),
                title=title_of(rule["rule"]),
                count=rule["count"],
                example=redacted(rule["examples"][0]["message"]),
            )
            (feedback.pushWarning if rule["severity"] != "note" else feedback.pushInfo)(words)
        for line in (*result["left_out"], *result["repairs"]):
            feedback.pushInfo(redacted(line))
        from .validation_report import verdict

        feedback.pushInfo(verdict(result)[1])


def _feature(fields: QgsFields, row: Mapping[str, Any]) -> QgsFeature:
    geometry = None
    if row["geometry"] is not None:
        geometry = QgsJsonUtils.geometryFromGeoJson(json.dumps(row["geometry"]))
        geometry.convertToMultiType()
    values = {**row, "title": title_of(row["rule"]), "image": row["asset"]}
    return rows.feature_of(fields, [rows.value_of(values[name], kind) for name, kind in FIELDS], geometry)
