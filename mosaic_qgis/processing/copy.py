"""`mosaicjson:copy`: a mosaic from any backend to any that can be written. QGIS side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingParameterString

from ..host.translation import tr
from . import parameters as given
from .algorithm import MosaicAlgorithm


class Copy(MosaicAlgorithm):
    """Writes a document whose names of images hold where it is now."""

    ID = "copy"
    GROUP = "edit"
    TAGS = ("copy", "upload", "download", "convert", "save", "freeze")

    def title(self) -> str:
        return tr("Copy mosaic")

    def help(self) -> str:
        return tr(
            "Writes a mosaic, or the present result of a STAC search, as a MosaicJSON of its own: to a file (.json, or .json.gz "
            "for a compressed one), s3://, gs://, az://, dynamodb:// or sqlite://. Images stay where they are; they are named by "
            "their whole addresses, without signatures. The new mosaic appears whole or not at all."
        )

    def declare(self) -> None:
        given.add_mosaic(self)
        labels = {
            "NAME": tr("Name"),
            "DESCRIPTION": tr("Description"),
            "ATTRIBUTION": tr("Attribution"),
        }
        for name, label in labels.items():
            self.addParameter(given.advanced(QgsProcessingParameterString(name, label, optional=True)))
        given.add_target(self)

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._mosaic = given.mosaic_of(self, parameters, context)
        self._target = given.target_of(self, parameters, context)

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..engine.client.questions import Save

        request = Save(
            uri=self._mosaic.uri,
            options=self._mosaic.options,
            credentials=self._mosaic.credentials,
            target=self._target.uri,
            target_credentials=self._target.login,
            overwrite=self._target.overwrite,
            name=self.parameterAsString(parameters, "NAME", context) or None,
            description=self.parameterAsString(parameters, "DESCRIPTION", context) or None,
            attribution=self.parameterAsString(parameters, "ATTRIBUTION", context) or None,
        )
        saved = self.ask(request, feedback, self._mosaic.name)
        return given.written(self._target, context, saved)
