"""What the plugin adds to QGIS's window around layers: Browser, drop, paste, layer menu and page, images at a place.

QGIS side, main thread. Registers each and takes them back in reverse order; forms are loaded when they are shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import QgsApplication, QgsRasterLayer
from qgis.gui import QgsGui
from qgis.PyQt import sip

from ..host.log import log_exception
from .browser import FileIcons, MosaicItemGuiProvider
from .browser_tree import MosaicItemProvider
from .drop import MosaicDropHandler
from .identify_panel import IdentifyPanel
from .image_choices import ImageChoices
from .images_here_tool import ImagesHereDock
from .layer_menu import LayerMenu
from .layer_page_factory import LayerPageFactory
from .paste import PasteKey
from .services import GuiServices


class DesktopParts:
    """Lives as long as the plugin is loaded."""

    def __init__(self, services: GuiServices, *, edit: Callable[[QgsRasterLayer], Any]) -> None:
        """`edit` opens the settings of a layer."""
        iface = services.iface
        self._undo: list[Callable[[], Any]] = []

        drop = MosaicDropHandler(services)
        iface.registerCustomDropHandler(drop)
        self._undone(drop, lambda: iface.unregisterCustomDropHandler(drop))

        tree = MosaicItemProvider(services)
        trees = QgsApplication.dataItemProviderRegistry()
        trees.addProvider(tree)
        self._undone(tree, lambda: trees.removeProvider(tree))
        self._undo.append(tree.close)

        item = MosaicItemGuiProvider(services)
        items = QgsGui.dataItemGuiProviderRegistry()
        items.addProvider(item)
        self._undone(item, lambda: items.removeProvider(item))
        self._undo.append(FileIcons(services).close)

        page = LayerPageFactory(services)
        iface.registerMapLayerConfigWidgetFactory(page)
        self._undone(page, lambda: iface.unregisterMapLayerConfigWidgetFactory(page))

        choices = ImageChoices(services)
        here = ImagesHereDock(services, choices)
        self._undo.append(here.close)
        self._undo.append(IdentifyPanel(services, choices).close)
        self._undo.append(LayerMenu(services, edit=edit, identify=here.start).close)
        self._undo.append(PasteKey(services).close)

    def _undone(self, part: Any, undo: Callable[[], Any]) -> None:
        """Take `part` back at the end, unless QGIS has deleted it."""
        self._undo.append(lambda: None if sip.isdeleted(part) else undo())

    def close(self) -> None:
        """Take everything back, last one first; a step that fails does not stop the others."""
        while self._undo:
            step = self._undo.pop()
            try:
                step()
            except Exception:  # noqa: BLE001 (the plugin must go away whatever happens)
                log_exception("A part of the window could not be taken back.")
