"""`mosaicjson:merge`: several mosaics become one. QGIS side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import (
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..host.guard import answer, guarded
from ..host.translation import tr
from . import parameters as given
from .algorithm import MosaicAlgorithm

MOSAICS = "MOSAICS"
ADDRESSES = "ADDRESSES"
QUADKEY_ZOOM = "QUADKEY_ZOOM"
_MOST_ZOOM = 30


class Merge(MosaicAlgorithm):
    """Opens no image and draws nothing: indexes are joined."""

    ID = "merge"
    GROUP = "edit"
    TAGS = ("merge", "combine", "join", "union", "several mosaics")

    def title(self) -> str:
        return tr("Merge mosaics")

    def help(self) -> str:
        return tr(
            "Writes one mosaic that has the images of several, the first one topmost. The mosaics are layers of the project, files, "
            "or addresses, one in each line, which come after the layers and files. Present results of STAC searches will do, too. They must "
            "have one tile matrix set.\n\n"
            "Smallest and largest zoom are those of all together. The zoom of the index is the finest one of the mosaics, unless the "
            "index would become too large; it changes nothing of what is drawn. No image is opened. Images are named by their whole "
            "addresses, without signatures; an image of several mosaics is listed once. The attribution is that of all."
        )

    def declare(self) -> None:
        self.addParameter(
            QgsProcessingParameterMultipleLayers(
                MOSAICS, tr("Mosaics, topmost first"), QgsProcessing.SourceType.TypeRaster, optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterString(
                ADDRESSES, tr("Addresses of mosaics, one in each line"), multiLine=True, optional=True
            )
        )
        given.add_logins(self)
        labels = {"NAME": tr("Name"), "DESCRIPTION": tr("Description"), "ATTRIBUTION": tr("Attribution")}
        for name, label in labels.items():
            self.addParameter(given.advanced(QgsProcessingParameterString(name, label, optional=True)))
        zoom = QgsProcessingParameterNumber(
            QUADKEY_ZOOM,
            tr("Zoom of the index (empty: the finest of the mosaics)"),
            type=QgsProcessingParameterNumber.Type.Integer,
            optional=True,
            minValue=0,
            maxValue=_MOST_ZOOM,
        )
        self.addParameter(given.advanced(zoom))
        given.add_target(self)

    @guarded(answer((True, "")))  # what makes no sense is told when it is prepared
    def checkParameterValues(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        # Its own check would have GDAL open the mosaics.
        others = {name: value for name, value in parameters.items() if name != MOSAICS}
        count = len(self._wanted(parameters, context))
        if count < 2:
            return False, tr("Merging needs two mosaics or more, got {count}.").format(count=count)
        return super().checkParameterValues(others, context)  # type: ignore[no-any-return]

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        wanted = self._wanted(parameters, context)
        self._mosaics = [given.mosaic_from(self, each, parameters, context) for each in wanted]
        self._target = given.target_of(self, parameters, context)

    def _wanted(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> list[Any]:
        """Layers, their ids or names, addresses."""
        values = parameters.get(MOSAICS)
        if isinstance(values, str):
            # As qgis_process and models give lists.
            values = [part for part in values.split(";") if part.strip()]
        listed = [values] if isinstance(values, QgsMapLayer) else list(values or ())
        addresses = self.parameterAsString(parameters, ADDRESSES, context).splitlines()
        return [*listed, *(line.strip() for line in addresses if line.strip())]

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..engine.client.questions import Merge as Request
        from ..engine.client.questions import MergedSource

        zoom = parameters.get(QUADKEY_ZOOM)
        request = Request(
            sources=tuple(
                MergedSource(uri=each.uri, options=each.options, credentials=each.credentials) for each in self._mosaics
            ),
            target=self._target.uri,
            target_credentials=self._target.login,
            overwrite=self._target.overwrite,
            quadkey_zoom=None if zoom in (None, "") else self.parameterAsInt(parameters, QUADKEY_ZOOM, context),
            name=self.parameterAsString(parameters, "NAME", context) or None,
            description=self.parameterAsString(parameters, "DESCRIPTION", context) or None,
            attribution=self.parameterAsString(parameters, "ATTRIBUTION", context) or None,
        )
        saved = self.ask(request, feedback, self._target.name)
        return given.written(self._target, context, saved)
