"""The saved connections of the Data Source Manager page: a list, and buttons to save, change and forget. QGIS side.

Kept by host/connections.py. A new connection is what is on the page, under a name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QListWidget, QListWidgetItem, QMessageBox, QPushButton

from ..host.connections import Connection, connections
from ..host.guard import answer, guarded
from ..host.markup import tip
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
        self._is_filling = False
        self._shown = ""
        """The connection that a click has brought to the page."""
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
        self._is_filling = True
        try:
            self._fill(selected)
        finally:
            self._is_filling = False
        self._selected()

    def _fill(self, selected: str | None) -> None:
        self._list.clear()
        for connection in connections().all():
            item = QListWidgetItem(connection.name, self._list)
            item.setData(_NAME, connection.name)
            item.setToolTip(tip(redacted(connection.source)))
            if connection.name == selected:
                self._list.setCurrentItem(item)

    @guarded(answer(None))
    def refresh_buttons(self) -> None:
        """What is on the page has changed."""
        has_source, has_one = self._present() is not None, self._name() is not None
        self._new.setEnabled(has_source)
        self._edit.setEnabled(has_one)
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
        name = self._name()
        if name is not None and name != self._shown and self._list.hasFocus() and not self._is_filling:
            # By keyboard it is chosen as a click does it, so that Enter adds what is seen to be selected.
            self._choose(self._list.currentItem())

    @guarded(answer(None))
    def _choose(self, _item: QListWidgetItem) -> None:
        connection = self._connection()
        if connection is not None:
            self._shown = connection.name
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
            self._edit_in_dialog(connections().free_name(uri.name), uris.encode(uri), replaced="")

    @guarded(answer(None))
    def _save_edited(self, _checked: bool = False) -> None:
        connection, present = self._connection(), self._present()
        if connection is None:
            return
        # What was changed on the page since a click has shown the connection there is part of it.
        is_shown = connection.name == self._shown and present is not None
        source = uris.encode(present) if is_shown and present is not None else connection.source
        self._edit_in_dialog(connection.name, source, replaced=connection.name)

    def _edit_in_dialog(self, name: str, source: str, *, replaced: str) -> None:
        from .connection_dialog import ConnectionDialog

        try:
            connection = Connection(name=name, source=source)
        except ValueError as exc:
            QMessageBox.warning(self._list.window(), tr("Save Connection"), tip(str(exc)))
            return
        dialog = ConnectionDialog(self._list.window(), connection, replaced)
        if dialog.exec():
            self._select(dialog.connection.name)
            self._shown = dialog.connection.name
        dialog.deleteLater()

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
        if QMessageBox.question(self._list.window(), tr("Remove Connection"), tip(question), yes | no, no) == yes:
            connections().remove(name)
