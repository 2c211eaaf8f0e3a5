"""`mosaicjson:createfromfiles`: a mosaic of image files, wherever they are. QGIS side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingParameterNumber

from ..host.translation import tr
from . import parameters as given
from .algorithm import MosaicAlgorithm
from .images import add_images, images_of
from .making import add_images_login, images_login_of, made
from .recipe import add_recipe, recipe_of

THREADS = "THREADS"
_MOST_THREADS = 256


class CreateFromFiles(MosaicAlgorithm):
    """Has the engine find the images, look at the head of each, and write the document."""

    ID = "createfromfiles"
    GROUP = "create"
    TAGS = ("create", "new", "build", "index", "files", "folder", "raster", "cog", "vrt", "gdalbuildvrt", "catalog")

    def title(self) -> str:
        return tr("Create mosaic from files")

    def help(self) -> str:
        return tr(
            "Makes a mosaic of images: files, all images of a folder, raster layers, those that a text or CSV file names, and "
            "addresses such as https://, s3://, gs:// or az://. Folders may be in S3, Google or Azure too.\n\n"
            "Only the head of each image is read. The image that is named first is topmost; those of a folder are in the order of "
            "their names. All images must have one data type. Images that cannot be used are left out and named here.\n\n"
            "The mosaic is written to a file (.json, or .json.gz for a compressed one), s3://, gs://, az://, dynamodb:// or "
            "sqlite://, whole or not at all. Images in the folder of its file, or below it, are named relative to it, so that the "
            "folder can be moved; addresses are written without signatures."
        )

    def declare(self) -> None:
        add_images(self)
        add_images_login(self)
        add_recipe(self)
        threads = QgsProcessingParameterNumber(
            THREADS,
            tr("Images that are looked at at the same time (empty: as many as is good)"),
            type=QgsProcessingParameterNumber.Type.Integer,
            optional=True,
            minValue=1,
            maxValue=_MOST_THREADS,
        )
        self.addParameter(given.advanced(threads))
        given.add_cluster(self)
        given.add_target(self)

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._images = images_of(self, parameters, context)
        self._images_login = images_login_of(self, parameters, context)
        self._target = given.target_of(self, parameters, context)

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..engine.client.questions import Create

        is_empty = parameters.get(THREADS) in (None, "")
        request = Create(
            files=self._images.files,
            lists=self._images.lists,
            folders=self._images.folders,
            target=self._target.uri,
            target_credentials=self._target.login,
            images_credentials=self._images_login,
            overwrite=self._target.overwrite,
            recipe=recipe_of(self, parameters, context),
            threads=0 if is_empty else self.parameterAsInt(parameters, THREADS, context),
            cluster=given.cluster_of(self, parameters, context),
        )
        answer = self.ask(request, feedback, self._target.name)
        return made(self._target, context, feedback, answer)
