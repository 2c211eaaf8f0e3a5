"""`mosaicjson:update`: images are added to a mosaic where it is stored. QGIS side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
)

from ..host.guard import answer, guarded
from ..host.translation import tr
from . import parameters as given
from .algorithm import MosaicAlgorithm, tell_left_out
from .images import ADDRESSES, FILES, FOLDER, LAYERS, LIST, add_images, images_of
from .stored import SKIPPED, add_stored_outputs, reload_layers, stored_outputs

if TYPE_CHECKING:
    from ..engine.client.questions import Update as Request

FEATURES = "FEATURES"
FIELD = "FIELD"
FEATURES_FOLDER = "FEATURES_FOLDER"
FIRST = "FIRST"
MINIMUM_COVER = "MINIMUM_COVER"
MAXIMUM_PER_TILE = "MAXIMUM_PER_TILE"
ADDED = "ADDED"
_WRITTEN = 0.3
"""How far it is when all features are read."""


class Update(MosaicAlgorithm):
    """Tells the engine what to add; the mosaic stays as it is until all of it is known."""

    ID = "update"
    GROUP = "edit"
    TAGS = ("update", "add", "append", "insert", "new images", "extend")

    def title(self) -> str:
        return tr("Add images to mosaic")

    def help(self) -> str:
        return tr(
            "Adds images to a mosaic where it is stored: in a file, s3://, gs://, az://, dynamodb:// or sqlite://. The images are "
            "files, all images of a folder, those that a list names, or those that the features of a layer have the footprints "
            "of. Zooms, tile matrix set and prefix of the mosaic stay as they are.\n\n"
            "New images lie above the others, or below them. An image that is in the mosaic already moves there, it is not listed "
            "twice.\n\n"
            "What somebody else adds at the same time is kept. When the work fails or is cancelled, the mosaic is as it was. "
            "Images that cannot be used are left out and told. An overview image of the mosaic goes on showing it as it was."
        )

    def declare(self) -> None:
        given.add_mosaic(self)
        add_images(self)
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                FEATURES,
                tr("Layer with the footprints of images"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterField(
                FIELD, tr("Field that names the image"), parentLayerParameterName=FEATURES, optional=True
            )
        )
        self.addParameter(
            given.advanced(
                QgsProcessingParameterFile(
                    FEATURES_FOLDER,
                    tr("Folder where relative paths of the field begin (empty: that of the layer’s file)"),
                    QgsProcessingParameterFile.Behavior.Folder,
                    optional=True,
                )
            )
        )
        self.addParameter(QgsProcessingParameterBoolean(FIRST, tr("New images on top"), defaultValue=True))
        cover = QgsProcessingParameterNumber(
            MINIMUM_COVER,
            tr("Least share of a tile that a new image must cover (0 to 1)"),
            type=QgsProcessingParameterNumber.Type.Double,
            optional=True,
            minValue=0,
            maxValue=1,
        )
        most = QgsProcessingParameterNumber(
            MAXIMUM_PER_TILE,
            tr("New images for each tile, at most (empty or 0: all)"),
            type=QgsProcessingParameterNumber.Type.Integer,
            optional=True,
            minValue=0,
        )
        for parameter in (cover, most):
            self.addParameter(given.advanced(parameter))
        add_stored_outputs(
            self, {ADDED: tr("Number of images that were added"), SKIPPED: tr("Number of images that are left out")}
        )

    @guarded(answer((True, "")))  # what makes no sense is told when it is prepared
    def checkParameterValues(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        has_images = any(_has(parameters, name) for name in (FILES, FOLDER, LAYERS, LIST, ADDRESSES))
        if has_images == _has(parameters, FEATURES):
            return False, tr("Say which images to add: files, a folder, layers or a list, or a layer with footprints.")
        if _has(parameters, FEATURES) and not _has(parameters, FIELD):
            return False, tr("Choose the field that names the image.")
        return super().checkParameterValues(parameters, context)  # type: ignore[no-any-return]

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        from .feature_rows import folder_of

        self._mosaic = given.mosaic_of(self, parameters, context)
        self._images = None if _has(parameters, FEATURES) else images_of(self, parameters, context)
        layer = self.parameterAsVectorLayer(parameters, FEATURES, context)
        self._layer_folder = "" if layer is None else folder_of(layer.source())
        self._is_done = False

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        if self._images is None:
            answer = self._with_features(parameters, context, feedback)
        else:
            images = self._images
            request = self._request(parameters, context, files=images.files, lists=images.lists, folders=images.folders)
            answer = self.ask(request, feedback, self._mosaic.name)
        self._is_done = True
        tell_left_out(feedback, answer["skipped"])
        words = tr("{added} images were added, {skipped} were left out.")
        feedback.pushInfo(words.format(added=answer["added"], skipped=answer["skipped_count"]))
        return stored_outputs(self._mosaic, {ADDED: answer["added"], SKIPPED: answer["skipped_count"]})

    def _with_features(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Mapping[str, Any]:
        from ..engine.client.questions import temporary_lines, write_lines
        from .feature_rows import FeatureRows, RowRule

        source = self.parameterAsSource(parameters, FEATURES, context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, FEATURES))
        rule = RowRule(
            image_field=self.parameterAsString(parameters, FIELD, context),
            folder=self.parameterAsFile(parameters, FEATURES_FOLDER, context) or self._layer_folder,
        )
        rows = FeatureRows(source, rule, self.createExpressionContext(parameters, context, source))
        with temporary_lines() as path:
            count = write_lines(path, rows, cancelled=feedback.isCanceled)
            feedback.setProgress(100 * _WRITTEN)
            request = self._request(parameters, context, rows=path, count=count, crs=rows.crs())
            return self.ask(request, feedback, self._mosaic.name, share=(_WRITTEN, 1.0))

    def _request(self, parameters: Mapping[str, Any], context: QgsProcessingContext, **images: Any) -> Request:
        from ..engine.client.questions import Update as Request

        def number(name: str, read: Any) -> Any:
            return None if parameters.get(name) in (None, "") else read(parameters, name, context)

        return Request(
            uri=self._mosaic.uri,
            credentials=self._mosaic.credentials,
            is_first=self.parameterAsBool(parameters, FIRST, context),
            minimum_tile_cover=number(MINIMUM_COVER, self.parameterAsDouble),
            maximum_items_per_tile=number(MAXIMUM_PER_TILE, self.parameterAsInt),
            **images,
        )

    @guarded(lambda *_arguments: {})
    def postProcessAlgorithm(self, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict[str, Any]:
        if self._is_done:
            reload_layers(self._mosaic.uri, context)
        return {}


def _has(parameters: Mapping[str, Any], name: str) -> bool:
    """Whether something was given."""
    return parameters.get(name) not in (None, "", [])
