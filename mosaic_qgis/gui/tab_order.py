"""The order in which the Tab key goes through a window that is put together of several forms. QGIS side, main thread.

Qt goes through widgets as they were made, which is no order for a person where a form makes parts when they are needed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QWidget


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
    ring = [widget.window(), *_chain(widget.window())]
    return [place for place in ring if _is_stop(place) and (place is widget or widget.isAncestorOf(place))]


def _chain(start: QWidget) -> Iterator[QWidget]:
    place = start.nextInFocusChain()
    while place is not None and place is not start:
        yield place
        place = place.nextInFocusChain()


def _backwards(start: QWidget) -> Iterator[QWidget]:
    place = start.previousInFocusChain()
    while place is not None and place is not start:
        if _is_stop(place):
            yield place
        place = place.previousInFocusChain()


def _is_stop(widget: QWidget) -> bool:
    # A part of another one, such as the text of a list, hands the keyboard on to that.
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
