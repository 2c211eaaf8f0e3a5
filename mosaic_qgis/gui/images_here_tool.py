"""Clicking on the map for the images that lie there: the map tool, and the panel that shows them. QGIS side, main thread.

The panel is made at its first use. Its content is images_here.py's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsCsException, QgsRasterLayer
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QDockWidget

from ..host.guard import answer, guarded
from ..host.translation import tr
from . import mosaic_work
from .image_choices import ImageChoices
from .services import GuiServices

if TYPE_CHECKING:
    from .images_here import ImagesHere


class ImagesHereTool(QgsMapTool):
    """Tells where somebody has clicked."""

    clicked = pyqtSignal(object)

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.WhatsThisCursor)
        self.setToolName(tr("Images Here"))

    # QgsMapTool interface

    @guarded(answer(None))
    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(event.mapPoint())


class ImagesHereDock(QObject):
    """The tool and its panel. Lives as long as the plugin is loaded."""

    def __init__(self, services: GuiServices, choices: ImageChoices) -> None:
        super().__init__()
        self._services = services
        self._choices = choices
        self._tool: ImagesHereTool | None = None
        self._dock: QDockWidget | None = None
        self._panel: ImagesHere | None = None

    def start(self, layer: QgsRasterLayer) -> None:
        """Clicks on the map are about the images of this layer from now on, until another tool is chosen."""
        panel, canvas = self._shown_panel(), self._services.iface.mapCanvas()
        panel.use(layer)
        if self._tool is None:
            self._tool = ImagesHereTool(canvas)
            self._tool.clicked.connect(self._clicked)
        canvas.setMapTool(self._tool)

    def close(self) -> None:
        """Take tool and panel away."""
        canvas = self._services.iface.mapCanvas()
        if self._tool is not None and not sip.isdeleted(self._tool):
            canvas.unsetMapTool(self._tool)
            self._tool.deleteLater()
        if self._panel is not None and not sip.isdeleted(self._panel):
            self._panel.clear_outline()
        if self._dock is not None and not sip.isdeleted(self._dock):
            self._services.iface.removeDockWidget(self._dock)
            self._dock.deleteLater()
        self._tool = self._dock = self._panel = None

    def _shown_panel(self) -> ImagesHere:
        if self._dock is None or self._panel is None:
            from .images_here import ImagesHere

            iface = self._services.iface
            self._dock = QDockWidget(tr("Images Here"), iface.mainWindow())
            self._dock.setObjectName("mosaic_images_here")
            self._panel = ImagesHere(self._services, self._choices, self._dock)
            self._dock.setWidget(self._panel)
            iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._dock)
        self._dock.setVisible(True)
        self._dock.raise_()
        return self._panel

    @guarded(answer(None))
    def _clicked(self, point: object) -> None:
        layer = None if self._panel is None else self._panel.layer
        if self._panel is None or layer is None or not mosaic_work.is_ours(layer):
            text = tr("The layer is gone; choose Images Here from the menu of another mosaic.")
            self._services.notes.post(text, "warning", is_news=True)
            return
        self._shown_panel()
        try:
            place = self._services.iface.mapCanvas().mapSettings().mapToLayerCoordinates(layer, point)
        except QgsCsException:
            return
        self._panel.show_images_at(place)
