"""What QGIS's Data Source Manager gets as the page "MosaicJSON": the place of the page, which is made when it is looked at.

QGIS side, main thread. The manager makes all of its pages, of all providers, before it opens: this one costs nothing then, loads
the page's modules one at a time while the window is open already, and makes the page when it is shown. Imports no form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qgis.gui import QgsAbstractDataSourceWidget
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

from ..host.guard import answer, guarded
from .preload import Preload

if TYPE_CHECKING:
    from .services import GuiServices
    from .source_page import SourcePage

OF_THE_PAGE = (
    "qgis.PyQt.uic",
    *(
        f"{__package__}.{name}"
        for name in (
            "source_options", "preview_problems", "preview_facts", "preview_pane", "login_slot", "source_check",
            "source_connections", "source_completion", "source_remedies", "source_page",
        )
    ),
)  # fmt: skip
"""Modules of the page, those before that others need."""


class SourcePlace(QgsAbstractDataSourceWidget):
    """Holds the page, and is it for QGIS."""

    def __init__(self, parent: QWidget | None, flags: Any, mode: Any, services: GuiServices) -> None:
        super().__init__(parent, flags, mode)
        self._mode, self._services = mode, services
        self.page: SourcePage | None = None
        """None until it is looked at."""
        self._is_ready = False
        self._afterwards: list[Callable[[SourcePage], None]] = []
        QVBoxLayout(self).setContentsMargins(0, 0, 0, 0)
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._go_on)
        self._preload = Preload(OF_THE_PAGE, self)
        self._preload.ended.connect(self._loaded)
        self._preload.start()

    def when_made(self, act: Callable[[SourcePage], None]) -> None:
        """Do something with the page, now or as soon as it is there. Show the place for that."""
        if self.page is not None and self._is_ready:
            act(self.page)
        else:
            self._afterwards.append(act)

    # QgsAbstractDataSourceWidget interface

    @guarded(answer(None))
    def reset(self) -> None:
        if self.page is not None:
            self.page.reset()

    @guarded(answer(False))
    def configureFromUri(self, uri: str) -> bool:
        self.when_made(lambda page: page.configureFromUri(uri))
        return True

    # QWidget interface

    @guarded(answer(None))
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.page is not None and self._is_ready:
            # Closing it has hidden it: to Qt it is a dialog of its own.
            self.page.show()
        elif not self._preload.left:
            self._turn.start()

    # Own

    @guarded(answer(None))
    def _loaded(self) -> None:
        self._turn.start()

    @guarded(answer(None))
    def _go_on(self) -> None:
        """Make the page, and show it in the next turn. Waits for who looks at it."""
        if not self.isVisible() or self._is_ready:
            return
        if self.page is None:
            from .source_page import SourcePage

            self.page = SourcePage(self, Qt.WindowType.Widget, self._mode, self._services)
            # Whatever it was given, Qt has made it a window of its own: that is what a dialog is.
            self.page.setWindowFlags(Qt.WindowType.Widget)
            self.page.rejected.connect(self.reject)
            self.layout().addWidget(self.page)
            self._turn.start()
            return
        self._is_ready = True
        # In its final size at once: the layout looks after it from the next turn on.
        self.page.resize(self.contentsRect().size())
        self.page.show()
        while self._afterwards:
            self._afterwards.pop(0)(self.page)
