"""What is said and done when a mosaic is open that had taken longer than QGIS may wait. QGIS side, main thread.

Layers of the project that had failed for it open themselves. Where QGIS has not kept the layer (it refuses to add what
is not open yet), a message offers to add it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qgis.core import Qgis
from qgis.gui import QgsMessageBarItem
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtWidgets import QPushButton

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.about import TITLE
from ..host.engine import EngineHost
from ..host.guard import answer, guarded
from ..host.markup import escaped
from ..host.notes import Notes
from ..host.translation import tr
from ..provider.uri import LayerUri

_SHOWN_S = 12


class LateOpening(QObject):
    """Lives as long as the plugin is loaded."""

    def __init__(
        self,
        iface: Any,
        engine: EngineHost,
        notes: Notes,
        *,
        reopen: Callable[[LayerUri], int],
        add: Callable[[LayerUri], object],
    ) -> None:
        """`reopen` opens the project's invalid layers of a mosaic again and says how many; `add` adds a layer."""
        super().__init__()
        self._iface = iface
        self._engine = engine
        self._notes = notes
        self._reopen = reopen
        self._add = add
        engine.opened_late.connect(self._opened)

    @guarded(answer(None))
    def _opened(self, mosaic: str, options: Mapping[str, str], failure: EngineFailure | None) -> None:
        uri = LayerUri(mosaic=mosaic, options=options)
        if failure is not None:
            self._notes.post(failures.sentence(failure, uri.name), "error", detail=failure.message, is_news=True)
        elif self._reopen(uri):
            text = tr("{subject} is open now.").format(subject=failures.quoted(uri.name))
            self._iface.messageBar().pushMessage(TITLE, escaped(text), Qgis.MessageLevel.Success, _SHOWN_S)
        else:
            self._offer(uri)

    def _offer(self, uri: LayerUri) -> None:
        text = tr("{subject} is ready to be added.").format(subject=failures.quoted(uri.name))
        item = QgsMessageBarItem(TITLE, escaped(text), Qgis.MessageLevel.Info)
        button = QPushButton(tr("Add Layer"))
        button.setObjectName("mosaic_add_late")
        button.clicked.connect(lambda: self._take(item, uri))
        item.layout().addWidget(button)
        self._iface.messageBar().pushItem(item)

    @guarded(answer(None))
    def _take(self, item: QgsMessageBarItem, uri: LayerUri) -> None:
        self._iface.messageBar().popWidget(item)
        self._add(uri)

    def close(self) -> None:
        """Hear no more."""
        self._engine.opened_late.disconnect(self._opened)
