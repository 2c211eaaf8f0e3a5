"""What can be done with a mosaic layer from its menu in QGIS's layer tree. QGIS side, main thread.

The entries stand in a submenu that only layers of ours have. What takes time goes through `mosaic_work`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qgis.core import QgsApplication, QgsMapLayer, QgsRasterLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction, QApplication, QMenu

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.about import TITLE, resource
from ..host.guard import answer, guarded
from ..host.translation import tr
from . import mosaic_work
from .services import GuiServices
from .turns import Turns

MOST_FOOTPRINTS = 10_000

Slot = Callable[[QgsRasterLayer], object]


class LayerMenu(QObject):
    """Adds the submenu. Lives as long as the plugin is loaded."""

    def __init__(
        self, services: GuiServices, *, edit: Slot, identify: Slot, refresh: Slot | None = None, parent: Any = None
    ) -> None:
        """`edit` opens a layer's settings, `identify` lets a person click for images; `refresh` replaces our own."""
        super().__init__(parent)
        self._services = services
        self._edit = edit
        self._identify = identify
        self._refresh = refresh or self.refresh
        self._turns = Turns(self)
        self._view = services.iface.layerTreeView()
        self._view.contextMenuAboutToShow.connect(self._add_to)

    def close(self) -> None:
        """Add nothing any more."""
        if not sip.isdeleted(self._view):
            self._view.contextMenuAboutToShow.disconnect(self._add_to)

    def entries(self) -> list[tuple[str, str, str, Slot]]:
        """Name of the action, text, icon of QGIS, and what it does."""
        return [
            ("mosaic_refresh", tr("&Refresh"), "mActionRefresh.svg", self._refresh),
            ("mosaic_edit", tr("&Edit Source…"), "mActionToggleEditing.svg", self._edit),
            ("mosaic_native", tr("Zoom to &Native Scale"), "mActionZoomActual.svg", self.zoom_to_native),
            ("", "", "", self.copy_uri),
            ("mosaic_images_here", tr("&Images Here…"), "mActionIdentify.svg", self._identify),
            ("mosaic_footprints", tr("Show &Footprints"), "mIconPolygonLayer.svg", self.show_footprints),
            (
                "mosaic_exact_footprints",
                tr("Show E&xact Footprints"),
                "mIconPolygonLayer.svg",
                self.show_exact_footprints,
            ),
            ("", "", "", self.copy_uri),
            ("mosaic_save", tr("&Save as MosaicJSON…"), "mActionFileSaveAs.svg", self.save),
            ("mosaic_export", tr("Ex&port…"), "mActionSharingExport.svg", self.export),
            ("mosaic_copy_uri", tr("&Copy URI"), "mActionEditCopy.svg", self.copy_uri),
        ]

    @guarded(answer(None))
    def _add_to(self, menu: QMenu) -> None:
        layer = self._view.currentLayer()
        if len(self._view.selectedNodes()) != 1 or not mosaic_work.is_ours(layer):
            return
        submenu = QMenu(TITLE, menu)
        submenu.setObjectName("mosaic_layer_menu")
        submenu.setIcon(QIcon(resource("mosaicjson.svg")))
        for name, text, icon, slot in self.entries():
            if not name:
                submenu.addSeparator()
                continue
            action = QAction(_icon(icon), text, submenu)
            action.setObjectName(name)
            action.setEnabled(layer.isValid() or name in ("mosaic_refresh", "mosaic_edit", "mosaic_copy_uri"))
            action.triggered.connect(self._on(slot, layer))
            submenu.addAction(action)
        before = _second_section(menu)
        menu.insertMenu(before, submenu) if before is not None else menu.addMenu(submenu)

    def _on(self, slot: Slot, layer: QgsRasterLayer) -> Callable[..., None]:
        @guarded(answer(None))
        def act(_checked: bool = False) -> None:
            if not sip.isdeleted(layer):
                slot(layer)

        return act

    # What the entries do

    def refresh(self, layer: QgsRasterLayer) -> None:
        """Open the mosaic again: changed documents, searches and images are seen from now on."""
        from . import stac_refresh

        then = None
        if stac_refresh.is_search(layer):

            def then() -> None:
                stac_refresh.look_for_news(self._services, layer)

        mosaic_work.refresh(self._services, layer, then)

    def zoom_to_native(self, layer: QgsRasterLayer) -> None:
        """One pixel of the mosaic's finest zoom for one of the screen, about the middle of the view or of the layer."""
        canvas = self._services.iface.mapCanvas()
        extent = canvas.mapSettings().layerExtentToOutputExtent(layer, layer.extent())
        if not canvas.extent().intersects(extent):
            canvas.setCenter(extent.center())
        self._services.iface.setActiveLayer(layer)
        self._services.iface.actionZoomActualSize().trigger()

    def show_footprints(self, layer: QgsRasterLayer) -> None:
        """A layer with the place of each image, as far as that is known."""
        self._footprints(layer, exact=False)

    def show_exact_footprints(self, layer: QgsRasterLayer) -> None:
        """The same from the images' own headers."""
        self._footprints(layer, exact=True)

    def _footprints(self, layer: QgsRasterLayer, *, exact: bool) -> None:
        from .footprint_layer import add_in_turns, prepared

        services = self._services
        name = tr("Footprints of {name}").format(name=layer.name())
        degrees = layer.crs().toGeographicCrs()

        def show(found: Mapping[str, Any]) -> None:
            crs = degrees if degrees.isValid() else None
            try:
                add_in_turns(self._turns, services, found["prepared"], name, layer, lambda: tell_more(found), crs=crs)
            except ValueError as exc:
                services.notes.post(str(exc), "warning", is_news=True)

        def tell_more(found: Mapping[str, Any]) -> None:
            if found["truncated"] and not sip.isdeleted(layer):
                text = tr("{subject} has more images; the first {count} have footprints.")
                services.notes.post(
                    text.format(subject=failures.quoted(layer.name()), count=len(found["prepared"].features)),
                    "warning",
                    is_news=True,
                )

        mosaic_work.ask(
            services,
            layer,
            tr("Finding the footprints of {subject}").format(subject=failures.quoted(layer.name())),
            lambda remote, task: remote.footprints(None, MOST_FOOTPRINTS, exact=exact, on_progress=task.report),
            show,
            lambda failure: self._tell(failure, layer),
            layer,
            convert=lambda found: {"prepared": prepared(found["features"]), "truncated": found["truncated"]},
        )

    def save(self, layer: QgsRasterLayer) -> None:
        """Write the layer's mosaic as a document of its own."""
        from .layer_saving import save_layer

        save_layer(self._services, layer)

    def export(self, layer: QgsRasterLayer) -> None:
        """QGIS's own dialog for saving rasters."""
        self._services.iface.setActiveLayer(layer)
        self._services.iface.actionLayerSaveAs().trigger()

    def copy_uri(self, layer: QgsRasterLayer) -> None:
        """Put the layer's source on the clipboard, without secrets."""
        QApplication.clipboard().setText(mosaic_work.shown_uri(layer))
        text = tr("The URI of {subject} is on the clipboard.").format(subject=failures.quoted(layer.name()))
        self._services.notes.post(text, "info", is_news=True)

    def _tell(self, failure: EngineFailure, layer: QgsMapLayer) -> None:
        mosaic_work.tell(self._services, failure, layer.name())


def _icon(name: str) -> QIcon:
    return QgsApplication.getThemeIcon(f"/{name}")


def _second_section(menu: QMenu) -> QAction | None:
    """The first separator: before it stands what is about looking at the layer."""
    return next((action for action in menu.actions() if action.isSeparator()), None)
