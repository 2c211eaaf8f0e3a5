"""Sentences of the STAC search: a message bar of its own, whose sentences may have two lines. QGIS side."""

from __future__ import annotations

from typing import Final

from qgis.core import Qgis
from qgis.gui import QgsMessageBar, QgsMessageBarItem
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLabel, QPushButton, QSizePolicy

from ..host.markup import tip
from ..host.redaction import redacted

_LEVELS: Final = {
    "info": Qgis.MessageLevel.Info,
    "success": Qgis.MessageLevel.Success,
    "warning": Qgis.MessageLevel.Warning,
    "error": Qgis.MessageLevel.Critical,
}
_SHOWN_S: Final = {"info": 8, "success": 12, "warning": 0, "error": 0}
"""How long a message stays; 0: until it is closed or something else is done."""


class StacMessages(QgsMessageBar):
    """Shows the last message only."""

    def tell(self, text: str, level: str = "warning", *, detail: str = "", button: QPushButton | None = None) -> None:
        """Show a sentence; `detail` are the engine's own words. Secrets of addresses are hidden."""
        self.clearWidgets()
        # A message bar shows one line of its own texts; a sentence with the way out may need two.
        label = QLabel(redacted(text), self)
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setObjectName("message_label")
        label.setToolTip(tip(redacted(detail)))
        item = QgsMessageBarItem(label, _LEVELS[level], _SHOWN_S[level])
        if button is not None:
            item.layout().addWidget(button)
        self.pushItem(item)
