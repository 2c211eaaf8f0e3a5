"""The plugin as QGIS knows it: makes and registers everything, and takes it back in reverse order. QGIS side.

The composition root: the only place that knows all parts. Registers the provider at once, before any project is read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import QgsApplication, QgsDataProvider, QgsProject
from qgis.PyQt import sip

from .host import translation
from .host.about import PROVIDER_KEY, TITLE, resource
from .host.engine import EngineHost
from .host.log import log_exception
from .host.notes import Notes
from .host.translation import tr
from .provider import registration
from .provider.metadata import MosaicMetadata
from .provider.opening import MosaicOpener
from .provider.paths import absolute
from .provider.uri import LayerUri, decode, encode


class MosaicPlugin:
    """QGIS Desktop (`iface` given) and qgis_process (`iface` None)."""

    def __init__(self, iface: Any) -> None:
        self._iface = iface
        self._undo: list[Callable[[], Any]] = []
        self._notes: Notes | None = None
        self.engine: EngineHost | None = None

    # QGIS plugin interface

    def initGui(self) -> None:  # noqa: N802 (QGIS's name)
        self._start()
        self._start_gui()
        self.engine.look_at_environment()
        self._reopen_layers(lambda layer: True)

    def initProcessing(self) -> None:  # noqa: N802 (QGIS's name)
        """qgis_process: layers of ours must open there too."""
        self._start()

    def unload(self) -> None:
        """Take back everything that was made, last one first; a step that fails does not stop the others."""
        while self._undo:
            step = self._undo.pop()
            try:
                step()
            except Exception:  # noqa: BLE001 (the plugin must go away whatever happens)
                log_exception("A step of unloading the plugin failed.")
        self.engine = None

    # Own

    def _start(self) -> None:
        """What works without a window: translation, engine, provider."""
        if self.engine is not None:
            return
        translator = translation.install()
        self._undo.append(lambda: translation.uninstall(translator))
        self.engine = engine = EngineHost(has_window=self._iface is not None)
        self._undo.append(engine.stop)
        # The end of QGIS does not always unload plugins.
        QgsApplication.instance().aboutToQuit.connect(engine.stop)
        self._undo.append(lambda: QgsApplication.instance().aboutToQuit.disconnect(engine.stop))
        self._notes = Notes(self._iface)
        registration.set_implementation(MosaicMetadata(MosaicOpener(engine, self._notes)))
        self._undo.append(lambda: registration.set_implementation(None))

    def _start_gui(self) -> None:
        from qgis.gui import QgsGui
        from qgis.PyQt.QtGui import QIcon
        from qgis.PyQt.QtWidgets import QAction

        from .gui.drop import MosaicDropHandler
        from .gui.late_opening import LateOpening
        from .gui.options_page import OptionsFactory
        from .gui.setup_offer import SetupOffer
        from .gui.source_page import SourceSelectProvider

        iface, engine = self._iface, self.engine
        offer = SetupOffer(iface, engine, self._notes)
        self._undo.append(offer.close)
        engine.environment_made.connect(self._engine_came)
        self._undo.append(lambda: engine.environment_made.disconnect(self._engine_came))

        pages = QgsGui.sourceSelectProviderRegistry()
        page = SourceSelectProvider(offer.before)
        pages.addProvider(page)
        self._undo.append(lambda: None if sip.isdeleted(page) else pages.removeProvider(page))

        late = LateOpening(iface, engine, self._notes, reopen=self._reopen_invalid, add=self._add)
        self._undo.append(late.close)

        options = OptionsFactory(engine, offer)
        iface.registerOptionsWidgetFactory(options)
        self._undo.append(lambda: None if sip.isdeleted(options) else iface.unregisterOptionsWidgetFactory(options))

        drop = MosaicDropHandler(lambda: engine.is_environment_there, lambda uri: offer.before(lambda: self._add(uri)))
        iface.registerCustomDropHandler(drop)
        self._undo.append(lambda: None if sip.isdeleted(drop) else iface.unregisterCustomDropHandler(drop))

        add = QAction(QIcon(resource("mosaicjson.svg")), tr("Add MosaicJSON Layer…"), iface.mainWindow())
        add.setObjectName("mActionAddMosaicJsonLayer")
        add.triggered.connect(lambda: iface.openDataSourceManagerPage(PROVIDER_KEY))
        iface.insertAddLayerAction(add)
        self._undo.append(lambda: _take_away(add, iface.removeAddLayerAction))

        set_up = QAction(tr("Set Up Engine…"), iface.mainWindow())
        set_up.setObjectName("mActionSetUpMosaicJsonEngine")
        set_up.triggered.connect(offer.offer)
        iface.addPluginToRasterMenu(TITLE, set_up)
        self._undo.append(lambda: _take_away(set_up, lambda each: iface.removePluginRasterMenu(TITLE, each)))

    def _add(self, uri: LayerUri) -> None:
        self._iface.addRasterLayer(encode(uri), uri.name, PROVIDER_KEY)

    def _engine_came(self) -> None:
        self._reopen_layers(lambda layer: not layer.isValid())

    def _reopen_invalid(self, uri: LayerUri) -> int:
        """Open the layers of one mosaic again that could not be opened before. How many there are."""

        def is_of_it(layer: Any) -> bool:
            of_layer = decode(layer.source())
            return not layer.isValid() and of_layer.with_mosaic(absolute(of_layer.mosaic)) == uri

        return self._reopen_layers(is_of_it)

    @staticmethod
    def _reopen_layers(is_wanted: Callable[[Any], bool]) -> int:
        """Open mosaic layers of the project again, such as those that were there before the plugin or its engine."""
        layers = [layer for layer in QgsProject.instance().mapLayers().values() if layer.providerType() == PROVIDER_KEY]
        wanted = [layer for layer in layers if is_wanted(layer)]
        for layer in wanted:
            layer.setDataSource(layer.source(), layer.name(), PROVIDER_KEY, QgsDataProvider.ProviderOptions())
        return len(wanted)


class MosaicServerPlugin:
    """QGIS Server: the provider only."""

    def __init__(self, _server_iface: Any) -> None:
        self._plugin = MosaicPlugin(None)
        self._plugin.initProcessing()


def _take_away(action: Any, remove: Callable[[Any], Any]) -> None:
    if not sip.isdeleted(action):
        remove(action)
        action.deleteLater()
