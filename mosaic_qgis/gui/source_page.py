"""The Data Source Manager page "MosaicJSON": a file or URL, a name, and what is wrong with them. QGIS side.

Turns its fields into one request and emits it; opens nothing itself. Emits `addRasterLayer` only: `addLayer` crashes
QGIS when it is emitted from Python.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import QgsProviderRegistry, QgsSettings
from qgis.gui import QgsAbstractDataSourceWidget, QgsSourceSelectProvider
from qgis.PyQt import uic
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QIcon
from qgis.PyQt.QtWidgets import QDialogButtonBox, QFileDialog, QLabel, QLineEdit, QToolButton, QWidget

from ..host.about import PROVIDER_KEY, TITLE, homepage, resource
from ..host.guard import answer, guarded
from ..host.settings import GROUP
from ..host.translation import tr
from ..provider import uri as uris
from ..provider.metadata import parts_of
from . import source_check

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))
_FOLDER_KEY = f"{GROUP}/last_folder"

Before = Callable[[Callable[[], None]], bool]
"""Calls its argument now, or, where something has to be done first, later or never. Whether it was now."""


class SourcePage(QgsAbstractDataSourceWidget, _FORM):
    """The page. `before_adding` is asked before a layer is added (the engine may have to be set up first)."""

    uri_edit: QLineEdit
    name_edit: QLineEdit
    browse_button: QToolButton
    verdict_label: QLabel
    button_box: QDialogButtonBox

    def __init__(self, parent: QWidget | None, flags: Any, mode: Any, before_adding: Before) -> None:
        super().__init__(parent, flags, mode)
        self._before_adding = before_adding
        self.setupUi(self)
        self.setupButtons(self.button_box)
        self.uri_edit.textChanged.connect(self._judge)
        self.browse_button.clicked.connect(self._browse)
        self.button_box.helpRequested.connect(self._help)
        self._judge()

    # QgsAbstractDataSourceWidget interface

    @guarded(answer(None))
    def addButtonClicked(self) -> None:
        if not source_check.check(self.uri_edit.text()).can_add:
            return
        parts = parts_of(self.uri_edit.text())
        source, name = uris.encode(parts), self.name_edit.text().strip() or parts.name
        if not self._before_adding(lambda: self.addRasterLayer.emit(source, name, PROVIDER_KEY)):
            self.verdict_label.setText(
                tr("The layer is added as soon as the engine is set up: see the message in QGIS's main window.")
            )

    @guarded(answer(None))
    def reset(self) -> None:
        self.uri_edit.clear()
        self.name_edit.clear()

    # Own

    @guarded(answer(None))
    def _judge(self, _text: str = "") -> None:
        verdict = source_check.check(self.uri_edit.text())
        self.verdict_label.setText(verdict.sentence)
        self.enableButtons.emit(verdict.can_add)
        parts = parts_of(self.uri_edit.text())
        self.name_edit.setPlaceholderText(parts.name if parts.mosaic else "")

    @guarded(answer(None))
    def _browse(self, _checked: bool = False) -> None:
        store = QgsSettings()
        filters = f"{tr('MosaicJSON')} (*.mosaicjson *.mosaicjson.gz *.json *.json.gz);;{tr('All files')} (*)"
        folder = str(store.value(_FOLDER_KEY, ""))
        path, _ = QFileDialog.getOpenFileName(self, tr("Choose a MosaicJSON File"), folder, filters)
        if path:
            store.setValue(_FOLDER_KEY, str(Path(path).parent))
            self.uri_edit.setText(uris.encode(uris.LayerUri(mosaic=path)))

    @guarded(answer(None))
    def _help(self) -> None:
        QDesktopServices.openUrl(QUrl(homepage()))


class SourceSelectProvider(QgsSourceSelectProvider):
    """Puts the page into the Data Source Manager."""

    def __init__(self, before_adding: Before) -> None:
        super().__init__()
        self._before_adding = before_adding
        self._page: SourcePage | None = None

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

    @guarded(answer(None))
    def createDataSourceWidget(
        self,
        parent: QWidget | None = None,
        fl: Any = Qt.WindowType.Widget,
        widgetMode: Any = QgsProviderRegistry.WidgetMode.Embedded,
    ) -> SourcePage:
        # Kept, so that the Python half of the widget lives as long as the manager shows it.
        self._page = SourcePage(parent, fl, widgetMode, self._before_adding)
        return self._page
