"""`mosaicjson:togdal`: a file by which GDAL opens a mosaic. QGIS side."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputRasterLayer,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProviderRegistry,
)

from ..host.guard import answer, guarded
from ..host.translation import tr
from . import parameters as given
from .algorithm import MosaicAlgorithm, tell_left_out

VRT, INDEX = ".vrt", ".gti.gpkg"


class ToGdal(MosaicAlgorithm):
    """The twin names images as they are; logins never stand in it."""

    ID = "togdal"
    GROUP = "export"
    TAGS = ("gdal", "vrt", "gti", "tile index", "geopackage", "qfield", "convert")

    def title(self) -> str:
        return tr("Export as GDAL file")

    def help(self) -> str:
        return tr(
            "Writes a file by which GDAL, and so every program that has it, opens the mosaic without this plugin: a virtual raster (.vrt), or a "
            "raster tile index (.gti.gpkg) for GDAL 3.9 and later, which suits many thousands of images.\n\nIt has the mosaic’s bands, nodata "
            "value and order, and refers to the images where they are; those beside it or in folders below are named relative to it. Where all "
            "images have the same CRS, pixels are as they are; else they are warped to the mosaic’s CRS as they are read.\n\nLogins do not stand "
            "in it: GDAL needs its own. A mosaic with an order for each tile gets the one that fits most."
        )

    def declare(self) -> None:
        given.add_mosaic(self)
        crs = QgsProcessingParameterCrs("CRS", tr("CRS (empty: that of the images, or of the mosaic)"), optional=True)
        self.addParameter(given.advanced(crs))
        number = QgsProcessingParameterNumber(
            "RESOLUTION",
            tr("Pixel size in units of the CRS (empty: the finest)"),
            QgsProcessingParameterNumber.Type.Double,
            optional=True,
            minValue=0,
        )
        self.addParameter(given.advanced(number))
        self.addParameter(
            given.advanced(
                QgsProcessingParameterBoolean(
                    "SKIP_BROKEN", tr("Leave out images that cannot be read"), defaultValue=False
                )
            )
        )
        self.addParameter(QgsProcessingParameterBoolean("OVERWRITE", tr("Replace what is there"), defaultValue=False))
        self.addParameter(QgsProcessingParameterBoolean("OPEN", tr("Open the file afterwards"), defaultValue=True))
        kinds = tr("Virtual raster (*.vrt);;Raster tile index (*.gti.gpkg)")
        self.addParameter(QgsProcessingParameterFileDestination("OUTPUT", tr("GDAL file"), kinds))
        self.addOutput(QgsProcessingOutputRasterLayer("LAYER", tr("Layer of the GDAL file")))
        for name, label in (
            ("IMAGES", tr("Number of images")),
            ("WIDTH", tr("Number of columns")),
            ("HEIGHT", tr("Number of rows")),
            ("SKIPPED", tr("Number of images that are left out")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, label))

    @guarded(answer((True, "")))  # what makes no sense is told when it is prepared
    def checkParameterValues(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        is_fine, reason = super().checkParameterValues(parameters, context)
        if not is_fine:
            return is_fine, reason
        file = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        if not file.lower().endswith((VRT, INDEX)):
            words = tr("A GDAL file ends in {kinds}, not {name}.")
            return False, words.format(kinds=f"{VRT}, {INDEX}", name=repr(os.path.basename(file)))
        return True, ""

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._mosaic = given.mosaic_of(self, parameters, context)

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..engine.client.questions import WriteTwin

        file = os.path.abspath(self.parameterAsFileOutput(parameters, "OUTPUT", context))
        request = WriteTwin(
            uri=self._mosaic.uri,
            options=self._mosaic.options,
            credentials=self._mosaic.credentials,
            file=file,
            overwrite=self.parameterAsBool(parameters, "OVERWRITE", context),
            crs=self._crs(parameters, context),
            resolution=self._resolution(parameters, context),
            skips_broken=self.parameterAsBool(parameters, "SKIP_BROKEN", context),
        )
        written = self.ask(request, feedback, self._mosaic.name)
        tell_left_out(feedback, written["skipped"])
        for note in written["notes"]:
            feedback.pushWarning(_notes()[note])
        opens = not file.lower().endswith(INDEX) or "gti.gpkg" in QgsProviderRegistry.instance().fileRasterFilters()
        if not opens:
            feedback.pushWarning(tr("The GDAL of this QGIS cannot open this kind of file; GDAL 3.9 and later can."))
        elif self.parameterAsBool(parameters, "OPEN", context) and context.project() is not None:
            details = QgsProcessingContext.LayerDetails(self._mosaic.name, context.project(), "LAYER")
            context.addLayerToLoadOnCompletion(file, details)
        return {
            "OUTPUT": file,
            "LAYER": file if opens else "",
            "IMAGES": written["images"],
            "WIDTH": written["width"],
            "HEIGHT": written["height"],
            "SKIPPED": written["skipped_count"],
        }

    def _crs(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> str:
        if not parameters.get("CRS"):
            return ""
        crs: QgsCoordinateReferenceSystem = self.parameterAsCrs(parameters, "CRS", context)
        if not crs.isValid():
            words = tr("A CRS that QGIS knows is wanted, got {crs}.")
            raise QgsProcessingException(words.format(crs=repr(str(parameters["CRS"]))))
        if crs.authid().startswith("EPSG:"):
            return str(crs.authid())
        return str(crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED))

    def _resolution(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> float | None:
        # 0 is what the dialog has for an empty field in some versions of QGIS.
        return self.parameterAsDouble(parameters, "RESOLUTION", context) or None


def _notes() -> dict[str, str]:
    return {
        "order": tr(
            "The mosaic has another order of images in some tiles; the GDAL file has one for all, so other images may lie on top there."
        ),
        "selection": tr(
            "The mosaic’s pixel selection is not the first image; the GDAL file shows the first one, as GDAL does."
        ),
        "login": tr("Images of this mosaic need a login; GDAL has to be given one of its own."),
        "warped": tr("Images are not all in the CRS of the GDAL file; GDAL warps them as they are read."),
    }
