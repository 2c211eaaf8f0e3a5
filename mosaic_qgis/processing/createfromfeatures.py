"""`mosaicjson:createfromfeatures`: a mosaic of the images that a vector layer has the footprints of. QGIS side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsExpression,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterExpression,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
)

from ..host.translation import tr
from . import parameters as given
from .algorithm import MosaicAlgorithm
from .making import add_images_login, images_login_of, made
from .recipe import add_recipe, recipe_of

if TYPE_CHECKING:
    from .feature_rows import FeatureRows

FIELD = "FIELD"
ORDER_BY = "ORDER_BY"
DESCENDING = "DESCENDING"
TIME_FIELD = "TIME_FIELD"
FOLDER = "FOLDER"
_WRITTEN = 0.3
"""How far it is when all features are read."""


class CreateFromFeatures(MosaicAlgorithm):
    """Reads the features on its own thread, row by row."""

    ID = "createfromfeatures"
    GROUP = "create"
    TAGS = ("create", "new", "vector", "features", "footprints", "tile index", "polygons")

    def title(self) -> str:
        return tr("Create mosaic from features")

    def help(self) -> str:
        return tr(
            "Makes a mosaic of images whose footprints are the polygons of a vector layer, such as a tile index of gdaltindex. One "
            "field names the image: a path or an address such as https://, s3://, gs:// or az://. Relative paths begin in the folder "
            "of the layer’s file unless another one is given.\n\n"
            'The first feature is topmost. An expression can set the order, for example "date" with the greatest value first, or '
            '"cloud_cover" with the smallest; features for which it is empty come last.\n\n'
            "Images are not opened, but for a few of them where the smallest or the largest zoom is left empty. Features without a "
            "polygon or a name are left out and told."
        )

    def declare(self) -> None:
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                given.INPUT, tr("Footprints"), [QgsProcessing.SourceType.TypeVectorPolygon]
            )
        )
        self.addParameter(
            QgsProcessingParameterField(FIELD, tr("Field that names the image"), parentLayerParameterName=given.INPUT)
        )
        self.addParameter(
            QgsProcessingParameterExpression(
                ORDER_BY, tr("Order by (empty: as the layer has them)"), "", given.INPUT, optional=True
            )
        )
        self.addParameter(QgsProcessingParameterBoolean(DESCENDING, tr("Greatest value on top"), defaultValue=True))
        self.addParameter(
            given.advanced(
                QgsProcessingParameterField(
                    TIME_FIELD,
                    tr("Field with the date of the image (for the temporal controller)"),
                    parentLayerParameterName=given.INPUT,
                    optional=True,
                )
            )
        )
        self.addParameter(
            given.advanced(
                QgsProcessingParameterFile(
                    FOLDER,
                    tr("Folder where relative paths begin (empty: that of the layer’s file)"),
                    QgsProcessingParameterFile.Behavior.Folder,
                    optional=True,
                )
            )
        )
        add_recipe(self)
        add_images_login(self)
        given.add_target(self)

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        from .feature_rows import folder_of

        layer = self.parameterAsVectorLayer(parameters, given.INPUT, context)
        self._layer_folder = "" if layer is None else folder_of(layer.source())
        self._images_login = images_login_of(self, parameters, context)
        self._target = given.target_of(self, parameters, context)

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..engine.client.questions import CreateFromFeatures as Request
        from ..engine.client.questions import temporary_lines, write_lines
        from .feature_rows import FeatureRows, RowRule

        source = self.parameterAsSource(parameters, given.INPUT, context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, given.INPUT))
        # Not as an expression: what cannot be read would count as nothing.
        order_by = self.parameterAsString(parameters, ORDER_BY, context).strip()
        rule = RowRule(
            image_field=self.parameterAsString(parameters, FIELD, context),
            folder=self.parameterAsFile(parameters, FOLDER, context) or self._layer_folder,
            order_by=QgsExpression(order_by) if order_by else None,
            time_field=self.parameterAsString(parameters, TIME_FIELD, context),
        )
        rows = FeatureRows(source, rule, self.createExpressionContext(parameters, context, source))
        with temporary_lines() as path:
            count = write_lines(path, _moving(rows, feedback), cancelled=feedback.isCanceled)
            request = Request(
                rows=path,
                count=count,
                crs=rows.crs(),
                descending=bool(order_by) and self.parameterAsBool(parameters, DESCENDING, context),
                target=self._target.uri,
                target_credentials=self._target.login,
                images_credentials=self._images_login,
                overwrite=self._target.overwrite,
                recipe=recipe_of(self, parameters, context),
            )
            answer = self.ask(request, feedback, self._target.name, share=(_WRITTEN, 1.0))
        return made(self._target, context, feedback, answer)


def _moving(rows: FeatureRows, feedback: QgsProcessingFeedback) -> Any:
    """The rows; the bar moves with them."""
    total = len(rows)
    for number, row in enumerate(rows):
        if total and number % 500 == 0:
            feedback.setProgress(100 * _WRITTEN * min(1.0, number / total))
        yield row
