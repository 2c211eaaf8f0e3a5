"""The place of the page "Mosaic" in the properties of our layers; the page itself is made when QGIS shows them.

QGIS side. Loaded with the plugin, so it imports no form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsMapLayer
from qgis.gui import QgsMapCanvas, QgsMapLayerConfigWidgetFactory
from qgis.PyQt import sip
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QWidget

from ..host.about import resource
from ..host.guard import answer, guarded
from ..host.translation import tr
from . import mosaic_work
from .services import GuiServices

if TYPE_CHECKING:
    from .layer_page import LayerPage


class LayerPageFactory(QgsMapLayerConfigWidgetFactory):
    """Makes the page."""

    def __init__(self, services: GuiServices) -> None:
        super().__init__(tr("Mosaic"), QIcon(resource("mosaicjson.svg")))
        self._services = services
        self._pages: list[LayerPage] = []

    # QgsMapLayerConfigWidgetFactory interface

    @guarded(answer(False))
    def supportsLayer(self, layer: QgsMapLayer) -> bool:
        return mosaic_work.is_ours(layer) and layer.isValid()

    @guarded(answer(True))
    def supportLayerPropertiesDialog(self) -> bool:
        # What the setter of this name sets, QGIS does not ask for.
        return True

    @guarded(answer(False))
    def supportsStyleDock(self) -> bool:
        return False

    @guarded(answer(None))
    def createWidget(
        self, layer: QgsMapLayer, canvas: QgsMapCanvas, dockWidget: bool = True, parent: QWidget | None = None
    ) -> LayerPage:
        from .layer_page import LayerPage

        page = LayerPage(self._services, layer, canvas, parent)
        # Kept, so that the Python half of the page lives as long as QGIS shows it.
        self._pages = [each for each in self._pages if not sip.isdeleted(each)] + [page]
        return page
