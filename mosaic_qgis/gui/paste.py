"""URIs of mosaics that are pasted: Ctrl+V on the map or the layer tree, and entries of menus. QGIS side, main thread.

QGIS itself pastes features, layers and styles; only a text that is certainly a mosaic is taken here.
"""

from __future__ import annotations

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QObject
from qgis.PyQt.QtGui import QKeyEvent, QKeySequence
from qgis.PyQt.QtWidgets import QApplication

from ..host.guard import answer, guarded
from ..host.translation import tr
from .dropped import Named, mosaics_in_text
from .services import GuiServices

_OF_QGIS = "application/qgis"


class PasteKey(QObject):
    """Hears the key on the map and on the layer tree. Lives as long as the plugin is loaded."""

    def __init__(self, services: GuiServices) -> None:
        super().__init__()
        self._services = services
        self._widgets = [services.iface.mapCanvas(), services.iface.layerTreeView()]
        for widget in self._widgets:
            widget.installEventFilter(self)

    def close(self) -> None:
        """Hear nothing any more."""
        for widget in self._widgets:
            if not sip.isdeleted(widget):
                widget.removeEventFilter(self)

    # QObject interface

    @guarded(answer(False))
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        if not isinstance(event, QKeyEvent) or not event.matches(QKeySequence.StandardKey.Paste):
            return False
        mosaics = on_clipboard()
        if not mosaics:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            add(self._services, mosaics)
        return True


def on_clipboard() -> list[Named]:
    """The mosaics whose URIs are on the clipboard, and nothing else."""
    data = QApplication.clipboard().mimeData()
    if data is None or not data.hasText() or any(name.startswith(_OF_QGIS) for name in data.formats()):
        return []
    return mosaics_in_text(data.text())


def paste(services: GuiServices) -> None:
    """Add what is on the clipboard, or say that it is no mosaic."""
    mosaics = on_clipboard()
    if mosaics:
        add(services, mosaics)
        return
    text = tr("There is no URI of a mosaic on the clipboard; copy one, such as https://host/mosaic.mosaicjson.")
    services.notes.post(text, "warning", is_news=True)


def add(services: GuiServices, mosaics: list[Named]) -> None:
    """A layer for each."""
    for mosaic, name in mosaics:
        services.add(mosaic, name)
