"""The rows that QGIS's Identify panel gets for our layers: one per image, with its buttons. QGIS side, main thread.

Shows what it is given and calls what it is given. What stands in documents is plain text here: no HTML, no links.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QPainter, QPaintEvent
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QTreeWidget, QTreeWidgetItem, QWidget

from ..host.guard import answer, guarded
from ..host.markup import tip
from ..host.redaction import redacted
from ..host.translation import tr
from ..provider.chosen_images import chosen_in
from ..provider.identify import images_title
from ..provider.uri import LayerUri

MOST_ROWS = 20
"""The panel is built while the window waits."""
_SPACE_PX = 2
_NAME_PX = 60


@dataclass(frozen=True, kw_only=True)
class Acts:
    """What the buttons do."""

    lock: Callable[[str, bool], object]
    """Gets the image's key, and whether it is to lie on top from now on."""
    exclude: Callable[[str], object]
    undo: Callable[[], object] | None
    """None: there is nothing to undo."""


def add_rows(tree: QTreeWidget, heading: QTreeWidgetItem, found: Mapping[str, Any], uri: LayerUri, acts: Acts) -> None:
    """Fill a row of the tree with the images of the engine's answer. `uri` is the layer's."""
    images = found["assets"]
    heading.setText(0, images_title(images))
    heading.setFirstColumnSpanned(True)
    locked = chosen_in(uri).first
    for image in images[:MOST_ROWS]:
        _add(tree, heading, _image_row(image, locked, acts))
    if len(images) > MOST_ROWS:
        rest = QTreeWidgetItem(heading)
        rest.setText(0, tr("… and {count} more.").format(count=len(images) - MOST_ROWS))
        rest.setFirstColumnSpanned(True)
    if acts.undo is not None:
        _add(tree, heading, _undo_row(acts.undo))
    heading.setExpanded(True)


def _add(tree: QTreeWidget, heading: QTreeWidgetItem, widget: QWidget) -> None:
    item = QTreeWidgetItem(heading)
    item.setFirstColumnSpanned(True)
    tree.setItemWidget(item, 0, widget)


def _image_row(image: Mapping[str, Any], locked: tuple[str, ...], acts: Acts) -> QWidget:
    key = str(image["key"] or "")
    row, box = _row()
    name = _Name(f"{int(image['rank'])}  {' '.join(str(image['name']).split())}")
    font = name.font()
    font.setBold(bool(image["used"]))
    name.setFont(font)
    name.setToolTip(tip(redacted(str(image["href"]))))
    box.addWidget(name, 1)
    first = _button("mosaic_lock", "/unlocked.svg", tr("Lock this image: it lies on top of all others from now on"))
    first.setCheckable(True)
    first.setChecked(bool(key) and key in locked)
    if first.isChecked():
        first.setIcon(QgsApplication.getThemeIcon("/locked.svg"))
        first.setToolTip(tr("This image lies on top of all others; click to have it in its place again"))
    first.clicked.connect(guarded(answer(None))(lambda is_locked: acts.lock(key, is_locked)))
    exclude = _button("mosaic_exclude", "/symbologyRemove.svg", tr("Leave this image out of the layer"))
    exclude.clicked.connect(guarded(answer(None))(lambda _checked: acts.exclude(key)))
    for button in (first, exclude):
        button.setEnabled(bool(key))
        box.addWidget(button)
    return row


def _undo_row(undo: Callable[[], object]) -> QWidget:
    row, box = _row()
    words = tr("Have the images as they were before; the layer's properties restore all of them")
    button = _button("mosaic_undo", "/mActionUndo.svg", words)
    button.setText(tr("Undo Last Change"))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.clicked.connect(guarded(answer(None))(lambda _checked: undo()))
    box.addWidget(button)
    box.addStretch(1)
    return row


def _row() -> tuple[QWidget, QHBoxLayout]:
    row = QWidget()
    box = QHBoxLayout(row)
    box.setContentsMargins(0, 0, _SPACE_PX, 0)
    box.setSpacing(_SPACE_PX)
    return row, box


def _button(name: str, icon: str, words: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setIcon(QgsApplication.getThemeIcon(icon))
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setToolTip(words)
    button.setAccessibleName(words)
    return button


class _Name(QLabel):
    """A line that is shortened in its middle where it has no room: names differ at their ends."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    # QWidget interface

    @guarded(answer(QSize(_NAME_PX, 0)))
    def minimumSizeHint(self) -> QSize:
        return QSize(_NAME_PX, super().minimumSizeHint().height())

    @guarded(answer(None))
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()
