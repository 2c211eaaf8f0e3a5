"""The map canvas of QGIS's main window: when it is drawn, and what it shows. QGIS side, test and demo only."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qgis.core import QgsPointXY, QgsRectangle
from qgis.PyQt.QtWidgets import QDockWidget

if TYPE_CHECKING:
    from .runner import Desk, Steps

_QUIET_S = 0.35
"""No drawing for so long: nothing is to come. Longer than QGIS waits before it draws again after a change of data."""


class MapView:
    """Watches the canvas."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.canvas = desk.iface.mapCanvas()
        self.drawings = 0
        """How many drawings were finished."""
        self._busy_at = time.monotonic()
        self.canvas.mapCanvasRefreshed.connect(self._drawn)

    def _drawn(self) -> None:
        self.drawings += 1
        self._busy_at = time.monotonic()

    def is_quiet(self) -> bool:
        """Whether nothing is being drawn and nothing has been for a moment."""
        if self.canvas.isDrawing():
            self._busy_at = time.monotonic()
        return time.monotonic() - self._busy_at > _QUIET_S

    def draw(self, act: Callable[[], Any], timeout_s: float = 60.0) -> Steps:
        """Do something that changes the map and wait until it is drawn to the end. Gives the seconds until then."""
        before, began = self.drawings, time.monotonic()
        self._busy_at = began
        act()
        yield self._desk.until(lambda: self.drawings > before and self.is_quiet(), timeout_s, "the canvas is drawn")
        return time.monotonic() - began - _QUIET_S

    def show(self, extent: QgsRectangle, timeout_s: float = 60.0) -> Steps:
        """Zoom to an extent in the map's CRS and wait until it is drawn."""

        def zoom() -> None:
            self.canvas.setExtent(extent)
            self.canvas.refresh()

        return (yield from self.draw(zoom, timeout_s))

    def make_room(self, *, needs_focus: bool = True) -> Steps:
        """The window as large as the screen, the layer tree with all of the left side.

        `needs_focus`: wait for the keyboard's focus too, which a person's own desktop may refuse to a new window.
        """
        window = self._desk.iface.mainWindow()
        window.showMaximized()
        browser = window.findChild(QDockWidget, "Browser")
        if browser is not None:
            browser.close()
        available = window.screen().availableGeometry()
        yield self._desk.until(
            lambda: (
                window.frameGeometry().width() >= available.width() and (window.isActiveWindow() or not needs_focus)
            ),
            15,
            "QGIS's window fills the screen",
        )
        yield self._desk.until(self.is_quiet, 15, "the canvas has found its size")

    def place(self) -> dict[str, Any]:
        """Where the canvas is and what it shows: its rectangle in screenshots of the window (pixels), extent, CRS."""
        window, viewport = self._desk.iface.mainWindow(), self.canvas.viewport()
        corner = viewport.mapToGlobal(viewport.rect().topLeft()) - window.frameGeometry().topLeft()
        ratio = window.devicePixelRatioF()
        settings = self.canvas.mapSettings()
        extent = settings.visibleExtent()
        return {
            "left": round(corner.x() * ratio),
            "top": round(corner.y() * ratio),
            "width": round(viewport.width() * ratio),
            "height": round(viewport.height() * ratio),
            "extent": [extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()],
            "crs": settings.destinationCrs().authid(),
        }

    def to_widget(self, x: float, y: float) -> Any:
        """The pixel of the canvas's viewport where a point of the map is."""
        return self.canvas.getCoordinateTransform().transform(QgsPointXY(x, y)).toQPointF().toPoint()

    def share_painted(self) -> float:
        """Share of the canvas that is not background, looked at on a grid of points."""
        picture = self.canvas.viewport().grab().toImage()
        background = self.canvas.canvasColor().rgb()
        step = 8
        points = [(x, y) for x in range(0, picture.width(), step) for y in range(0, picture.height(), step)]
        return sum(picture.pixel(x, y) != background for x, y in points) / len(points)
