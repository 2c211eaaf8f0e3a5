"""The place of the page "MosaicJSON" in QGIS's options; the page itself is made when it is first shown.

QGIS side. Loaded with the plugin, so it imports no form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.gui import QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QWidget

from ..host.about import TITLE, resource
from ..host.engine import EngineHost
from ..host.guard import answer, guarded

if TYPE_CHECKING:
    from .options_page import OptionsPage
    from .setup_offer import SetupOffer


class OptionsFactory(QgsOptionsWidgetFactory):
    """Puts the page into QGIS's options."""

    def __init__(self, engine: EngineHost, offer: SetupOffer) -> None:
        super().__init__()
        self._engine = engine
        self._offer = offer
        self._page: OptionsPage | None = None
        self.setTitle(TITLE)

    # QgsOptionsWidgetFactory interface

    @guarded(lambda self: QIcon())
    def icon(self) -> QIcon:
        return QIcon(resource("mosaicjson.svg"))

    @guarded(answer(None))
    def createWidget(self, parent: QWidget | None = None) -> OptionsPage:
        from .options_page import OptionsPage

        # Kept, so that the Python half of the widget lives as long as QGIS shows it.
        self._page = OptionsPage(parent, self._engine, self._offer)
        return self._page
