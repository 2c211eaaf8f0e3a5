"""Work in steps: in order, one at each turn of the event loop, all at once for whoever needs it, none without its owner."""

from __future__ import annotations

from itertools import pairwise

import pytest
from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer
from waiting import until

from mosaic_qgis.gui.turns import Turns


@pytest.fixture
def owner(qgis_app: QgsApplication) -> QObject:
    return QObject()


def test_other_things_happen_between_the_steps(owner: QObject) -> None:
    seen: list[str] = []
    other = QTimer(owner)
    other.timeout.connect(lambda: seen.append("other"))
    other.start(0)
    turns = Turns(owner)
    turns.begin([lambda: seen.append("one"), lambda: seen.append("two"), lambda: seen.append("three")])
    assert seen == [], "the first one is taken later, too"
    until(lambda: "three" in seen)
    other.stop()
    steps = [place for place, what in enumerate(seen) if what != "other"]
    assert [seen[place] for place in steps] == ["one", "two", "three"]
    assert all("other" in seen[first:second] for first, second in pairwise(steps))


def test_who_needs_it_gets_it_at_once(owner: QObject) -> None:
    seen: list[int] = []
    turns = Turns(owner)
    turns.begin([lambda: seen.append(1), lambda: seen.append(2)])
    turns.finish()
    assert seen == [1, 2]
    turns.finish()
    turns.begin([lambda: seen.append(3)])
    turns.begin([lambda: seen.append(4)])
    assert seen == [1, 2, 3]
    until(lambda: seen[-1] == 4)


def test_a_step_that_fails_does_not_stop_the_others(owner: QObject, guarded_failures: list[str]) -> None:
    seen: list[int] = []
    turns = Turns(owner)
    turns.begin([lambda: seen.append(1 // 0), lambda: seen.append(2)])
    until(lambda: bool(seen))
    assert seen == [2] and "ZeroDivisionError" in guarded_failures.pop()


def test_a_step_may_begin_others(owner: QObject) -> None:
    seen: list[int] = []
    turns = Turns(owner)
    turns.begin([lambda: turns.begin([lambda: seen.append(2)])])
    until(lambda: bool(seen))
    assert seen == [2]


def test_steps_end_with_their_owner(qgis_app: QgsApplication) -> None:
    owner, seen = QObject(), []
    turns = Turns(owner)
    turns.begin([lambda: seen.append(1)])
    sip.delete(owner)
    QTimer.singleShot(0, lambda: seen.append(2))
    until(lambda: bool(seen))
    assert seen == [2]
