"""What is done before the engine ends keeps within the client's patience."""

from __future__ import annotations

import pytest

from mosaic_qgis.engine.client.child import ASK_S
from mosaic_qgis.engine.server import farewell


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch):
    monkeypatch.setattr(farewell, "_last_things", [])


def test_everything_is_called_with_the_time_that_is_left(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(farewell.time, "monotonic", lambda: now[0])
    called = []

    def work(name: str, takes_s: float):
        def run(limit_s: float) -> None:
            called.append((name, round(limit_s, 3)))
            now[0] += takes_s

        return run

    farewell.before_the_end(work("first", 0.2))
    farewell.before_the_end(work("second", 0.5))
    farewell.before_the_end(work("third", 0.0))
    farewell.say_farewell()
    assert called == [("first", farewell.FAREWELL_S), ("second", round(farewell.FAREWELL_S - 0.2, 3))]


def test_the_client_is_more_patient():
    assert farewell.FAREWELL_S < ASK_S
