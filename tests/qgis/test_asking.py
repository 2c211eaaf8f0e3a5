"""Questions to the engine without a mosaic: through the real engine, and how waiting for them ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import real
from fake_engine import FakeEngine, FakePending

from mosaic_qgis.engine.client.questions import StacCollections
from mosaic_qgis.engine.client.terms import EngineFailure
from mosaic_qgis.host import asking
from mosaic_qgis.host.asking import answer_of
from mosaic_qgis.host.engine import EngineHost


@pytest.fixture
def host(qgis_app: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[EngineHost]:
    monkeypatch.setenv("MOSAIC_QGIS_ENGINE_ENVIRONMENT", str(real.engine_folder()))
    made = EngineHost(has_window=True)
    yield made
    made.stop()


def test_missing_packages_are_told_to_who_asks(qgis_app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOSAIC_QGIS_ENGINE_ENVIRONMENT", raising=False)
    made, calls = EngineHost(has_window=True), list[bool]()
    made.environment_missed.connect(lambda: calls.append(True))
    with pytest.raises(EngineFailure) as failure:
        made.ask(StacCollections(uri="https://host.invalid/"), 5)
    assert failure.value.code == "environment" and failure.value.detail["is_set_up"] is False and calls == [True]
    made.stop()


def test_an_answer_comes_back() -> None:
    assert answer_of(FakePending().succeed({"a": 1}), 1.0) == {"a": 1}
    with pytest.raises(EngineFailure, match="fake") as failure:
        answer_of(FakePending().fail("auth"), 1.0)
    assert failure.value.code == "auth"


@pytest.mark.parametrize(("timeout_s", "is_cancelled", "code"), [(60.0, True, "cancelled"), (0.0, False, "timeout")])
def test_waiting_ends(timeout_s: float, is_cancelled: bool, code: str) -> None:
    pending = FakePending()
    with pytest.raises(EngineFailure) as failure:
        answer_of(pending, timeout_s, lambda: is_cancelled)
    assert failure.value.code == code and pending.cancelled.is_set()


class Writing(FakePending):
    """Goes on after it was cancelled, and says how it ended."""

    def cancel(self) -> None:
        self.cancelled.set()
        self.succeed({"uri": "/new.json"})


def test_what_was_written_before_it_could_be_cancelled_is_told() -> None:
    assert answer_of(Writing(), 60.0, lambda: True) == {"uri": "/new.json"}


class Silent(FakePending):
    """Never ends."""

    def cancel(self) -> None:
        self.cancelled.set()


def test_a_request_that_does_not_wind_down_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "WINDING_DOWN_S", 0.0)
    with pytest.raises(EngineFailure) as failure:
        answer_of(Silent(), 60.0, lambda: True)
    assert failure.value.code == "timeout"


def test_the_fake_answers_as_it_is_told() -> None:
    engine = FakeEngine()
    engine.answers["stac_collections"] = lambda request, _is_cancelled, _on_progress: {"title": request.uri}
    assert engine.ask(StacCollections(uri="x"), 1.0) == {"title": "x"}
    engine.answers["stac_collections"] = EngineFailure("auth", "No.")
    with pytest.raises(EngineFailure):
        engine.ask(StacCollections(uri="y"), 1.0)
    assert [request.uri for request in engine.asked] == ["x", "y"]


def test_a_file_that_is_no_api_fails_in_the_engine(host: EngineHost, tmp_path: Path) -> None:
    with pytest.raises(EngineFailure) as failure:
        host.ask(StacCollections(uri=str(tmp_path / "catalog.json")), 30.0)
    assert failure.value.code in ("unsupported", "not_found"), failure.value.message
    assert host.pid is not None
