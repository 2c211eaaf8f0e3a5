"""The order in which the Tab key goes through a window that is put together of several forms. QGIS side, main thread.

Qt goes through widgets as they were made, which is no order for a person where a form makes parts when they are needed.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QWidget

_BY_TAB = frozenset({Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.WheelFocus})
"""Policies of what the Tab key stops at."""


def set_order(widgets: Iterable[QWidget]) -> None:
    """Have the Tab key go through these one after the other; through all that one holds in the order that it has."""
    places = [place for widget in widgets for place in stops(widget)]
    for first, second in itertools.pairwise(places):
        QWidget.setTabOrder(first, second)


def insert_before(widget: QWidget, news: Sequence[QWidget]) -> None:
    """Have the Tab key go through new widgets before it comes to one that it comes to already."""
    own = {place for new in news for place in stops(new)}
    before = next((place for place in _backwards(widget) if place not in own), None)
    if before is not None:
        set_order([before, *news])


def stops(widget: QWidget) -> list[QWidget]:
    """Where the Tab key stops in a widget, itself included, in its order; whether it can be seen just now or not."""
    # From the widget on, both ways, to the last one that it holds: a window such as QGIS's Data Source Manager has thousands
    # of others, each of which Qt would have to hand to Python.
    left = {each for each in widget.findChildren(QWidget) if widget.isAncestorOf(each)}
    before, after = widget, widget
    ring = deque([widget])
    while left:
        before, after = before.previousInFocusChain(), after.nextInFocusChain()
        ring.appendleft(before)
        ring.append(after)
        left -= {before, after}
        if before is after or before is widget or after.nextInFocusChain() is before:
            break
    return [place for place in _from_the_window(widget, list(ring)) if _is_stop(place)]


def _from_the_window(widget: QWidget, ring: list[QWidget]) -> list[QWidget]:
    """What a widget holds of a part of the ring, itself included, in the order of the window, with which a ring begins."""
    window = widget.window()
    if window in ring:
        begin = ring.index(window)
        ring = [*ring[begin:], *ring[:begin]]
    # Where both ways have met, one of them is there twice.
    return [place for place in dict.fromkeys(ring) if place is widget or widget.isAncestorOf(place)]


def _backwards(start: QWidget) -> Iterator[QWidget]:
    place = start.previousInFocusChain()
    while place is not None and place is not start:
        if _is_stop(place):
            yield place
        place = place.previousInFocusChain()


def _is_stop(widget: QWidget) -> bool:
    # A part of another one, such as the text of a list, hands the keyboard on to that.
    return widget.focusPolicy() in _BY_TAB and widget.focusProxy() is None
