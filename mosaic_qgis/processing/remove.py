"""`mosaicjson:remove`: images are taken out of a mosaic where it is stored. QGIS side."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterString,
    QgsWkbTypes,
)

from ..host.guard import answer, guarded
from ..host.redaction import redacted
from ..host.translation import tr
from . import parameters as given
from .algorithm import MosaicAlgorithm, tell_left_out
from .stored import SKIPPED, add_stored_outputs, reload_layers, stored_outputs

NAMES = "NAMES"
EXTENT = "EXTENT"
AREA = "AREA"
HOW = "HOW"
EXACT = "EXACT"
DEAD = "DEAD"
TRIAL = "TRIAL"
REMOVED = "REMOVED"
_TOUCHING = "touching"
_WAYS = (_TOUCHING, "within", "tiles")
_MOST_NAMED = 100
_MOST_BYTES = 32 * 1024 * 1024
"""Of an area on its way to the engine."""


class Remove(MosaicAlgorithm):
    """Tells the engine which images are meant; the mosaic stays as it is until that is known."""

    ID = "remove"
    GROUP = "edit"
    TAGS = ("remove", "delete", "drop", "dead links", "missing images", "clean", "area")

    def title(self) -> str:
        return tr("Remove images from mosaic")

    def help(self) -> str:
        return tr(
            "Takes images out of a mosaic where it is stored; the images themselves stay where they are. An image is taken out when "
            "all of this is true that is given: its name fits, it is in the area, its link is dead.\n\n"
            "Names: one in each line, as the mosaic has them, whole addresses, or names of files; * stands for any characters, ? for one.\n\n"
            "Area: an extent, or the polygons of a layer. Meant are the images that touch it, those that lie in it wholly, or all "
            "images but only in those tiles of the index that lie in it wholly, so that they stay elsewhere.\n\n"
            "Dead links: images that are certainly not there any more. One that refuses access or does not answer stays, and is "
            "told.\n\n"
            "At least one image must be left. Only telling what would be removed changes nothing. What somebody else changes at "
            "the same time is kept; when the work fails or is cancelled, the mosaic is as it was."
        )

    def declare(self) -> None:
        given.add_mosaic(self)
        self.addParameter(
            QgsProcessingParameterString(
                NAMES, tr("Names or patterns, one in each line"), multiLine=True, optional=True
            )
        )
        self.addParameter(QgsProcessingParameterExtent(EXTENT, tr("In this extent"), optional=True))
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                AREA, tr("In these polygons"), [QgsProcessing.SourceType.TypeVectorPolygon], optional=True
            )
        )
        how = QgsProcessingParameterEnum(HOW, tr("Which images of the area"), list(_WAYS), defaultValue=_TOUCHING)
        how.setUsesStaticStrings(True)
        self.addParameter(how)
        self.addParameter(QgsProcessingParameterBoolean(DEAD, tr("Only dead links"), defaultValue=False))
        self.addParameter(
            given.advanced(
                QgsProcessingParameterBoolean(
                    EXACT,
                    tr("Open images to know where they lie (else by the tiles that list them)"),
                    defaultValue=True,
                )
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(TRIAL, tr("Only tell what would be removed"), defaultValue=False)
        )
        add_stored_outputs(
            self,
            {
                REMOVED: tr("Number of images that were removed"),
                given.IMAGES: tr("Number of images that are left"),
                given.TILES: tr("Number of tiles that changed"),
                SKIPPED: tr("Number of images that could not be looked at"),
            },
        )

    @guarded(answer((True, "")))  # what makes no sense is told when it is prepared
    def checkParameterValues(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        has_names = bool(self._names(parameters, context))
        has_extent, has_area = (parameters.get(name) not in (None, "") for name in (EXTENT, AREA))
        if not (has_names or has_extent or has_area) and not self.parameterAsBool(parameters, DEAD, context):
            return False, tr("Say which images to remove: by names, by an area, or dead links.")
        if has_extent and has_area:
            return False, tr("Give the area as an extent or as polygons, not both.")
        return super().checkParameterValues(parameters, context)  # type: ignore[no-any-return]

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._mosaic = given.mosaic_of(self, parameters, context)
        self._is_done = False

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..engine.client.questions import Remove as Request

        area, crs = self._area(parameters, context, feedback)
        is_trial = self.parameterAsBool(parameters, TRIAL, context)
        request = Request(
            uri=self._mosaic.uri,
            credentials=self._mosaic.credentials,
            names=self._names(parameters, context),
            area=area,
            crs=crs,
            how=self.parameterAsEnumString(parameters, HOW, context),
            exact=self.parameterAsBool(parameters, EXACT, context),
            dead=self.parameterAsBool(parameters, DEAD, context),
            is_trial=is_trial,
        )
        answer = self.ask(request, feedback, self._mosaic.name)
        self._is_done = not is_trial
        tell_left_out(feedback, answer["skipped"])
        for name in answer["names"][:_MOST_NAMED]:
            feedback.pushInfo(redacted(str(name)))
        if answer["removed"] > _MOST_NAMED:
            words = tr("… and {count} more.")
            feedback.pushInfo(words.format(count=answer["removed"] - _MOST_NAMED))
        words = (
            tr("{removed} images would be removed from {tiles} tiles, {images} would be left.")
            if is_trial
            else tr("{removed} images were removed from {tiles} tiles, {images} are left.")
        )
        feedback.pushInfo(words.format(removed=answer["removed"], tiles=answer["tiles"], images=answer["images"]))
        numbers = {
            REMOVED: answer["removed"],
            given.IMAGES: answer["images"],
            given.TILES: answer["tiles"],
            SKIPPED: answer["skipped_count"],
        }
        return stored_outputs(self._mosaic, numbers)

    def _names(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> tuple[str, ...]:
        lines = self.parameterAsString(parameters, NAMES, context).splitlines()
        return tuple(line.strip() for line in lines if line.strip())

    def _area(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> tuple[str, str]:
        """As WKB in base64, and its CRS as WKT; empty where none is given."""
        if parameters.get(EXTENT) not in (None, ""):
            extent = self.parameterAsExtent(parameters, EXTENT, context)
            if extent.isEmpty():
                raise QgsProcessingException(tr("The extent must have an area."))
            crs = self.parameterAsExtentCrs(parameters, EXTENT, context)
            if not crs.isValid() and context.project() is not None:
                crs = context.project().crs()
            return _encoded(QgsGeometry.fromRect(extent)), _wkt(crs)
        if parameters.get(AREA) in (None, ""):
            return "", ""
        source = self.parameterAsSource(parameters, AREA, context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, AREA))
        whole = _united(source, feedback)
        if whole.isEmpty():
            raise QgsProcessingException(
                tr("The layer {name} has no polygons; choose another one.").format(name=source.sourceName())
            )
        return _encoded(whole), _wkt(source.sourceCrs())

    @guarded(lambda *_arguments: {})
    def postProcessAlgorithm(self, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict[str, Any]:
        if self._is_done:
            reload_layers(self._mosaic.uri, context)
        return {}


def _united(source: QgsProcessingFeatureSource, feedback: QgsProcessingFeedback) -> QgsGeometry:
    parts = []
    for feature in source.getFeatures():
        if feedback.isCanceled():
            raise QgsProcessingException(tr("Cancelled; {detail}").format(detail=tr("nothing was changed.")))
        geometry = feature.geometry()
        if geometry.isNull() or geometry.isEmpty():
            continue
        if QgsWkbTypes.isCurvedType(geometry.wkbType()):
            geometry.convertToStraightSegment()
        parts.append(geometry)
    return QgsGeometry.unaryUnion(parts) if parts else QgsGeometry()


def _encoded(geometry: QgsGeometry) -> str:
    text = base64.b64encode(bytes(geometry.asWkb())).decode("ascii")
    if len(text) > _MOST_BYTES:
        raise QgsProcessingException(tr("The polygons have too many vertices; simplify them first."))
    return text


def _wkt(crs: QgsCoordinateReferenceSystem) -> str:
    if not crs.isValid():
        raise QgsProcessingException(
            tr("The area has no coordinate reference system; set one, so that it can be placed.")
        )
    return str(crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED))
