"""Shows at once, on the canvases of this QGIS, what a map under way has got. QGIS side. Never draws anything itself.

A canvas shows its map while it is drawn, four times a second by default: what comes just after such a moment is seen
a quarter of a second late. Here the canvas is asked to do just that in between, so nothing of it is changed that would
have to be put back: neither its timer nor the interval that a person has chosen.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication, QgsMapToPixel
from qgis.PyQt.QtCore import QMetaObject, QObject, Qt, QTimer, pyqtSignal

from .guard import answer, guarded

if TYPE_CHECKING:
    from qgis.core import QgsRenderContext
    from qgis.gui import QgsMapCanvas

SLOT = "mapUpdateTimeout"
"""What a canvas's own timer calls. Qt lets anybody call it by name; where it is missing, the timer alone shows maps."""
_ASKED_S = "mosaic_qgis_asked_s"
"""Property of a canvas: when it was asked last."""
_FIRST_GAP_MS = 100
"""Showing a map takes time itself: what many layers of a map show first is shown together."""


class LiveMaps(QObject):
    """Lives on the thread of QGIS's window. `show` may be called from any thread."""

    _wanted = pyqtSignal(object, bool)

    def __init__(self, iface: Any = None) -> None:
        super().__init__()
        self._iface = iface
        self._late: set[object] = set()
        """Maps that are shown in a moment."""
        # Never at once, even on the same thread: that may be in the middle of painting.
        self._wanted.connect(self._show, Qt.ConnectionType.QueuedConnection)

    @guarded(answer(None))
    def show(self, context: QgsRenderContext, is_first: bool) -> None:
        """Let the canvas that draws this map show what is there of it. Never waits.

        `is_first`: nothing of the layer was shown yet; otherwise it is as often as the person wants the map at most.
        """
        self._wanted.emit(_place(context.mapToPixel()), is_first)

    @guarded(answer(None))
    def _show(self, place: object, is_first: bool) -> None:
        for canvas in self._canvases():
            # Meanwhile it may draw another map, of which there is nothing yet.
            if not canvas.isDrawing() or _place(canvas.mapSettings().mapToPixel()) != place:
                continue
            if _is_due(canvas, is_first):
                # By the event loop, which does not hold Python up meanwhile as a call from here would.
                if canvas.metaObject().indexOfMethod(f"{SLOT}()") >= 0:
                    QMetaObject.invokeMethod(canvas, SLOT, Qt.ConnectionType.QueuedConnection)
            elif is_first and place not in self._late:
                self._late.add(place)
                QTimer.singleShot(_FIRST_GAP_MS, lambda: self._show_late(place))

    @guarded(answer(None))
    def _show_late(self, place: object) -> None:
        self._late.discard(place)
        self._show(place, True)

    def _canvases(self) -> list[QgsMapCanvas]:
        if self._iface is not None:
            return list(self._iface.mapCanvases())
        widgets = QgsApplication.allWidgets()
        if not widgets:
            return []
        from qgis.gui import QgsMapCanvas

        return [widget for widget in widgets if isinstance(widget, QgsMapCanvas)]


def _place(to_pixel: QgsMapToPixel) -> tuple[float, ...]:
    """Which piece of the world a map shows, and how large."""
    return (
        to_pixel.xCenter(),
        to_pixel.yCenter(),
        to_pixel.mapUnitsPerPixel(),
        to_pixel.mapRotation(),
        to_pixel.mapWidth(),
        to_pixel.mapHeight(),
    )


def _is_due(canvas: QgsMapCanvas, is_first: bool) -> bool:
    """Whether it was not asked just now. Notes that it is asked now, if so."""
    now_s, asked_s = time.monotonic(), canvas.property(_ASKED_S)
    if asked_s is not None and now_s - asked_s < (_FIRST_GAP_MS if is_first else canvas.mapUpdateInterval()) / 1000:
        return False
    canvas.setProperty(_ASKED_S, now_s)
    return True
