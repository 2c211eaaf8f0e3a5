"""The search as JSON: shows what the fields say, takes what a person writes, and says what is wrong with it. QGIS side."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt import uic
from qgis.PyQt.QtCore import QTimer, pyqtSignal
from qgis.PyQt.QtGui import QFontDatabase
from qgis.PyQt.QtWidgets import QLabel, QPlainTextEdit, QWidget

from ..host.guard import answer, guarded
from ..host.translation import tr
from .stac_query import Search, SearchTextError, search_of_text, text_of

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))
_PAUSE_MS = 400
"""Whoever types is not interrupted by what half a text lacks."""


class StacJson(QWidget, _FORM):
    """The box."""

    written = pyqtSignal(object)
    """A person has written another Search."""
    judged = pyqtSignal()
    """It is known whether the text is a search."""

    json_edit: QPlainTextEdit
    error_label: QLabel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setupUi(self)
        self.json_edit.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.apply)
        self.json_edit.textChanged.connect(self._pause.start)
        self._search = Search()

    @property
    def error(self) -> str:
        """What is wrong with the text; empty where nothing is."""
        return self.error_label.text()

    def set_search(self, search: Search) -> None:
        """Show what the fields say; a text that says the same stays as it was written."""
        if search == self._search and self.json_edit.toPlainText():
            return
        self._pause.stop()
        self._search = search
        blocked = self.json_edit.blockSignals(True)
        self.json_edit.setPlainText(text_of(search))
        self.json_edit.blockSignals(blocked)
        if self.error:
            self.error_label.clear()
            self.judged.emit()

    def settle(self) -> None:
        """Read what was typed just now."""
        if self._pause.isActive():
            self.apply()

    @guarded(answer(None))
    def apply(self) -> None:
        """Read the text now."""
        self._pause.stop()
        try:
            search = search_of_text(self.json_edit.toPlainText())
        except SearchTextError as error:
            self.error_label.setText(
                tr("This is no search: {reason} The fields stay as they were.").format(reason=_sentence(str(error)))
            )
        else:
            self.error_label.clear()
            if search != self._search:
                self._search = search
                self.written.emit(search)
        self.judged.emit()


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
