"""The place of the page "MosaicJSON" in QGIS's Data Source Manager; the page itself is made when it is first shown.

QGIS side. Loaded with the plugin, so it imports no form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qgis.core import QgsMapLayer, QgsProviderRegistry
from qgis.gui import QgsSourceSelectProvider
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QWidget

from ..host.about import PROVIDER_KEY, TITLE, resource
from ..host.guard import answer, guarded
from ..host.translation import tr

if TYPE_CHECKING:
    from ..provider.uri import LayerUri
    from .services import GuiServices
    from .source_place import SourcePlace

Add = Callable[["LayerUri", str], bool]
"""Adds a layer of a name ("": the mosaic's) as soon as its mosaic is open. False where a person is asked something first."""


class SourceSelectProvider(QgsSourceSelectProvider):
    """Puts the page into the Data Source Manager."""

    def __init__(self, services: GuiServices, made: Callable[[], object]) -> None:
        """`made` is called whenever the manager makes its pages."""
        super().__init__()
        self._services = services
        self._made = made
        self._place: SourcePlace | None = None

    # QgsSourceSelectProvider interface

    @guarded(answer(PROVIDER_KEY))
    def providerKey(self) -> str:
        return PROVIDER_KEY

    @guarded(answer(PROVIDER_KEY))
    def name(self) -> str:
        return PROVIDER_KEY

    @guarded(answer(TITLE))
    def text(self) -> str:
        return TITLE

    @guarded(answer(TITLE))
    def toolTip(self) -> str:
        return tr("Add a MosaicJSON layer")

    @guarded(lambda self: QgsSourceSelectProvider.OrderRemoteProvider)
    def ordering(self) -> int:
        return QgsSourceSelectProvider.OrderRemoteProvider

    @guarded(lambda self: QIcon())
    def icon(self) -> QIcon:
        return QIcon(resource("mosaicjson.svg"))

    @guarded(lambda self: QgsSourceSelectProvider.Capabilities())
    def capabilities(self) -> Any:
        return QgsSourceSelectProvider.Capabilities(QgsSourceSelectProvider.Capability.ConfigureFromUri)

    @guarded(answer(None))
    def createDataSourceWidget(
        self,
        parent: QWidget | None = None,
        fl: Any = Qt.WindowType.Widget,
        widgetMode: Any = QgsProviderRegistry.WidgetMode.Embedded,
    ) -> SourcePlace:
        from .source_place import SourcePlace

        # Kept, so that the Python half of the widget lives as long as the manager shows it.
        self._place = SourcePlace(parent, fl, widgetMode, self._services)
        self._made()
        return self._place

    # Own

    @guarded(answer(None))
    def edit(self, layer: QgsMapLayer) -> None:
        """Open the page with the settings of a layer, to change that layer."""
        self._services.iface.openDataSourceManagerPage(PROVIDER_KEY)
        if self._place is not None and not sip.isdeleted(self._place):
            self._place.when_made(lambda page: None if sip.isdeleted(layer) else page.edit(layer))
