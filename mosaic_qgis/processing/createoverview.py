"""`mosaicjson:createoverview`: one image of all of a mosaic, for small scales. QGIS side."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputRasterLayer,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..host.guard import answer, guarded
from ..host.translation import tr
from . import parameters as given
from .algorithm import MosaicAlgorithm, tell_left_out

MOST_ZOOM = 30


class CreateOverview(MosaicAlgorithm):
    """Changes the document: it names the image afterwards."""

    ID = "createoverview"
    GROUP = "create"
    TAGS = ("overview", "low zoom", "pyramid", "cog", "small scale")

    def title(self) -> str:
        return tr("Create overview image")

    def help(self) -> str:
        return tr(
            "Draws all of a mosaic, coarsely, into one Cloud-Optimized GeoTIFF and names it in the document, so that maps at small scales read "
            "this one image instead of thousands.\n\nThe best place is beside the document. Where the document is no file on this computer, give "
            "the address that the image will have, and copy it there. Documents in files, S3, Google Cloud Storage and Azure can name an "
            "overview image, databases cannot.\n\nThe image has the resolution of a zoom: the one below the mosaic’s smallest, or the one that is "
            "given. The document is changed only if nobody else changed it meanwhile."
        )

    def declare(self) -> None:
        given.add_mosaic(self)
        number = QgsProcessingParameterNumber(
            "MAXZOOM",
            tr("Zoom whose resolution it has (empty: below the mosaic’s smallest)"),
            optional=True,
            minValue=0,
            maxValue=MOST_ZOOM,
        )
        self.addParameter(number)
        self.addParameter(
            QgsProcessingParameterString(
                "HREF", tr("Address that the document shall name (empty: the file’s path)"), optional=True
            )
        )
        self.addParameter(
            given.advanced(
                QgsProcessingParameterBoolean(
                    "SKIP_BROKEN", tr("Leave out images that cannot be read"), defaultValue=False
                )
            )
        )
        given.add_cluster(self)
        self.addParameter(QgsProcessingParameterBoolean("OVERWRITE", tr("Replace what is there"), defaultValue=False))
        self.addParameter(
            QgsProcessingParameterFileDestination("OUTPUT", tr("Overview image"), tr("GeoTIFF (*.tif *.tiff)"))
        )
        self.addOutput(QgsProcessingOutputRasterLayer("LAYER", tr("Layer of the overview image")))
        self.addOutput(QgsProcessingOutputString("NAMED", tr("What the document calls it")))
        self.addOutput(QgsProcessingOutputNumber("MAXIMUM_ZOOM", tr("Zoom whose resolution it has")))
        self.addOutput(QgsProcessingOutputNumber("SKIPPED", tr("Number of images that are left out")))

    @guarded(answer((True, "")))  # what makes no sense is told when it is prepared
    def checkParameterValues(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        is_fine, reason = super().checkParameterValues(parameters, context)
        if is_fine and parameters.get("OUTPUT") == QgsProcessing.TEMPORARY_OUTPUT:
            # The document would name a file that is gone tomorrow.
            return False, tr("The document will name the overview image, so it has to stay: choose a file.")
        return is_fine, reason

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._mosaic = given.mosaic_of(self, parameters, context)
        self._cluster = given.cluster_of(self, parameters, context)

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..engine.client.questions import MakeOverview

        has_zoom = parameters.get("MAXZOOM") not in {None, ""}
        request = MakeOverview(
            uri=self._mosaic.uri,
            options=self._mosaic.options,
            credentials=self._mosaic.credentials,
            file=os.path.abspath(self.parameterAsFileOutput(parameters, "OUTPUT", context)),
            overwrite=self.parameterAsBool(parameters, "OVERWRITE", context),
            href=self.parameterAsString(parameters, "HREF", context).strip(),
            maxzoom=self.parameterAsInt(parameters, "MAXZOOM", context) if has_zoom else None,
            skips_broken=self.parameterAsBool(parameters, "SKIP_BROKEN", context),
            cluster=self._cluster,
        )
        made = self.ask(request, feedback, self._mosaic.name)
        tell_left_out(feedback, made["skipped"])
        told = tr("The document names it {href}; it has the resolution of zoom {zoom}.")
        feedback.pushInfo(told.format(href=made["href"], zoom=made["maxzoom"]))
        if request.href:
            feedback.pushInfo(tr("Copy the file to that address, if it is not there yet."))
        return {
            "OUTPUT": made["file"],
            "LAYER": made["file"],
            "NAMED": made["href"],
            "MAXIMUM_ZOOM": made["maxzoom"],
            "SKIPPED": made["skipped_count"],
        }
