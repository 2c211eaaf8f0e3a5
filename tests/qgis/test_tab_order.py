"""Where the Tab key stops in a part of a window: in the window's order, found without going through the whole window."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox, QGroupBox, QLabel, QLineEdit, QWidget

from mosaic_qgis.gui.tab_order import insert_before, set_order, stops


@pytest.fixture
def window(qgis_app: QgsApplication) -> Iterator[QWidget]:
    """Three groups of fields, one of them with a group of its own."""
    made = QWidget()
    for number in range(3):
        group = QGroupBox(made)
        group.setObjectName(f"group {number}")
        for name in "abc":
            field = QLineEdit(group) if name != "b" else QComboBox(group)
            field.setObjectName(f"{number}{name}")
        QLabel(group)
    inner = QGroupBox(made.findChild(QGroupBox, "group 1"))
    inner.setObjectName("inner")
    QLineEdit(inner).setObjectName("1d")
    yield made
    sip.delete(made)


def by_going_through_all(widget: QWidget) -> list[QWidget]:
    """The stops as the window's whole ring has them."""
    window = widget.window()
    ring, place = [window], window.nextInFocusChain()
    while place is not window:
        ring.append(place)
        place = place.nextInFocusChain()
    return [
        each
        for each in ring
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
        and (each is widget or widget.isAncestorOf(each))
    ]


def named(window: QWidget, *names: str) -> list[QWidget]:
    return [window.findChild(QWidget, name) for name in names]


def names(widgets: list[QWidget]) -> list[str]:
    return [each.objectName() for each in widgets]


def test_the_order_is_that_of_the_window(window: QWidget) -> None:
    (group,) = named(window, "group 1")
    assert names(stops(group)) == ["1a", "1b", "1c", "1d"]
    fields = {each.objectName(): each for each in stops(window)}
    dice = random.Random(5)
    for _ in range(40):
        first, second = dice.sample(sorted(fields), 2)
        QWidget.setTabOrder(fields[first], fields[second])
        for part in (window, *named(window, "group 0", "group 1", "group 2", "inner", "1a")):
            assert stops(part) == by_going_through_all(part)


def test_groups_are_put_into_an_order(window: QWidget) -> None:
    set_order(named(window, "group 2", "0c", "group 1"))
    assert names(stops(window))[-8:] == ["2a", "2b", "2c", "0c", "1a", "1b", "1c", "1d"] or names(stops(window))[:8] == [
        "2a", "2b", "2c", "0c", "1a", "1b", "1c", "1d",
    ]  # fmt: skip


def test_new_ones_come_before(window: QWidget) -> None:
    (before,) = named(window, "1b")
    new = QLineEdit(window)
    new.setObjectName("new")
    insert_before(before, [new])
    order = names(stops(window))
    assert order[order.index("1b") - 2 : order.index("1b") + 1] == ["1a", "new", "1b"]


def test_only_what_lies_around_is_looked_at(window: QWidget) -> None:
    for _ in range(200):
        QLineEdit(window)
    (inner,) = named(window, "inner")
    asked: list[QWidget] = []

    class Noting(QGroupBox):
        def isAncestorOf(self, child: QWidget) -> bool:
            asked.append(child)
            return super().isAncestorOf(child)

    group = Noting(window)
    field = QLineEdit(group)
    assert stops(group) == [field]
    assert field in asked and len(asked) < 5, "its neighbours in the order, and not all of the window"
    assert names(stops(inner)) == ["1d"]
