"""Suggestions for the address of a mosaic: what was added lately and what is saved. QGIS side, main thread."""

from __future__ import annotations

from qgis.PyQt.QtCore import QStringListModel, Qt, QTimer
from qgis.PyQt.QtWidgets import QCompleter, QLineEdit

from ..host.connections import connections
from ..host.guard import answer, guarded


class SourceCompleter(QCompleter):
    """Suggests sources that have the typed text anywhere in them."""

    def __init__(self, edit: QLineEdit) -> None:
        super().__init__(edit)
        self.sources = QStringListModel(self)
        self.setModel(self.sources)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self._edit = edit
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.timeout.connect(self._stay_out_of_the_way)
        edit.setCompleter(self)
        edit.textEdited.connect(self._start)
        connections().changed.connect(self.fill)
        self.fill()

    @guarded(answer(None))
    def fill(self) -> None:
        """Suggest what is known now."""
        known = connections()
        self.sources.setStringList(list(dict.fromkeys([*known.recent(), *(each.source for each in known.all())])))

    @guarded(answer(None))
    def _start(self, _text: str) -> None:
        # Qt shows the list after it has told what was typed.
        self._typed.start(0)

    @guarded(answer(None))
    def _stay_out_of_the_way(self) -> None:
        """Whoever has typed all of it wants no suggestion. (The open list swallows the next click, such as on Add.)"""
        if self._edit.text() in self.sources.stringList():
            self.popup().hide()
