"""The menu with the sources that were added lately. QGIS side, main thread."""

from __future__ import annotations

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QMenu, QWidget

from ..host.connections import connections
from ..host.guard import answer, guarded
from ..host.redaction import redacted
from ..host.translation import tr
from ..provider import uri as uris

_CHARACTERS = 80


class SourceHistory(QMenu):
    """Filled when it is opened."""

    chosen = pyqtSignal(str)
    """A source that a person wants to see."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.aboutToShow.connect(self.fill)

    @guarded(answer(None))
    def fill(self) -> None:
        """Offer what is known now."""
        self.clear()
        for source in connections().recent():
            shown = redacted(source)
            if len(shown) > _CHARACTERS:
                shown = f"{shown[: _CHARACTERS // 2]}…{shown[-_CHARACTERS // 2 :]}"
            # A menu takes & for a mnemonic.
            action = self.addAction(f"{uris.decode(source).name}\t{shown}".replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, source=source: self.chosen.emit(source))
        if self.isEmpty():
            self.addAction(tr("No mosaic was added yet")).setEnabled(False)
