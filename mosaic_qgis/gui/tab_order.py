"""The order in which the Tab key goes through a window that is put together of several forms. QGIS side, main thread.

Qt goes through widgets as they were made, which is no order for a person where a form makes parts when they are needed.
"""

from __future__ import annotations

import itertools
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
    # From the widget on to the last one that it holds: a window such as QGIS's Data Source Manager has thousands of others,
    # each of which Qt would have to hand to Python.
    window = widget.window()
    last: list[QWidget] = []
    found = [widget]
    left = {each for each in widget.findChildren(QWidget) if widget.isAncestorOf(each)}
    place = widget.nextInFocusChain()
    while left and place is not None and place is not widget:
        if place is window:
            # The order begins with the window.
            last, found = found, []
        elif place in left:
            left.discard(place)
            found.append(place)
        place = place.nextInFocusChain()
    return [place for place in (*found, *last) if _is_stop(place)]


def _backwards(start: QWidget) -> Iterator[QWidget]:
    place = start.previousInFocusChain()
    while place is not None and place is not start:
        if _is_stop(place):
            yield place
        place = place.previousInFocusChain()


def _is_stop(widget: QWidget) -> bool:
    # A part of another one, such as the text of a list, hands the keyboard on to that.
    return widget.focusPolicy() in _BY_TAB and widget.focusProxy() is None
