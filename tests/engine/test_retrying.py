"""Asking again: how often, how long, and when not."""

from __future__ import annotations

import threading

import pytest

from mosaic_qgis.backends import retrying
from mosaic_qgis.backends.http import HttpPolicy
from mosaic_qgis.backends.retrying import Passing, ask_until_answered, within_time
from mosaic_qgis.mosaic.errors import MosaicTimeoutError


class Busy(Exception):
    """A trouble that passes."""

    def __init__(self, asked_pause_s: float | None = None) -> None:
        super().__init__()
        self.asked_pause_s = asked_pause_s


class Broken(Exception):
    """A trouble that stays."""


def judge(error: Exception) -> Passing | None:
    return Passing(asked_pause_s=error.asked_pause_s) if isinstance(error, Busy) else None


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now_s += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(retrying, "time", clock)
    return clock


class Asked:
    """Raises one thing after the other, then answers; keeps the numbers of the attempts."""

    def __init__(self, *troubles: Exception) -> None:
        self.troubles = list(troubles)
        self.attempts: list[int] = []

    def __call__(self, attempt: int) -> str:
        self.attempts.append(attempt)
        if self.troubles:
            raise self.troubles.pop(0)
        return "answer"


POLICY = HttpPolicy(attempts=4, backoff_s=1, max_pause_s=30, total_timeout_s=100)


def test_pauses_grow(clock: Clock) -> None:
    asked = Asked(Busy(), Busy(), Busy())
    assert ask_until_answered(asked, judge, POLICY) == "answer"
    assert asked.attempts == [1, 2, 3, 4]
    assert all(low <= pause <= 2 * low for low, pause in zip((0.5, 1, 2), clock.pauses, strict=True))


def test_the_last_trouble_is_raised(clock: Clock) -> None:
    asked = Asked(Busy(), Busy(), Busy(), Busy(), Busy())
    with pytest.raises(Busy):
        ask_until_answered(asked, judge, POLICY)
    assert asked.attempts == [1, 2, 3, 4]
    assert len(clock.pauses) == 3


def test_what_stays_is_raised_at_once(clock: Clock) -> None:
    asked = Asked(Busy(), Broken())
    with pytest.raises(Broken):
        ask_until_answered(asked, judge, POLICY)
    assert asked.attempts == [1, 2]


def test_the_server_is_given_the_time_it_asks_for(clock: Clock) -> None:
    assert ask_until_answered(Asked(Busy(20.0), Busy(0.0)), judge, POLICY) == "answer"
    assert clock.pauses[0] == 20.0
    assert clock.pauses[1] >= 1


@pytest.mark.parametrize("asked_pause_s", [31.0, 3600.0])
def test_nobody_waits_for_ever(clock: Clock, asked_pause_s: float) -> None:
    asked = Asked(Busy(asked_pause_s))
    with pytest.raises(Busy):
        ask_until_answered(asked, judge, POLICY)
    assert asked.attempts == [1]
    assert clock.pauses == []


def test_all_attempts_together_are_bounded(clock: Clock) -> None:
    asked = Asked(*(Busy(25.0) for _ in range(9)))
    with pytest.raises(Busy):
        ask_until_answered(asked, judge, HttpPolicy(attempts=9, backoff_s=1, max_pause_s=30, total_timeout_s=60))
    assert sum(clock.pauses) <= 60
    assert asked.attempts == [1, 2, 3]


def test_within_time_gives_what_comes_of_it() -> None:
    def fail() -> None:
        raise TimeoutError("its own")

    assert within_time(lambda: 5, "x") == 5
    with pytest.raises(TimeoutError, match="its own"):
        within_time(fail, "x")


def test_what_takes_too_long_is_left_alone() -> None:
    may_end = threading.Event()
    with pytest.raises(MosaicTimeoutError, match=r"m\.json was not delivered within 0\.05 s"):
        within_time(may_end.wait, "m.json", 0.05)
    may_end.set()
