"""A person's hands: real mouse and keyboard events of the display, made by xdotool. QGIS side, test and demo only.

Each act is a generator for `yield from`: the events travel through the X server and the window manager to QGIS, which
must be free to take them. What follows from an act is waited for by the scenario.
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QPoint
from qgis.PyQt.QtWidgets import QWidget

if TYPE_CHECKING:
    from .runner import Desk, Steps

_ACT_S = 20.0


class Person:
    """Someone in front of the screen."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def click(self, widget: QWidget, at: QPoint | None = None, *, times: int = 1, button: int = 1) -> Steps:
        """Click a widget (in its middle by default); `times` 2 is a double click, `button` 3 the right one."""
        yield from self.see(widget)
        move = _move_to(widget, at if at is not None else widget.rect().center())
        yield from self._do(*move, "click", "--repeat", str(times), "--delay", "40", str(button))

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> Steps:
        """Press the left button at one place of a widget, move in a few strides, release at another."""
        yield from self.see(widget)
        strides = [_move_to(widget, start + (end - start) * part / 4) for part in range(5)]
        moves = [word for stride in strides[1:] for word in (*stride, "sleep", "0.03")]
        yield from self._do(*strides[0], "mousedown", "1", *moves, "mouseup", "1")

    def carry(self, source: QWidget, start: QPoint, target: QWidget, end: QPoint) -> Steps:
        """Drag something from one widget and drop it on another."""
        yield from self.see(source)
        first, last = source.mapToGlobal(start), target.mapToGlobal(end)
        strides = [_move_to(source, source.mapFromGlobal(first + (last - first) * part / 6)) for part in range(7)]
        moves = [word for stride in strides[1:] for word in (*stride, "sleep", "0.1")]
        yield from self._do(*strides[0], "mousedown", "1", "sleep", "0.1", *moves, "mouseup", "1")

    def turn_wheel(self, widget: QWidget, at: QPoint, *, up: int) -> Steps:
        """Turn the mouse wheel over a place by so many notches, downwards when negative."""
        yield from self.see(widget)
        button = "4" if up > 0 else "5"
        yield from self._do(*_move_to(widget, at), "click", "--repeat", str(abs(up)), "--delay", "60", button)

    def type(self, text: str) -> Steps:
        """Type a text into whatever has the focus."""
        yield from self._do("type", "--delay", "4", text)

    def press(self, *keys: str) -> Steps:
        """Press keys one after the other, as X names them (`Return`, `ctrl+a`)."""
        yield from self._do("key", *keys)

    def see(self, widget: QWidget) -> Steps:
        """Wait until a widget is there to be clicked."""
        yield self._desk.until(
            lambda: widget.isVisible() and widget.isEnabled(),
            10,
            f"{widget.objectName() or widget} is visible and enabled",
        )

    def _do(self, *arguments: str) -> Steps:
        hand = subprocess.Popen(["xdotool", *arguments], stderr=subprocess.PIPE)
        yield self._desk.until(lambda: hand.poll() is not None, _ACT_S, f"xdotool {' '.join(arguments)[:60]}")
        _, complaint = hand.communicate()
        if hand.returncode != 0:
            raise RuntimeError(f"xdotool {arguments} failed: {complaint.decode(errors='replace')}")


def _move_to(widget: QWidget, at: QPoint) -> list[str]:
    """The words for xdotool that move the mouse to a place of a widget; the display counts in pixels, Qt in its own units."""
    place, ratio = widget.mapToGlobal(at), widget.devicePixelRatioF()
    return ["mousemove", str(round(place.x() * ratio)), str(round(place.y() * ratio))]
