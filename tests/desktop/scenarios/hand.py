"""Dropping things on QGIS's window as a file manager does: without Python between QGIS and the event. Inside QGIS, test side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QCoreApplication, QEvent, QMimeData, QPointF, Qt, QUrl
from qgis.PyQt.QtGui import QDragEnterEvent, QDropEvent
from qgis.PyQt.QtWidgets import QApplication

if TYPE_CHECKING:
    from qgis_desktop.inside.runner import Desk

_held: list[QMimeData] = []
"""The event does not own what is dropped."""


def drop(desk: Desk, url: QUrl) -> None:
    """Let a file or a link fall on QGIS's window; it is taken from QGIS's own event loop, later."""
    window = desk.iface.mainWindow()
    data = QMimeData()
    data.setUrls([url])
    _held.append(data)
    place = window.rect().center()
    buttons, keys, action = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    QApplication.sendEvent(window, QDragEnterEvent(place, action, data, buttons, keys))
    fall = QDropEvent(QPointF(place), action, data, buttons, keys, QEvent.Type.Drop)
    QCoreApplication.postEvent(window, fall)
