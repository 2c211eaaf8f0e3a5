"""The plugin as QGIS knows it: makes and registers everything, and takes it back in reverse order. QGIS side.

The composition root: the only place that knows all parts. Registers the provider at once, before any project is read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QTimer

from .host import auth, settings, translation
from .host.about import PROVIDER_KEY, TITLE, resource
from .host.engine import EngineHost
from .host.guard import answer, guarded
from .host.live_maps import LiveMaps
from .host.log import log_exception, show_from
from .host.login_renewal import LoginRenewal
from .host.notes import Notes
from .host.translation import tr
from .provider import registration
from .provider.metadata import MosaicMetadata
from .provider.opening import MosaicOpener

if TYPE_CHECKING:
    from .provider.uri import LayerUri


class MosaicPlugin:
    """QGIS Desktop (`iface` given) and qgis_process (`iface` None)."""

    def __init__(self, iface: Any) -> None:
        self._iface = iface
        self._undo: list[Callable[[], Any]] = []
        self._notes: Notes | None = None
        self._opener: MosaicOpener | None = None
        self.engine: EngineHost | None = None

    # QGIS plugin interface

    def initGui(self) -> None:  # noqa: N802 (QGIS's name)
        self._start()
        self._start_gui()
        self._look_soon()

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
        show_from(settings.load().log_level)
        self.engine = engine = EngineHost(has_window=self._iface is not None)
        self._undo.append(engine.stop)
        # The end of QGIS does not always unload plugins.
        QgsApplication.instance().aboutToQuit.connect(engine.stop)
        self._undo.append(lambda: QgsApplication.instance().aboutToQuit.disconnect(engine.stop))
        self._notes = Notes(self._iface)
        notes = self._notes
        renewal = LoginRenewal(engine)
        self._undo.append(renewal.close)
        auth.on_locked(lambda text: notes.post(text, kind="locked"))
        self._undo.append(lambda: auth.on_locked(lambda _text: None))
        self._opener = MosaicOpener(engine, self._notes, LiveMaps(self._iface).show)
        registration.set_implementation(MosaicMetadata(self._opener))
        self._undo.append(lambda: registration.set_implementation(None))
        self._start_processing(engine)

    def _start_processing(self, engine: EngineHost) -> None:
        from .processing.provider import MosaicProcessingProvider

        registry = QgsApplication.processingRegistry()
        algorithms = MosaicProcessingProvider(engine)
        if registry.addProvider(algorithms):
            self._undo.append(lambda: None if sip.isdeleted(algorithms) else registry.removeProvider(algorithms))

    def _look_soon(self) -> None:
        """Look for the engine's packages once QGIS has time: what is needed for that takes long to load."""
        engine = self.engine

        @guarded(answer(None))
        def look() -> None:
            engine.look_at_environment()

        turn = QTimer()
        turn.setSingleShot(True)
        turn.timeout.connect(look)
        turn.start(0)
        self._undo.append(turn.stop)

    def _start_gui(self) -> None:
        from qgis.gui import QgsGui
        from qgis.PyQt.QtGui import QIcon
        from qgis.PyQt.QtWidgets import QAction

        from .gui.adding import Adding, is_invalid_of, reset
        from .gui.background import BackgroundOpenings
        from .gui.browser_clicks import BrowserClicks
        from .gui.change_source import ChangeSource
        from .gui.desktop_parts import DesktopParts
        from .gui.late_opening import LateOpening
        from .gui.options_factory import OptionsFactory
        from .gui.services import GuiServices, use
        from .gui.setup_offer import SetupOffer
        from .gui.source_select import SourceSelectProvider

        iface, engine = self._iface, self.engine
        offer = SetupOffer(iface, engine, self._notes)
        self._undo.append(offer.close)

        openings = BackgroundOpenings(self._opener)
        self._undo.append(openings.close)
        adding = Adding(iface, self._opener, openings)

        def add(uri: LayerUri, name: str = "") -> bool:
            return offer.before(lambda: adding.add(uri, name))

        services = GuiServices(
            iface=iface,
            engine=engine,
            opener=self._opener,
            adding=adding,
            notes=self._notes,
            add=add,
            set_up=offer.offer,
        )
        use(services)
        self._undo.append(lambda: use(None))

        @guarded(answer(None))
        def engine_came() -> None:
            adding.reopen(lambda layer: not layer.isValid())

        engine.environment_made.connect(engine_came)
        self._undo.append(lambda: engine.environment_made.disconnect(engine_came))

        clicks = BrowserClicks(services)
        self._undo.append(clicks.close)

        pages = QgsGui.sourceSelectProviderRegistry()
        page = SourceSelectProvider(services, clicks.watch)
        pages.addProvider(page)
        self._undo.append(lambda: None if sip.isdeleted(page) else pages.removeProvider(page))
        change = ChangeSource(iface.layerTreeView(), page.edit)
        self._undo.append(change.close)

        late = LateOpening(iface, engine, self._notes, reopen=lambda uri: reset(is_invalid_of(uri)), add=add)
        self._undo.append(late.close)

        options = OptionsFactory(engine, offer)
        iface.registerOptionsWidgetFactory(options)
        self._undo.append(lambda: None if sip.isdeleted(options) else iface.unregisterOptionsWidgetFactory(options))

        parts = DesktopParts(services, edit=page.edit)
        self._undo.append(parts.close)

        open_page = QAction(QIcon(resource("mosaicjson.svg")), tr("Add MosaicJSON Layer…"), iface.mainWindow())
        open_page.setObjectName("mActionAddMosaicJsonLayer")
        open_page.triggered.connect(lambda: iface.openDataSourceManagerPage(PROVIDER_KEY))
        iface.insertAddLayerAction(open_page)
        self._undo.append(lambda: _take_away(open_page, iface.removeAddLayerAction))

        set_up = QAction(tr("Set Up Engine…"), iface.mainWindow())
        set_up.setObjectName("mActionSetUpMosaicJsonEngine")
        set_up.triggered.connect(offer.offer)
        iface.addPluginToRasterMenu(TITLE, set_up)
        self._undo.append(lambda: _take_away(set_up, lambda each: iface.removePluginRasterMenu(TITLE, each)))

        adding.reopen(lambda layer: True)


class MosaicServerPlugin:
    """QGIS Server: the provider only."""

    def __init__(self, _server_iface: Any) -> None:
        self._plugin = MosaicPlugin(None)
        self._plugin.initProcessing()


def _take_away(action: Any, remove: Callable[[Any], Any]) -> None:
    if not sip.isdeleted(action):
        remove(action)
        action.deleteLater()
