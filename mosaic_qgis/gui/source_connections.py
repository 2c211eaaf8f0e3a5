"""The saved connections of the Data Source Manager page: a list, and buttons to save, change and forget. QGIS side.

Kept by host/connections.py. A connection is what is on the page under a name; the page is where it is edited.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QInputDialog, QListWidget, QListWidgetItem, QMessageBox, QPushButton

from ..host.connections import Connection, connections
from ..host.guard import answer, guarded
from ..host.redaction import redacted
from ..host.translation import tr
from ..provider import uri as uris

if TYPE_CHECKING:
    from ..provider.uri import LayerUri

_NAME = Qt.ItemDataRole.UserRole


class SavedConnections(QObject):
    """Keeps the list and its buttons."""

    chosen = pyqtSignal(object)
    """A person wants to see a Connection."""
    add_asked = pyqtSignal(object)
    """A person wants a Connection to be added."""

    def __init__(
        self,
        widget: QListWidget,
        buttons: tuple[QPushButton, QPushButton, QPushButton],
        present: Callable[[], LayerUri | None],
    ) -> None:
        """`buttons`: new, edit, remove. `present`: what is on the page now, None where that is nothing."""
        super().__init__(widget)
        self._list = widget
        self._new, self._edit, self._remove = buttons
        self._present = present
        widget.itemSelectionChanged.connect(self._selected)
        # A double click comes once, whatever the desktop takes for an activation.
        widget.itemDoubleClicked.connect(self._add)
        widget.itemClicked.connect(self._choose)
        self._new.clicked.connect(self._save_new)
        self._edit.clicked.connect(self._save_edited)
        self._remove.clicked.connect(self._forget)
        connections().changed.connect(self.fill)
        self.fill()

    @guarded(answer(None))
    def fill(self) -> None:
        """Show what is saved now."""
        selected = self._name()
        self._list.clear()
        for connection in connections().all():
            item = QListWidgetItem(connection.name, self._list)
            item.setData(_NAME, connection.name)
            item.setToolTip(redacted(connection.source))
            if connection.name == selected:
                self._list.setCurrentItem(item)
        self._selected()

    @guarded(answer(None))
    def refresh_buttons(self) -> None:
        """What is on the page has changed."""
        has_source, has_one = self._present() is not None, self._name() is not None
        self._new.setEnabled(has_source)
        self._edit.setEnabled(has_one and has_source)
        self._remove.setEnabled(has_one)

    # Own

    def _name(self) -> str | None:
        item = self._list.currentItem()
        return str(item.data(_NAME)) if item is not None and item.isSelected() else None

    def _connection(self) -> Connection | None:
        name = self._name()
        return connections().get(name) if name is not None else None

    @guarded(answer(None))
    def _selected(self) -> None:
        self.refresh_buttons()

    @guarded(answer(None))
    def _choose(self, _item: QListWidgetItem) -> None:
        connection = self._connection()
        if connection is not None:
            self.chosen.emit(connection)

    @guarded(answer(None))
    def _add(self, _item: QListWidgetItem) -> None:
        connection = self._connection()
        if connection is not None:
            self.add_asked.emit(connection)

    @guarded(answer(None))
    def _save_new(self, _checked: bool = False) -> None:
        uri = self._present()
        if uri is not None:
            self._save(uri, connections().free_name(uri.name), replace=None)

    @guarded(answer(None))
    def _save_edited(self, _checked: bool = False) -> None:
        uri, name = self._present(), self._name()
        if uri is not None and name is not None:
            self._save(uri, name, replace=name)

    def _save(self, uri: LayerUri, name: str, *, replace: str | None) -> None:
        """Ask for the name until it can be used or nobody wants to any more."""
        question = tr("Save what is on this page as")
        text = question
        while True:
            name, is_wanted = self._ask(text, name)
            if not is_wanted:
                return
            try:
                connections().save(Connection(name=name.strip(), source=uris.encode(uri)), replace=replace)
            except ValueError as exc:
                text = f"{exc}\n\n{question}"
                continue
            break
        self._select(name.strip())

    def _ask(self, text: str, name: str) -> tuple[str, bool]:
        answered, is_wanted = QInputDialog.getText(self._list.window(), tr("Save Connection"), text, text=name)
        return str(answered), bool(is_wanted)

    def _select(self, name: str) -> None:
        for row in range(self._list.count()):
            if self._list.item(row).data(_NAME) == name:
                self._list.setCurrentRow(row)

    @guarded(answer(None))
    def _forget(self, _checked: bool = False) -> None:
        name = self._name()
        if name is None:
            return
        question = tr("Forget the connection “{name}”? Layers stay as they are.").format(name=name)
        yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
        if QMessageBox.question(self._list.window(), tr("Remove Connection"), question, yes | no, no) == yes:
            connections().remove(name)
